"""The life of a champion: trained, the world drifts, a worse challenger is refused, a better one promoted.

Then people roll back, while MLflow is down.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data import tables
from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from models import registry
from models.denial import DENIAL
from tests.cli.command import cleanclaim
from training.aliases import catch_up
from training.run import train_denial

DRIFT = "2025-07-01"
"""Files from this day on came in after the first training; payers have changed rules by then."""
DOWN = "http://127.0.0.1:9"
"""An MLflow that refuses connections."""
CRIPPLED = replace(DENIAL.settings, max_trees=2)
"""Better than the table, and worse than any model that was let learn."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every step's answer, in order: the steps depend on each other."""
    world, root = tmp_path_factory.mktemp("drifting"), tmp_path_factory.mktemp("home") / "home"
    simulate(world, scenario="shifting_payers", claims=8_000, seed=4)
    home = Home(root).make()
    store = Store.open(home.database_url)
    files = sorted(path for path in (world / "edi").rglob("*.*") if path.is_file())
    unsent = sorted((world / "next").rglob("*.837"))
    told: dict[str, Any] = {"home": home, "store": store}

    ingest(store, [*sorted(world.glob("*.csv")), *(path for path in files if path.name < DRIFT)])
    told["first"] = _trained(root)
    ingest(store, [path for path in files if path.name >= DRIFT])
    told["scored then"] = _scored(root, unsent)
    told["older"] = cleanclaim(root, "train", "denial", "--as-of", "2025-05-01", "--json").told["models"][0]
    down = replace(home, tracking=DOWN)
    told["crippled"] = train_denial(down, store, by="test", spec=replace(DENIAL, settings=CRIPPLED))
    told["better"] = _trained(root)
    told["shown"] = cleanclaim(root, "models", "show", "--json").told
    told["aliases"] = _aliases(home)
    told["scored by better"] = _scored(root, unsent)
    told["rollback"] = _process(root, "models", "rollback", "denial", "--why", "payers complain")
    told["scored after"] = _scored(root, unsent)
    told["again"] = _trained(root)
    told["aliases after"] = _aliases(home)
    told["decisions"] = cleanclaim(root, "models", "list", "--json").told["decisions"]
    return told


def _trained(root: Path) -> Any:
    return cleanclaim(root, "train", "denial", "--json").told["models"][0]


def _scored(root: Path, unsent: list[Path]) -> dict[str, tuple[float, str]]:
    rows = cleanclaim(root, "score", *unsent, "--json").told["claims"]
    return {row["claim_id"]: (row["denial_risk"], row["model_version"]) for row in rows}


