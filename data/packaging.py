"""Packaged lines: on an institutional claim that paid, many lines pay nothing by design.

Only a line that usually pays by itself has been denied when it is called bundled. What is usual is learned
per payer and procedure from decisions that were known before. Source: `labels.md`, switches.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import Role
from data.states import PRICED_OVER_CENTS

SEEN_ENOUGH: Final = 20
"""*Ours*: with fewer earlier lines nothing is known to be usual."""

USUALLY: Final = 0.8
"""*Ours*: the share of a payer's earlier lines of a procedure that were paid on claims that paid."""

_LINE = ["payer", "code"]


def packages(lines: pd.DataFrame, remits: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each SVC line stands on a claim that packages, and does not usually pay by itself.

    Args:
        lines: with `row` (place in `remits`), `charge` and `allowed` (float64 cents).
        remits: deciding remits, with `kind`, `allowed`, `billed_payer` and `at`.
    """
    paying = paying_institution(remits)[lines["row"]]
    return paying & ~_usually_paid(lines, remits, paying)


def paying_institution(remits: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each remit allowed something on an institutional claim, be it taken by a deductible."""
    return ((remits["kind"] == "institutional") & (remits["allowed"] > 0)).to_numpy(dtype=bool)


def without_packaged(adjustments: pd.DataFrame, lines: pd.DataFrame, remits: pd.DataFrame) -> pd.DataFrame:
    """Adjustments in which the reasons for packaging are contractual where lines are packaged.

    Needs `row`, `slot` (place in `lines`, -1 at claim level), `packaged`, `role`, `family`.
    """
    slot = adjustments["slot"].to_numpy()
    by_line = np.append(lines["packages"].to_numpy(dtype=bool), False)[slot]
    by_claim = (slot < 0) & paying_institution(remits)[adjustments["row"]]
    waived = adjustments["packaged"].to_numpy(dtype=bool) & (by_line | by_claim)
    roles = adjustments["role"].mask(waived, Role.CONTRACTUAL.value)
    return adjustments.assign(role=roles, family=adjustments["family"].mask(waived, None))


def _usually_paid(lines: pd.DataFrame, remits: pd.DataFrame, paying: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each line, of those on paying institutional claims, usually pays by itself; else False."""
    out = np.zeros(len(lines), dtype=bool)
    held = _history(lines[paying], remits)
    by_moment = held.groupby([*_LINE, "at"], dropna=False)[["seen", "paid"]].sum().sort_index()
    # Strictly before: the sums through each moment, less the moment's own.
    before = by_moment.groupby(level=_LINE, dropna=False).cumsum() - by_moment
    usual = (before["seen"] >= SEEN_ENOUGH) & (before["paid"] >= USUALLY * before["seen"])
    held = held.merge(usual.rename("usual").reset_index(), on=[*_LINE, "at"], how="left")
    out[paying] = held["usual"].eq(True).to_numpy(dtype=bool)
    return out


def _history(lines: pd.DataFrame, remits: pd.DataFrame) -> pd.DataFrame:
    of = remits.iloc[lines["row"]]
    code = lines["submitted_procedure"].fillna(lines["procedure_code"]).fillna(lines["revenue_code"])
    priced = (lines["charge"] > PRICED_OVER_CENTS).to_numpy()
    return pd.DataFrame(
        {
            "payer": of["billed_payer"].to_numpy(),
            "code": code.to_numpy(),
            "at": of["at"].to_numpy(),
            "seen": priced,
            "paid": priced & (lines["allowed"] > 0).to_numpy(),
        }
    )
