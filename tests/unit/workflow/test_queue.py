from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data.codes.appeal_codes import prior_rule
from data.codes.deadline_rules import DeadlineRule
from features.knowledge import Knowledge
from models.appeal import AppealScorer
from tests.unit.workflow.dated import limit
from tests.unit.workflow.denied import ANSWERED, AS_OF, Desk, numbered
from workflow.queue import CENTS_PER_MINUTE, COLUMNS, Queue, open_denials


def _queue(desk: Desk, as_of: datetime = AS_OF, capacity: float | None = None) -> pd.DataFrame:
    return _open(desk, as_of, capacity).sheet()


def test_the_queue_has_exactly_the_columns_of_the_contract() -> None:
    desk = Desk()
    desk.denied("A")
    assert tuple(_queue(desk).columns) == COLUMNS
    assert tuple(_queue(Desk()).columns) == COLUMNS
    assert len(_queue(Desk(), capacity=60.0)) == 0


def test_a_denial_is_shown_with_what_it_is_worth_net_of_its_cost() -> None:
    desk = Desk()
    desk.paid_before()
    desk.denied("A", "197")
    row = _queue(desk).iloc[0]
    assert (row["claim_id"], row["version"], row["level"], row["route"]) == ("A", 1, 1, "retro_auth")
    assert (row["denied_amount"], row["denied_allowed"]) == (200.0, 80.0)
    # Prior of authorization: 45 % wins, 90 % of the allowed amount; 30 minutes by routes.csv.
    gross = 0.45 * 0.90 * 80.0
    assert row["win_probability"] == pytest.approx(0.45)
    assert row["expected_recovery"] == pytest.approx(gross - 30 * CENTS_PER_MINUTE / 100, abs=0.01)
    assert row["value_per_hour"] == pytest.approx(row["expected_recovery"] * 2, abs=0.02)
    # Commercial, unverified: 90 days from 2026-01-20, 2026-04-20, a Monday.
    assert row["deadline_on"] == pd.Timestamp("2026-04-20")
    assert row["days_left"] == 77
    assert (row["reason_family"], row["carcs"], row["rarcs"]) == ("authorization", "197", "")
    assert row["payer_claim_number"] == "ICNA"
    assert row["low_support"]
    assert pd.isna(row["planned_on"])


def test_what_pays_most_per_hour_comes_first() -> None:
    desk = Desk()
    desk.denied("SMALL", "197", cents=10_000)
    desk.denied("LARGE", "197", cents=900_000)
    desk.denied("HARD", "29", cents=900_000)
    sheet = _queue(desk)
    assert numbered(sheet) == ["LARGE", "HARD", "SMALL"]
    assert sheet["rank"].tolist() == [1, 2, 3]
    assert sheet["value_per_hour"].is_monotonic_decreasing


def test_items_past_their_deadline_come_last_however_much_they_are_worth() -> None:
    desk = Desk()
    desk.denied("OLD", cents=900_000)
    desk.claim("NEW", at=ANSWERED + timedelta(days=100))
    desk.remit("NEW", "CO 50 20000", at=ANSWERED + timedelta(days=110))
    sheet = _queue(desk, AS_OF + timedelta(days=120), capacity=480.0)
    assert numbered(sheet) == ["NEW", "OLD"]
    assert sheet["days_left"].tolist()[1] < 0 <= sheet["days_left"].tolist()[0]
    assert pd.isna(sheet["planned_on"].iloc[1])


@pytest.mark.parametrize("triples", [("CO 45 20000", "PR 1 0"), ("PR 1 20000",), ("CO 23 20000",)])
def test_contractual_amounts_and_cost_share_never_enter(triples: tuple[str, ...]) -> None:
    desk = Desk()
    desk.claim("A")
    desk.remit("A", *(t for t in triples if not t.endswith(" 0")), paid=0)
    sheet = _queue(desk)
    # CO-45 for the whole charge and nothing else is a denial without a reason, and says so.
    assert numbered(sheet) == (["A"] if triples[0] == "CO 45 20000" else [])


