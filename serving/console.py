"""The terminal's two streams, and progress on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

OUT = Console(highlight=False, markup=False)
"""Answers go to stdout."""
ERR = Console(stderr=True, highlight=False, markup=False)
"""Progress and errors go to stderr."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, on a terminal only; yields a function to be told (done, total)."""
    with _bar() as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def steps(what: str) -> Iterator[Callable[[str], None]]:
    """A spinner on stderr, on a terminal only; yields a function to be told the step that begins."""
    with _bar() as bar:
        task = bar.add_task(what, total=None)
        yield lambda step: bar.update(task, description=f"{what}: {step}")


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*columns, TimeElapsedColumn(), console=ERR, transient=True, disable=not ERR.is_terminal)
