import csv
from datetime import date

import pytest

from data import codes
from data.codes import Role
from data.codes.tables import Period

DAY = date(2025, 6, 1)
TABLES = (
    *("carcs", "points", "rarc_families", "refinable_carcs", "unprocessable_rarcs", "claim_statuses"),
    *("acknowledgement_verdicts", "coverage_dates", "eligibility_statuses", "inquiry_rejections"),
    *("insurance_types", "review_actions", "review_dates"),
    *("status_categories", "filing_kinds", "frequency_codes", "billed_to_be_denied", "capitation_contracts"),
    "contract_types",
)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_every_table_has_a_source_and_a_period(name: str) -> None:
    for row in codes.code_rows(name):
        assert row["source"]
        assert codes.period(row).first <= DAY


@pytest.mark.parametrize("name", TABLES)
def test_no_row_has_more_cells_than_the_header(name: str) -> None:
    path = codes.tables._FOLDER / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        widths = {len(row) for row in csv.reader(stream)}
    assert len(widths) == 1


def test_the_thirteen_families_are_the_contract() -> None:
    used = {rule.family for rules in codes.carc_rules().values() for rule in rules} - {None}
    assert len(codes.FAMILIES) == 13
    assert used == set(codes.FAMILIES)


@pytest.mark.parametrize(
    ("carc", "rarc", "point"),
    [
        *[("197", "", "authorization_absent"), ("288", "", "referral_absent"), ("4", "", "modifier")],
        *[("119", "", "benefit_maximum"), ("97", "M144", "global_days"), ("97", "M80", "combination")],
        *[("16", "MA120", "clia_absent"), ("16", "", None), ("97", "", None), ("16", "N4X", None)],
        *[("50", "MA120", None), ("no such code", "", None)],
    ],
)
def test_codes_tell_what_a_denial_is_about_by_themselves_or_by_a_remark(
    carc: str, rarc: str, point: str | None
) -> None:
    assert codes.denied_point(carc, rarc, DAY) == point


def test_every_code_that_tells_a_point_denies() -> None:
    told = {row["carc"] for row in codes.code_rows("points")} - {"*"}
    assert told <= codes.carc_rules().keys()
    assert {codes.carc_rule(carc, DAY).role for carc in told} == {Role.DENYING}


def test_a_point_is_told_once_by_each_pair_of_codes() -> None:
    pairs = [(row["carc"], row["rarc"]) for row in codes.code_rows("points")]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("carc", "family"),
    [
        *[("27", "eligibility"), ("197", "authorization"), ("50", "necessity"), ("11", "coding")],
        *[
            ("97", "bundling"),
            ("16", "missing"),
            ("18", "duplicate"),
            ("29", "timely"),
            ("22", "coordination"),
        ],
        *[("204", "not_covered"), ("252", "records"), ("B7", "provider"), ("A1", "other")],
    ],
)
def test_denying_codes_have_the_family_of_the_label_rules(carc: str, family: str) -> None:
    rule = codes.carc_rule(carc, DAY)
    assert (rule.role, rule.family) == (Role.DENYING, family)


@pytest.mark.parametrize(
    ("carc", "role"),
    [
        *[
            ("1", Role.COST_SHARE),
            ("187", Role.COST_SHARE),
            ("45", Role.CONTRACTUAL),
            ("P12", Role.CONTRACTUAL),
        ],
        *[("253", Role.CONTRACTUAL), ("23", Role.PRIOR_PAYER), ("100", Role.PAID_TO_PATIENT)],
        *[("133", Role.PENDING), ("B11", Role.FORWARDED)],
    ],
)
def test_codes_that_do_not_deny_have_no_family(carc: str, role: Role) -> None:
    rule = codes.carc_rule(carc, DAY)
    assert (rule.role, rule.family) == (role, None)


@pytest.mark.parametrize(
    ("former", "present"),
    [
        *[("42", "45"), ("A2", "45"), ("W1", "P12"), ("71", "23"), ("126", "1"), ("156", "187")],
        *[("221", "P8"), ("38", "242"), ("62", "197"), ("165", "288"), ("47", "146"), ("D16", "22")],
        *[("W3", "97"), ("141", "239")],
    ],
)
def test_a_deactivated_code_counts_as_the_one_that_came_after_it(former: str, present: str) -> None:
    old, new = codes.carc_rule(former, DAY), codes.carc_rule(present, DAY)
    assert (old.role, old.family, old.packaged) == (new.role, new.family, new.packaged)


def test_no_code_of_one_kind_of_payer_has_two_rules_on_a_day() -> None:
    for rules in codes.carc_rules().values():
        kinds = [rule.filing_kind for rule in rules if rule.applies.covers(DAY)]
        assert len(kinds) == len(set(kinds))


def test_a_code_no_table_knows_denies_for_family_other() -> None:
    rule = codes.carc_rule("X99", DAY)
    assert (rule.role, rule.family) == (Role.DENYING, "other")


def test_24_from_medicare_is_coordination_and_elsewhere_other() -> None:
    assert codes.carc_rule("24", DAY, "medicare").family == "coordination"
    assert codes.carc_rule("24", DAY, "commercial").family == "other"


def test_a_remark_moves_only_the_codes_that_ask_for_one() -> None:
    assert codes.refined_family("16", "N290", DAY) == "provider"
    assert codes.refined_family("96", "N115", DAY) == "necessity"
    assert codes.refined_family("97", "N290", DAY) is None


@pytest.mark.parametrize("rarc", ["N264", "N265"])
def test_missing_ordering_or_referring_data_stays_missing(rarc: str) -> None:
    assert codes.refined_family("16", rarc, DAY) is None


def test_151_with_the_units_remark_is_no_longer_necessity() -> None:
    assert codes.refined_family("151", "N362", DAY) == "coding"
    assert codes.refined_family("150", "N362", DAY) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("1", "primary"),
        ("4", "denied"),
        ("19", "primary"),
        ("23", "forwarded"),
        ("22", "reversal"),
        ("25", "predetermination"),
    ],
)
def test_claim_statuses_have_their_kind(status: str, kind: str) -> None:
    assert codes.claim_status_kind(status) == kind


def test_a_claim_status_that_is_missing_leaves_the_decision_to_the_reasons() -> None:
    assert codes.claim_status_kind(None) == "primary"


def test_the_rejecting_categories_are_a3_a6_a7_a8() -> None:
    assert codes.rejecting_categories() == {"A3", "A6", "A7", "A8"}


def test_a_period_includes_both_its_ends() -> None:
    period = Period(date(2025, 1, 1), date(2025, 1, 31))
    assert period.covers(date(2025, 1, 1))
    assert period.covers(date(2025, 1, 31))
    assert not period.covers(date(2025, 2, 1))


def test_without_a_contract_on_file_no_payer_is_capitated() -> None:
    assert not codes.is_capitated("PAY", DAY)


def test_replacements_and_voids_speak_of_an_earlier_version() -> None:
    assert {"7", "8"} <= codes.replacing_frequencies()
    assert "1" not in codes.replacing_frequencies()


def test_a_filing_indicator_that_is_unknown_has_no_kind() -> None:
    assert codes.filing_kind("MB") == "medicare"
    assert codes.filing_kind("??") is None