def test_what_has_an_appeal_pending_or_was_resolved_is_not_listed() -> None:
    desk = Desk()
    for name in ("PENDING", "WON", "LOST", "PAID", "REPLACED", "OPEN"):
        desk.denied(name)
    desk.appeal("PENDING", "2026-01-22")
    desk.appeal("WON", "2026-01-22", "2026-01-28", "overturned", recovered_cents=5_000)
    desk.appeal("LOST", "2026-01-22", "2026-01-28", "upheld")
    desk.remit("PAID", "CO 45 12000", paid=8_000, at=ANSWERED + timedelta(days=5))
    desk.claim(
        "REPLACED", at=ANSWERED + timedelta(days=3), frequency_code="7", original_reference="ICNREPLACED"
    )
    sheet = _queue(desk).set_index("claim_id")
    assert sorted(sheet.index) == ["LOST", "OPEN"]
    assert sheet.loc["LOST", "level"] == 2
    assert sheet.loc["LOST", "win_probability"] < sheet.loc["OPEN", "win_probability"]
    # Level 2 counts from the decision: 60 days from 2026-01-28, rolled back from a Sunday.
    assert sheet.loc["LOST", "deadline_on"] == pd.Timestamp("2026-03-27")


def test_as_of_hides_what_became_known_at_that_moment_or_later() -> None:
    desk = Desk()
    desk.denied("A")
    desk.appeal("A", "2026-01-30")
    assert len(_queue(desk, ANSWERED)) == 0
    assert numbered(_queue(desk, ANSWERED + timedelta(seconds=1))) == ["A"]
    # Filed on the 30th, known at the end of that day.
    assert numbered(_queue(desk, datetime.fromisoformat("2026-01-30T12:00"))) == ["A"]
    assert len(_queue(desk, datetime.fromisoformat("2026-01-31T00:00"))) == 0


def test_the_plan_spreads_the_queue_over_business_days() -> None:
    desk = Desk()
    desk.paid_before()
    for place in range(5):
        desk.denied(f"A{place}", "197", cents=300_000 + place)
    sheet = _queue(desk, capacity=60.0)
    # Items of 30 minutes: two a day from Monday 2026-02-02 on.
    assert sheet["planned_on"].dt.day.tolist() == [2, 2, 3, 3, 4]


def test_what_costs_more_than_it_brings_is_listed_but_not_planned() -> None:
    desk = Desk()
    desk.paid_before()
    desk.denied("A", "29")
    row = _queue(desk, capacity=60.0).iloc[0]
    assert row["expected_recovery"] < 0
    assert pd.isna(row["planned_on"])


def test_what_is_drawn_to_learn_from_is_planned_whatever_it_brings() -> None:
    desk = Desk()
    desk.paid_before()
    desk.denied("POOR", "97")
    desk.denied("OTHER PAYER", "22")  # nothing is disputed
    as_usual, drawn = (
        _open(desk, capacity=60.0, learning_share=share).frame.set_index("claim_id") for share in (0.0, 1.0)
    )
    assert as_usual.loc["POOR", "expected_recovery"] < 0
    assert not as_usual["to_learn_from"].any()
    assert pd.isna(as_usual.loc["POOR", "planned_on"])
    assert as_usual.loc["POOR", "write_off_review"]
    assert drawn["to_learn_from"].to_dict() == {"POOR": True, "OTHER PAYER": False}
    assert pd.notna(drawn.loc["POOR", "planned_on"])
    assert not drawn.loc["POOR", "write_off_review"]


def test_the_queue_keeps_its_scores_by_place() -> None:
    desk = Desk()
    desk.denied("A", "29")
    desk.denied("B", "252")
    queue = _open(desk)
    chances = queue.scores.win_probability[queue.frame["place"].to_numpy()]
    assert (queue.frame["win_probability"].to_numpy() == chances).all()
    assert not queue.frame["deadline_verified"].any()
    assert queue.frame["win_basis"].tolist() == ["prior", "prior"]


def test_what_is_alike_is_told_with_how_many_and_how_much() -> None:
    desk = Desk()
    desk.paid_before()
    for name in ("A", "B"):
        desk.denied(name, "197", cents=300_000)
    desk.denied("C", "50", cents=300_000)
    frame = _open(desk).frame.set_index("claim_id")
    assert frame["alike_count"].to_dict() == {"A": 2, "B": 2, "C": 1}
    assert frame.loc["A", "alike"] == frame.loc["B", "alike"] != frame.loc["C", "alike"]
    both = frame.loc[["A", "B"], "expected_recovery"].sum()
    assert frame.loc["A", "alike_recovery"] == pytest.approx(both)


