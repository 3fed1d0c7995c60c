"""Which trained model answers: files in the home, decisions in our own table, a logged copy in MLflow.

Scoring needs the first two alone; MLflow may be down. The promotions table is the record, because MLflow's
aliases are overwritten without history.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import ModuleType

from sqlalchemy.exc import SQLAlchemyError

from data.errors import CleanClaimError, NoModelError, NotFoundError
from data.home import Home
from data.records import Row
from models import artifact
from models.appeal import AppealScorer
from models.promotions import (
    Decisions,
    Measured,
    champion_row,
    decide,
    decisions,
    measured_of,
    previous_row,
    rolled_back,
    version_name,
)
from models.scorer import DenialScorer

__all__ = [
    "Champion",
    "Decisions",
    "Measured",
    "RegistryDownError",
    "asking",
    "champion",
    "champion_row",
    "decisions",
    "install",
    "measured_of",
    "mlflow_for",
    "previous_row",
    "promote",
    "promote_installed",
    "publish",
    "reachable",
    "refuse",
    "rollback",
    "rolled_back",
    "version_name",
]

_SHORTEST_HASH = 8
_SCORERS: Mapping[str, type[DenialScorer | AppealScorer]] = {
    "denial": DenialScorer,
    "appeal": AppealScorer,
}


@dataclass(frozen=True, slots=True)
class Champion:
    """The model that answers now: its name for people, its hash, and its verified files."""

    version: str
    sha256: str
    files: dict[str, str]


class RegistryDownError(CleanClaimError):
    """MLflow could not be reached or refused; models are installed and scored all the same."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"MLflow could not be told ({why}): the home and its own table hold the model all the same."
        )


def install(home: Home, folder: Path) -> Path:
    """Copies a saved model into the home under its hash; a model held already stays as it is."""
    files = artifact.load_files(folder, artifact.sha256_of(_texts(folder)))
    place = home.models / artifact.sha256_of(files)
    if not place.exists():
        home.models.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".installing-", dir=home.models))
        shutil.copytree(folder, made, dirs_exist_ok=True)
        made.replace(place)
    return place


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in folder.iterdir()}


def champion(store: Decisions, home: Home, name: str) -> Champion:
    """The promoted model, its files verified.

    Raises:
        NoModelError: none was promoted, or its folder is gone.
        CorruptModelError: its files changed since.
    """
    row = champion_row(store, name)
    if row is None or not (home.models / str(row["sha256"])).is_dir():
        raise NoModelError(name)
    sha256 = str(row["sha256"])
    files = artifact.load_files(home.models / sha256, sha256)
    return Champion(version_name(row), sha256, files)


def promote(
    store: Decisions,
    name: str,
    sha256: str,
    *,
    version: str | None,
    by: str,
    why: str,
    measured: Measured | None = None,
) -> Row:
    """Makes a model the champion; returns the decision. `measured` is what the gate went by, if one did."""
    return decide(store, name, "promoted", sha256, version=version, by=by, why=why, measured=measured)


def promote_installed(store: Decisions, home: Home, name: str, sha256: str, *, by: str, why: str) -> Row:
    """Makes a model that is installed already the champion, named by its hash or a start of it.

    Raises:
        NotFoundError: no installed model of this name, or more than one, has such a hash.
        CorruptModelError: its files changed since.
        OutdatedModelError: it cannot answer any more.
    """
    known = {str(row["sha256"]): row["version"] for row in decisions(store, name)}
    found = [held for held in known if held.startswith(sha256) and (home.models / held).is_dir()]
    if len(found) != 1 or len(sha256) < _SHORTEST_HASH:
        raise NotFoundError(f"installed {name} model (give its hash, or eight or more characters of it)")
    _answering(home, name, found[0])
    version = known[found[0]]
    return promote(store, name, found[0], version=None if version is None else str(version), by=by, why=why)


def refuse(
    store: Decisions,
    name: str,
    sha256: str,
    *,
    version: str | None,
    by: str,
    why: str,
    measured: Measured | None = None,
) -> Row:
    """Keeps the champion and writes down why a candidate did not replace it; returns the decision."""
    return decide(store, name, "refused", sha256, version=version, by=by, why=why, measured=measured)


def rollback(store: Decisions, home: Home, name: str, *, by: str, why: str) -> Row:
    """Puts the champion before this one back; returns the decision.

    Raises:
        NotFoundError: there was no other champion before.
        CorruptModelError: its files changed since, or are gone.
        OutdatedModelError: it cannot answer any more.
    """
    back = previous_row(store, name)
    if back is None:
        raise NotFoundError(f"earlier {name} model")
    sha256 = str(back["sha256"])
    _answering(home, name, sha256)
    version = None if back["version"] is None else str(back["version"])
    return decide(store, name, "rolled_back", sha256, version=version, by=by, why=why)


def _answering(home: Home, name: str, sha256: str) -> None:
    # Before it is put in place of one that answers.
    _SCORERS[name].of_files(artifact.load_files(home.models / sha256, sha256), "", sha256)


def mlflow_for(home: Home) -> ModuleType:
    """MLflow pointed at the home's tracking address, silent and without pickles; slow to import."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
    # A server that is down is given up soon: scoring does not need it. MLflow's own default is 7 tries.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "20")
    os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlflow  # noqa: PLC0415 - importing it takes seconds, and scoring never needs it

    with _environment_kept():
        mlflow.set_tracking_uri(home.tracking_uri)
        mlflow.set_registry_uri(home.tracking_uri)
    return mlflow


@contextmanager
def _environment_kept() -> Iterator[None]:
    """MLflow writes the address into the environment too, where another home would read it for its own."""
    names = ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)


@contextmanager
def asking(mlflow: ModuleType) -> Iterator[None]:
    """MLflow's failures as one error of ours; warnings between its own libraries are not for our users.

    Raises: RegistryDownError when MLflow could not be reached or refused.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (mlflow.exceptions.MlflowException, SQLAlchemyError, OSError) as error:
        raise RegistryDownError(type(error).__name__) from error


def reachable(home: Home) -> str:
    """How many models MLflow keeps, in words.

    Raises: RegistryDownError when it could not be reached.
    """
    mlflow = mlflow_for(home)
    with asking(mlflow):
        held = mlflow.MlflowClient().search_registered_models()
    return f"{len(held)} registered models"


def publish(home: Home, name: str, uri: str, sha256: str) -> str:
    """Registers logged files as the next version of a model; returns its number.

    `uri` is that of a model MLflow logged (`models:/...`), or of a plain folder of artifacts: a model without
    trees, which MLflow has no flavour for.

    Raises: RegistryDownError when MLflow could not be reached or refused.
    """
    mlflow = mlflow_for(home)
    tags = {"sha256": sha256}
    # MLflow prints what it did to stderr, whatever its log level.
    with asking(mlflow), redirect_stderr(StringIO()):
        if uri.startswith("models:/"):
            return str(mlflow.register_model(uri, name, tags=tags, await_registration_for=0).version)
        client = mlflow.MlflowClient()
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        made = client.create_model_version(name, uri, tags=tags, await_creation_for=0)
        return str(made.version)
