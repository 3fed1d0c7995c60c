"""Why something was denied: families refined by remarks, and lists of codes per claim.

Source: `labels.md`, reason families. A remark on the same line speaks before one of the whole claim.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import code_rows, denied_point, refined_family
from data.states import FAILED


def with_refined_families(
    adjustments: pd.DataFrame, remarks: pd.DataFrame, on: "pd.Series[Any]"
) -> pd.DataFrame:
    """Adjustments with `family` as the remarks make it; `on` is the day of each remit's rules."""
    first = _remarked(adjustments, remarks, on, "rarc_families", refined_family)
    families = adjustments["family"].copy()
    families.loc[first.index] = first.to_numpy()
    return adjustments.assign(family=families)


def with_points(adjustments: pd.DataFrame, remarks: pd.DataFrame, on: "pd.Series[Any]") -> pd.DataFrame:
    """Adjustments with `point`: what a denial is about, where its code or a remark says it, else None."""
    denying = adjustments["family"].notna().to_numpy()
    points = pd.Series(None, index=adjustments.index, dtype=object)
    days = on.dt.date.to_numpy()[adjustments.loc[denying, "row"].to_numpy(dtype="int64")]
    carcs = adjustments.loc[denying, "carc"]
    points[denying] = [denied_point(carc, "", day) for carc, day in zip(carcs, days, strict=True)]
    first = _remarked(adjustments, remarks, on, "points", denied_point)
    points.loc[first.index] = first.to_numpy()
    return adjustments.assign(point=points)


def _remarked(
    adjustments: pd.DataFrame,
    remarks: pd.DataFrame,
    on: "pd.Series[Any]",
    table: str,
    tell: Callable[[str, str, date], str | None],
) -> "pd.Series[Any]":
    """What the first remark that tells something makes of a denying adjustment, by the adjustment's index."""
    telling = {row["rarc"] for row in code_rows(table)}
    told = remarks.loc[remarks["rarc"].isin(telling), ["row", "remit_line", "rarc"]]
    denying = adjustments.loc[adjustments["family"].notna(), ["row", "remit_line", "carc"]].reset_index()
    own = denying.merge(told, on=["row", "remit_line"])
    general = denying.merge(told[told["remit_line"] == 0].drop(columns="remit_line"), on="row")
    pairs = pd.concat([own, general], ignore_index=True)
    days = on.dt.date.to_numpy()[pairs["row"].to_numpy(dtype="int64")]
    found = zip(pairs["carc"], pairs["rarc"], days, strict=True)
    pairs["told"] = pd.Series([tell(*each) for each in found], dtype=object, index=pairs.index)
    return pairs.dropna(subset="told").drop_duplicates("index").set_index("index")["told"]


def main_values(
    denying: pd.DataFrame, size: int, column: str, *, by: str = "row", ties: Sequence[str] = ()
) -> NDArray[np.object_]:
    """Per place: the column's value of most denied cents; None without one.

    Of values with as many cents the first in `ties` is taken, of others the first met.
    """
    totals = denying.groupby([by, column], sort=False)["amount"].sum().reset_index()
    totals["rank"] = totals[column].map({value: place for place, value in enumerate(ties)})
    totals = totals.sort_values([by, "amount", "rank"], ascending=[True, False, True], kind="stable")
    return spread(totals.drop_duplicates(by), by, column, size)


def spread(held: pd.DataFrame, by: str, column: str, size: int) -> NDArray[np.object_]:
    """A column's values at their places `by`, None elsewhere."""
    out = np.full(size, None, dtype=object)
    out[held[by].to_numpy(dtype="int64")] = held[column].to_numpy(dtype=object)
    return out


def told_reasons(adjustments: pd.DataFrame, states: "pd.Series[str]") -> tuple[Any, Any]:
    """Per claim: its CARCs, and the group code of each, most cents first, joined by a space.

    Of a failed claim only the reasons that deny; of another claim all.
    """
    failed = states.isin(FAILED).to_numpy()[adjustments["row"].to_numpy()]
    kept = adjustments[adjustments["denies"] | ~failed].dropna(subset="carc")
    keys = ["row", "carc", "group_code"]
    totals = kept.groupby(keys, sort=False, dropna=False)["amount"].sum().reset_index()
    totals = totals.sort_values(["row", "amount"], ascending=[True, False], kind="stable")
    totals = totals.drop_duplicates(["row", "carc"])
    totals["group_code"] = totals["group_code"].fillna("OA")
    return _joined(totals, "carc", len(states)), _joined(totals, "group_code", len(states))


def told_remarks(remarks: pd.DataFrame, size: int) -> Any:
    """Per claim: its distinct remarks in order (claim level first), joined by a space."""
    return _joined(remarks.dropna(subset="rarc").drop_duplicates(["row", "rarc"]), "rarc", size)


def _joined(held: pd.DataFrame, column: str, size: int) -> NDArray[np.object_]:
    lists: list[list[str]] = [[] for _ in range(size)]
    for row, value in zip(held["row"].tolist(), held[column].tolist(), strict=True):
        lists[row].append(value)
    out = np.empty(size, dtype=object)
    out[:] = [" ".join(values) or None for values in lists]
    return out
