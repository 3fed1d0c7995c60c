"""Names as numbers: the same for the same name, missing without one, the dearest line's for the service."""

import numpy as np

from features.catalog import DENIAL_FEATURES
from features.feature import categorical
from features.identity import IDENTITY, NAMES, numbered
from models.denial import DENIAL
from tests.unit.features.asked import History, missing
from tests.unit.features.practice import NPIS, START


def test_a_name_has_one_number_whatever_stands_beside_it() -> None:
    alone = numbered(np.array(["BCX01"], dtype=object))
    among = numbered(np.array(["MCRPB", None, "BCX01"], dtype=object))
    assert among[2] == alone[0]
    assert among[0] != among[2]
    assert np.isnan(among[1])


def test_numbers_stay_below_their_bound() -> None:
    found = numbered(np.array([f"P{k}" for k in range(5_000)], dtype=object))
    assert found.min() >= 0
    assert found.max() < NAMES
    assert len(np.unique(found)) > 0.98 * NAMES


def test_the_model_takes_them_as_names() -> None:
    assert DENIAL.categorical == categorical(DENIAL_FEATURES) == tuple(one.name for one in IDENTITY)


def test_the_dearest_line_says_what_kind_of_service_it_is() -> None:
    visit, scan = ({"procedure_code": "99213"}, {"procedure_code": "72148"})
    cheap, dear = {"charge_cents": 100}, {"charge_cents": 90_000}
    held = History().claim(7, lines=[visit | cheap, scan | dear]).claim(8, lines=[visit | dear, scan | cheap])
    held.claim(9, lines=[scan | dear, visit | dear])
    scanned, visited, first_of_equals = (held.value(number, "branch_itself") for number in (7, 8, 9))
    assert scanned != visited
    assert first_of_equals == scanned


def test_a_claim_without_a_name_is_missing() -> None:
    held = History().claim(7, place_of_service=None).claim(8, place_of_service="11")
    assert missing(held.value(7, "place_itself"))
    assert not missing(held.value(8, "place_itself"))


def test_who_joined_later_is_not_named_by_his_specialty() -> None:
    surgeon = {"rendering_taxonomy": "208600000X"}
    held = History().claim(1, START, **surgeon).claim(8, **surgeon)
    held.claim(9, rendering_npi=NPIS[0], **surgeon)  # first seen long after the records began
    assert not missing(held.value(8, "settled_specialty_itself"))
    assert missing(held.value(9, "settled_specialty_itself"))
