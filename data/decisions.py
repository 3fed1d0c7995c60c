"""The deciding remit of each claim version, with its lines and adjustments weighed.

The shared ground of `claim_outcomes` and `line_outcomes`, in frames joined by integer places.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.answers import Standing, deciding_remits, further_parts, standing
from data.balance import cents, counted_adjustments, sums
from data.codes import Role, rows_in_force
from data.events import Events
from data.packaging import packages, without_packaged
from data.population import population
from data.reasons import with_points, with_refined_families
from data.split_remits import joined
from data.states import (
    FAILED,
    PARTLY_DENIED_SHARE,
    PRICED_OVER_CENTS,
    claim_states,
    expected_allowed,
    is_denied,
    is_unspecified,
)
from data.submitted_lines import wished_lines

Weights = dict[str, NDArray[np.float64]]

COST_SHARE = ("1", "2", "3")
"""CARCs of what a payer allowed and left to the patient; with what was paid it is the allowed amount."""


@dataclass(frozen=True)
class Decisions:
    """Weighed decisions; `row` is a place in `remits`, `slot` a place in `lines`.

    `remits`: one row per decided version, as `deciding_remits`, with `population`, `state`, `charge`,
    `paid`, `cost_share` (1, 2, 3), `denied_charge`, and `claim_level` (its decision holds for all lines).
    `lines`: one row per SVC, with `row`, `charge`, `paid`, `packages`, `denied`, `unspecified`, the weights.
    `adjustments`: as `counted_adjustments`, with `slot` (-1 at claim level), `point` and `denies` (a reason
    for what was denied). `remarks`: with `row`, in order.
    """

    remits: pd.DataFrame
    lines: pd.DataFrame
    adjustments: pd.DataFrame
    remarks: pd.DataFrame


def decisions(events: Events, stands: Standing | None = None) -> Decisions:
    """Weighs the first final adjudication of every version that has one; `stands` as in `linked_remits`."""
    stands = standing(events) if stands is None else stands
    remits = deciding_remits(events, stands)
    parts = joined(remits, further_parts(remits, events, stands), events)
    remits, events = parts.remits, parts.events
    remits = remits.assign(charge=cents(remits["charge_cents"]), paid=cents(remits["paid_cents"]))
    remits["population"] = _populations(events, remits)
    remarks = _placed(events.remarks, remits, ["row", "remit_line", "ordinal"])
    lines = _placed(events.remit_lines, remits, ["row", "remit_line"])
    lines = lines.assign(charge=cents(lines["charge_cents"]), paid=cents(lines["paid_cents"]))
    adjustments = counted_adjustments(remits, events.adjustments)
    adjustments["slot"] = _slots(adjustments, lines)
    remits, lines = _with_allowed(remits, lines, adjustments)
    lines["packages"] = packages(lines, remits)
    adjustments = without_packaged(adjustments, lines, remits)
    adjustments = with_refined_families(adjustments, remarks, remits["on"])
    adjustments = with_points(adjustments, remarks, remits["on"])
    lines["wished"] = wished_lines(lines, remits, events)
    lines = weighed_lines(lines, adjustments)
    remits = _decided_claims(remits, lines, adjustments, _returned(remarks, remits["on"]))
    return Decisions(remits, lines, _with_denies(adjustments, lines, remits), remarks)


def _with_allowed(
    remits: pd.DataFrame, lines: pd.DataFrame, adjustments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both with `allowed`: what was paid and left to the patient as cost share."""
    shared = adjustments[adjustments["carc"].isin(COST_SHARE)]
    amount, row, slot = (shared[name].to_numpy() for name in ("amount", "row", "slot"))
    of_line = sums(slot[slot >= 0], amount[slot >= 0], len(lines))
    of_claim = sums(row, amount, len(remits))
    return remits.assign(allowed=remits["paid"] + of_claim), lines.assign(allowed=lines["paid"] + of_line)


