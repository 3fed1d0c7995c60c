"""Pictures for reports and cards: calibration, precision and recall, origins, what moved the scores."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve

from models.calibrate import FloatArray
from models.examples import Rows
from models.explaining import Explainer, Moved
from models.grow import scores_of
from models.reasons import Reasons
from models.spec import ModelSpec
from training.evaluate import reliability
from training.recipe import Judged

BoolArray = NDArray[np.bool_]

_SAMPLE = 800
_SHOWN = 20
_POINTS = 1000


def pictures(judged: Judged, moving: Figure | None) -> dict[str, Figure]:
    """Figures by file name: two of the judged window, and what moves the score of a model with trees."""
    held = {
        "calibration.png": calibration_picture(judged.risks["model"], judged.label, judged.tested.outcome),
        "precision_recall.png": precision_recall_picture(judged.risks, judged.label),
    }
    return held if moving is None else {**held, "what_moves_the_score.png": moving}


def moving_picture(
    spec: ModelSpec,
    booster: lightgbm.Booster | None,
    rows: Rows,
    reasons: Reasons = Reasons(),  # noqa: B008 - frozen
) -> Figure | None:
    """What the trees move on an evenly spaced sample of rows; None without trees."""
    if booster is None:
        return None
    some = rows.take(np.unique(np.linspace(0, len(rows) - 1, _SAMPLE).astype(np.int64)))
    scores = scores_of(booster, some.x, some.offset, reasons)
    return beeswarm_picture(spec, Explainer.of(booster, reasons).moved(some.x, some.offset, scores), some.x)


def calibration_picture(risk: FloatArray, label: BoolArray, outcome: str) -> Figure:
    """Share that had the outcome against mean risk in ten bins of equal count."""
    bins = reliability(risk, label)
    figure, axes = _figure("Calibration on rows not learned from", "predicted risk", f"share that {outcome}")
    top = float(bins[:, :2].max()) * 1.05
    axes.plot([0, top], [0, top], linestyle=":", color="grey")
    axes.plot(bins[:, 0], bins[:, 1], marker="o")
    return figure


def precision_recall_picture(risks: Mapping[str, FloatArray], label: BoolArray) -> Figure:
    """Precision against recall, one curve per name."""
    figure, axes = _figure("Precision and recall on rows not learned from", "recall", "precision")
    for name, risk in risks.items():
        precision, recall, _ = precision_recall_curve(label, risk)
        shown = np.unique(np.linspace(0, len(recall) - 1, _POINTS).astype(np.int64))
        precision, recall = precision[shown], recall[shown]
        axes.step(recall, precision, where="post", label=name.replace("_", " "))
    axes.legend()
    return figure


def origins_picture(losses: Mapping[str, Sequence[float]], origins: Sequence[str]) -> Figure:
    """Log loss at each origin, one line per scorer."""
    figure, axes = _figure("Log loss of the claims after each origin", "origin", "log loss")
    for name, held in losses.items():
        axes.plot(range(len(origins)), held, marker="o", label=name.replace("_", " "))
    axes.set_xticks(range(len(origins)), origins)
    axes.legend()
    return figure


def payers_picture(risk: FloatArray, label: BoolArray, payer: NDArray[Any], shown: Sequence[str]) -> Figure:
    """Calibration of each payer shown, five bins each, side by side."""
    wide = min(3, len(shown))
    figure = Figure(figsize=(3.4 * wide, 3.0 * -(-len(shown) // wide)), layout="constrained")
    names = np.array([str(value) for value in payer.tolist()])
    for place, name in enumerate(shown, start=1):
        axes = figure.add_subplot(-(-len(shown) // wide), wide, place)
        bins = reliability(risk[names == name], label[names == name], bins=5)
        top = float(bins[:, :2].max()) * 1.05
        axes.plot([0, top], [0, top], linestyle=":", color="grey")
        axes.plot(bins[:, 0], bins[:, 1], marker="o")
        axes.set_title(name, fontsize=9)
    figure.supxlabel("predicted risk")
    figure.supylabel("share that failed")
    return figure


def beeswarm_picture(spec: ModelSpec, held: Moved, x: FloatArray) -> Figure:
    """What moved the scores of the rows `x`, the same numbers that explain an answer."""
    mpl.use("Agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # between shap and its own libraries
        import shap  # noqa: PLC0415 - takes seconds to import, and only training draws
        from matplotlib import pyplot  # noqa: PLC0415 - only here is its global state needed

        told = shap.Explanation(held.contributions, held.base, x, feature_names=list(spec.features))
        axes = shap.plots.beeswarm(told, max_display=_SHOWN, show=False)
    figure: Figure = axes.figure
    pyplot.close(figure)
    return figure


def _figure(title: str, x: str, y: str) -> tuple[Figure, "mpl.axes.Axes"]:
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.add_subplot()
    axes.set(title=title, xlabel=x, ylabel=y)
    return figure, axes
