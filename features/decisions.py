"""Past answers as ledger events: what was decided about claims, lines and diagnoses, and when we knew.

Only decisions of original primary claims are learned from; everything is counted in whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import ClaimBatch
from data.codes import FAMILIES, rejecting_categories
from data.events import Events
from data.outcomes import claim_outcomes, line_outcomes
from data.population import population
from features.carried import ABSENCE, REQUIREMENTS, carried
from features.ledger import Ints, Objects, only
from features.parts import Parts
from features.points import POINTS, about


@dataclass(frozen=True, slots=True)
class Table:
    """Events of one grain: `rows` are their places among the grain's rows, `at` when they were known."""

    rows: Ints
    at: NDArray[np.datetime64]
    measures: Mapping[str, Ints]
    latest: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions laid over a batch: per claim (n) and per line (m); `decided` marks those we learn from.

    `line_matched` says that the remit's own line is known; else the claim's decision stands for it.
    `answered` are the places of all claims with any answer, rejections too, known at `answered_at`.
    """

    decided: NDArray[np.bool_]
    at: NDArray[np.datetime64]
    failed: NDArray[np.bool_]
    family: Objects
    point: Objects
    allowed_cents: NDArray[np.float64]
    paid_cents: NDArray[np.float64]
    line_matched: NDArray[np.bool_]
    line_denied: NDArray[np.bool_]
    line_family: Objects
    line_point: Objects
    line_allowed_cents: NDArray[np.float64]
    answered: Ints
    answered_at: NDArray[np.datetime64]

    @classmethod
    def of(cls, events: Events, batch: ClaimBatch) -> "Decisions":
        """The decisions that the events hold about the batch's claims (the events' own, in order)."""
        if not len(events.links):
            return cls.none(batch)
        outcomes = claim_outcomes(events)
        row = pd.Index(batch.claims["version_key"]).get_indexer(outcomes["version_key"])
        asked = population(batch.claims, events.lines) == "original_primary"
        learned = asked[row] & (outcomes["state"] != "rejected").to_numpy(dtype=bool)
        kept, place = outcomes[learned], row[learned]
        failed = _laid(kept["failed"].to_numpy(dtype=bool), place, len(batch), False)
        family = _laid(_objects(kept["family"]), place, len(batch), None)
        point = _laid(_objects(kept["point"]), place, len(batch), None)
        lines = _line_decisions(events, batch, failed=failed, family=family, point=point)
        return cls(
            decided=_laid(np.ones(len(place), dtype=bool), place, len(batch), False),
            at=_laid(_times(kept["decided_at"]), place, len(batch), np.datetime64("NaT")),
            failed=failed,
            family=family,
            point=point,
            allowed_cents=_laid(_cents(kept["allowed_cents"]), place, len(batch), np.nan),
            paid_cents=_laid(_cents(kept["paid_cents"]), place, len(batch), np.nan),
            **lines,
            answered=row,
            answered_at=_times(outcomes["decided_at"]),
        )

    @classmethod
    def none(cls, batch: ClaimBatch) -> "Decisions":
        """No answers at all, as before the first remit."""
        n, m = len(batch), len(batch.lines["row"])
        return cls(
            decided=np.zeros(n, dtype=bool),
            at=np.full(n, "NaT", dtype="datetime64[us]"),
            failed=np.zeros(n, dtype=bool),
            family=np.full(n, None, dtype=object),
            point=np.full(n, None, dtype=object),
            allowed_cents=np.full(n, np.nan),
            paid_cents=np.full(n, np.nan),
            line_matched=np.zeros(m, dtype=bool),
            line_denied=np.zeros(m, dtype=bool),
            line_family=np.full(m, None, dtype=object),
            line_point=np.full(m, None, dtype=object),
            line_allowed_cents=np.full(m, np.nan),
            answered=np.zeros(0, dtype=np.int64),
            answered_at=np.zeros(0, dtype="datetime64[us]"),
        )


def _line_decisions(
    events: Events, batch: ClaimBatch, *, failed: NDArray[np.bool_], family: Objects, point: Objects
) -> dict[str, NDArray[Any]]:
    """What `Decisions` says of each of the batch's lines, by the names it has there."""
    outcomes = line_outcomes(events)
    keys = [batch.claims["version_key"][batch.lines["row"]], batch.lines["line"].astype(np.int64)]
    asked = pd.MultiIndex.from_arrays(keys)
    found = asked.get_indexer(
        pd.MultiIndex.from_frame(outcomes[["version_key", "line"]].astype({"line": "int64"}))
    )
    outcomes, found = outcomes[found >= 0], found[found >= 0]
    size = len(asked)
    row = batch.lines["row"]
    matched = _laid(np.ones(len(found), dtype=bool), found, size, False)
    denied = _laid(outcomes["denied"].to_numpy(dtype=bool), found, size, False)
    told = _laid(_objects(outcomes["family"]), found, size, None)
    named = _laid(_objects(outcomes["point"]), found, size, None)
    return {
        "line_matched": matched,
        "line_denied": np.where(matched, denied, failed[row]),
        "line_family": np.where(matched, told, family[row]),
        "line_point": np.where(matched, named, point[row]),
        "line_allowed_cents": _laid(_cents(outcomes["allowed_cents"]), found, size, np.nan),
    }


