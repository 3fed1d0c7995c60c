from datetime import date

import numpy as np
import pytest

from data.synthetic.arrays import day_number
from data.synthetic.catalog import catalog
from data.synthetic.claim_records import ClaimWriter
from data.synthetic.csv_tables import table_rows
from tests.unit.data.synthetic.worlds import small_world

SIZE = 20_000


def _written(old: str, new: str, system: str) -> list[tuple[bool, str, bool]]:
    """Claims or lines with the code: after the change, what stands on the first version, flagged as old."""
    held = small_world(size=SIZE)
    world, claims = held.world, held.world.claims
    changes = catalog().diagnosis_changes if system == "diagnosis" else catalog().code_changes
    writer = ClaimWriter(world, held.versions)
    out = []
    for row in np.flatnonzero(held.versions.version == 1).tolist():
        claim = int(held.versions.claim[row])
        if system == "diagnosis":
            at = catalog().diagnoses.index(old)
            if at in claims.diagnoses[claim]:
                told = str(writer.records(np.array([row]))[0].claim["diagnoses"]).split()
                code = old if old in told else new if new in told else "none"
                out.append(
                    (bool(changes.on[at] <= claims.day[claim]), code, bool(world.papers.old_diagnosis[claim]))
                )
    return out


@pytest.mark.parametrize("row", table_rows("code_changes"), ids=lambda row: row["old"])
def test_a_change_is_on_a_first_of_october_or_january(row: dict[str, str]) -> None:
    assert row["effective_on"][5:] == ("10-01" if row["system"] == "diagnosis" else "01-01")


@pytest.mark.parametrize("old", ["M5136", "R102"])
def test_the_new_code_stands_on_claims_from_its_day_on_unless_the_office_was_late(old: str) -> None:
    new = next(row["new"] for row in table_rows("code_changes") if row["old"] == old)
    written = _written(old, new, "diagnosis")
    assert {code for after, code, _ in written if not after} == {old}
    assert {code for after, code, late in written if after and not late} == {new}
    assert any(after for after, _, _ in written)


def test_lines_late_with_a_procedure_code_are_those_of_the_first_weeks() -> None:
    world = small_world(size=SIZE).world
    late = np.flatnonzero(world.papers.old_procedure)
    first = day_number(date(2025, 1, 1))
    days = world.claims.day[world.lines.claim[late]]
    assert len(late)
    assert ((days >= first) & (days < first + 120)).all()
