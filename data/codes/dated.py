"""Which of many codes are in force on their days, in columns."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes.carcs import CarcRule, carc_rules
from data.codes.tables import CodeRow, Period, code_rows, period


def in_force(codes: Any, days: Any, rows: Iterable[tuple[str, Period]]) -> NDArray[np.bool_]:
    """Whether each code is that of a row which applies on its day.

    Args:
        codes: may be missing.
        days: as many days or moments; a missing one is in every period.
        rows: codes, each with when it applies.
    """
    held, day = pd.Series(np.asarray(codes, dtype=object)), np.asarray(days).astype("datetime64[D]")
    by_period: dict[Period, list[str]] = {}
    for code, applies in rows:
        by_period.setdefault(applies, []).append(code)
    out = np.zeros(len(held), dtype=bool)
    for applies, some in by_period.items():
        within = ~(day < np.datetime64(applies.first))
        if applies.last is not None:
            within &= ~(day > np.datetime64(applies.last))
        out |= held.isin(some).to_numpy() & within
    return out


def rows_in_force(
    codes: Any, days: Any, table: str, column: str, where: Callable[[CodeRow], bool] = bool
) -> NDArray[np.bool_]:
    """`in_force` with the rows of `data/codes/<table>.csv` that fulfil a condition; `column` has the code."""
    return in_force(codes, days, [(row[column], period(row)) for row in code_rows(table) if where(row)])


def carcs_in_force(carcs: Any, days: Any, where: Callable[[CarcRule], bool]) -> NDArray[np.bool_]:
    """`in_force` with the rules of CARCs that a condition holds for, whatever the kind of payer."""
    rules = ((carc, rule) for carc, held in carc_rules().items() for rule in held)
    return in_force(carcs, days, [(carc, rule.applies) for carc, rule in rules if where(rule)])
