"""Four claims by hand: untouched, changed after its score, said fixed, and scored only once it was sent."""

import copy
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from data import tables
from data.batch import batch_of_records
from data.canonical import ClaimIn, record_of
from data.clocks import now
from data.events import Events, events_of
from data.frames import frame
from data.records import ClaimRecord, Row
from data.said import said_keys
from serving.examples import CLAIM
from tests.unit.models.test_registry import Kept as OneTable
from training.exposure import Exposure, exposure

SENT = datetime.fromisoformat("2026-02-04T14:30:00")
NUMBERS = ("UNTOUCHED", "CHANGED", "FIXED", "LATE")


class Kept:
    """Rows in memory, by table."""

    def __init__(self) -> None:
        self.held: dict[str, OneTable] = {}

    def rows(self, table: tables.Table, **equals: Any) -> list[Row]:
        return self.held.setdefault(table.name, OneTable()).rows(table, **equals)

    def add(self, table: tables.Table, rows: Any) -> None:
        self.held.setdefault(table.name, OneTable()).add(table, rows)


def record(number: str, **changed: object) -> ClaimRecord:
    given = {**copy.deepcopy(CLAIM), "claim_id": number, "submitted_at": SENT.isoformat(), **changed}
    return record_of(ClaimIn.model_validate(given), now())


RECORDS = [record(number) for number in NUMBERS]


@pytest.fixture
def events() -> Events:
    claims = [held.claim for held in RECORDS]
    lines = [{"version_key": h.claim["version_key"], **line} for h in RECORDS for line in h.lines]
    chains = [
        {
            "version_key": claim["version_key"],
            "chain_key": claim["version_key"],
            "version": 1,
            "rule": "first",
            "available_at": SENT,
        }
        for claim in claims
    ]
    named = {
        "claims": (tables.CLAIMS, claims),
        "lines": (tables.LINES, lines),
        "chains": (tables.CHAINS, chains),
    }
    return events_of({name: frame(*held) for name, held in named.items()})


def score(number: str, *, at: datetime, **changed: object) -> Row:
    (said,) = said_keys(batch_of_records([record(number, **changed)]))
    name = f"{number} {at}"
    return {
        "score": name,
        "claim_id": number.lower().rjust(12, "0"),  # as another system writes it
        "model": "denial",
        "sha256": "s",
        "said_key": said,
        "as_of": at,
        "scored_at": at,
    }


def fixed(number: str, at: datetime) -> Row:
    return {
        "action": f"f {number}",
        "claim_id": number,
        "kind": "fixed",
        "score": None,
        "by": "ann",
        "acted_at": at,
    }


@pytest.fixture
def store() -> Kept:
    held, hour = Kept(), timedelta(hours=1)
    held.add(
        tables.SCORES,
        [
            score("UNTOUCHED", at=SENT),
            score("CHANGED", at=SENT - 2 * hour, prior_authorization=None, member_id="TYPO"),
            score("CHANGED", at=SENT - hour),  # scored again once it was put right
            score("FIXED", at=SENT - hour),
            score("LATE", at=SENT + hour, member_id="TYPO"),
        ],
    )
    held.add(tables.ACTIONS, [fixed("FIXED", SENT + hour), fixed("LATE", SENT + 48 * hour)])
    return held


def rows(*failed: str) -> Any:
    keys = [held.claim["version_key"] for held in RECORDS]
    take = SimpleNamespace(
        group=np.array(keys, dtype=object),
        at=np.full(4, np.datetime64(SENT, "us")),
        label=np.array([number in failed for number in NUMBERS]),
    )
    take.take = lambda places: SimpleNamespace(
        **{n: getattr(take, n)[places] for n in ("group", "at", "label")}
    )
    return SimpleNamespace(rows=take)


def test_what_was_shown_and_acted_upon_by_hand(store: Kept, events: Events) -> None:
    found = exposure(store, events, rows("UNTOUCHED", "CHANGED"), np.arange(4))
    assert found == Exposure(
        claims=4, shown=3, fixed=1, changed=1, acted=2, denied_untouched=0.5, denied_acted=0.5
    )


def test_only_the_rows_asked_for_are_counted(store: Kept, events: Events) -> None:
    found = exposure(store, events, rows(), np.array([1]))
    assert (found.claims, found.shown, found.changed, found.fixed) == (1, 1, 1, 0)
    assert found.denied_untouched is None


def test_a_change_that_nobody_reported_is_written_down_once(store: Kept, events: Events) -> None:
    for _ in range(2):
        exposure(store, events, rows(), np.arange(4))
    (row,) = store.rows(tables.ACTIONS, kind="changed")
    assert row["version_key"] == RECORDS[1].claim["version_key"]
    assert row["score"] == f"CHANGED {SENT - timedelta(hours=2)}"
    assert (row["by"], row["acted_at"]) == ("cleanclaim", SENT)


def test_scores_of_before_what_they_said_was_kept_tell_no_change(store: Kept, events: Events) -> None:
    for row in store.rows(tables.SCORES):
        row["said_key"] = None
    assert exposure(store, events, rows(), np.arange(4)).changed == 0


def test_without_scores_nothing_was_shown(events: Events) -> None:
    found = exposure(Kept(), events, rows(), np.arange(4))
    assert (found.claims, found.shown, found.acted) == (4, 0, 0)
