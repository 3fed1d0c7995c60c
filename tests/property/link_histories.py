"""Random histories of claims and answers whose numbers, contents and moments collide."""

from random import Random
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from data.events import Events
from data.link import link
from tests.unit.data.claims_by_hand import Hand, day

# Few values of everything. Two numbers begin alike; one is what a payer makes of another.
CLAIM_IDS = ["C1", "C2", "ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQRSX", "ABCDEFGHIJKLMNOPQ", "00c1"]
NUMBERS = [None, None, "P1", "P2", "P3", "0", "NA"]
REFERENCES = ["P1", "P2 C1", "C220241231 P3", "C2", "P9", None]
CHARGES = [100, 300]
REASONS = ["CO-45 100", "CO-16 100", "CO-45 50, PR-1 50", "OA-133 100", "CO-97 300", ""]
PAYERS = [("A", None), ("B", "BEST HEALTH"), (None, "Best Health, Inc."), ("Z", "OTHER")]
ALIASES = [("BEST HEALTH INC", "B"), ("Z", "A")]
CONTENTS = [None, None, "k1", "k2"]
LINKED = ("claims", "remits", "statuses", "provider_adjustments")
MANY = 20


def histories(size: int) -> st.SearchStrategy[Hand]:
    """Some claims, remits, statuses and takebacks whose numbers and moments overlap."""
    return st.builds(_history, st.integers(0, 2**32), st.just(size))


def _history(seed: int, size: int) -> Hand:
    chance, hand = Random(seed), Hand()  # noqa: S311 - a history to be had again, not a secret
    ids = CLAIM_IDS if size < MANY else [f"C{number}" for number in range(size // 2)]
    for place in range(chance.randint(1, size)):
        _add_claim(chance, hand, f"f:{place + 7}", ids)
    for place in range(chance.randint(0, size)):
        _add_remit(chance, hand, f"g:{place + 7}", ids)
    for place in range(chance.randint(0, size // 2)):
        told = {"claim_id": chance.choice(ids), "payer_claim_number": chance.choice(NUMBERS)}
        hand.status(f"h:{place + 7}", at=chance.randint(1, 40), category=chance.choice(["A2", "A3"]), **told)
    for place in range(chance.randint(0, size // 2)):
        _add_takeback(chance, hand, f"i:{place + 7}:1")
    for alias, payer_id in ALIASES if chance.random() < 0.5 else ():
        hand.payer(alias, payer_id)
    return hand


def _add_claim(chance: Random, hand: Hand, key: str, ids: list[str]) -> None:
    at, served = chance.randint(1, 40), day(chance.choice([0, 3])).date()
    again, (payer, name) = chance.choice([0, 400]), chance.choice(PAYERS)
    hand.claim(
        key,
        charge=chance.choice(CHARGES),
        claim_id=chance.choice(ids),
        original_reference=chance.choice(NUMBERS),
        frequency_code=chance.choice(["1", "7"]),
        responsibility=chance.choice(["P", "S"]),
        payer_id=payer,
        payer_name=name,
        content_key=chance.choice(CONTENTS),
        services_key=chance.choice([None, "s1", "s2"]),
        from_on=served,
        through_on=served,
        submitted_at=day(max(1, at - chance.randint(0, 20)) + again),
        available_at=day(at + again),
    )


def _add_remit(chance: Random, hand: Hand, key: str, ids: list[str]) -> None:
    charge, cas, (payer, name) = chance.choice(CHARGES), chance.choice(REASONS), chance.choice(PAYERS)
    content, claim_id = chance.choice(CONTENTS), chance.choice([None, *ids])
    number = chance.choice(NUMBERS)
    if content is not None:  # what says the same names the same claim
        claim_id, number = ids[0] if content == "k1" else None, "P1"
    hand.remit(
        key,
        at=chance.randint(1, 40) + chance.choice([0, 400]),
        charge=charge,
        paid=chance.choice([0, 50]),
        claim_id=claim_id,
        payer_claim_number=number,
        original_reference=chance.choice(NUMBERS),
        status_code=chance.choice(["1", "2", "4", "22"]),
        payer_id=payer,
        payer_name=name,
        content_key=content,
        file_sha256=chance.choice(["g1", "g2"]),
        **({"lines": [{"charge": charge, "cas": cas}]} if chance.random() < 0.5 else {"cas": cas}),
    )


def _add_takeback(chance: Random, hand: Hand, key: str) -> None:
    hand.takeback(
        key,
        chance.choice(REFERENCES),
        chance.choice([50, 100]),
        at=chance.randint(1, 40) + chance.choice([0, 400]),
        reason_code=chance.choice(["WO", "L6", "FB"]),
        file_sha256=chance.choice(["g1", "g2"]),
        trace_number=chance.choice([None, "T1"]),
    )


def links_of(frames: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Chains and links of frames whose payers are those that are meant."""
    made = link(
        *(frames[name] for name in LINKED[:3]),
        provider_adjustments=frames["provider_adjustments"],
        adjustments=frames["adjustments"],
    )
    return sorted_rows(made.chains), sorted_rows(made.links)


def sorted_rows(held: pd.DataFrame) -> pd.DataFrame:
    return held.sort_values(list(held.columns[:1])).reset_index(drop=True)


def frames_of(events: Events) -> dict[str, pd.DataFrame]:
    return {name: getattr(events, name) for name in Hand().frames()}


def plain_rows(held: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as a reader or a database would have them."""
    return held.astype(object).where(held.notna(), None).to_dict("records")
