"""A trained model on disk: a folder of text files and one hash over all of them. Never pickle."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from data.errors import CorruptModelError
from models.fit import Fitted


class Saveable(Protocol):
    """Anything that can say itself as text files by name."""

    def files(self) -> dict[str, str]:
        """The model as text files by name."""
        ...


def save(fitted: Saveable, folder: Path) -> str:
    """Writes a model's files into a folder that must not exist yet, all or nothing; gives its sha256."""
    files = fitted.files()
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        for name, text in files.items():
            (made / name).write_bytes(text.encode())
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return sha256_of(files)


def load(folder: Path, expected: str | None = None) -> Fitted:
    """The model in a folder.

    Raises:
        CorruptModelError: its files do not have the sha256 expected (default: the folder's name).
    """
    return Fitted.of_files(load_files(folder, expected))


def load_files(folder: Path, expected: str | None = None) -> dict[str, str]:
    """A model's files by name, verified.

    Raises:
        CorruptModelError: they do not have the sha256 expected (default: the folder's name).
    """
    wanted = expected or folder.name
    if not folder.is_dir():
        raise CorruptModelError(wanted)
    raw = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    if _sha256(raw) != wanted:
        raise CorruptModelError(wanted)
    return {name: held.decode() for name, held in raw.items()}


def sha256_of(files: Mapping[str, str]) -> str:
    """One hash over the sorted file names and their contents."""
    return _sha256({name: text.encode() for name, text in files.items()})


def _sha256(files: Mapping[str, bytes]) -> str:
    held = hashlib.sha256()
    for name in sorted(files):
        # Lengths first, so that bytes cannot move from one file to the next unseen.
        held.update(f"{name}\0{len(files[name])}\0".encode())
        held.update(files[name])
    return held.hexdigest()
