"""Small hand-made interchanges."""

from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from data.records import (
    AcknowledgementRecord,
    AuthorizationRecord,
    ClaimRecord,
    CoverageRecord,
    Item,
    Problem,
    ProviderAdjustmentRecord,
    Quarantined,
    RemitRecord,
    SetAside,
    StatusRecord,
)
from data.x12.limits import DEFAULT_LIMITS, Limits
from data.x12.reader import X12Reader

SHA = "ab" * 32
KEPT = (
    ClaimRecord,
    RemitRecord,
    StatusRecord,
    AcknowledgementRecord,
    CoverageRecord,
    AuthorizationRecord,
)
ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*260302*0915*^*00501*000000001*0*P*:~"
)
PROVIDER = ["HL*1**20*1", "PRV*BI*PXC*207Q00000X", "NM1*85*2*CLINIC*****XX*1234567893", "REF*EI*123456789"]
SUBSCRIBER = [
    "HL*2*1*22*0",
    "SBR*P*18*GRP1*GOLD*****CI",
    "NM1*IL*1*DOE*JO****MI*MEMBER1",
    "DMG*D8*19700131*F",
    "NM1*PR*2*BLUE*****PI*PAYER1",
]
LINE = ["LX*1", "SV1*HC:99213:25*100*UN*1***1", "DTP*472*D8*20260228"]
HI = "HI*ABK:E119*ABF:I10"


class Outcome(NamedTuple):
    """Everything one reading gave, by sort."""

    reader: X12Reader
    items: list[Item]

    def of(self, kind: type | tuple[type, ...]) -> list:
        return [item for item in self.items if isinstance(item, kind)]

    @property
    def claims(self) -> list[ClaimRecord]:
        return self.of(ClaimRecord)

    @property
    def remits(self) -> list[RemitRecord]:
        return self.of(RemitRecord)

    @property
    def statuses(self) -> list[StatusRecord]:
        return self.of(StatusRecord)

    @property
    def acknowledgements(self) -> list[AcknowledgementRecord]:
        return self.of(AcknowledgementRecord)

    @property
    def coverages(self) -> list[CoverageRecord]:
        return self.of(CoverageRecord)

    @property
    def authorizations(self) -> list[AuthorizationRecord]:
        return self.of(AuthorizationRecord)

    @property
    def withheld(self) -> list[ProviderAdjustmentRecord]:
        return self.of(ProviderAdjustmentRecord)

    @property
    def warnings(self) -> list[tuple[str, int]]:
        return [(problem.code, problem.segment) for problem in self.of(Problem)]

    @property
    def odd(self) -> list[tuple[str, int]]:
        """The warnings but those of remits that do not balance, as few hand-made ones do."""
        return [told for told in self.warnings if told[0] not in ("claim_unbalanced", "reported_twice")]

    @property
    def quarantined(self) -> list[tuple[str, int]]:
        return [(item.problem.code, item.problem.segment) for item in self.of(Quarantined)]

    @property
    def set_aside(self) -> list[tuple[str, int]]:
        return [(item.problem.code, item.problem.segment) for item in self.of(SetAside)]


def read(
    data: bytes | str,
    received_at: datetime | None = None,
    *,
    keep_encounters: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Outcome:
    """Read a whole file; the counts must add up, whatever it holds."""
    raw = data.encode() if isinstance(data, str) else data
    reader = X12Reader(
        BytesIO(raw),
        file_sha256=SHA,
        received_at=received_at,
        keep_encounters=keep_encounters,
        limits=limits,
    )
    outcome = Outcome(reader, list(reader))
    kept = len(outcome.of(KEPT))
    assert reader.seen == kept + len(outcome.quarantined) + len(outcome.set_aside)
    return outcome


def wrapped(body: list[str], *, st: str = "ST*837*0001*005010X222A1", gs: str = "005010X222A1") -> str:
    """A body of segments in ST, GS and ISA; the first of them is segment 4."""
    segments = [f"GS*HC*SENDER*RECEIVER*20260302*1030*1*X*{gs}", st, *body, f"SE*{len(body) + 2}*0001"]
    return ISA + "".join(f"{segment}~" for segment in [*segments, "GE*1*1", "IEA*1*000000001"])


def claim_file(*claim: str, gs: str = "005010X222A1", st: str = "ST*837*0001*005010X222A1") -> str:
    """One provider and subscriber with these claim segments; a claim's first segment is number 14."""
    return wrapped(["BHT*0019*00*1*20260302*0915*CH", *PROVIDER, *SUBSCRIBER, *claim], gs=gs, st=st)


CLM_AT = 14
CLM = "CLM*C1*100***11:B:1*Y*A*Y*Y"


def remit_file(*body: str) -> str:
    """One payment with these segments after its header; the first of them is segment 10."""
    header = ["BPR*I*80*C*ACH************20260320", "TRN*1*TRACE1*1999999999", "DTM*405*20260319"]
    parties = ["N1*PR*BLUE*XV*PAYER1", "N1*PE*CLINIC*XX*1234567893", "REF*TJ*123456789"]
    return wrapped([*header, *parties, *body], st="ST*835*0001", gs="005010X221A1")


CLP_AT = 10
