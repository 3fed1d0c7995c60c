"""The record of decisions about models: who, when, why, both champions, and what a gate measured."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from data import tables
from data.clocks import now
from data.records import Row

_TAKEN = ("promoted", "rolled_back")
"""Decisions that made a champion."""


class Decisions(Protocol):
    """The part of the store that holds promotions."""

    def rows(self, table: tables.Table, **equals: Any) -> list[Row]:
        """Rows whose columns equal the values given."""
        ...

    def add(self, table: tables.Table, rows: Iterable[Row]) -> None:
        """Adds rows."""
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """What a gate went by: the version of its policy, and its checks as plain values."""

    gate_version: str
    checks: tuple[Mapping[str, Any], ...]


def champion_row(store: Decisions, name: str) -> Row | None:
    """The decision that made the model that answers now; None before the first."""
    taken = [row for row in decisions(store, name) if row["action"] in _TAKEN]
    return taken[-1] if taken else None


def decisions(store: Decisions, name: str) -> list[Row]:
    """Every decision about a model, oldest first."""
    return sorted(store.rows(tables.PROMOTIONS, model=name), key=_order)


def _order(row: Row) -> int:
    return int(str(row["promotion"]))


def previous_row(store: Decisions, name: str) -> Row | None:
    """The decision that made the last champion other than the one of now; None without one."""
    taken = [row for row in decisions(store, name) if row["action"] in _TAKEN]
    others = [row for row in taken if row["sha256"] != taken[-1]["sha256"]]
    return others[-1] if others else None


def rolled_back(store: Decisions, name: str, sha256: str) -> Row | None:
    """The decision by which people last turned away from this very model; None when it was not the last."""
    row = champion_row(store, name)
    turned = row is not None and row["action"] == "rolled_back" and row["previous_sha256"] == sha256
    return row if turned else None


def measured_of(row: Row) -> Measured | None:
    """What the gate went by in a decision; None when a person decided, or before it was kept."""
    if row.get("gate_version") is None:
        return None
    return Measured(str(row["gate_version"]), tuple(json.loads(str(row["checks"]))))


def version_name(row: Row) -> str:
    """How people name the model of a decision: `denial-3`, or by hash when MLflow gave no number."""
    return f"{row['model']}-{row['version'] or str(row['sha256'])[:12]}"


def decide(
    store: Decisions,
    name: str,
    action: str,
    sha256: str,
    *,
    version: str | None,
    by: str,
    why: str,
    measured: Measured | None = None,
) -> Row:
    """Writes down a decision (promoted, refused or rolled_back) about a model; returns it."""
    current = champion_row(store, name)
    before = None if current is None else current["sha256"]
    row: Row = {
        "promotion": 1 + max((_order(row) for row in store.rows(tables.PROMOTIONS)), default=0),
        "model": name,
        "action": action,
        "sha256": sha256,
        "previous_sha256": before,
        "champion_sha256": before if action == "refused" else sha256,
        "version": version,
        "by": by,
        "why": why,
        "gate_version": None if measured is None else measured.gate_version,
        "checks": None if measured is None else json.dumps(measured.checks),
        "decided_at": now(),
    }
    store.add(tables.PROMOTIONS, [row])
    return row
