"""Thousands of damaged files of every kind: 2,000 here, 50,000 in `make nightly`.

`CLEANCLAIM_FUZZ_FILES` is how many, `CLEANCLAIM_FUZZ_SEED` which. A failure prints number and seed alone:
`CLEANCLAIM_FUZZ_SEED=<seed> python -m tests.fuzz <number>` reads that one file again, with its traceback.
"""

import os

import pytest

from tests.fuzz.check import BrokenRuleError, check_ingest, check_reading, check_scoring
from tests.fuzz.mutate import mutant
from tests.fuzz.seeds import MARKS

FILES = int(os.environ.get("CLEANCLAIM_FUZZ_FILES", "2000"))
SEED = int(os.environ.get("CLEANCLAIM_FUZZ_SEED", "1"))
BATCHES = 20
INGESTED_EVERY, SCORED_EVERY = 23, 7
TOLD = 10


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_file_whatever_makes_a_reader_fail_or_tell_a_value(batch, sqlite_store, tmp_path, caplog, capfd):
    caplog.set_level("DEBUG")
    broken = []
    for number in range(batch, FILES, BATCHES):
        if rule := rule_broken_by(number, sqlite_store, tmp_path / "file"):
            broken.append(f"{number}: {rule}")
    assert not broken, f"seed {SEED}, {len(broken)} files, by number: {broken[:TOLD]}"
    told = caplog.text + "".join(capfd.readouterr())
    assert not any(mark in told.upper() for mark in MARKS), f"seed {SEED}, batch {batch}: a value is logged"


def rule_broken_by(number, store, path):
    """The rule that a damaged file breaks, or the name of what it raised, without any of its content."""
    damaged = mutant(number, SEED)
    try:
        check_reading(damaged)
        if number % SCORED_EVERY == 0:
            check_scoring(damaged, path)
        if number % INGESTED_EVERY == 0:
            check_ingest(damaged, store)
    except BrokenRuleError as rule:
        return f"{damaged.kind}: {rule}"
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
        return f"{damaged.kind}: {type(error).__name__} came out"
    return None


def test_a_number_and_a_seed_make_the_same_file_again():
    assert mutant(17, 1) == mutant(17, 1)
    assert mutant(17, 1).content != mutant(18, 1).content


def test_damaged_files_still_hold_something_to_read():
    assert sum(check_reading(mutant(number, 1)) for number in range(400)) > 200
