from pathlib import Path

import pytest

from data.errors import CorruptModelError
from models import artifact
from models.fit import fit
from tests.unit.models.simulated import SPEC, simulated


def _saved(folder: Path) -> str:
    return artifact.save(fit(SPEC, simulated(400), trees=2), folder)


def test_a_saved_model_loads_under_its_hash_alone(tmp_path: Path) -> None:
    sha256 = _saved(tmp_path / "m")
    assert artifact.load(tmp_path / "m", sha256).trees == 2
    with pytest.raises(CorruptModelError):
        artifact.load(tmp_path / "m", "0" * 64)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    sha256 = _saved(tmp_path / "m")
    held = tmp_path / "m" / "model.lgb"
    held.write_text(held.read_text().replace("shrinkage=", "shrinkage= ", 1))
    with pytest.raises(CorruptModelError):
        artifact.load(tmp_path / "m", sha256)


def test_an_added_file_is_noticed(tmp_path: Path) -> None:
    sha256 = _saved(tmp_path / "m")
    (tmp_path / "m" / "extra.txt").write_text("")
    with pytest.raises(CorruptModelError):
        artifact.load(tmp_path / "m", sha256)


def test_bytes_cannot_move_between_files_unseen() -> None:
    assert artifact.sha256_of({"a": "xy", "b": "z"}) != artifact.sha256_of({"a": "x", "b": "yz"})


def test_saving_leaves_nothing_else_behind(tmp_path: Path) -> None:
    _saved(tmp_path / "m")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"]
    assert sorted(path.name for path in (tmp_path / "m").iterdir()) == ["model.json", "model.lgb"]
