"""The canonical tables: the one definition of columns, kinds, units and meanings.

The store, the frames, the import checks and the API types are all made from these declarations.
Money is int64 cents here (`_cents`), `Decimal` dollars at the borders. Times end in `_at` (UTC, no
zone attached), dates in `_on`. A value that was absent or unreadable is missing (None), never zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, and so how each layer represents it."""

    TEXT = "text"
    """A code, id or name."""
    CODES = "codes"
    """Codes in order, joined by one space ("25 59"); missing when there are none."""
    CENTS = "cents"
    """Money in whole US cents."""
    COUNT = "count"
    """A whole number."""
    NUMBER = "number"
    """A quantity that may have decimals."""
    TIME = "time"
    """A moment, UTC."""
    DATE = "date"
    """A calendar day."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `required` ones are never missing; `personal` ones are never logged or modelled raw."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `grain` says one row per what; `key` columns are unique together."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, required, personal)


def _codes(name: str, meaning: str) -> Column:
    return Column(name, Kind.CODES, meaning)


def _cents(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.CENTS, meaning, required)


def _count(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.COUNT, meaning, required)


def _number(name: str, meaning: str) -> Column:
    return Column(name, Kind.NUMBER, meaning)


def _time(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TIME, meaning, required)


def _date(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Column:
    return Column(name, Kind.DATE, meaning, required, personal)


_SOURCE = (
    _text("file_sha256", "sha256 of the file it came in", required=True),
    _count("position", "1-based segment or row number in that file", required=True),
)

CLAIMS = Table(
    "claims",
    "one row per claim version: a CLM in an 837",
    ("version_key",),
    (
        _text("version_key", "immutable identity: file hash and position", required=True),
        *_SOURCE,
        _text("claim_id", "the practice's claim number, CLM01", required=True, personal=True),
        _text("frequency_code", "1 original, 7 replacement, 8 void, CLM05-3"),
        _text("kind", "professional or institutional", required=True),
        _text("responsibility", "P, S or T: the billed payer's place, SBR01"),
        _text("payer_id", "billed payer, 2010BB or 2010BC NM109"),
        _text("payer_name", "billed payer's name, NM103"),
        _text("filing_indicator", "claim filing indicator, SBR09 (MB, MC, CI, BL, HM, 16 ...)"),
        _text("plan_name", "group or plan name, SBR04"),
        _text("group_number", "group or policy number, SBR03", personal=True),
        _text("member_id", "subscriber's member id, 2010BA NM109", personal=True),
        _text("relationship", "patient to subscriber, SBR02 or PAT01; 18 is self"),
        _date("patient_birth_on", "patient's date of birth, DMG02", personal=True),
        _text("patient_sex", "F, M or U, DMG03"),
        _text("billing_npi", "billing provider, 2010AA NM109"),
        _text("billing_tax_id", "billing provider's tax id, REF*EI or SY", personal=True),
        _text("billing_taxonomy", "PRV*BI*PXC"),
        _text("rendering_npi", "rendering (837P) or attending (837I) provider, NM1*82 or 71"),
        _text("rendering_taxonomy", "PRV*PE*PXC or PRV*AT"),
        _text("referring_npi", "referring provider, NM1*DN"),
        _text("supervising_npi", "supervising provider, NM1*DQ"),
        _text("operating_npi", "operating physician (837I), NM1*72"),
        _text("facility_npi", "service facility, NM1*77"),
        _text("place_of_service", "837P CLM05-1"),
        _text("bill_type", "837I CLM05-1 and CLM05-3 put together, as 131"),
        _date("from_on", "first date of service"),
        _date("through_on", "last date of service"),
        _date("onset_on", "onset or symptom date, DTP*431"),
        _date("accident_on", "accident date, DTP*439"),
        _text("accident_kind", "CLM11-1: AA auto, EM employment, OA other"),
        _date("admission_on", "admission date, DTP*435"),
        _text("admission_type", "CL101"),
        _text("admission_source", "CL102"),
        _text("patient_status", "CL103"),
        _text("drg", "diagnosis related group, HI*DR"),
        _codes("occurrence_codes", "HI*BH codes"),
        _codes("value_codes", "HI*BE codes"),
        _codes("condition_codes", "HI*BG codes"),
        _codes("diagnoses", "ICD-10-CM without dots, principal first, HI*ABK/ABF"),
        _codes("present_on_admission", "Y, N, U, W or - per diagnosis"),
        _text("admitting_diagnosis", "HI*ABJ"),
        _cents("total_charge_cents", "CLM02"),
        _text("assignment", "provider accepts assignment, CLM07"),
        _text("benefits_assigned", "CLM08"),
        _text("delay_reason", "CLM20"),
        _cents("patient_paid_cents", "AMT*F5"),
        _text("contract_type", "CN101: 05 is capitated"),
        _text("authorization_exception", "why a service was given without authorization, REF*4N"),
        _text("prior_authorization", "REF*G1", personal=True),
        _text("referral_number", "REF*9F", personal=True),
        _text("original_reference", "payer's number of the claim replaced, REF*F8", personal=True),
        _text("clia_number", "REF*X4"),
        _codes("attachments", "report type codes of PWK01"),
        _codes("note_codes", "what the notes are about, NTE01; their words are not kept"),
        _text("transport_reason", "ambulance, CR104"),
        _number("transport_miles", "ambulance, CR106"),
        _codes("certifications", "conditions that apply, CRC03 and on, as category and code: 07.04"),
        _text("interchange_control", "ISA13 of the file it went out in"),
        _text("group_control", "GS06"),
        _text("set_control", "ST02"),
        _text("content_key", "sha256 of what it says, without its envelope: equal for a resend"),
        _text("services_key", "sha256 of member, patient, days and procedures: equal for the same services"),
        _time("submitted_at", "T: the interchange's date and time, ISA09/10", required=True),
        _time("available_at", "when we could know it, GS04/05", required=True),
    ),
)

LINES = Table(
    "lines",
    "one row per service line of a claim version, in order",
    ("version_key", "line"),
    (
        _text("version_key", "the claim version", required=True),
        _count("line", "1-based order in the claim", required=True),
        _text("procedure_code", "CPT or HCPCS, SV101-2 or SV202-2"),
        _text("procedure_qualifier", "HC, HP, IV ..."),
        _codes("modifiers", "in order"),
        _text("revenue_code", "837I SV201, four digits"),
        _number("units", "SV104 or SV205"),
        _text("unit_basis", "UN, MJ or DA"),
        _cents("charge_cents", "SV102 or SV203"),
        _codes("diagnosis_pointers", "1-based places in the claim's diagnoses, 837P SV107"),
        _date("from_on", "DTP*472"),
        _date("through_on", "end of a DTP*472 range, else the same day"),
        _text("place_of_service", "SV105, when it differs from the claim's"),
        _text("emergency", "SV109"),
        _text("line_control", "REF*6R"),
        _text("ndc", "drug, LIN03"),
        _number("ndc_units", "CTP04"),
        _text("ndc_basis", "unit of ndc_units, CTP05: ML, UN, GR, F2 or ME"),
        _text("rendering_npi", "the line's own rendering provider"),
        _text("referring_npi", "the line's own referring provider, NM1*DN"),
        _text("supervising_npi", "the line's own supervising provider, NM1*DQ"),
        _text("ordering_npi", "ordering provider, NM1*DK"),
        _text("facility_npi", "the line's own service facility, NM1*77"),
        _codes("attachments", "report type codes of the line's own PWK01"),
        _text("prior_authorization", "the line's own REF*G1", personal=True),
        _text("referral_number", "the line's own REF*9F", personal=True),
    ),
)

OTHER_PAYERS = Table(
    "other_payers",
    "one row per other payer of a claim version, in order (2320/2330B)",
    ("version_key", "ordinal"),
    (
        _text("version_key", "the claim version", required=True),
        _count("ordinal", "1-based order in the claim", required=True),
        _text("responsibility", "P, S or T, SBR01"),
        _text("payer_id", "2330B NM109"),
        _text("payer_name", "2330B NM103"),
        _text("filing_indicator", "SBR09"),
        _text("relationship", "patient to this payer's subscriber, SBR02"),
        _text("group_number", "SBR03", personal=True),
        _text("member_id", "this payer's subscriber, 2330A NM109", personal=True),
        _text("payer_claim_number", "2330B REF*F8", personal=True),
        _cents("paid_cents", "AMT*D: what this payer paid"),
        _cents("non_covered_cents", "AMT*A8"),
        _cents("patient_owes_cents", "AMT*EAF: what is left for the patient"),
        _date("adjudicated_on", "2330B DTP*573"),
    ),
)

OTHER_LINES = Table(
    "other_lines",
    "one row per other payer's decision on a line, as sent with the claim (2430 SVD)",
    ("version_key", "line", "ordinal"),
    (
        _text("version_key", "the claim version", required=True),
        _count("line", "the claim's line", required=True),
        _count("ordinal", "1-based order within the line", required=True),
        _text("payer_id", "SVD01"),
        _cents("paid_cents", "SVD02"),
        _text("procedure_code", "SVD03-2"),
        _codes("modifiers", "SVD03, in order"),
        _text("revenue_code", "SVD04"),
        _number("units", "SVD05"),
        _date("adjudicated_on", "DTP*573"),
    ),
)

OTHER_ADJUSTMENTS = Table(
    "other_adjustments",
    "one row per reason-amount-quantity triple of another payer's CAS, as sent with the claim",
    ("version_key", "line", "other", "ordinal"),
    (
        _text("version_key", "the claim version", required=True),
        _count("line", "the claim's line; 0 is the claim level (2320)", required=True),
        _count("other", "ordinal of the other payer at claim level, of the SVD at line level", required=True),
        _count("ordinal", "1-based order there", required=True),
        _text("group_code", "CO, PR, OA, PI"),
        _text("carc", "claim adjustment reason code"),
        _cents("amount_cents", "positive takes away from the charge"),
        _number("quantity", "units adjusted"),
    ),
)

CLAIM_CODES = Table(
    "claim_codes",
    "one row per HI code of a claim version that may carry a day, a span or an amount, in order",
    ("version_key", "ordinal"),
    (
        _text("version_key", "the claim version", required=True),
        _count("ordinal", "1-based order in the claim", required=True),
        _text(
            "kind",
            "occurrence, span, value, condition, procedure, main_procedure, external_cause, visit_reason",
            required=True,
        ),
        _text("code", "the code, without dots", required=True),
        _date("from_on", "day of the occurrence or procedure, first day of a span"),
        _date("through_on", "last day of a span"),
        _cents("amount_cents", "of a value code"),
    ),
)

REMITS = Table(
    "remits",
    "one row per CLP of an 835",
    ("remit_key",),
    (
        _text("remit_key", "immutable identity: file hash and position", required=True),
        *_SOURCE,
        _text("claim_id", "CLP01; missing when 0: none was sent", personal=True),
        _text("status_code", "CLP02"),
        _cents("charge_cents", "CLP03"),
        _cents("paid_cents", "CLP04"),
        _cents("patient_responsibility_cents", "CLP05"),
        _text("filing_indicator", "CLP06"),
        _text("payer_claim_number", "CLP07", personal=True),
        _text("facility_code", "CLP08"),
        _text("frequency_code", "CLP09"),
        _text("drg", "CLP11"),
        _text("payer_id", "N1*PR N104, else REF*2U or TRN03"),
        _text("payer_name", "N1*PR N102"),
        _text("payee_npi", "N1*PE N104 with XX, else REF*PQ"),
        _text("payee_tax_id", "N1*PE N104 with FI, else REF*TJ", personal=True),
        _text("member_id", "NM1*IL, else NM1*QC, NM109", personal=True),
        _text("rendering_npi", "NM1*82"),
        _text("crossover_payer", "NM1*TT: the payer it was forwarded to"),
        _text("original_reference", "REF*F8", personal=True),
        _text("corrected_member_id", "the payer's correction of the member id, NM1*74", personal=True),
        _text("priority_payer", "id or name of the payer that should have paid first, NM1*PR in 2100"),
        _text("prior_authorization", "REF*G1", personal=True),
        _cents("allowed_cents", "AMT*AU"),
        _cents("interest_cents", "AMT*I"),
        _date("coverage_ended_on", "expiration of coverage, DTM*036"),
        _date("received_on", "DTM*050"),
        _date("from_on", "DTM*232, else the first day of its lines"),
        _date("through_on", "DTM*233, else the same day, or the last of its lines"),
        _date("paid_on", "BPR16, else the set's DTM*405"),
        _text("trace_number", "TRN02", personal=True),
        _text(
            "content_key", "sha256 of what it says and its trace, without the envelope: equal when repeated"
        ),
        _time("available_at", "GS04/05 or --received-at", required=True),
    ),
)

REMIT_LINES = Table(
    "remit_lines",
    "one row per SVC of a remit, in order",
    ("remit_key", "remit_line"),
    (
        _text("remit_key", "the remit", required=True),
        _count("remit_line", "1-based order in the remit", required=True),
        _text("procedure_code", "adjudicated procedure, SVC01"),
        _text("submitted_procedure", "SVC06, when the payer changed the code"),
        _codes(
            "submitted_modifiers", "modifiers of the submitted procedure, SVC06; missing when it is not told"
        ),
        _codes("modifiers", "of the adjudicated procedure"),
        _text("revenue_code", "SVC04, or SVC01 with qualifier NU"),
        _cents("charge_cents", "SVC02"),
        _cents("paid_cents", "SVC03"),
        _number("units", "SVC05, units paid; 1 when not told"),
        _number("submitted_units", "SVC07, units billed; those paid when not told"),
        _date("from_on", "DTM*472 or 150"),
        _date("through_on", "DTM*151, else the same day"),
        _text("line_control", "REF*6R"),
        _cents("allowed_cents", "AMT*B6"),
    ),
)

ADJUSTMENTS = Table(
    "adjustments",
    "one row per reason-amount-quantity triple of a CAS",
    ("remit_key", "remit_line", "ordinal"),
    (
        _text("remit_key", "the remit", required=True),
        _count("remit_line", "the SVC it stands under; 0 is the claim level", required=True),
        _count("ordinal", "1-based order within that level", required=True),
        _text("group_code", "CO, PR, OA, PI"),
        _text("carc", "claim adjustment reason code"),
        _cents("amount_cents", "positive takes away from the charge"),
        _number("quantity", "units adjusted"),
    ),
)

REMARKS = Table(
    "remarks",
    "one row per remittance remark code (LQ*HE, MOA, MIA)",
    ("remit_key", "remit_line", "ordinal"),
    (
        _text("remit_key", "the remit", required=True),
        _count("remit_line", "the SVC it stands under; 0 is the claim level", required=True),
        _count("ordinal", "1-based order within that level", required=True),
        _text("rarc", "remittance advice remark code"),
    ),
)

PROVIDER_ADJUSTMENTS = Table(
    "provider_adjustments",
    "one row per reason-amount pair of a PLB",
    ("plb_key",),
    (
        _text("plb_key", "immutable identity: file hash, position, pair", required=True),
        *_SOURCE,
        _text("payer_id", "of the transaction"),
        _text("provider_id", "PLB01"),
        _text("reason_code", "PLB03-1: WO takeback, FB balance forward, L6 interest ..."),
        _text("reference", "PLB03-2", personal=True),
        _cents("amount_cents", "positive takes away from the payment"),
        _text("trace_number", "TRN02 of the transaction", personal=True),
        _time("available_at", "GS04/05 or --received-at", required=True),
    ),
)

STATUSES = Table(
    "statuses",
    "one row per status that an STC of a 277CA gives a claim or one of its lines",
    ("status_key",),
    (
        _text("status_key", "immutable identity: file hash, position", required=True),
        *_SOURCE,
        _text("claim_id", "TRN02 of the claim", personal=True),
        _text("payer_claim_number", "REF*1K", personal=True),
        _count("line", "1-based place among the lines it names; missing when it is about the whole claim"),
        _text("line_control", "REF*FJ of that line"),
        _text("procedure_code", "SVC01-2 of that line"),
        _text("category", "STC01-1: A1, A2 accepted; A3, A6, A7, A8 rejected; STC10 and STC11 likewise"),
        _text("status_code", "STC01-2"),
        _text("entity", "STC01-3"),
        _cents("charge_cents", "the claim's, STC04"),
        _date("effective_on", "STC02"),
        _date("from_on", "DTP*472"),
        _time("available_at", "GS04/05 or --received-at", required=True),
    ),
)

ACKNOWLEDGEMENTS = Table(
    "acknowledgements",
    "one row per set or group a 999 answers, or interchange a TA1 answers",
    ("acknowledgement_key",),
    (
        _text("acknowledgement_key", "immutable identity: file hash and position", required=True),
        *_SOURCE,
        _text("kind", "999 or TA1", required=True),
        _text("interchange_control", "TA101: ISA13 of what is answered"),
        _text("group_control", "AK102: GS06 of what is answered"),
        _text("set_control", "AK202: ST02 of what is answered; missing when the whole group is"),
        _text("verdict", "accepted, with_errors, partly or rejected", required=True),
        _text("code", "IK501, AK901 or TA104 as it came"),
        _codes("reasons", "IK502 and on (after its IK3 and IK4 as NM1.8, NM1-9.7), AK905 and on, or TA105"),
        _time("available_at", "GS04/05, of a TA1 alone ISA09/10, or --received-at", required=True),
    ),
)

COVERAGES = Table(
    "coverages",
    "one row per coverage span as told at one time",
    ("coverage_key",),
    (
        _text("coverage_key", "sha256 of the row's content", required=True),
        *_SOURCE,
        _text("member_id", "subscriber's member id", required=True, personal=True),
        _text("payer_id", "payer", required=True),
        _date("effective_on", "first covered day", required=True),
        _date("terminated_on", "last covered day; missing is open"),
        _text("plan_type", "HMO, PPO, EPO, POS, MA, MEDICAID ..."),
        _count("payer_order", "1 primary, 2 secondary ..."),
        _text("group_number", "group", personal=True),
        _date("verified_on", "day the payer was asked"),
        _text("payer_name", "payer's name, as a 271 gives it"),
        _text("plan_name", "EB05"),
        _text("status", "active or inactive"),
        _text("other_payer", "id or name of a payer that comes first, 271 loop 2120"),
        _text("primary_care_npi", "primary care provider, 271 NM1*P3"),
        _time("available_at", "when we could know it", required=True),
    ),
)

AUTHORIZATIONS = Table(
    "authorizations",
    "one row per authorization as told at one time",
    ("authorization_key",),
    (
        _text("authorization_key", "sha256 of the row's content", required=True),
        *_SOURCE,
        _text("authorization_number", "payer's number", required=True, personal=True),
        _text("member_id", "subscriber's member id", required=True, personal=True),
        _text("payer_id", "payer", required=True),
        _text("procedure_code", "procedure it covers; missing is any"),
        _date("valid_from_on", "first day"),
        _date("valid_to_on", "last day included"),
        _number("units", "units granted"),
        _text("status", "approved, pending, denied, cancelled"),
        _text("provider_npi", "provider it was granted to"),
        _text("facility_npi", "facility it was granted to"),
        _date("requested_on", "day it was asked for"),
        _time("available_at", "when we could know it", required=True),
    ),
)

APPEALS = Table(
    "appeals",
    "one row per appeal as told at one time; a decided row supersedes a pending one",
    ("appeal_key",),
    (
        _text("appeal_key", "sha256 of the row's content", required=True),
        *_SOURCE,
        _text("claim_id", "the practice's claim number", required=True, personal=True),
        _count("level", "1 is the first", required=True),
        _date("filed_on", "day it was filed", required=True),
        _date("decided_on", "day of the decision; missing while pending"),
        _text("outcome", "overturned, partial, upheld, withdrawn or pending", required=True),
        _cents("recovered_cents", "paid because of it"),
        _number("minutes", "minutes of staff time spent"),
    ),
)

PAYERS = Table(
    "payers",
    "one row per other name or id of a payer: the crosswalk, which people declare",
    ("alias_key",),
    (
        _text("alias_key", "sha256 of the row's content", required=True),
        *_SOURCE,
        _text("alias", "an id or a name that files use", required=True),
        _text("payer_id", "the payer it means", required=True),
    ),
)

FEE_SCHEDULE = Table(
    "fee_schedule",
    "one row per amount a payer allows for one unit of a procedure, as told at one time",
    ("fee_key",),
    (
        _text("fee_key", "sha256 of the row's content", required=True),
        *_SOURCE,
        _text("payer_id", "payer", required=True),
        _text("procedure_code", "procedure it is allowed for", required=True),
        _codes("modifier", "modifiers it holds for; missing is all without a row of their own"),
        _cents("allowed_cents", "allowed for one unit", required=True),
        _date("effective_on", "first day of service it holds for", required=True),
        _date("terminated_on", "last day of service it holds for; missing is open"),
        _time("available_at", "when we could know it", required=True),
    ),
)

EVENTS: tuple[Table, ...] = (
    CLAIMS,
    LINES,
    OTHER_PAYERS,
    OTHER_LINES,
    OTHER_ADJUSTMENTS,
    CLAIM_CODES,
    REMITS,
    REMIT_LINES,
    ADJUSTMENTS,
    REMARKS,
    PROVIDER_ADJUSTMENTS,
    STATUSES,
    ACKNOWLEDGEMENTS,
    COVERAGES,
    AUTHORIZATIONS,
    APPEALS,
    PAYERS,
    FEE_SCHEDULE,
)
"""All tables that files are read into, parents before children."""

PARENTS: dict[str, Table] = {
    "lines": CLAIMS,
    "other_payers": CLAIMS,
    "other_lines": CLAIMS,
    "other_adjustments": CLAIMS,
    "claim_codes": CLAIMS,
    "remit_lines": REMITS,
    "adjustments": REMITS,
    "remarks": REMITS,
}
"""Whose rows a table's rows belong to, and go with."""

