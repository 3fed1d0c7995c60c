import re
from datetime import datetime
from pathlib import Path

import pytest

import data.x12
from data.codes import code_rows
from data.x12.problems import ERRORS, QUARANTINE, SET_ASIDE, WARNINGS
from tests.unit.data.x12.made import CLM, HI, ISA, LINE, claim_file, read, remit_file, wrapped

FILE = claim_file(CLM, HI, *LINE)
BARE_GROUP = FILE.removeprefix(ISA).removesuffix("IEA*1*000000001~")
BARE_SET = BARE_GROUP.split("~", 1)[1].removesuffix("GE*1*1~")


def clocks(text, received_at=None):
    outcome = read(text, received_at)
    claim = outcome.claims[0].claim
    return claim["submitted_at"].isoformat(), claim["available_at"].isoformat(), outcome.warnings


@pytest.mark.parametrize(
    ("text", "submitted", "available"),
    [
        (FILE, "2026-03-02T09:15:00", "2026-03-02T10:30:00"),
        (FILE.replace("*20260302*1030*", "*20260302**"), "2026-03-02T09:15:00", "2026-03-02T23:59:59.999999"),
        (FILE.replace("*20260302*1030*", "***"), "2026-03-02T09:15:00", "2026-03-02T09:15:00"),
        (FILE.replace("*260302*0915*", "*260399*0915*"), "2026-03-02T10:30:00", "2026-03-02T10:30:00"),
        (BARE_GROUP, "2026-03-02T10:30:00", "2026-03-02T10:30:00"),
        (BARE_SET, "2026-03-02T09:15:00", "2026-03-02T09:15:00"),
    ],
    ids=["whole", "gs without time", "gs without date", "isa unreadable", "bare gs", "bare st"],
)
def test_t_is_the_interchanges_moment_and_availability_the_groups(text, submitted, available):
    assert clocks(text)[:2] == (submitted, available)


def test_received_at_is_the_availability_and_never_the_t_of_a_dated_file():
    received_at = datetime.fromisoformat("2026-04-01T12:00")
    assert clocks(FILE, received_at)[:2] == ("2026-03-02T09:15:00", "2026-04-01T12:00:00")


def test_without_any_date_a_claim_needs_received_at():
    undated = BARE_SET.replace("BHT*0019*00*1*20260302*0915*CH", "BHT*0019*00*1***CH")
    assert read(undated).quarantined == [("missing_dates", 12)]
    received_at = datetime.fromisoformat("2026-04-01T12:00")
    assert clocks(undated, received_at)[:2] == ("2026-04-01T12:00:00", "2026-04-01T12:00:00")


def test_a_remit_without_any_date_needs_received_at():
    undated = remit_file("CLP*C1*1*1*1", "PLB*1*20261231*WO:A*1").split("005010X221A1~")[1].split("GE*1")[0]
    outcome = read(undated)
    assert outcome.quarantined == [("missing_dates", 8)]
    assert outcome.warnings == [("missing_dates", 9), ("whole_set_refused", 1)]
    assert len(read(undated, datetime.fromisoformat("2026-04-01T12:00")).remits) == 1


def test_several_groups_and_sets_are_read_with_their_ordinals():
    two_sets = FILE.replace("GE*1*1~", "") + BARE_SET.replace("CLM*C1*100", "CLM*C2*MUCH") + "GE*2*1~IEA*1*1~"
    text = two_sets.replace("IEA*1*000000001~", "") + BARE_GROUP + "IEA*1*000000001~"
    outcome = read(text + FILE.replace("CLM*C1*100", "CLM**100"))
    places = [
        (item.problem.interchange, item.problem.transaction)
        for item in outcome.items
        if hasattr(item, "problem")
    ]
    assert places == [(1, 2), (2, 4)]
    assert len(outcome.claims) == 2


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("SE*17*", "SE*7*", "segment_count_mismatch"),
        ("GE*1*", "GE*2*", "set_count_mismatch"),
        ("IEA*1*", "IEA*2*", "group_count_mismatch"),
        ("*X*005010X222A1", "*X*004010X098A1", "version_4010"),
        ("*X*005010X222A1", "*X*006020X999", "version_unknown"),
        ("*260302*0915*", "*XX0302*0915*", "unreadable_envelope_date"),
    ],
)
def test_an_envelope_that_does_not_add_up_is_read_and_said(old, new, code):
    assert old in FILE
    outcome = read(FILE.replace(old, new))
    assert [warning for warning, _ in outcome.warnings] == [code]
    assert len(outcome.claims) == 1


@pytest.mark.parametrize(
    ("st", "type_"),
    [
        ("ST*270*0001*005010X279A1", "270"),
        ("ST*276*0001*005010X212", "276"),
        ("ST*278*0001*005010X217", "278"),
        ("ST*277*0001*005010X212", "277"),
        ("ST*MY SECRET*0001", "unknown"),
    ],
)
def test_other_transactions_are_named_and_never_silent(st, type_):
    outcome = read(wrapped(["BHT*0007*13*1*20260302", "HL*1**20*1"], st=st))
    assert outcome.reader.types == {type_}
    assert outcome.warnings == [("transaction_not_read", 3)]


def test_a_claim_in_a_set_that_holds_none_is_never_lost_in_silence():
    outcome = read(wrapped(["BHT*0007*13*1*20260302", "CLM*C1*1"], st="ST*276*0001*005010X212"))
    assert outcome.quarantined == [("claim_outside_set", 5)]
    assert outcome.warnings == [("transaction_not_read", 3), ("whole_set_refused", 3)]


