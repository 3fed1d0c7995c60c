"""Claims to be scored, as columns: the one shape that files, frames and requests all become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import Columns, columns_of_frame, columns_of_rows
from data.records import ClaimRecord, Row
from data.tables import CLAIMS, LINES, OTHER_PAYERS


@dataclass(frozen=True, slots=True)
class ClaimBatch:
    """n claims with m lines, as columns.

    `lines` and `other_payers` carry the extra int64 column `row`, the place of their claim in
    `claims`; they are ordered by it. `t` is the moment each claim is scored at (datetime64[us]).
    """

    claims: Columns
    lines: Columns
    other_payers: Columns
    t: NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.t)

    def between(self, start: int, end: int) -> "ClaimBatch":
        """The claims from one place up to another, with their lines and other payers; nothing is copied."""
        return ClaimBatch(
            {name: held[start:end] for name, held in self.claims.items()},
            _of_rows(self.lines, start, end),
            _of_rows(self.other_payers, start, end),
            self.t[start:end],
        )


def batch_of_records(records: Sequence[ClaimRecord], at: datetime | None = None) -> ClaimBatch:
    """Records in their order; T is `at` when given, else each claim's `submitted_at`."""
    claims = columns_of_rows(CLAIMS, [record.claim for record in records])
    lines = _children(LINES.names, [record.lines for record in records])
    others = _children(OTHER_PAYERS.names, [record.other_payers for record in records])
    return ClaimBatch(
        claims,
        {**columns_of_rows(LINES, lines[0]), "row": lines[1]},
        {**columns_of_rows(OTHER_PAYERS, others[0]), "row": others[1]},
        _moments(claims, at),
    )


def batch_of_frames(
    claims: pd.DataFrame, lines: pd.DataFrame, other_payers: pd.DataFrame, at: datetime | None = None
) -> ClaimBatch:
    """Frames as a batch in the claims' row order; children of other claims are left out."""
    held = columns_of_frame(CLAIMS, claims)
    place = pd.Series(np.arange(len(claims)), index=claims["version_key"])
    return ClaimBatch(
        held, _placed(LINES, lines, place), _placed(OTHER_PAYERS, other_payers, place), _moments(held, at)
    )


def _children(names: Sequence[str], groups: list[list[Row]]) -> tuple[list[Row], NDArray[np.int64]]:
    rows = [row for group in groups for row in group]
    return rows, np.repeat(np.arange(len(groups)), [len(group) for group in groups]).astype(np.int64)


def _of_rows(children: Columns, start: int, end: int) -> Columns:
    first, last = np.searchsorted(children["row"], (start, end))
    held = {name: column[first:last] for name, column in children.items()}
    return {**held, "row": held["row"] - start}


def _placed(table: Any, held: pd.DataFrame, place: "pd.Series[int]") -> Columns:
    row = held["version_key"].map(place)
    order = row.dropna().sort_values(kind="stable").index
    columns = columns_of_frame(table, held.loc[order])
    return {**columns, "row": row.loc[order].to_numpy(dtype=np.int64)}


def _moments(claims: Columns, at: datetime | None) -> NDArray[np.datetime64]:
    submitted = claims["submitted_at"]
    return submitted if at is None else np.full(len(submitted), np.datetime64(at, "us"))
