"""The files a practice would hold, written day by day from the shelves.

Dated 837, 277CA and 835 files, the unsent claims in `next/`, the registers as CSV, and the truth.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from operator import itemgetter
from pathlib import Path

from data.records import RemitRecord, Row
from data.synthetic.arrays import day_number
from data.synthetic.claim_records import as_date
from data.synthetic.csv_tables import write_csv
from data.synthetic.oddities import days_late, odd_envelope, odd_files, odd_remits
from data.synthetic.registers import APPEALS, AUTHORIZATIONS, COVERAGES
from data.synthetic.shelf import Shelf
from data.synthetic.shelving import Paid, Shelves
from data.synthetic.state import Practice
from data.synthetic.truth import CLAIMS, CLAIMS_FILE, DENIALS, DENIALS_FILE
from data.x12.writer import Envelope, Payment, write_277ca, write_835, write_837

_PRACTICE, _HOUSE = "PRACTICE01", "CLEARING01"
_SENT, _TOLD, _PAID = time(9, 30), time(13, 15), time(17, 45)
_MEMBER = itemgetter(0)

Progress = Callable[[int, int], None]


class WorldFiles:
    """Writes one world below `out`."""

    def __init__(self, out: Path, practice: Practice, *, dirty: bool = False) -> None:
        self.out, self.practice, self.dirty = out, practice, dirty
        self.last = day_number(practice.settings.end)
        self._forwarded: dict[tuple[int, int], int] = {}

    def write(self, shelves: Shelves) -> Iterator[int]:
        """All files, oldest first within a kind; yields how many claims were sent or answered with each."""
        yield from self._write_837(shelves["sent"])
        yield from self._write_277ca(shelves["told"])
        yield from self._write_835(shelves["paid"])
        self._write_tables(shelves)

    def _write_tables(self, shelves: Shelves) -> None:
        truth = self.out / "truth"
        write_csv(truth / CLAIMS_FILE, CLAIMS, _rows(shelves["truth"]))
        write_csv(truth / DENIALS_FILE, DENIALS, _rows(shelves["denials"]))
        coverages = (row for _, rows in shelves["coverages"] for row in sorted(rows, key=_MEMBER))
        write_csv(self.out / "coverages.csv", COVERAGES, coverages)
        write_csv(self.out / "authorizations.csv", AUTHORIZATIONS, _rows(shelves["authorizations"]))
        write_csv(self.out / "appeals.csv", APPEALS, _rows(shelves["appeals"]))

    def _file(self, folder: str, day: int, ending: str, content: bytes) -> None:
        parent = self.out / folder
        parent.mkdir(parents=True, exist_ok=True)
        files = odd_files(content, day, ending) if self.dirty else [("", content)]
        for suffix, held in files:
            (parent / f"{as_date(day).isoformat()}{suffix}.{ending}").write_bytes(held)

    def _envelope(self, day: int, at: time, *, out: bool) -> Envelope:
        parties = (_PRACTICE, _HOUSE) if out else (_HOUSE, _PRACTICE)
        number = (day * 10 + {_SENT: 1, _TOLD: 2, _PAID: 3}[at]) % 10**9
        moment = datetime.combine(as_date(day), at)
        if self.dirty and not out:
            moment += timedelta(days=days_late(day, self.last))
        envelope = Envelope(*parties, number, moment)
        return odd_envelope(envelope, day) if self.dirty else envelope

    def _write_837(self, shelf: Shelf) -> Iterator[int]:
        for day, records in shelf:
            content = write_837(records, self._envelope(day, _SENT, out=True))
            self._file("next" if day > self.last else "edi/837", day, "837", content)
            yield len(records)

    def _write_277ca(self, shelf: Shelf) -> Iterator[int]:
        for day, statuses in shelf:
            self._file("edi/277CA", day, "277", write_277ca(statuses, self._envelope(day, _TOLD, out=False)))
            yield 0

    def _write_835(self, shelf: Shelf) -> Iterator[int]:
        for day, paid in shelf:
            payments = self._payments(day, paid)
            if self.dirty:
                odd_remits(payments, day)
            self._file("edi/835", day, "835", write_835(payments, self._envelope(day, _PAID, out=False)))
            yield len(paid)

    def _payments(self, day: int, paid: list[Paid]) -> list[Payment]:
        """One payment per payer and billing provider, in order of payer."""
        held: dict[tuple[int, int], tuple[list[RemitRecord], list[Row]]] = {}
        for parties, records, adjustments in paid:
            remits, others = held.setdefault(parties, ([], []))
            remits += records
            others += adjustments
        return [self._payment(day, parties, *held[parties]) for parties in sorted(held)]

    def _payment(
        self, day: int, parties: tuple[int, int], records: list[RemitRecord], adjustments: list[Row]
    ) -> Payment:
        payer, biller = parties
        profile, billers = self.practice.payers.profiles[payer], self.practice.billers
        trace = f"{profile.payer_id}{day}{biller}"
        npi, tax = str(billers.npi[biller]), str(billers.tax_id[biller])
        payment = Payment(
            profile.payer_id, profile.name, npi, tax, trace, as_date(day), records, list(adjustments)
        )
        self._forward(parties, payment)
        return payment

    def _forward(self, parties: tuple[int, int], payment: Payment) -> None:
        """A payment is never below zero: what is missing is carried to the next one (PLB FB)."""
        owed = self._forwarded.pop(parties, 0)
        if owed:
            payment.provider_adjustments.append(_balance(payment, owed))
        short = -payment.total_cents
        if short > 0:
            payment.provider_adjustments.append(_balance(payment, -short))
            self._forwarded[parties] = short


def _balance(payment: Payment, cents: int) -> Row:
    return {
        "provider_id": payment.payee_npi,
        "reason_code": "FB",
        "reference": payment.trace_number,
        "amount_cents": cents,
    }


def _rows(shelf: Shelf) -> Iterator[tuple[object, ...]]:
    return (row for _, rows in shelf for row in rows)
