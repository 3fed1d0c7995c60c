"""What the denial model learns from: answered original primary claims, and what was known of each."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import ClaimBatch, batch_of_frames
from data.errors import NoDataError
from data.events import Events
from data.memory import give_back
from features.allowed import usual_allowed
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from features.matrix import denial_matrix
from features.scrub import findings
from features.table import denial_table
from models.denial import starting_log_odds, table_log_odds
from models.examples import Rows
from models.families import Failures, family_mix
from models.reasons import reason_numbers
from training.answered import Answered, answered_claims, objects
from training.baselines import raw_fields

FEWEST_ROWS = 200
FEWEST_FAILURES = 20
AT_ONCE = 12_500
"""Claims that are looked at together: a view keeps every look-up it made, some 50 KB a claim."""
INDEXED = 150_000
"""Claims of which the look-up indexes of all features are held together, some 8 KB a claim; for more, the
features are worked out in parts, one after the other."""
_AGE_BANDS = {0: "0-17", 18: "18-44", 45: "45-64", 65: "65-74", 75: "75 and over"}
"""Names by the first year of age."""


@dataclass(frozen=True, slots=True)
class DenialRows:
    """Labelled claims of mature days, in order of T, and what else is known of each, row by row.

    `young` are answered claims of days that are not mature when the answers end, just before `until`: they
    are learned from (`models.known`), and told of as early signals.

    `mix` and `young_mix` are `family_mix` (n x families), `table` the rate table's log-odds; `family` and
    `carcs` are None where the claim did not fail; `raw` are the bare 837 fields of a baseline; `no_response`
    counts mature claims without an answer per payer (not a label). `allowed_cents` is what the payer usually
    allows, as known at T (NaN unknown); `findings` how many findings the scrubber has; ages are at T.
    """

    rows: Rows
    young: Rows
    young_mix: NDArray[np.float64]
    until: np.datetime64
    mix: NDArray[np.float64]
    table: NDArray[np.float64]
    payer: NDArray[Any]
    kind: NDArray[Any]
    family: NDArray[Any]
    carcs: NDArray[Any]
    raw: pd.DataFrame
    no_response: Mapping[str, int]
    claim_id: NDArray[Any]
    age_band: NDArray[Any]
    sex: NDArray[Any]
    allowed_cents: NDArray[np.float64]
    findings: NDArray[np.int64]

    @property
    def slices(self) -> dict[str, NDArray[Any]]:
        """What the rows are cut by in reports, by name."""
        return {"payer": self.payer, "kind": self.kind, "age band": self.age_band, "sex": self.sex}

    def failures(self, places: NDArray[np.int64]) -> Failures:
        """The failed claims among the places, in time order."""
        failed = places[self.rows.label[places]]
        failed = failed[np.argsort(self.rows.at[failed], kind="stable")]
        held = (self.payer, self.family, self.carcs)
        return Failures(*(column[failed] for column in held))


def denial_rows(
    events: Events, as_of: datetime, *, at_once: int = AT_ONCE, indexed: int = INDEXED
) -> DenialRows:
    """The rows that could be learned from at a moment, from events known before it.

    `at_once` claims are looked at together, and indexes of all features are held for up to `indexed` claims;
    the rows depend on neither.

    Raises: NoDataError when too few claims are answered and mature.
    """
    found = answered_claims(events, as_of)
    _check(found.labels[: found.mature])
    give_back()  # labels of all claims take more, while they are made, than they are
    knowledge = Knowledge.build(events)
    batch = batch_of_frames(events.claims.loc[found.claims.index], events.lines, events.other_payers)
    del events  # all that is asked of them from here on is in these two: look-up indexes need the room
    give_back()
    x, told = _told(_Pieces(batch, knowledge, at_once), indexed)
    del knowledge  # by far the largest thing held
    give_back()
    answered = _rows(x, told.offset, found)
    known, batch = slice(found.mature), batch.between(0, found.mature)
    return DenialRows(
        rows=answered.take(known),
        young=answered.take(slice(found.mature, None)),
        young_mix=told.mix[found.mature :],
        until=np.datetime64(found.until, "us") + np.timedelta64(1, "us"),
        mix=told.mix[known],
        table=told.table[known],
        payer=batch.claims["payer_id"],
        kind=batch.claims["kind"],
        family=found.family[known],
        carcs=objects(found.labels["carcs"])[known],
        raw=raw_fields(batch),
        no_response=found.no_response,
        claim_id=batch.claims["claim_id"],
        age_band=age_bands(batch),
        sex=batch.claims["patient_sex"],
        allowed_cents=told.allowed_cents[known],
        findings=told.findings[known],
    )


class _Told(NamedTuple):
    """What is said of claims beside their features, row by row."""

    offset: NDArray[np.float64]
    mix: NDArray[np.float64]
    table: NDArray[np.float64]
    allowed_cents: NDArray[np.float64]
    findings: NDArray[np.int64]


class _Pieces:
    """Claims that are looked at some at a time, and what was known."""

    def __init__(self, claims: ClaimBatch, knowledge: Knowledge, at_once: int) -> None:
        self.claims = claims
        self.knowledge = knowledge
        self._at_once = at_once

    def filled(self, x: NDArray[np.float64], places: NDArray[np.int64]) -> Iterator[AsOf]:
        """The view of each piece, in order, once the features at these places stand in its rows of x."""
        some = [DENIAL_FEATURES[place] for place in places]
        for start in range(0, len(self.claims), self._at_once):
            batch = self.claims.between(start, start + self._at_once)
            view = AsOf(batch, self.knowledge)
            x[start : start + len(batch), places] = denial_matrix(batch, self.knowledge, some, asof=view)
            yield view

    def told_of(self, view: AsOf) -> _Told:
        """What else is said of a piece's claims."""
        found = findings(view.batch, self.knowledge, asof=view)
        return _Told(
            offset=starting_log_odds(view),
            mix=family_mix(view),
            table=table_log_odds(denial_table(view.batch, self.knowledge, asof=view)),
            allowed_cents=usual_allowed(view.batch, self.knowledge, asof=view)[0],
            findings=np.array([len(held) for held in found], dtype=np.int64),
        )


