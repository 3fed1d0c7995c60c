from pathlib import Path

import pytest

from data.home import Home
from models import registry
from models.fit import Fitted, fit
from tests.unit.models.simulated import SPEC, simulated
from tests.unit.models.test_registry import Kept
from training import conclude as module
from training.aliases import wanted_aliases
from training.card import Card, Logged
from training.conclude import Concluded, conclude
from training.gate import Decision

CARD = Card("denial", {}, {}, {})


class Shelf:
    """What was told to MLflow, by a fake of the two calls."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, down: bool = False) -> None:
        self.aliases: dict[str, str] = {}
        self.versions = 0
        self.down = down
        monkeypatch.setattr(module, "log_card", self.log)
        monkeypatch.setattr(module, "catch_up", self.catch_up)

    def log(self, home: Home, card: Card, folder: Path, booster: object) -> Logged:
        if self.down:
            raise registry.RegistryDownError("OperationalError")
        self.versions += 1
        return Logged("run", str(self.versions))

    def catch_up(self, home: Home, store: Kept, name: str) -> str | None:
        self.aliases = wanted_aliases(store, name)
        return None


def _concluded(home: Home, store: Kept, fitted: Fitted, decision: Decision) -> Concluded:
    return conclude(home, store, fitted, booster=fitted.booster, decision=decision, card=CARD, by="me")


def test_a_candidate_that_passed_is_installed_logged_and_promoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, store, shelf = Home(tmp_path), Kept(), Shelf(monkeypatch)
    done = _concluded(home, store, fit(SPEC, simulated(400), trees=1), Decision(True, "better"))
    assert (done.promoted, done.version, done.mlflow_error) == (True, "denial-1", None)
    assert registry.champion(store, home, "denial").sha256 == done.sha256
    assert shelf.aliases == {"champion": done.sha256}


def test_a_refused_candidate_is_kept_but_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, store, shelf = Home(tmp_path), Kept(), Shelf(monkeypatch)
    first = _concluded(home, store, fit(SPEC, simulated(400), trees=1), Decision(True, "better"))
    second = _concluded(home, store, fit(SPEC, simulated(400), trees=2), Decision(False, "worse"))
    assert (second.promoted, second.why) == (False, "worse")
    assert registry.champion(store, home, "denial").sha256 == first.sha256
    assert (home.models / second.sha256).is_dir()
    assert shelf.aliases == {"champion": first.sha256, "challenger": second.sha256}


def test_the_champion_trained_again_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, store, shelf = Home(tmp_path), Kept(), Shelf(monkeypatch)
    for _ in range(2):
        done = _concluded(home, store, fit(SPEC, simulated(400), trees=1), Decision(True, "better"))
    assert (done.promoted, done.version) == (True, "denial-1")
    assert (len(store.held), shelf.versions) == (1, 1)


def test_a_model_is_promoted_and_answers_while_mlflow_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, store = Home(tmp_path), Kept()
    Shelf(monkeypatch, down=True)
    done = _concluded(home, store, fit(SPEC, simulated(400), trees=1), Decision(True, "better"))
    assert done.promoted
    assert done.mlflow_error is not None
    assert registry.champion(store, home, "denial").version == f"denial-{done.sha256[:12]}"
