"""Files in and out in any order leave what the files that remain tell, as if the others had never come."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from data import tables
from data.ingest import ingest_bytes
from data.store import Store
from data.told_again import CONTENT_KEYED
from tests.unit.data.tiny_x12 import tiny_835

_RECEIVED = datetime.fromisoformat("2026-02-01T12:00")
_COVERAGES = "member_id,payer_id,effective_on,terminated_on,plan_type,available_at\n"
_CLAIMS = "claim_id,kind,payer_id,from_on,line_procedure_code,line_charge,submitted_at\n"
_REMITS = "claim_id,charge,paid,line_procedure_code,line_charge,carc,amount\n"
_PROVENANCE = ("file_sha256", "position", "received_at", "kept", "already_held")

ROWS = {
    _COVERAGES: [f"M{n},PAY1,2026-01-01,,PPO,\n" for n in range(3)],
    _CLAIMS: [
        *(f"C{n},professional,PAY1,2026-01-01,99213,100,\n" for n in range(2)),
        "C2,professional,PAY1,2026-01-01,99213,100,2026-01-20T10:00:00\n",
    ],
    _REMITS: [f"C{n},100,80,99213,100,CO-45,20\n" for n in range(3)],
    "alias,payer_id\n": [f"PAYER {n},PAY1\n" for n in range(3)],
}


def random_files(dice: random.Random) -> list[tuple[bytes, datetime]]:
    """A few tables that tell partly the same, received on different days, and one 835."""
    made = [(tiny_835("C0", "C1"), _RECEIVED)]
    kinds = dice.choices(sorted(ROWS), weights=[1, 3, 3, 1], k=2)
    for number in range(dice.randint(3, 6)):
        header = dice.choice(kinds)
        rows = dice.choices(ROWS[header], k=dice.randint(1, 4))
        received = _RECEIVED + timedelta(days=dice.randint(0, 3))
        # Blank rows at its end make a file that tells the same another file.
        made.append(((header + "".join(rows) + "\n" * number).encode(), received))
    return made


def _content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that is held, but for which of the files that told a row brought it."""
    held = {}
    for table in (*tables.EVENTS, *tables.DERIVED, tables.FILES):
        names = [
            name
            for name in table.names
            if table.name not in (*CONTENT_KEYED, "files") or name not in _PROVENANCE
        ]
        rows = store.rows(table)
        held[table.name] = sorted((tuple(row[name] for name in names) for row in rows), key=repr)
    return held


def _check_counts(store: Store) -> None:
    for file in store.files():
        table = CONTENT_KEYED.get(str(file["type"]))
        if table is not None:
            own = store.rows(table, file_sha256=file["file_sha256"])
            assert len(own) == file["kept"]
        assert file["seen"] == file["kept"] + file["already_held"]  # type: ignore[operator]
    with store.engine.connect() as connection:
        orphans = "SELECT count(*) FROM told_again WHERE file_sha256 NOT IN (SELECT file_sha256 FROM files)"
        assert connection.execute(sa.text(orphans)).scalar_one() == 0


def _put(store: Store, files: Sequence[tuple[bytes, datetime]], places: Sequence[int]) -> dict[int, str]:
    ids = {}
    for place in places:
        content, received_at = files[place]
        report = ingest_bytes(store, f"file {place}", content, received_at=received_at)
        assert report.error is None
        ids[place] = report.id
    return ids


def _empty(store: Store) -> None:
    for file in store.files():
        store.purge(str(file["file_sha256"]))


def play(store: Store, dice: random.Random) -> None:
    """Random steps, then the same files alone in another order: both leave the same."""
    files = random_files(dice)
    ids: dict[int, str] = {}
    for place in dice.choices(range(len(files)), k=dice.randint(5, 12)):
        if place in ids:
            store.purge(ids.pop(place))
        else:
            ids |= _put(store, files, [place])
        _check_counts(store)
    held = _content(store)
    _empty(store)
    assert not any(_content(store).values())
    _put(store, files, dice.sample(sorted(ids), k=len(ids)))
    assert _content(store) == held
    _empty(store)


@pytest.mark.parametrize("seed", range(15))
def test_what_is_held_is_what_the_files_that_remain_tell(sqlite_store: Store, seed: int) -> None:
    play(sqlite_store, random.Random(seed))  # noqa: S311 - no secret


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_the_same_on_postgresql(store: Store) -> None:
    for seed in range(100, 103):
        play(store, random.Random(seed))  # noqa: S311 - no secret
