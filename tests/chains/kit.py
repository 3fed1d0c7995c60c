"""A billing desk in text: X12 files as a biller would know them, and what is known of the claims on a day.

Day n is the n-th of January 2026 and so on; a file of day n is stamped eight in the morning, and "known on
day n" means by the end of that day. The patient, the provider and the day of service are the same throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from data.appeals import denials
from data.events import Events
from data.outcomes import claim_outcomes
from data.recoveries import net_paid

SERVED = "20251230"
_ISA = "ISA*00*          *00*          *ZZ*{}*ZZ*{}*{}*0800*^*00501*{:09}*0*P*:"
_CLINIC = ("NM1*85*2*CLINIC*****XX*1234567893", "N3*1 MAIN ST", "N4*TOWN*OH*43004", "REF*EI*123456789")
_PATIENT = "NM1*QC*1*DOE*JANE****MI*M1"
_COLUMNS = ("day", "claim", "state", "label", "family", "denied", "recovered", "queue")
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class File:
    """A file's name and bytes."""

    name: str
    data: bytes


def moment(day: int) -> date:
    """The date of day n."""
    return date(2025, 12, 31) + timedelta(days=day)


def stamp(day: int) -> str:
    """The date of day n as X12 writes it."""
    return f"{moment(day):%Y%m%d}"


def claim(
    number: str,
    *lines: str,
    frequency: int = 1,
    replaces: str = "",
    payer: str = "P PAY1",
    bill: str = "11:B",
    served: str = SERVED,
    filing: str = "CI",
    other: Sequence[str] = (),
) -> list[str]:
    """The loops of one claim from its billing provider on.

    Args:
        number: CLM01.
        lines: a procedure and a charge ("99213 300"), of an institutional claim a revenue code before them.
        frequency: CLM05-3.
        replaces: the payer's number of the claim that it replaces, REF*F8.
        payer: place of the billed payer and its id.
        bill: place of service and B, or type of bill and A.
        served: first and last day of service.
        filing: SBR09.
        other: segments of loop 2320, about another payer.
    """
    place, payer_id = payer.split()
    said = [_charged(line, bill) for line in lines]
    total = sum(Decimal(line.rsplit(" ", 1)[1]) for line in lines)
    institutional = bill.endswith("A")
    return [
        *("HL*1**20*1", *_CLINIC, "HL*2*1*22*0", f"SBR*{place}*18*******{filing}"),
        *("NM1*IL*1*DOE*JANE****MI*M1", "DMG*D8*19700101*F", f"NM1*PR*2*{payer_id}*****PI*{payer_id}"),
        f"CLM*{number}*{total}***{bill}:{frequency}*" + ("*A*Y*Y" if institutional else "Y*A*Y*Y"),
        *([f"DTP*434*RD8*{served}-{served}", "CL1*3*1*01"] if institutional else []),
        *([f"REF*F8*{replaces}"] if replaces else []),
        "HI*ABK:E119",
        *other,
        *(
            segment
            for place, line in enumerate(said, start=1)
            for segment in (f"LX*{place}", line, f"DTP*472*D8*{served}", f"REF*6R*{number}L{place}")
        ),
    ]


def _charged(line: str, bill: str) -> str:
    *codes, charge = line.split()
    if bill.endswith("A"):
        return f"SV2*{codes[0]}*{':'.join(['HC', *codes[1:]]) if codes[1:] else ''}*{charge}*UN*1"
    return f"SV1*HC:{':'.join(codes)}*{charge}*UN*1***1"


def sent(day: int, *claims: Sequence[str], control: int = 0) -> File:
    """An 837 of these claims; `control` numbers its interchange, group and set (else the day does)."""
    institutional = any(segment.startswith("SV2*") for loops in claims for segment in loops)
    guide = "005010X223A2" if institutional else "005010X222A1"
    header = (
        *(f"BHT*0019*00*{day}*{stamp(day)}*0800*CH", "NM1*41*2*CLINIC*****46*1", "NM1*40*2*HOUSE*****46*2"),
    )
    body = (*header, *(segment for loops in claims for segment in loops))
    return _file(day, f"{day:03}.837", ("HC", "837", guide), body, control or day)


def paid(day: int, text: str, *, payer: str = "PAY1", served: str = SERVED, control: int = 0) -> File:
    """An 835: `text` holds CLP, CAS, SVC ... and PLB segments, one a line, as they stand in the file.

    BPR02 is what CLP04 and PLB add up to; the patient and the day of service are added where they belong.
    """
    told = [line.strip() for line in text.strip().splitlines() if line.strip()]
    elements = [segment.split("*") for segment in told]
    total = sum(Decimal(each[4]) for each in elements if each[0] == "CLP")
    total -= sum(Decimal(each[4]) for each in elements if each[0] == "PLB")
    body = (
        f"BPR*I*{total}*C*CHK************{stamp(day)}",
        f"TRN*1*CHECK{day}*1999999999",
        *(f"DTM*405*{stamp(day)}", f"N1*PR*{payer}*XV*{payer}", "N1*PE*CLINIC*XX*1234567893", "LX*1"),
        *_completed(told, served),
    )
    return _file(day, f"{day:03}.835", ("HP", "835", "005010X221A1"), body, control or day)


def _completed(told: list[str], served: str) -> list[str]:
    """The segments with the patient behind each CLP and its CAS, and the day of service behind each SVC."""
    out: list[str] = []
    patient_due = False
    for segment in told:
        if patient_due and not segment.startswith("CAS*"):
            out += [_PATIENT, f"DTM*232*{served}"]
            patient_due = False
        out.append(segment)
        patient_due |= segment.startswith("CLP*")
        if segment.startswith("SVC*"):
            out.append(f"DTM*472*{served}")
    return [*out, _PATIENT, f"DTM*232*{served}"] if patient_due else out


