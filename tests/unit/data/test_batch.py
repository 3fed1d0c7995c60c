from itertools import combinations_with_replacement

import numpy as np
import pytest

from data import tables
from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from tests.unit.data.claims_by_hand import Hand

LINES = (2, 1, 3, 1)


@pytest.fixture
def events() -> Events:
    hand = Hand()
    for place, lines in enumerate(LINES):
        hand.claim(f"v{place}", at=1 + place, lines=[{"charge": 100}] * lines)
    for key in ("v2", "v0", "v2"):
        hand.add(tables.OTHER_PAYERS, version_key=key, sequence=len(hand.rows.get("other_payers", [])))
    return hand.events()


def same(found: ClaimBatch, expected: ClaimBatch) -> None:
    for part in ("claims", "lines", "other_payers"):
        held, wanted = getattr(found, part), getattr(expected, part)
        assert held.keys() == wanted.keys()
        for name in held:
            np.testing.assert_array_equal(held[name], wanted[name])
            assert held[name].dtype == wanted[name].dtype
    np.testing.assert_array_equal(found.t, expected.t)


@pytest.mark.parametrize(("start", "end"), [*combinations_with_replacement(range(len(LINES) + 1), 2)])
def test_claims_between_two_places_are_those_claims_alone(events: Events, start: int, end: int) -> None:
    whole = batch_of_frames(events.claims, events.lines, events.other_payers)
    alone = batch_of_frames(events.claims.iloc[start:end], events.lines, events.other_payers)
    same(whole.between(start, end), alone)


def test_places_behind_the_last_claim_hold_none(events: Events) -> None:
    whole = batch_of_frames(events.claims, events.lines, events.other_payers)
    same(whole.between(2, 99), whole.between(2, len(LINES)))
