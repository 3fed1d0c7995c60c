import json

import pytest

from models.spec import ModelSpec, Settings
from tests.unit.models.simulated import SPEC


def test_a_spec_survives_json() -> None:
    assert ModelSpec.of_json(json.loads(json.dumps(SPEC.as_json()))) == SPEC


def test_the_feature_hash_moves_when_a_direction_turns() -> None:
    turned = ModelSpec("denial", SPEC.features, (-1, 0, 0), SPEC.categorical)
    assert turned.feature_hash != SPEC.feature_hash


def test_a_direction_on_a_categorical_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="payer_code"):
        ModelSpec("denial", SPEC.features, (1, 1, 0), SPEC.categorical)


def test_a_spec_without_a_direction_for_each_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="one direction per feature"):
        ModelSpec("denial", ("a", "b"), (0,))


def test_trees_too_deep_to_explain_are_refused() -> None:
    with pytest.raises(ValueError, match="6 deep"):
        ModelSpec("denial", ("a",), (0,), settings=Settings(max_depth=7))
