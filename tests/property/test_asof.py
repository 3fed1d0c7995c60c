"""What is not yet in hand moves no feature, and one claim is scored as a thousand are."""

import gc
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from weakref import ref

import numpy as np
import pandas as pd
import pytest

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from features.allowed import usual_allowed
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from features.ledger import Before, Ledger
from features.matrix import denial_matrix
from features.scrub import findings
from features.support import support
from features.table import denial_table
from tests.unit.features.practice import (
    START,
    answer_rows,
    batch_of,
    claim_row,
    events_from,
    line_row,
    linked,
    random_practice,
)

NAMES = [feature.name for feature in DENIAL_FEATURES]
TIMED = ("claims", "remits", "statuses", "coverages", "authorizations", "fee_schedule")


@cache
def practice() -> Events:
    return random_practice(220, seed=3, span_days=200)


@cache
def known() -> Knowledge:
    return Knowledge.build(practice())


def asked_until(events: Events, moment: datetime) -> ClaimBatch:
    claims = events.claims[events.claims["submitted_at"] <= moment]
    return batch_of_frames(claims, events.lines, events.other_payers)


def assert_same(one: Knowledge, other: Knowledge, batch: ClaimBatch) -> None:
    found, expected = denial_matrix(batch, one), denial_matrix(batch, other)
    moved = [name for place, name in enumerate(NAMES) if not same(found[:, place], expected[:, place])]
    assert moved == []
    assert same(denial_table(batch, one).parts, denial_table(batch, other).parts)
    for one_side, other_side in zip(usual_allowed(batch, one), usual_allowed(batch, other), strict=True):
        assert one_side.tolist() == other_side.tolist()
    assert findings(batch, one) == findings(batch, other)


def same(one, other) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def late(events: Events, table: str, moment: datetime) -> "pd.Series[bool]":
    return getattr(events, table)["available_at"] >= pd.Timestamp(moment)


MOMENTS = (60, 160)


@pytest.mark.parametrize("place", MOMENTS)
def test_deleting_everything_from_t_on_moves_no_feature(place):
    events = practice()
    moment = events.claims["submitted_at"].iloc[place].to_pydatetime()
    assert_same(known(), Knowledge.build(events.before(moment)), asked_until(events, moment))


@pytest.mark.parametrize("place", MOMENTS)
def test_changing_everything_from_t_on_moves_no_feature(place):
    events = practice()
    moment = events.claims["submitted_at"].iloc[place].to_pydatetime()
    batch = asked_until(events, moment)
    changed = changed_from(events, moment)
    assert not changed.remits.equals(events.remits)
    assert_same(known(), Knowledge.build(linked(changed)), batch)


def changed_from(events: Events, moment: datetime) -> Events:
    """The events with payers, members, amounts, reasons and dates of all that is late made others."""
    rows = {table: getattr(events, table).copy() for table in (*TIMED, "adjustments", "lines")}
    for table in TIMED:
        flags = late(events, table, moment)
        rows[table].loc[flags, "available_at"] += pd.Timedelta(hours=5)
        if "member_id" in rows[table]:
            rows[table].loc[flags, "member_id"] = "M1"
    claims, remits = late(events, "claims", moment), late(events, "remits", moment)
    rows["claims"].loc[claims, ["payer_id", "claim_id"]] = ["PAY0", "C1"]
    rows["remits"].loc[remits, "paid_cents"] = 1
    rows["statuses"].loc[late(events, "statuses", moment), "category"] = "A7"
    rows["coverages"].loc[late(events, "coverages", moment), "terminated_on"] = pd.Timestamp("2025-01-02")
    rows["authorizations"].loc[late(events, "authorizations", moment), "status"] = "denied"
    rows["fee_schedule"].loc[late(events, "fee_schedule", moment), "allowed_cents"] = 1
    gone = rows["adjustments"]["remit_key"].isin(events.remits.loc[remits, "remit_key"])
    rows["adjustments"].loc[gone, "carc"] = "27"
    moved = rows["lines"]["version_key"].isin(events.claims.loc[claims, "version_key"])
    rows["lines"].loc[moved, "procedure_code"] = "99213"
    return replace(events, **rows)


