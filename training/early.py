"""A first look at claims too young to be judged on: denials so far against what the models expected.

Rules newer than the judged window show here first. It is told and never decides: quick answers are not like
all answers (payers pay clean claims fast, or deny some things faster still).
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import ClaimBatch, batch_of_frames
from data.codes import FAMILIES
from data.events import Events
from data.population import population
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from features.matrix import denial_matrix
from models.calibrate import FloatArray
from models.denial import starting_log_odds
from models.examples import BoolArray
from models.families import family_mix
from models.fit import Fitted
from training.answered import POPULATION, answered_claims

CAUTION = (
    "Only quick answers are in, which are biased, and a model expects more where it has learned from some of "
    "them: this points at what to watch and decides nothing."
)
FEWEST = 20
"""Answered claims below which nothing is told of a payer."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Young:
    """Answered claims of days not mature yet: the claims, whether each failed, and its reason family."""

    batch: ClaimBatch
    failed: BoolArray
    family: NDArray[Any]

    def __len__(self) -> int:
        return len(self.failed)


@dataclass(frozen=True, slots=True)
class Signal:
    """Denials of young claims of a payer, or of a family, against what a model expected.

    `excess` is the difference in standard deviations of chance; `answered` the claims it is about.
    """

    by: str
    value: str
    answered: int
    observed: int
    expected: float
    excess: float

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Early:
    """The signals, largest excess first, of `answered` claims submitted from `since` (ISO) on."""

    answered: int
    since: str | None
    signals: tuple[Signal, ...]
    caution: str = CAUTION

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def young_claims(events: Events, as_of: datetime) -> Young:
    """Original primary claims that are answered and not mature at a moment: `DenialRows.young`."""
    found = answered_claims(events, as_of)
    young = slice(found.mature, None)
    claims = events.claims.loc[found.claims.index[young]]
    return Young(
        batch_of_frames(claims, events.lines, events.other_payers),
        found.labels["failed"].to_numpy(dtype=bool)[young],
        found.family[young],
    )


def newest(events: Events, many: int) -> ClaimBatch:
    """The newest original primary claims, for timing."""
    claims = events.claims[population(events.claims, events.lines) == POPULATION]
    claims = claims.nlargest(many, "submitted_at")
    return batch_of_frames(claims, events.lines, events.other_payers)


def early(young: Young, model: Fitted, knowledge: Knowledge) -> Early:
    """What a model expected of the young claims, beside what came: by payer, by family, and by both."""
    if not len(young):
        return Early(0, None, ())
    view = AsOf(young.batch, knowledge)
    x = denial_matrix(young.batch, knowledge, model.spec.among(DENIAL_FEATURES), asof=view)
    start = starting_log_odds(view)
    risk = model.risk(x, start)
    chances = {"": risk} | _by_family(risk, model.family_shares(x, start, family_mix(view)))
    since = str(young.batch.t.min().astype("datetime64[s]"))
    return Early(len(young), since, tuple(signals(young, chances)[:SHOWN]))


def _by_family(risk: FloatArray, shares: FloatArray) -> dict[str, FloatArray]:
    return {family: risk * shares[:, k] for k, family in enumerate(FAMILIES)}


def signals(young: Young, chances: Mapping[str, FloatArray]) -> list[Signal]:
    """What came against the chances told, largest excess first.

    `chances` are of failing at all (under an empty name), and of failing for each family's reasons.
    """
    return sorted(_signals(young, chances), key=lambda found: (-found.excess, found.by, found.value))


def _signals(young: Young, chances: Mapping[str, FloatArray]) -> Iterator[Signal]:
    payers = pd.Series(young.batch.claims["payer_id"]).fillna("missing").to_numpy(dtype=object)
    whole = np.ones(len(young), dtype=bool)
    for family, chance in chances.items():
        came = young.failed if not family else young.failed & (young.family == family)
        if family:
            yield from _signal("family", family, whole, chance, came)
        for payer in np.unique(payers.astype(str)):
            name = f"{payer} {family}".strip()
            yield from _signal("payer and family" if family else "payer", name, payers == payer, chance, came)


def _signal(by: str, value: str, which: BoolArray, chance: FloatArray, came: BoolArray) -> Iterator[Signal]:
    p, observed = chance[which], int(came[which].sum())
    if len(p) < FEWEST:
        return
    spread = float(np.sqrt(max((p * (1 - p)).sum(), 1.0)))
    excess = (observed - float(p.sum())) / spread
    yield Signal(by, value, len(p), observed, float(p.sum()), excess)
