"""Everything known before a moment as immutable Parquet files, named by their content.

Same events and moment, same bytes, same name: what a model learned from can always be found again.
"""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet

from data import tables
from data.events import Events
from data.frames import conform
from data.schemas import checked

_CHUNK_ROWS = 100_000
_MOMENT_FILE = "moment.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot on disk: its folder, content hash and the moment before which everything in it was known."""

    folder: Path
    sha256: str
    as_of: datetime

    def events(self) -> Events:
        """The events held, read back from the files.

        Raises: WrongFrameError when a file no longer holds what its table declares.
        """
        return Events(**{table.name: _read(self.folder, table) for table in _TABLES})


_TABLES = (*tables.EVENTS, *tables.DERIVED)


def write_snapshot(events: Events, as_of: datetime, snapshots: Path) -> Snapshot:
    """Writes events (all known before `as_of`) under a folder named by their hash, unless held already."""
    snapshots.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".making-", dir=snapshots))
    try:
        for table in _TABLES:
            _write(getattr(events, table.name), made / f"{table.name}.parquet")
        counts = {held.name: len(getattr(events, held.name)) for held in fields(events)}
        said = {"as_of": as_of.isoformat(), "rows": counts}
        (made / _MOMENT_FILE).write_text(json.dumps(said, sort_keys=True))
        sha256 = _sha256(made)
        if not (snapshots / sha256).exists():
            made.replace(snapshots / sha256)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return Snapshot(snapshots / sha256, sha256, as_of)


def open_snapshot(folder: Path) -> Snapshot:
    """A snapshot written before."""
    said = json.loads((folder / _MOMENT_FILE).read_text())
    return Snapshot(folder, folder.name, datetime.fromisoformat(said["as_of"]))


def _write(held: pd.DataFrame, path: Path) -> None:
    # Without pandas' own metadata the bytes depend on the values and on pyarrow's version alone.
    schema = pyarrow.Schema.from_pandas(held.head(0), preserve_index=False).remove_metadata()
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as out:
        for start in range(0, max(len(held), 1), _CHUNK_ROWS):
            part = held.iloc[start : start + _CHUNK_ROWS]
            out.write_table(pyarrow.Table.from_pandas(part, schema=schema, preserve_index=False))


def _read(folder: Path, table: tables.Table) -> pd.DataFrame:
    held = pyarrow.parquet.read_table(folder / f"{table.name}.parquet").to_pandas()
    return checked(table, conform(table, held))


def _sha256(folder: Path) -> str:
    held = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            held.update(f"{path.name}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return held.hexdigest()
