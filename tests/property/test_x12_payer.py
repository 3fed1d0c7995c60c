"""What payers send reads back as it was written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from data.x12.writer import write_271, write_277ca, write_835, write_999, write_ta1
from tests.property.payer_side import (
    CONTROL,
    VERDICTS,
    acknowledged_groups,
    claim_statuses,
    content,
    coverages,
    payments,
)
from tests.property.test_x12 import ENVELOPES
from tests.unit.data.x12.made import read


@settings(deadline=None, max_examples=40)
@given(st.lists(payments(), min_size=1, max_size=3), ENVELOPES)
def test_remits_read_back_as_they_were_written(given_payments, envelope):
    outcome = read(write_835(given_payments, envelope))
    written = [record for payment in given_payments for record in payment.remits]
    assert [content(record.remit) for record in outcome.remits] == [record.remit for record in written]
    for part in ("lines", "adjustments", "remarks"):
        assert [getattr(record, part) for record in outcome.remits] == [
            getattr(record, part) for record in written
        ]
    withheld = [row for payment in given_payments for row in payment.provider_adjustments]
    assert [content(item.adjustment) for item in outcome.withheld] == withheld
    assert outcome.odd == []


@settings(deadline=None, max_examples=50)
@given(
    st.lists(claim_statuses(), min_size=1, max_size=4, unique_by=lambda rows: rows[0]["claim_id"]), ENVELOPES
)
def test_statuses_read_back_as_they_were_written(claims, envelope):
    written = [row for rows in claims for row in rows]
    outcome = read(write_277ca(written, envelope))
    assert [content(item.status) for item in outcome.statuses] == written
    assert outcome.warnings == []


@settings(deadline=None, max_examples=50)
@given(st.lists(acknowledged_groups(), min_size=1, max_size=3), ENVELOPES)
def test_acknowledgements_read_back_as_they_were_written(groups, envelope):
    written = [row for rows in groups for row in rows]
    outcome = read(write_999(written, envelope))
    assert [content(item.acknowledgement) for item in outcome.acknowledgements] == written
    assert outcome.warnings == []


@settings(deadline=None, max_examples=20)
@given(CONTROL, st.sampled_from(["A", "E", "R"]), st.sampled_from([None, "001", "022"]), ENVELOPES)
def test_a_ta1_reads_back_as_it_was_written(control, code, note, envelope):
    row = {"kind": "TA1", "interchange_control": control, "code": code, "verdict": VERDICTS[code]}
    written = row | ({"reasons": note} if note else {})
    outcome = read(write_ta1(written, envelope))
    assert [content(item.acknowledgement) for item in outcome.acknowledgements] == [written]
    assert outcome.warnings == []


@settings(deadline=None, max_examples=50)
@given(st.lists(coverages(), min_size=1, max_size=4), ENVELOPES)
def test_coverages_read_back_as_they_were_written(written, envelope):
    outcome = read(write_271(written, envelope))
    assert [content(item.coverage) for item in outcome.coverages] == written
    assert outcome.warnings == []
