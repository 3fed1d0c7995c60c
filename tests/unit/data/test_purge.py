"""Files out again: what only they told goes, what others told too stays, and a mended mapping reads again."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from data import tables
from data.file_reading import ReaderDefectError
from data.ingest import ingest, ingest_bytes
from data.ingest_report import FileReport
from data.mapping import ColumnMapping
from data.records import Row
from data.store import ShortIdError, Store
from tests.unit.data.tiny_x12 import tiny_835, tiny_837

FEBRUARY = datetime.fromisoformat("2026-02-15T12:00")
JANUARY, MARCH = datetime.fromisoformat("2026-01-15T12:00"), datetime.fromisoformat("2026-03-15T12:00")
HEADER = "member_id,payer_id,effective_on,terminated_on,plan_type,available_at\n"
MEMBERS = [f"M{number},PAY1,2026-01-01,,PPO,2026-01-02\n" for number in range(4)]
CLAIM = '{"claim_id": "C1", "kind": "professional", "lines": [{"charge": 1}]}'


def coverages(*members: int) -> bytes:
    return (HEADER + "".join(MEMBERS[number] for number in members)).encode()


def put(store: Store, name: str, content: bytes, received_at: datetime | None = None) -> FileReport:
    report = ingest_bytes(store, name, content, received_at=received_at)
    assert report.error is None
    return report


def owners(store: Store) -> list[tuple[str, str, int]]:
    """Member, name of the file that the row belongs to, place there."""
    names = {row["file_sha256"]: row["name"] for row in store.files()}
    rows = store.rows(tables.COVERAGES)
    return sorted((str(r["member_id"]), str(names[r["file_sha256"]]), int(str(r["position"]))) for r in rows)


def kept(store: Store) -> dict[str, tuple[Row, ...]]:
    return {str(row["name"]): (row["kept"], row["already_held"]) for row in store.files()}  # type: ignore[misc]


def test_a_row_that_another_file_told_too_stays_as_that_files(store: Store) -> None:
    one = put(store, "one", coverages(0, 1))
    put(store, "two", coverages(2, 1, 1))
    assert owners(store) == [("M0", "one", 1), ("M1", "one", 2), ("M2", "two", 1)]
    assert kept(store) == {"one": (2, 0), "two": (1, 2)}
    purged = store.purge(one.id)
    assert (purged.removed["coverages"], purged.handed_over) == (1, 1)
    assert owners(store) == [("M1", "two", 2), ("M2", "two", 1)]
    assert kept(store) == {"two": (2, 1)}
    assert store.rows(tables.TOLD_AGAIN) == []


def test_a_file_that_only_told_again_goes_without_a_trace(store: Store) -> None:
    put(store, "one", coverages(0, 1))
    two = put(store, "two", coverages(1))
    assert store.purge(two.id).removed["coverages"] == 0
    assert owners(store) == [("M0", "one", 1), ("M1", "one", 2)]
    assert store.rows(tables.TOLD_AGAIN) == []


def test_whoever_knew_a_claim_first_inherits_it(store: Store) -> None:
    one = put(store, "one", CLAIM.encode(), JANUARY)
    march, february = sorted(
        (f"[{CLAIM}]".encode(), f"[{CLAIM}] ".encode()), key=lambda c: sha256(c).digest()
    )
    put(store, "march", march, MARCH)
    put(store, "february", february, FEBRUARY)
    store.purge(one.id)
    assert store.events().claims["available_at"].tolist() == [pd.Timestamp(FEBRUARY)]


def test_one_that_told_it_again_inherits(store: Store) -> None:
    reports = [
        put(store, name, coverages(*members)) for name, members in (("a", (0,)), ("b", (1, 0)), ("c", (0, 2)))
    ]
    store.purge(reports[0].id)
    (owner,) = {name for member, name, _ in owners(store) if member == "M0"}
    store.purge(next(report.id for report in reports if report.file == owner))
    assert [member for member, _, _ in owners(store)].count("M0") == 1


def test_a_claim_told_twice_is_known_since_the_earlier_of_both_in_any_order(store: Store) -> None:
    put(store, "late", f"[{CLAIM}]".encode(), MARCH)
    early = put(store, "early", f"[{CLAIM}, {CLAIM}]".encode(), JANUARY)
    events = store.events()
    assert events.claims["available_at"].tolist() == [pd.Timestamp(JANUARY)]
    assert events.claims["submitted_at"].tolist() == [pd.Timestamp(JANUARY)]
    assert events.chains["available_at"].tolist() == [pd.Timestamp(JANUARY)]
    assert kept(store) == {"late": (0, 1), "early": (1, 1)}
    store.purge(early.id)
    events = store.events()
    assert events.claims["available_at"].tolist() == [pd.Timestamp(MARCH)]
    assert events.lines["charge_cents"].tolist() == [100]
    assert events.chains["available_at"].tolist() == [pd.Timestamp(MARCH)]
    assert kept(store) == {"late": (1, 0)}


def test_remits_of_a_table_are_held_once_and_handed_over_with_their_lines(store: Store) -> None:
    rows = "claim_id,charge,paid,line_charge,carc,amount\nC1,100,80,100,CO-45,20\n"
    put(store, "claims", tiny_837("C1"))
    one = put(store, "one", rows.encode(), MARCH)
    put(store, "two", (rows + "C9,5,5,5,,\n").encode(), MARCH)
    assert one.type == "remits"
    assert len(store.rows(tables.LINKS)) == 1
    before = store.events()
    purged = store.purge(one.id)
    assert purged.handed_over == 1
    after = store.events()
    pd.testing.assert_frame_equal(after.adjustments, before.adjustments)
    pd.testing.assert_frame_equal(after.links, before.links)


def test_what_a_purge_changed_is_said_by_table(store: Store) -> None:
    put(store, "claims", tiny_837("C1", "C2"))
    remits = put(store, "remits", tiny_835("C1", "C2", "C3"))
    told = store.purge(remits.id[:12]).as_json()
    assert told["id"] == remits.id
    assert told["removed"] == {"remits": 3, "remit_lines": 3, "adjustments": 3, "files": 1}
    assert told["links"] == {"added": 0, "removed": 2, "changed": 0}
    assert (told["claims_without_answer"], told["answers_without_claim"]) == (2, 0)


def test_a_purge_says_which_answers_lost_their_claim(store: Store) -> None:
    claims = put(store, "claims", tiny_837("C1", "C2"))
    put(store, "remits", tiny_835("C1", "C2", "C3"))
    told = store.purge(claims.id).as_json()
    assert (told["claims_without_answer"], told["answers_without_claim"]) == (0, 2)


def test_a_claim_that_another_file_answers_too_keeps_an_answer(store: Store) -> None:
    put(store, "claims", tiny_837("C1", "C2"))
    put(store, "more", tiny_835("C1"))
    remits = put(store, "remits", tiny_835("C1", "C2"))
    assert store.purge(remits.id).as_json()["claims_without_answer"] == 1


def test_a_file_is_found_by_the_beginning_of_its_id_if_it_is_long_enough(sqlite_store: Store) -> None:
    report = put(sqlite_store, "one", coverages(0))
    with pytest.raises(ShortIdError):
        sqlite_store.purge(report.id[:7])
    assert sqlite_store.purge(report.id[:8].upper()).file["name"] == "one"


# A mapping that is mended


EXPORT = (
    "Member No,Payer,From,Until,Plan,Known\nM1,P1,01/02/2026,,PPO,2026-01-05\nM2,P1,bad,,PPO,2026-01-05\n"
)
COLUMNS = {
    "Member No": "member_id",
    "Payer": "payer_id",
    "From": "effective_on",
    "Until": "terminated_on",
    "Plan": "plan_type",
    "Known": "available_at",
}
WRONG = ColumnMapping(columns=COLUMNS, date_format="%d/%m/%Y", time_format="%Y-%m-%d")
RIGHT = ColumnMapping(columns=COLUMNS, date_format="%m/%d/%Y", time_format="%Y-%m-%d")
USELESS = ColumnMapping(columns=COLUMNS, date_format="%Y%m%d", time_format="%Y-%m-%d")


def read_with(store: Store, folder: Path, mapping: ColumnMapping | None) -> FileReport:
    (report,) = ingest(store, [folder], mapping=mapping).files
    return report


@pytest.fixture
def export(tmp_path: Path) -> Path:
    (tmp_path / "export.csv").write_text(EXPORT)
    return tmp_path


def test_the_same_bytes_with_a_mended_mapping_replace_what_was_read(store: Store, export: Path) -> None:
    first = read_with(store, export, WRONG)
    assert (first.kept, first.quarantined, first.removed) == (1, 1, None)
    again = read_with(store, export, RIGHT)
    assert again.as_json()["replaced"] is True
    assert again.as_json()["removed"] == {"coverages": 1, "files": 1}
    assert [str(row["effective_on"]) for row in store.rows(tables.COVERAGES)] == ["2026-01-02"]
    (file,) = store.files()
    assert (file["mapping_sha256"], file["kept"]) == (RIGHT.sha256, 1)


def test_the_same_bytes_with_the_same_mapping_or_none_change_nothing(store: Store, export: Path) -> None:
    read_with(store, export, RIGHT)
    mark = store.watermark()
    for mapping in (RIGHT, None, ColumnMapping(columns={"Elsewhere": "member_id"})):
        report = read_with(store, export, mapping)
        assert (report.kept, report.already_held, report.quarantined, report.removed) == (0, 1, 1, None)
    assert store.watermark() == mark


def test_a_mapping_by_which_nothing_can_be_kept_leaves_what_was_read(store: Store, export: Path) -> None:
    read_with(store, export, RIGHT)
    refused = read_with(store, export, USELESS)
    assert refused.error is not None
    assert "stays" in refused.error
    assert len(store.rows(tables.COVERAGES)) == 1
    assert [row["mapping_sha256"] for row in store.files()] == [RIGHT.sha256]


def test_a_mapping_leaves_files_alone_that_it_is_not_meant_for(sqlite_store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.837").write_bytes(tiny_837("C1"))
    (tmp_path / "b.json").write_text(CLAIM.replace("{", '{"submitted_at": "2026-01-01",', 1))
    (tmp_path / "c.csv").write_bytes(coverages(0))
    ingest(sqlite_store, [tmp_path], mapping=RIGHT)
    assert [row["mapping_sha256"] for row in sqlite_store.files()] == [None] * 3


def test_a_row_told_by_another_file_outlives_the_mending(store: Store, export: Path) -> None:
    put(store, "other", (HEADER + "M1,P1,2026-02-01,,PPO,2026-01-05\n").encode())
    assert read_with(store, export, WRONG).already_held == 1
    read_with(store, export, RIGHT)
    assert sorted(str(row["effective_on"]) for row in store.rows(tables.COVERAGES)) == [
        "2026-01-02",
        "2026-02-01",
    ]
    assert store.rows(tables.TOLD_AGAIN) == []


# A fault of ours


def test_a_defect_of_ours_refuses_one_file_and_says_so(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_bytes(coverages(0))
    (tmp_path / "b.json").write_text(CLAIM)
    (tmp_path / "c.837").write_bytes(tiny_837("C1"))

    def stumble(*_: object) -> None:
        raise KeyError("SECRET")

    monkeypatch.setattr("data.file_reading.read_claims_json", stumble)
    report = ingest(sqlite_store, [tmp_path], received_at=MARCH)
    assert [file.kept for file in report.files] == [1, 0, 1]
    assert report.stopped_by_a_defect
    assert report.refused_some
    assert report.files[1].as_json()["defect"] is True
    assert "KeyError at test_purge.py" in str(report.files[1].error)
    assert "SECRET" not in str(report)
    with pytest.raises(ReaderDefectError):
        ingest_bytes(sqlite_store, "b.json", CLAIM.encode())
