"""Versions of claims as canonical records, the slips of the office left in and corrections put back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from data.records import ClaimRecord, Row
from data.synthetic.answers import AT_THE_DOOR, REJECTED, Versions
from data.synthetic.arrays import Bools, Ints
from data.synthetic.causes import NAMES
from data.synthetic.causes_unwritten import refers
from data.synthetic.claim_arrays import ACCIDENTS, lines_of
from data.synthetic.payers import FIELDS
from data.synthetic.policy import claim_id
from data.synthetic.state import World

_REFERRING, _CLIA, _NDC, _ONSET, _ADMISSION = range(len(FIELDS))
_DRGS = ("194", "291", "871", "683", "247")
_BED = "0120"


def payer_number(payer_id: str, serial: int, version: int) -> str:
    """The payer's own number of a version, CLP07 and 277CA REF*1K; one per version."""
    return f"{payer_id[:3]}{(serial * 7919 + version * 104_729) % 10**10:010d}"


def authorization_number(world: World, row: int) -> str:
    """The payer's number of an authorization on file."""
    return f"AU{world.first_number + row:08d}"


def member_id(world: World, claim: int) -> str:
    """The subscriber's id under the coverage billed."""
    return str(world.people.spans.member_id[world.registration.span[claim]])


def as_date(day: int) -> date:
    """A day number as a date."""
    return date.fromordinal(day + 719_163)


