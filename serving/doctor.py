"""Is this installation well? Each check says what it found and what to do."""

import platform
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

from sqlalchemy.exc import SQLAlchemyError

from data.database import reading
from data.errors import CleanClaimError
from data.home import Home
from data.payer_proposals import proposals
from data.store import Store
from data.unmatched import unanswered_count, untied_counts, untied_places
from models import registry

_GIB = 1024**3
_LITTLE_DISK_GIB = 2
_SHOWN_PAYERS = 10
_UNMATCHED = {"remit": "remits", "status": "statuses", "takeback": "takebacks"}
_SHOWN_PLACES = 5
_DO_OVERDUE = "Ask the payers, or ingest the 835 files that answer them; `GET /v1/unmatched` lists them."
_LIBRARIES = ("lightgbm", "mlflow", "pandas", "scikit-learn", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `needed` says that the installation is not ready without it."""

    name: str
    ok: bool
    found: str
    do: str = ""
    needed: bool = False

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def examine(home: Home) -> list[Check]:
    """All checks, in the order a person would make them; never raises for what it finds."""
    checks = [_versions(), _disk(home)]
    store = _opened(home)
    if isinstance(store, Check):
        return [*checks, store]
    return [
        *checks,
        Check("database", True, store.engine.dialect.name, needed=True),
        _files(store),
        *_unmatched(store),
        *(_model(store, home, name) for name in ("denial", "appeal")),
        _registry(home),
    ]


def _versions() -> Check:
    held = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return Check("versions", True, f"Python {platform.python_version()}, {held}")


def _disk(home: Home) -> Check:
    free = shutil.disk_usage(home.make().root).free / _GIB
    return Check("disk", free > _LITTLE_DISK_GIB, f"{free:.0f} GiB free", "Make room on the home's disk.")


def _opened(home: Home) -> Store | Check:
    try:
        return Store.open(home.database_url)
    except (SQLAlchemyError, CleanClaimError) as error:
        # A driver's message may hold the address with its password.
        return Check("database", False, type(error).__name__, "Check the database's address.", needed=True)


def _files(store: Store) -> Check:
    count = len(store.file_ids())
    return Check("files", count > 0, f"{count:,} taken in", "Run `cleanclaim ingest`.", needed=True)


def _unmatched(store: Store) -> list[Check]:
    with reading(store.engine) as connection:
        counts, rows = untied_counts(connection), proposals(connection)
        places = {kind: untied_places(connection, kind, _SHOWN_PLACES) for kind in _UNMATCHED}
        overdue = unanswered_count(connection)
    checks = [
        Check(f"{names} without a claim", counts[kind] == 0, f"{counts[kind]:,}", _do_unmatched(places[kind]))
        for kind, names in _UNMATCHED.items()
    ]
    checks += [Check("claims without an answer", overdue == 0, f"{overdue:,}", _DO_OVERDUE)]
    listed = ", ".join(f"{_quoted(row.alias)},{_quoted(row.payer_id)}" for row in rows[:_SHOWN_PAYERS])
    do = f"Put those of these rows that are right into a payers.csv (alias,payer_id) and ingest it: {listed}"
    return [*checks, Check("payers under other names", not rows, f"{len(rows):,}", do if rows else "")]


def _do_unmatched(places: Sequence[tuple[str, str, int]]) -> str:
    listed = ", ".join(f"file {file[:8]} segment {position}" for _, file, position in places)
    return f"Ingest the 837 files that they answer; `GET /v1/unmatched` lists them all. The newest: {listed}."


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _model(store: Store, home: Home, name: str) -> Check:
    return _tried(
        f"{name} model",
        lambda: registry.champion(store, home, name).version,
        f"Run `cleanclaim train {name}`.",
        needed=name == "denial",
    )


def _registry(home: Home) -> Check:
    return _tried(
        "MLflow", lambda: registry.reachable(home), "Scoring works without it; training logs to it."
    )


def _tried(name: str, ask: Callable[[], str], do: str, *, needed: bool = False) -> Check:
    try:
        return Check(name, True, ask(), needed=needed)
    except CleanClaimError as error:
        return Check(name, False, str(error), do, needed)
