"""The named steps of a run: said as they begin, timed as they end, their memory given back."""

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeAlias

import pyarrow

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
            _give_back()
            self.seconds[name] = perf_counter() - start


def _give_back() -> None:
    """Returns what is free to the system: else the next step's arrays come on top of what this one held.

    Measured: of 3.5 GB after the features of 100,000 claims, 2 GB were free and held by the allocator.
    """
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim is not None:
        trim(0)
