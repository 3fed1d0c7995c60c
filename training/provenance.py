"""Where a model came from, as hashes: code, locked packages, features and labelling rules."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from features.catalog import catalog_hash

_ROOT = Path(__file__).resolve().parents[1]


def provenance() -> dict[str, str]:
    """Hashes by name; a commit or lock that is not there is left out."""
    held = {
        "git_commit": git_commit(_ROOT),
        "lock_sha256": _sha256([_ROOT / "uv.lock"]),
        "catalog_sha256": catalog_hash(),
        "label_sha256": _sha256(
            [*sorted((_ROOT / "data" / "codes").glob("*.csv")), _ROOT / "data/outcomes.py"]
        ),
    }
    return {name: value for name, value in held.items() if value is not None}


def git_commit(root: Path) -> str | None:
    """The commit checked out in a folder, read from its .git; None when it is not a checkout."""
    head = root / ".git" / "HEAD"
    if not head.is_file():
        return None
    said = head.read_text().strip()
    if not said.startswith("ref: "):
        return said
    ref = said.removeprefix("ref: ")
    loose = root / ".git" / ref
    return loose.read_text().strip() if loose.is_file() else _packed(root / ".git" / "packed-refs", ref)


def _packed(packed: Path, ref: str) -> str | None:
    lines = packed.read_text().splitlines() if packed.is_file() else []
    return next((line.split()[0] for line in lines if line.endswith(f" {ref}")), None)


def _sha256(paths: Iterable[Path]) -> str | None:
    held = [path for path in paths if path.is_file()]
    if not held:
        return None
    together = hashlib.sha256()
    for path in held:
        together.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return together.hexdigest()
