"""MLflow's aliases follow our promotions table; what MLflow missed while it was down is caught up.

MLflow's aliases are overwritten without history, and scoring never reads them: the table is the record.
"""

from pathlib import Path
from typing import Any

from data.home import Home
from models import registry
from models.artifact import load_files
from models.grow import booster_of
from models.registry import Decisions, RegistryDownError
from training.card import Card, log_card


def catch_up(home: Home, store: Decisions, name: str) -> str | None:
    """Puts `champion`, `previous` and `challenger` where the table says; gives why not, when MLflow is down.

    A model that MLflow has no copy of is logged from the home first, without the measures of its run.
    """
    try:
        held = _versions(home, name)
        wanted = wanted_aliases(store, name)
        for sha256 in sorted({*wanted.values()} - {*held}):
            held[sha256] = _logged(home, name, home.models / sha256)
        _move(home, name, {alias: held[sha256] for alias, sha256 in wanted.items()})
    except RegistryDownError as error:
        return str(error)
    return None


def wanted_aliases(store: Decisions, name: str) -> dict[str, str]:
    """The sha256 that each alias should mean.

    `challenger` is the candidate refused last since the champion was made; none when there was none.
    """
    champion, previous = registry.champion_row(store, name), registry.previous_row(store, name)
    last = registry.decisions(store, name)[-1:]
    rows = {
        "champion": champion,
        "previous": previous,
        "challenger": next((row for row in last if row["action"] == "refused"), None),
    }
    return {alias: str(row["sha256"]) for alias, row in rows.items() if row is not None}


def _versions(home: Home, name: str) -> dict[str, str]:
    """MLflow's newest version of each model by sha256."""
    mlflow = registry.mlflow_for(home)
    with registry.asking(mlflow):
        found = mlflow.MlflowClient().search_model_versions(f"name = '{name}'")
        told = sorted((int(version.version), version.tags.get("sha256")) for version in found)
    return {sha256: str(number) for number, sha256 in told if sha256}


def _logged(home: Home, name: str, folder: Path) -> str:
    files = load_files(folder)
    booster: Any = booster_of(files["model.lgb"]) if "model.lgb" in files else None
    card = Card(name, params={}, metrics={}, tags={"caught_up": "True"})
    return log_card(home, card, folder, booster).version


def _move(home: Home, name: str, wanted: dict[str, str]) -> None:
    mlflow = registry.mlflow_for(home)
    with registry.asking(mlflow):
        client = mlflow.MlflowClient()
        held = {alias: str(number) for alias, number in client.get_registered_model(name).aliases.items()}
        for alias in ("champion", "previous", "challenger"):
            if alias in wanted and held.get(alias) != wanted[alias]:
                client.set_registered_model_alias(name, alias, wanted[alias])
            elif alias in held and alias not in wanted:
                client.delete_registered_model_alias(name, alias)
