"""Whatever JSON a file holds: our own errors alone come out, and one resource at most is lost."""

import copy
import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import CleanClaimError
from data.fhir.problems import QUARANTINE, SET_ASIDE, WARNINGS
from data.records import ClaimRecord, RemitRecord
from data.tables import CLAIMS, REMITS
from tests.unit.data.fhir.made import document, read

DOCUMENTS = [document("claim_and_response.json"), document("explanations.json")]
CODES = {*WARNINGS, *QUARANTINE, *SET_ASIDE}
RECEIVED = datetime.fromisoformat("2026-06-01T12:00")

WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -1, 0, 1e308, 5e-324, float("nan"), float("inf"), 0.125]),
    st.text(max_size=8),
    st.sampled_from(
        ["", "2026-02-30", "9999-12-31", "0001-01-01T00:00:00+14:00", "1E9999999", "\ud800", "\0", "#"]
    ),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=3)), max_size=3),
    st.dictionaries(
        st.sampled_from(["value", "coding", "code", "reference", "identifier", "start"]), st.text(max_size=3)
    ),
    st.just([[]]),
    st.just({"value": {"value": 1}}),
)


def places(node, path=()):
    """Every path to a value of a document."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield from places(child, (*path, name))


PLACES = [(number, path) for number, made in enumerate(DOCUMENTS) for path in places(made) if path]


def changed(made, path, value):
    made = copy.deepcopy(made)
    node = made
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return made


def check(content):
    """Reads; what comes out is ours, and rows hold plain values of their columns."""
    try:
        outcome = read(content, RECEIVED)
    except CleanClaimError:
        return None
    told = [*outcome.warnings, *outcome.quarantined, *outcome.set_aside]
    assert {code for code, _ in told} <= CODES
    for record in [*outcome.claims, *outcome.remits]:
        check_rows(record)
    return outcome


def check_rows(record: ClaimRecord | RemitRecord):
    row, table = (record.claim, CLAIMS) if isinstance(record, ClaimRecord) else (record.remit, REMITS)
    assert row.keys() <= {*table.names}
    for held in [row, *(child for rows in record.children.values() for child in rows)]:
        assert all(value is not None and value != "" for value in held.values())
        assert all(type(value) is int for name, value in held.items() if name.endswith("_cents"))
        assert all(type(value) is float for name, value in held.items() if name.endswith("units"))


@settings(max_examples=600)
@given(st.sampled_from(PLACES), WRONG)
def test_a_wrong_value_anywhere_costs_at_most_its_own_resource(place, value):
    number, path = place
    outcome = check(json.dumps(changed(DOCUMENTS[number], path, value)).encode("utf-8", "surrogatepass"))
    inside = path[:1] == ("entry",) and len(path) > 3
    if inside and outcome is not None:
        # Two claims and two remits, or one of each; of those the changed resource may lose its own.
        kept = len(outcome.claims) + len(outcome.remits) + len(outcome.statuses)
        assert kept >= (0 if number == 0 else 2)
        assert outcome.seen >= (2 if number == 0 else 5)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from([path for number, path in PLACES if number]), WRONG), min_size=2, max_size=6
    )
)
def test_several_wrong_values_raise_nothing_of_others(changes):
    made = DOCUMENTS[1]
    for path, value in changes:
        try:
            made = changed(made, path, value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    check(json.dumps(made).encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(st.integers(0, len(DOCUMENTS) - 1), st.data())
def test_changed_bytes_raise_nothing_of_others(number, data):
    content = bytearray(json.dumps(DOCUMENTS[number]).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    check(bytes(content))
    check(bytes(content[:cut]))


@pytest.mark.parametrize(
    "path", [path for number, path in PLACES if number == 1 and path[:2] == ("entry", 0)][2:]
)
def test_nothing_of_an_explanation_is_needed_by_the_others(path):
    """Each value in turn is left out, and made an object in a list in a list."""
    for value in (None, [[{"value": "MARKED-VALUE"}]]):
        outcome = check(json.dumps(changed(DOCUMENTS[1], path, value)).encode())
        assert outcome is not None
        assert [record.claim["claim_id"] for record in outcome.claims][-1] == "B-3003"
        assert "MARKED" not in repr((outcome.warnings, outcome.quarantined, outcome.set_aside))
