"""The named steps of a run: said as they begin, timed as they end, their memory given back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeAlias

from data.memory import give_back

Progress: TypeAlias = Callable[[str], None]
"""Called with a step's name as it begins."""


class Steps:
    """Seconds spent per step, in the order they began."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Says the name, runs the body, keeps its time."""
        if self._progress is not None:
            self._progress(name)
        start = perf_counter()
        try:
            yield
        finally:
            give_back()
            self.seconds[name] = perf_counter() - start
