"""The practice's own registers: `coverages.csv`, `authorizations.csv` and `appeals.csv`.

Each row says when it became available: what was learned later is written as known later.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

import numpy as np

from data.synthetic.aftermath import Appeals
from data.synthetic.answers import Versions
from data.synthetic.arrays import day_number
from data.synthetic.claim_records import as_date, claim_id
from data.synthetic.paperwork import STATES
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


def write_registers(out: Path, world: World, versions: Versions, appeals: Appeals) -> None:
    """The three files, rows in a fixed order, as of the end of the period."""
    last = day_number(world.settings.end)
    write_csv(
        out / "coverages.csv",
        COVERAGES,
        sorted(_coverages(world, versions, last), key=lambda row: (row[5], row[0])),
    )
    write_csv(out / "authorizations.csv", AUTHORIZATIONS, _authorizations(world, versions, last))
    write_csv(out / "appeals.csv", APPEALS, _appeals(world, versions, appeals, last))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A UTF-8 CSV with a header; None is an empty field."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def dollars(cents: int) -> str:
    """Cents as dollars with two decimals."""
    return f"{cents // 100}.{cents % 100:02d}"


def _moment(day: int) -> str:
    return datetime.combine(as_date(day), _LEARNED).isoformat()


def _coverages(world: World, versions: Versions, last: int) -> Iterator[tuple[object, ...]]:
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
                f"{profile.payer_id[0]}S{household:08d}",
                profile.payer_id,
                since,
                None,
                profile.plans[0],
                since + 395,
                2,
                None,
            )


def _span_rows(
    world: World, span: int, household: int, last: int, *, is_first: bool
) -> Iterator[tuple[object, ...]]:
    """What was told of a span: that it began, that another payer is first, that it ended."""
    spans, known = world.people.spans, world.knowledge
    profile = world.payers.profiles[spans.payer[span]]
    first = int(spans.first[span])
    began = first + 390 if is_first else int(known.began[span])
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
                f"{rival.payer_id[0]}P{household:08d}",
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


def _row(
    member: str,
    payer: str,
    first: int,
    last: int | None,
    plan: str,
    known: int,
    order: int,
    group: str | None,
) -> tuple[object, ...]:
    ended = None if last is None else as_date(last)
    return (member, payer, as_date(first), ended, plan, _moment(known), order, group, as_date(known))


def _authorizations(world: World, versions: Versions, last: int) -> Iterator[tuple[object, ...]]:
    held, spans = world.authorizations, world.people.spans
    used = np.unique(world.papers.authorization[np.unique(versions.claim)])
    for at in used[used >= 0].tolist():
        if held.known[at] > last:
            continue
        procedure = int(held.procedure[at])
        yield (
            f"AU{at:08d}",
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


def _appeals(world: World, versions: Versions, appeals: Appeals, last: int) -> Iterator[tuple[object, ...]]:
    for at in np.lexsort((appeals.version, appeals.level, appeals.filed)).tolist():
        filed, decided = int(appeals.filed[at]), int(appeals.decided[at])
        if filed > last:
            continue
        known = decided <= last
        serial = int(world.claims.serial[versions.claim[appeals.version[at]]])
        yield (
            claim_id(serial),
            int(appeals.level[at]),
            as_date(filed),
            as_date(decided) if known else None,
            outcome(appeals, at) if known else "pending",
            dollars(int(appeals.recovered_cents[at])) if known else None,
            int(appeals.minutes[at]),
        )


def outcome(appeals: Appeals, at: int) -> str:
    """How an appeal ended."""
    if appeals.withdrawn[at]:
        return "withdrawn"
    if not appeals.won[at]:
        return "upheld"
    return "partial" if appeals.partial[at] else "overturned"
