from datetime import date, datetime

import pytest

from data.x12.limits import Limits
from tests.unit.data.x12.made import SHA, read, wrapped

ABOVE = [
    "BHT*0022*11*1*20260301*1200",
    "HL*1**20*1",
    "NM1*PR*2*BLUE*****PI*PAYER1",
    "HL*2*1*21*1",
    "NM1*1P*2*CLINIC*****XX*1234567893",
]
SUBSCRIBER = ["HL*3*2*22*0", "TRN*2*T*9", "NM1*IL*1*DOE*JO****MI*M1"]
HL_AT = 4 + len(ABOVE)
PLAN = ["DTP*346*D8*20260101", "EB*1**30*PR*GOLD"]


def answer(*body):
    return wrapped([*ABOVE, *body], st="ST*271*0001*005010X279A1", gs="005010X279A1")


def spans(*body):
    """(member, first, last, status, plan type) of each coverage; nothing may be odd."""
    outcome = read(answer(*body))
    assert (outcome.warnings, outcome.quarantined, outcome.set_aside) == ([], [], [])
    columns = ("member_id", "effective_on", "terminated_on", "status", "plan_type")
    return [tuple(item.coverage.get(name) for name in columns) for item in outcome.coverages]


def test_a_member_has_what_the_loops_say():
    outcome = read(
        answer(
            *SUBSCRIBER,
            "REF*18*PLAN",
            "REF*1L*GRP1",
            "DTP*356*D8*20260101",
            "DTP*357*D8*20261231",
            "EB*1**30*HM*GOLD",
            "EB*C*IND*30***23*500",
            "EB*L",
            "LS*2120",
            "NM1*P3*1*JONES*MARCUS****XX*1999999999",
            "LE*2120",
            "EB*R**30*12",
            "LS*2120",
            "NM1*PRP*2*FIRST*****PI*PAYER0",
            "LE*2120",
        )
    )
    assert outcome.warnings == []
    assert outcome.reader.types == {"271"}
    assert [item.coverage for item in outcome.coverages] == [
        {
            "coverage_key": f"{SHA[:24]}:{HL_AT + 7}",
            "file_sha256": SHA,
            "position": HL_AT + 7,
            "member_id": "M1",
            "payer_id": "PAYER1",
            "payer_name": "BLUE",
            "effective_on": date(2026, 1, 1),
            "terminated_on": date(2026, 12, 31),
            "status": "active",
            "plan_type": "HMO",
            "plan_name": "GOLD",
            "group_number": "GRP1",
            "other_payer": "PAYER0",
            "primary_care_npi": "1999999999",
            "verified_on": date(2026, 3, 1),
            "available_at": datetime.fromisoformat("2026-03-02T10:30"),
        }
    ]


@pytest.mark.parametrize("code", "12345")
def test_codes_one_to_five_are_active(code):
    assert spans(*SUBSCRIBER, "DTP*346*D8*20260101", f"EB*{code}**30")[0][3] == "active"


@pytest.mark.parametrize("code", "678")
def test_codes_six_to_eight_are_inactive(code):
    told = spans(*SUBSCRIBER, "DTP*356*D8*20250101", "DTP*357*D8*20251231", f"EB*{code}**30")
    assert told == [("M1", date(2025, 1, 1), date(2025, 12, 31), "inactive", None)]


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (["DTP*346*D8*20260101", "DTP*347*D8*20260630"], date(2026, 1, 1), date(2026, 6, 30)),
        (["DTP*348*D8*20260101", "DTP*349*D8*20260630"], date(2026, 1, 1), date(2026, 6, 30)),
        (["DTP*291*RD8*20260101-20260630"], date(2026, 1, 1), date(2026, 6, 30)),
        (["DTP*307*RD8*20260101-99991231"], date(2026, 1, 1), None),
        (["DTP*346*D8*20260101", "DTP*291*D8*20260302"], date(2026, 1, 1), None),
        (["DTP*346*D8*20260101", "DTP*356*D8*20240201"], date(2024, 2, 1), None),
        (["DTP*356*D8*20240201", "DTP*346*D8*20260101"], date(2024, 2, 1), None),
        (["DTP*472*D8*20260302", "DTP*346*D8*20260101"], date(2026, 1, 1), None),
    ],
)
def test_a_span_is_told_by_the_dates_of_eligibility_before_those_of_the_plan(dates, first, last):
    assert [told[1:3] for told in spans(*SUBSCRIBER, *dates, "EB*1**30")] == [(first, last)]


def test_a_benefit_with_dates_of_its_own_is_a_span_of_its_own():
    told = spans(
        *SUBSCRIBER,
        "DTP*346*D8*20260101",
        *("EB*6**30*HM", "DTP*348*D8*20250101", "DTP*349*D8*20251231"),
        "EB*1**30*PR",
    )
    assert told == [
        ("M1", date(2025, 1, 1), date(2025, 12, 31), "inactive", "HMO"),
        ("M1", date(2026, 1, 1), None, "active", "PPO"),
    ]


def test_the_whole_plan_counts_before_single_services_and_active_before_inactive():
    told = spans(*SUBSCRIBER, "DTP*346*D8*20260101", "EB*6**30", "EB*1**35")
    assert [row[3] for row in told] == ["inactive"]
    services = ["EB*6**35", "EB*1**1^33^30", "EB*1**47"]
    assert [told[3] for told in spans(*SUBSCRIBER, "DTP*346*D8*20260101", *services)] == ["active"]
    assert [told[3] for told in spans(*SUBSCRIBER, "DTP*346*D8*20260101", "EB*6**35")] == ["inactive"]
    assert [told[3] for told in spans(*SUBSCRIBER, "DTP*346*D8*20260101", "EB*6", "EB*1")] == ["active"]


