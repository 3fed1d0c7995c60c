from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import CorruptModelError, NoModelError, NotFoundError
from data.home import Home
from data.records import Row
from data.tables import Table
from models import artifact, registry
from models.denial import DENIAL
from models.families import FamilyModel
from models.fit import Fitted, fit
from models.registry import Measured
from models.spec import ModelSpec, OutdatedModelError
from tests.unit.models.simulated import SPEC, simulated


class Kept:
    """Rows in memory, as the store holds them."""

    def __init__(self) -> None:
        self.held: list[Row] = []

    def rows(self, table: Table, **equals: Any) -> list[Row]:
        return [row for row in self.held if all(row[name] == value for name, value in equals.items())]

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        self.held.extend(rows)


ABLE = ModelSpec("denial", DENIAL.features[:3], (0, 0, 0), settings=SPEC.settings)
"""Of a model that asks for features that are declared."""


def _installed(home: Home, trees: int, spec: ModelSpec = ABLE) -> str:
    place = home.root / f"made-{trees}"
    able = replace(fit(spec, simulated(400), trees=trees), families=FamilyModel({}))
    artifact.save(able, place)
    return registry.install(home, place).name


def test_no_model_is_said_before_the_first_promotion(tmp_path: Path) -> None:
    with pytest.raises(NoModelError):
        registry.champion(Kept(), Home(tmp_path), "denial")


def test_the_last_promotion_answers_and_a_refusal_changes_nothing(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    one, two = _installed(home, 1), _installed(home, 2)
    registry.promote(store, "denial", one, version="1", by="me", why="first")
    registry.refuse(store, "denial", two, version="2", by="me", why="worse")
    held = registry.champion(store, home, "denial")
    assert (held.sha256, held.version, Fitted.of_files(held.files).trees) == (one, "denial-1", 1)


def test_rolling_back_puts_the_one_before_back_and_keeps_the_record(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    one, two = _installed(home, 1), _installed(home, 2)
    for sha256, version in ((one, "1"), (two, "2")):
        registry.promote(store, "denial", sha256, version=version, by="me", why="better")
    registry.rollback(store, home, "denial", by="you", why="drift")
    assert registry.champion(store, home, "denial").version == "denial-1"
    assert [row["action"] for row in registry.decisions(store, "denial")] == [
        "promoted",
        "promoted",
        "rolled_back",
    ]
    assert [row["promotion"] for row in store.held] == [1, 2, 3]


def test_a_decision_tells_the_champion_before_and_after_and_what_the_gate_measured(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    one, two = _installed(home, 1), _installed(home, 2)
    measured = Measured("2", ({"name": "champion", "passed": False, "figure": 0.1},))
    registry.promote(store, "denial", one, version=None, by="me", why="first")
    registry.refuse(store, "denial", two, version=None, by="me", why="worse", measured=measured)
    registry.promote(store, "denial", two, version=None, by="me", why="by hand")
    first, refused, taken = registry.decisions(store, "denial")
    hashes = [(row["previous_sha256"], row["champion_sha256"]) for row in (first, refused, taken)]
    assert hashes == [(None, one), (one, one), (one, two)]
    assert registry.measured_of(refused) == measured
    assert registry.measured_of(taken) is None


def test_rolling_back_passes_over_the_same_model_promoted_twice(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    one, two = _installed(home, 1), _installed(home, 2)
    for sha256 in (one, two, two):
        registry.promote(store, "denial", sha256, version=None, by="me", why="better")
    assert registry.rollback(store, home, "denial", by="me", why="drift")["sha256"] == one


def test_a_model_whose_files_changed_is_not_rolled_back_to(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    one, two = _installed(home, 1), _installed(home, 2)
    for sha256 in (one, two):
        registry.promote(store, "denial", sha256, version=None, by="me", why="better")
    (home.models / one / "model.json").write_text("{}")
    with pytest.raises(CorruptModelError):
        registry.rollback(store, home, "denial", by="me", why="drift")
    assert registry.champion(store, home, "denial").sha256 == two


def test_a_model_that_cannot_answer_any_more_is_not_put_in_place_of_one_that_does(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    gone = replace(ABLE, features=(*ABLE.features[:2], "gone"))
    one, two = _installed(home, 1, gone), _installed(home, 2)
    for sha256 in (one, two):
        registry.promote(store, "denial", sha256, version=None, by="me", why="better")
    with pytest.raises(OutdatedModelError, match="gone"):
        registry.rollback(store, home, "denial", by="me", why="drift")
    with pytest.raises(OutdatedModelError, match="gone"):
        registry.promote_installed(store, home, "denial", one, by="me", why="drift")
    assert registry.champion(store, home, "denial").sha256 == two


def test_there_is_nothing_to_roll_back_to_after_one_promotion(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    registry.promote(store, "denial", _installed(home, 1), version=None, by="me", why="first")
    with pytest.raises(NotFoundError):
        registry.rollback(store, home, "denial", by="me", why="none")


def test_models_of_other_names_do_not_answer(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    registry.promote(store, "appeal", _installed(home, 1), version="1", by="me", why="first")
    with pytest.raises(NoModelError):
        registry.champion(store, home, "denial")


def test_a_model_without_mlflow_is_named_by_its_hash(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    sha256 = _installed(home, 1)
    row = registry.promote(store, "denial", sha256, version=None, by="me", why="first")
    assert registry.version_name(row) == f"denial-{sha256[:12]}"


def test_a_champion_whose_files_changed_is_refused(tmp_path: Path) -> None:
    home, store = Home(tmp_path), Kept()
    sha256 = _installed(home, 1)
    registry.promote(store, "denial", sha256, version="1", by="me", why="first")
    (home.models / sha256 / "model.json").write_text("{}")
    with pytest.raises(CorruptModelError):
        registry.champion(store, home, "denial")


def test_installing_twice_is_installing_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert _installed(home, 1) == registry.install(home, tmp_path / "made-1").name
    assert len(list(home.models.iterdir())) == 1
