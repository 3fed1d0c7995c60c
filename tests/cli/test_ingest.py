from pathlib import Path

import pytest

from tests.cli.command import cleanclaim
from tests.cli.files import MARK, claim, claims_837


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def counts(file: dict[str, int]) -> tuple[int, ...]:
    return tuple(file[name] for name in ("seen", "kept", "set_aside", "quarantined", "already_held"))


def test_a_good_file_is_kept_and_a_second_time_already_held(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "good.837"
    path.write_bytes(claims_837(claim("1"), claim("2")))

    first = cleanclaim(home, "ingest", path, "--json")
    second = cleanclaim(home, "ingest", path, "--json")

    assert (first.code, counts(first.told["files"][0])) == (0, (2, 2, 0, 0, 0))
    assert (second.code, counts(second.told["files"][0])) == (0, (2, 0, 0, 0, 2))


def test_an_unreadable_file_keeps_nothing_and_exits_3_with_a_sentence(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "photo.837"
    path.write_bytes(bytes(range(256)) * 20)

    ran = cleanclaim(home, "ingest", path)

    assert ran.code == 3
    assert "photo.837" in ran.stderr
    assert cleanclaim(home, "ingest", path, "--json").told["files"][0]["kept"] == 0
    assert cleanclaim(home, "files", "list", "--json").told["files"] == []


def test_one_bad_claim_among_many_is_quarantined_with_its_place_and_exits_4(
    home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mixed.837"
    path.write_bytes(claims_837(*(claim(str(n)) for n in range(50)), claim("X", charge=MARK), claim("Y")))

    ran = cleanclaim(home, "ingest", path, "--json")

    file = ran.told["files"][0]
    assert ran.code == 4
    assert counts(file) == (52, 51, 0, 1, 0)
    place = 12 + 12 * 50 + 8  # the head, 50 claims, then the eighth segment of the bad one is its CLM
    assert place in [warning["segment"] for warning in file["warnings"]]


def test_a_csv_without_a_needed_column_exits_3_and_names_the_column(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "coverages.csv"
    path.write_text(f"member_id,payer_id,effective_on,available_at\n{MARK},P001,2025-01-01,2025-01-02\n")

    ran = cleanclaim(home, "ingest", path)

    assert ran.code == 3
    assert "terminated_on" in ran.stderr
    assert MARK not in ran.stderr + ran.stdout


def test_a_mapping_gives_our_names_to_a_billing_systems_columns(home: Path, tmp_path: Path) -> None:
    table, mapping = tmp_path / "export.csv", tmp_path / "mapping.toml"
    table.write_text(
        "Member No,payer_id,effective_on,terminated_on,plan_type,Known Since\n"
        "M1,P001,2025-01-01,,PPO,2025-01-02\n"
    )
    mapping.write_text('[columns]\n"Member No" = "member_id"\n"Known Since" = "available_at"\n')

    without = cleanclaim(home, "ingest", table)
    ran = cleanclaim(home, "ingest", table, "--mapping", mapping, "--json")

    assert without.code == 3
    assert (ran.code, counts(ran.told["files"][0])) == (0, (1, 1, 0, 0, 0))


def test_a_mapping_that_is_none_exits_3_and_says_what_was_expected(home: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("not a mapping")

    ran = cleanclaim(home, "ingest", tmp_path, "--mapping", mapping)

    assert ran.code == 3
    assert "[columns]" in ran.stderr


def test_a_folder_named_truth_is_skipped_and_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "truth").mkdir(parents=True)
    (tmp_path / "in" / "truth" / "secret.837").write_bytes(claims_837(claim("9")))
    (tmp_path / "in" / "a.837").write_bytes(claims_837(claim("1")))

    ran = cleanclaim(home, "ingest", tmp_path / "in")

    assert "truth" in ran.stderr
    assert len(cleanclaim(home, "files", "list", "--json").told["files"]) == 1


def test_no_claim_value_comes_back_in_any_message(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.837"
    bad.write_bytes(claims_837(claim("1", charge=MARK), claim("2")).replace(b"SE*30", b"SE*" + MARK.encode()))
    cut = tmp_path / "cut.837"
    cut.write_bytes(claims_837(claim("3"))[:400])
    table = tmp_path / "appeals.csv"
    table.write_text(
        "claim_id,level,filed_on,decided_on,outcome,recovered_amount,minutes\n"
        f"{MARK},{MARK},{MARK},{MARK},{MARK},{MARK},{MARK}\n"
    )

    said = [
        cleanclaim(home, *command)
        for command in (
            ("ingest", bad, cut, table),
            ("ingest", bad, cut, table, "--json"),
            ("score", bad, cut, table),
            ("files", "list"),
            ("doctor",),
        )
    ]

    caught = capfd.readouterr()
    assert all(ran.code in (0, 3, 4, 5) for ran in said)
    assert MARK not in "".join(ran.stdout + ran.stderr for ran in said) + caught.out + caught.err


def test_a_mended_mapping_reads_the_file_again_and_says_so(home: Path, tmp_path: Path) -> None:
    table, mapping = tmp_path / "export.csv", tmp_path / "mapping.toml"
    table.write_text(
        "Member,payer_id,effective_on,terminated_on,plan_type,available_at\n"
        "M1,P001,02/01/2025,,PPO,2025-02-02\nM2,P001,13/01/2025,,PPO,2025-02-02\n"
    )
    columns = '[columns]\n"Member" = "member_id"\n'
    known = 'time_format = "%Y-%m-%d"\n'
    mapping.write_text(f'date_format = "%m/%d/%Y"\n{known}{columns}')
    wrong = cleanclaim(home, "ingest", table, "--mapping", mapping, "--json")
    mapping.write_text(f'date_format = "%d/%m/%Y"\n{known}{columns}')
    mended = cleanclaim(home, "ingest", table, "--mapping", mapping, "--json")
    again = cleanclaim(home, "ingest", table, "--mapping", mapping)

    assert (wrong.code, counts(wrong.told["files"][0])) == (4, (2, 1, 0, 1, 0))
    assert (mended.code, counts(mended.told["files"][0])) == (0, (2, 2, 0, 0, 0))
    assert mended.told["files"][0]["replaced"] is True
    assert mended.told["files"][0]["removed"] == {"coverages": 1, "files": 1}
    assert again.code == 0
    (held,) = cleanclaim(home, "files", "list", "--json").told["files"]
    assert held["kept"] == 2
    assert held["mapping_sha256"]


def test_a_mistake_in_a_mapping_exits_3_and_names_the_column_it_may_have_meant(
    home: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\n"Member" = "memberid"\n')

    ran = cleanclaim(home, "ingest", tmp_path, "--mapping", mapping)

    assert ran.code == 3
    assert "member_id" in ran.stderr


def test_a_defect_of_ours_exits_4_beside_good_files_and_1_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr("data.file_reading.read_import", stumble)
    good, bad = tmp_path / "good.837", tmp_path / "payers.csv"
    good.write_bytes(claims_837(claim("1")))
    bad.write_text("alias,payer_id\nA,B\n")

    both, alone = cleanclaim(home, "ingest", good, bad), cleanclaim(home, "ingest", bad, "--json")

    assert (both.code, alone.code) == (4, 1)
    assert "defect of this program" in both.stderr
    assert "payers.csv" in both.stderr
    assert alone.told["files"][0]["defect"] is True
    assert MARK not in both.stderr + both.stdout + alone.stdout


def test_a_purge_says_what_went_and_what_stays(home: Path, tmp_path: Path) -> None:
    for name, rows in {"one.csv": "A,P1\nB,P1\n", "two.csv": "B,P1\nC,P1\n"}.items():
        (tmp_path / name).write_text(f"alias,payer_id\n{rows}")
    taken = cleanclaim(home, "ingest", tmp_path / "one.csv", tmp_path / "two.csv", "--json")
    file_id = taken.told["files"][0]["id"]

    purged = cleanclaim(home, "files", "purge", file_id[:12], "--json")

    assert purged.told["id"] == file_id
    assert purged.told["removed"] == {"payers": 1, "files": 1}
    assert purged.told["handed_over"] == 1
    assert purged.told["links"] == {"added": 0, "removed": 0, "changed": 0}
    shown = cleanclaim(home, "files", "purge", taken.told["files"][1]["id"])
    assert "payers removed" in shown.stdout
    assert cleanclaim(home, "files", "purge", file_id).code == 2
