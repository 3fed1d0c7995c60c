"""The decision on each 837 line; see `data.outcomes`."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import FAMILIES
from data.decisions import Decisions, decisions
from data.events import Events
from data.line_match import match_lines
from data.reasons import main_values
from data.states import FAILED, is_denied, is_unspecified
from data.submitted_lines import answered_lines, billed_lines

LINE_OUTCOME_COLUMNS: Final = (
    *("version_key", "line", "denied", "family", "carc", "point"),
    *("charge_cents", "allowed_cents", "paid_cents", "decided_at"),
)

_SUMMED: Final = (
    *("charge", "paid", "denying", "contractual", "contract_45", "cost_share", "adjusted"),
    "packages",
)
_UNSPECIFIED: Final = {"family": "other", "carc": "45", "point": None}
"""What is told of a line that was denied without a reason."""


def line_outcomes(events: Events) -> pd.DataFrame:
    """One row per 837 line whose decision is known, in order of (decided_at, version_key, line).

    Lines are those matched to an SVC of the deciding remit; all lines when the decision was taken for the
    whole claim (paid and allowed are then 0 when denied, else missing). Lines billed to be denied are
    left out. `carc`, `family` and `point` (of most cents) are missing unless denied.
    """
    decided = decisions(events)
    lines = _claim_lines(events, decided.remits)
    place = match_lines(lines, answered_lines(decided.lines, decided.remits))
    denied = np.where(lines["whole"], lines["whole_denied"], False)
    out = lines.assign(denied=denied, known=lines["whole"].to_numpy(), **_amounts_of_whole(lines))
    out = _with_matched(out, decided, place)
    out = out[out["known"] & ~out["wished"]]
    return _typed(out.sort_values(["decided_at", "version_key", "line"], ignore_index=True))


def _claim_lines(events: Events, remits: pd.DataFrame) -> pd.DataFrame:
    """837 lines of decided versions, in line order, with the claim's decision beside them."""
    lines = billed_lines(events, remits)
    of = remits.iloc[lines["row"]].reset_index(drop=True)
    failed = of["state"].isin(FAILED).to_numpy()
    # Which lines a partial denial at claim level hit, nobody said.
    whole = (of["claim_level"] & (of["state"] != "partly_denied")).to_numpy(dtype=bool)
    return lines.assign(decided_at=of["at"], whole=whole, whole_denied=whole & failed)


def _amounts_of_whole(lines: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    nothing = np.where(lines["whole_denied"], 0.0, np.nan)
    return {"allowed": nothing, "paid": nothing.copy()}


def _with_matched(lines: pd.DataFrame, decided: Decisions, place: NDArray[np.int64]) -> pd.DataFrame:
    """Lines with what their own SVCs say, where the claim as a whole did not decide."""
    size = len(lines)
    svc, at = decided.lines[place >= 0], place[place >= 0]
    total = {
        name: np.bincount(at, weights=svc[name].to_numpy(), minlength=size).astype(np.float64)
        for name in _SUMMED
    }
    matched = (np.bincount(at, minlength=size) > 0) & ~lines["whole"].to_numpy()
    denied, unspecified = _verdicts(total)
    out = lines.copy()
    out.loc[matched, "denied"] = (denied | unspecified)[matched]
    out.loc[matched, "known"] = True
    out.loc[matched, "paid"] = total["paid"][matched]
    out.loc[matched, "allowed"] = (total["paid"] + total["cost_share"])[matched]
    return out.assign(**_reasons(out, decided, place, unspecified & matched))


def _verdicts(total: dict[str, NDArray[np.float64]]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Denied, and denied without a reason; a payer's split of one line is judged as a whole."""
    denied = is_denied(total["charge"], total["paid"], total["denying"], total["contractual"])
    whole = is_unspecified(total["charge"], total["paid"], total["contract_45"], total["adjusted"])
    return denied, whole & (total["packages"] == 0)


def _reasons(
    lines: pd.DataFrame, decided: Decisions, place: NDArray[np.int64], unspecified: NDArray[np.bool_]
) -> dict[str, Any]:
    size, held = len(lines), decided.adjustments
    at = np.append(place, -1)[held["slot"].to_numpy()]
    denying = held["family"].notna().to_numpy() & (at >= 0)
    of_claim = _leading(held[held["denies"]], "row", len(decided.remits))
    returned = decided.remits["state"].eq("returned").to_numpy()
    of_claim["family"][returned & pd.isna(of_claim["family"])] = "missing"
    rows, whole = lines["row"].to_numpy(), lines["whole_denied"].to_numpy(dtype=bool)
    of_claim = {name: values[rows] for name, values in of_claim.items()}
    # What was packaged with a service is lost with it, for the same reason.
    follows = unspecified & (decided.remits["kind"] == "institutional").to_numpy()[rows]
    follows &= ~pd.isna(of_claim["family"])
    unnamed = ~lines["denied"].to_numpy(dtype=bool)
    out = {}
    for name, own in _leading(held[denying].assign(place=at[denying]), "place", size).items():
        own[unspecified] = _UNSPECIFIED[name]
        out[name] = np.where(whole | follows, of_claim[name], own)
        out[name][unnamed] = None
    return out


def _leading(denying: pd.DataFrame, by: str, size: int) -> dict[str, NDArray[Any]]:
    """Per place, the family, the CARC and the point of most denied cents."""
    ties = {"family": FAMILIES, "carc": (), "point": ()}
    return {name: main_values(denying, size, name, by=by, ties=first) for name, first in ties.items()}


def _typed(held: pd.DataFrame) -> pd.DataFrame:
    money = {f"{name}_cents": held[name].astype("Int64") for name in ("charge", "allowed", "paid")}
    kinds = {"line": "Int64", "denied": "bool", **dict.fromkeys(("family", "carc", "point"), "str")}
    return held.assign(**money).astype(kinds)[list(LINE_OUTCOME_COLUMNS)]
