import copy

import pytest

from data.batch import batch_of_frames, batch_of_records
from data.canonical import ClaimIn, record_of
from data.clocks import now
from data.frames import frame
from data.records import ClaimRecord
from data.said import said_keys
from data.tables import CLAIMS, LINES, OTHER_PAYERS
from serving.examples import CLAIM


def record(**changed: object) -> ClaimRecord:
    return record_of(ClaimIn.model_validate({**copy.deepcopy(CLAIM), **changed}), now())


def key(**changed: object) -> str:
    return said_keys(batch_of_records([record(**changed)]))[0]


def test_another_file_or_moment_says_the_same() -> None:
    assert key() == key(submitted_at="2026-05-05T08:00:00Z", claim_id="OTHER")


@pytest.mark.parametrize(
    "changed",
    [
        {"prior_authorization": "A-77"},
        {"diagnoses": ["Z0000"]},
        {"member_id": "M-2"},
        {"rendering_npi": None},
    ],
)
def test_what_people_change_shows(changed: dict[str, object]) -> None:
    assert key(**changed) != key()


def test_a_line_that_changed_shows() -> None:
    lines = copy.deepcopy(CLAIM["lines"])
    lines[0]["modifiers"] = ["59"]
    assert key(lines=lines) != key()


def test_the_claims_of_a_batch_do_not_depend_on_each_other_and_frames_say_what_records_say() -> None:
    records = [record(), record(claim_id="B", prior_authorization="A-77")]
    alone = [said_keys(batch_of_records([one]))[0] for one in records]
    assert said_keys(batch_of_records(records)) == alone
    held = batch_of_frames(
        frame(CLAIMS, [one.claim for one in records]),
        frame(
            LINES,
            [{"version_key": one.claim["version_key"], **line} for one in records for line in one.lines],
        ),
        frame(
            OTHER_PAYERS,
            [{"version_key": o.claim["version_key"], **p} for o in records for p in o.other_payers],
        ),
    )
    assert said_keys(held) == alone
