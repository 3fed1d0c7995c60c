import dataclasses

import pytest

from features.catalog import DENIAL_FEATURES, catalog_hash
from features.catalog import _told as told
from features.feature import Known, Risk, Unit
from features.keys import KEYS

BY_NAME = {feature.name: feature for feature in DENIAL_FEATURES}


def test_names_are_unique_and_plain():
    assert len(BY_NAME) == len(DENIAL_FEATURES)
    assert all(name.replace("_", "").isalnum() and name.islower() for name in BY_NAME)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_feature_says_what_it_is(name):
    feature = BY_NAME[name]
    assert feature.meaning.endswith(".")
    assert feature.sentence.endswith(".")
    assert ("{value}" in feature.sentence) == (feature.unit is not Unit.NAME)
    assert "{span}" not in feature.sentence
    assert feature.known is Known.BEFORE_SUBMISSION
    assert feature.words(0.25).endswith(".")
    assert feature.words(float("nan")).startswith("Not known: ")


def test_a_direction_needs_its_reason():
    feature = BY_NAME["payer_denial_rate_90d"]
    assert feature.risk is Risk.RISES
    with pytest.raises(ValueError, match="because"):
        dataclasses.replace(feature, because="")


def test_values_are_shown_in_their_unit():
    shown = {
        Unit.SHARE: ("payer_denial_rate_90d", 0.256, "26%"),
        Unit.FLAG: ("coverage_active", 1.0, "yes"),
        Unit.DAYS: ("days_from_service", 1200.0, "1,200 days"),
        Unit.CENTS: ("total_charge_cents", 123456.0, "$1,234.56"),
    }
    for name, value, words in shown.values():
        assert words in BY_NAME[name].words(value)


def test_the_hash_changes_with_a_meaning_or_a_window():
    first = DENIAL_FEATURES[0]
    changed = (dataclasses.replace(first, meaning="Another."), *DENIAL_FEATURES[1:])
    assert len({catalog_hash(), catalog_hash(changed), catalog_hash(DENIAL_FEATURES[::-1])}) == 3


def test_no_function_is_told_by_where_it_lies_in_memory():
    # Else two runs of the same program would tell two catalogs.
    assert not [feature.name for feature in DENIAL_FEATURES if " at 0x" in told(feature.compute)]


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("payer_denial_rate_90d", "days=90"),
        ("payer_service_coding_now", "last=12"),
        ("payer_service_coding_since", "days=365"),
        ("authorization_absence_denied_since", "without_authorization"),
        ("rendering_payer_provider_since", "rendering_payer"),
        ("payer_service_units_limit", "units"),
        ("drug_usual_but_absent", "drug"),
        ("alike_provider_rate", "last=20"),
    ],
)
def test_the_hash_knows_what_a_feature_counts(name: str, held: str):
    assert held in told(BY_NAME[name].compute)


def test_every_key_is_made_of_its_grains_parts():
    assert set(KEYS) == {"claim", "line", "pair", "companion"}
