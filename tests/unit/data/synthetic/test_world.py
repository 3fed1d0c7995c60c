import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from data.records import ClaimRecord, Quarantined, RemitRecord, SetAside, StatusRecord
from data.synthetic import WorldSummary, simulate
from data.synthetic.settings import UnknownSettingError
from data.x12.reader import X12Reader

SIZE = 1_200


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WorldSummary]:
    out = tmp_path_factory.mktemp("small")
    return out, simulate(out, claims=SIZE, seed=3)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _items(folder: Path) -> Iterator[object]:
    for path in sorted(folder.rglob("*.*")):
        with path.open("rb") as stream:
            yield from X12Reader(stream, file_sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(
    small: tuple[Path, WorldSummary], tmp_path: Path
) -> None:
    simulate(tmp_path / "again", claims=SIZE, seed=3)
    simulate(tmp_path / "other", claims=SIZE, seed=4)
    assert _hashes(tmp_path / "again") == _hashes(small[0])
    assert _hashes(tmp_path / "other")["truth/claims.csv"] != _hashes(small[0])["truth/claims.csv"]


def test_the_files_hold_every_version_once_and_nothing_unreadable(small: tuple[Path, WorldSummary]) -> None:
    out, summary = small
    sent, unsent = list(_items(out / "edi")), list(_items(out / "next"))
    odd = [item for item in (*sent, *unsent) if isinstance(item, Quarantined | SetAside)]
    assert not odd
    assert sum(isinstance(item, ClaimRecord) for item in sent) + len(unsent) == SIZE == summary.versions
    assert len(unsent) == summary.unsent
    assert {item.claim["kind"] for item in sent if isinstance(item, ClaimRecord)} == {
        "professional",
        "institutional",
    }
    assert any(isinstance(item, StatusRecord) and item.status["category"] in ("A3", "A7") for item in sent)


def test_every_remit_balances(small: tuple[Path, WorldSummary]) -> None:
    remits = [item for item in _items(small[0] / "edi/835") if isinstance(item, RemitRecord)]
    assert remits
    for record in remits:
        adjusted = sum(int(str(row["amount_cents"])) for row in record.adjustments)
        assert int(str(record.remit["charge_cents"])) - adjusted == record.remit["paid_cents"]
    assert any(record.remit["status_code"] == "22" for record in remits)


def test_unsent_claims_leave_after_the_last_file_that_came_in(small: tuple[Path, WorldSummary]) -> None:
    came: list[datetime] = []
    for item in _items(small[0] / "edi"):
        row = (
            item.claim
            if isinstance(item, ClaimRecord)
            else getattr(item, "remit", None) or getattr(item, "status", {})
        )
        came.append(row["available_at"])
    unsent = [
        item.claim["submitted_at"] for item in _items(small[0] / "next") if isinstance(item, ClaimRecord)
    ]
    assert min(unsent) > max(came)


def test_truth_has_the_columns_of_the_contract_for_every_version(small: tuple[Path, WorldSummary]) -> None:
    out, _ = small
    rows = _rows(out / "truth/claims.csv")
    told = {(row["claim_id"], row["version"]) for row in rows}
    assert len(rows) == len(told) == SIZE
    assert list(rows[0])[:7] == [
        "claim_id",
        "version",
        "submitted_on",
        "p_denied",
        "p_visible",
        "denied",
        "family",
    ]
    assert all(
        0 <= float(row["p_denied"]) <= 1 and (row["family"] != "") == (row["denied"] == "1") for row in rows
    )
    denials = _rows(out / "truth/denials.csv")
    assert list(denials[0]) == ["claim_id", "version", "level", "p_win", "recovered_if_won", "minutes"]
    assert {(row["claim_id"], row["version"]) for row in denials} <= told
    world = json.loads((out / "truth/world.json").read_text())
    assert (world["seed"], world["versions"]) == (3, SIZE)


def test_what_is_learned_is_never_dated_after_the_period(small: tuple[Path, WorldSummary]) -> None:
    out, _ = small
    for name in ("coverages", "authorizations"):
        assert max(row["available_at"] for row in _rows(out / f"{name}.csv")) < "2026-07-01"
    appeals = _rows(out / "appeals.csv")
    assert {row["outcome"] for row in appeals} <= {"overturned", "partial", "upheld", "withdrawn", "pending"}
    assert all((row["decided_on"] == "") == (row["outcome"] == "pending") for row in appeals)
    assert max(row["decided_on"] for row in appeals) <= "2026-06-30"


def test_a_dirty_world_holds_the_same_claims_in_odder_files(
    small: tuple[Path, WorldSummary], tmp_path: Path
) -> None:
    simulate(tmp_path, claims=SIZE, seed=3, dirty=True)
    assert _hashes(tmp_path)["truth/claims.csv"] == _hashes(small[0])["truth/claims.csv"]
    clean, dirty = _hashes(small[0] / "edi"), _hashes(tmp_path / "edi")
    assert set(clean) < set(dirty)
    assert sum(clean[name] != dirty[name] for name in clean) > len(clean) / 4
    ids = {item.claim["claim_id"] for item in _items(tmp_path / "edi") if isinstance(item, ClaimRecord)}
    assert ids == {
        item.claim["claim_id"] for item in _items(small[0] / "edi") if isinstance(item, ClaimRecord)
    }


def test_better_habits_from_a_policy_file_mean_fewer_denials(
    small: tuple[Path, WorldSummary], tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        "referral_omitted = 0\nmodifier_omitted = 0\nfield_omitted = 0\nauthorization_asked = 1\n"
    )
    better = simulate(tmp_path / "better", claims=SIZE, seed=3, policy=policy)
    assert better.denial_share < small[1].denial_share


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    simulate(tmp_path, claims=300, seed=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_an_unknown_scenario_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownSettingError):
        simulate(tmp_path, scenario="moon_base")
