"""Tables of what stands around claims: coverages, authorizations, appeals, payers, fee schedules."""

from data.tables.columns import SOURCE, Table, cents, codes, count, date, number, text, time

COVERAGES = Table(
    "coverages",
    "one row per coverage span as told at one time",
    ("coverage_key",),
    (
        text("coverage_key", "sha256 of the row's content", required=True),
        *SOURCE,
        text("member_id", "subscriber's member id", required=True, personal=True),
        text("payer_id", "payer", required=True),
        date("effective_on", "first covered day", required=True),
        date("terminated_on", "last covered day; missing is open"),
        text("plan_type", "HMO, PPO, EPO, POS, MA, MEDICAID ..."),
        count("payer_order", "1 primary, 2 secondary ..."),
        text("group_number", "group", personal=True),
        date("verified_on", "day the payer was asked"),
        text("payer_name", "payer's name, as a 271 gives it"),
        text("plan_name", "EB05"),
        text("status", "active or inactive"),
        text("other_payer", "id or name of a payer that comes first, 271 loop 2120"),
        text("primary_care_npi", "primary care provider, 271 NM1*P3"),
        time("available_at", "when we could know it", required=True),
    ),
)

AUTHORIZATIONS = Table(
    "authorizations",
    "one row per authorization as told at one time",
    ("authorization_key",),
    (
        text("authorization_key", "sha256 of the row's content", required=True),
        *SOURCE,
        text("authorization_number", "payer's number", required=True, personal=True),
        text("member_id", "subscriber's member id", required=True, personal=True),
        text("payer_id", "payer", required=True),
        text("procedure_code", "procedure it covers; missing is any"),
        date("valid_from_on", "first day"),
        date("valid_to_on", "last day included"),
        number("units", "units granted"),
        text("status", "approved, pending, denied, cancelled"),
        text("provider_npi", "provider it was granted to"),
        text("facility_npi", "facility it was granted to"),
        date("requested_on", "day it was asked for"),
        time("available_at", "when we could know it", required=True),
    ),
)

APPEALS = Table(
    "appeals",
    "one row per appeal as told at one time; a decided row supersedes a pending one",
    ("appeal_key",),
    (
        text("appeal_key", "sha256 of the row's content", required=True),
        *SOURCE,
        text("claim_id", "the practice's claim number", required=True, personal=True),
        count("level", "1 is the first", required=True),
        date("filed_on", "day it was filed", required=True),
        date("decided_on", "day of the decision; missing while pending"),
        text("outcome", "overturned, partial, upheld, withdrawn or pending", required=True),
        cents("recovered_cents", "paid because of it"),
        number("minutes", "minutes of staff time spent"),
    ),
)

PAYERS = Table(
    "payers",
    "one row per other name or id of a payer: the crosswalk, which people declare",
    ("alias_key",),
    (
        text("alias_key", "sha256 of the row's content", required=True),
        *SOURCE,
        text("alias", "an id or a name that files use", required=True),
        text("payer_id", "the payer it means", required=True),
    ),
)

FEE_SCHEDULE = Table(
    "fee_schedule",
    "one row per amount a payer allows for one unit of a procedure, as told at one time",
    ("fee_key",),
    (
        text("fee_key", "sha256 of the row's content", required=True),
        *SOURCE,
        text("payer_id", "payer", required=True),
        text("procedure_code", "procedure it is allowed for", required=True),
        codes("modifier", "modifiers it holds for; missing is all without a row of their own"),
        cents("allowed_cents", "allowed for one unit", required=True),
        date("effective_on", "first day of service it holds for", required=True),
        date("terminated_on", "last day of service it holds for; missing is open"),
        time("available_at", "when we could know it", required=True),
    ),
)
