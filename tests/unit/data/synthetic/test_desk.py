import numpy as np

from data.synthetic.arrays import NEVER
from tests.unit.data.synthetic.worlds import small_world


def test_a_lapse_is_billed_only_where_the_span_does_not_cover_the_day() -> None:
    world = small_world().world
    spans, held = world.people.spans, world.registration
    covered = (world.claims.day >= spans.first[held.span]) & (world.claims.day <= spans.last[held.span])
    assert np.array_equal(held.lapsed, ~covered)
    assert 0.002 < held.lapsed.mean() < 0.1


def test_a_known_lapse_was_on_file_before_the_claim_left() -> None:
    world = small_world().world
    known = np.flatnonzero(world.registration.lapse_known & ~world.registration.before)
    ended = world.knowledge.ended[world.registration.span[known]]
    assert len(known)
    assert (ended < world.claims.submit[known]).all()


def test_some_lapses_nobody_could_know() -> None:
    held = small_world().world.registration
    assert 0.1 < held.lapse_known[held.lapsed].mean() < 0.95


def test_an_open_span_has_no_known_end() -> None:
    world = small_world().world
    assert (world.knowledge.ended[world.people.spans.last == NEVER] == NEVER).all()


def test_spans_of_a_household_do_not_overlap() -> None:
    spans = small_world().world.people.spans
    same = spans.household[1:] == spans.household[:-1]
    assert (spans.first[1:][same] > spans.last[:-1][same]).all()
