"""The files a practice would hold: dated 837, 277CA and 835 files, and the unsent claims in `next/`."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path

import numpy as np

from data.records import RemitRecord, Row
from data.synthetic.aftermath import Appeals
from data.synthetic.answers import Versions, shown
from data.synthetic.arrays import Ints, day_number
from data.synthetic.causes import Verdicts
from data.synthetic.claim_records import ClaimWriter, as_date, claim_id, payer_number, rows_by_day
from data.synthetic.money import Amounts
from data.synthetic.oddities import odd_envelope, odd_files
from data.synthetic.remit_records import RemitWriter
from data.synthetic.state import World
from data.x12.writer import Envelope, Payment, write_277ca, write_835, write_837

_PRACTICE, _HOUSE = "PRACTICE01", "CLEARING01"
_SENT, _TOLD, _PAID = time(9, 30), time(13, 15), time(17, 45)

Progress = Callable[[int, int], None]


class WorldFiles:
    """Writes one world below `out`."""

    def __init__(
        self,
        out: Path,
        world: World,
        verdicts: Verdicts,
        versions: Versions,
        amounts: Amounts,
        appeals: Appeals,
        dirty: bool = False,
    ) -> None:
        self.out, self.world, self.versions, self.appeals = out, world, versions, appeals
        self.dirty = dirty
        self.claims = ClaimWriter(world, versions)
        self.remits = RemitWriter(world, verdicts, versions, amounts)
        self.last = day_number(world.settings.end)

    def write(self, progress: Progress) -> None:
        """All files, oldest first within a kind; `progress` is told of claims sent and answered."""
        total = len(self.versions) * 2
        done = 0
        for written in (self._write_837(), self._write_277ca(), self._write_835()):
            for count in written:
                done += count
                progress(min(done, total), total)
        progress(total, total)

    def _file(self, folder: str, day: int, ending: str, content: bytes) -> None:
        parent = self.out / folder
        parent.mkdir(parents=True, exist_ok=True)
        files = odd_files(content, day, ending) if self.dirty else [("", content)]
        for suffix, held in files:
            (parent / f"{as_date(day).isoformat()}{suffix}.{ending}").write_bytes(held)

    def _envelope(self, day: int, at: time, *, out: bool) -> Envelope:
        parties = (_PRACTICE, _HOUSE) if out else (_HOUSE, _PRACTICE)
        number = (day * 10 + {_SENT: 1, _TOLD: 2, _PAID: 3}[at]) % 10**9
        envelope = Envelope(*parties, number, datetime.combine(as_date(day), at))
        return odd_envelope(envelope, day) if self.dirty else envelope

    def _write_837(self) -> Iterator[int]:
        days = self.versions.submit
        for day, rows in rows_by_day(days, np.ones(len(days), dtype=bool)).items():
            content = write_837(self.claims.records(rows), self._envelope(day, _SENT, out=True))
            self._file("next" if day > self.last else "edi/837", day, "837", content)
            yield len(rows)

    def _write_277ca(self) -> Iterator[int]:
        versions, world = self.versions, self.world
        rejected = versions.rejected & (versions.answer <= self.last)
        told = np.where(versions.rejected, versions.answer, versions.submit + 1)
        accepted = (
            ~versions.rejected & world.payers.acknowledges[world.payer[versions.claim]] & (told <= self.last)
        )
        accepted &= versions.submit <= self.last
        for day, rows in rows_by_day(told, rejected | accepted).items():
            statuses = [self._status(row, day) for row in rows.tolist()]
            self._file("edi/277CA", day, "277", write_277ca(statuses, self._envelope(day, _TOLD, out=False)))
            yield 0

    def _status(self, row: int, day: int) -> Row:
        claim = int(self.versions.claim[row])
        serial, version = int(self.world.claims.serial[claim]), int(self.versions.version[row])
        payer = self.world.payers.profiles[self.world.payer[claim]]
        rejected = bool(self.versions.rejected[row])
        unknown = rejected and bool(self.world.registration.typo[claim])
        return {
            "claim_id": claim_id(serial),
            "payer_claim_number": None if rejected else payer_number(payer.payer_id, serial, version),
            "category": ("A7" if unknown else "A3") if rejected else "A2",
            "status_code": ("164" if unknown else "21") if rejected else "20",
            "entity": "IL" if unknown else "PR",
            "charge_cents": int(self.claims.total[claim]),
            "effective_on": as_date(day),
            "from_on": as_date(int(self.world.claims.day[claim])),
        }

    def _write_835(self) -> Iterator[int]:
        decided = shown(self.world, self.versions) & ~self.versions.rejected
        first = rows_by_day(self.versions.answer, decided)
        later = rows_by_day(self.appeals.paid, self.appeals.won & (self.appeals.paid <= self.last))
        nothing: Ints = np.zeros(0, dtype=np.int64)
        for day in sorted({*first, *later}):
            rows = first.get(day, nothing)
            payments = self._payments(day, rows, later.get(day, nothing))
            self._file("edi/835", day, "835", write_835(payments, self._envelope(day, _PAID, out=False)))
            yield len(rows)

    def _payments(self, day: int, rows: Ints, appeals: Ints) -> list[Payment]:
        """One payment per payer and billing provider, in order of payer."""
        held: dict[tuple[int, int], list[RemitRecord]] = {}
        for row in rows.tolist():
            held.setdefault(self._parties(row), []).append(self.remits.decision(row))
        for appeal in appeals.tolist():
            row = int(self.appeals.version[appeal])
            records = held.setdefault(self._parties(row), [])
            if self.world.payers.reverses[self.world.payer[self.versions.claim[row]]]:
                records.append(self.remits.reversal(row))
            records.append(self.remits.recovery(row, int(self.appeals.recovered_cents[appeal])))
        return [self._payment(day, *parties, held[parties]) for parties in sorted(held)]

    def _parties(self, row: int) -> tuple[int, int]:
        claim = self.versions.claim[row]
        return int(self.world.payer[claim]), int(self.world.claims.biller[claim])

    def _payment(self, day: int, payer: int, biller: int, records: list[RemitRecord]) -> Payment:
        profile, billers = self.world.payers.profiles[payer], self.world.billers
        trace = f"{profile.payer_id}{day}{biller}"
        npi, tax = str(billers.npi[biller]), str(billers.tax_id[biller])
        return Payment(profile.payer_id, profile.name, npi, tax, trace, as_date(day), records)
