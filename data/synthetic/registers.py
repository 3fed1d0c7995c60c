"""The practice's own registers: `coverages.csv`, `authorizations.csv` and `appeals.csv`.

Each row says when it became available: what was learned later is written as known later.
"""

from collections.abc import Iterator
from datetime import datetime, time

import numpy as np

from data.synthetic.aftermath import Appeals
from data.synthetic.answers import Versions
from data.synthetic.arrays import day_number
from data.synthetic.authorizing import STATES
from data.synthetic.claim_records import as_date, authorization_number
from data.synthetic.csv_tables import dollars
from data.synthetic.policy import claim_id
from data.synthetic.state import World

_LEARNED = time(20, 0)
"""What is learned on a day is on file that evening: after the day's claims have left."""

COVERAGES = (
    "member_id",
    "payer_id",
    "effective_on",
    "terminated_on",
    "plan_type",
    "available_at",
    "payer_order",
    "group_number",
    "verified_on",
)
AUTHORIZATIONS = (
    "authorization_number",
    "member_id",
    "payer_id",
    "procedure_code",
    "valid_from_on",
    "valid_to_on",
    "units",
    "status",
    "available_at",
    "provider_npi",
    "requested_on",
)
APPEALS = ("claim_id", "level", "filed_on", "decided_on", "outcome", "recovered_amount", "minutes")


def _moment(day: int) -> str:
    return datetime.combine(as_date(day), _LEARNED).isoformat()


Dated = tuple[int, tuple[object, ...]]
"""A day and a row of a file in order of days."""


def coverages(world: World, versions: Versions) -> Iterator[Dated]:
    """Rows of `coverages.csv` known by the end of the period, with the day each became known."""
    last = day_number(world.settings.end)
    people, spans = world.people, world.people.spans
    for household in np.unique(world.claims.household[versions.claim]).tolist():
        first, end = int(people.first_span[household]), int(people.first_span[household + 1])
        for span in range(first, end):
            yield from _span_rows(world, span, household, last, is_first=span == first)
        second = int(people.secondary[household])
        if second >= 0 and second != spans.payer[first]:
            profile = world.payers.profiles[second]
            since = int(spans.first[first])
            yield _row(
                f"{profile.payer_id[0]}S{world.first_number + household:08d}",
                profile.payer_id,
                since,
                None,
                profile.plans[0],
                _asked_first(world) + 5,
                2,
                None,
            )


def _span_rows(world: World, span: int, household: int, last: int, *, is_first: bool) -> Iterator[Dated]:
    """What was told of a span: that it began, that another payer is first, that it ended."""
    spans, known = world.people.spans, world.knowledge
    profile = world.payers.profiles[spans.payer[span]]
    first = int(spans.first[span])
    began = _asked_first(world) if is_first else int(known.began[span])
    other = int(known.other_primary[household])
    ended = int(known.ended[span])
    group = str(spans.group_number[span])
    what = (str(spans.member_id[span]), profile.payer_id, first)
    if began <= last:
        order = 2 if other <= began else 1
        yield _row(*what, None, str(spans.plan[span]), began, order, group)
        if began < other <= min(last, ended, int(spans.last[span])):
            yield _row(*what, None, str(spans.plan[span]), other, 2, group)
            rival = world.payers.profiles[(int(spans.payer[span]) + 3) % len(world.payers)]
            since = int(world.people.other_primary_from[household])
            yield _row(
                f"{rival.payer_id[0]}P{world.first_number + household:08d}",
                rival.payer_id,
                since,
                None,
                rival.plans[0],
                other,
                1,
                None,
            )
    if began <= last and ended <= last:
        yield _row(
            *what, int(spans.last[span]), str(spans.plan[span]), ended, 2 if other <= ended else 1, group
        )


def _asked_first(world: World) -> int:
    """A household's first coverage was asked about shortly before the period."""
    return day_number(world.settings.start) - 10


def _row(
    member: str,
    payer: str,
    first: int,
    last: int | None,
    plan: str,
    known: int,
    order: int,
    group: str | None,
) -> Dated:
    ended = None if last is None else as_date(last)
    return known, (member, payer, as_date(first), ended, plan, _moment(known), order, group, as_date(known))


def authorizations(world: World, versions: Versions) -> Iterator[tuple[object, ...]]:
    """Rows of `authorizations.csv` known by the end of the period, in order of number."""
    last = day_number(world.settings.end)
    held, spans = world.authorizations, world.people.spans
    used = np.unique(world.papers.authorization[np.unique(versions.claim)])
    for at in used[used >= 0].tolist():
        if held.known[at] > last:
            continue
        procedure = int(held.procedure[at])
        yield (
            authorization_number(world, at),
            str(spans.member_id[held.span[at]]),
            world.payers.profiles[held.payer[at]].payer_id,
            world.catalog.codes[procedure] if procedure >= 0 else None,
            as_date(int(held.first[at])),
            as_date(int(held.last[at])),
            int(held.units[at]),
            STATES[held.status[at]],
            _moment(int(held.known[at])),
            str(world.providers.npi[held.provider[at]]),
            as_date(int(held.asked[at])),
        )


def appealed(world: World, versions: Versions, appeals: Appeals) -> Iterator[Dated]:
    """Rows of `appeals.csv` filed by the end of the period, with the day of filing."""
    last = day_number(world.settings.end)
    for at in np.lexsort((appeals.version, appeals.level, appeals.filed)).tolist():
        filed, decided = int(appeals.filed[at]), int(appeals.decided[at])
        if filed > last:
            continue
        known = decided <= last
        serial = int(world.claims.serial[versions.claim[appeals.version[at]]])
        row = (
            claim_id(serial),
            int(appeals.level[at]),
            as_date(filed),
            as_date(decided) if known else None,
            outcome(appeals, at) if known else "pending",
            dollars(int(appeals.recovered_cents[at])) if known else None,
            int(appeals.minutes[at]),
        )
        yield filed, row


def outcome(appeals: Appeals, at: int) -> str:
    """How an appeal ended."""
    if appeals.withdrawn[at]:
        return "withdrawn"
    if not appeals.won[at]:
        return "upheld"
    return "partial" if appeals.partial[at] else "overturned"
