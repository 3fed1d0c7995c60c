"""Accidents make payers ask who else pays."""

import pytest

from tests.unit.features.asked import History, missing

NAME = "payer_accident_rate_365d"


def test_denials_about_an_accident_by_hand() -> None:
    held = History().decided(1, "20", accident_kind="AA").decided(2)
    held.claim(6, accident_kind="EM").claim(7, accident_kind="AA", payer_id="PAY2")
    held.claim(8, accident_kind="AA").claim(9)
    anyone = (1 + 4 * 0.5) / (1 + 4)
    none = (0 + 4 * 0.5) / (1 + 4)
    assert held.value(6, NAME) == 0.5  # no claim about such an accident was answered
    assert held.value(7, NAME) == pytest.approx(anyone)
    assert held.value(8, NAME) == pytest.approx((1 + 4 * anyone) / (1 + 4))
    assert held.value(9, NAME) == pytest.approx((0 + 4 * none) / (1 + 4))


def test_a_date_without_a_kind_is_an_accident_of_its_own_kind() -> None:
    held = History().decided(1, "20", accident_on="2026-01-02").decided(2).claim(7, accident_kind="AA")
    held.claim(8, accident_on="2026-03-02").claim(9)
    assert held.value(9, NAME) < held.value(7, NAME) == 0.5 < held.value(8, NAME)


def test_without_any_decision_the_rate_is_missing() -> None:
    assert missing(History().claim(9, accident_kind="AA").value(9, NAME))
