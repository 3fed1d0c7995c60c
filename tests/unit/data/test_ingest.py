"""Ingest: whole files or nothing of them, once, tied together, and every claim accounted for."""

import io
import json
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import ingest as ingest_module
from data import ingest_writing, tables
from data.ingest import FileReport, IngestReport, ingest, ingest_bytes
from data.store import Store
from tests.unit.data.hand_made import untied_remits
from tests.unit.data.tiny_x12 import tiny_835, tiny_837

COVERAGES = (
    "member_id,payer_id,effective_on,terminated_on,plan_type,available_at\n"
    "MEMBER1,PAY1,2026-01-01,,PPO,2026-01-02\n"
    "MEMBER2,PAY1,2026-01-01,2026-02-28,PPO,2026-01-02T10:00:00\n"
)
RECEIVED = datetime.fromisoformat("2026-05-05T12:00")


def counts(report: FileReport) -> tuple[int, int, int, int, int]:
    return report.seen, report.kept, report.set_aside, report.quarantined, report.already_held


def folder_of(root: Path, **files: bytes) -> Path:
    for name, content in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def test_claims_and_remits_come_in_tied_together(store: Store, tmp_path: Path) -> None:
    folder_of(tmp_path, a__one=tiny_837("C1", "C2"), b=tiny_835("C1", "C3"))
    report = ingest(store, [tmp_path])
    assert [(file.file, file.type, counts(file)) for file in report.files] == [
        ("b", "835", (2, 2, 0, 0, 0)),
        ("one", "837P", (2, 2, 0, 0, 0)),
    ]
    events = store.events()
    assert events.claims["claim_id"].tolist() == ["C1", "C2"]
    assert events.adjustments["carc"].tolist() == ["45", "45"]
    assert events.links["version_key"].tolist() == [events.claims["version_key"][0]]
    assert len(untied_remits(store)) == 1


def test_the_same_bytes_again_change_nothing(store: Store, tmp_path: Path) -> None:
    folder_of(tmp_path, a=tiny_837("C1", "C2"), b=tiny_835("C1"), c=COVERAGES.encode())
    ingest(store, [tmp_path])
    mark = store.watermark()
    folder_of(tmp_path, under__another_name=tiny_837("C1", "C2"))
    again = ingest(store, [tmp_path])
    assert [counts(file) for file in again.files] == [
        *[(2, 0, 0, 0, 2), (1, 0, 0, 0, 1), (2, 0, 0, 0, 2)],
        (2, 0, 0, 0, 2),
    ]
    assert store.watermark() == mark
    assert len(store.files()) == 3
    assert not again.kept_nothing
    assert not again.refused_some


def test_a_copy_in_the_same_folder_is_held_once(store: Store, tmp_path: Path) -> None:
    folder_of(tmp_path, a=tiny_837("C1"), b=tiny_837("C1"))
    report = ingest(store, [tmp_path])
    assert [counts(file) for file in report.files] == [(1, 1, 0, 0, 0), (1, 0, 0, 0, 1)]


def test_one_bad_claim_is_quarantined_with_its_place_and_the_rest_kept(sqlite_store: Store) -> None:
    report = ingest_bytes(sqlite_store, "x", tiny_837("C1", "", "C3"))
    assert counts(report) == (3, 2, 0, 1, 0)
    (held,) = sqlite_store.files()
    (refused,) = (
        problem for problem in json.loads(str(held["problems"])) if problem["kind"] == "quarantined"
    )
    lines = tiny_837("C1", "", "C3").decode().splitlines()
    assert lines[refused["segment"] - 1].startswith("CLM**")
    assert refused["code"] in str(report.as_json()["warnings"])


def test_what_cannot_be_read_leaves_nothing_and_is_said_in_a_sentence(
    sqlite_store: Store, tmp_path: Path
) -> None:
    folder_of(tmp_path, a=b"\x89PNG\r\n\x1a\n\0\0", b=b"ISA*broken", c=b"a,b\n1,2\n", d=b"", e=b"{]")
    report = ingest(sqlite_store, [tmp_path, tmp_path / "not there"])
    assert report.kept_nothing
    assert report.refused_some
    assert all(file.error and file.error.endswith(".") and file.kept == 0 for file in report.files)
    assert sqlite_store.files() == []
    assert sqlite_store.watermark() == 0


def test_a_csv_without_a_needed_column_names_it(sqlite_store: Store) -> None:
    report = ingest_bytes(sqlite_store, "c.csv", COVERAGES.replace("plan_type", "plan").encode())
    assert "plan_type" in str(report.error)


