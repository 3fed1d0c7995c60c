"""Which denials were appealed: weights against that choice, and what is unlike anything appealed before.

Only appealed denials have outcomes. The weights make up for what the files tell of the choice; what staff saw
in the chart they cannot mend, so figures hold among denials like those that were appealed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from features.appeal_catalog import APPEAL_FEATURES, DenialView, appeal_matrix
from features.appeal_past import AppealPast
from features.denial import DenialBatch, denial_batch
from models.calibrate import FloatArray, log_odds_of, sigmoid
from models.examples import BoolArray, Rows, both_classes
from models.grow import booster_of, booster_raw, grow, text_of, tree_count
from models.spec import ModelSpec, Settings, spec_of

_READ = (
    "reason_family",
    "denied_allowed_cents",
    "denied_share",
    "claim_lines",
    "reason_count",
    "patient_liable",
    "institutional",
    "authorization_on_claim",
    "service_to_submission_days",
)
"""What was known of a denial the day it came, and nothing of how appeals fared."""

CHOICE: ModelSpec = spec_of(
    "appeal_choice",
    [feature for feature in APPEAL_FEATURES if feature.name in _READ],
    categorical=("reason_family",),
    settings=Settings(
        learning_rate=0.05, num_leaves=8, max_depth=3, min_data_in_leaf=40, lambda_l2=20.0, max_trees=200
    ),
)
"""Population: first denials, appealed or not. Label: appealed within `WAIT` of the denial."""

WAIT = np.timedelta64(120, "D")
"""After so long a denial counts as not appealed: most windows have closed. Ours."""
LEAST, MOST = 0.2, 5.0
"""Weights are cut off here: beyond, single appeals would speak for many."""
_FEWEST = 200
_RARE = 0.01
"""Denials chosen more rarely than all but this share of the appealed ones are unlike anything appealed."""
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of either kind whose chances the overlap report tells."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A fitted chance to be appealed; `overall` is the share appealed, `floor` where overlap ends."""

    booster: lightgbm.Booster
    overall: float
    floor: float

    def chance(self, x: FloatArray) -> FloatArray:
        """Chance that a denial was appealed, by its columns of `CHOICE`."""
        return sigmoid(log_odds_of(np.array([self.overall])) + booster_raw(self.booster, x))

    def weights(self, x: FloatArray) -> FloatArray:
        """Stabilised inverse chances of appealed denials, cut off at LEAST and MOST."""
        return np.clip(self.overall / self.chance(x), LEAST, MOST)

    def unlike(self, x: FloatArray) -> BoolArray:
        """Whether denials like these were hardly ever appealed."""
        return self.chance(x) < self.floor

    def files(self) -> dict[str, str]:
        """The trees as a text file by name."""
        return {"choice.lgb": text_of(self.booster)}

    def numbers(self) -> dict[str, float]:
        """What the file does not hold."""
        return {"overall": self.overall, "floor": self.floor}

    @classmethod
    def of(cls, files: Mapping[str, str], numbers: Mapping[str, float] | None) -> "Choice | None":
        """The choice that `files` and `numbers` wrote; None without one."""
        return None if numbers is None else cls(booster_of(files["choice.lgb"]), **numbers)


def choice_matrix(view: DenialView) -> FloatArray:
    """The columns of `CHOICE` for a batch of denials."""
    return appeal_matrix(view, CHOICE.features)


def choice_rows(past: AppealPast) -> Rows | None:
    """One row per first denial as it came; None where it is not known which were appealed."""
    if past.filed_at is None:
        return None
    at = past.held["denied_at"].to_numpy(dtype="datetime64[us]")
    batch: DenialBatch = denial_batch(past.held.assign(level=1), past.facts, at)
    return Rows(
        x=choice_matrix(DenialView(batch, past.history)),
        offset=np.zeros(len(batch)),
        label=past.filed_at < at + WAIT,
        at=at,
        known_at=at + WAIT,
        group=batch.facts.chain,
    )


def fit_choice(rows: Rows | None, until: np.datetime64) -> Choice | None:
    """The chance to be appealed as known at a moment; None where too little tells it."""
    known = None if rows is None else rows.take(rows.known_at < until)
    if known is None or len(known) < _FEWEST or not both_classes(known):
        return None
    overall = float(known.label.mean())
    held = Rows(**{**_fields(known), "offset": np.full(len(known), log_odds_of(np.array([overall]))[0])})
    booster = grow(CHOICE, held, tree_count(CHOICE, held))
    found = Choice(booster, overall, 0.0)
    return Choice(booster, overall, float(np.quantile(found.chance(held.x[held.label]), _RARE)))


def _fields(rows: Rows) -> dict[str, Any]:
    return {name: getattr(rows, name) for name in Rows.__slots__}


def overlap(
    choice: Choice, rows: Rows, until: np.datetime64, waiting: FloatArray | None = None
) -> dict[str, Any]:
    """How far appealed and other denials resemble each other, as known at a moment.

    Chances to be appealed at five shares of either kind, the share of the others below the floor, what share
    of the weights were cut off and how many evenly chosen appeals the weighted ones are worth. `waiting` are
    the columns of the denials still open, of which is told how many are below the floor.
    """
    known = rows.take(rows.known_at < until)
    chance, taken = choice.chance(known.x), known.label
    return {
        "appealed": int(taken.sum()),
        "not_appealed": int((~taken).sum()),
        "chance_of_appealed": np.quantile(chance[taken], _SHARES).round(4).tolist(),
        "chance_of_others": np.quantile(chance[~taken], _SHARES).round(4).tolist(),
        "unlike_share": float((chance[~taken] < choice.floor).mean()),
        **_weighted(choice.weights(known.x[taken])),
        **({} if waiting is None else _open(choice, waiting)),
    }


def _weighted(weight: FloatArray) -> dict[str, float]:
    return {
        "cut_off_share": float(((weight == LEAST) | (weight == MOST)).mean()),
        "worth_appeals": float(weight.sum() ** 2 / (weight**2).sum()),
    }


def _open(choice: Choice, x: FloatArray) -> dict[str, int]:
    return {"open": len(x), "open_unlike": int(choice.unlike(x).sum()) if len(x) else 0}


def bounds(win: FloatArray, chance: FloatArray, unlike: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest win chance with nothing assumed of the denials that are never appealed.

    Where denials like these are appealed, the model's word stands and both are the win chance itself.
    """
    low = np.where(unlike, chance * win, win)
    return low, np.where(unlike, chance * win + 1 - chance, win)


def to_learn_from(keys: Sequence[str], share: float = 0.0, salt: str = "") -> NDArray[np.bool_]:
    """Which denials to appeal whatever their score, so that later models learn from an even choice.

    By a hash of each version's key: the same denials each day. Off (share 0) unless a practice asks for it.
    """
    drawn = [int.from_bytes(hashlib.sha256(f"{salt}|{key}".encode()).digest()[:8], "big") for key in keys]
    return np.array([number < share * 2**64 for number in drawn], dtype=bool)
