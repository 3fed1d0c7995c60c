import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from data.records import (
    ClaimRecord,
    ProviderAdjustmentRecord,
    Quarantined,
    RemitRecord,
    SetAside,
    StatusRecord,
)
from data.synthetic import WorldSummary, simulate, world
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
            else getattr(item, "remit", None)
            or getattr(item, "status", None)
            or getattr(item, "adjustment", {})
        )
        came.append(row["available_at"])
    unsent = [
        item.claim["submitted_at"] for item in _items(small[0] / "next") if isinstance(item, ClaimRecord)
    ]
    assert min(unsent) > max(came)


def test_money_taken_back_is_withheld_once_and_no_payment_is_below_zero(tmp_path: Path) -> None:
    simulate(tmp_path, claims=6_000, seed=5)
    withheld: dict[str, list[int]] = {}
    kinds = set()
    for item in _items(tmp_path / "edi/835"):
        if isinstance(item, ProviderAdjustmentRecord):
            row = item.adjustment
            kinds.add(row["reason_code"])
            if row["reason_code"] == "WO":
                withheld.setdefault(str(row["reference"]), []).append(int(str(row["amount_cents"])))
    assert kinds == {"WO", "FB", "L6"}
    assert all(held[0] < 0 and len(held) <= 2 and sum(held) in (0, held[0]) for held in withheld.values())
    assert any(len(held) == 2 for held in withheld.values())
    paid = [line for path in (tmp_path / "edi/835").iterdir() for line in path.read_text().split("~")]
    assert all(not line.startswith("BPR*H*-") and not line.startswith("BPR*I*-") for line in paid)


def test_denials_are_told_at_both_levels_for_every_denied_version(small: tuple[Path, WorldSummary]) -> None:
    claims, denials = (_rows(small[0] / f"truth/{name}.csv") for name in ("claims", "denials"))
    wanted = {
        (row["claim_id"], row["version"]) for row in claims if (row["denied"], row["rejected"]) == ("1", "0")
    }
    for level in ("1", "2"):
        assert {(row["claim_id"], row["version"]) for row in denials if row["level"] == level} == wanted


def test_a_world_of_several_panels_is_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "PANEL", 500)
    made = simulate(tmp_path, claims=1_501, seed=3)
    rows = _rows(tmp_path / "truth/claims.csv")
    assert made.versions == len(rows) == len({(row["claim_id"], row["version"]) for row in rows}) == 1_501
    assert [row["submitted_on"] for row in rows] == sorted(row["submitted_on"] for row in rows)
    assert {int(row["claim_id"][1:]) // 200_000 for row in rows} == {5, 6, 7}
    sent = [item.claim for item in _items(tmp_path / "edi") if isinstance(item, ClaimRecord)]
    assert len(sent) + made.unsent == made.versions
    assert len({claim["billing_npi"] for claim in sent}) == 3  # all panels belong to one practice
    known = [row["available_at"] for row in _rows(tmp_path / "coverages.csv")]
    assert known == sorted(known)
    assert not list(tmp_path.glob(".shelves*"))


def test_a_short_period_will_do(tmp_path: Path) -> None:
    made = simulate(tmp_path, claims=300, seed=2, start=date(2026, 1, 1), end=date(2026, 3, 31))
    assert made.versions == 300


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


def test_dirty_files_come_late_tell_adjustments_twice_and_leave_out_lx(
    small: tuple[Path, WorldSummary], tmp_path: Path
) -> None:
    simulate(tmp_path, claims=SIZE, seed=3, dirty=True)
    texts = {path.name: path.read_text() for path in sorted((tmp_path / "edi/835").iterdir())}
    clean = {path.name: path.read_text() for path in sorted((small[0] / "edi/835").iterdir())}
    arrived = {name: text[70:76] for name, text in texts.items()}
    late = [name for name, day in arrived.items() if f"20{day[:2]}-{day[2:4]}-{day[4:]}" > name[:10]]
    assert late
    assert any("LX" not in text for text in texts.values())
    assert any(text.count("CAS") > clean[name].count("CAS") for name, text in texts.items() if name in clean)


def test_claims_flagged_in_a_policy_are_put_right_and_all_others_meet_the_same_fate(
    small: tuple[Path, WorldSummary], tmp_path: Path
) -> None:
    before = {row["claim_id"]: row for row in _rows(small[0] / "truth/claims.csv") if row["version"] == "1"}
    flagged = [number for number, row in before.items() if float(row["p_missing"]) > 0.1]
    rows = "".join(f"{number},missing\n" for number in flagged)
    (tmp_path / "flagged.csv").write_text(f"claim_id,fix\n{rows}")
    (tmp_path / "policy.toml").write_text('fixes = "flagged.csv"\n')
    simulate(tmp_path / "fixed", claims=SIZE, seed=3, policy=tmp_path / "policy.toml")
    found = {
        row["claim_id"]: row for row in _rows(tmp_path / "fixed/truth/claims.csv") if row["version"] == "1"
    }
    assert len(flagged) > 5
    assert all(float(found[number]["p_missing"]) == 0 for number in flagged)
    others = set(before) - set(flagged)
    assert sum(found.get(number) == before[number] for number in others) > 0.99 * len(others)


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