def test_a_folder_named_truth_is_passed_over_and_said(sqlite_store: Store, tmp_path: Path) -> None:
    folder_of(tmp_path, edi__a=tiny_837("C1"), truth__b=tiny_837("C2"), _hidden=b"")
    (tmp_path / "_hidden").rename(tmp_path / ".hidden")
    report = ingest(sqlite_store, [tmp_path])
    assert [file.file for file in report.files] == ["a"]
    assert report.skipped == (str(tmp_path / "truth"),)


def test_what_was_received_later_was_available_later(sqlite_store: Store) -> None:
    ingest_bytes(sqlite_store, "x", tiny_837("C1"), received_at=RECEIVED)
    claims = sqlite_store.events().claims
    assert claims["available_at"].tolist() == [pd.Timestamp(RECEIVED)]
    assert claims["submitted_at"].tolist() == [pd.Timestamp("2026-01-01T08:30")]


def test_a_row_that_another_file_brought_is_already_held(store: Store) -> None:
    ingest_bytes(store, "one", COVERAGES.encode())
    more = COVERAGES + "MEMBER3,PAY1,2026-01-01,,PPO,2026-01-02\n" * 2
    assert counts(ingest_bytes(store, "two", more.encode())) == (4, 1, 0, 0, 3)
    assert len(store.rows(tables.COVERAGES)) == 3


def test_canonical_claims_come_in_once_with_their_lines(store: Store) -> None:
    claim = (
        '{"claim_id": "C1", "kind": "professional", "submitted_at": "2026-01-01", "lines": [{"charge": 1}]}'
    )
    report = ingest_bytes(store, "a.json", f"[{claim}, {claim}, {{}}]".encode())
    assert (report.type, counts(report)) == ("claims", (3, 1, 0, 1, 1))
    assert counts(ingest_bytes(store, "b.json", claim.encode())) == (1, 0, 0, 0, 1)
    events = store.events()
    assert events.lines["charge_cents"].tolist() == [100]
    # A date without a time: T is its start, and it could be known at its end.
    assert events.claims["submitted_at"].tolist() == [pd.Timestamp("2026-01-01")]
    assert events.claims["available_at"].tolist() == [pd.Timestamp("2026-01-01T23:59:59.999999")]


def test_a_canonical_claim_without_a_date_needs_the_moment_it_was_received(sqlite_store: Store) -> None:
    claim = b'{"claim_id": "C1", "kind": "professional", "lines": [{"charge": 1}]}'
    assert "--received-at" in str(ingest_bytes(sqlite_store, "a.json", claim).error)
    assert counts(ingest_bytes(sqlite_store, "a.json", claim, received_at=RECEIVED)) == (1, 1, 0, 0, 0)


def test_values_no_database_takes_are_quarantined(store: Store) -> None:
    claims = "".join(
        f'{{"claim_id": "C{n}", "kind": "professional", "lines": [{{"units": {units}, "charge": 1}}]}},'
        for n, units in enumerate(("1", "1e400", "2"))
    )
    report = ingest_bytes(store, "a.json", f"[{claims[:-1]}]".encode(), received_at=RECEIVED)
    assert counts(report) == (3, 2, 0, 1, 0)


def test_a_file_the_database_refuses_does_not_harm_its_neighbours(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_of(tmp_path, a=tiny_837("C1"), b=tiny_837("C2"), c=tiny_837("C3"), d=tiny_837("C2"))
    insert = ingest_writing.insert_rows

    def refusing(connection: sa.Connection, table: tables.Table, rows: list) -> None:
        doubled = table is tables.CLAIMS and any(row["claim_id"] == "C2" for row in rows)
        insert(connection, table, [*rows, *rows] if doubled else rows)

    monkeypatch.setattr(ingest_writing, "insert_rows", refusing)
    report = ingest(store, [tmp_path])
    assert [file.error is None for file in report.files] == [True, False, True, False]
    assert set(store.events().claims["claim_id"]) == {"C1", "C3"}
    assert len(store.files()) == 2


def test_a_large_file_is_written_in_pieces_and_still_whole_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "_ROWS_AT_ONCE", 7)
    names = [f"C{number}" for number in range(20)]
    whole = tiny_837(*names)
    folder_of(tmp_path, a=whole, b=tiny_835(*names), c=tiny_837("D1"))
    told: list[tuple[int, int]] = []
    report = ingest(store, [tmp_path], progress=lambda done, total: told.append((done, total)))
    assert [counts(file)[1] for file in report.files] == [20, 20, 1]
    assert len(store.events().links) == 20
    assert told == sorted(told)
    assert told[-1] == (told[-1][1],) * 2 == (sum(path.stat().st_size for path in tmp_path.iterdir()),) * 2
    before = store.events()

    def break_off(*_args: object) -> None:
        raise ingest_writing.UnstorableFileError

    monkeypatch.setattr(ingest_writing, "relink", break_off)
    refused = ingest_bytes(store, "x", tiny_837(*names, date="20260202"))
    assert refused.error
    pd.testing.assert_frame_equal(store.events().claims, before.claims)
    assert len(store.files()) == 3