def _process(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, while MLflow refuses connections."""
    environment = {**os.environ, "MLFLOW_TRACKING_URI": DOWN, "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
    command = [sys.executable, "-m", "cleanclaim", "--home", str(root), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603


def _aliases(home: Home) -> dict[str, str]:
    """The sha256 that each of MLflow's aliases means."""
    mlflow = registry.mlflow_for(home)
    with registry.asking(mlflow):
        client = mlflow.MlflowClient()
        held = client.get_registered_model("denial").aliases
        return {name: client.get_model_version("denial", held[name]).tags["sha256"] for name in held}


def _failed(report: Any) -> set[str]:
    return {check["name"] for check in report["checks"] if not check["passed"]}


def test_a_first_model_is_promoted_and_every_check_is_told(story: dict[str, Any]) -> None:
    assert story["first"]["promoted"]
    names = {check["name"] for check in story["first"]["checks"]}
    assert names >= {"baselines", "champion", "calibration", "slope", "slices", "worklist", "directions"}
    assert names >= {"time for one claim", "time for a claim of a batch", "trees", "bytes", "data"}


def test_a_model_of_older_data_is_refused(story: dict[str, Any]) -> None:
    assert not story["older"]["promoted"]
    assert "data" in _failed(story["older"])


def test_a_worse_challenger_is_refused_because_of_the_champion_and_not_of_the_baselines(
    story: dict[str, Any],
) -> None:
    report = json.loads(json.dumps(story["crippled"].as_json()))
    assert not report["promoted"]
    assert "champion" in _failed(report)
    assert "baselines" not in _failed(report)
    (met,) = [check for check in report["checks"] if check["name"] == "champion"]
    assert met["figure"] > met["limit"]


def test_a_better_challenger_is_promoted_for_what_it_did_on_claims_that_neither_knew(
    story: dict[str, Any],
) -> None:
    assert story["better"]["promoted"]
    (met,) = [check for check in story["better"]["checks"] if check["name"] == "champion"]
    assert met["figure"] < 0
    assert "the newest mature claims" in met["sentence"]
    assert story["better"]["beside"]["early"]["answered"] > 0


def test_models_show_tells_who_when_why_and_both_hashes(story: dict[str, Any]) -> None:
    shown = story["shown"]
    assert shown["sha256"] == shown["champion_sha256"] == story["better"]["sha256"]
    assert shown["previous_sha256"] == story["first"]["sha256"]
    assert shown["by"]
    assert shown["decided_at"]
    assert shown["gate_version"] == "2"
    assert shown["checks"] == story["better"]["checks"]


def test_mlflow_s_aliases_follow(story: dict[str, Any]) -> None:
    first, better = story["first"]["sha256"], story["better"]["sha256"]
    assert story["aliases"] == {"champion": better, "previous": first}


def test_rolling_back_works_while_mlflow_is_down_and_says_so(story: dict[str, Any]) -> None:
    assert story["rollback"].returncode == 0, story["rollback"].stderr
    assert "MLflow could not be told" in story["rollback"].stderr
    assert "caught up" in story["rollback"].stderr


def test_after_it_scores_are_those_of_the_previous_model_to_the_bit(story: dict[str, Any]) -> None:
    assert story["scored after"] == story["scored then"]
    assert {version for _, version in story["scored then"].values()} == {story["first"]["version"]}
    assert {version for _, version in story["scored by better"].values()} == {story["better"]["version"]}
    assert story["scored by better"] != story["scored then"]


def test_the_model_rolled_back_from_is_not_promoted_again_by_a_run(story: dict[str, Any]) -> None:
    assert story["again"]["sha256"] == story["better"]["sha256"]
    assert not story["again"]["promoted"]
    assert _failed(story["again"]) == {"rollback"}
    assert "payers complain" in story["again"]["why"]


def test_the_next_run_catches_the_aliases_up(story: dict[str, Any]) -> None:
    first, better = story["first"]["sha256"], story["better"]["sha256"]
    assert story["aliases after"] == {"champion": first, "previous": better, "challenger": better}


def test_the_table_is_the_record_of_all_of_it(story: dict[str, Any]) -> None:
    first, better = story["first"]["sha256"], story["better"]["sha256"]
    rows = [row for row in story["decisions"] if row["model"] == "denial"]
    assert [(row["action"], row["previous_sha256"], row["champion_sha256"]) for row in rows] == [
        ("promoted", None, first),
        ("refused", first, first),
        ("refused", first, first),
        ("promoted", first, better),
        ("rolled_back", better, first),
        ("refused", first, first),
    ]
    assert all(row["by"] and row["why"] and row["decided_at"] for row in rows)


def test_a_model_trained_and_promoted_while_mlflow_was_down_is_logged_when_it_is_back(
    story: dict[str, Any],
) -> None:
    home, store = story["home"], story["store"]
    down = replace(home, tracking=DOWN)
    crippled = story["crippled"].sha256
    assert story["crippled"].mlflow_error
    assert story["crippled"].run_id is None
    registry.promote_installed(store, down, "denial", crippled[:12], by="ann", why="a drill")
    assert registry.champion(store, down, "denial").sha256 == crippled
    assert catch_up(home, store, "denial") is None
    assert _aliases(home)["champion"] == crippled


def test_every_score_shown_was_written_down_with_its_model_and_channel(story: dict[str, Any]) -> None:
    rows = story["store"].rows(tables.SCORES)
    assert len(rows) == sum(len(told) for name, told in story.items() if name.startswith("scored"))
    assert {row["channel"] for row in rows} == {"command"}
    assert {row["sha256"] for row in rows} == {story["first"]["sha256"], story["better"]["sha256"]}
