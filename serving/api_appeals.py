"""Open denials: what each is worth working, and the queue."""

from typing import Annotated

from fastapi import Query

from serving.answers_appeals import AppealsAnswer, QueueAnswer, ScoreAppeals
from serving.appeal_answers import appeal_rows, appeals_answer, queue_items
from serving.cursors import Cursor, cursor_of
from serving.moments import as_of_asked
from serving.needs import Held
from serving.worklists import open_denials

PAGE_SIZE = 50
Capacity = Annotated[
    float | None, Query(gt=0, le=100_000, description="Minutes of work per business day: adds `planned_on`.")
]
CursorText = Annotated[
    str | None,
    Query(max_length=400, description="`next_cursor` of the page before; it keeps as_of and capacity."),
]
AsOf = Annotated[
    str | None, Query(description="Hide everything that came at or after this date or moment; default now.")
]
Limit = Annotated[int, Query(ge=1, le=500, description="Items per page.")]


def score_appeals(services: Held, body: ScoreAppeals) -> AppealsAnswer:
    """Win chance, expected recovery, route, deadline and explanation of the claims' open denials."""
    at = services.clock()
    queue = open_denials(services, at, capacity_minutes=None)
    answer, shown = appeals_answer(queue, body.claim_ids, at)
    services.scores.shown(appeal_rows(queue, shown, at))
    services.metrics.scored("appeal", len(answer.scores))
    return answer


def appeal_queue_page(
    services: Held,
    capacity_minutes: Capacity = None,
    cursor: CursorText = None,
    as_of: AsOf = None,
    limit: Limit = PAGE_SIZE,
) -> QueueAnswer:
    """One page of open denials, best first; all pages of one walk are as of one moment."""
    asked = Cursor(0, as_of_asked(as_of, services.clock()), capacity_minutes)
    start = asked if cursor is None else cursor_of(cursor, services.token)
    queue = open_denials(services, start.as_of, capacity_minutes=start.capacity_minutes)
    end = start.offset + limit
    following = Cursor(end, start.as_of, start.capacity_minutes) if end < len(queue.frame) else None
    return QueueAnswer(
        as_of=start.as_of,
        total=len(queue.frame),
        items=queue_items(queue, queue.frame.iloc[start.offset : end]),
        next_cursor=following.text(services.token) if following else None,
    )
