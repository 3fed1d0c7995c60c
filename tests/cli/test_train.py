"""`cleanclaim train --tune-minutes`."""

import json
import shutil
from pathlib import Path

import pytest

from data.home import Home
from data.store import Store
from models.denial import DENIAL
from models.registry import champion, install, promote
from tests.cli.command import cleanclaim
from tests.practice import Trained
from training.tune import SPACE

DOWN = "http://127.0.0.1:9"
"""An MLflow that refuses connections: the copied home's would write into the first."""

EARLY = "2025-06-01"
"""A third of the practice's answers are in by then: enough to search on."""


def test_a_search_for_settings_is_told_and_kept_in_the_model(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", DOWN)
    home = shutil.copytree(trained.home.root, tmp_path / "home")
    asked = ("denial", "--as-of", EARLY, "--tune-minutes", "0.05", "--json")
    told = cleanclaim(home, "train", *asked).told["models"][0]
    assert list(told["seconds"])[:5] == ["snapshot", "features", "leaks", "tune", "judge"]
    assert told["tuned"]["after"] <= told["tuned"]["before"]
    held = json.loads((home / "models" / told["sha256"] / "model.json").read_text())
    assert held["facts"]["tuned"] == told["tuned"]
    settings = held["spec"]["settings"]
    assert set(settings) == set(DENIAL.as_json()["settings"])
    kept = told["tuned"]["kept"]
    assert (settings != DENIAL.as_json()["settings"]) == kept
    assert not kept or all(space.low <= settings[name] <= space.high for name, space in SPACE.items())


def test_a_champion_of_another_version_does_not_stand_in_the_way_of_the_next(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", DOWN)
    home = Home(shutil.copytree(trained.home.root, tmp_path / "home"))
    promote_with_a_feature_that_is_gone(home, tmp_path / "old")
    told = cleanclaim(home.root, "train", "denial", "--as-of", EARLY, "--json").told["models"][0]
    checks = {check["name"]: check["sentence"] for check in told["checks"]}
    assert "another version of the program (of_old): train it again" in checks["champion"]
    assert told["beside"]["champion"] is None


def promote_with_a_feature_that_is_gone(home: Home, folder: Path) -> None:
    """The champion again, with one feature under a name that is declared no more."""
    store = Store.open(home.database_url)
    files = champion(store, home, DENIAL.name).files
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text.replace(DENIAL.features[0], "of_old"))
    promote(store, DENIAL.name, install(home, folder).name, version=None, by="test", why="old")


def test_training_without_a_search_tells_of_none(trained: Trained) -> None:
    model = next(iter((trained.home.root / "models").glob("*/model.json")))
    assert "tuned" not in json.loads(model.read_text())["facts"]


@pytest.mark.parametrize("arguments", [("appeal", "--tune-minutes", 1), ("denial", "--tune-minutes", -1)])
def test_a_search_that_makes_no_sense_is_wrong_usage(tmp_path: Path, arguments: tuple[object, ...]) -> None:
    assert cleanclaim(tmp_path, "train", *arguments).code == 2
