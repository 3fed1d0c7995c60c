"""Tables and sentences for people at a terminal."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from collections.abc import Iterator

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

OUT = Console(highlight=False)
"""Answers go to stdout."""
ERR = Console(stderr=True, highlight=False)
"""Progress and errors go to stderr."""

MONEY = ("charge", "allowed", "denied", "recovery", "amount", "value_per_hour")


def table(frame: pd.DataFrame, columns: Mapping[str, str], *, title: str, rows: int = 10) -> None:
    """Prints the first rows of a frame; `columns` maps its column names to headings."""
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for name, heading in columns.items():
        right = pd.api.types.is_numeric_dtype(frame[name])
        shown.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in frame.head(rows).to_dict("records"):
        shown.add_row(*(cell(name, row[name]) for name in columns))
    OUT.print(shown)
    if len(frame) > rows:
        OUT.print(f"  ... and {len(frame) - rows:,} more", style="dim")


def cell(name: str, value: object) -> str:
    """One value as people read it; missing is blank."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN is unlike itself
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:,.2f}" if any(word in name for word in MONEY) else f"{value:.3g}"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)


def facts(title: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Prints a short list of named values."""
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False, show_header=False)
    shown.add_column(style="dim")
    shown.add_column()
    for name, value in pairs:
        shown.add_row(name, value)
    OUT.print(shown)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, on a terminal only; yields a function of (done, total)."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
