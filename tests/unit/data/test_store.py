"""The store: the same answers on SQLite and PostgreSQL, and links that follow every change."""

import threading
from dataclasses import fields
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from data import tables
from data.clocks import day_end, day_start
from data.errors import NotFoundError
from data.events import Events
from data.frames import frame
from data.store import Store
from tests.unit.data.hand_made import (
    claim,
    day,
    file_hash,
    file_row,
    key,
    links,
    put,
    remit,
    status,
    takeback,
    untied_remits,
)

LATE = day_end(date(2026, 3, 1))


def same(one: Events, other: Events) -> None:
    for table in fields(Events):
        pd.testing.assert_frame_equal(getattr(one, table.name), getattr(other, table.name))


def fill(store: Store) -> None:
    put(
        store,
        (
            tables.CLAIMS,
            [
                claim("b", 10, "C1", patient_birth_on=date(1950, 2, 28), diagnoses="E119 I10"),
                claim("b", 9, "C2", payer_id="ä", submitted_at=LATE, available_at=LATE, position=2**40),
                claim("a", 100, "Z3"),
            ],
        ),
        (
            tables.LINES,
            [
                {"version_key": key("b", 10), "line": 2, "charge_cents": 2**53 + 1, "units": 0.1},
                {"version_key": key("b", 9), "line": 1, "from_on": date(2026, 1, 3)},
                {"version_key": key("b", 10), "line": 1, "charge_cents": -5},
                {"version_key": key("b", 10), "line": 11},
            ],
        ),
        (
            tables.REMITS,
            [remit("r", 5, "C1", day(20), paid_on=date(2026, 1, 19)), remit("r", 30, "nobody", day(20))],
        ),
        (tables.ADJUSTMENTS, [{"remit_key": key("r", 5), "remit_line": 0, "ordinal": 1, "carc": "197"}]),
        (tables.STATUSES, [status("s", 4, "C1", day(2), category="A1")]),
        (
            tables.APPEALS,
            [
                {
                    "appeal_key": "k",
                    "file_sha256": file_hash("ap"),
                    "position": 1,
                    "claim_id": "C1",
                    "level": 1,
                    "filed_on": date(2026, 2, 1),
                    "decided_on": date(2026, 3, 1),
                    "outcome": "overturned",
                    "recovered_cents": 7,
                    "minutes": 30.0,
                }
            ],
        ),
    )


def test_events_are_conforming_frames_with_exact_values(store: Store) -> None:
    fill(store)
    events = store.events()
    for table in (*tables.EVENTS, *tables.DERIVED):
        held = getattr(events, table.name)
        pd.testing.assert_series_equal(held.dtypes, frame(table, []).dtypes)
    assert events.lines["charge_cents"].dropna().tolist() == [-5, 2**53 + 1]
    claims = events.claims.set_index("claim_id")
    assert claims.loc["C1", "patient_birth_on"] == pd.Timestamp("1950-02-28")
    assert claims.loc["C2", "available_at"] == pd.Timestamp(LATE)
    assert claims.loc["C2", "position"] == 2**40
    assert claims.loc["C2", "payer_id"] == "ä"
    assert pd.isna(claims.loc["Z3", "payer_id"])
    assert events.lines["units"].dropna().tolist() == [0.1]


def test_events_come_in_order_of_availability_then_of_hash_and_number(store: Store) -> None:
    fill(store)
    events = store.events()
    first = sorted([key("a", 100), key("b", 10)])
    assert events.claims["version_key"].tolist() == [*first, key("b", 9)]
    assert events.lines[["version_key", "line"]].to_numpy().tolist() == [
        *[[key("b", 10), 1], [key("b", 10), 2], [key("b", 10), 11]],
        [key("b", 9), 1],
    ]
    assert events.remits["remit_key"].tolist() == [key("r", 5), key("r", 30)]


def test_reading_what_was_known_before_a_moment_equals_cutting_what_is_known_now(store: Store) -> None:
    fill(store)
    now = store.events()
    for moment in (day(1), day(2), day(20), day_start(date(2026, 2, 2)), LATE, day_start(date(2027, 1, 1))):
        same(store.events(moment), now.before(moment))
    assert len(store.events(LATE).claims) == 2


