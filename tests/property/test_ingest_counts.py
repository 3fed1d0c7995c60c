"""Every claim, remit, status and record of a file is accounted for, whatever was done to the file."""

import random
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data import tables
from data.ingest import FileReport, ingest_bytes
from data.store import Store
from tests.unit.data.tiny_x12 import tiny_835, tiny_837

COUNTED = re.compile(rb"^(CLM|CLP)\*", re.MULTILINE)
ENVELOPE = ("ISA", "GS", "ST", "SE", "GE", "IEA", "CLM", "CLP")
COVERAGES = b"member_id,payer_id,effective_on,terminated_on,plan_type,available_at\n"


def balanced(report: FileReport) -> bool:
    parts = (report.kept, report.set_aside, report.quarantined, report.already_held)
    return report.seen == sum(parts) and min(parts) >= 0


def disturbed(content: bytes, dice: random.Random) -> bytes:
    """The file with some of its inner segments lost, doubled, moved or with an element spoilt."""
    lines = content.splitlines(keepends=True)
    for _ in range(dice.randint(0, 6)):
        place = dice.randrange(len(lines))
        if lines[place].decode("latin-1").split("*")[0] in ENVELOPE:
            continue
        match dice.randint(1, 4):
            case 1:
                del lines[place]
            case 2:
                lines.insert(place, lines[place])
            case 3:
                lines.insert(dice.randint(3, len(lines) - 3), lines.pop(place))
            case _:
                elements = lines[place].rstrip(b"~\n").split(b"*")
                elements[dice.randrange(1, len(elements))] = dice.choice(
                    (b"", b"?", b"9" * 30, b"-1", b"\xff")
                )
                lines[place] = b"*".join(elements) + b"~\n"
    return b"".join(lines)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_each_claim_and_remit_of_a_disturbed_file_is_counted_once(sqlite_template: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    make = dice.choice((tiny_837, tiny_835))
    names = [dice.choice(("A", "B", "C", "")) for _ in range(dice.randint(0, 5))]
    content = disturbed(make(*names), dice)
    if dice.random() < 1 / 4:
        content = content.replace(b"*CH~", b"*RP~")  # an encounter
    store = _fresh(sqlite_template)
    report = ingest_bytes(store, "x", content)
    again = ingest_bytes(store, "x", content)
    store.close()
    assert balanced(report)
    assert balanced(again)
    if report.error is None:
        assert report.seen == len(COUNTED.findall(content))
        assert (again.seen, again.already_held) == (report.seen, report.kept)
        assert (again.set_aside, again.quarantined) == (report.set_aside, report.quarantined)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_each_record_of_lists_that_overlap_is_counted_once(sqlite_template: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    store = _fresh(sqlite_template)
    for name in ("first", "second", "third"):
        rows = [
            f"M{dice.randint(1, 4)},PAY1,{dice.choice(('2026-01-01', 'soon', ''))},,PPO,2026-01-02\n"
            for _ in range(dice.randint(0, 6))
        ]
        report = ingest_bytes(store, name, COVERAGES + "".join(rows).encode())
        assert balanced(report)
        assert report.error or report.seen == len(rows)
    told = store.rows(tables.FILES)
    assert sum(int(str(row["kept"])) for row in told) == len(store.rows(tables.COVERAGES))
    store.close()


def _fresh(template: Path) -> Store:
    """An empty store; the one before it is gone."""
    path = template.with_name("counts.db")
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    path.write_bytes(template.read_bytes())
    return Store.open(f"sqlite:///{path}")