def _told(pieces: _Pieces, indexed: int) -> tuple[NDArray[np.float64], _Told]:
    """The features, in as many parts as their indexes need, and what else is said, beside the last part."""
    x = np.empty((len(pieces.claims), len(DENIAL_FEATURES)))
    *most, last = np.array_split(np.arange(x.shape[1]), 1 + len(x) // indexed)
    for places in most:
        deque(pieces.filled(x, places), maxlen=0)  # nothing else is asked of these views, and none is held
        pieces.knowledge.forget_indexes()
        give_back()
    told = map(pieces.told_of, pieces.filled(x, last))  # which holds no view while the next one is made
    return x, _Told(*(np.concatenate(columns) for columns in zip(*told, strict=True)))


def age_bands(batch: ClaimBatch) -> NDArray[Any]:
    """The band of each patient's age at T, such as `18-44`; None where the day of birth is missing."""
    born = batch.claims["patient_birth_on"].astype("datetime64[D]")
    years = (batch.t.astype("datetime64[D]") - born).astype(np.float64) / 365.25
    years[np.isnat(born)] = np.nan
    named = np.array([*_AGE_BANDS.values(), None], dtype=object)
    return named[np.where(np.isnan(years), -1, np.searchsorted(list(_AGE_BANDS)[1:], years, side="right"))]


def _check(labels: pd.DataFrame) -> None:
    failures = int(labels["failed"].sum())
    if len(labels) < FEWEST_ROWS or failures < FEWEST_FAILURES:
        raise NoDataError(
            f"{len(labels)} mature answered claims with {failures} failures are held, "
            f"{FEWEST_ROWS} with {FEWEST_FAILURES} are needed"
        )


def _rows(x: NDArray[np.float64], offset: NDArray[np.float64], found: Answered) -> Rows:
    labels = found.labels
    return Rows(
        x=x,
        offset=offset,
        label=labels["failed"].to_numpy(dtype=bool),
        at=found.submitted_at,
        known_at=found.known_at,
        group=objects(labels["chain_key"]),
        reason=reason_numbers(objects(labels["family"].where(labels["failed"]))),
        decided_at=found.decided_at,
        decider=found.claims["payer_id"].to_numpy(dtype=object),
    )
