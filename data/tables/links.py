"""Tables computed from the events alone: chains of versions, and what is tied to them."""

from data.tables.columns import Table, count, text, time

CHAINS = Table(
    "chains",
    "one row per claim version: its place among the versions of one claim",
    ("version_key",),
    (
        text("version_key", "the claim version", required=True),
        text("chain_key", "version_key of the chain's first version", required=True),
        count("version", "1-based ordinal within the chain, by availability", required=True),
        text("rule", "why it is here: first, payer_number, claim_id, services or resend", required=True),
        time("available_at", "when this could be known", required=True),
    ),
)

LINKS = Table(
    "links",
    "one row per remit, status or takeback that was tied to a claim version",
    ("event_key",),
    (
        text("event_key", "remit_key, status_key or plb_key", required=True),
        text("event", "remit, status or takeback", required=True),
        text("version_key", "the claim version it answers", required=True),
        text("rule", "the evidence that decided; repeated: another file told it before", required=True),
        time("available_at", "when both were in hand", required=True),
    ),
)
