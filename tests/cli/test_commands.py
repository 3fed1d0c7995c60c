import subprocess
import sys
from pathlib import Path

import pytest

from data.home import Home
from data.store import Store
from models import registry
from tests.cli.command import cleanclaim
from tests.cli.files import claim, claims_837
from tests.practice import Trained

# The contract, word for word: not imported from the code, so that a change there is noticed.
QUEUE = [
    *("rank", "claim_id", "version", "payer_claim_number", "payer_id", "level", "denied_on", "deadline_on"),
    *("days_left", "route", "denied_amount", "denied_allowed", "win_probability", "expected_recovery"),
    *("expected_minutes", "value_per_hour", "planned_on", "reason_family", "carcs", "rarcs", "low_support"),
]


def test_the_queue_has_the_contracts_columns_best_first_and_late_items_last(trained: Trained) -> None:
    ran = cleanclaim(trained.home.root, "queue", "--as-of", "2026-07-01", "--json")

    rows = ran.told["queue"]
    assert ran.code == 0
    assert list(rows[0]) == QUEUE
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(row["win_probability"] is not None for row in rows)
    late = [row["days_left"] is not None and row["days_left"] < 0 for row in rows]
    assert late == sorted(late)
    worth = [row["value_per_hour"] for row, is_late in zip(rows, late, strict=True) if not is_late]
    assert worth == sorted(worth, reverse=True)


def test_as_of_hides_every_denial_that_came_later(trained: Trained) -> None:
    rows = cleanclaim(trained.home.root, "queue", "--as-of", "2025-06-01", "--json").told["queue"]

    assert rows
    assert max(row["denied_on"] for row in rows) <= "2025-06-01"


def test_a_claims_journey_tells_its_versions_and_events(trained: Trained) -> None:
    queued = cleanclaim(trained.home.root, "queue", "--as-of", "2026-07-01", "--json").told["queue"][0]

    told = cleanclaim(trained.home.root, "claim", queued["claim_id"], "--json").told

    assert {event["event"] for event in told["events"]} >= {"sent", "remit", "outcome"}
    assert queued["version"] in [version["version"] for version in told["versions"]]


def test_models_are_listed_with_who_and_why(trained: Trained) -> None:
    decisions = cleanclaim(trained.home.root, "models", "list", "--json").told["decisions"]

    assert {row["model"] for row in decisions} == {"denial", "appeal"}
    assert all(row["by"] and row["why"] for row in decisions)


def test_models_list_tells_people_both_champions_and_the_gate(tmp_path: Path) -> None:
    store = Store.open(Home(tmp_path / "home").make().database_url)
    check = {"name": "table", "passed": True, "figure": 0.2, "limit": 0.3, "sentence": "beats it"}
    measured = registry.Measured("2", (check, {**check, "passed": False}))
    registry.promote(store, "denial", "a" * 64, version="1", by="ann", why="by hand")
    registry.refuse(store, "denial", "b" * 64, version=None, by="bob", why="worse", measured=measured)
    store.close()

    first, second = cleanclaim(tmp_path / "home", "models", "list").stdout.split("Decision ")[1:]

    assert all(
        told in first for told in ("1: denial promoted", "denial-1 (aaaaaaaaaaaa)", "none before", "ann")
    )
    assert "nothing kept" in first
    assert all(
        told in second for told in ("2: denial refused", f"{'a' * 12} before, {'a' * 12} after", "worse")
    )
    assert "version 2, 1 of 2 checks passed" in second


@pytest.mark.parametrize(
    "arguments",
    [("train", "everything"), ("score",), ("queue", "--as-of", "someday"), ("no-such-command",)],
)
def test_wrong_usage_exits_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert cleanclaim(tmp_path / "home", *arguments).code == 2


@pytest.mark.parametrize("arguments", [("train", "denial"), ("models", "show")])
def test_what_is_not_ready_exits_5(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert cleanclaim(tmp_path / "home", *arguments).code == 5


def test_a_purged_file_takes_its_claims_along(tmp_path: Path) -> None:
    path = tmp_path / "wrong.837"
    path.write_bytes(claims_837(claim("1")))
    home = tmp_path / "home"
    cleanclaim(home, "ingest", path)
    file_id = cleanclaim(home, "files", "list", "--json").told["files"][0]["file_sha256"]

    purged = cleanclaim(home, "files", "purge", file_id, "--json")

    assert purged.told["removed"]["claims"] == 1
    assert cleanclaim(home, "files", "list", "--json").told["files"] == []


def test_a_backup_restores_into_a_new_home_and_scores_the_same(trained: Trained, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    new_home = tmp_path / "restored"

    assert cleanclaim(trained.home.root, "backup", archive).code == 0
    assert cleanclaim(new_home, "restore", archive).code == 0
    assert not (new_home / "token").exists()

    scored = [
        cleanclaim(home, "score", trained.unsent[0], "--json").told["claims"]
        for home in (trained.home.root, new_home)
    ]
    assert scored[0] == scored[1]


def test_a_restore_never_overwrites_a_home_in_use(trained: Trained, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    cleanclaim(trained.home.root, "backup", archive)

    assert cleanclaim(trained.home.root, "restore", archive).code == 2


def test_a_demo_refuses_a_home_that_holds_somebodys_data(tmp_path: Path) -> None:
    path = tmp_path / "mine.837"
    path.write_bytes(claims_837(claim("1")))
    cleanclaim(tmp_path / "home", "ingest", path)

    ran = cleanclaim(tmp_path / "home", "demo", "--no-serve")

    assert ran.code == 2
    assert "--home" in ran.stderr


def test_doctor_says_what_to_do_in_an_empty_home(tmp_path: Path) -> None:
    ran = cleanclaim(tmp_path / "home", "doctor")

    assert ran.code == 5
    assert "cleanclaim ingest" in " ".join(ran.stdout.split())


def test_neither_help_nor_score_imports_what_only_training_needs() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from cleanclaim import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "import serving.sheets, data.claim_files, serving.run;"
        "sys.exit(sorted({'mlflow', 'shap', 'matplotlib'} & set(sys.modules)).__repr__() if "
        "{'mlflow', 'shap', 'matplotlib'} & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 0, done.stderr
