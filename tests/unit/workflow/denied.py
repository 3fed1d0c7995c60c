"""A handful of claims, denials and appeals as events, small enough to check by hand."""

from datetime import date, datetime, timedelta

import pandas as pd

from data import tables
from data.events import Events, events_of
from data.frames import frame
from data.link import link
from data.records import Row

SENT = datetime.fromisoformat("2026-01-05T08:30")
ANSWERED = datetime.fromisoformat("2026-01-20T08:30")
AS_OF = datetime.fromisoformat("2026-02-02T00:00")


class Desk:
    """Collects rows; `events()` links them as ingest does."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.count = 0

    def add(self, table: tables.Table, **row: object) -> Row:
        self.rows.setdefault(table.name, []).append(row)  # type: ignore[arg-type]
        return row  # type: ignore[return-value]

    def sourced(self, at: datetime) -> dict[str, object]:
        self.count += 1
        return {"file_sha256": f"{self.count:064d}", "position": 1, "available_at": at}

    def claim(self, claim_id: str, cents: int = 20_000, at: datetime = SENT, **more: object) -> str:
        key = f"c{self.count + 1}:1"
        facts = {"kind": "professional", "responsibility": "P", "payer_id": "PAY1", "filing_indicator": "CI"}
        facts |= {"frequency_code": "1", "from_on": date(2026, 1, 2), "through_on": date(2026, 1, 2)}
        claim = {"version_key": key, "claim_id": claim_id, "submitted_at": at, "total_charge_cents": cents}
        self.add(tables.CLAIMS, **{**facts, **claim, **self.sourced(at), **more})
        line = {"line": 1, "procedure_code": "99213", "units": 1.0, "charge_cents": cents}
        self.add(tables.LINES, version_key=key, line_control="1", **line)
        return key

    def remit(
        self,
        claim_id: str,
        *triples: str,
        cents: int = 20_000,
        paid: int = 0,
        at: datetime = ANSWERED,
        remark: str | None = None,
        **more: object,
    ) -> None:
        """Each of `triples` is group, CARC and cents: `CO 50 20000`."""
        key = f"r{self.count + 1}:1"
        facts = {"status_code": "1", "payer_id": "PAY1", "payer_claim_number": f"ICN{claim_id}"}
        remit = {"remit_key": key, "claim_id": claim_id, "charge_cents": cents, "paid_cents": paid}
        self.add(tables.REMITS, paid_on=at.date(), **{**facts, **remit, **self.sourced(at), **more})
        line = {"procedure_code": "99213", "charge_cents": cents, "paid_cents": paid, "line_control": "1"}
        self.add(tables.REMIT_LINES, remit_key=key, remit_line=1, units=1.0, **line)
        for ordinal, triple in enumerate(triples, 1):
            group, carc, amount = triple.split()
            reason = {"group_code": group, "carc": carc, "amount_cents": int(amount)}
            self.add(tables.ADJUSTMENTS, remit_key=key, remit_line=1, ordinal=ordinal, **reason)
        if remark is not None:
            self.add(tables.REMARKS, remit_key=key, remit_line=1, ordinal=1, rarc=remark)

    def denied(self, claim_id: str, carc: str = "50", cents: int = 20_000, **more: object) -> None:
        self.claim(claim_id, cents, **more)
        self.remit(claim_id, f"CO {carc} {cents}", cents=cents)

    def appeal(
        self, claim_id: str, filed: str, decided: str | None = None, outcome: str = "pending", **more: object
    ) -> None:
        row = {"claim_id": claim_id, "filed_on": date.fromisoformat(filed), "outcome": outcome, "level": 1}
        row["decided_on"] = None if decided is None else date.fromisoformat(decided)
        source = self.sourced(AS_OF)
        del source["available_at"]
        self.add(tables.APPEALS, appeal_key=f"a{self.count}", **{**row, **source, **more})

    def paid_before(self, n: int = 5, cents: int = 20_000, allowed: int = 8_000) -> None:
        """Earlier claims paid in full, so that it is known what this payer allows."""
        for place in range(n):
            name, at = f"OLD{place}", SENT - timedelta(days=60)
            self.claim(name, cents, at)
            triple = f"CO 45 {cents - allowed}"
            self.remit(name, triple, cents=cents, paid=allowed, at=at + timedelta(days=10))

    def events(self) -> Events:
        held = {name: frame(_table(name), rows) for name, rows in self.rows.items()}
        empty = events_of({})
        for name in ("claims", "remits", "statuses"):
            held.setdefault(name, getattr(empty, name))
        linked = link(held["claims"], held["remits"], held["statuses"])
        return events_of({**held, "chains": linked.chains, "links": linked.links})


def _table(name: str) -> tables.Table:
    return next(table for table in tables.EVENTS if table.name == name)


def numbered(sheet: pd.DataFrame) -> list[str]:
    """Claim numbers in the order of the sheet."""
    return sheet["claim_id"].tolist()