CHAINS = Table(
    "chains",
    "one row per claim version: its place among the versions of one claim",
    ("version_key",),
    (
        _text("version_key", "the claim version", required=True),
        _text("chain_key", "version_key of the chain's first version", required=True),
        _count("version", "1-based ordinal within the chain, by availability", required=True),
        _text("rule", "why it is here: first, payer_number, claim_id, services or resend", required=True),
        _time("available_at", "when this could be known", required=True),
    ),
)

LINKS = Table(
    "links",
    "one row per remit, status or takeback that was tied to a claim version",
    ("event_key",),
    (
        _text("event_key", "remit_key, status_key or plb_key", required=True),
        _text("event", "remit, status or takeback", required=True),
        _text("version_key", "the claim version it answers", required=True),
        _text("rule", "the evidence that decided; repeated: another file told it before", required=True),
        _time("available_at", "when both were in hand", required=True),
    ),
)

DERIVED: tuple[Table, ...] = (CHAINS, LINKS)
"""Tables computed from the events alone; may be dropped and made again."""

FILES = Table(
    "files",
    "one row per file that came in",
    ("file_sha256",),
    (
        _text("file_sha256", "sha256 of its bytes", required=True),
        _text("name", "base name it came under", required=True, personal=True),
        _text("type", "837P, 837I, 835, 277CA, coverages, ...", required=True),
        _count("seen", "CLM, CLP, status or record count found", required=True),
        _count("kept", "of them kept", required=True),
        _count("set_aside", "recognised, not ours to learn from", required=True),
        _count("quarantined", "could not be kept", required=True),
        _count("already_held", "held before from another file", required=True),
        _text("problems", "JSON list of {code, segment, kind}", required=True),
        _text("mapping_sha256", "of the column mapping it was read with; missing without one"),
        _time("received_at", "when it was ingested", required=True),
    ),
)

