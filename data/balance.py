"""What was adjusted, counted once and classified.

Claim: charge - claim CAS - line CAS = paid. When each level balances alone the payer reported
everything twice: the lines count. Source: `labels.md`, balance before summing.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import CarcRule, Role, capitated_contract_types, carc_rules, is_capitated
from data.codes.carcs import unlisted

_FEE_FOR_SERVICE = "medicare"
"""Never capitated: its CARC 24 means that the patient is in a Medicare Advantage plan."""


def counted_adjustments(remits: pd.DataFrame, adjustments: pd.DataFrame) -> pd.DataFrame:
    """Adjustments of these remits, each amount once, with what their reason means.

    Columns: `row` (place of the remit in `remits`), `remit_line`, `ordinal`, `group_code`, `carc`,
    `amount` (float64 cents, an unreadable one is 0), `role`, `family`, `packaged`, `cuts`.
    """
    out = adjusted_once(remits, adjustments)
    return out.join(_meaning(remits, out))


def adjusted_once(remits: pd.DataFrame, adjustments: pd.DataFrame) -> pd.DataFrame:
    """The same columns without what the reasons mean; `remits` needs `remit_key`, charge and payment."""
    row = pd.Index(remits["remit_key"]).get_indexer(adjustments["remit_key"])
    held = adjustments[row >= 0]
    out = pd.DataFrame(
        {
            "row": row[row >= 0],
            "remit_line": held["remit_line"].to_numpy(dtype="int64"),
            "ordinal": held["ordinal"].to_numpy(dtype="int64"),
            "group_code": held["group_code"].to_numpy(dtype=object),
            "carc": held["carc"].to_numpy(dtype=object),
            "amount": held["amount_cents"].to_numpy(dtype="float64", na_value=0.0),
        }
    )
    out = out[~(reported_twice(remits, out)[out["row"]] & (out["remit_line"] == 0).to_numpy())]
    return out.sort_values(["row", "remit_line", "ordinal"], kind="stable", ignore_index=True)


def reported_twice(remits: pd.DataFrame, adjustments: pd.DataFrame) -> NDArray[np.bool_]:
    """Per remit: whether claim-level CAS alone and line-level CAS alone both explain the payment."""
    owed = cents(remits["charge_cents"]) - cents(remits["paid_cents"])
    at_claim = (adjustments["remit_line"] == 0).to_numpy()
    amount, row = adjustments["amount"].to_numpy(), adjustments["row"].to_numpy()
    totals = [sums(row[level], amount[level], len(remits)) for level in (at_claim, ~at_claim)]
    return (totals[0] == owed) & (totals[1] == owed) & (owed != 0)


def sums(place: NDArray[Any], amount: NDArray[Any], size: int) -> NDArray[np.float64]:
    """Total amount per place, 0 where there is none."""
    return np.bincount(place, weights=amount, minlength=size).astype(np.float64)


def cents(values: "pd.Series[int]") -> NDArray[np.float64]:
    """Money as float64, exact to 2**53; missing is NaN."""
    return values.to_numpy(dtype="float64", na_value=np.nan)


def _meaning(remits: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Role, family and cut of each adjustment, by the rules of its day and kind of payer."""
    rules, which = _rules_applied(remits, held)
    roles = np.array([rule.role.value for rule in rules], dtype=object)[which]
    families = np.array([rule.family for rule in rules], dtype=object)[which]
    roles[_capitated(remits, held)] = Role.CONTRACTUAL.value
    families[roles != Role.DENYING.value] = None
    packaged = np.array([rule.packaged for rule in rules], dtype=bool)[which]
    cuts = np.array([rule.cuts for rule in rules], dtype=bool)[which]
    columns = {"role": roles, "family": families, "packaged": packaged, "cuts": cuts}
    return pd.DataFrame(columns, index=held.index)


def _rules_applied(remits: pd.DataFrame, held: pd.DataFrame) -> tuple[list[CarcRule], NDArray[np.int64]]:
    day = remits["on"].to_numpy(dtype="datetime64[D]")[held["row"]]
    kind = remits["filing_kind"].to_numpy(dtype=object)[held["row"]]
    codes, distinct = pd.factorize(held["carc"].to_numpy(dtype=object))
    rules = [unlisted(str(carc)) for carc in distinct] + [unlisted("")]
    which = np.where(codes < 0, len(distinct), codes)
    by_carc = pd.Series(codes).groupby(codes).indices
    for code, carc in enumerate(distinct):
        where = by_carc[code]
        for rule in reversed(carc_rules().get(carc, ())):
            rules.append(rule)
            which[where[_applies(rule, day[where], kind[where])]] = len(rules) - 1
    return rules, which


def _applies(rule: CarcRule, day: NDArray[Any], kind: NDArray[Any]) -> NDArray[np.bool_]:
    fits = day >= np.datetime64(rule.applies.first)
    if rule.applies.last is not None:
        fits &= day <= np.datetime64(rule.applies.last)
    return fits & (kind == rule.filing_kind) if rule.filing_kind is not None else fits


def _capitated(remits: pd.DataFrame, held: pd.DataFrame) -> NDArray[np.bool_]:
    """Where CARC 24 says that the service is paid already: by a contract, or by the claim's own word."""
    out = np.zeros(len(held), dtype=bool)
    where = np.flatnonzero((held["carc"] == "24").to_numpy())
    rows = held["row"].to_numpy()[where]
    told = remits["contract_type"].isin(capitated_contract_types()).to_numpy()[rows]
    payers, days = remits["billed_payer"].to_numpy(dtype=object), remits["on"].dt.date.to_numpy()
    agreed = np.array([is_capitated(payers[row], days[row]) for row in rows], dtype=bool)
    out[where] = agreed | told
    return out & (remits["filing_kind"] != _FEE_FOR_SERVICE).to_numpy()[held["row"]]