def weigh(adjustments: pd.DataFrame, place: NDArray[np.int64], size: int) -> Weights:
    """Adjusted cents per place (negative places are left out).

    `denying`, `contractual`, `contract_45` (CO-45 alone), `cost_share` (1, 2, 3), `owed` (by the patient,
    whatever for), `adjusted` (all).
    """
    amount, held = adjustments["amount"].to_numpy(), place >= 0
    carc, role = adjustments["carc"], adjustments["role"]
    kinds = {
        "denying": role == Role.DENYING.value,
        "contractual": role == Role.CONTRACTUAL.value,
        "contract_45": (carc == "45") & (adjustments["group_code"] == "CO"),
        "cost_share": carc.isin(COST_SHARE),
        "owed": role == Role.COST_SHARE.value,
        "adjusted": pd.Series(True, index=adjustments.index),
    }
    kept = {name: held & which.to_numpy(dtype=bool) for name, which in kinds.items()}
    return {name: sums(place[which], amount[which], size) for name, which in kept.items()}


def weighed_lines(lines: pd.DataFrame, adjustments: pd.DataFrame) -> pd.DataFrame:
    """SVC lines with their adjustments by role, and whether each was denied."""
    weights = weigh(adjustments, adjustments["slot"].to_numpy(), len(lines))
    charge, paid = lines["charge"].to_numpy(), lines["paid"].to_numpy()
    out = lines.assign(**weights)
    out["denied"] = is_denied(charge, paid, weights["denying"], weights["contractual"])
    # Packaged lines pay nothing by design, often under CO-45.
    whole = is_unspecified(charge, paid, weights["contract_45"], weights["adjusted"])
    out["unspecified"] = whole & ~lines["packages"].to_numpy(dtype=bool)
    return out


def _decided_claims(
    remits: pd.DataFrame, lines: pd.DataFrame, adjustments: pd.DataFrame, returned: NDArray[np.bool_]
) -> pd.DataFrame:
    row, size = adjustments["row"].to_numpy(), len(remits)
    charge, paid = remits["charge"].to_numpy(), remits["paid"].to_numpy()
    whole = weigh(adjustments, row, size)
    above = weigh(adjustments, np.where(adjustments["slot"] < 0, row, -1), size)
    line = _line_facts(lines, size)
    by_claim = is_denied(charge, paid, above["denying"], whole["contractual"])
    by_claim |= (remits["status_kind"] == "denied").to_numpy() & (above["denying"] > 0) & (paid <= 0)
    unspecified = is_unspecified(charge, paid, whole["contract_45"], whole["adjusted"])
    every_line = (line["priced"] > 0) & (line["failed"] == line["priced"])
    share_above = _ratio(above["denying"], charge - whole["contractual"])
    cut = sums(row, (adjustments["cuts"] & (adjustments["amount"] > 0)).to_numpy(dtype="float64"), size)
    states = claim_states(
        returned=returned,
        denied=by_claim | (every_line & (line["denied"] > 0)),
        unspecified=unspecified | every_line,
        partly=(line["share"] >= PARTLY_DENIED_SHARE) | (share_above >= PARTLY_DENIED_SHARE),
        cut=cut > 0,
        paid=paid,
        owed=whole["owed"],
    )
    claim_level = by_claim | (states == "returned") | (line["count"] == 0)
    claim_level |= unspecified & (line["failed"] == 0)
    out = remits.assign(state=states, cost_share=whole["cost_share"], claim_level=claim_level)
    denied_charge = np.where(claim_level, charge, line["failed_charge"])
    partly = np.where(states == "partly_denied", line["failed_charge"] + above["denying"], denied_charge)
    return out.assign(denied_charge=np.where(np.isin(states, FAILED), partly, 0.0))


