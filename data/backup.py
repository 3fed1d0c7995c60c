"""One archive of what an installation keeps, and back again.

SQLite files are copied through SQLite's own backup, so that a copy taken while others write is whole.
The access token stays out: a restored installation makes its own. A PostgreSQL database is not in the
archive; its own tools back it up.
"""

import shutil
import sqlite3
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from data.errors import CleanClaimError
from data.home import Home

_LEFT_OUT = {"token", "snapshots", "demo"}
_SQLITE_SUFFIXES = ("-wal", "-shm", "-journal")


class RestoreRefusedError(CleanClaimError):
    """A restore would have overwritten something, or the archive is none of ours."""


def back_up(home: Home, archive: Path) -> int:
    """Writes `archive` (tar.gz, readable by its owner alone) and returns how many files it holds."""
    with TemporaryDirectory() as scratch:
        staged = Path(scratch)
        files = [path for path in sorted(home.root.rglob("*")) if _belongs(path, home.root)]
        for path in files:
            _copy(path, staged / path.relative_to(home.root))
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(staged, arcname=".")
    archive.chmod(0o600)
    return len(files)


def restore(archive: Path, home: Home) -> int:
    """Unpacks a backup into an empty or missing home and returns how many files came back.

    Raises: RestoreRefusedError when the home holds data or the archive cannot be read.
    """
    if home.root.exists() and any(home.root.iterdir()):
        raise RestoreRefusedError("The home is not empty: give --home with a new folder to restore into.")
    home.make()
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(home.root, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise RestoreRefusedError("The archive cannot be read as a backup.") from error
    return sum(path.is_file() for path in home.root.rglob("*"))


def _belongs(path: Path, root: Path) -> bool:
    first = path.relative_to(root).parts[0]
    return path.is_file() and first not in _LEFT_OUT and not path.name.endswith(_SQLITE_SUFFIXES)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != ".db":
        shutil.copy2(source, target)
        return
    with sqlite3.connect(source) as held, sqlite3.connect(target) as copy:
        held.backup(copy)
    held.close()
    copy.close()
