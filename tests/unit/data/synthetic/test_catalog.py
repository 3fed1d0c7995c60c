from datetime import date

import pytest

from data.codes import FAMILIES, carc_rule, refined_family
from data.synthetic.catalog import Reason, catalog, reasons
from data.synthetic.causes import NAMES
from tests.unit.data.synthetic.worlds import small_world

_ON = date(2026, 1, 1)


@pytest.mark.parametrize(
    "reason", reasons(), ids=lambda reason: f"{reason.cause} {reason.carc} {reason.rarc}"
)
def test_the_code_tables_read_every_wording_as_the_family_of_its_cause(reason: Reason) -> None:
    refined = refined_family(reason.carc, reason.rarc, _ON) if reason.rarc else None
    assert reason.family in FAMILIES
    assert (refined or carc_rule(reason.carc, _ON).family or "other") == reason.family


def test_every_detail_that_a_cause_names_has_a_wording() -> None:
    worded = {(reason.cause, reason.detail) for reason in reasons()}
    named = {
        (name, detail)
        for name, cause in zip(NAMES, small_world().verdicts.causes, strict=True)
        for detail in cause.details
    }
    assert named <= worded


def test_every_visit_can_be_given_and_every_follow_up_exists() -> None:
    names = {visit.name for visit in catalog().visits}
    assert all(not visit.follow or visit.follow in names for visit in catalog().visits)
    assert all(visit.slots[0].chance == 1 for visit in catalog().visits)
