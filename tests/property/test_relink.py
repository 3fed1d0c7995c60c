"""Linking only what was touched gives what linking everything at once gives."""

import random
from collections.abc import Iterator

import pandas as pd
import pytest

from data import tables
from data.link import link
from data.link_numbers import named_in
from data.records import Row
from data.store import Store
from data.tables import Table
from tests.unit.data.hand_made import (
    claim,
    day,
    file_hash,
    file_row,
    payer,
    put,
    reason,
    remit,
    status,
    takeback,
)

NUMBERS = ("P1", "P2", "P3", "0", None)
# Two numbers begin alike, one is cut off by the payer, one is written with zeros and in lower case.
CLAIM_IDS = ("A", "B", "LONG-CLAIM-NUMBER-1", "LONG-CLAIM-NUMBER-2", "LONG-CLAIM-NUMBER", "00a")
REFERENCES = ("P1", "P2 A", "B20260101 P9", "LONG-CLAIM-NUMBER-1", None)
PAYERS = (("X", None), ("Y", "BEST"), (None, "Best."), ("Z", "OTHER"))


def random_event(dice: random.Random, name: str) -> list[tuple[Table, list[Row]]]:
    at = day(dice.randint(1, 400))
    claim_id, (payer_id, payer_name) = dice.choice(CLAIM_IDS), dice.choice(PAYERS)
    number, other = dice.choice(NUMBERS), dice.choice(NUMBERS)
    who = {"payer_id": payer_id, "payer_name": payer_name}
    match dice.randint(1, 7):
        case 1 | 2:
            said = {"original_reference": number, "services_key": dice.choice(("s", None, None))}
            said |= {"content_key": dice.choice(("k", None)), "responsibility": dice.choice("PS")}
            said["frequency_code"] = dice.choice("17")
            return [(tables.CLAIMS, [claim(name, 1, claim_id, at, **said, **who)])]
        case 3 | 4:
            said = {
                "payer_claim_number": number,
                "original_reference": other,
                "paid_cents": dice.choice((0, 5)),
            }
            said |= {"status_code": dice.choice("124"), "content_key": None}
            if dice.random() < 0.3:  # what says the same names the same claim
                said, claim_id = {"content_key": "k", "payer_claim_number": "P1"}, "A"
            row = remit(name, 1, dice.choice((claim_id, claim_id, None)), at, **said, **who)
            carc = dice.choice(("16", "133", "1"))
            return [(tables.REMITS, [row]), (tables.ADJUSTMENTS, [reason(name, 1, carc)])]
        case 5:
            return [
                (tables.STATUSES, [status(name, 1, claim_id, at, payer_claim_number=number, category="A3")])
            ]
        case 6:
            trace = dice.choice((None, "T"))
            return [
                (
                    tables.PROVIDER_ADJUSTMENTS,
                    [takeback(name, 1, dice.choice(REFERENCES), at, trace_number=trace)],
                )
            ]
        case _:
            alias, meant = dice.choice((("BEST", "Y"), ("Z", "X"), ("Y", "X")))
            return [(tables.PAYERS, [payer(name, 1, alias, meant)])]


def check(store: Store) -> int:
    events = store.events()
    whole = link(
        events.claims,
        events.remits,
        events.statuses,
        provider_adjustments=events.provider_adjustments,
        adjustments=events.adjustments,
    )
    for table, made in ((tables.CHAINS, whole.chains), (tables.LINKS, whole.links)):
        key = list(table.key)
        held = getattr(events, table.name).sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(held, made.sort_values(key, ignore_index=True))
    return len(whole.links)


def batches(dice: random.Random, names: list[str]) -> Iterator[list[tuple[Table, list[Row]]]]:
    events = [random_event(dice, name) for name in names]
    while events:
        taken = [events.pop() for _ in range(min(len(events), dice.randint(1, 5)))]
        yield [part for event in taken for part in event]


@pytest.mark.parametrize("seed", range(4))
def test_what_hangs_together_is_linked_as_if_all_were_linked(sqlite_store: Store, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    names = [f"{number}" for number in range(30)]
    for parts in batches(dice, names):
        put(sqlite_store, *parts)
        check(sqlite_store)
    assert check(sqlite_store) > 0
    for name in dice.sample(names, 5):
        sqlite_store.add(tables.FILES, [file_row(name)])
        sqlite_store.purge(file_hash(name))
        check(sqlite_store)


def test_what_hangs_together_is_found_on_either_database(store: Store) -> None:
    dice = random.Random(7)  # noqa: S311 - a test's dice
    for parts in batches(dice, [f"{number}" for number in range(30)]):
        put(store, *parts)
    assert check(store) > 0
    assert len(named_in("P2 A")) == 3  # the reference above holds several numbers
