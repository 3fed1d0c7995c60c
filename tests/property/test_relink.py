"""Linking only what was touched gives what linking everything at once gives."""

import random

import pandas as pd
import pytest

from data import tables
from data.link import link
from data.records import Row
from data.store import Store
from data.tables import Table
from tests.unit.data.hand_made import claim, day, file_hash, file_row, put, remit, status

NUMBERS = ("P1", "P2", "P3", None)
# Two numbers share the stem of 17 characters, and one is cut off by the payer.
CLAIM_IDS = ("A", "B", "LONG-CLAIM-NUMBER-1", "LONG-CLAIM-NUMBER-2", "LONG-CLAIM-NUMBER")


def random_event(dice: random.Random, name: str) -> tuple[Table, list[Row]]:
    at = day(dice.randint(1, 400))
    claim_id = dice.choice(CLAIM_IDS)
    number, other = dice.choice(NUMBERS), dice.choice(NUMBERS)
    match dice.randint(1, 5):
        case 1 | 2:
            frequency = dice.choice("17")
            return tables.CLAIMS, [
                claim(name, 1, claim_id, at, original_reference=number, frequency_code=frequency)
            ]
        case 3 | 4:
            maybe = dice.choice((claim_id, None))
            return tables.REMITS, [
                remit(name, 1, maybe, at, payer_claim_number=number, original_reference=other)
            ]
        case _:
            return tables.STATUSES, [status(name, 1, claim_id, at, payer_claim_number=number)]


def check(store: Store) -> int:
    events = store.events()
    whole = link(events.claims, events.remits, events.statuses)
    for table, made in ((tables.CHAINS, whole.chains), (tables.LINKS, whole.links)):
        key = list(table.key)
        held = getattr(events, table.name).sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(held, made.sort_values(key, ignore_index=True))
    return len(whole.links)


@pytest.mark.parametrize("seed", range(3))
def test_what_hangs_together_is_linked_as_if_all_were_linked(sqlite_store: Store, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    names = [f"{number}" for number in range(24)]
    events = [random_event(dice, name) for name in names]
    while events:
        put(sqlite_store, *(events.pop() for _ in range(min(len(events), dice.randint(1, 5)))))
    assert check(sqlite_store) > 0
    for name in dice.sample(names, 4):
        sqlite_store.add(tables.FILES, [file_row(name)])
        sqlite_store.purge(file_hash(name))
        check(sqlite_store)