def _line_facts(lines: pd.DataFrame, size: int) -> Weights:
    """Per claim: `count` of SVCs, `priced`, `failed`, `denied` ones, `failed_charge`, `share` failed."""
    row = lines["row"].to_numpy()
    failed = (lines["denied"] | lines["unspecified"]).to_numpy()
    priced = (lines["charge"] > PRICED_OVER_CENTS).to_numpy() & ~_set_apart(lines, size)
    charge, contractual = lines["charge"].to_numpy(), lines["contractual"].to_numpy()
    allowed = np.nan_to_num((lines["paid"] + lines["cost_share"]).to_numpy())

    def total(which: NDArray[np.bool_], what: Any = None) -> NDArray[np.float64]:
        return sums(row[which], np.ones(which.sum()) if what is None else what[which], size)

    kept = priced & ~failed
    ratio = _ratio(total(kept, allowed), total(kept, charge), default=1.0)[row]
    expected = expected_allowed(charge, contractual, allowed, failed, ratio)
    return {
        "count": total(np.ones(len(row), dtype=bool)),
        "priced": total(priced),
        "failed": total(priced & failed),
        "denied": total(priced & lines["denied"].to_numpy()),
        "failed_charge": total(priced & failed, charge),
        "share": _ratio(total(priced & failed, expected), total(priced, expected)),
    }


def _set_apart(lines: pd.DataFrame, size: int) -> NDArray[np.bool_]:
    """Lines billed to be denied, on claims that have others: no one hoped for their payment."""
    row, wished = lines["row"].to_numpy(), lines["wished"].to_numpy(dtype=bool)
    return wished & (sums(row, (~wished).astype(np.float64), size)[row] > 0)


def _with_denies(adjustments: pd.DataFrame, lines: pd.DataFrame, remits: pd.DataFrame) -> pd.DataFrame:
    row, slot = adjustments["row"].to_numpy(), adjustments["slot"].to_numpy()
    denied = np.append(lines["denied"].to_numpy(dtype=bool), False)[slot]
    unspecified = np.append(lines["unspecified"].to_numpy(dtype=bool), False)[slot]
    failed = remits["state"].isin(FAILED).to_numpy()[row]
    whole = remits["claim_level"].to_numpy()[row] | (slot < 0)
    named = (adjustments["role"] == Role.DENYING.value).to_numpy() & (denied | whole)
    unnamed = unspecified | (remits["state"] == "denied_unspecified").to_numpy()[row]
    # A reason that was stated speaks for the lines, packaged ones often, that were denied without one.
    stated = sums(row[failed & named], np.ones((failed & named).sum()), len(remits)) > 0
    unnamed &= ~stated[row]
    families = adjustments["family"].mask(failed & unnamed, "other")
    return adjustments.assign(denies=failed & (named | unnamed), family=families)


def _returned(remarks: pd.DataFrame, on: "pd.Series[Any]") -> NDArray[np.bool_]:
    """Whether each claim, by the rules of its day, was returned as unprocessable."""
    row = remarks["row"].to_numpy(dtype="int64")
    told = rows_in_force(remarks["rarc"], on.to_numpy()[row], "unprocessable_rarcs", "rarc")
    return sums(row, told.astype("float64"), len(on)) > 0


def _populations(events: Events, remits: pd.DataFrame) -> NDArray[np.object_]:
    place = pd.Index(events.claims["version_key"]).get_indexer(remits["version_key"])
    return population(events.claims, events.lines)[place]


def _slots(adjustments: pd.DataFrame, lines: pd.DataFrame) -> NDArray[np.int64]:
    line_index = pd.MultiIndex.from_arrays([lines["row"], lines["remit_line"].astype("int64")])
    wanted = pd.MultiIndex.from_arrays([adjustments["row"], adjustments["remit_line"]])
    return np.asarray(line_index.get_indexer(wanted), dtype=np.int64)


def _placed(children: pd.DataFrame, remits: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    row = pd.Index(remits["remit_key"]).get_indexer(children["remit_key"])
    held = children[row >= 0].assign(row=row[row >= 0])
    return held.sort_values(order, kind="stable", ignore_index=True)


def _ratio(
    part: NDArray[np.float64], whole: NDArray[np.float64], default: float = 0.0
) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.full(len(part), default), where=whole > 0)
