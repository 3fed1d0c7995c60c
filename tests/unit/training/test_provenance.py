from pathlib import Path

from training.provenance import git_commit


def _checkout(root: Path, head: str) -> Path:
    (root / ".git").mkdir()
    (root / ".git" / "HEAD").write_text(head)
    return root


def test_a_commit_is_read_from_a_loose_ref(tmp_path: Path) -> None:
    root = _checkout(tmp_path, "ref: refs/heads/main\n")
    (root / ".git/refs/heads").mkdir(parents=True)
    (root / ".git/refs/heads/main").write_text("abc\n")
    assert git_commit(root) == "abc"


def test_a_commit_is_read_from_packed_refs(tmp_path: Path) -> None:
    root = _checkout(tmp_path, "ref: refs/heads/main\n")
    (root / ".git/packed-refs").write_text("# pack-refs\ndef refs/heads/main\n")
    assert git_commit(root) == "def"


def test_a_detached_head_is_the_commit_itself(tmp_path: Path) -> None:
    assert git_commit(_checkout(tmp_path, "123\n")) == "123"


def test_a_folder_without_git_has_no_commit(tmp_path: Path) -> None:
    assert git_commit(tmp_path) is None
