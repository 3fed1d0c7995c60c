"""Links and outcomes are functions of the set of events, and the past does not depend on the future."""

from datetime import timedelta
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data import tables
from data.link_numbers import reference_keys
from data.outcomes import claim_outcomes, line_outcomes
from data.relink_keys import Keys
from tests.property.link_histories import (
    LINKED,
    frames_of,
    histories,
    links_of,
    plain_rows,
    sorted_rows,
)
from tests.unit.data.claims_by_hand import Hand, day, linked_events

FEW = settings(max_examples=25)
FEWER = settings(max_examples=6)
TABLES = {table.name: table for table in tables.EVENTS}


@FEW
@given(histories(8), st.randoms(use_true_random=False))
def test_any_order_of_the_rows_gives_the_same_chains_and_links(hand: Hand, chance: Any) -> None:
    frames = hand.frames()
    shuffled = {
        name: held.sample(frac=1, random_state=chance.randrange(2**31)) for name, held in frames.items()
    }
    for one, other in zip(links_of(frames), links_of(shuffled), strict=True):
        pd.testing.assert_frame_equal(one, other)


@FEW
@given(histories(8), st.integers(1, 40), st.sampled_from([0, 400]))
def test_links_known_before_a_moment_do_not_depend_on_later_events(
    hand: Hand, number: int, later: int
) -> None:
    moment = day(number + later)
    known = linked_events(hand.frames()).before(moment)
    chains, links = links_of(frames_of(known))
    pd.testing.assert_frame_equal(sorted_rows(known.chains), chains)
    pd.testing.assert_frame_equal(sorted_rows(known.links), links)


@FEWER
@given(histories(60), st.integers(1, 40), st.sampled_from([0, 400]))
def test_outcomes_known_before_a_moment_do_not_depend_on_later_events(
    hand: Hand, number: int, later: int
) -> None:
    moment = day(number + later)
    whole = linked_events(hand.frames())
    past = linked_events(frames_of(whole.before(moment)))
    for outcomes in (claim_outcomes, line_outcomes):
        held = outcomes(whole)
        held = held[held["decided_at"] < moment].reset_index(drop=True)
        pd.testing.assert_frame_equal(held, outcomes(past), check_dtype=False)


@FEW
@given(histories(8), st.integers(0, 5))
def test_a_component_alone_gets_the_links_it_gets_among_all(hand: Hand, which: int) -> None:
    frames = frames_of(linked_events(hand.frames()))
    claims = frames["claims"]
    component = _component(frames, claims["version_key"].iloc[which % len(claims)])
    chains, links = links_of(component)
    all_chains, all_links = links_of(frames)
    ours = component["claims"]["version_key"]
    mine = all_chains[all_chains["version_key"].isin(ours)]
    pd.testing.assert_frame_equal(chains, mine.reset_index(drop=True))
    tied = all_links[all_links["version_key"].isin(ours)]
    pd.testing.assert_frame_equal(links, tied.reset_index(drop=True))


@FEW
@given(histories(8))
def test_nothing_is_known_before_the_events_it_is_made_of(hand: Hand) -> None:
    frames = hand.frames()
    _, links = links_of(frames)
    available: dict[str, Any] = {}
    for name in LINKED:
        (key,) = TABLES[name].key
        available |= dict(zip(frames[name][key], frames[name]["available_at"], strict=True))
    for row in links.itertuples():
        assert row.available_at >= max(available[row.event_key], available[row.version_key])
    assert links["event_key"].is_unique


@FEW
@given(histories(8))
def test_what_is_repeated_speaks_of_the_version_that_it_was_first_told_of(hand: Hand) -> None:
    frames = hand.frames()
    _, links = links_of(frames)
    told = links.merge(frames["remits"], left_on="event_key", right_on="remit_key")
    for row in told[told["rule"] == "repeated"].itertuples():
        first = told[(told["content_key"] == row.content_key) & (told["rule"] != "repeated")]
        assert row.version_key in set(first["version_key"])
        assert set(first["file_sha256"]) - {row.file_sha256}


def test_the_moment_itself_is_not_before_it() -> None:
    hand = Hand()
    hand.claim(at=1)
    hand.remit(at=15, cas="CO-16 300")
    events = hand.events()
    assert claim_outcomes(events.before(day(15))).empty
    assert len(claim_outcomes(events.before(day(15) + timedelta(microseconds=1)))) == 1


def _component(frames: dict[str, pd.DataFrame], version_key: str) -> dict[str, pd.DataFrame]:
    """What hangs together with a version, by the keys of its rows."""
    rows = {name: plain_rows(frames[name]) for name in LINKED}
    keys = {name: [_keys(name, row) for row in held] for name, held in rows.items()}
    chosen = {name: [False] * len(held) for name, held in rows.items()}
    chosen["claims"] = [row["version_key"] == version_key for row in rows["claims"]]
    while True:
        known = Keys()
        for name in LINKED:
            for mine, taken in zip(keys[name], chosen[name], strict=True):
                if taken:
                    known |= mine
        grown = {
            name: [
                taken or _belongs(mine, known) for mine, taken in zip(keys[name], chosen[name], strict=True)
            ]
            for name in LINKED
        }
        if grown == chosen:
            return {**frames, **{name: frames[name].loc[chosen[name]] for name in LINKED}}
        chosen = grown


def _keys(name: str, row: dict[str, Any]) -> Keys:
    keys = Keys()
    keys.add(TABLES[name], [row])
    if name == "provider_adjustments":
        assert keys.names == reference_keys(row["reference"])
    return keys


def _belongs(mine: Keys, known: Keys) -> bool:
    shared = mine.names & known.names or mine.numbers & known.numbers or mine.services & known.services
    return bool(shared or mine.cuts & known.beginnings or mine.beginnings & known.cuts)
