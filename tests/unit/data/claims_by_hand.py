"""Small events written by hand: claims, remits and statuses with the defaults a reader would skip over.

Money is given in whole dollars. A claim sent on day 1 is answered on day 15 unless said otherwise.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import pandas as pd

from data import tables
from data.events import Events
from data.frames import frame
from data.link import link
from data.payers import Crosswalk

START = datetime.combine(date(2025, 1, 1), time(8))


def day(number: float) -> datetime:
    """Eight in the morning of the n-th day of 2025."""
    return START + timedelta(days=number - 1)


@dataclass
class Hand:
    """Rows by table; `events()` links them."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: tables.Table, **row: Any) -> None:
        self.rows.setdefault(table.name, []).append(row)

    def _next(self, table: tables.Table) -> dict[str, Any]:
        return {"file_sha256": "f", "position": len(self.rows.get(table.name, [])) + 1}

    def claim(
        self, key: str = "v1", *, at: float = 1, charge: float = 300, lines: Any = None, **more: Any
    ) -> None:
        """A claim version; `lines` are dicts, by default one line of the whole charge."""
        served = day(0).date()
        row = {
            "version_key": key,
            **self._next(tables.CLAIMS),
            "claim_id": "C1",
            "frequency_code": "1",
            "kind": "professional",
            "responsibility": "P",
            "payer_id": "PAY",
            "filing_indicator": "CI",
            "member_id": "M1",
            "billing_npi": "N1",
            "from_on": served,
            "through_on": served,
            "total_charge_cents": round(charge * 100),
            "submitted_at": day(at),
            "available_at": day(at),
        }
        self.add(tables.CLAIMS, **{**row, **more})
        for number, line in enumerate(lines or [{"charge": charge}], start=1):
            self._line(key, number, **line)

    def _line(self, key: str, number: int, *, charge: float, code: str | None = "99213", **more: Any) -> None:
        cents = round(charge * 100)
        row = {"version_key": key, "line": number, "procedure_code": code, "charge_cents": cents, **more}
        self.add(tables.LINES, **row)

    def remit(
        self,
        key: str = "r1",
        *,
        at: float = 15,
        charge: float = 300,
        paid: float = 0,
        cas: str = "",
        remarks: str = "",
        lines: Any = (),
        **more: Any,
    ) -> None:
        """A remit; `cas` is like "CO-45 220, CO-197 80", at claim level here and per line in `lines`."""
        row = {
            "remit_key": key,
            **self._next(tables.REMITS),
            "claim_id": "C1",
            "status_code": "1",
            "filing_indicator": "CI",
            "payee_npi": "N1",
            "charge_cents": round(charge * 100),
            "paid_cents": round(paid * 100),
            "paid_on": day(at).date(),
            "available_at": day(at),
        }
        self.add(tables.REMITS, **{**row, **more})
        self._reasons(key, 0, cas, remarks)
        for number, line in enumerate(lines, start=1):
            self._remit_line(key, number, **line)

    def _remit_line(
        self,
        key: str,
        number: int,
        *,
        charge: float,
        paid: float = 0,
        cas: str = "",
        remarks: str = "",
        code: str | None = "99213",
        **more: Any,
    ) -> None:
        money = {"charge_cents": round(charge * 100), "paid_cents": round(paid * 100)}
        row = {"remit_key": key, "remit_line": number, "procedure_code": code, **money, **more}
        self.add(tables.REMIT_LINES, **row)
        self._reasons(key, number, cas, remarks)

    def _reasons(self, key: str, line: int, cas: str, remarks: str) -> None:
        place = {"remit_key": key, "remit_line": line}
        for ordinal, told in enumerate(filter(None, cas.split(", ")), start=1):
            reason, amount = told.split(" ")
            group, carc = reason.split("-")
            cents = round(float(amount) * 100)
            row = {**place, "ordinal": ordinal, "group_code": group, "carc": carc, "amount_cents": cents}
            self.add(tables.ADJUSTMENTS, **row)
        for ordinal, rarc in enumerate(remarks.split(), start=1):
            self.add(tables.REMARKS, **{**place, "ordinal": ordinal, "rarc": rarc})

    def status(self, key: str = "s1", *, at: float = 2, category: str = "A2", **more: Any) -> None:
        """A 277CA status of the claim."""
        row = {"status_key": key, **self._next(tables.STATUSES), "claim_id": "C1", "category": category}
        self.add(tables.STATUSES, **{**row, "available_at": day(at), **more})

    def takeback(
        self, key: str, reference: str | None, amount: float, *, at: float = 40, **more: Any
    ) -> None:
        """A PLB that takes an amount back; `key` ends in its pair."""
        row = {
            "plb_key": key,
            **self._next(tables.PROVIDER_ADJUSTMENTS),
            "provider_id": "N1",
            "reason_code": "WO",
            "reference": reference,
            "amount_cents": round(amount * 100),
            "available_at": day(at),
        }
        self.add(tables.PROVIDER_ADJUSTMENTS, **{**row, **more})

    def payer(self, alias: str, payer_id: str) -> None:
        """A row of the payer crosswalk."""
        source = self._next(tables.PAYERS)
        self.add(tables.PAYERS, alias_key=alias, alias=alias, payer_id=payer_id, **source)

    def appeal(
        self, *, filed: int, decided: int | None = None, outcome: str = "pending", **more: Any
    ) -> None:
        """A row of the appeal log, level 1 unless said otherwise; filed and decided on days."""
        source = self._next(tables.APPEALS)
        row = {"appeal_key": f"a{source['position']}", **source, "claim_id": "C1", "level": 1}
        dates = {
            "filed_on": day(filed).date(),
            "decided_on": None if decided is None else day(decided).date(),
        }
        self.add(tables.APPEALS, **{**row, **dates, "outcome": outcome, **more})

    def frames(self) -> dict[str, pd.DataFrame]:
        held = {table.name: self.rows.get(table.name) for table in tables.EVENTS}
        made = {name: frame(_TABLE[name], rows) for name, rows in held.items() if rows}
        return {**{name: _empty(name) for name in held}, **made}

    def events(self) -> Events:
        return linked_events(self.frames())


