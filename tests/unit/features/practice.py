"""A small random practice as events: claims, answers, statuses, coverages, authorizations, by numbers."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pandas as pd

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events, events_of
from data.frames import frame
from data.link import link
from data.tables import (
    ADJUSTMENTS,
    AUTHORIZATIONS,
    CLAIMS,
    COVERAGES,
    FEE_SCHEDULE,
    LINES,
    OTHER_PAYERS,
    REMIT_LINES,
    REMITS,
    STATUSES,
)

START = datetime.fromisoformat("2026-01-05T09:00")
NPIS = ("1234567893", "1245319599", "1083617021")
SERVICES = ("99213", "99214", "73721", "97110", "J1885")
CARCS = ("197", "27", "50", "4", "97", "16", "18", "29", "22", "96", "252", "B7")


def claim_row(number: int, at: datetime, **values) -> dict:
    served = (at - timedelta(days=values.pop("late", 3))).date()
    return {
        "version_key": f"f{number}:1",
        "file_sha256": f"f{number}",
        "position": 1,
        "claim_id": f"C{number}",
        "frequency_code": "1",
        "kind": "professional",
        "responsibility": "P",
        "payer_id": "PAY1",
        "filing_indicator": "CI",
        "member_id": "M1",
        "relationship": "18",
        "patient_birth_on": "1980-05-01",
        "patient_sex": "F",
        "billing_npi": NPIS[0],
        "rendering_npi": NPIS[1],
        "place_of_service": "11",
        "from_on": served.isoformat(),
        "through_on": served.isoformat(),
        "diagnoses": "M545 E119",
        "total_charge_cents": 10_000,
        "submitted_at": at,
        "available_at": at,
        **values,
    }


def line_row(number: int, line: int = 1, **values) -> dict:
    return {
        "version_key": f"f{number}:1",
        "line": line,
        "procedure_code": "99213",
        "procedure_qualifier": "HC",
        "units": 1.0,
        "charge_cents": 10_000,
        "diagnosis_pointers": "1",
        **values,
    }


def answer_rows(number: int, lines: list[dict], at: datetime, carc: str | None, payer: str = "PAY1"):
    """A remit of claim `number`: all lines denied with `carc`, or paid in full without one."""
    key = f"r{number}:1"
    charge = sum(line["charge_cents"] for line in lines)
    remit = {
        "remit_key": key,
        "file_sha256": f"r{number}",
        "position": 1,
        "claim_id": f"C{number}",
        "status_code": "1",
        "charge_cents": charge,
        "paid_cents": 0 if carc else charge,
        "payer_claim_number": f"P{number}",
        "payer_id": payer,
        "paid_on": at.date().isoformat(),
        "available_at": at,
    }
    paid = [
        {
            "remit_key": key,
            "remit_line": line["line"],
            "procedure_code": line["procedure_code"],
            "modifiers": line.get("modifiers"),
            "charge_cents": line["charge_cents"],
            "paid_cents": 0 if carc else line["charge_cents"],
            "units": line["units"],
        }
        for line in lines
    ]
    cas = [
        {
            "remit_key": key,
            "remit_line": line["line"],
            "ordinal": 1,
            "group_code": "CO",
            "carc": carc,
            "amount_cents": line["charge_cents"],
        }
        for line in lines
        if carc
    ]
    return remit, paid, cas


DECLARED = (
    *(CLAIMS, LINES, OTHER_PAYERS, REMITS, REMIT_LINES, ADJUSTMENTS),
    *(STATUSES, COVERAGES, AUTHORIZATIONS, FEE_SCHEDULE),
)


@cache
def nothing() -> Events:
    return events_of({})


def events_from(rows: dict[str, list[dict]]) -> Events:
    """Events of rows by table name, linked."""
    held = {table.name: frame(table, rows[table.name]) for table in DECLARED if rows.get(table.name)}
    return linked(replace(nothing(), **held))


def linked(events: Events) -> Events:
    """The events with their chains and links made anew."""
    made = link(events.claims, events.remits, events.statuses)
    return replace(events, chains=made.chains, links=made.links)


def random_practice(claims: int, seed: int = 1, span_days: int = 300) -> Events:
    """A practice of `claims` claims over `span_days` days; two in ten denied, some twice sent."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[dict]] = {table: [] for table in ("claims", "lines", "other_payers", "remits")}
    rows.update({name: [] for name in ("remit_lines", "adjustments", "statuses")})
    moments = np.sort(rng.integers(0, span_days * 24 * 60, claims))
    for number, minutes in enumerate(moments.tolist()):
        at = START + timedelta(minutes=minutes)
        member = int(rng.integers(0, max(2, claims // 8)))
        payer = f"PAY{member % 3}"
        rows["claims"].append(
            claim_row(
                number,
                at,
                payer_id=payer,
                member_id=f"M{member}",
                rendering_npi=NPIS[int(rng.integers(0, 3))],
                referring_npi=NPIS[2] if rng.random() < 0.3 else None,
                late=int(rng.integers(1, 80)),
                place_of_service=str(rng.choice(["11", "22"])),
                prior_authorization=f"A{member}" if rng.random() < 0.3 else None,
            )
            | _institutional(rng)
        )
        lines = [_line(rng, number, place + 1) for place in range(int(rng.integers(1, 4)))]
        rows["lines"] += lines
        if rng.random() < 0.1:
            rows["other_payers"].append({"version_key": f"f{number}:1", "ordinal": 1, "responsibility": "S"})
        _answer(rng, rows, number, lines, at, payer)
    members = range(max(2, claims // 8))
    rows["coverages"] = [_coverage(rng, member) for member in members]
    rows["authorizations"] = [_authorization(rng, member) for member in members]
    rows["fee_schedule"] = [_fee(rng, place) for place in range(12)]
    return events_from(rows)


def _institutional(rng: np.random.Generator) -> dict:
    if rng.random() > 0.2:
        return {}
    return {
        "kind": "institutional",
        "bill_type": "131",
        "place_of_service": None,
        "present_on_admission": "Y -",
        "admission_type": "3",
    }


def _line(rng: np.random.Generator, number: int, line: int) -> dict:
    code = str(rng.choice(SERVICES))
    return line_row(
        number,
        line,
        procedure_code=code,
        modifiers=str(rng.choice(["25", "59"])) if rng.random() < 0.3 else None,
        units=float(rng.integers(1, 4)),
        charge_cents=int(rng.integers(50, 400)) * 100,
        diagnosis_pointers=str(rng.choice(["1", "2", "1 2"])),
        ndc="00009003101" if code == "J1885" else None,
    )


def _answer(rng, rows, number: int, lines: list[dict], at: datetime, payer: str) -> None:
    decided = at + timedelta(days=float(rng.integers(5, 40)))
    if rng.random() < 0.9:
        carc = str(rng.choice(CARCS)) if rng.random() < 0.2 else None
        remit, paid, cas = answer_rows(number, lines, decided, carc, payer)
        rows["remits"].append(remit)
        rows["remit_lines"] += paid
        rows["adjustments"] += cas
    rows["statuses"].append(
        {
            "status_key": f"s{number}:1",
            "file_sha256": f"s{number}",
            "position": 1,
            "claim_id": f"C{number}",
            "category": "A3" if rng.random() < 0.05 else "A2",
            "available_at": at + timedelta(days=1),
        }
    )


def _coverage(rng: np.random.Generator, member: int) -> dict:
    return {
        "coverage_key": f"cov{member}",
        "file_sha256": "cov",
        "position": member + 1,
        "member_id": f"M{member}",
        "payer_id": f"PAY{member % 3}",
        "effective_on": "2025-01-01",
        "terminated_on": "2026-06-30" if rng.random() < 0.3 else None,
        "payer_order": 1,
        "verified_on": "2026-01-02",
        "available_at": START + timedelta(days=int(rng.integers(0, 200))),
    }


def _authorization(rng: np.random.Generator, member: int) -> dict:
    return {
        "authorization_key": f"auth{member}",
        "file_sha256": "auth",
        "position": member + 1,
        "authorization_number": f"A{member}",
        "member_id": f"M{member}",
        "payer_id": f"PAY{member % 3}",
        "procedure_code": str(rng.choice(SERVICES)),
        "valid_from_on": "2026-01-01",
        "valid_to_on": "2026-05-31",
        "units": 12.0,
        "status": "approved" if rng.random() < 0.8 else "pending",
        "available_at": START + timedelta(days=int(rng.integers(0, 100))),
    }


def _fee(rng: np.random.Generator, place: int) -> dict:
    return {
        "fee_key": f"fee{place}",
        "file_sha256": "fees",
        "position": place + 1,
        "payer_id": f"PAY{place % 2}",
        "procedure_code": str(rng.choice(SERVICES)),
        "modifier": "25" if rng.random() < 0.4 else None,
        "allowed_cents": int(rng.integers(30, 200)) * 100,
        "effective_on": str(rng.choice(["2025-06-01", "2026-03-01"])),
        "terminated_on": "2026-06-30" if rng.random() < 0.3 else None,
        "available_at": START + timedelta(days=int(rng.integers(0, 200))),
    }


def batch_of(events: Events, at: datetime | None = None) -> ClaimBatch:
    """All claims of the events as a batch."""
    return batch_of_frames(events.claims, events.lines, events.other_payers, at)


def part_of(events: Events, rows: list[int]) -> ClaimBatch:
    """Some claims of the events as a batch."""
    return batch_of_frames(events.claims.iloc[rows], events.lines, events.other_payers)


def without(events: Events, **drops: "pd.Series[bool]") -> Events:
    """The events less some rows by table, linked anew."""
    return linked(replace(events, **{name: getattr(events, name)[~flags] for name, flags in drops.items()}))
