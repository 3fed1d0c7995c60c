"""The run card's pictures: calibration, precision and recall, and what moved the scores."""

import warnings

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve

from models.calibrate import FloatArray
from models.fit import Fitted, Rows
from training.evaluate import reliability

BoolArray = NDArray[np.bool_]

_SAMPLE = 800
_SHOWN = 20


def pictures(fitted: Fitted, rows: Rows, risks: dict[str, FloatArray], label: BoolArray) -> dict[str, Figure]:
    """Figures by file name: the first two from the judged window's risks, the last from rows of all times.

    `risks` are by name, `model` first among them.
    """
    return {
        "calibration.png": calibration_picture(risks["model"], label),
        "precision_recall.png": precision_recall_picture(risks, label),
        "what_moves_the_score.png": beeswarm_picture(fitted, rows),
    }


def calibration_picture(risk: FloatArray, label: BoolArray) -> Figure:
    """Share of failures against mean risk in ten bins of equal count."""
    bins = reliability(risk, label)
    figure, axes = _figure("Calibration on the newest mature claims", "predicted risk", "share that failed")
    top = float(bins[:, :2].max()) * 1.05
    axes.plot([0, top], [0, top], linestyle=":", color="grey")
    axes.plot(bins[:, 0], bins[:, 1], marker="o")
    return figure


def precision_recall_picture(risks: dict[str, FloatArray], label: BoolArray) -> Figure:
    """Precision against recall, one curve per name."""
    figure, axes = _figure("Precision and recall on the newest mature claims", "recall", "precision")
    for name, risk in risks.items():
        precision, recall, _ = precision_recall_curve(label, risk)
        axes.step(recall, precision, where="post", label=name.replace("_", " "))
    axes.legend()
    return figure


def beeswarm_picture(fitted: Fitted, rows: Rows) -> Figure:
    """SHAP values of the trees on an evenly spaced sample of rows; the table's share is not in it."""
    places = np.unique(np.linspace(0, len(rows) - 1, _SAMPLE).astype(np.int64))
    mpl.use("Agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # between shap and its own libraries
        import shap  # noqa: PLC0415 - takes seconds to import, and only training draws
        from matplotlib import pyplot  # noqa: PLC0415 - only here is its global state needed

        explainer = shap.TreeExplainer(fitted.booster, feature_names=list(fitted.spec.features))
        axes = shap.plots.beeswarm(explainer(rows.x[places]), max_display=_SHOWN, show=False)
    figure: Figure = axes.figure
    pyplot.close(figure)
    return figure


def _figure(title: str, x: str, y: str) -> tuple[Figure, "mpl.axes.Axes"]:
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.add_subplot()
    axes.set(title=title, xlabel=x, ylabel=y)
    return figure, axes
