"""Rates by diagnosis, category and chapter, by hand; `half` is what everyone and the payer come to."""

from datetime import timedelta

import pytest

from tests.unit.features.asked import LATER, History, missing

HALF = 0.5
BOTH = [{"diagnosis_pointers": "1 2"}]


def drawn(strength: float, *, events: int, parent: float, failed: int = 0) -> float:
    return (failed + strength * parent) / (events + strength)


@pytest.fixture
def coded() -> History:
    """One line denied for coding with M545, one paid with E119, in the last days."""
    recent = LATER - timedelta(days=10)
    return History().decided(1, "146", at=recent, diagnoses="M545").decided(2, at=recent, diagnoses="E119")


def test_coding_denials_of_a_diagnosis_fall_on_its_category_too(coded: History) -> None:
    coded.claim(6, diagnoses="M549").claim(7, diagnoses="E119").claim(8, diagnoses="M545")
    coded.claim(9, diagnoses="E119 M545", lines=BOTH)
    name = "diagnosis_outdated_rate_75d"
    category = drawn(3, failed=1, events=1, parent=HALF)
    exact = drawn(3, failed=1, events=1, parent=category)
    good = drawn(3, events=1, parent=drawn(3, events=1, parent=HALF))
    assert coded.value(6, name) == pytest.approx(category)
    assert coded.value(7, name) == pytest.approx(good)
    assert coded.value(8, name) == coded.value(9, name) == pytest.approx(exact)  # the worst diagnosis


def test_a_payers_own_denials_of_a_diagnosis_weigh_more(coded: History) -> None:
    coded.claim(8, diagnoses="M545", payer_id="PAY2").claim(9, diagnoses="M545")
    name = "payer_diagnosis_outdated_rate_180d"
    everyone = coded.value(8, "diagnosis_outdated_rate_75d")
    assert coded.value(8, name) == pytest.approx(everyone)
    assert coded.value(9, name) == pytest.approx(drawn(3, failed=1, events=1, parent=everyone))


def test_without_any_decision_or_a_diagnosis_the_rate_is_missing(coded: History) -> None:
    coded.claim(9, diagnoses=None)
    assert missing(coded.value(9, "diagnosis_outdated_rate_75d"))
    assert missing(History().claim(9).value(9, "diagnosis_outdated_rate_75d"))


@pytest.fixture
def unneeded() -> History:
    """A visit denied as not necessary with M545 first, another paid with E119 first."""
    return History().decided(1, "50", diagnoses="M545 E119").decided(2, diagnoses="E119 M545")


def test_only_the_first_diagnosis_of_a_line_is_asked_of(unneeded: History) -> None:
    unneeded.decided(3, payer_id="PAY2", diagnoses="I10")
    unneeded.claim(8, diagnoses="E119 M545", lines=BOTH).claim(9, diagnoses="M545 E119", lines=BOTH)
    name = "payer_first_necessity_rate_730d"
    payer = drawn(4, failed=1, events=2, parent=1 / 3)
    assert unneeded.value(8, name) == pytest.approx(drawn(4, events=1, parent=payer))
    assert unneeded.value(9, name) == pytest.approx(drawn(4, failed=1, events=1, parent=payer))


def test_a_category_of_diagnoses_speaks_for_the_branch_then_the_service(unneeded: History) -> None:
    other = [{"procedure_code": "99214"}]
    unneeded.claim(8, diagnoses="M549", lines=other).claim(9, diagnoses="M549")
    name = "payer_service_category_necessity_rate_730d"
    branch = drawn(3, failed=1, events=1, parent=HALF)
    service = drawn(3, failed=1, events=1, parent=branch)
    assert unneeded.value(8, name) == pytest.approx(branch)
    assert unneeded.value(9, name) == pytest.approx(drawn(3, failed=1, events=1, parent=service))


def test_a_chapter_of_diagnoses_speaks_for_the_branch(unneeded: History) -> None:
    unneeded.claim(7, diagnoses="I10").claim(8, diagnoses="M1711").claim(9, diagnoses="E6601")
    name = "payer_branch_chapter_necessity_rate_365d"
    everyone = drawn(5, failed=1, events=1, parent=HALF)
    assert unneeded.value(7, name) == pytest.approx(HALF)  # no such chapter was answered
    assert unneeded.value(8, name) == pytest.approx(drawn(5, failed=1, events=1, parent=everyone))
    assert unneeded.value(9, name) == pytest.approx(
        drawn(5, events=1, parent=drawn(5, events=1, parent=HALF))
    )