def claim_decisions(parts: Parts, decisions: Decisions) -> Table:
    """One event per decided claim."""
    rows = np.flatnonzero(decisions.decided)
    paid = np.nan_to_num(decisions.paid_cents[rows])
    measures = {
        "failed": _flags(decisions.failed[rows]),
        "paid": _flags(~decisions.failed[rows] & (paid > 0)),
        "charge_cents": _whole(parts.batch.claims["total_charge_cents"][rows]),
        "allowed_cents": _whole(decisions.allowed_cents[rows]),
        **{name: _flags(decisions.family[rows] == name) for name in FAMILIES},
        **_points(decisions.family[rows], decisions.point[rows]),
    }
    return Table(rows, decisions.at[rows], measures, {"family": decisions.family[rows]})


def line_decisions(parts: Parts, decisions: Decisions) -> Table:
    """One event per line of a decided claim."""
    batch = parts.batch
    rows = np.flatnonzero(decisions.decided[batch.lines["row"]])
    row = batch.lines["row"][rows]
    denied = decisions.line_denied[rows]
    family = only(decisions.line_family[rows], denied)
    allowed = np.nan_to_num(decisions.line_allowed_cents[rows])
    priced = ~denied & (allowed > 0)
    measures = {
        "failed": _flags(decisions.failed[row]),
        "denied": _flags(denied),
        "paid": _flags(~denied),
        **{name: _flags(family == name) for name in FAMILIES},
        **_points(family, decisions.line_point[rows]),
        **_priced(batch, rows, priced, allowed),
        **_carried(batch, rows, denied, family, decisions.line_point[rows]),
    }
    return Table(rows, decisions.at[row], measures, {})


def _priced(
    batch: ClaimBatch, rows: Ints, priced: NDArray[np.bool_], allowed: NDArray[np.float64]
) -> dict[str, Ints]:
    """What was allowed where something was, the units and charges it was allowed for."""
    units = np.nan_to_num(batch.lines["units"][rows])
    charge = np.nan_to_num(batch.lines["charge_cents"][rows])
    unit_priced = priced & (units > 0)
    return {
        "priced": _flags(priced),
        "unit_allowed_cents": _whole(np.where(unit_priced, allowed, 0)),
        "priced_milli_units": _whole(np.where(unit_priced, units * 1000, 0)),
        "priced_allowed_cents": _whole(np.where(priced & (charge > 0), allowed, 0)),
        "priced_charge_cents": _whole(np.where(priced, charge, 0)),
    }


def _points(family: Objects, told: Objects) -> dict[str, Ints]:
    return {point: _flags(about(point, family, told)) for point in POINTS}


def _carried(
    batch: ClaimBatch, rows: Ints, denied: NDArray[np.bool_], family: Objects, told: Objects
) -> dict[str, Ints]:
    """Per requirement: paid lines with it, lines without it, and those denied for that."""
    made: dict[str, Ints] = {}
    for name, present in carried(batch).items():
        held = present[rows]
        made[f"paid_with_{name}"] = _flags(held & ~denied)
        made[f"without_{name}"] = _flags(~held)
        point = ABSENCE.get(name)
        refused = about(point, family, told) if point else family == REQUIREMENTS[name]
        made[f"denied_without_{name}"] = _flags(~held & refused)
    return made


def pair_decisions(parts: Parts, decisions: Decisions, grain: str) -> Table:
    """One event per diagnosis pointed to, or per companion line, of the lines of decided claims."""
    rows = np.flatnonzero(decisions.decided[parts.rows(grain)])
    line = parts.lines(grain)[rows]
    denied = decisions.line_denied[line]
    family = only(decisions.line_family[line], denied)
    measures = {
        "denied": _flags(denied),
        **{name: _flags(family == name) for name in ("necessity", "bundling", "coding")},
        **_points(family, decisions.line_point[line]),
    }
    return Table(rows, decisions.at[parts.rows(grain)[rows]], measures, {})


def status_answers(parts: Parts, events: Events) -> Table:
    """One event per 277CA status of a whole claim that is tied to a version."""
    links = events.links[events.links["event"] == "status"]
    whole = events.statuses.loc[events.statuses["line"].isna(), ["status_key", "category"]]
    held = links.merge(whole, left_on="event_key", right_on="status_key")
    row = pd.Index(parts.batch.claims["version_key"]).get_indexer(held["version_key"])
    held, row = held[row >= 0], row[row >= 0]
    rejected = held["category"].isin(sorted(rejecting_categories())).to_numpy(dtype=bool)
    return Table(row.astype(np.int64), _times(held["available_at"]), {"rejected": _flags(rejected)}, {})


def _laid(values: NDArray[Any], place: Ints, size: int, absent: Any) -> NDArray[Any]:
    """Values at their places in an array of `size`, `absent` elsewhere."""
    out = np.full(size, absent, dtype=values.dtype)
    out[place] = values
    return out


def _flags(values: NDArray[Any]) -> Ints:
    return values.astype(bool).astype(np.int64)


def _whole(values: NDArray[np.float64]) -> Ints:
    return np.rint(np.nan_to_num(values)).astype(np.int64)


def _times(series: "pd.Series[Any]") -> NDArray[np.datetime64]:
    return series.to_numpy("datetime64[us]")


def _cents(series: "pd.Series[Any]") -> NDArray[np.float64]:
    return series.to_numpy("float64", na_value=np.nan)


def _objects(series: "pd.Series[Any]") -> Objects:
    return series.astype("object").where(series.notna(), None).to_numpy(dtype=object)
