"""A fee schedule comes in as a CSV, is held by content, and is known from its own availability on."""

from datetime import datetime
from pathlib import Path

from data.ingest import ingest
from data.store import Store
from features.knowledge import Knowledge
from training.snapshot import write_snapshot

FEES = (
    "payer_id,procedure_code,modifier,allowed_amount,effective_on,terminated_on,available_at,note\n"
    "PAY1,99213,,72.45,2026-01-01,2026-12-31,2025-12-15,agreed\n"
    "PAY1,99213,26,20.00,2026-01-01,,2026-02-01T10:00:00,\n"
    "PAY1,99214,,-3.00,2026-01-01,,2026-02-01,\n"
)
EARLY = datetime.fromisoformat("2026-01-05")


def test_rows_are_kept_refused_and_counted(store: Store, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    (told,) = ingest(store, [tmp_path]).files
    assert (told.type, told.seen, told.kept, told.quarantined) == ("fee_schedule", 3, 2, 1)
    assert [problem.code for problem in told.problems] == ["negative_allowed_amount", "extra_columns"]
    held = store.events().fee_schedule
    assert held["allowed_cents"].tolist() == [7_245, 2_000]
    assert len(Knowledge.build(store.events()).fees.at) == 2


def test_a_row_is_not_known_before_it_was_available(store: Store, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    ingest(store, [tmp_path])
    assert store.events(EARLY).fee_schedule["allowed_cents"].tolist() == [7_245]
    assert store.events().before(EARLY).fee_schedule["allowed_cents"].tolist() == [7_245]


def test_payers_are_those_that_are_meant(store: Store, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    (tmp_path / "payers.csv").write_text("alias,payer_id\nPAY1,60054\n")
    ingest(store, [tmp_path])
    assert store.events().fee_schedule["payer_id"].tolist() == ["60054", "60054"]


def test_a_snapshot_holds_the_schedule(store: Store, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    ingest(store, [tmp_path / "fees.csv"])
    held = write_snapshot(store.events(EARLY), EARLY, tmp_path / "snapshots").events()
    assert held.fee_schedule["allowed_cents"].tolist() == [7_245]


def test_a_file_taken_out_takes_its_rows_along(store: Store, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    ingest(store, [tmp_path])
    (file,) = store.files()
    store.purge(str(file["file_sha256"]))
    assert store.events().fee_schedule.empty
