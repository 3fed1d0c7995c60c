"""Outcomes and money are functions of what was known: resends, repeats, takebacks and lost files included."""

from random import Random
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data import tables
from data.appeals import denials
from data.events import Events
from data.outcomes import claim_outcomes, line_outcomes
from data.recoveries import net_paid
from tests.unit.data.claims_by_hand import Hand, day, linked_events

GROUPS = 10
"""Histories of claims that have nothing to do with each other: the fixed cost of a frame is paid once."""

REASONS = ["CO-45 100", "CO-16 100", "CO-45 50, PR-1 50", "OA-133 100", "CO-97 100", ""]
FEW = settings(max_examples=3, deadline=None, derandomize=True)


def history(seed: int) -> Hand:
    """Claims under few numbers, sent again and told again, acknowledged, paid and taken back."""
    chance, hand = Random(seed), Hand()  # noqa: S311 - a history to be had again, not a secret
    for group in range(GROUPS):
        for place in range(chance.randint(1, 8)):
            _add_claim(chance, hand, group, place)
        for place in range(chance.randint(0, 10)):
            _add_remit(chance, hand, group, place)
        for place in range(chance.randint(0, 3)):
            _add_status(chance, hand, group, place)
        for place in range(chance.randint(0, 3)):
            _add_takeback(chance, hand, group, place)
    for place in range(chance.randint(0, 6)):
        _add_acknowledgement(chance, hand, place)
    return hand


def _claim_id(chance: Random, group: int) -> str:
    return f"{group}C{chance.randint(1, 3)}"


def _number(chance: Random, group: int) -> str | None:
    return chance.choice([None, f"{group}P1", f"{group}P2"])


def _add_status(chance: Random, hand: Hand, group: int, place: int) -> None:
    told = {"claim_id": _claim_id(chance, group), "payer_claim_number": _number(chance, group)}
    at, category = chance.randint(1, 40), chance.choice(["A2", "A3"])
    hand.status(f"h{group}:{place}", at=at, category=category, **told)


def _add_claim(chance: Random, hand: Hand, group: int, place: int) -> None:
    number, content = _claim_id(chance, group), chance.choice(["x", "y"])
    file = chance.randint(1, 3)
    hand.claim(
        f"f{file}:{100 * group + place}",
        at=10 * file - chance.randint(0, 4),
        charge=100,
        claim_id=number,
        file_sha256=f"f{file}",
        kind=chance.choice(["professional", "institutional"]),
        content_key=f"{number}{content}",
        services_key=f"{group}{chance.choice(['s', 't'])}",
        frequency_code=chance.choice(["1", "7"]),
        original_reference=_number(chance, group),
        responsibility=chance.choice(["P", "P", "S"]),
        group_control=str(chance.randint(1, 2)),
        set_control="0001",
        interchange_control=str(chance.randint(1, 2)),
    )


def _add_remit(chance: Random, hand: Hand, group: int, place: int) -> None:
    status = chance.choice(["1", "4", "19", "2", "22"])
    cas = chance.choice(REASONS)
    paid = -50 if status == "22" else chance.choice([0, 50])
    hand.remit(
        f"g{group}:{place}",
        at=chance.randint(1, 60),
        charge=-100 if status == "22" else 100,
        paid=paid,
        file_sha256=f"g{group}.{place}",
        claim_id=_claim_id(chance, group),
        status_code=status,
        payer_claim_number=_number(chance, group),
        content_key=chance.choice([None, f"{group}{status}{cas}{paid}"]),
        **(
            {"lines": [{"charge": 100, "paid": max(paid, 0), "cas": cas}]} if status != "22" else {"cas": cas}
        ),
    )


def _add_acknowledgement(chance: Random, hand: Hand, place: int) -> None:
    named: dict[str, Any] = chance.choice(
        [{"group_control": "1"}, {"group_control": "2", "set_control": "0001"}, {"interchange_control": "1"}]
    )
    row = {"acknowledgement_key": f"k:{place}", "file_sha256": "k", "position": place, "kind": "999"}
    verdict = chance.choice(["accepted", "rejected"])
    hand.add(
        tables.ACKNOWLEDGEMENTS, **row, **named, verdict=verdict, available_at=day(chance.randint(1, 60))
    )


def _add_takeback(chance: Random, hand: Hand, group: int, place: int) -> None:
    number = f"{group}P{chance.randint(1, 2)}"
    hand.takeback(f"p{group}:{place}:1", number, 30, at=chance.randint(1, 60))


def told(events: Events) -> list[pd.DataFrame]:
    """Everything that is derived, in an order of its own."""
    outcomes = claim_outcomes(events)
    return [outcomes, line_outcomes(events), denials(events, outcomes), net_paid(events)]


@FEW
@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_any_order_of_the_rows_tells_the_same(seed: int, chance: Any) -> None:
    frames = history(seed).frames()
    shuffled = {
        name: held.sample(frac=1, random_state=chance.randrange(2**31)) for name, held in frames.items()
    }
    for one, other in zip(told(linked_events(frames)), told(linked_events(shuffled)), strict=True):
        pd.testing.assert_frame_equal(one, other)


@FEW
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_what_was_known_before_a_moment_does_not_depend_on_later_events(seed: int, number: int) -> None:
    moment = day(number)
    whole = linked_events(history(seed).frames())
    known = whole.before(moment)
    past = linked_events({name: getattr(known, name) for name in history(seed).frames()})
    for one, other in zip(told(known), told(past), strict=True):
        pd.testing.assert_frame_equal(one, other, check_dtype=False)
    for outcomes in (claim_outcomes, line_outcomes):
        now, then = outcomes(whole), outcomes(known)
        if "state" in now:  # a claim rejected at the door may be decided later all the same
            now, then = (held[held["state"] != "rejected"].reset_index(drop=True) for held in (now, then))
        now = now[now["decided_at"] < moment].reset_index(drop=True)
        pd.testing.assert_frame_equal(now, then, check_dtype=False)


@FEW
@given(st.integers(0, 2**32))
def test_every_version_has_at_most_one_outcome_and_no_dollar_is_recovered_below_zero(seed: int) -> None:
    events = linked_events(history(seed).frames())
    outcomes = claim_outcomes(events)
    assert outcomes["version_key"].is_unique
    assert (denials(events, outcomes)["recovered_cents"] >= 0).all()
