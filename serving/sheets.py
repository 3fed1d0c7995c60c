"""Scores and the queue as tables, for files and terminals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from data import tables
from data.batch import batch_of_records
from data.errors import CleanClaimError
from data.frames import frame
from data.records import ClaimRecord
from data.versions import version_ordinals
from serving.score_answers import score_rows
from serving.services import Services
from workflow.score_sheet import score_sheet


class UnknownOutputError(CleanClaimError):
    """A table was to be written in a format that is not known."""

    def __init__(self) -> None:
        super().__init__("The output file must end in .csv, .json or .parquet.")


@dataclass(frozen=True, slots=True)
class ScoredSheet:
    """The contract's row per claim, in order, and how many claims lie far from the data in time.

    `stale` claims are dated long after the newest answer held, `early` ones before the first: what is known
    of the payer says little about them.
    """

    frame: pd.DataFrame
    stale: int
    early: int


def scored_sheet(
    services: Services, records: Sequence[ClaimRecord], *, at: datetime | None, explain: bool
) -> ScoredSheet:
    """Scores records in order; what was shown is kept in the scores table.

    Claims of one call are history for each other where strictly earlier; T is `at`, else each claim's own.

    Raises: NoModelError.
    """
    scorer, past = services.denial(), services.past()
    batch = batch_of_records(records, at)
    scores = scorer.score(batch, past.knowledge.with_claims(batch), explain=explain)
    shown = score_rows(scorer, records, batch, scores, at=services.clock(), channel="command")
    services.scores.shown(shown)
    services.scores.settle()
    versions = version_ordinals(past.events, frame(tables.CLAIMS, [record.claim for record in records]))
    why = scores.support.reasons
    return ScoredSheet(
        score_sheet(batch, scores, versions, scorer.version),
        stale=sum("stale_feed" in reasons for reasons in why),
        early=sum("before_data" in reasons for reasons in why),
    )


def write_sheet(sheet: pd.DataFrame, path: Path) -> None:
    """Writes a table as CSV, JSON (a list of objects) or Parquet, by the file's ending.

    Raises: UnknownOutputError.
    """
    match path.suffix:
        case ".csv":
            sheet.to_csv(path, index=False)
        case ".json":
            sheet.to_json(path, orient="records", date_format="iso", indent=1)
        case ".parquet":
            sheet.to_parquet(path, index=False)
        case _:
            raise UnknownOutputError


def check_output(path: Path | None) -> None:
    """Refuses a format before any work is done.

    Raises: UnknownOutputError.
    """
    if path is not None and path.suffix not in (".csv", ".json", ".parquet"):
        raise UnknownOutputError