def test_an_empty_interchange_is_said():
    assert read(ISA + "IEA*0*000000001~").warnings == [("empty_interchange", 1)]


def test_every_code_a_reader_gives_has_its_words():
    folder = Path(data.x12.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "problems.py")
    given_by = r'(?:warn\(|warn_once\(|_codes\.append\(|_Cut\(|code = (?:code or )?|refuse\()"(\w+)"'
    given = set(re.findall(given_by, source))
    assert given - {"missing_dates"} == {*WARNINGS, *ERRORS}
    source += "".join(f'"{row["problem"]}"' for row in code_rows("inquiry_rejections"))
    reasons = {*QUARANTINE, *SET_ASIDE}
    assert {code for code in reasons if f'"{code}"' in source} == reasons


def controls(text):
    columns = ("interchange_control", "group_control", "set_control")
    return [tuple(record.claim.get(name) for name in columns) for record in read(text).claims]


def test_a_claim_carries_the_control_numbers_it_went_out_with():
    second = (
        FILE.replace("*000000001*0*P", "*000000009*0*P")
        .replace("*1*X*", "*77*X*")
        .replace("837*0001", "837*ABC")
    )
    assert controls(FILE + second) == [("000000001", "1", "0001"), ("000000009", "77", "ABC")]
    assert controls(FILE + BARE_GROUP + BARE_SET) == [
        ("000000001", "1", "0001"),
        ("000000001", "1", "0001"),
        ("000000001", "1", "0001"),
    ]
    assert controls(BARE_GROUP) == [(None, "1", "0001")]
    assert controls(BARE_SET) == [(None, None, "0001")]


def test_control_numbers_of_one_interchange_are_not_the_next_ones():
    assert controls(FILE + ISA + BARE_SET)[1] == ("000000001", None, "0001")


@pytest.mark.parametrize("segment", ["CLM*C1*1***11:B:1", "CLP*C1*1*1*1"])
def test_a_claim_that_no_set_takes_is_counted_and_quarantined(segment):
    stray = read(ISA + f"GS*HC*S*R*20260302*1030*1*X*005010X222A1~{segment}~GE*0*1~IEA*1*000000001~")
    assert stray.quarantined == [("claim_outside_set", 3)]
    unknown = read(wrapped([segment], st="ST*270*0001*005010X279A1"))
    assert unknown.quarantined == [("claim_outside_set", 4)]
    between = read(FILE.replace("GE*1*1~", f"{segment}~GE*1*1~"))
    assert between.quarantined == [("claim_outside_set", 20)]
    assert len(between.claims) == 1


def test_a_remit_in_a_set_of_claims_is_not_lost_in_silence():
    outcome = read(claim_file(CLM, HI, *LINE, "CLP*C1*1*1*1"))
    assert outcome.quarantined == [("claim_outside_set", 19)]
    assert len(outcome.claims) == 1


@pytest.mark.parametrize("trailers", [("SE",), ("GE",), ("IEA",), ("SE", "GE"), ("SE", "GE", "IEA")])
def test_missing_trailers_between_interchanges_lose_nothing_and_are_said(trailers):
    cut = "".join(f"{part}~" for part in FILE.split("~")[:-1] if part.split("*")[0] not in trailers)
    outcome = read(cut + FILE)
    assert len(outcome.claims) == 2
    codes = {code for code, _ in outcome.warnings}
    assert {f"missing_{trailer.lower()}" for trailer in trailers} <= codes
    assert outcome.quarantined == []


REMIT_SET = ["ST*835*0001", "BPR*I*80*C*ACH************20260320", "TRN*1*T*1999999999", "CLP*C1*1*80*80"]
REMIT_SET = "".join(f"{segment}~" for segment in [*REMIT_SET, "SE*5*0001"])


def sent(outcome):
    return [(record.claim["submitted_at"], record.claim["available_at"]) for record in outcome.claims]


def test_each_bare_set_is_dated_by_itself():
    later = BARE_SET.replace("*20260302*0915*", "*20260505*1200*")
    first, second = datetime.fromisoformat("2026-03-02T09:15"), datetime.fromisoformat("2026-05-05T12:00")
    assert sent(read(BARE_SET + later)) == [(first, first), (second, second)]
    undated = BARE_SET.replace("BHT*0019*00*1*20260302*0915*CH", "BHT*0019*00*1***CH")
    assert [code for code, _ in read(BARE_SET + undated).quarantined] == ["missing_dates"]
    assert [code for code, _ in read(BARE_SET + REMIT_SET).quarantined] == ["missing_dates"]
    assert [code for code, _ in read(FILE + REMIT_SET).quarantined] == ["missing_dates"]


def test_a_set_says_when_it_was_sent_before_its_receipt_does():
    received_at = datetime.fromisoformat("2026-04-01T12:00")
    assert clocks(BARE_SET, received_at)[:2] == ("2026-03-02T09:15:00", "2026-04-01T12:00:00")


def test_a_set_behind_its_group_keeps_to_the_interchange():
    text = FILE.replace("IEA*1*000000001~", f"{REMIT_SET}IEA*1*000000001~")
    assert read(text).remits[0].remit["available_at"] == datetime.fromisoformat("2026-03-02T09:15")


def test_an_interchange_without_a_time_is_available_at_the_end_of_its_day():
    text = FILE.replace("*260302*0915*", "*260302**").replace("*20260302*1030*", "***")
    assert clocks(text)[:2] == ("2026-03-02T00:00:00", "2026-03-02T23:59:59.999999")