def test_a_remit_is_tied_to_its_claim_whichever_comes_first(store: Store) -> None:
    put(store, (tables.REMITS, [remit("r", 1, "C1", day(20)), remit("r", 2, "C2", day(20))]))
    assert links(store) == {}
    assert untied_remits(store) == [key("r", 1), key("r", 2)]
    put(store, (tables.CLAIMS, [claim("c", 1, "C1")]))
    assert links(store) == {key("r", 1): key("c", 1)}
    assert untied_remits(store) == [key("r", 2)]


def test_links_do_not_depend_on_the_order_of_ingest(sqlite_store: Store) -> None:
    parts = [
        (tables.CLAIMS, [claim("c1", 1, "C1", day(1), frequency_code="1")]),
        (tables.REMITS, [remit("r1", 1, "C1", day(20), payer_claim_number="P1")]),
        (tables.CLAIMS, [claim("c2", 1, "NEW", day(30), frequency_code="7", original_reference="P1")]),
        (tables.REMITS, [remit("r2", 1, None, day(50), payer_claim_number="P2", original_reference="P1")]),
    ]
    seen = []
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)):
        for place in order:
            put(sqlite_store, parts[place])
        events = sqlite_store.events()
        seen.append((events.chains, events.links))
        for name in ("c1", "r1", "c2", "r2"):
            sqlite_store.add(tables.FILES, [file_row(name)])
            sqlite_store.purge(file_hash(name))
    for chains, made in seen:
        pd.testing.assert_frame_equal(chains, seen[0][0])
        pd.testing.assert_frame_equal(made, seen[0][1])
    assert len(seen[0][1]) == 2
    assert seen[0][0]["chain_key"].unique().tolist() == [key("c1", 1)]


def test_a_cut_claim_number_is_found_by_its_stem(store: Store) -> None:
    long = "A2345678901234567-TAIL"
    put(store, (tables.REMITS, [remit("r", 1, long[:20], day(20))]))
    put(store, (tables.CLAIMS, [claim("c", 1, long)]))
    assert links(store) == {key("r", 1): key("c", 1)}


def test_only_touched_chains_are_written_again(store: Store) -> None:
    put(store, (tables.CLAIMS, [claim("c", 1, "C1"), claim("c", 2, "C2")]))
    # A mark that linking would never make: it survives because nothing touches C2.
    with store.changing() as connection:
        connection.execute(sa.text("UPDATE chains SET rule = 'mark'"))
    put(store, (tables.REMITS, [remit("r", 1, "C1", day(20))]))
    assert [row["rule"] for row in store.rows(tables.CHAINS, version_key=key("c", 2))] == ["mark"]
    put(store, (tables.REMITS, [remit("r", 2, "C2", day(20))]))
    assert [row["rule"] for row in store.rows(tables.CHAINS, version_key=key("c", 2))] == ["first"]


def test_a_failed_change_leaves_nothing_behind(store: Store) -> None:
    fill(store)
    before, mark = store.events(), store.watermark()
    with pytest.raises(sa.exc.IntegrityError):
        put(store, (tables.CLAIMS, [claim("x", 1, "C1"), claim("x", 1, "C1")]))
    with pytest.raises(sa.exc.IntegrityError):
        put(store, (tables.LINES, [{"version_key": "no such claim", "line": 1}]))
    same(store.events(), before)
    assert store.watermark() == mark


def test_a_failed_statement_does_not_tell_its_values(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError) as caught:
        put(store, (tables.CLAIMS, [claim("x", 1, "SECRET"), claim("x", 1, "SECRET")]))
    assert "SECRET" not in str(caught.value)


def test_the_watermark_moves_with_events_and_stands_still_for_the_rest(store: Store) -> None:
    start = store.watermark()
    put(store, (tables.CLAIMS, [claim("c", 1, "C1")]))
    added = store.watermark()
    store.add(tables.FILES, [file_row("c")])
    assert start < added == store.watermark()
    store.purge(file_hash("c"))
    assert store.watermark() > added