TOLD_AGAIN = Table(
    "told_again",
    "one row per row that a file told though another file had brought it",
    ("row_key", "file_sha256"),
    (
        _text("row_key", "key of the row, a hash of its content", required=True),
        _text("file_sha256", "the file that told it again", required=True),
        _count("position", "1-based row number in that file", required=True),
        _time("submitted_at", "the row's own, had this file alone told it"),
        _time("available_at", "the row's own, had this file alone told it"),
    ),
)

PROMOTIONS = Table(
    "promotions",
    "one row per decision about a model, in order",
    ("promotion",),
    (
        _count("promotion", "1-based order of the decision", required=True),
        _text("model", "denial or appeal", required=True),
        _text("action", "promoted, refused or rolled_back", required=True),
        _text("sha256", "content hash of the model it is about", required=True),
        _text("previous_sha256", "champion before the decision"),
        _text("champion_sha256", "champion after the decision"),
        _text("version", "version in the MLflow registry, when it was up"),
        _text("by", "who", required=True),
        _text("why", "the gate's or the person's reason", required=True),
        _text("gate_version", "of the policy that decided; missing when a person did"),
        _text("checks", "JSON list of {name, passed, figure, limit, sentence}: what the gate measured"),
        _time("decided_at", "when", required=True),
    ),
)

