"""Runs the command line in this process and keeps what it printed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cleanclaim import app


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    stdout: str
    stderr: str

    @property
    def told(self) -> Any:
        return json.loads(self.stdout)


def cleanclaim(home: Path, *arguments: object) -> Ran:
    """`cleanclaim --home HOME ARGUMENTS...`; an unexpected exception is raised."""
    result = CliRunner().invoke(app, ["--home", str(home), *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)
