"""Decisions as canonical remits: adjustments that balance, reasons in the payer's words, reversals."""

from functools import cache

import numpy as np

from data.records import RemitRecord, Row
from data.synthetic.answers import Versions
from data.synthetic.catalog import Reason, reasons
from data.synthetic.causes import NAMES, Verdicts
from data.synthetic.claim_records import ClaimWriter, as_date, member_id, payer_number
from data.synthetic.money import Amounts
from data.synthetic.policy import claim_id
from data.synthetic.state import World

_FILING_TOLD = {"BL": "12", "CI": "12", "FI": "OF"}
"""CLP06 has no code for Blue Cross, commercial or federal employees' plans: they tell the sort of plan."""
_PAID, _DENIED, _REVERSED = "1", "4", "22"
_SEQUESTER = 0.02
_UNPROCESSABLE = "MA130"
_WHOLE = ("eligibility", "duplicate", "timely")


@cache
def wordings(cause: str, detail: str) -> tuple[Reason, ...]:
    """The reasons a payer may choose from, each as often as its weight."""
    held = [reason for reason in reasons() if reason.cause == cause and reason.detail == detail]
    return tuple(reason for reason in held for _ in range(int(reason.weight)))


class RemitWriter:
    """Makes remits for version rows; `amounts` holds the lines of all answered versions."""

    def __init__(self, world: World, verdicts: Verdicts, versions: Versions, amounts: Amounts) -> None:
        self.world, self.verdicts, self.versions, self.amounts = world, verdicts, versions, amounts
        self.claims = ClaimWriter(world, versions)
        self.first = np.searchsorted(amounts.owner, np.arange(len(versions) + 1))
        self.paid = amounts.paid

    def decision(self, row: int) -> RemitRecord:
        """The first answer to a version."""
        return self._remit(row, recovered=None)

    def reversal(self, row: int) -> RemitRecord:
        """The decision taken back: every amount negative, group codes as they were."""
        record = self._remit(row, recovered=None)
        remit = record.remit
        for name in ("charge_cents", "paid_cents", "patient_responsibility_cents", "allowed_cents"):
            remit[name] = _negative(remit[name])
        remit["status_code"] = _REVERSED
        for line in record.lines:
            line.update(
                {name: _negative(line[name]) for name in ("charge_cents", "paid_cents", "allowed_cents")}
            )
        for adjustment in record.adjustments:
            adjustment["amount_cents"] = _negative(adjustment["amount_cents"])
        return record

    def recovery(self, row: int, cents: int) -> RemitRecord:
        """The decision after an appeal that brought `cents` on the denied lines."""
        return self._remit(row, recovered=cents)

    def taken_back(self, row: int, cause: int) -> RemitRecord:
        """What stands after a takeback: nothing paid, for this cause."""
        claim = int(self.versions.claim[row])
        at = range(int(self.first[row]), int(self.first[row + 1]))
        record = self._denied_whole(row, at, self.reason(row, cause))
        record.remit.update(self._header(row, claim, record, all_denied=True))
        return record

    def reason(self, row: int, cause_index: int | None = None) -> Reason:
        """How the payer words the denial of this version, for the cause that fired or the one given."""
        claim = int(self.versions.claim[row])
        index = int(self.versions.cause[row]) if cause_index is None else cause_index
        cause = self.verdicts.causes[index]
        choices = wordings(NAMES[index], cause.details[cause.detail[claim]])
        return choices[(int(self.world.payer[claim]) * 5 + claim % 3) % len(choices)]

    def _remit(self, row: int, recovered: int | None) -> RemitRecord:
        claim = int(self.versions.claim[row])
        at = range(int(self.first[row]), int(self.first[row + 1]))
        denied = [i for i in at if self.amounts.denied[i]]
        if denied and recovered is None and len(denied) == len(at) and self._at_claim_level(row, claim):
            record = self._denied_whole(row, at, self.reason(row))
        else:
            record = RemitRecord({})
            left = recovered
            for i in at:
                left = self._add_line(record, row, i, left)
        record.remit.update(
            self._header(row, claim, record, all_denied=len(denied) == len(at) and recovered is None)
        )
        return record

    def _at_claim_level(self, row: int, claim: int) -> bool:
        return NAMES[self.versions.cause[row]] in _WHOLE and self.world.payer[claim] % 3 == 1

    def _header(self, row: int, claim: int, record: RemitRecord, *, all_denied: bool) -> Row:
        world, claims = self.world, self.world.claims
        payer = world.payers.profiles[world.payer[claim]]
        visit = world.catalog.visits[claims.visit[claim]]
        part_a = payer.filing == "MB" and visit.institutional
        share = [row for row in record.adjustments if row["group_code"] == "PR"]
        serial, version = int(claims.serial[claim]), int(self.versions.version[row])
        return {
            "claim_id": claim_id(serial),
            "status_code": _DENIED if all_denied and world.payer[claim] % 4 else _PAID,
            "charge_cents": int(self.claims.total[claim]),
            "paid_cents": _total(record.lines, "paid_cents"),
            "allowed_cents": _total(record.lines, "allowed_cents") or None,
            "patient_responsibility_cents": _total(share, "amount_cents"),
            "filing_indicator": "MA" if part_a else _FILING_TOLD.get(payer.filing, payer.filing),
            "payer_claim_number": payer_number(payer.payer_id, serial, version),
            "facility_code": visit.place[:2],
            "frequency_code": "7" if self.claims.is_replacement(row) else "1",
            "member_id": member_id(world, claim),
            "rendering_npi": None
            if visit.institutional
            else str(world.providers.npi[claims.provider[claim]]),
            "from_on": as_date(int(claims.day[claim])),
            "through_on": as_date(int(claims.through[claim])),
            "received_on": as_date(int(self.versions.submit[row])),
        }

    def _denied_whole(self, row: int, at: range, reason: Reason) -> RemitRecord:
        """A claim-level denial: one CAS, no lines."""
        record = RemitRecord({})
        self._adjust(record, 0, reason.group, reason.carc, sum(int(self.amounts.charge[i]) for i in at))
        self._remark(record, 0, reason.rarc)
        return record

    def _add_line(self, record: RemitRecord, row: int, i: int, left: int | None) -> int | None:
        """Adds a line with its adjustments; gives what of a recovery is left for later lines."""
        held = self.amounts
        charge, allowed = int(held.charge[i]), int(held.allowed[i])
        number = len(record.lines) + 1
        denied, paid = bool(held.denied[i]), 0
        if denied and left is not None:
            paid = min(left, allowed)
            left -= paid
            self._adjust(record, number, "CO", "45", charge - paid)
        elif denied:
            self._deny(record, number, row, (charge, allowed))
        else:
            paid = self._pay(record, number, i, (charge, allowed))
        record.lines.append(self._line(row, i, paid, 0 if denied and not paid else allowed))
        return left

    def _deny(self, record: RemitRecord, number: int, row: int, money: tuple[int, int]) -> None:
        charge, allowed = money
        reason, payer = self.reason(row), self.world.payer[self.versions.claim[row]]
        priced = bool(self.world.payers.prices_first[payer]) and allowed > 0 and reason.carc != "45"
        if priced:
            self._adjust(record, number, "CO", "45", charge - allowed)
        self._adjust(record, number, reason.group, reason.carc, allowed if priced else charge)
        self._remark(record, number, reason.rarc)
        if reason.family == "missing" and self.world.payers.profiles[payer].kind == "medicare":
            self._remark(record, number, _UNPROCESSABLE)

    def _pay(self, record: RemitRecord, number: int, i: int, money: tuple[int, int]) -> int:
        held, (charge, allowed) = self.amounts, money
        paid = int(self.paid[i])
        profile = self.world.payers.profiles[self.world.payer[self.versions.claim[held.owner[i]]]]
        cut = round(paid * _SEQUESTER) if profile.kind == "medicare" else 0
        self._adjust(record, number, "CO", "45", charge - allowed)
        self._adjust(record, number, "CO", "253", cut)
        for carc, amount in (("1", held.deductible[i]), ("2", held.coinsurance[i]), ("3", held.copay[i])):
            self._adjust(record, number, "PR", carc, int(amount))
        return paid - cut

    def _line(self, row: int, i: int, paid: int, allowed: int) -> Row:
        world, line = self.world, int(self.amounts.line[i])
        procedure = int(world.lines.procedure[line])
        plain = bool(self.claims.plain[procedure])
        claim = int(self.versions.claim[row])
        ordinal = i - int(self.first[row]) + 1
        day = as_date(int(world.claims.day[claim]))
        return {
            "procedure_code": self.claims.procedure_code(row, line) if plain else None,
            "modifiers": self.claims.modifiers(row, line),
            "revenue_code": world.catalog.revenue[procedure] if self.claims.institutional[claim] else None,
            "charge_cents": int(self.amounts.charge[i]),
            "paid_cents": paid,
            "units": float(world.lines.units[line]),
            "from_on": day,
            "through_on": day,
            "line_control": f"{int(world.claims.serial[claim])}L{ordinal}",
            "allowed_cents": allowed or None,
        }

    def _adjust(self, record: RemitRecord, line: int, group: str, carc: str, cents: int) -> None:
        if cents:
            ordinal = 1 + sum(row["remit_line"] == line for row in record.adjustments)
            record.adjustments.append(
                {
                    "remit_line": line,
                    "ordinal": ordinal,
                    "group_code": group,
                    "carc": carc,
                    "amount_cents": cents,
                }
            )

    def _remark(self, record: RemitRecord, line: int, rarc: str | None) -> None:
        if rarc:
            ordinal = 1 + sum(row["remit_line"] == line for row in record.remarks)
            record.remarks.append({"remit_line": line, "ordinal": ordinal, "rarc": rarc})


def _total(rows: list[Row], column: str) -> int:
    return sum(value for row in rows if isinstance(value := row[column], int))


def _negative(value: object) -> int | None:
    return -value if isinstance(value, int) else None
