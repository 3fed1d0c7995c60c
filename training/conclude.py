"""The end of every run: install the files, log the card, write the decision down."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data.home import Home
from models import artifact, registry
from models.artifact import Saveable
from models.registry import Decisions, Measured, RegistryDownError
from training.aliases import catch_up
from training.card import Card, log_card
from training.gate import VERSION, Decision

UNCHANGED = "unchanged: already champion"


@dataclass(frozen=True, slots=True)
class Concluded:
    """What became of a candidate; `run_id` is None and `mlflow_error` set when MLflow took no copy."""

    sha256: str
    version: str
    promoted: bool
    why: str
    run_id: str | None
    mlflow_error: str | None


def conclude(
    home: Home,
    store: Decisions,
    fitted: Saveable,
    *,
    booster: Any | None,
    decision: Decision,
    card: Card,
    by: str,
) -> Concluded:
    """Installs, logs and promotes or refuses a candidate; a champion trained again is left as it is."""
    folder = _installed(home, fitted)
    held = registry.champion_row(store, card.name)
    if held is not None and held["sha256"] == folder.name:
        error = catch_up(home, store, card.name)
        return Concluded(folder.name, registry.version_name(held), True, UNCHANGED, None, error)
    run_id, version, error = _logged(home, card, folder, booster)
    decide = registry.promote if decision.passed else registry.refuse
    measured = Measured(VERSION, tuple(check.as_json() for check in decision.checks))
    row = decide(store, card.name, folder.name, version=version, by=by, why=decision.why, measured=measured)
    if error is None:
        error = catch_up(home, store, card.name)
    return Concluded(folder.name, registry.version_name(row), decision.passed, decision.why, run_id, error)


def _installed(home: Home, fitted: Saveable) -> Path:
    with TemporaryDirectory(prefix="cleanclaim-") as made:
        artifact.save(fitted, Path(made) / "model")
        return registry.install(home, Path(made) / "model")


def _logged(
    home: Home, card: Card, folder: Path, booster: Any | None
) -> tuple[str | None, str | None, str | None]:
    try:
        logged = log_card(home, card, folder, booster)
    except RegistryDownError as error:
        return None, None, str(error)
    return logged.run_id, logged.version, None
