"""What hangs together is found in the database, whichever of it came first."""

from itertools import permutations

import pytest

from data import tables
from data.records import Row
from data.store import Store
from data.tables import Table
from tests.unit.data.hand_made import claim, day, key, links, put, reason, remit, status, takeback

Part = tuple[Table, list[Row]]
CLAIM = key("f", 1)


def put_in_turn(store: Store, *parts: Part) -> None:
    for part in parts:
        put(store, part)


def chain_rules(store: Store) -> dict[str, str]:
    return {str(row["version_key"]): str(row["rule"]) for row in store.rows(tables.CHAINS)}


def test_an_answer_whose_claim_number_was_cut_off_finds_its_claim_and_is_found_by_it(store: Store) -> None:
    sent = (
        tables.CLAIMS,
        [claim("f", 1, "ACMEHEALTHCLINIC-000123"), claim("f", 2, "ACMEHEALTHCLINIC-000124")],
    )
    sent[1][1]["total_charge_cents"] = 5_000
    put_in_turn(
        store,
        (tables.REMITS, [remit("g", 1, "ACMEHEALTHCLINIC-", day(9))]),
        sent,
        (tables.STATUSES, [status("h", 1, "ACMEHEALTHCLINIC-000", day(2))]),
    )
    assert links(store) == {key("g", 1): CLAIM, key("h", 1): CLAIM}


def test_a_claim_number_in_capitals_and_without_zeros_finds_its_claim(store: Store) -> None:
    put_in_turn(
        store, (tables.REMITS, [remit("g", 1, "AB7", day(9))]), (tables.CLAIMS, [claim("f", 1, "00ab7")])
    )
    assert links(store) == {key("g", 1): CLAIM}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_services_sent_again_are_found_under_another_number(
    sqlite_store: Store, order: tuple[int, ...]
) -> None:
    denial = (tables.REMITS, [remit("g", 1, "C1", day(9), paid_cents=0, status_code="4")])
    files = (
        ((tables.CLAIMS, [claim("f", 1, "C1", services_key="s")]),),
        (denial, (tables.ADJUSTMENTS, [reason("g", 1, "16")])),
        ((tables.CLAIMS, [claim("f", 2, "C2", day(20), services_key="s")]),),
    )
    for place in order:
        put(sqlite_store, *files[place])
    assert chain_rules(sqlite_store) == {CLAIM: "first", key("f", 2): "services"}


@pytest.mark.parametrize(("carc", "rule"), [("16", "services"), ("133", "first"), ("1", "first")])
def test_the_reasons_say_whether_services_were_given_up(store: Store, carc: str, rule: str) -> None:
    answer = remit("g", 1, "C1", day(9), paid_cents=0, status_code="1")
    put(
        store,
        (tables.CLAIMS, [claim("f", 1, "C1", services_key="s")]),
        (tables.REMITS, [answer]),
        (tables.ADJUSTMENTS, [reason("g", 1, carc)]),
    )
    put(store, (tables.CLAIMS, [claim("f", 2, "C2", day(20), services_key="s")]))
    assert chain_rules(store)[key("f", 2)] == rule


def test_a_remit_without_any_reason_gave_nothing_up(store: Store) -> None:
    put_in_turn(
        store,
        (tables.CLAIMS, [claim("f", 1, "C1", services_key="s")]),
        (tables.REMITS, [remit("g", 1, "C1", day(9), paid_cents=0, status_code="4")]),
        (tables.CLAIMS, [claim("f", 2, "C2", day(20), services_key="s")]),
    )
    assert chain_rules(store)[key("f", 2)] == "first"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_takeback_is_found_by_any_number_in_its_reference(
    sqlite_store: Store, order: tuple[int, ...]
) -> None:
    parts = (
        (tables.CLAIMS, [claim("f", 1, "C1")]),
        (tables.REMITS, [remit("g", 1, "C1", day(9), payer_claim_number="P1")]),
        (tables.PROVIDER_ADJUSTMENTS, [takeback("i", 1, "X9 P1", day(30))]),
    )
    put_in_turn(sqlite_store, *(parts[place] for place in order))
    assert links(sqlite_store) == {key("g", 1): CLAIM, f"{key('i', 1)}:1": CLAIM}
