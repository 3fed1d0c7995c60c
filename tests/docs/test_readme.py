"""The README's commands are run as they stand there, in one small practice."""

import re
import shutil
from pathlib import Path

import pytest

from data.home import Home
from tests.cli.command import Ran, cleanclaim
from tests.practice import Trained

README = (Path(__file__).parents[2] / "README.md").read_text()
COMMANDS = re.findall(r"^\$ uv run cleanclaim (.+)$", README, flags=re.MULTILINE)
NOT_RUN = {"serve"}
"""Runs until it is stopped; tests/web starts the server."""


@pytest.fixture(scope="module")
def desk(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the README supposes it: `edi/` and `new.837` in it, and a home that knows the practice."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(trained.home.root, folder / ".cleanclaim")
    shutil.copytree(trained.world / "edi", folder / "edi")
    shutil.copy(trained.unsent[0], folder / "new.837")
    return folder


def run(line: str, desk: Path) -> Ran:
    return cleanclaim(Home(desk / ".cleanclaim").root, *line.split())


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_does_what_it_says(
    line: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if line.partition(" ")[0] in NOT_RUN:
        assert cleanclaim(desk / ".cleanclaim", line.partition(" ")[0], "--help").code == 0
        return
    monkeypatch.chdir(desk)
    # The claim's number in the README stands for one of the practice's own.
    ran = run(re.sub(r"^claim \w+", f"claim {_held_claim(desk)}", line), desk)

    assert ran.code == 0, ran.stderr


def _held_claim(desk: Path) -> str:
    return (
        next(iter(sorted((desk / "edi" / "837").rglob("*.837")))).read_text().split("CLM*")[1].split("*")[0]
    )


def test_the_readme_names_every_command() -> None:
    from cleanclaim import app

    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    named = set(re.findall(r"`?cleanclaim ([a-z]+)", README)) | set(re.findall(r"`([a-z]+)`", README))

    assert names - named == set()