class ClaimWriter:
    """Makes records for rows of `versions`; holds what is looked up for every claim."""

    def __init__(self, world: World, versions: Versions) -> None:
        self.world, self.versions = world, versions
        self.institutional = world.institutional
        self.total = world.total_cents
        self.refers = refers(world)
        catalog = world.catalog
        self.needs = {
            name: world.any_line(flags[world.lines.procedure]) for name, flags in catalog.needs.items()
        }
        self.plain = ~catalog.of_family("packaged", "room")
        kind = world.payers.texts("kind")
        self.replaces = kind != "medicare"  # takes every submission as new

    def mends(self, row: int, *causes: str) -> bool:
        """Whether this version puts right what one of the causes objected to."""
        mended = int(self.versions.mended[row])
        if mended == REJECTED:
            return any(cause in AT_THE_DOOR for cause in causes)
        return mended >= 0 and NAMES[mended] in causes

    def is_replacement(self, row: int) -> bool:
        """Frequency 7 with the payer's number: after a decision, for payers that know replacements."""
        mended = int(self.versions.mended[row])
        return 0 <= mended < REJECTED and bool(self.replaces[self.world.payer[self.versions.claim[row]]])

    def records(self, rows: Ints) -> list[ClaimRecord]:
        """One record per version row, in order."""
        claims = self.versions.claim[rows]
        at, owner = lines_of(self.world.lines, claims)
        first = np.searchsorted(owner, np.arange(len(rows) + 1))
        return [
            ClaimRecord(
                self._claim(row, claim),
                self._lines(row, claim, at[begin:end].tolist()),
                codes=self._occurrences(claim),
            )
            for row, claim, begin, end in zip(
                rows.tolist(), claims.tolist(), first[:-1].tolist(), first[1:].tolist(), strict=True
            )
        ]

    def _claim(self, row: int, claim: int) -> Row:
        world, claims = self.world, self.world.claims
        visit = world.catalog.visits[claims.visit[claim]]
        replaces = self.is_replacement(row)
        frequency = "7" if replaces else "1"
        serial, version = int(claims.serial[claim]), int(self.versions.version[row])
        payer = world.payers.profiles[world.payer[claim]]
        out: Row = {
            "claim_id": claim_id(serial),
            "frequency_code": frequency,
            "kind": "institutional" if visit.institutional else "professional",
            "from_on": as_date(int(claims.day[claim])),
            "through_on": as_date(int(claims.through[claim])),
            "diagnoses": self._diagnoses(row, claim),
            "total_charge_cents": int(self.total[claim]),
            "assignment": "A",
            "benefits_assigned": "Y",
            "attachments": "OZ" if self._attaches(row, claim) else None,
            "original_reference": payer_number(payer.payer_id, serial, version - 1) if replaces else None,
        }
        out.update(self._subscriber(row, claim))
        out.update(self._providers(row, claim))
        out.update(self._numbers(row, claim))
        if visit.institutional:
            out.update(self._institutional(claim, visit.place, frequency, row))
        else:
            out["place_of_service"] = visit.place
            out["onset_on"] = self._onset(row, claim)
            out.update(self._accident(claim))
        return out

    def _attaches(self, row: int, claim: int) -> bool:
        return bool(self.world.papers.attached[claim]) or self.mends(row, "records")

    def _accident(self, claim: int) -> Row:
        kind = int(self.world.claims.accident[claim])
        if kind < 0:
            return {}
        return {"accident_kind": ACCIDENTS[kind][0], "accident_on": self._accident_on(claim)}

    def _occurrences(self, claim: int) -> list[Row]:
        kind = int(self.world.claims.accident[claim])
        if kind < 0 or not self.institutional[claim]:
            return []
        return [{"kind": "occurrence", "code": ACCIDENTS[kind][1], "from_on": self._accident_on(claim)}]

    def _accident_on(self, claim: int) -> date:
        return as_date(int(self.world.claims.day[claim]) - int(self.world.claims.episode[claim]) % 6)

    def _subscriber(self, row: int, claim: int) -> Row:
        world, person = self.world, self.world.claims.person[claim]
        payer = world.payers.profiles[world.payer[claim]]
        member = member_id(world, claim)
        if world.registration.typo[claim] and not self.mends(row, "eligibility"):
            member = f"{member[:4]}{member[5]}{member[4]}{member[6:-1]}{(int(member[-1]) + 3) % 10}"
        part_a = payer.filing == "MB" and bool(self.institutional[claim])
        grouped = payer.kind in ("commercial", "exchange")
        return {
            "responsibility": "P",
            "payer_id": payer.payer_id,
            "payer_name": payer.name,
            "filing_indicator": "MA" if part_a else payer.filing,
            "group_number": str(world.people.spans.group_number[world.registration.span[claim]])
            if grouped
            else None,
            "member_id": member,
            "relationship": str(world.people.relationship[person]),
            "patient_birth_on": as_date(int(world.people.born[person])),
            "patient_sex": str(world.people.sex[person]),
        }

    def _providers(self, row: int, claim: int) -> Row:
        world, claims = self.world, self.world.claims
        provider, biller = claims.provider[claim], claims.biller[claim]
        left_out = bool(world.papers.omitted[claim, _REFERRING]) and not self.mends(row, "missing")
        elsewhere = world.catalog.visits[claims.visit[claim]].place in ("21", "22", "24")
        return {
            "billing_npi": str(world.billers.npi[biller]),
            "billing_tax_id": str(world.billers.tax_id[biller]),
            "billing_taxonomy": str(world.billers.taxonomy[biller]),
            "rendering_npi": str(world.providers.npi[provider]),
            "rendering_taxonomy": str(world.providers.taxonomy[provider]),
            "referring_npi": str(world.providers.referring_npi[claims.referrer[claim]])
            if self.refers[claim] and not left_out
            else None,
            "facility_npi": str(world.billers.npi[-1]) if elsewhere else None,
        }

    def _numbers(self, row: int, claim: int) -> Row:
        papers, serial = self.world.papers, int(self.world.claims.serial[claim])
        on_file = int(papers.authorization[claim])
        number = authorization_number(self.world, on_file) if on_file >= 0 else None
        if self.mends(row, "authorization"):
            number = number if number and not papers.authorization_short[claim] else f"RA{serial:08d}"
        elif papers.number_omitted[claim]:
            number = None
        referred = papers.referral[claim] or (papers.referral_wanted[claim] and self.mends(row, "referral"))
        professional = not self.institutional[claim]
        lab = professional and self.needs["clia"][claim] and not self._left_out(row, claim, _CLIA)
        biller = self.world.claims.biller[claim]
        return {
            "prior_authorization": number,
            "referral_number": f"RF{serial:08d}" if referred else None,
            "clia_number": str(self.world.billers.clia[biller]) if lab else None,
        }

    def _left_out(self, row: int, claim: int, field: int) -> bool:
        return bool(self.world.papers.omitted[claim, field]) and not self.mends(row, "missing")

    def _onset(self, row: int, claim: int) -> date | None:
        claims = self.world.claims
        if not self.needs["onset"][claim] or self._left_out(row, claim, _ONSET):
            return None
        return as_date(int(claims.day[claim]) - 5 - int(claims.episode[claim]) % 40)

    def _diagnoses(self, row: int, claim: int) -> str:
        held = [at for at in self.world.claims.diagnoses[claim].tolist() if at >= 0]
        if self.mends(row, "necessity") and len(held) > 1:
            held = [held[1], held[0], *held[2:]]
        old = bool(self.world.papers.old_diagnosis[claim]) and not self.mends(row, "coding")
        return " ".join(self._diagnosis(at, claim, old=old) for at in held)

    def _diagnosis(self, at: int, claim: int, *, old: bool) -> str:
        changes = self.world.catalog.diagnosis_changes
        if old or changes.on[at] > self.world.claims.day[claim]:
            return self.world.catalog.diagnoses[at]
        return changes.new[at]

    def procedure_code(self, row: int, line: int) -> str:
        """The code on the claim: last year's where the office had not changed its templates."""
        world, procedure = self.world, int(self.world.lines.procedure[line])
        changes = world.catalog.code_changes
        old = bool(world.papers.old_procedure[line]) and not self.mends(row, "coding")
        if old or changes.on[procedure] > world.claims.day[world.lines.claim[line]]:
            return world.catalog.codes[procedure]
        return changes.new[procedure]

    def _institutional(self, claim: int, place: str, frequency: str, row: int) -> Row:
        out: Row = {"bill_type": f"{place[:2]}{frequency}"}
        if not self._left_out(row, claim, _ADMISSION):
            emergency = "emergency" in self.world.catalog.visits[self.world.claims.visit[claim]].name
            out.update(admission_type="1" if emergency else "3", admission_source="1", patient_status="01")
        if place == "111":
            diagnoses = self._diagnoses(row, claim).split()
            out.update(
                admission_on=as_date(int(self.world.claims.day[claim])),
                drg=_DRGS[sum(map(ord, diagnoses[0])) % len(_DRGS)],
                present_on_admission=" ".join("Y" for _ in diagnoses),
                admitting_diagnosis=diagnoses[0],
            )
        return out

    def _lines(self, row: int, claim: int, at: Sequence[int]) -> list[Row]:
        lines, catalog = self.world.lines, self.world.catalog
        professional = not self.institutional[claim]
        day = as_date(int(self.world.claims.day[claim]))
        drugs = not self._left_out(row, claim, _NDC)
        pointers = "1 2" if self.world.claims.diagnoses[claim, 1] >= 0 and claim % 2 else "1"
        serial = int(self.world.claims.serial[claim])
        out: list[Row] = []
        for ordinal, line in enumerate(at, start=1):
            procedure = int(lines.procedure[line])
            code, plain = catalog.codes[procedure], bool(self.plain[procedure])
            drug = professional and drugs and bool(catalog.needs["ndc"][procedure])
            out.append(
                {
                    "procedure_code": self.procedure_code(row, line) if plain else None,
                    "procedure_qualifier": "HC" if plain else None,
                    "modifiers": self.modifiers(row, line),
                    "revenue_code": None if professional else catalog.revenue[procedure],
                    "units": float(lines.units[line]),
                    "unit_basis": "DA" if code == _BED else "UN",
                    "charge_cents": int(lines.charge_cents[line]),
                    "diagnosis_pointers": pointers if professional else None,
                    "from_on": day,
                    "through_on": day,
                    "line_control": f"{serial}L{ordinal}",
                    "ndc": f"{procedure * 104_729 % 10**11:011d}" if drug else None,
                    "ndc_units": float(lines.units[line]) if drug else None,
                    "ndc_basis": "UN" if drug else None,
                }
            )
        return out

    def modifiers(self, row: int, line: int) -> str | None:
        lines, papers = self.world.lines, self.world.papers
        usual = str(lines.modifier[line])
        if papers.modifier_omitted[line] and not self.mends(row, "coding"):
            usual = ""
        apart = papers.separated[line] or (papers.bundled[line] and self.mends(row, "bundling"))
        return " ".join(filter(None, (usual, "59" if apart else "", str(lines.side[line])))) or None


def rows_by_day(days: Ints, chosen: Bools) -> dict[int, Ints]:
    """Rows of each day in order of day, rows in order."""
    rows = np.flatnonzero(chosen)
    if not len(rows):
        return {}
    order = rows[np.argsort(days[rows], kind="stable")]
    found, first = np.unique(days[order], return_index=True)
    parts: list[Any] = np.split(order, first[1:])
    return dict(zip(found.tolist(), parts, strict=True))
