import pytest

from tests.unit.features.asked import History


def test_the_worst_line_of_a_claim_is_told():
    held = History().decided(1, "50", lines=[{"procedure_code": "73721"}]).decided(2)
    held.claim(7).claim(8, lines=[{"procedure_code": "73721"}]).claim(
        9, lines=[{}, {"procedure_code": "73721"}]
    )
    good, bad, both = (held.value(number, "payer_service_necessity_rate_365d") for number in (7, 8, 9))
    assert good < bad == both


def test_a_line_is_as_well_supported_as_its_best_diagnosis():
    held = History()
    for number in range(1, 9):
        held.decided(number, "50", diagnoses="M545").decided(number + 10, diagnoses="E119")
    held.claim(91, diagnoses="M545").claim(92, diagnoses="E119")
    held.claim(93, diagnoses="M545 E119", lines=[{"diagnosis_pointers": "1 2"}])
    name = "service_diagnosis_necessity_rate_730d"
    bad, good, both = (held.value(number, name) for number in (91, 92, 93))
    assert good == both < bad
    first = "payer_service_first_necessity_rate_730d"
    assert held.value(93, first) == held.value(91, first) > held.value(92, first)
    assert held.value(93, "service_diagnosis_support") == 8


def test_pairs_of_lines_that_were_bundled_are_seen_unless_a_modifier_parts_them():
    held = History()
    pair = [{"procedure_code": "93000"}, {"procedure_code": "93005"}]
    for number in range(1, 6):
        held.decided(number, "97", lines=pair).decided(
            number + 10, lines=[{**pair[0], "modifiers": "59"}, pair[1]]
        )
    held.claim(91, lines=pair).claim(92, lines=pair[:1])
    name = "companion_bundling_rate_365d"
    assert held.value(91, name) > 0.4
    assert held.value(92, name) != held.value(92, name)  # a single line has no companion


def test_visits_after_an_operation_are_learned():
    held = History()
    operation = {"procedure_code": "29881"}
    for number in range(1, 7):
        held.decided(number, member_id=f"M{number}", lines=[operation], late=6)
        held.decided(number + 20, "97", member_id=f"M{number}", late=1)
        held.decided(number + 40, member_id=f"N{number}", late=1)
    held.decided(70, member_id="X", lines=[operation], from_on="2026-04-06", through_on="2026-04-06")
    held.claim(90, member_id="X").claim(91, member_id="Y")
    assert held.value(90, "days_after_operation") == 6
    assert held.value(91, "days_after_operation") != held.value(91, "days_after_operation")
    assert held.value(90, "visit_on_claim") == 1
    name = "after_operation_bundling_rate_730d"
    assert held.value(90, name) > 2 * held.value(91, name)


def test_units_of_a_service_denied_for_coding_by_hand():
    held = History().decided(1, "151", lines=[{"units": 6.0}]).decided(2)
    held.claim(5, lines=[{"units": None}]).claim(6, lines=[{"units": 3.0}])
    held.claim(7, lines=[{"units": 7.0}], payer_id="PAY2").claim(8, lines=[{"units": 7.0}]).claim(9)
    name = "service_units_now"
    many, one = (1 + 3 * 0.5) / (1 + 3), (0 + 3 * 0.5) / (1 + 3)
    payers_many, payers_one = (1 + 3 * many) / (1 + 3), (0 + 3 * one) / (1 + 3)
    assert held.value(7, name) == pytest.approx(many)  # 6 and 7 units are of one band
    assert held.value(8, name) == pytest.approx((1 + 2 * payers_many) / (1 + 2))
    assert held.value(9, name) == pytest.approx((0 + 2 * payers_one) / (1 + 2))
    assert [held.value(number, name) for number in (5, 6)] == [0.5, 0.5]  # unknown units, and unseen ones
