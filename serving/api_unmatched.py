"""What hangs on nothing: answers without their claim, claims without an answer."""

from datetime import datetime
from typing import Annotated

import pandas as pd
from fastapi import Query

from data.unmatched import unmatched
from serving.api_appeals import AsOf, CursorText, Limit
from serving.cursors import Cursor, cursor_of
from serving.moments import as_of_asked
from serving.needs import Held
from serving.services import Services
from serving.unmatched_answers import Kind, Totals, UnmatchedAnswer, unmatched_items

PAGE_SIZE = 50
Only = Annotated[Kind | None, Query(description="Only this kind.")]


def list_unmatched(
    services: Held,
    kind: Only = None,
    cursor: CursorText = None,
    as_of: AsOf = None,
    limit: Limit = PAGE_SIZE,
) -> UnmatchedAnswer:
    """Remits, statuses and takebacks tied to no claim, and claims whose answer is overdue, newest first."""
    asked = Cursor(0, as_of_asked(as_of, services.clock()), only=kind)
    start = asked if cursor is None else cursor_of(cursor, services.token)
    held = _held(services, start.as_of)
    shown = held if start.only is None else held[held["kind"] == start.only]
    end = start.offset + limit
    following = Cursor(end, start.as_of, only=start.only) if end < len(shown) else None
    return UnmatchedAnswer(
        as_of=start.as_of,
        totals=Totals.model_validate(
            {name: int((held["kind"] == name).sum()) for name in Totals.model_fields}
        ),
        items=unmatched_items(shown.iloc[start.offset : end]),
        next_cursor=following.text(services.token) if following else None,
    )


def _held(services: Services, as_of: datetime) -> pd.DataFrame:
    """The whole list as of a moment; the last answer is kept while nothing changes."""
    past = services.past()
    held: pd.DataFrame = services.unmatched.get(
        (past.watermark, as_of), lambda: unmatched(past.events.before(as_of), as_of)
    )
    return held
