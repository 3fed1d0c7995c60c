"""The date audit: do features of past claims move when what came at or after their moment changes?

Every answer about a claim is made three times: with all events in hand, with those alone that were available
strictly before its T (and without its own answers), and with random events added at T and after. All three
must be the same to the bit. Whatever stands in the catalog is audited, so a feature added later is too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import tables
from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from features.allowed import usual_allowed
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.feature import Feature
from features.knowledge import Knowledge
from features.later_junk import with_junk
from features.support import support
from features.table import denial_table

Answers = Mapping[str, NDArray[Any]]

_YOUNGEST_SHARE = 0.75
"""Claims are sampled among the latest: before them there is little history that could leak."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that changed: which, of the claim at which place, when later events were removed or added."""

    name: str
    place: int
    when: str


@dataclass(frozen=True, slots=True)
class DateAudit:
    """How many claims and answers were compared, and what moved."""

    claims: int
    answers: int
    moved: tuple[Moved, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What moved, each once."""
        return tuple(sorted({one.name for one in self.moved}))


def date_audit(
    events: Events,
    places: Iterable[int],
    features: Sequence[Feature] = DENIAL_FEATURES,
    *,
    seed: int = 0,
) -> DateAudit:
    """Audits the claims at these places of `events.claims`; about three builds of the history per claim."""
    held = [*places]
    whole = Knowledge.build(events)
    draw = np.random.default_rng(seed)
    moved: list[Moved] = []
    count = 0
    for place in held:
        batch = batch_of_frames(events.claims.iloc[[place]], events.lines, events.other_payers)
        told = answers(batch, whole, features)
        count = len(told)
        for when, others in _others(events, batch, draw).items():
            found = answers(batch, Knowledge.build(others), features)
            moved += [Moved(name, place, when) for name in told if not same(told[name], found[name])]
    return DateAudit(len(held), count, tuple(moved))


def sampled(events: Events, size: int, *, seed: int = 0) -> list[int]:
    """Places of random claims among the latest, in order of T."""
    order = np.argsort(events.claims["submitted_at"].to_numpy(), kind="stable")
    late = order[int(len(order) * (1 - _YOUNGEST_SHARE)) :]
    kept = np.sort(np.random.default_rng(seed).permutation(len(late))[:size])
    return [int(place) for place in late[kept]]


def answers(batch: ClaimBatch, knowledge: Knowledge, features: Sequence[Feature]) -> Answers:
    """All that is told about a batch from the past: features, rate table, dollars, support."""
    view = AsOf(batch, knowledge)
    table = denial_table(batch, knowledge, asof=view)
    cents, basis = usual_allowed(batch, knowledge, asof=view)
    backing = support(batch, knowledge, asof=view)
    reasons = np.array([";".join(held) for held in backing.reasons], dtype=object)
    return {
        **{one.name: one.compute(view) for one in features},
        **{f"table.{name}": table.parts[:, place] for place, name in enumerate(table.names)},
        "expected_allowed": cents,
        "allowed_basis": basis,
        "support.payer_decisions": backing.payer_decisions,
        "support.reasons": reasons,
    }


def same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Equal to the bit, every missing number being the same."""
    if object in (one.dtype, other.dtype):
        return one.tolist() == other.tolist()
    return one.dtype == other.dtype and bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fM"))


def _others(events: Events, batch: ClaimBatch, draw: np.random.Generator) -> dict[str, Events]:
    moment, version = batch.t[0], batch.claims["version_key"][0]
    return {
        "later events removed": before_claim(events, moment, version),
        "later events added": with_junk(events, moment, version, draw),
    }


def before_claim(events: Events, moment: np.datetime64, version: str) -> Events:
    """What was known strictly before a moment, without any answer to this version."""
    known = events.before(pd.Timestamp(moment).to_pydatetime())
    answered = known.links.loc[known.links["version_key"] == version, "event_key"]
    kept = {
        name: getattr(known, name)[~getattr(known, name)[key].isin(answered)].reset_index(drop=True)
        for name, key in (("remits", "remit_key"), ("statuses", "status_key"), ("links", "event_key"))
    }
    for child, parent in tables.PARENTS.items():
        if parent is tables.REMITS:
            rows = getattr(known, child)
            kept[child] = rows[rows["remit_key"].isin(kept["remits"]["remit_key"])].reset_index(drop=True)
    return replace(known, **kept)