@pytest.mark.parametrize("place", MOMENTS)
def test_adding_events_from_t_on_moves_no_feature(place):
    events = practice()
    moment = events.claims["submitted_at"].iloc[place].to_pydatetime()
    batch = asked_until(events, moment)
    early = events.before(moment)
    assert_same(Knowledge.build(early), Knowledge.build(linked(changed_from(events, moment))), batch)


def test_one_claim_at_a_time_gives_the_batch_to_the_bit():
    events, knowledge = practice(), known()
    together = batch_of(events)
    matrix, table = denial_matrix(together, knowledge), denial_table(together, knowledge)
    allowed, told = usual_allowed(together, knowledge), findings(together, knowledge)
    reasons = support(together, knowledge).reasons
    for row in range(0, len(together), 11):
        one = batch_of_frames(events.claims.iloc[[row]], events.lines, events.other_payers)
        view = AsOf(one, knowledge)
        assert same(denial_matrix(one, knowledge, asof=view)[0], matrix[row])
        assert denial_matrix(one, knowledge, asof=view)[0].tobytes() == matrix[row].tobytes()
        assert denial_table(one, knowledge, asof=view).parts[0].tobytes() == table.parts[row].tobytes()
        assert usual_allowed(one, knowledge, asof=view)[0][0].tobytes() == allowed[0][row].tobytes()
        assert findings(one, knowledge, asof=view)[0] == told[row]
        assert support(one, knowledge).reasons[0] == reasons[row]


def test_the_order_of_a_batch_does_not_matter():
    events, knowledge = practice(), known()
    backwards = events.claims.iloc[::-1]
    turned = batch_of_frames(backwards, events.lines, events.other_payers)
    assert same(denial_matrix(turned, knowledge)[::-1], denial_matrix(batch_of(events), knowledge))


ASKED_AT = datetime.fromisoformat("2026-06-15T12:00:00")


def denied_at(available: datetime) -> Events:
    """Claim 1 denied for eligibility at a moment, claim 2 of the same member sent at ASKED_AT."""
    lines = [line_row(1)]
    remit, paid, cas = answer_rows(1, lines, available, "27")
    sent = START if available > START else available - timedelta(days=10)
    return events_from(
        {
            "claims": [claim_row(1, sent), claim_row(2, ASKED_AT)],
            "lines": [*lines, line_row(2)],
            "remits": [remit],
            "remit_lines": paid,
            "adjustments": cas,
        }
    )


def asked(events: Events, name: str) -> float:
    claims = events.claims[events.claims["claim_id"] == "C2"]
    batch = batch_of_frames(claims, events.lines, events.other_payers)
    return denial_matrix(batch, Knowledge.build(events))[0, NAMES.index(name)]


MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("available", "counted"),
    [
        (ASKED_AT - MICROSECOND, 1),
        (ASKED_AT, 0),  # known at T itself is not known before T
        (ASKED_AT + MICROSECOND, 0),
        (ASKED_AT - timedelta(days=365), 1),  # the window's first moment
        (ASKED_AT - timedelta(days=365) - MICROSECOND, 0),
    ],
)
def test_a_denial_counts_from_just_before_t_back_to_the_window_start(available, counted):
    assert asked(denied_at(available), "member_payer_decisions_365d") == counted
    assert asked(denied_at(available), "patient_service_denials_365d") == counted


def test_a_loosened_boundary_is_seen(monkeypatch):
    def with_t_itself(before: Before, days: int | None):
        start = before.t if days is None else before.t - days * 86_400_000_000
        return before.ledger.times.searchsorted(start, "right")

    events = denied_at(ASKED_AT)
    batch = batch_of_frames(events.claims[1:], events.lines, events.other_payers)
    later, earlier = Knowledge.build(events), Knowledge.build(events.before(ASKED_AT))
    assert_same(later, earlier, batch)
    monkeypatch.setattr(Before, "rank", with_t_itself)
    with pytest.raises(AssertionError):
        assert_same(later, earlier, batch)


