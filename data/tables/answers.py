"""Tables of what payers answer: remits with their parts, takebacks, statuses, acknowledgements."""

from data.tables.columns import SOURCE, Table, cents, codes, count, date, number, text, time

REMITS = Table(
    "remits",
    "one row per CLP of an 835",
    ("remit_key",),
    (
        text("remit_key", "immutable identity: file hash and position", required=True),
        *SOURCE,
        text("claim_id", "CLP01; missing when 0: none was sent", personal=True),
        text("status_code", "CLP02"),
        cents("charge_cents", "CLP03"),
        cents("paid_cents", "CLP04"),
        cents("patient_responsibility_cents", "CLP05"),
        text("filing_indicator", "CLP06"),
        text("payer_claim_number", "CLP07", personal=True),
        text("facility_code", "CLP08"),
        text("frequency_code", "CLP09"),
        text("drg", "CLP11"),
        text("payer_id", "N1*PR N104, else REF*2U or TRN03"),
        text("payer_name", "N1*PR N102"),
        text("payee_npi", "N1*PE N104 with XX, else REF*PQ"),
        text("payee_tax_id", "N1*PE N104 with FI, else REF*TJ", personal=True),
        text("member_id", "NM1*IL, else NM1*QC, NM109", personal=True),
        text("rendering_npi", "NM1*82"),
        text("crossover_payer", "NM1*TT: the payer it was forwarded to"),
        text("original_reference", "REF*F8", personal=True),
        text("corrected_member_id", "the payer's correction of the member id, NM1*74", personal=True),
        text("priority_payer", "id or name of the payer that should have paid first, NM1*PR in 2100"),
        text("prior_authorization", "REF*G1", personal=True),
        cents("allowed_cents", "AMT*AU"),
        cents("interest_cents", "AMT*I"),
        date("coverage_ended_on", "expiration of coverage, DTM*036"),
        date("received_on", "DTM*050"),
        date("from_on", "DTM*232, else the first day of its lines"),
        date("through_on", "DTM*233, else the same day, or the last of its lines"),
        date("paid_on", "BPR16, else the set's DTM*405"),
        text("trace_number", "TRN02", personal=True),
        text(
            "content_key", "sha256 of what it says and its trace, without the envelope: equal when repeated"
        ),
        time("available_at", "GS04/05 or --received-at", required=True),
    ),
)

REMIT_LINES = Table(
    "remit_lines",
    "one row per SVC of a remit, in order",
    ("remit_key", "remit_line"),
    (
        text("remit_key", "the remit", required=True),
        count("remit_line", "1-based order in the remit", required=True),
        text("procedure_code", "adjudicated procedure, SVC01"),
        text("submitted_procedure", "SVC06, when the payer changed the code"),
        codes(
            "submitted_modifiers", "modifiers of the submitted procedure, SVC06; missing when it is not told"
        ),
        codes("modifiers", "of the adjudicated procedure"),
        text("revenue_code", "SVC04, or SVC01 with qualifier NU"),
        cents("charge_cents", "SVC02"),
        cents("paid_cents", "SVC03"),
        number("units", "SVC05, units paid; 1 when not told"),
        number("submitted_units", "SVC07, units billed; those paid when not told"),
        date("from_on", "DTM*472 or 150"),
        date("through_on", "DTM*151, else the same day"),
        text("line_control", "REF*6R"),
        cents("allowed_cents", "AMT*B6"),
    ),
)

ADJUSTMENTS = Table(
    "adjustments",
    "one row per reason-amount-quantity triple of a CAS",
    ("remit_key", "remit_line", "ordinal"),
    (
        text("remit_key", "the remit", required=True),
        count("remit_line", "the SVC it stands under; 0 is the claim level", required=True),
        count("ordinal", "1-based order within that level", required=True),
        text("group_code", "CO, PR, OA, PI"),
        text("carc", "claim adjustment reason code"),
        cents("amount_cents", "positive takes away from the charge"),
        number("quantity", "units adjusted"),
    ),
)

REMARKS = Table(
    "remarks",
    "one row per remittance remark code (LQ*HE, MOA, MIA)",
    ("remit_key", "remit_line", "ordinal"),
    (
        text("remit_key", "the remit", required=True),
        count("remit_line", "the SVC it stands under; 0 is the claim level", required=True),
        count("ordinal", "1-based order within that level", required=True),
        text("rarc", "remittance advice remark code"),
    ),
)

PROVIDER_ADJUSTMENTS = Table(
    "provider_adjustments",
    "one row per reason-amount pair of a PLB",
    ("plb_key",),
    (
        text("plb_key", "immutable identity: file hash, position, pair", required=True),
        *SOURCE,
        text("payer_id", "of the transaction"),
        text("provider_id", "PLB01"),
        text("reason_code", "PLB03-1: WO takeback, FB balance forward, L6 interest ..."),
        text("reference", "PLB03-2", personal=True),
        cents("amount_cents", "positive takes away from the payment"),
        text("trace_number", "TRN02 of the transaction", personal=True),
        time("available_at", "GS04/05 or --received-at", required=True),
    ),
)

STATUSES = Table(
    "statuses",
    "one row per status that an STC of a 277CA gives a claim or one of its lines",
    ("status_key",),
    (
        text("status_key", "immutable identity: file hash, position", required=True),
        *SOURCE,
        text("claim_id", "TRN02 of the claim", personal=True),
        text("payer_claim_number", "REF*1K", personal=True),
        count("line", "1-based place among the lines it names; missing when it is about the whole claim"),
        text("line_control", "REF*FJ of that line"),
        text("procedure_code", "SVC01-2 of that line"),
        text("category", "STC01-1: A1, A2 accepted; A3, A6, A7, A8 rejected; STC10 and STC11 likewise"),
        text("status_code", "STC01-2"),
        text("entity", "STC01-3"),
        cents("charge_cents", "the claim's, STC04"),
        date("effective_on", "STC02"),
        date("from_on", "DTP*472"),
        time("available_at", "GS04/05 or --received-at", required=True),
    ),
)

ACKNOWLEDGEMENTS = Table(
    "acknowledgements",
    "one row per set or group a 999 answers, or interchange a TA1 answers",
    ("acknowledgement_key",),
    (
        text("acknowledgement_key", "immutable identity: file hash and position", required=True),
        *SOURCE,
        text("kind", "999 or TA1", required=True),
        text("interchange_control", "TA101: ISA13 of what is answered"),
        text("group_control", "AK102: GS06 of what is answered"),
        text("set_control", "AK202: ST02 of what is answered; missing when the whole group is"),
        text("verdict", "accepted, with_errors, partly or rejected", required=True),
        text("code", "IK501, AK901 or TA104 as it came"),
        codes("reasons", "IK502 and on (after its IK3 and IK4 as NM1.8, NM1-9.7), AK905 and on, or TA105"),
        time("available_at", "GS04/05, of a TA1 alone ISA09/10, or --received-at", required=True),
    ),
)
