"""Links and outcomes are functions of the set of events, and the past does not depend on the future."""

from datetime import timedelta
from random import Random
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.events import Events
from data.link import component_keys, link
from data.outcomes import claim_outcomes, line_outcomes
from tests.unit.data.claims_by_hand import Hand, day, linked_events

# Few values of everything, so that claims, numbers and moments collide.
CLAIM_IDS = ["C1", "C2", "ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQ"]
NUMBERS = [None, None, "P1", "P2", "P3"]
CHARGES = [100, 300]
REASONS = ["CO-45 100", "CO-16 100", "CO-45 50, PR-1 50", "OA-133 100", "CO-97 300", ""]
MANY = 20
QUIET = [HealthCheck.too_slow]
FEW = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=QUIET)
FEWER = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=QUIET)


def histories(size: int) -> st.SearchStrategy[Hand]:
    """Some claims, remits and statuses whose numbers and moments overlap."""
    return st.builds(_history, st.integers(0, 2**32), st.just(size))


def _history(seed: int, size: int) -> Hand:
    chance, hand = Random(seed), Hand()  # noqa: S311 - a history to be had again, not a secret
    ids = CLAIM_IDS if size < MANY else [f"C{number}" for number in range(size // 2)]
    for place in range(chance.randint(1, size)):
        _add_claim(chance, hand, f"f:{place + 7}", ids)
    for place in range(chance.randint(0, size)):
        _add_remit(chance, hand, f"g:{place + 7}", ids)
    for place in range(chance.randint(0, size // 2)):
        told = {"claim_id": chance.choice(ids), "payer_claim_number": chance.choice(NUMBERS)}
        hand.status(f"h:{place + 7}", at=chance.randint(1, 40), category=chance.choice(["A2", "A3"]), **told)
    return hand


def _add_claim(chance: Random, hand: Hand, key: str, ids: list[str]) -> None:
    at, served = chance.randint(1, 40), day(chance.choice([0, 3])).date()
    again = chance.choice([0, 400])
    hand.claim(
        key,
        charge=chance.choice(CHARGES),
        claim_id=chance.choice(ids),
        original_reference=chance.choice(NUMBERS),
        frequency_code=chance.choice(["1", "7"]),
        from_on=served,
        through_on=served,
        submitted_at=day(max(1, at - chance.randint(0, 20)) + again),
        available_at=day(at + again),
    )


def _add_remit(chance: Random, hand: Hand, key: str, ids: list[str]) -> None:
    charge, cas = chance.choice(CHARGES), chance.choice(REASONS)
    hand.remit(
        key,
        at=chance.randint(1, 40) + chance.choice([0, 400]),
        charge=charge,
        paid=chance.choice([0, 50]),
        claim_id=chance.choice([None, *ids]),
        payer_claim_number=chance.choice(NUMBERS),
        original_reference=chance.choice(NUMBERS),
        status_code=chance.choice(["1", "4", "22"]),
        **({"lines": [{"charge": charge, "cas": cas}]} if chance.random() < 0.5 else {"cas": cas}),
    )


def links_of(frames: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    made = link(frames["claims"], frames["remits"], frames["statuses"])
    return sorted_rows(made.chains), sorted_rows(made.links)


def sorted_rows(held: pd.DataFrame) -> pd.DataFrame:
    return held.sort_values(list(held.columns[:1])).reset_index(drop=True)


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
    chains, links = links_of(_frames(known))
    pd.testing.assert_frame_equal(sorted_rows(known.chains), chains)
    pd.testing.assert_frame_equal(sorted_rows(known.links), links)


@FEWER
@given(histories(60), st.integers(1, 40), st.sampled_from([0, 400]))
def test_outcomes_known_before_a_moment_do_not_depend_on_later_events(
    hand: Hand, number: int, later: int
) -> None:
    moment = day(number + later)
    whole = linked_events(hand.frames())
    past = linked_events(_frames(whole.before(moment)))
    for outcomes in (claim_outcomes, line_outcomes):
        held = outcomes(whole)
        held = held[held["decided_at"] < moment].reset_index(drop=True)
        pd.testing.assert_frame_equal(held, outcomes(past), check_dtype=False)


@FEW
@given(histories(8), st.integers(0, 5))
def test_a_component_alone_gets_the_links_it_gets_among_all(hand: Hand, which: int) -> None:
    frames = hand.frames()
    claims = frames["claims"]
    component = _component(frames, claims["version_key"].iloc[which % len(claims)])
    chains, links = links_of(component)
    all_chains, all_links = links_of(frames)
    mine = all_chains[all_chains["version_key"].isin(component["claims"]["version_key"])]
    pd.testing.assert_frame_equal(chains, mine.reset_index(drop=True))
    tied = all_links[all_links["version_key"].isin(component["claims"]["version_key"])]
    pd.testing.assert_frame_equal(links, tied.reset_index(drop=True))


@FEW
@given(histories(8))
def test_nothing_is_known_before_the_events_it_is_made_of(hand: Hand) -> None:
    frames = hand.frames()
    _, links = links_of(frames)
    available = {
        **dict(zip(frames["claims"]["version_key"], frames["claims"]["available_at"], strict=True)),
        **dict(zip(frames["remits"]["remit_key"], frames["remits"]["available_at"], strict=True)),
        **dict(zip(frames["statuses"]["status_key"], frames["statuses"]["available_at"], strict=True)),
    }
    for row in links.itertuples():
        assert row.available_at >= max(available[row.event_key], available[row.version_key])
    assert links["event_key"].is_unique


def test_the_moment_itself_is_not_before_it() -> None:
    hand = Hand()
    hand.claim(at=1)
    hand.remit(at=15, cas="CO-16 300")
    events = hand.events()
    assert claim_outcomes(events.before(day(15))).empty
    assert len(claim_outcomes(events.before(day(15) + timedelta(microseconds=1)))) == 1


def _frames(events: Events) -> dict[str, pd.DataFrame]:
    return {name: getattr(events, name) for name in Hand().frames()}


def _component(frames: dict[str, pd.DataFrame], version_key: str) -> dict[str, pd.DataFrame]:
    """What hangs together with a version, by the keys that `component_keys` gives."""
    start = frames["claims"][frames["claims"]["version_key"] == version_key]
    held = {"claims": start, "remits": frames["remits"].iloc[:0], "statuses": frames["statuses"].iloc[:0]}
    while True:
        keys = component_keys(*(_rows(held[name]) for name in held))
        grown = {name: frames[name][_belongs(frames[name], keys)] for name in held}
        if sum(map(len, grown.values())) == sum(map(len, held.values())):
            return grown
        held = grown


def _belongs(held: pd.DataFrame, keys: Any) -> Any:
    belongs = held["claim_id"].str[:17].isin(keys.stems)
    for column in {"payer_claim_number", "original_reference"} & set(held.columns):
        belongs |= held[column].isin(keys.numbers)
    return belongs


def _rows(held: pd.DataFrame) -> list[dict[str, Any]]:
    names = ["claim_id", *({"payer_claim_number", "original_reference"} & set(held.columns))]
    return held[names].astype(object).where(held[names].notna(), None).to_dict("records")