def links(hand: Hand) -> dict[str, str]:
    """The version each remit, status or takeback was tied to."""
    held = hand.events().links
    return dict(zip(held["event_key"], held["version_key"], strict=True))


def rules(hand: Hand) -> dict[str, str]:
    """The evidence that decided for each of them."""
    held = hand.events().links
    return dict(zip(held["event_key"], held["rule"], strict=True))


def chains(hand: Hand) -> dict[str, tuple[str, int, str]]:
    """Chain, ordinal and rule of each version."""
    held = hand.events().chains.set_index("version_key")
    return {key: (row.chain_key, row.version, row.rule) for key, row in held.iterrows()}


def linked_events(frames: dict[str, pd.DataFrame]) -> Events:
    """Frames of event tables, as a store hands them out, with the chains and links made from them."""
    meant = Crosswalk.of(frames["payers"]).applied(frames)
    linked = link(
        *(meant[name] for name in ("claims", "remits", "statuses")),
        provider_adjustments=meant["provider_adjustments"],
        adjustments=meant["adjustments"],
    )
    return Events(**meant, chains=linked.chains, links=linked.links)


_TABLE = {table.name: table for table in tables.EVENTS}


@cache
def _empty(name: str) -> pd.DataFrame:
    return frame(_TABLE[name], [])


def one_line(cas: str, *, paid: float = 0, charge: float = 300, **more: Any) -> dict[str, Any]:
    """A remit of one SVC."""
    return {"paid": paid, "lines": [{"charge": charge, "paid": paid, "cas": cas, **more}]}


def two_lines(first: dict[str, Any], second: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A remit of two SVCs, 200 and 100 dollars unless they say otherwise."""
    lines = [{"charge": 200, **first}, {"charge": 100, **second}]
    return {"paid": sum(line.get("paid", 0) for line in lines), "lines": lines, **more}