def test_what_is_worth_going_on_for_counts_the_next_level_where_the_route_is_an_appeal() -> None:
    desk = Desk()
    desk.paid_before(cents=900_000, allowed=400_000)
    desk.denied("DISPUTED", "50", cents=900_000)
    desk.denied("CORRECTED", "16", cents=900_000)
    frame = _open(desk).frame.set_index("claim_id")
    row, later = frame.loc["DISPUTED"], prior_rule("necessity", 2, AS_OF.date())
    # A second level takes 30 minutes by routes.csv.
    ahead = later.win * later.share_given_win * row["denied_allowed"] - 30 * CENTS_PER_MINUTE / 100
    assert ahead > 0
    worth = row["expected_recovery"] + (1 - row["win_probability"]) * ahead
    assert row["value_with_next_level"] == pytest.approx(worth, abs=0.02)
    corrected = frame.loc["CORRECTED"]
    assert corrected["value_with_next_level"] == corrected["expected_recovery"]


def test_a_write_off_is_suggested_and_the_item_stays_listed() -> None:
    desk = Desk()
    desk.paid_before()
    desk.denied("POOR", "29", cents=2_000)
    desk.denied("RICH", "197", cents=900_000)
    frame = _open(desk).frame.set_index("claim_id")
    assert frame["write_off_review"].to_dict() == {"RICH": False, "POOR": True}
    late = _open(desk, AS_OF + timedelta(days=400)).frame.set_index("claim_id")
    assert late["write_off_review"].to_dict() == {"RICH": True, "POOR": True}


def test_what_is_past_its_deadline_is_alike_to_nothing() -> None:
    desk = Desk()
    desk.paid_before()
    for name in ("LATE", "OLD"):
        desk.denied(name, "197", cents=300_000)
    for name in ("A", "B"):
        desk.claim(name, 300_000, ANSWERED + timedelta(days=100))
        desk.remit(name, "CO 197 300000", cents=300_000, at=ANSWERED + timedelta(days=110))
    frame = _open(desk, AS_OF + timedelta(days=120)).frame.set_index("claim_id")
    assert frame["alike_count"].to_dict() == {"A": 2, "B": 2, "LATE": 1, "OLD": 1}


def test_a_claim_returned_as_unprocessable_is_listed_to_be_corrected_and_sent_anew() -> None:
    desk = Desk()
    desk.claim("RETURNED")
    desk.remit("RETURNED", "CO 16 20000", remark="MA130")
    sheet = _queue(desk)
    assert sheet[["claim_id", "route", "reason_family", "rarcs"]].to_numpy().tolist() == [
        ["RETURNED", "resubmit", "missing", "MA130"]
    ]


def test_every_clock_that_runs_is_told_beside_the_one_that_decides() -> None:
    desk = Desk()
    desk.denied("A", "197")
    queue = _open(desk)
    clocks = queue.clocks[["clock", "decides", "on"]]
    assert queue.frame["deadline_on"].tolist() == clocks.loc[clocks["decides"], "on"].tolist()
    # Authorization at a commercial payer, from 2026-01-20: 90 days, five business days, 14 days.
    assert clocks.to_numpy().tolist() == [
        ["appeal", True, pd.Timestamp("2026-04-20")],
        ["peer_to_peer", False, pd.Timestamp("2026-01-27")],
        ["retro_auth", False, pd.Timestamp("2026-02-03")],
    ]


def test_a_deadline_that_a_new_rule_moved_says_what_it_was_and_since_when(table: list[DeadlineRule]) -> None:
    desk = Desk()
    desk.denied("A", "197")
    table.append(replace(limit(payer_id="PAY1", length=60), known_on=date(2026, 1, 25)))
    told = ["deadline_on", "deadline_verified", "deadline_was_on", "deadline_moved_on"]
    days = [pd.Timestamp(f"2026-{day}") for day in ("03-20", "04-20", "01-25")]
    assert _open(desk).frame[told].to_numpy().tolist() == [[days[0], True, *days[1:]]]
    before = _open(desk, datetime.fromisoformat("2026-01-25T12:00")).frame
    assert before["deadline_on"].tolist() == [days[1]]
    assert before["deadline_was_on"].isna().all()


def _open(
    desk: Desk, as_of: datetime = AS_OF, capacity: float | None = None, learning_share: float = 0.0
) -> Queue:
    events = desk.events()
    made = open_denials(
        events,
        AppealScorer.prior(),
        as_of=as_of,
        knowledge=Knowledge.build(events),
        learning_share=learning_share,
    )
    return made.planned(capacity)
