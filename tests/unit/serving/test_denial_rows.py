from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from data.codes.deadline_rules import deadline_rules
from data.codes.route_rules import route_rules
from serving.denial_rows import WAYS, DenialRow, days, denial_rows, urgency

TODAY = date(2026, 3, 2)
PLAIN = {
    "rank": 1,
    "place": 0,
    "version_key": "k",
    "claim_id": "C1",
    "payer_id": "P1",
    "level": 1,
    "denied_on": pd.Timestamp("2026-02-20"),
    "deadline_on": pd.Timestamp("2026-03-12"),
    "days_left": 10,
    "planned_on": pd.NaT,
    "route": "correct",
    "reason_family": "coding",
    "carcs": "4;16",
    "denied_amount": 400.0,
    "win_probability": 0.5,
    "expected_recovery": 80.0,
    "value_per_hour": 240.0,
    "deadline_verified": True,
    "deadline_was_on": pd.NaT,
    "deadline_moved_on": pd.NaT,
    "unlike": False,
    "win_low": 0.5,
    "win_high": 0.5,
    "low_support": False,
    "write_off_review": False,
    "to_learn_from": False,
    "alike_count": 1,
    "alike_recovery": 80.0,
    "decision_days": 41.0,
    "value_with_next_level": 80.0,
}
"""A denial with nothing to remark."""


def _row(*clocks: tuple[str, str, bool, bool], **told: Any) -> DenialRow:
    """The row of one denial; each of `clocks` is name, day, verified, and whether it decides."""
    held = [(0, clock, pd.Timestamp(on), *more) for clock, on, *more in clocks]
    running = pd.DataFrame(held, columns=["place", "clock", "on", "verified", "decides"])
    running["decides"] = running["decides"].astype(bool)
    queue: Any = SimpleNamespace(frame=pd.DataFrame([{**PLAIN, **told}]), clocks=running)
    names = pd.DataFrame({"version_key": ["k"], "payer_name": ["Payer One"]})
    return denial_rows(queue, names, TODAY, 5)[0]


def test_a_denial_without_anything_to_remark_has_no_mark() -> None:
    row = _row()
    assert row.marks == []
    assert row.more == ["A decision usually takes 41 days."]
    assert (row.payer, row.route, row.days_left, row.planned_on) == (
        "Payer One",
        "corrected claim",
        "10 days left",
        "",
    )


@pytest.mark.parametrize(
    ("told", "mark", "sentence"),
    [
        ({"deadline_verified": False}, "deadline unconfirmed", "No rule is known"),
        (
            {"deadline_was_on": pd.Timestamp("2026-04-01"), "deadline_moved_on": pd.Timestamp("2026-02-25")},
            "deadline was 2026-04-01",
            "until a rule came on 2026-02-25.",
        ),
        (
            {"unlike": True, "win_low": 0.08, "win_high": 0.9, "low_support": True},
            "nothing like it was appealed (8% to 90%)",
            "from 8% to 90%.",
        ),
        ({"low_support": True}, "little history", "Few decided appeals"),
        ({"alike_count": 3, "alike_recovery": 1204.4}, "3 alike, $1,204 together", "One look resolves"),
        ({"write_off_review": True}, "review for write-off", "nothing is given up by itself"),
        ({"to_learn_from": True}, "drawn to learn from", "Drawn by lot"),
    ],
)
def test_what_a_person_should_know_is_marked_and_written_out(
    told: dict[str, Any], mark: str, sentence: str
) -> None:
    row = _row(**told)
    assert row.marks == [mark]
    assert sentence in row.more[0]


def test_a_deadline_that_is_missing_is_not_said_to_be_plausible() -> None:
    row = _row(deadline_on=pd.NaT, days_left=pd.NA, deadline_verified=False)
    assert (row.marks, row.days_left, row.urgency) == ([], "", "")


def test_further_clocks_are_told_with_their_days_but_not_the_one_that_decides() -> None:
    row = _row(
        ("correction", "2026-03-12", True, True),
        ("peer_to_peer", "2026-02-27", False, False),
        ("appeal", "2026-05-20", True, False),
    )
    assert row.more[:2] == [
        "Peer-to-peer call by 2026-02-27 (no rule known): 3 days past.",
        "Appeal by 2026-05-20: 79 days left.",
    ]


def test_a_next_level_is_told_where_it_is_worth_something() -> None:
    row = _row(route="appeal", level=2, value_with_next_level=120.0, decision_days=float("nan"))
    assert row.route == "appeal, level 2"
    assert row.more == ["Worth $120 with the right to go on to the next level after a loss."]


def test_every_route_and_clock_has_a_billers_words() -> None:
    clocks = {clock for rule in route_rules() for clock in (rule.clock, *rule.also) if clock}
    assert {rule.route for rule in route_rules()} | clocks <= WAYS.keys()
    assert clocks <= {rule.clock for rule in deadline_rules()}


def test_days_left_are_said_in_words() -> None:
    assert [days(left) for left in (12, 1, 0, -1, -3)] == [
        "12 days left",
        "1 day left",
        "today",
        "1 day past",
        "3 days past",
    ]
    assert [urgency(left) for left in (8, 7, 0, -1)] == ["", "soon", "soon", "past"]
