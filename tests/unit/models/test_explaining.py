"""What moved a score of reasons that compete adds up, is each output's TreeSHAP, and is the same bits."""

from dataclasses import replace

import numpy as np
import pytest

from models.examples import Rows
from models.explaining import Explainer, weighed
from models.fit import Fitted, fit
from models.hazards import log_odds, pulls
from models.treeshap import ROWS_AT_ONCE
from tests.unit.models.simulated import SPEC, reasoned, simulated

EXACT = 1e-9
"""Sums of some hundred float64 terms of size 1, added in another order."""


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    shares = {"authorization": ("signal", "noise"), "coding": ("noise",)}
    return fit(replace(SPEC, shares=shares), reasoned(simulated()), trees=25)


@pytest.fixture(scope="module")
def explainer(fitted: Fitted) -> Explainer:
    return Explainer.of(fitted.booster, fitted.reasons)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return simulated(2 * ROWS_AT_ONCE + 3, seed=8)


def test_base_and_contributions_add_up_to_the_raw_score(
    fitted: Fitted, explainer: Explainer, rows: Rows
) -> None:
    assert len(fitted.reasons) == 3
    held = explainer.moved(rows.x, rows.offset, fitted.scores(rows.x, rows.offset))
    assert held.contributions.shape == rows.x.shape
    assert held.base + held.contributions.sum(axis=1) == pytest.approx(
        fitted.raw(rows.x, rows.offset), abs=EXACT
    )


@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")  # shap makes its colours on import
def test_each_reasons_part_is_what_shap_explains(fitted: Fitted, explainer: Explainer, rows: Rows) -> None:
    import shap

    theirs = shap.TreeExplainer(fitted.booster)(rows.x[:300])  # rows x features x outputs
    trees = explainer.by_reason(rows.x[:300]) - fitted.reasons.lifted(rows.x[:300])
    assert np.abs(trees - theirs.values.transpose(0, 2, 1)).max() < EXACT
    assert np.abs(explainer.shap.base - theirs.base_values).max() < EXACT


def test_each_reasons_part_is_what_lightgbm_explains(
    fitted: Fitted, explainer: Explainer, rows: Rows
) -> None:
    theirs = fitted.booster.predict(rows.x, pred_contrib=True).reshape(len(rows), 3, -1)
    trees = explainer.by_reason(rows.x) - fitted.reasons.lifted(rows.x)
    assert np.abs(trees - theirs[:, :, :-1]).max() < EXACT


def test_what_lifts_a_claims_start_is_among_its_causes(fitted: Fitted, rows: Rows) -> None:
    lifted = fitted.reasons.lifted(rows.x)
    assert (lifted > 0).any()
    start = np.array(fitted.reasons.start) + lifted.sum(axis=2)
    assert start == pytest.approx(fitted.reasons.starting(rows.x), abs=EXACT)


def test_reasons_count_by_their_mean_share_of_the_risk_on_the_way(
    fitted: Fitted, explainer: Explainer, rows: Rows
) -> None:
    few = rows.take(np.arange(40))
    scores = fitted.scores(few.x, few.offset)
    base = few.offset[:, None] + np.array(fitted.reasons.start) + explainer.shap.base
    held = explainer.moved(few.x, few.offset, scores)
    assert held.base == pytest.approx(log_odds(base), abs=EXACT)
    by_hand = np.einsum("nk,nkf->nf", pulls(base, scores), explainer.by_reason(few.x))
    assert held.contributions == pytest.approx(by_hand, abs=EXACT)


def test_one_row_and_many_and_any_number_of_threads_give_the_same_bits(
    fitted: Fitted, explainer: Explainer, rows: Rows
) -> None:
    scores = fitted.scores(rows.x, rows.offset)
    many = explainer.moved(rows.x, rows.offset, scores)
    threaded = explainer.moved(rows.x, rows.offset, scores, threads=3)
    assert np.array_equal(many.contributions, threaded.contributions)
    for place in (0, 1, 7, ROWS_AT_ONCE, len(rows) - 1):
        x, offset = rows.x[[place]], rows.offset[[place]]
        alone = explainer.moved(x, offset, fitted.scores(x, offset))
        assert np.array_equal(alone.contributions[0], many.contributions[place])
        assert alone.base[0] == many.base[place]


def test_a_model_of_one_reason_is_explained_by_its_trees_alone(rows: Rows) -> None:
    plain = fit(SPEC, simulated(800), trees=8)
    explainer = Explainer.of(plain.booster, plain.reasons)
    held = explainer.moved(rows.x, rows.offset, plain.scores(rows.x, rows.offset))
    assert held.base == pytest.approx(rows.offset + explainer.shap.base[0], abs=EXACT)
    assert held.contributions == pytest.approx(explainer.shap.contributions(rows.x), abs=EXACT)


def test_no_rows_are_explained_by_nothing(fitted: Fitted, explainer: Explainer, rows: Rows) -> None:
    held = explainer.moved(rows.x[:0], rows.offset[:0], fitted.scores(rows.x[:1], rows.offset[:1])[:0])
    assert held.contributions.shape == (0, 3)


def test_parts_are_weighed_reason_by_reason() -> None:
    moved = np.array([[[1.0, 2.0], [10.0, -20.0]]])
    assert weighed(np.array([[0.5, 0.25]]), moved).tolist() == [[3.0, -4.0]]