SCORES = Table(
    "scores",
    "one row per score that was shown",
    ("score",),
    (
        _text("score", "random id", required=True),
        _text("claim_id", "the practice's claim number", required=True, personal=True),
        _text("version_key", "the claim version, when it came from a file"),
        _text("model", "denial or appeal", required=True),
        _text("sha256", "the model that scored", required=True),
        _number("value", "risk, or win chance"),
        _text("channel", "what showed it: api, api_x12 or command; missing before that was kept"),
        _text("said_key", "hash of what the claim said that people change: another one later tells a change"),
        _time("as_of", "T of the score", required=True),
        _time("scored_at", "when it was shown", required=True),
    ),
)

FEEDBACK = Table(
    "feedback",
    "one row per remark of a user about a score or a work item",
    ("feedback",),
    (
        _text("feedback", "random id", required=True),
        _text("claim_id", "the practice's claim number", required=True, personal=True),
        _text("verdict", "score_wrong, fixed or not_workable", required=True),
        _text("reason", "in the user's words", personal=True),
        _text("by", "who", required=True),
        _time("given_at", "when", required=True),
    ),
)

ACTIONS = Table(
    "actions",
    "one row per thing done about a claim after its score was shown",
    ("action",),
    (
        _text("action", "random id; a hash of the version where we noticed it", required=True),
        _text("claim_id", "the practice's claim number", required=True, personal=True),
        _text("version_key", "the claim version as submitted, where it is known"),
        _text("kind", "fixed (a person said so) or changed (submitted other than scored)", required=True),
        _text("score", "the score that had been shown, where it is known"),
        _text("by", "who", required=True),
        _time("acted_at", "when it was said, or submitted", required=True),
    ),
)

OPERATIONS: tuple[Table, ...] = (FILES, TOLD_AGAIN, PROMOTIONS, SCORES, FEEDBACK, ACTIONS)
"""What the running system writes about itself."""
