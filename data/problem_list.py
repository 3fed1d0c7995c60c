"""Problems of one file: the first ones each in its place, the rest counted, so that memory stays flat."""

from collections.abc import Iterator
from dataclasses import replace

from data.records import Problem

LISTED = 1_000
"""Problems of one sort that are listed one by one; no person reads more."""


class ProblemList:
    """Problems of one sort in the order they came.

    Beyond the first `LISTED`, those of one code are one entry with their `count`, at the first's place.
    Invariant: `len` is the number of problems that came.
    """

    def __init__(self, listed: int = LISTED) -> None:
        self._most = listed
        self._listed: list[Problem] = []
        self._counted: dict[str, Problem] = {}
        self._count = 0

    def append(self, problem: Problem) -> None:
        self._count += 1
        if len(self._listed) < self._most:
            self._listed.append(problem)
        elif (former := self._counted.get(problem.code)) is not None:
            self._counted[problem.code] = replace(former, count=former.count + 1)
        else:
            self._counted[problem.code] = problem

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Problem]:
        yield from self._listed
        yield from self._counted.values()
