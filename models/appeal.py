"""The appeal model: will working this denial now recover anything, how much, and in how many minutes?

The win table speaks first (`features.appeal_history`); trees stand on it only when they earned their place on
a later slice. Dollars are modelled given a win: win and amount depend on each other, so their averages may
not be multiplied. Figures hold among denials like those that were appealed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from features.appeal_catalog import APPEAL_FEATURES, DenialView, appeal_matrix
from features.appeal_history import PARTS, AppealHistory, WinTable
from features.denial import DenialBatch
from features.feature import categorical
from models.appeal_choice import Choice, bounds, choice_matrix
from models.calibrate import IDENTITY, Calibration, FloatArray
from models.grow import booster_of, booster_raw, text_of
from models.spec import ModelSpec, Settings, as_written_now, spec_of

if TYPE_CHECKING:
    from models.treeshap import TreeShap

APPEAL: ModelSpec = spec_of(
    "appeal",
    APPEAL_FEATURES,
    categorical=categorical(APPEAL_FEATURES),
    settings=Settings(
        learning_rate=0.05,
        num_leaves=6,
        max_depth=3,
        min_data_in_leaf=40,
        lambda_l2=20.0,
        feature_fraction=0.6,
        max_trees=200,
        patience=25,
    ),
)
"""Population: decided appeals as they stood when filed. Label: any recovery. Table inside: `WinTable`."""

FEW_APPEALS = 20
"""Fewer decided appeals of this family and level are low support: mostly the prior speaks."""


@dataclass(frozen=True, slots=True)
class FittedAppeal:
    """A trained appeal model; `booster` None is the table alone.

    `dollars` corrects the table's share of allowed dollars given a win; `facts` are plain JSON values about
    its making; `choice` tells which denials are appealed (None: not known).
    """

    spec: ModelSpec = APPEAL
    booster: lightgbm.Booster | None = None
    calibration: Calibration = IDENTITY
    dollars: float = 1.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    choice: Choice | None = None

    @property
    def trees(self) -> int:
        return 0 if self.booster is None else int(self.booster.num_trees())

    def files(self) -> dict[str, str]:
        """The model as text files by name."""
        held = {
            "spec": self.spec.as_json(),
            "calibration": self.calibration.as_json(),
            "dollars": self.dollars,
            "facts": dict(self.facts),
            "choice": None if self.choice is None else self.choice.numbers(),
        }
        named = {"model.json": json.dumps(held, indent=1, sort_keys=True)}
        named |= {} if self.choice is None else self.choice.files()
        return named if self.booster is None else {**named, "model.lgb": text_of(self.booster)}

    @classmethod
    def of_files(cls, files: Mapping[str, str]) -> "FittedAppeal":
        """The model that `files` wrote. Raises: OutdatedModelError when another version wrote them."""
        held = json.loads(files["model.json"])
        with as_written_now():
            return cls(
                ModelSpec.of_json(held["spec"]),
                booster_of(files["model.lgb"]) if "model.lgb" in files else None,
                Calibration.of_json(held["calibration"]),
                held["dollars"],
                held["facts"],
                Choice.of(files, held.get("choice")),
            )

    def with_facts(self, **facts: Any) -> "FittedAppeal":
        """The same model with more said about its making."""
        return replace(self, facts={**self.facts, **facts})


@dataclass(frozen=True, slots=True)
class AppealScores:
    """Answers for n denials, in the batch's order.

    `win_probability` is a number on every row; `raw` its log-odds before calibration, and
    `base + contributions.sum(axis=1) == raw` to 1e-9 over `names` (the table's parts, then the features).
    `recovery_cents` is win chance times dollars given a win, before any cost; `days` how long a decision
    usually takes. `basis` is what spoke: `prior`, `recoveries` (payments after denials, with no appeal of the
    level on file), `table` or `model`. `unlike` says that denials like this one were hardly ever appealed,
    and `low` and `high` are then how far the truth may lie from the chance told; elsewhere both are the
    chance.
    """

    win_probability: FloatArray
    raw: FloatArray
    win_cents: FloatArray
    recovery_cents: FloatArray
    minutes: FloatArray
    days: FloatArray
    low_support: NDArray[np.bool_]
    basis: NDArray[Any]
    names: tuple[str, ...]
    base: FloatArray
    contributions: FloatArray
    unlike: NDArray[np.bool_]
    low: FloatArray
    high: FloatArray

    def __len__(self) -> int:
        return len(self.raw)


class AppealScorer:
    """An appeal model ready to answer; safe to share between threads.

    Raises: OutdatedModelError when a feature that it asks for is declared no more.
    """

    def __init__(self, fitted: FittedAppeal, version: str, sha256: str) -> None:
        fitted.spec.among(APPEAL_FEATURES)
        self.fitted = fitted
        self.version = version
        self.sha256 = sha256
        self._explains: TreeShap | None = None

    @classmethod
    def prior(cls) -> "AppealScorer":
        """The scorer before any model was trained: the labelled prior table and what was decided since."""
        return cls(FittedAppeal(), "prior", "")

    @classmethod
    def of_files(cls, files: Mapping[str, str], version: str, sha256: str) -> "AppealScorer":
        """The scorer of a saved model."""
        return cls(FittedAppeal.of_files(files), version, sha256)

    def score(self, batch: DenialBatch, history: AppealHistory, usual_minutes: FloatArray) -> AppealScores:
        """Scores of denials worked at their moments; `usual_minutes` are their routes' defaults."""
        table = history.table(batch.facts)
        names, base, moved = self._moved(batch, history, table)
        raw = base + moved.sum(axis=1)
        chance = self.fitted.calibration.probability(raw)
        cents = np.nan_to_num(batch.allowed_cents) * table.share * self.fitted.dollars
        return AppealScores(
            win_probability=chance,
            raw=raw,
            win_cents=cents,
            recovery_cents=chance * cents,
            minutes=history.minutes(batch.facts, usual_minutes),
            days=history.days(batch.facts),
            low_support=table.support["family_level"] < FEW_APPEALS,
            basis=self._basis(table),
            names=names,
            base=base,
            contributions=moved,
            **self._overlap(DenialView(batch, history, table), chance),
        )

    def _overlap(self, view: DenialView, win: FloatArray) -> dict[str, NDArray[Any]]:
        """`unlike`, `low` and `high` of these denials."""
        if self.fitted.choice is None or not len(win):
            return {"unlike": np.zeros(len(win), dtype=bool), "low": win, "high": win}
        x = choice_matrix(view)
        unlike = self.fitted.choice.unlike(x)
        low, high = bounds(win, self.fitted.choice.chance(x), unlike)
        return {"unlike": unlike, "low": low, "high": high}

    def _moved(
        self, batch: DenialBatch, history: AppealHistory, table: WinTable
    ) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
        """Names, base and contributions in log-odds; the prior's own part is where every denial starts."""
        parts = tuple(f"table.{name}" for name in PARTS[1:])
        booster, start = self.fitted.booster, table.parts[:, 0]
        if booster is None or not len(batch):
            return parts, start, table.parts[:, 1:]
        x = appeal_matrix(DenialView(batch, history, table), self.fitted.spec.features)
        shap = self._shap(booster)
        moved = shap.contributions(x).reshape(len(x), -1)
        names = (*parts, *self.fitted.spec.features)
        return names, start + shap.base[0], np.hstack([table.parts[:, 1:], moved])

    def _shap(self, booster: lightgbm.Booster) -> "TreeShap":
        """What explains the trees; made once."""
        if self._explains is None:
            from models.treeshap import TreeShap  # noqa: PLC0415 - numba: seconds that only trees need

            self._explains = TreeShap.of(text_of(booster))
        return self._explains

    def _basis(self, table: WinTable) -> NDArray[Any]:
        spoke = "table" if self.fitted.booster is None else "model"
        before = np.where(table.recovered, "recoveries", "prior")
        return np.where(table.support["practice"] == 0, before, spoke).astype(object)


def raw_scores(booster: lightgbm.Booster | None, offset: FloatArray, x: FloatArray) -> FloatArray:
    """Log-odds before calibration of rows with these table offsets; without a booster the offsets."""
    return offset if booster is None else offset + booster_raw(booster, x)
