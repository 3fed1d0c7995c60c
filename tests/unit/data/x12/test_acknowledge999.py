from datetime import datetime

import pytest

from data.x12.limits import Limits
from tests.unit.data.x12.made import ISA, SHA, read, wrapped

AT = datetime.fromisoformat("2026-03-02T10:30")
SETS = [
    "AK1*HC*17*005010X222A1",
    "AK2*837*0001*005010X222A1",
    "IK5*A",
    "AK2*837*0002*005010X222A1",
    "IK3*NM1*8**8",
    "CTX*SITUATIONAL TRIGGER*CLM*43**5:3*C023:1325",
    "IK4*9:2*67*7*SECRETID",
    "IK4*9:2*67*7*OTHERID",
    "IK3*HI*12*2300*3",
    "IK5*R*5*I5",
    "AK9*P*2*2*1*3",
]


def acknowledgement(*body, st="ST*999*0001*005010X231A1", gs="005010X231A1"):
    return wrapped(list(body), st=st, gs=gs)


def told(outcome):
    columns = ("kind", "group_control", "set_control", "verdict", "code", "reasons")
    return [tuple(item.acknowledgement.get(name) for name in columns) for item in outcome.acknowledgements]


def test_a_group_that_was_partly_accepted_gives_a_row_per_set_and_one_of_its_own():
    outcome = read(acknowledgement(*SETS))
    assert told(outcome) == [
        ("999", "17", "0001", "accepted", "A", None),
        ("999", "17", "0002", "rejected", "R", "NM1.8 NM1-9.7 HI.3 5 I5"),
        ("999", "17", None, "partly", "P", "3"),
    ]
    assert outcome.acknowledgements[0].acknowledgement == {
        "acknowledgement_key": f"{SHA[:24]}:5",
        "file_sha256": SHA,
        "position": 5,
        "kind": "999",
        "group_control": "17",
        "set_control": "0001",
        "verdict": "accepted",
        "code": "A",
        "available_at": AT,
    }
    assert (outcome.warnings, outcome.reader.types) == ([], {"999"})


def test_a_997_is_read_the_same_way():
    body = ["AK1*HC*17", "AK2*837*0001", "AK3*NM1*8**8", "AK4*9*67*7*SECRET", "AK5*E*5", "AK9*E*1*1*1"]
    outcome = read(acknowledgement(*body, st="ST*997*0001", gs="004010X098A1"))
    assert told(outcome) == [
        ("999", "17", "0001", "with_errors", "E", "NM1.8 NM1-9.7 5"),
        ("999", "17", None, "with_errors", "E", None),
    ]
    assert outcome.reader.types == {"997"}


def test_no_copy_of_a_bad_value_is_kept():
    assert "SECRET" not in repr(read(acknowledgement(*SETS)).items)


def test_what_is_no_code_is_not_kept_among_the_reasons():
    errors = ["IK3*SECRET*8**8", "IK4*9*67*7", "IK3*NM1*8**SECRET", "IK4*SECRET*67*7", "IK3*HI*9**3"]
    outcome = read(acknowledgement(SETS[0], SETS[1], *errors, "IK5*R*SECRET*5", "AK9*R*1*1*0*SECRET"))
    assert [row[-1] for row in told(outcome)] == ["HI.3 5", None]


def test_a_whole_group_may_be_answered_without_its_sets():
    outcome = read(acknowledgement("AK1*HC*17", "AK9*R*1*1*0*2"))
    assert told(outcome) == [("999", "17", None, "rejected", "R", "2")]


@pytest.mark.parametrize(("code", "verdict"), [("A", "accepted"), ("E", "with_errors"), ("R", "rejected")])
def test_a_ta1_may_stand_alone_and_answers_an_interchange(code, verdict):
    outcome = read(ISA + f"TA1*000000905*260301*0800*{code}*022~IEA*0*000000001~")
    assert [item.acknowledgement for item in outcome.acknowledgements] == [
        {
            "acknowledgement_key": f"{SHA[:24]}:2",
            "file_sha256": SHA,
            "position": 2,
            "kind": "TA1",
            "interchange_control": "000000905",
            "verdict": verdict,
            "code": code,
            "reasons": "022",
            "available_at": datetime.fromisoformat("2026-03-02T09:15"),
        }
    ]
    assert (outcome.warnings, outcome.reader.types) == ([], {"TA1"})


def test_a_ta1_without_a_note_has_no_reason():
    outcome = read(ISA + "TA1*000000905*260301*0800*A*000~IEA*0*000000001~")
    assert "reasons" not in outcome.acknowledgements[0].acknowledgement


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (["AK1*HC*17", "AK2*837*0001", "AK2*837*0002", "IK5*A", "AK9*A*2*2*2"], [5]),
        (["AK1*HC*17", "AK2*837*0001", "IK5*Q", "AK9*A*1*1*1"], [5]),
        (["AK1*HC*17", "AK2*837*0001", "IK5*A"], [4]),
        (["AK1*HC*17", "AK2*837*0001", "AK9*R*1*1*0"], [5]),
    ],
)
def test_what_is_left_without_a_verdict_is_quarantined(body, places):
    outcome = read(acknowledgement(*body))
    assert outcome.quarantined == [("missing_verdict", place) for place in places]


def test_an_acknowledgement_that_breaks_off_loses_what_it_had_not_finished():
    text = acknowledgement(*SETS)
    outcome = read(text[: text.index("*67*7*SECRET")])
    assert [row[3] for row in told(outcome)] == ["accepted"]
    assert outcome.quarantined == [("truncated", 7), ("truncated", 4)]


def test_a_ta1_whose_verdict_is_unknown_is_quarantined():
    outcome = read(ISA + "TA1*000000905*260301*0800*Q*000~IEA*0*000000001~")
    assert outcome.quarantined == [("missing_verdict", 2)]


def test_a_set_with_more_errors_than_the_limit_is_quarantined_and_its_neighbours_kept():
    errors = [f"IK3*N{n}*1**8" for n in range(30)]
    body = ["AK1*HC*17", "AK2*837*0001", *errors, "IK5*R*5", "AK2*837*0002", "IK5*A", "AK9*P*2*2*1"]
    outcome = read(acknowledgement(*body), limits=Limits(rows_per_claim=20))
    assert outcome.quarantined == [("too_many_rows", 5)]
    assert [row[3] for row in told(outcome)] == ["accepted", "partly"]
