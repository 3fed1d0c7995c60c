import json

import numpy as np
import pytest

from models.families import Failures, FamilyModel, fit_families


def _failures(n: int) -> Failures:
    """Half authorization, half coding. Payer P says 197, others 15 and 197."""
    half = np.arange(n) % 4 > 1
    payer = np.array(["P", "Q"], dtype=object)[np.arange(n) % 2]
    family = np.where(half, "authorization", "coding").astype(object)
    carcs = np.where(half, np.where(payer == "P", "197", "15 197"), "4").astype(object)
    return Failures(payer, family, carcs)


@pytest.fixture(scope="module")
def model() -> FamilyModel:
    return fit_families(_failures(400))


def test_likely_carcs_are_the_payers_own_else_everyones(model: FamilyModel) -> None:
    assert model.likely_carcs("authorization", "P") == ("197",)
    assert model.likely_carcs("authorization", "unseen") == ("197", "15")
    assert model.likely_carcs("timely", "P") == ()


def test_a_family_model_survives_json(model: FamilyModel) -> None:
    assert FamilyModel.of_json(json.loads(json.dumps(model.as_json()))).carcs == model.carcs