def test_a_planted_leak_of_the_future_is_seen(monkeypatch):
    events = denied_at(ASKED_AT + timedelta(days=20))
    batch = batch_of_frames(events.claims[1:], events.lines, events.other_payers)
    later, earlier = Knowledge.build(events), Knowledge.build(events.before(ASKED_AT))
    assert_same(later, earlier, batch)
    honest = Ledger.before
    monkeypatch.setattr(
        Ledger, "before", lambda ledger, t, own=None: honest(ledger, t + np.timedelta64(30, "D"), own)
    )
    with pytest.raises(AssertionError):
        assert_same(later, earlier, batch)


def resent(**values) -> Events:
    """Claim 1 denied, and sent again as version 2 with the same number or the payer's reference."""
    lines = [line_row(1)]
    remit, paid, cas = answer_rows(1, lines, START + timedelta(days=20), "27")
    again = claim_row(2, START + timedelta(days=30), late=33, **values)
    return events_from(
        {
            "claims": [claim_row(1, START), again],
            "lines": [*lines, line_row(2)],
            "remits": [remit],
            "remit_lines": paid,
            "adjustments": cas,
        }
    )


@pytest.mark.parametrize(
    "values",
    [{"claim_id": "C1"}, {"claim_id": "C2", "frequency_code": "7", "original_reference": "P1"}],
)
def test_the_own_chain_feeds_no_feature_of_a_later_version(values):
    events = resent(**values)
    batch = batch_of_frames(events.claims[1:], events.lines, events.other_payers)
    matrix = denial_matrix(batch, Knowledge.build(events))[0]
    for name in ("member_payer_decisions_365d", "patient_service_denials_365d", "same_service_sent_before"):
        assert matrix[NAMES.index(name)] == 0, name
    assert np.isnan(matrix[NAMES.index("member_unresolved_eligibility")])


def test_another_claim_of_the_member_does_feed_them():
    events = resent()
    batch = batch_of_frames(events.claims[1:], events.lines, events.other_payers)
    matrix = denial_matrix(batch, Knowledge.build(events))[0]
    for name in ("member_payer_decisions_365d", "patient_service_denials_365d", "same_service_sent_before"):
        assert matrix[NAMES.index(name)] == 1, name
    assert matrix[NAMES.index("member_unresolved_eligibility")] == 1


def test_a_claim_number_used_again_after_a_year_is_another_claim():
    events = resent(claim_id="C1", from_on="2027-02-01", through_on="2027-02-01")
    batch = batch_of_frames(events.claims[1:], events.lines, events.other_payers)
    assert Knowledge.build(events).chains.own(batch).tolist() == [None]


def test_the_own_chain_is_found_by_what_was_known_before_t_alone():
    events = resent(claim_id="C1")
    batch = batch_of_frames(events.claims[:1], events.lines, events.other_payers)
    assert Knowledge.build(events).chains.own(batch).tolist() == [None]


def test_files_of_one_call_are_history_only_where_strictly_earlier():
    events = events_from(
        {
            "claims": [
                claim_row(1, START),
                claim_row(2, START),
                claim_row(3, START + timedelta(days=1), late=4),
            ],
            "lines": [line_row(1), line_row(2), line_row(3)],
        }
    )
    batch = batch_of(events)
    empty = Knowledge.build(events_from({}))
    assert denial_matrix(batch, empty)[:, NAMES.index("same_service_sent_before")].tolist() == [0, 0, 0]
    matrix = denial_matrix(batch, empty.with_claims(batch))
    assert matrix[:, NAMES.index("same_service_sent_before")].tolist() == [0, 0, 2]


def test_claims_already_held_are_not_counted_twice():
    events = practice()
    batch = batch_of(events)
    assert same(denial_matrix(batch, known().with_claims(batch)), denial_matrix(batch, known()))


def test_a_view_is_freed_with_all_its_look_ups_as_soon_as_it_is_let_go():
    batch = asked_until(practice(), START + timedelta(days=9_999))
    view = AsOf(batch, known())
    denial_matrix(batch, known(), asof=view)
    findings(batch, known(), asof=view)
    gone = ref(view)
    gc.disable()
    try:
        del view
        assert gone() is None
    finally:
        gc.enable()
