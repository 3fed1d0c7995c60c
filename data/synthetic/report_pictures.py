"""Pictures of the report: the world's figures with the published ranges behind them, and its time."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from data.synthetic.answered import Worked
from data.synthetic.arrays import Bools, Floats, Ints
from data.synthetic.figures import REASONS, first_decided
from data.synthetic.industry import published

Worlds = Mapping[str, Worked]
Figures = Mapping[str, Mapping[str, float]]

_KINDS = ("medicare", "commercial", "medicaid", "advantage", "exchange")
_DAYS = np.arange(0, 91)
_SIZE, _DOTS = (9.0, 4.0), 110
_MONTH = "datetime64[M]"


def pictures(folder: Path, worlds: Worlds, figures: Figures) -> list[tuple[str, str]]:
    """Writes all pictures; gives their file names and titles."""
    drawings: dict[str, tuple[str, Callable[[Any], None]]] = {
        "payers": ("First denials by kind of payer", lambda axes: _bars(axes, figures, "denied", _KINDS)),
        "reasons": ("Reasons of first denials", lambda axes: _bars(axes, figures, "reason", tuple(REASONS))),
        "lags": ("Days to the answer", lambda axes: _lags(axes, worlds)),
        "overturned": (
            "Overturned at level one",
            lambda axes: _bars(axes, figures, "overturn", _overturned()),
        ),
        "value": ("How recovery is spread over denials", lambda axes: _value(axes, worlds)),
        "months": ("First denials by month of sending", lambda axes: _months(axes, worlds, first_share)),
        "volume": ("Claims sent by month", lambda axes: _months(axes, worlds, volume)),
    }
    for name, (title, draw) in drawings.items():
        _save(folder / f"{name}.png", title, draw)
    return [(f"{name}.png", title) for name, (title, _) in drawings.items()]


def _save(path: Path, title: str, draw: Callable[[Any], None]) -> None:
    figure = Figure(figsize=_SIZE, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    draw(axes)
    axes.set_title(title)
    axes.legend(fontsize="small", frameon=False)
    figure.savefig(path, dpi=_DOTS, metadata={"Software": None})


def _overturned() -> tuple[str, ...]:
    names = [row.figure for row in published() if row.figure.startswith("overturn_")]
    return tuple(name.removeprefix("overturn_") for name in names)


def _bars(axes: Any, figures: Figures, prefix: str, names: tuple[str, ...]) -> None:
    """One group of bars per name, one bar per scenario, the published range as a grey band behind."""
    held = {row.figure: row.published for row in published()}
    place, width = np.arange(len(names)), 0.8 / len(figures)
    for at, name in enumerate(names):
        low, high = held[f"{prefix}_{name}"]
        label = "published" if at == 0 else None
        axes.bar(at, max(high - low, 0.004), width=0.95, bottom=low, color="0.82", label=label)
    for at, (scenario, of) in enumerate(figures.items()):
        values = [of.get(f"{prefix}_{name}", 0.0) for name in names]
        axes.bar(place + (at - (len(figures) - 1) / 2) * width, values, width * 0.8, label=scenario)
    axes.set_xticks(place, [name.replace("_", " ") for name in names], rotation=20)
    axes.set_ylabel("share")


def _lags(axes: Any, worlds: Worlds) -> None:
    for name, held in worlds.items():
        first, versions = first_decided(held), held.versions
        lag = versions.answer - versions.submit
        for denied, style in ((False, "-"), (True, "--")):
            of = lag[first & (versions.denied == denied)]
            reached = np.searchsorted(np.sort(of), _DAYS, side="right") / max(1, len(of))
            axes.plot(_DAYS, reached, style, label=f"{name}, {'denied' if denied else 'paid'}")
    axes.set_xlabel("days from sending to the 835")
    axes.set_ylabel("share answered")


def _value(axes: Any, worlds: Worlds) -> None:
    for name, held in worlds.items():
        one = held.denials.level == 1
        expected = np.sort((held.denials.p_win * held.denials.recovered_cents)[one])[::-1]
        axes.plot(np.linspace(0, 1, len(expected)), np.cumsum(expected) / expected.sum(), label=name)
    axes.plot([0.16, 0.51], [0.75, 0.959], "k+", label="Sift, Hartford HealthCare")
    axes.set_xlabel("share of denials, most valuable first")
    axes.set_ylabel("share of expected recovery")


def _months(axes: Any, worlds: Worlds, measure: Callable[[Ints, Bools], Floats]) -> None:
    for name, held in worlds.items():
        first = first_decided(held)
        month = held.versions.submit[first].astype("datetime64[D]").astype(_MONTH)
        known, at = np.unique(month, return_inverse=True)
        axes.plot(known[:-1], measure(at, held.versions.denied[first])[:-1], label=name)


def first_share(month: Ints, denied: Bools) -> Floats:
    """Per month: share of first versions denied."""
    return np.bincount(month, denied) / np.bincount(month)


def volume(month: Ints, _denied: Bools) -> Floats:
    """Per month: first versions sent."""
    return np.bincount(month).astype(np.float64)
