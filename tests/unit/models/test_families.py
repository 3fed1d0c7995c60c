import json

import numpy as np
import pytest

from data.codes import FAMILIES
from models.families import Failures, FamilyModel, fit_families
from tests.unit.models.simulated import SPEC


def _failures(n: int) -> Failures:
    """A rising signal means authorization; else coding. Payer P says 197, others 15 and 197."""
    draw = np.random.default_rng(4)
    x = np.column_stack([draw.normal(size=n), np.zeros(n), np.zeros(n)])
    signal = x[:, 0] > 0
    payer = np.array(["P", "Q"], dtype=object)[np.arange(n) % 2]
    family = np.where(signal, "authorization", "coding").astype(object)
    carcs = np.where(signal, np.where(payer == "P", "197", "15 197"), "4").astype(object)
    return Failures(x, np.full((n, len(FAMILIES)), 1 / len(FAMILIES)), payer, family, carcs)


@pytest.fixture(scope="module")
def model() -> FamilyModel:
    return fit_families(SPEC, _failures(400))


def test_trees_tell_the_families_apart_and_rule_none_out(model: FamilyModel) -> None:
    mix = np.full((2, len(FAMILIES)), 1 / len(FAMILIES))
    p = model.probabilities(np.array([[2.0, 0, 0], [-2.0, 0, 0]]), mix)
    assert [FAMILIES[k] for k in p.argmax(axis=1)] == ["authorization", "coding"]
    assert p.max(axis=1) == pytest.approx([0.9, 0.9], abs=0.1)
    assert (p > 0).all()
    assert p.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_few_failures_answer_with_the_payers_mix_alone() -> None:
    mix = np.random.default_rng(1).dirichlet(np.ones(13), 5)
    small = fit_families(SPEC, _failures(40))
    assert small.booster is None
    assert small.probabilities(np.zeros((5, 3)), mix).tolist() == mix.tolist()


def test_likely_carcs_are_the_payers_own_else_everyones(model: FamilyModel) -> None:
    assert model.likely_carcs("authorization", "P") == ("197",)
    assert model.likely_carcs("authorization", "unseen") == ("197", "15")
    assert model.likely_carcs("timely", "P") == ()


def test_one_claim_and_many_have_the_same_bits(model: FamilyModel) -> None:
    draw = np.random.default_rng(6)
    x, mix = draw.normal(size=(600, 3)), draw.dirichlet(np.ones(13), 600)
    alone = [model.probabilities(x[k : k + 1], mix[k : k + 1])[0].tolist() for k in range(600)]
    assert model.probabilities(x, mix).tolist() == alone


def test_a_family_model_survives_json(model: FamilyModel) -> None:
    back = FamilyModel.of_json(json.loads(json.dumps(model.as_json())), None)
    assert back.carcs == model.carcs
