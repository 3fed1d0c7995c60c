from datetime import date
from pathlib import Path

import pandas as pd

from data import tables
from data.clocks import day_start
from data.events import Events, events_of
from data.frames import frame
from training.snapshot import open_snapshot, write_snapshot

AS_OF = day_start(date(2026, 3, 1))


def _events(charge: int = 100) -> Events:
    rows = [
        {
            "version_key": f"{k}",
            "file_sha256": "f",
            "position": k,
            "claim_id": f"C{k}",
            "kind": "professional",
            "total_charge_cents": charge if k else None,
            "submitted_at": day_start(date(2026, 1, 1)),
            "available_at": day_start(date(2026, 1, 1)),
        }
        for k in range(3)
    ]
    return events_of({"claims": frame(tables.CLAIMS, rows)})


def test_the_same_events_have_the_same_name_and_bytes(tmp_path: Path) -> None:
    one = write_snapshot(_events(), AS_OF, tmp_path / "a")
    two = write_snapshot(_events(), AS_OF, tmp_path / "b")
    assert one.sha256 == two.sha256
    assert (one.folder / "claims.parquet").read_bytes() == (two.folder / "claims.parquet").read_bytes()


def test_another_value_or_moment_has_another_name(tmp_path: Path) -> None:
    names = {
        write_snapshot(_events(), AS_OF, tmp_path).sha256,
        write_snapshot(_events(101), AS_OF, tmp_path).sha256,
        write_snapshot(_events(), day_start(date(2026, 3, 2)), tmp_path).sha256,
    }
    assert len(names) == 3


def test_events_come_back_as_they_went(tmp_path: Path) -> None:
    events = _events()
    held = open_snapshot(write_snapshot(events, AS_OF, tmp_path).folder)
    assert held.as_of == AS_OF
    pd.testing.assert_frame_equal(held.events().claims, events.claims)
    assert list(held.events().remits.columns) == list(tables.REMITS.names)


def test_writing_twice_keeps_one_folder_and_no_leftovers(tmp_path: Path) -> None:
    write_snapshot(_events(), AS_OF, tmp_path)
    write_snapshot(_events(), AS_OF, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
