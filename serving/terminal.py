"""How tables and facts look at a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.table import Table

from serving.console import OUT

_MONEY = ("charge", "allowed", "denied", "recovery", "amount", "value_per_hour")
_SHARES = ("risk", "probability")


def table(frame: pd.DataFrame, columns: Mapping[str, str], *, title: str, rows: int = 20) -> None:
    """Prints the first rows of a frame; `columns` maps its column names to headings, in order.

    The first column names the row: it is never broken.
    """
    OUT.print(title, style="italic", soft_wrap=True)
    shown = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for place, (name, heading) in enumerate(columns.items()):
        right = pd.api.types.is_numeric_dtype(frame[name])
        shown.add_column(heading, justify="right" if right else "left", overflow="fold", no_wrap=place == 0)
    for row in frame.head(rows).to_dict("records"):
        shown.add_row(*(cell(name, row[name]) for name in columns))
    OUT.print(shown)
    if len(frame) > rows:
        OUT.print(f"... and {len(frame) - rows:,} more", style="dim")


def cell(name: str, value: Any) -> str:
    """One value as people read it: dollars by the column's name, shares as percent, missing blank."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return _number(name, value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)


def _number(name: str, value: float) -> str:
    if any(word in name for word in _SHARES):
        return f"{value:.1%}"
    return f"{value:,.2f}" if any(word in name for word in _MONEY) else f"{value:.4g}"


def facts(title: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Prints named values under a title."""
    OUT.print(title, style="italic", soft_wrap=True)
    shown = Table(box=None, pad_edge=False, show_header=False)
    shown.add_column(style="dim")
    shown.add_column(overflow="fold")
    for name, value in pairs:
        shown.add_row(name, value)
    OUT.print(shown)
