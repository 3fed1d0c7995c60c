"""The picture of what moves scores shows the very numbers that explain answers."""

import numpy as np
import pytest

from models.appeal import APPEAL
from models.explaining import Explainer
from models.fit import fit
from tests.unit.models.simulated import SPEC, reasoned, simulated
from training import pictures

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning", "ignore::DeprecationWarning")


def test_a_swarm_is_drawn_of_what_moved_the_scores_of_all_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted, rows = fit(SPEC, reasoned(simulated(900)), trees=5), simulated(2_000, seed=5)
    held = []
    monkeypatch.setattr(pictures, "beeswarm_picture", lambda spec, moved, x: held.append((spec, moved, x)))
    pictures.moving_picture(SPEC, fitted.booster, rows, fitted.reasons)
    spec, moved, x = held[0]
    assert spec is SPEC
    assert np.array_equal(x[[0, -1]], rows.x[[0, -1]], equal_nan=True)
    assert len(x) == len(moved.base) == 800
    places = np.unique(np.linspace(0, 1_999, 800).astype(np.int64))
    raw = fitted.raw(rows.x[places], rows.offset[places])
    assert moved.base + moved.contributions.sum(axis=1) == pytest.approx(raw, abs=1e-9)


def test_a_swarm_names_the_features() -> None:
    fitted, rows = fit(SPEC, reasoned(simulated(900)), trees=5), simulated(120, seed=5)
    scores = fitted.scores(rows.x, rows.offset)
    moved = Explainer.of(fitted.booster, fitted.reasons).moved(rows.x, rows.offset, scores)
    figure = pictures.beeswarm_picture(SPEC, moved, rows.x)
    told = {label.get_text() for axes in figure.axes for label in axes.get_yticklabels()}
    assert set(SPEC.features) <= told


def test_without_trees_nothing_moves() -> None:
    assert pictures.moving_picture(APPEAL, None, simulated(10)) is None
