"""A shelf of things by day, kept on disk: put in panel by panel, taken out day by day.

It is what keeps memory flat: nothing of a panel stays in memory once its days are shelved.
"""

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Self


class Shelf:
    """One temporary file; what was put first on a day comes out first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: BinaryIO = path.open("w+b")
        self._places: dict[int, list[int]] = {}

    def put(self, day: int, things: Sequence[object]) -> None:
        """Adds to a day (any whole number)."""
        self._places.setdefault(day, []).append(self._stream.tell())
        pickle.dump(things, self._stream, protocol=pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[tuple[int, list[Any]]]:
        """Days in order, each with its things; nothing may be put any more."""
        for day in sorted(self._places):
            things: list[Any] = []
            for place in self._places[day]:
                self._stream.seek(place)
                things.extend(pickle.load(self._stream))  # noqa: S301 - written by this process, moments ago
            yield day, things

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._path.unlink()
