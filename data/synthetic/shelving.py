"""What a panel gives to be written: records and rows by the day on which they go or come."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import numpy as np

from data.records import RemitRecord, Row
from data.synthetic.answered import Worked
from data.synthetic.answers import shown
from data.synthetic.arrays import NEVER, Ints, day_number
from data.synthetic.claim_records import ClaimWriter, as_date, payer_number, rows_by_day
from data.synthetic.policy import claim_id
from data.synthetic.registers import appealed, authorizations, coverages
from data.synthetic.remit_records import RemitWriter
from data.synthetic.shelf import Shelf
from data.synthetic.truth import denial_rows, true_rows

NAMES = ("sent", "told", "paid", "truth", "denials", "coverages", "authorizations", "appeals")

Paid = tuple[tuple[int, int], list[RemitRecord], list[Row]]
"""Payer and billing provider, remits of theirs, and what is withheld from or added to their payment."""

_LATE_DAYS, _INTEREST = 30, 0.01
"""Commercial payers owe interest after so many days, so much a month (ours; prompt payment laws differ)."""


class Shelves:
    """A shelf of every kind, in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self._held = ExitStack()
        self._by_name = {name: self._held.enter_context(Shelf(folder / name)) for name in NAMES}

    def __getitem__(self, name: str) -> Shelf:
        return self._by_name[name]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def take_in(self, panel: Worked) -> None:
        """Shelves all of a panel."""
        world, versions = panel.world, panel.versions
        _shelve_sent(panel, self["sent"])
        _shelve_told(panel, self["told"])
        _shelve_paid(panel, self["paid"])
        _shelve_dated(true_rows(world, panel.verdicts, versions), self["truth"])
        _shelve_dated(coverages(world, versions), self["coverages"])
        _shelve_dated(appealed(world, versions, panel.appeals), self["appeals"])
        self["denials"].put(world.panel, list(denial_rows(world, versions, panel.denials)))
        self["authorizations"].put(world.panel, list(authorizations(world, versions)))


def _shelve_dated(rows: Iterable[tuple[int, tuple[object, ...]]], shelf: Shelf) -> None:
    by_day: dict[int, list[tuple[object, ...]]] = {}
    for day, row in rows:
        by_day.setdefault(day, []).append(row)
    for day, held in by_day.items():
        shelf.put(day, held)


def _shelve_sent(panel: Worked, shelf: Shelf) -> None:
    writer = ClaimWriter(panel.world, panel.versions)
    days = panel.versions.submit
    for day, rows in rows_by_day(days, np.ones(len(days), dtype=bool)).items():
        shelf.put(day, writer.records(rows))


def _shelve_told(panel: Worked, shelf: Shelf) -> None:
    """277CA statuses: rejections of every payer, acceptances of those that acknowledge."""
    versions, world = panel.versions, panel.world
    last = day_number(world.settings.end)
    rejected = versions.rejected & (versions.answer <= last)
    told = np.where(versions.rejected, versions.answer, versions.submit + 1)
    accepted = ~versions.rejected & world.payers.acknowledges[world.payer[versions.claim]] & (told <= last)
    accepted &= versions.submit <= last
    total = world.total_cents
    for day, rows in rows_by_day(told, rejected | accepted).items():
        shelf.put(day, [_status(panel, row, day, total) for row in rows.tolist()])


def _status(panel: Worked, row: int, day: int, total: Ints) -> Row:
    world, versions = panel.world, panel.versions
    claim = int(versions.claim[row])
    serial, version = int(world.claims.serial[claim]), int(versions.version[row])
    payer = world.payers.profiles[world.payer[claim]]
    rejected = bool(versions.rejected[row])
    unknown = rejected and bool(world.registration.typo[claim])
    return {
        "claim_id": claim_id(serial),
        "payer_claim_number": None if rejected else payer_number(payer.payer_id, serial, version),
        "category": ("A7" if unknown else "A3") if rejected else "A2",
        "status_code": ("164" if unknown else "21") if rejected else "20",
        "entity": "IL" if unknown else "PR",
        "charge_cents": int(total[claim]),
        "effective_on": as_date(day),
        "from_on": as_date(int(world.claims.day[claim])),
    }