def test_purging_a_file_takes_its_rows_and_unties_what_hung_on_them(store: Store) -> None:
    put(
        store,
        (tables.FILES, [file_row("c")]),
        (tables.CLAIMS, [claim("c", 1, "C1"), claim("d", 1, "C2")]),
        (tables.LINES, [{"version_key": key("c", 1), "line": 1}, {"version_key": key("d", 1), "line": 1}]),
        (tables.REMITS, [remit("r", 1, "C1", day(20)), remit("r", 2, "C2", day(20))]),
    )
    purged = store.purge(file_hash("c"))
    assert purged.file["name"] == "c"
    assert purged.as_json() == {
        "id": file_hash("c"),
        "file": "c",
        "type": "837P",
        "handed_over": 0,
        "removed": {"claims": 1, "lines": 1, "files": 1},
        "links": {"added": 0, "removed": 2, "changed": 0},
        "claims_without_answer": 0,
        "answers_without_claim": 1,
    }
    events = store.events()
    assert events.claims["claim_id"].tolist() == ["C2"]
    assert events.lines["version_key"].tolist() == events.chains["version_key"].tolist() == [key("d", 1)]
    assert links(store) == {key("r", 2): key("d", 1)}
    assert store.files() == []


def test_purging_what_never_came_in_is_an_error(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.purge("0" * 64)


def test_operations_rows_come_back_by_their_columns(store: Store) -> None:
    rows = [
        {
            "promotion": number,
            "model": "denial",
            "action": "promoted",
            "sha256": "s",
            "by": "me",
            "why": "better",
            "decided_at": day(number),
            "previous_sha256": None,
            "champion_sha256": "s",
            "version": None,
            "gate_version": None,
            "checks": None,
        }
        for number in (2, 1)
    ]
    store.add(tables.PROMOTIONS, rows)
    assert store.rows(tables.PROMOTIONS, model="denial") == rows[::-1]
    assert store.rows(tables.PROMOTIONS, model="appeal") == []


def test_the_events_of_a_claim_are_its_chains_and_nothing_else(store: Store) -> None:
    fill(store)
    put(
        store,
        (tables.CLAIMS, [claim("n", 1, "C1-NEW", day(40), frequency_code="7", original_reference="P")]),
        (tables.REMITS, [remit("q", 1, "C1", day(30), payer_claim_number="P")]),
    )
    whole = store.events()
    for number in ("C1", "C1-NEW"):
        events = store.claim_events(number)
        assert events.claims["claim_id"].tolist() == ["C1", "C1-NEW"]
        assert events.remits["remit_key"].tolist() == [key("r", 5), key("q", 1)]
        assert events.lines["line"].tolist() == [1, 2, 11]
        assert events.adjustments["carc"].tolist() == ["197"]
        assert events.statuses["status_key"].tolist() == [key("s", 4)]
        assert events.appeals["outcome"].tolist() == ["overturned"]
        for table in (*tables.EVENTS, *tables.DERIVED):
            part, all_of_it = getattr(events, table.name), getattr(whole, table.name)
            inside = all_of_it.merge(part[list(table.key)], on=list(table.key))
            pd.testing.assert_frame_equal(part, inside)


def test_a_remit_without_its_claim_is_found_by_the_number_it_names(store: Store) -> None:
    fill(store)
    events = store.claim_events("nobody")
    assert events.remits["remit_key"].tolist() == [key("r", 30)]
    assert events.claims.empty
    assert store.claim_events("never heard of").remits.empty


def test_two_writers_at_once_lose_no_link(store: Store) -> None:
    both = threading.Barrier(2)

    def write(*parts: object) -> None:
        both.wait()
        for part in parts:
            put(store, part)

    names = [f"C{number}" for number in range(4)]
    claims = [(tables.CLAIMS, [claim(f"c{name}", 1, name)]) for name in names]
    remits = [(tables.REMITS, [remit(f"r{name}", 1, name, day(20))]) for name in names]
    writers = [threading.Thread(target=write, args=parts) for parts in (claims, remits)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(links(store)) == 4


def test_the_events_of_a_claim_hold_the_takebacks_that_name_it(store: Store) -> None:
    put(store, (tables.CLAIMS, [claim("f", 1, "C1"), claim("f", 2, "C2")]))
    put(store, (tables.REMITS, [remit("g", 1, "C1", day(9), payer_claim_number="P1")]))
    interest = takeback("i", 2, "P1", day(40), reason_code="L6")
    other = takeback("i", 3, "C2", day(40))
    put(store, (tables.PROVIDER_ADJUSTMENTS, [takeback("i", 1, "P1 C1", day(40)), interest, other]))
    held = store.claim_events("C1")
    assert held.provider_adjustments["plb_key"].tolist() == [f"{key('i', place)}:1" for place in (1, 2)]
    assert held.links["event"].tolist() == ["remit", "takeback"]
