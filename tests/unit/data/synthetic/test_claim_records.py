"""What the office left out is not on the first version, and what it has is."""

from functools import cache

import numpy as np

from data.records import ClaimRecord
from data.synthetic.claim_arrays import ACCIDENTS
from data.synthetic.claim_records import ClaimWriter
from data.synthetic.payers import FIELDS
from tests.unit.data.synthetic.worlds import small_world

SIZE = 6_000


@cache
def _firsts() -> list[tuple[int, ClaimRecord]]:
    """First versions: place of the claim and its record."""
    held = small_world(size=SIZE)
    rows = np.flatnonzero(held.versions.version == 1)
    records = ClaimWriter(held.world, held.versions).records(rows)
    return list(zip(held.versions.claim[rows].tolist(), records, strict=True))


def test_an_authorization_on_file_is_named_unless_its_number_was_left_off() -> None:
    papers = small_world(size=SIZE).world.papers
    expected = (papers.authorization >= 0) & ~papers.number_omitted
    found = {
        bool(expected[at]) == (record.claim["prior_authorization"] is not None) for at, record in _firsts()
    }
    assert found == {True}
    assert any(papers.number_omitted)


def test_referrals_and_records_are_with_the_claim_where_the_papers_say_so() -> None:
    papers = small_world(size=SIZE).world.papers
    for at, record in _firsts():
        assert bool(papers.referral[at]) == (record.claim["referral_number"] is not None)
        assert bool(papers.attached[at]) == (record.claim["attachments"] is not None)


def test_fields_left_out_are_not_there() -> None:
    papers = small_world(size=SIZE).world.papers
    columns = ("referring_npi", "clia_number", None, "onset_on", "admission_type")
    for at, record in _firsts():
        left_out = [FIELDS[field] for field in np.flatnonzero(papers.omitted[at])]
        for field, column in zip(FIELDS, columns, strict=True):
            if field in left_out and column:
                assert record.claim.get(column) is None
        if "ndc" in left_out:
            assert all(line["ndc"] is None for line in record.lines)


def test_an_accident_is_told_by_kind_on_one_sort_of_claim_and_by_occurrence_on_the_other() -> None:
    world = small_world(size=SIZE).world
    kinds = set()
    for at, record in _firsts():
        accident = int(world.claims.accident[at])
        told = [row["code"] for row in record.codes]
        if accident < 0:
            assert record.claim.get("accident_kind") is None
            assert not told
        elif world.institutional[at]:
            assert told == [ACCIDENTS[accident][1]]
        else:
            assert record.claim["accident_kind"] == ACCIDENTS[accident][0]
        kinds.add((accident >= 0, bool(world.institutional[at])))
    assert len(kinds) == 4
