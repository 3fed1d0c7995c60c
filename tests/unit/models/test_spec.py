import json
from typing import NamedTuple

import pytest

from models.spec import Declared, ModelSpec, OutdatedModelError, Settings
from tests.unit.models.simulated import SPEC


def test_a_spec_survives_json() -> None:
    assert ModelSpec.of_json(json.loads(json.dumps(SPEC.as_json()))) == SPEC


class Column(NamedTuple):
    name: str
    risk: int = 0


def test_declared_features_come_in_the_order_of_the_model() -> None:
    declared: list[Declared] = [Column("noise"), Column("more"), Column("payer_code"), Column("signal")]
    assert [one.name for one in SPEC.among(declared)] == list(SPEC.features)


def test_of_features_that_are_declared_no_more_three_are_named() -> None:
    spec = ModelSpec("denial", tuple("abcdef"), (0,) * 6)
    with pytest.raises(OutdatedModelError, match=r"\(b, c, e and 1 more\): train it again"):
        spec.among([Column("a"), Column("d")])


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
