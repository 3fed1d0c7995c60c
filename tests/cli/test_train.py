"""`cleanclaim train --tune-minutes`."""

import json
import shutil
from pathlib import Path

import pytest

from models.denial import DENIAL
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


def test_training_without_a_search_tells_of_none(trained: Trained) -> None:
    model = next(iter((trained.home.root / "models").glob("*/model.json")))
    assert "tuned" not in json.loads(model.read_text())["facts"]


@pytest.mark.parametrize("arguments", [("appeal", "--tune-minutes", 1), ("denial", "--tune-minutes", -1)])
def test_a_search_that_makes_no_sense_is_wrong_usage(tmp_path: Path, arguments: tuple[object, ...]) -> None:
    assert cleanclaim(tmp_path, "train", *arguments).code == 2
