"""The as-of view: what the features of a batch may read, each claim at its own moment T.

A feature gets this view and nothing else, so it cannot reach the future. All look-ups are cached: the
search under a key and window is made once, whatever is then asked of it.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import proxy

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features.carried import carried
from features.coverage_match import CoverageMatch, matched
from features.knowledge import GRAIN_OF, Knowledge
from features.ledger import Before, Ints, Objects, Under, Window, shrunken
from features.newcomers import days_known
from features.parts import Parts
from features.told_parts import told_parts

Floats = NDArray[np.float64]
Runs = tuple[Ints, Ints]
"""Rows that have values, ascending, and the place where each one's values begin."""

T = TypeVar("T")

_REDUCERS: dict[str, Any] = {"max": np.fmax, "min": np.fmin, "sum": np.add}


class AsOf:
    """A batch of n claims and what was known strictly before each one's T, its own chain left out."""

    def __init__(self, batch: ClaimBatch, knowledge: Knowledge) -> None:
        self.batch = batch = knowledge.meant(batch)
        self.knowledge = knowledge
        self.own: Objects = knowledge.chains.own(batch)
        view = proxy(self)  # no circle: a view's look-ups are freed with it, not when the collector comes by
        self.parts = Parts(
            batch,
            told_parts(
                lambda: view.coverage_match,
                lambda: view.days_known,
                lambda: view.before("sent_lines"),
                lambda: view.once("carried", view._carried),
            ),
        )
        self._made: dict[Hashable, Any] = {}

    def _carried(self) -> dict[str, NDArray[np.bool_]]:
        return carried(self.batch)

    @property
    def coverage_match(self) -> CoverageMatch:
        """What the coverage source told of each claim's member."""
        return self.once("coverage match", lambda: matched(self.batch, self.knowledge.coverages))

    @property
    def days_known(self) -> Floats:
        """Days since each rendering provider's first claim, per claim; see `features.newcomers`."""
        return self.once("days_known", lambda: days_known(self.parts, self.before("sent")))

    def __len__(self) -> int:
        return len(self.batch)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made at the first call under this name."""
        try:
            held: T = self._made[name]
        except KeyError:
            held = self._made[name] = make()
        return held

    def claim(self, name: str) -> NDArray[Any]:
        """A column of the claims."""
        return self.batch.claims[name]

    def line(self, name: str) -> NDArray[Any]:
        """A column of the lines."""
        return self.batch.lines[name]

    @property
    def row(self) -> Ints:
        """The claim of each line."""
        return self.batch.lines["row"]

    def key(self, ledger: str, name: str) -> Objects:
        """The batch's own values of a ledger's key."""
        return self.parts.key(GRAIN_OF[ledger], name)

    def part(self, ledger: str, name: str) -> Objects:
        """The batch's own values of a part of a ledger's keys."""
        return self.parts.part(GRAIN_OF[ledger], name)

    def before(self, ledger: str) -> Before:
        """A ledger as each row of its grain sees it."""
        return self.once(("before", ledger), lambda: self._before(ledger, slice(None)))

    def _before(self, ledger: str, which: Ints | slice) -> Before:
        rows = self.parts.rows(GRAIN_OF[ledger])[which]
        own = self.claim("version_key") if ledger == "sendings" else self.own
        return self.knowledge.ledgers[ledger].before(self.batch.t[rows], own[rows])

    def beside(self, ledger: str, key: str, which: Ints, values: Objects) -> Under:
        """The ledger under other values of a key than their own, as these rows of its grain see it."""
        return self._before(ledger, which).under(key, values)

    def under(self, ledger: str, key: str) -> Under:
        """The ledger under each row's value of a key."""
        name = ("under", ledger, key)
        found: Under | None = self._made.get(name)
        if found is None:
            wide, _, measure = key.partition("/")
            found = self._made[name] = (
                self.under(ledger, wide).narrowed(measure)
                if measure
                else self.before(ledger).under(key, self.key(ledger, key))
            )
        return found

    def window(self, ledger: str, key: str, days: int | None) -> Window:
        """The events under each row's key in the `days` before its T; None is all of them."""
        name = ("window", ledger, key, days)
        found: Window | None = self._made.get(name)
        if found is None:
            found = self._made[name] = self.under(ledger, key).window(days)
        return found

    def total(self, ledger: str, key: str, measure: str | None, days: int | None) -> Ints:
        """A measure's total per row of the ledger's grain; None counts the events."""
        name = (ledger, key, measure, days)
        found: Ints | None = self._made.get(name)
        if found is None:
            window = self.window(ledger, key, days)
            found = self._made[name] = window.count if measure is None else window.sum(measure)
        return found

    def rate(
        self,
        ledger: str,
        by: tuple[str, ...],
        measure: str,
        over: str | None,
        days: int | None,
        strength: float,
    ) -> Floats:
        """A share per row of the grain, drawn along the keys `by` from the broadest to the last.

        Missing where no event stands under even the broadest key.
        """
        name = ("rate", ledger, by, measure, over, days, strength)
        found: Floats | None = self._made.get(name)
        if found is None:
            parent, drawn = (0.0, 0.0) if len(by) == 1 else (self.rate(ledger, by[:-1], *name[3:]), strength)
            sums = self.total(ledger, by[-1], measure, days)
            found = shrunken(sums, self.total(ledger, by[-1], over, days), parent, drawn)
            self._made[name] = found
        return found

    def rates(
        self,
        ledger: str,
        by: tuple[str, ...],
        measures: tuple[str, ...],
        over: tuple[str, ...] | None,
        days: int | None,
        strength: float,
    ) -> Floats:
        """Several shares over the same keys and window at once, one column each; see `rate`."""
        name = ("rates", ledger, by, measures, over, days, strength)
        found: Floats | None = self._made.get(name)
        if found is None:
            window = self.window(ledger, by[-1], days)
            sums = window.sums(measures)
            counts = window.count[:, np.newaxis] if over is None else window.sums(over)
            parent, drawn = (0.0, 0.0) if len(by) == 1 else (self.rates(ledger, by[:-1], *name[3:]), strength)
            found = self._made[name] = shrunken(sums, counts, parent, drawn)
        return found

    def per_claim(self, ledger: str, values: Floats, how: str) -> Floats:
        """One number per claim, or one per column, from its rows of a ledger's grain.

        `max`, `min`, `sum`: over the rows that have a value. `best_worst`: the least of each line's rows
        (its best diagnosis), then the greatest of the claim's lines. A claim without values is missing.
        """
        grain = GRAIN_OF.get(ledger, ledger)
        if grain == "claim":
            return values
        if how == "best_worst":
            best = reduced(values, self._runs(grain, "line"), len(self.row), np.fmin)
            return reduced(best, self._runs("line", "claim"), len(self), np.fmax)
        return reduced(values, self._runs(grain, "claim"), len(self), _REDUCERS[how])

    def _runs(self, grain: str, over: str) -> Runs:
        rows = self.parts.lines if over == "line" else self.parts.rows
        return self.once(("runs", grain, over), lambda: runs(rows(grain)))

    def per_line(self, values: Floats, how: str) -> Floats:
        """One number per claim from one per line; see `per_claim`."""
        return reduced(values, self._runs("line", "claim"), len(self), _REDUCERS[how])

    def any_line(self, flags: NDArray[np.bool_]) -> Floats:
        """1 where some line of the claim has the flag, else 0; missing for a claim without lines."""
        return self.per_line(flags.astype(np.float64), "max")


def runs(rows: Ints) -> Runs:
    """The runs of equal values in ascending rows."""
    if not len(rows):
        return rows, rows
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    return rows[starts], starts


def reduced(values: Floats, runs: Runs, size: int, how: Any) -> Floats:
    """Values put together by `how` per run, in order, into `size` rows; rows without a run are missing."""
    rows, starts = runs
    if len(rows) == size and size:
        return np.asarray(how.reduceat(values, starts))
    out = np.full((size, *values.shape[1:]), np.nan)
    if len(rows):
        out[rows] = how.reduceat(values, starts)
    return out