def test_many_small_files_share_a_transaction(sqlite_store: Store, tmp_path: Path) -> None:
    folder_of(tmp_path, **{f"f{number}": tiny_837(f"C{number}") for number in range(30)})
    ingest(sqlite_store, [tmp_path])
    assert len(sqlite_store.files()) == 30
    assert sqlite_store.watermark() == 1


def test_a_file_that_another_process_brought_meanwhile_is_already_held(store: Store) -> None:
    late = ingest_module._Ingestion(
        store, None, lambda _done, _total: None, 1
    )  # it looked before the other wrote
    ingest_bytes(store, "x", tiny_837("C1"))
    late.take("x", io.BytesIO(tiny_837("C1")), 1)
    assert [counts(report) for report in late.finish()] == [(1, 0, 0, 0, 1)]
    assert len(store.events().claims) == 1


def test_no_value_of_a_claim_is_in_a_report(sqlite_store: Store, tmp_path: Path) -> None:
    marked = {
        "a": tiny_837("MARK1", "", member="MARK2", charge="MARK3"),
        "b.csv": COVERAGES.replace("2026-01-01", "MARK4").replace("MEMBER1", "MARK5").encode(),
        "c.json": b'[{"claim_id": "MARK6", "kind": "MARK7", "MARK8": 1}, {"lines": "MARK9"}]',
        "d.csv": b"MARK1,MARK2\nMARK3,MARK4\n",
    }
    for name, content in marked.items():
        (tmp_path / name).write_bytes(content)
    report = ingest(sqlite_store, [tmp_path])
    assert "MARK" not in str(report)
    assert "MARK" not in str(sqlite_store.rows(tables.FILES))


WIDE = (
    "claim_id,kind,member_id,total_charge,from_on,submitted_at,diagnoses,line_charge,line_procedure_code\n"
    "A1,professional,M,1100.00,2026-01-02,2026-01-03,E119,1,100.00,99213\n"
    "A2,professional,M,100.00,2026-01-02,2026-01-03,E119,100.00,99213\n"
)
WIDE_REMITS = "claim_id,charge,paid,carc,amount\nA1,1,100.00,80,45,20\nA2,100,80,45,20\n"


@pytest.mark.parametrize("content", [WIDE, WIDE_REMITS], ids=["claims", "remits"])
def test_a_row_whose_cells_are_shifted_is_quarantined(sqlite_store: Store, content: str) -> None:
    report = ingest_bytes(sqlite_store, "f.csv", content.encode(), received_at=RECEIVED)
    assert counts(report) == (2, 1, 0, 1, 0)
    assert [(problem.code, problem.segment) for problem in report.problems] == [("too_many_cells", 1)]


def test_a_file_that_is_held_is_told_again_with_all_that_was_wrong_with_it(sqlite_store: Store) -> None:
    bad = tiny_837("C1", "C2").replace(b"CLM*C2*", b"CLM**")
    first, again = (ingest_bytes(sqlite_store, "f", bad) for _ in range(2))
    assert counts(first) == (2, 1, 0, 1, 0)
    assert counts(again) == (2, 0, 0, 1, 1)
    told = [(problem.code, problem.segment, problem.count) for problem in first.problems]
    assert [(problem.code, problem.segment, problem.count) for problem in again.problems] == told
    assert IngestReport((again,)).refused_some


def test_a_file_of_which_nothing_was_kept_is_refused_again(sqlite_store: Store) -> None:
    bad = tiny_837("C1").replace(b"CLM*C1*", b"CLM**")
    reports = [IngestReport((ingest_bytes(sqlite_store, "f", bad),)) for _ in range(2)]
    assert [report.kept_nothing for report in reports] == [True, True]


@pytest.mark.parametrize("blanks", [100, 20_000, 100_000])
def test_blanks_in_front_of_a_file_do_not_matter(sqlite_store: Store, blanks: int) -> None:
    report = ingest_bytes(sqlite_store, "f", b"\n" * blanks + tiny_837("C1"))
    assert (report.error, counts(report)) == (None, (1, 1, 0, 0, 0))
