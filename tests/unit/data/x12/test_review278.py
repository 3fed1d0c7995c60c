from datetime import date, datetime

import pytest

from tests.unit.data.x12.made import SHA, read, wrapped

ABOVE = [
    "BHT*0007*11*1*20260301*1200*18",
    "HL*1**20*1",
    "NM1*X3*2*BLUE*****PI*PAYER1",
    "HL*2*1*21*1",
    "NM1*1P*2*CLINIC*****XX*1234567893",
    "HL*3*2*22*1",
    "NM1*IL*1*DOE*JO****MI*M1",
]
EVENT = ["HL*4*3*EV*1", "UM*HS*I*2*11:B", "HCR*A1*AUTH1", "DTP*AAH*RD8*20260301-20260430"]
SERVICE = ["HL*5*4*SS*0", "SV1*HC:97110:GP*100*UN*12"]
EV_AT = 4 + len(ABOVE)
SS_AT = EV_AT + len(EVENT)


def response(*body):
    return wrapped([*ABOVE, *body], st="ST*278*0001*005010X217", gs="005010X217")


def told(*body, columns=("authorization_number", "procedure_code", "status", "units")):
    return [
        tuple(item.authorization.get(name) for name in columns)
        for item in read(response(*body)).authorizations
    ]


def test_each_service_decided_on_is_one_record():
    outcome = read(
        response(
            *EVENT,
            "NM1*SJ*1*JONES*****XX*1999999999",
            "NM1*FA*2*HOSPITAL*****XX*1888888888",
            *SERVICE,
            "HSD*VS*10",
            "DTP*472*RD8*20260305-20260420",
        )
    )
    assert (outcome.warnings, outcome.set_aside, outcome.quarantined) == ([], [], [])
    assert outcome.reader.types == {"278"}
    at = SS_AT + 2
    assert [item.authorization for item in outcome.authorizations] == [
        {
            "authorization_key": f"{SHA[:24]}:{at}",
            "file_sha256": SHA,
            "position": at,
            "authorization_number": "AUTH1",
            "member_id": "M1",
            "payer_id": "PAYER1",
            "procedure_code": "97110",
            "valid_from_on": date(2026, 3, 5),
            "valid_to_on": date(2026, 4, 20),
            "units": 10.0,
            "status": "approved",
            "provider_npi": "1999999999",
            "facility_npi": "1888888888",
            "available_at": datetime.fromisoformat("2026-03-02T10:30"),
        }
    ]


def test_services_begin_as_their_event_and_may_be_decided_apart():
    columns = ("valid_from_on", "valid_to_on")
    assert told(*EVENT, *SERVICE, columns=columns) == [(date(2026, 3, 1), date(2026, 4, 30))]
    second = ["HL*6*4*SS*0", "HCR*A3*AUTH2", "SV2*0360*HC:29881*900*UN*1"]
    assert told(*EVENT, *SERVICE, *second) == [
        ("AUTH1", "97110", "approved", 12.0),
        ("AUTH2", "29881", "denied", 1.0),
    ]


def test_an_event_without_services_is_a_record_itself():
    columns = ("authorization_number", "procedure_code", "valid_from_on", "valid_to_on")
    assert told(*EVENT, columns=columns) == [("AUTH1", None, date(2026, 3, 1), date(2026, 4, 30))]


def test_certification_dates_count_before_service_dates():
    columns = ("valid_from_on", "valid_to_on")
    dates = ["DTP*472*D8*20260310", "DTP*007*D8*20260301", "DTP*036*D8*20260531"]
    assert told(*EVENT[:3], *dates, columns=columns) == [(date(2026, 3, 1), date(2026, 5, 31))]
    assert told(*EVENT[:3], dates[0], columns=columns) == [(date(2026, 3, 10), date(2026, 3, 10))]
    ranged = "DTP*007*RD8*20260301-20260531"
    assert told(*EVENT[:3], ranged, columns=columns) == [(date(2026, 3, 1), date(2026, 5, 31))]


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("A1", "approved"),
        ("A2", "approved"),
        ("A3", "denied"),
        ("A4", "pending"),
        ("A6", "approved"),
        ("C", "cancelled"),
        ("Q9", None),
    ],
)
def test_the_status_follows_the_action(action, status):
    assert told("HL*4*3*EV*1", f"HCR*{action}*AUTH1") == [("AUTH1", None, status, None)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (["HCR*A3"], "authorization_without_number"),
        (["HCR*NA*AUTH1"], "authorization_not_needed"),
        ([], "authorization_not_told"),
        (["AAA*N**75*C"], "member_not_found"),
    ],
)
def test_what_is_no_authorization_is_set_aside_under_its_name(body, code):
    outcome = read(response("HL*4*3*EV*0", *body))
    assert [found for found, _ in outcome.set_aside] == [code]
    assert outcome.authorizations == []


def test_an_authorization_without_member_or_payer_is_quarantined():
    assert read(response(*EVENT).replace("*MI*M1", "")).quarantined == [("missing_member_id", EV_AT)]
    nameless = response(*EVENT).replace("*BLUE*****PI*PAYER1", "")
    assert read(nameless).quarantined == [("missing_payer_id", EV_AT)]


def test_a_request_is_named_and_not_read():
    outcome = read(response(*EVENT, *SERVICE).replace("*0007*11*", "*0007*13*"))
    assert outcome.warnings == [("transaction_not_read", 3)]
    assert outcome.reader.seen == 0


def test_a_4010_response_with_its_providers_on_a_level_of_their_own_is_read():
    text = response(
        "HL*4*3*19*1", "NM1*SJ*1*JONES*****XX*1999999999", "HL*5*4*SS*0", "HCR*A1*AUTH1", SERVICE[1]
    )
    outcome = read(text.replace("005010X217", "004010X094A1"))
    row = outcome.authorizations[0].authorization
    assert (row["provider_npi"], row["procedure_code"], row["status"]) == ("1999999999", "97110", "approved")


def test_a_response_that_breaks_off_loses_the_service_it_had_not_finished():
    text = response(*EVENT, *SERVICE, "HSD*VS*10")
    assert read(text[: text.index("HSD*VS") + 5]).quarantined == [("truncated", SS_AT)]


def test_a_service_that_was_refused_has_not_the_decision_of_its_event():
    refused = ["HL*5*4*SS*0", "SV1*HC:97110*100*UN*12", "AAA*N**33*N"]
    outcome = read(response(*EVENT, *refused, "HL*6*4*SS*0", "SV1*HC:97112*100*UN*2"))
    assert [item.authorization["procedure_code"] for item in outcome.authorizations] == ["97112"]
    assert len(outcome.set_aside) == 1
    decided = read(response(*EVENT, *refused, "HCR*A3"))
    assert [item.authorization["status"] for item in decided.authorizations] == ["denied"]


def test_a_dependent_without_a_number_is_known_by_the_subscribers():
    event = ["HL*5*4*EV*0", "HCR*A1*A1"]
    dependents = ["HL*4*3*23*1", "NM1*QC*1*K*****MI*D1", *event, "HL*6*3*23*1", "NM1*QC*1*L", *event]
    assert told(*dependents, columns=("member_id",)) == [("D1",), ("M1",)]
    assert told(*dependents[4:], "HL*7*2*22*1", *event, columns=("member_id",)) == [("M1",)]