def test_plan_facts_come_from_other_benefits_but_not_from_another_payers():
    dated = [*SUBSCRIBER, "DTP*346*D8*20260101", "EB*1**30"]
    assert [row[4] for row in spans(*dated, "EB*B**98*HM")] == ["HMO"]
    assert [row[4] for row in spans(*dated, "EB*R**30*HM")] == [None]


def test_a_dependent_is_known_by_the_subscribers_number_and_group():
    outcome = read(
        answer(
            "HL*3*2*22*1",
            "NM1*IL*1*DOE*JO****MI*M1",
            "REF*6P*GRP1",
            "HL*4*3*23*0",
            "NM1*03*1*DOE*KID",
            *PLAN,
            "HL*5*2*22*0",
            "NM1*IL*1*ROE*AL****MI*M2",
            *PLAN,
        )
    )
    told = [(item.coverage["member_id"], item.coverage.get("group_number")) for item in outcome.coverages]
    assert told == [("M1", "GRP1"), ("M2", None)]
    assert (outcome.reader.seen, outcome.set_aside) == (2, [])


def test_a_coverage_without_a_first_day_is_set_aside_and_none_is_invented():
    for dates in ([], ["DTP*291*D8*20260302"], ["DTP*307*D8*20260302"], ["DTP*357*D8*20260101"]):
        outcome = read(answer(*SUBSCRIBER, *dates, "EB*1**30"))
        assert outcome.set_aside == [("coverage_without_start", HL_AT + 3 + len(dates))]
        assert outcome.coverages == []


def test_an_answer_that_says_neither_yes_nor_no_is_set_aside():
    for body in ([], ["EB*U**30"], ["EB*C*IND*30***23*500"]):
        assert read(answer(*SUBSCRIBER, *body)).set_aside == [("coverage_not_told", HL_AT)]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("75", "member_not_found"),
        ("67", "member_not_found"),
        ("72", "member_mismatch"),
        ("71", "member_mismatch"),
        ("43", "inquirer_refused"),
        ("62", "inquiry_dates_refused"),
        ("42", "payer_unavailable"),
        ("ZZ", "inquiry_refused"),
    ],
)
def test_a_refusal_is_set_aside_under_its_name(reason, code):
    outcome = read(answer(*SUBSCRIBER, f"AAA*N**{reason}*C", "HL*4*2*22*0", "NM1*IL*1*A*****MI*M2", *PLAN))
    assert outcome.set_aside == [(code, HL_AT + 3)]
    assert len(outcome.coverages) == 1


def test_a_refusal_above_the_members_is_set_aside_too():
    assert read(answer("AAA*Y**50*N")).set_aside == [("inquirer_refused", HL_AT)]


def test_a_coverage_without_member_or_payer_is_quarantined():
    assert read(answer(SUBSCRIBER[0], "NM1*IL*1*DOE", *PLAN)).quarantined == [
        ("missing_member_id", HL_AT + 3)
    ]
    nameless = answer(*SUBSCRIBER, *PLAN).replace("*BLUE*****PI*PAYER1", "")
    assert read(nameless).quarantined == [("missing_payer_id", HL_AT + 4)]
    named = read(answer(*SUBSCRIBER, *PLAN).replace("*PI*PAYER1", ""))
    assert named.coverages[0].coverage["payer_id"] == "BLUE"


def test_a_member_with_more_benefits_than_the_limit_is_quarantined_and_its_neighbour_kept():
    text = answer(*SUBSCRIBER, *["EB*1**30"] * 9, "HL*4*2*22*0", "NM1*IL*1*A*****MI*M2", *PLAN)
    outcome = read(text, limits=Limits(rows_per_claim=5))
    assert outcome.quarantined == [("too_many_rows", HL_AT)]
    assert len(outcome.coverages) == 1


def test_an_answer_that_breaks_off_loses_the_member_it_had_not_finished():
    text = answer(*SUBSCRIBER, *PLAN, "EB*C")
    assert read(text[: text.index("EB*C") + 3]).quarantined == [("truncated", HL_AT)]


def test_the_group_of_another_payer_is_not_the_members():
    body = [*SUBSCRIBER, "REF*1L*OWN", *PLAN, "EB*R**30*PR", "REF*6P*OTHER"]
    assert read(answer(*body)).coverages[0].coverage["group_number"] == "OWN"


def plans(*body):
    outcome = read(answer(*SUBSCRIBER, *body))
    return [
        tuple(item.coverage.get(name) for name in ("effective_on", "plan_type", "plan_name"))
        for item in outcome.coverages
    ]


def test_the_plan_of_one_span_is_not_that_of_another():
    earlier, later = date(2024, 1, 1), date(2026, 1, 1)
    before = ["EB*6**30", "DTP*348*D8*20240101"]
    medicare = ["EB*1**30*MB", "DTP*348*D8*20240101"]
    now = ["EB*1**30*PR*GOLD", "DTP*348*D8*20260101"]
    ((_, kind, _),) = plans(*medicare)
    ((_, now_kind, _),) = plans(*now)
    assert kind != now_kind
    assert plans(*medicare, *now) == [(earlier, kind, None), (later, now_kind, "GOLD")]
    assert plans(*now, *before) == [(later, now_kind, "GOLD"), (earlier, None, None)]
    beside = ["EB*B**98*HM*SILVER", "DTP*348*D8*20240101"]
    assert plans(*before, "EB*1**30", "DTP*348*D8*20260101", "EB*B**98*PR*GOLD") == [
        (earlier, None, None),
        (later, now_kind, "GOLD"),
    ]
    assert plans(*now, *before, *beside)[0] == (later, now_kind, "GOLD")
    assert plans(*now, *before, *beside)[1] == (earlier, None, None)
