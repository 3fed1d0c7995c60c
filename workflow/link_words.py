"""Why a version stands in its chain and an answer at its version, in words."""

from collections.abc import Mapping
from typing import Final

CHAIN_WORDS: Final[Mapping[str, str]] = {
    "first": "the first of its claim",
    "claim_id": "same claim number",
    "payer_number": "names the payer's number of the claim it replaces",
    "services": "same services, given up under another claim number",
    "resend": "sent again word for word",
}
"""By the rule of `chains`."""

LINK_WORDS: Final[Mapping[str, str]] = {
    "claim_id": "names its claim number",
    "payer_number": "bears the payer's number of it",
    "original_reference": "names the number that it replaces",
    "not_rejected": "the other was rejected at the door",
    "payer": "comes from the payer it was sent to",
    "responsibility": "comes from a payer of its place in line",
    "frequency": "has its frequency code",
    "charge": "has its charge",
    "dates": "has its days of service",
    "member": "has its member",
    "received": "was received after it was sent",
    "unclaimed_number": "other versions bear other payer's numbers",
    "recency": "the newest that can have been answered by then",
    "repeated": "another file told the same before",
}
"""By the rule of `links`: the evidence that decided."""


def in_words(event: str, rule: str | None) -> str:
    """Why a `sent` version stands in its chain, or any other event at its version; empty when it does not."""
    if rule is None:
        return ""
    return (CHAIN_WORDS if event == "sent" else LINK_WORDS).get(rule, rule.replace("_", " "))