def _shelve_paid(panel: Worked, shelf: Shelf) -> None:
    """835 decisions, then what appeals brought, then what was taken back and withheld, of each day."""
    teller = _Teller(panel)
    world, versions, appeals, takebacks = panel.world, panel.versions, panel.appeals, panel.takebacks
    last = day_number(world.settings.end)
    decided = rows_by_day(versions.answer, shown(world, versions) & ~versions.rejected)
    won = rows_by_day(appeals.paid, appeals.won & (appeals.paid <= last))
    reversed_ = rows_by_day(takebacks.on, takebacks.on <= last)
    withheld = rows_by_day(takebacks.withheld, takebacks.withheld <= last)
    put_right = rows_by_day(panel.reprocessed.on, panel.reprocessed.on <= last)
    nothing: Ints = np.zeros(0, dtype=np.int64)
    for day in sorted({*decided, *won, *reversed_, *withheld, *put_right}):
        paid: list[Paid] = [teller.decided(row) for row in decided.get(day, nothing).tolist()]
        paid += [teller.won(appeal) for appeal in won.get(day, nothing).tolist()]
        paid += [teller.put_right(at) for at in put_right.get(day, nothing).tolist()]
        paid += [teller.taken_back(at) for at in reversed_.get(day, nothing).tolist()]
        paid += [teller.withheld(at) for at in withheld.get(day, nothing).tolist()]
        shelf.put(day, paid)


class _Teller:
    """Tells payments of one panel's claims."""

    def __init__(self, panel: Worked) -> None:
        self.panel, self.world, self.versions = panel, panel.world, panel.versions
        self.remits = RemitWriter(panel.world, panel.verdicts, panel.versions, panel.amounts)
        self.owes_interest = np.isin(panel.world.payers.texts("kind"), ("commercial", "exchange"))

    def decided(self, row: int) -> Paid:
        record = self.remits.decision(row)
        return self._parties(row), [record], self._interest(row, record)

    def won(self, appeal: int) -> Paid:
        appeals = self.panel.appeals
        return self._recovered(int(appeals.version[appeal]), int(appeals.recovered_cents[appeal]))

    def put_right(self, at: int) -> Paid:
        held = self.panel.reprocessed
        return self._recovered(int(held.version[at]), int(held.recovered_cents[at]))

    def _recovered(self, row: int, recovered: int) -> Paid:
        parties = self._parties(row)
        reversal = [self.remits.reversal(row)] if self.world.payers.reverses[parties[0]] else []
        return parties, [*reversal, self.remits.recovery(row, recovered)], []

    def taken_back(self, at: int) -> Paid:
        """Reversal and new decision; where the money is withheld later, a negative WO evens it out now."""
        row, cause = int(self.panel.takebacks.version[at]), int(self.panel.takebacks.cause[at])
        records = [self.remits.reversal(row), self.remits.taken_back(row, cause)]
        later = self.panel.takebacks.withheld[at] < NEVER
        return self._parties(row), records, [self._withholding(row, -1)] if later else []

    def withheld(self, at: int) -> Paid:
        row = int(self.panel.takebacks.version[at])
        return self._parties(row), [], [self._withholding(row, 1)]

    def _withholding(self, row: int, sign: int) -> Row:
        paid = self.remits.decision(row).remit["paid_cents"]
        return self._adjustment(row, "WO", sign * (paid if isinstance(paid, int) else 0))

    def _interest(self, row: int, record: RemitRecord) -> list[Row]:
        late = int(self.versions.answer[row] - self.versions.submit[row]) - _LATE_DAYS
        paid = record.remit["paid_cents"]
        if late <= 0 or not isinstance(paid, int) or not self.owes_interest[self._parties(row)[0]]:
            return []
        cents = round(paid * _INTEREST * late / _LATE_DAYS)
        return [self._adjustment(row, "L6", -cents)] if cents else []

    def _adjustment(self, row: int, reason: str, cents: int) -> Row:
        claim = int(self.versions.claim[row])
        payer, biller = self._parties(row)
        serial, version = int(self.world.claims.serial[claim]), int(self.versions.version[row])
        return {
            "provider_id": str(self.world.billers.npi[biller]),
            "reason_code": reason,
            "reference": payer_number(self.world.payers.profiles[payer].payer_id, serial, version),
            "amount_cents": cents,
        }

    def _parties(self, row: int) -> tuple[int, int]:
        claim = self.versions.claim[row]
        return int(self.world.payer[claim]), int(self.world.claims.biller[claim])
