import pytest

from tests.unit.features.asked import History, missing


@pytest.mark.parametrize(
    ("told", "feature"),
    [
        ({"status": "pending"}, "authorization_not_approved"),
        ({"valid_to_on": "2026-04-11"}, "authorization_outside_dates"),
        ({"valid_from_on": "2026-04-13"}, "authorization_outside_dates"),
        ({"procedure_code": "73721"}, "authorization_other_service"),
        ({"member_id": "M2"}, "authorization_fits_nothing"),
        ({"units": 0.5}, "authorization_units_over"),
    ],
)
def test_an_authorization_that_does_not_fit_is_seen(told, feature):
    good = {"valid_from_on": "2026-04-12", "valid_to_on": "2026-04-12", "units": 1.0}
    held = History().authorization(**good).authorization(**good | {"authorization_number": "A2"} | told)
    held.claim(8, prior_authorization="A1").claim(9, prior_authorization="A2")
    assert [held.value(number, feature) for number in (8, 9)] == [0, 1]


def test_units_sent_before_under_the_number_count_against_the_grant():
    held = History().authorization(units=2.0).decided(1, prior_authorization="A1")
    held.decided(2, prior_authorization="A2").claim(9, prior_authorization="A1")
    assert held.value(9, "authorization_units_over") == 0
    held.decided(4, prior_authorization="A1").decided(
        3, lines=[{"procedure_code": "1"}], prior_authorization="A1"
    )
    assert held.value(9, "authorization_units_over") == 1


def test_a_fitting_authorization_left_off_the_claim_is_seen():
    assert History().authorization().claim(9).value(9, "authorization_left_off") == 1
    assert (
        History().authorization().claim(9, prior_authorization="A1").value(9, "authorization_left_off") == 0
    )
    for other in (
        {"status": "denied"},
        {"payer_id": "PAY2"},
        {"procedure_code": "73721"},
        {"member_id": "M2"},
    ):
        assert History().authorization(**other).claim(9).value(9, "authorization_left_off") == 0, other


def test_a_source_never_fed_gives_missing_features():
    held = History().claim(9, prior_authorization="A1")
    for name in ("authorization_unknown", "authorization_left_off", "authorization_not_approved"):
        assert missing(held.value(9, name)), name


def test_a_number_never_told_of_is_unknown():
    held = History().authorization().claim(9, prior_authorization="A7")
    assert held.value(9, "authorization_unknown") == 1
    assert missing(held.value(9, "authorization_not_approved"))
