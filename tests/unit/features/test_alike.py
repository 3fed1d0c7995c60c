"""Claims held against their like in one respect more; of each reason the greatest share counts."""

from datetime import timedelta

import pytest

from data.codes import FAMILIES
from features.alike import RESPECTS
from features.keys import KEYS
from tests.unit.features.asked import LATER, History, missing
from tests.unit.features.practice import NPIS

PROVIDER, NOT_COVERED = "alike_provider_rate", "alike_not_covered_rate"


def test_every_respect_is_narrower_than_what_all_are_like_in() -> None:
    for ledger, (by, respects) in RESPECTS.items():
        keys = KEYS[ledger.removesuffix("s")]
        assert all(set(keys[by[-1]]) < set(keys[key]) for key in respects)


def test_denials_of_one_referring_provider_by_hand() -> None:
    held = History().decided(1, "183", referring_npi=NPIS[2]).decided(2, "183", referring_npi=NPIS[2])
    for number in (3, 4, 5):
        held.decided(number, referring_npi=NPIS[0])
    held.claim(8, referring_npi=NPIS[2]).claim(9, referring_npi=NPIS[0])
    payer = 2 / 5  # four events' worth of the practice's share, which is the same
    theirs, whoever = (2 + 4 * payer) / (2 + 4), (2 + 4 * payer) / (5 + 4)  # of a year
    assert held.value(8, PROVIDER) == pytest.approx((2 + 8 * theirs) / (2 + 8))
    assert held.value(9, PROVIDER) == pytest.approx((2 + 8 * whoever) / (5 + 8))  # by who renders


def test_the_last_answers_count_for_more_than_the_years() -> None:
    begun, ended = History(), History()
    alike = {"group_number": "G1", "referring_npi": NPIS[2], "facility_npi": NPIS[1]}
    for number in range(40):
        at = LATER - timedelta(days=40 - number)
        begun.decided(number, "183" if number >= 20 else None, at=at, **alike)
        ended.decided(number, "183" if number < 20 else None, at=at, **alike)
    new, old = (held.claim(99, **alike).value(99, PROVIDER) for held in (begun, ended))
    assert new == pytest.approx((20 + 8 * 0.5) / (20 + 8))
    assert old == pytest.approx((0 + 8 * 0.5) / (20 + 8))


def test_the_worst_line_of_the_claim_counts_and_other_payers_do_not() -> None:
    therapy, visit = {"procedure_code": "97110"}, {"procedure_code": "99213"}
    held = History()
    for number in range(1, 5):
        held.decided(number, "96", group_number="G1", lines=[therapy])
        held.decided(number + 10, group_number="G1", lines=[visit])
    held.claim(7, group_number="G1", lines=[visit, therapy]).claim(8, group_number="G1", lines=[visit])
    held.claim(9, group_number="G1", lines=[therapy], payer_id="PAY2")
    assert held.value(7, NOT_COVERED) > 0.8 > held.value(8, NOT_COVERED)
    assert held.value(9, NOT_COVERED) == pytest.approx(0.5)  # nothing is known of the payer but the practice


def test_each_reason_has_its_own_share_and_without_history_none() -> None:
    held = History().decided(1, "96").decided(2, "50").claim(9)
    shares = {family: held.value(9, f"alike_{family}_rate") for family in FAMILIES}
    assert {family for family, share in shares.items() if share > 0} == {"not_covered", "necessity"}
    assert missing(History().claim(9).value(9, PROVIDER))


def test_what_is_answered_later_is_not_known() -> None:
    held = History().decided(1, "183", at=LATER).decided(2).claim(9)
    assert held.value(9, PROVIDER) == 0
