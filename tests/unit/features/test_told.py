import numpy as np

from features.claim_facts import objects
from features.told import Told

AT = np.array(["2026-01-01", "2026-02-01", "2026-01-15"], "datetime64[us]")
TOLD = Told({"available_at": AT, "value": objects(["first", "second", "other"])}, objects(["m", "m", "m"]),
            objects(["span", "span", "later"]))  # fmt: skip


def known(moment: str) -> list[str]:
    query, row = TOLD.known(objects(["m", "x"]), np.array([moment, moment], "datetime64[us]"))
    assert set(query.tolist()) <= {0}
    return sorted(TOLD.columns["value"][row].tolist())


def test_the_latest_telling_known_before_the_moment_wins():
    assert known("2026-01-10") == ["first"]
    assert known("2026-03-01") == ["other", "second"]


def test_what_becomes_available_at_the_moment_itself_is_not_known():
    assert known("2026-02-01") == ["first", "other"]
    assert known("2026-01-01") == []


def test_a_source_is_fed_from_its_first_telling_on():
    moments = np.array(["2026-01-01", "2026-01-02"], "datetime64[us]")
    assert TOLD.fed(moments).tolist() == [False, True]
    empty = Told({"available_at": AT[:0]}, objects([]), objects([]))
    assert empty.fed(moments).tolist() == [False, False]
    assert [len(side) for side in empty.known(objects(["m", "m"]), moments)] == [0, 0]