def status(day: int, number: str, category: str, payer_number: str = "") -> File:
    """A 277CA about one claim: category A2 accepts, A3, A6, A7, A8 reject."""
    body = (
        *(f"BHT*0085*08*{day}*{stamp(day)}*0800*TH", "HL*1**20*1", "NM1*PR*2*PAY1*****PI*PAY1", "TRN*1*1"),
        *("HL*2*1*21*1", "NM1*41*2*CLINIC*****46*1", "HL*3*2*19*1", "NM1*85*2*CLINIC*****XX*1234567893"),
        *(
            "HL*4*3*PT",
            "NM1*QC*1*DOE*JANE****MI*M1",
            f"TRN*2*{number}",
            f"STC*{category}:20*{stamp(day)}*WQ*300",
        ),
        *([f"REF*1K*{payer_number}"] if payer_number else []),
    )
    return _file(day, f"{day:03}.277", ("HN", "277", "005010X214"), body, day)


def set_rejected(day: int, control: int) -> File:
    """A 999 that rejects the only set of the group with this control number."""
    body = (
        *(f"AK1*HC*{control}*005010X222A1", f"AK2*837*{control:04}*005010X222A1", "IK3*CLM*22**8", "IK5*R*5"),
        "AK9*R*1*1*0",
    )
    return _file(day, f"{day:03}.999", ("FA", "999", "005010X231A1"), body, day)


def file_rejected(day: int, control: int, sent_on: int) -> File:
    """A TA1 that rejects the interchange with this control number."""
    told = (
        _ISA.format("HOUSE".ljust(15), "CLINIC".ljust(15), stamp(day)[2:], day),
        f"TA1*{control:09}*{stamp(sent_on)[2:]}*0800*R*006",
        f"IEA*0*{day:09}",
    )
    return File(f"{day:03}.ta1", _text(told))


def _file(day: int, name: str, kind: tuple[str, str, str], body: Sequence[str], control: int) -> File:
    group, code, guide = kind
    told = (
        _ISA.format("SENDER".ljust(15), "RECEIVER".ljust(15), stamp(day)[2:], control),
        f"GS*{group}*SENDER*RECEIVER*{stamp(day)}*0800*{control}*X*{guide}",
        f"ST*{code}*{control:04}*{guide}",
        *body,
        *(f"SE*{len(body) + 2}*{control:04}", f"GE*1*{control}", f"IEA*1*{control:09}"),
    )
    return File(f"{control:03}-{name}", _text(told))


def _text(segments: Sequence[str]) -> bytes:
    return "".join(f"{segment}~\n" for segment in segments).encode()


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a practice's files say."""

    events: Events

    def known(self, *days: int) -> list[tuple[str, ...]]:
        """One row per day and claim version: what was known by the end of the day, as `table` has it.

        `claim` is CLM01 and the version's place in its chain. `label` is `fails` or `passes`, for what was
        adjudicated; dollars and the queue are told of failures alone.
        """
        return [row for day in days for row in self._known(day)]

    def credits(self, day: int) -> dict[str, str]:
        """What brought the money back, of each denial that was recovered by the end of a day."""
        known = self.before(day + 1)
        held = denials(known, claim_outcomes(known)).dropna(subset="credit")
        names = held["claim_id"] + "/" + held["version"].astype("str")
        return dict(zip(names, held["credit"], strict=True))

    def net_paid(self, day: int) -> dict[str, str]:
        """Dollars left of each version's payments by the end of a day."""
        known = self.before(day + 1)
        held = net_paid(known).merge(known.claims[["version_key", "claim_id"]], on="version_key")
        held = held.merge(known.chains[["version_key", "version"]], on="version_key")
        names = held["claim_id"] + "/" + held["version"].astype("str")
        return dict(zip(names, map(_dollars, held["net_cents"]), strict=True))

    def before(self, day: int) -> Events:
        """What was known before day n began."""
        return self.events.before(pd.Timestamp(moment(day)).to_pydatetime())

    def _known(self, day: int) -> list[tuple[str, ...]]:
        known = self.before(day + 1)
        outcomes = claim_outcomes(known)
        held = known.claims[["version_key", "claim_id", "available_at"]].merge(
            known.chains[["version_key", "version"]], on="version_key"
        )
        held = held.merge(outcomes.drop(columns=["claim_id", "version"]), on="version_key", how="left")
        work = denials(known, outcomes)[["version_key", "recovered_cents", "resolved", "appeal_pending"]]
        held = held.merge(work, on="version_key", how="left").sort_values(["available_at", "version"])
        return [(str(day), *_row(row)) for row in held.to_dict("records")]


def _row(row: dict[str, object]) -> tuple[str, ...]:
    name = f"{row['claim_id']}/{row['version']}"
    if pd.isna(row["state"]):
        return (name, *[_NOTHING] * 6)
    label = {"rejected": _NOTHING}.get(str(row["state"]), "fails" if row["failed"] else "passes")
    if not row["failed"]:
        return (name, str(row["state"]), label, *[_NOTHING] * 4)
    is_open = not (row["resolved"] or row["appeal_pending"])
    money = (_dollars(row["denied_charge_cents"]), _dollars(row["recovered_cents"]))
    return (name, str(row["state"]), label, str(row["family"]), *money, "open" if is_open else "closed")


def _dollars(cents: object) -> str:
    return f"{int(str(cents)) / 100:g}"


def table(text: str) -> list[tuple[str, ...]]:
    """Rows of a table drawn with bars, without its header; a missing day is the one above."""
    first, *rows = (tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
    assert first == _COLUMNS
    day, out = "", []
    for row in rows:
        day = row[0] or day
        out.append((day, *row[1:]))
    return out
