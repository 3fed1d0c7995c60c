import numpy as np
import pytest

from data import tables
from data.batch import batch_of_frames
from data.payers import Crosswalk, plain_name
from data.store import Store
from features.asof import AsOf
from features.knowledge import Knowledge
from tests.unit.data.claims_by_hand import Hand, day, linked_events
from tests.unit.data.hand_made import claim, file_hash, file_row, key, links, payer, put, remit
from tests.unit.data.hand_made import day as day_of_2026


@pytest.mark.parametrize("name", ["Aetna, Inc.", "AETNA INC", " aetna   inc ", "AETNA-INC."])
def test_a_name_is_compared_without_capitals_punctuation_and_spaces(name: str) -> None:
    assert plain_name(name) == "AETNA INC"


@pytest.mark.parametrize(
    ("payer_id", "name", "meant"),
    [
        ("99", None, "60054"),
        ("99", "Other", "60054"),
        ("77", "AETNA INC.", "60054"),
        (None, "Aetna Inc", "60054"),
        ("77", "Other", "77"),
        ("60054", None, "60054"),
        ("60 054", None, "60 054"),
        (None, None, None),
    ],
)
def test_an_id_then_a_name_says_which_payer_is_meant(
    payer_id: str | None, name: str | None, meant: str | None
) -> None:
    crosswalk = Crosswalk.of_pairs([("99", "60054"), ("Aetna, Inc.", "60054")])
    assert crosswalk.payer(payer_id, name) == meant


def test_an_alias_of_an_alias_means_the_last_of_them_and_a_ring_comes_to_an_end() -> None:
    crosswalk = Crosswalk.of_pairs([("A", "B"), ("B", "C"), ("X", "Y"), ("Y", "X")])
    assert [crosswalk.payer(name) for name in "ABC"] == ["C", "C", "C"]
    assert [crosswalk.payer(name) for name in "XY"] == ["X", "Y"]


def test_a_payers_own_id_is_known_however_it_is_written() -> None:
    assert Crosswalk.of_pairs([("Aetna", "ab-1")]).payer("AB-1") == "ab-1"


def test_of_an_alias_declared_twice_the_same_meaning_counts_in_any_order() -> None:
    pairs = [("A", "C"), ("A", "B")]
    assert Crosswalk.of_pairs(pairs).payer("A") == Crosswalk.of_pairs(pairs[::-1]).payer("A") == "B"


def test_events_carry_the_payers_that_are_meant_and_the_database_what_files_said(store: Store) -> None:
    put(
        store,
        (tables.CLAIMS, [claim("f", 1, "C1", payer_id="99"), claim("f", 2, "C2", payer_name="Aetna")]),
        (tables.REMITS, [remit("g", 1, "C1", payer_name="AETNA"), remit("g", 2, "C9", payer_id="7")]),
        (tables.PAYERS, [payer("p", 1, "99", "60054"), payer("p", 2, "AETNA", "60054")]),
    )
    events = store.events()
    assert events.claims["payer_id"].tolist() == ["60054", "60054"]
    assert events.remits["payer_id"].tolist() == ["60054", "7"]
    assert store.claim_events("C1").claims["payer_id"].tolist() == ["60054"]
    assert [row["payer_id"] for row in store.rows(tables.CLAIMS)] == ["99", None]


def test_the_crosswalk_is_timeless() -> None:
    hand = Hand()
    hand.claim(payer_id="99")
    hand.payer("99", "60054")
    assert linked_events(hand.frames()).before(day(2)).claims["payer_id"].tolist() == ["60054"]


def test_declaring_a_payer_ties_again_what_it_touches(store: Store) -> None:
    first = claim("f", 1, "C1", payer_id="C0")
    second = claim("f", 2, "C1", day_of_2026(20), payer_id="B", responsibility="S")
    put(store, (tables.CLAIMS, [first, second]))
    put(store, (tables.REMITS, [remit("g", 1, "C1", day_of_2026(40), payer_name="Alpha Health")]))
    assert links(store) == {key("g", 1): key("f", 2)}
    put(store, (tables.PAYERS, [payer("p", 1, "ALPHA-HEALTH", "a1"), payer("p", 2, "c0", "A")]))
    assert links(store) == {key("g", 1): key("f", 2)}
    put(store, (tables.PAYERS, [payer("q", 1, "A1", "A")]))
    assert links(store) == {key("g", 1): key("f", 1)}
    store.add(tables.FILES, [file_row("q", "payers")])
    store.purge(file_hash("q"))
    assert links(store) == {key("g", 1): key("f", 2)}


def test_claims_to_be_scored_are_read_through_the_crosswalk() -> None:
    hand = Hand()
    hand.claim(payer_id="99")
    hand.payer("99", "60054")
    frames = hand.frames()
    knowledge = Knowledge.build(linked_events(frames))
    batch = batch_of_frames(frames["claims"], frames["lines"], frames["other_payers"])
    assert batch.claims["payer_id"].tolist() == ["99"]
    view = AsOf(batch, knowledge.with_claims(batch))
    np.testing.assert_array_equal(view.claim("payer_id"), ["60054"])
