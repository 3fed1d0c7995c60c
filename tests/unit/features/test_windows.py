"""Many look-ups at once, which are sorted first, give what each alone gives."""

import numpy as np
import pytest

from features.ledger import Ledger
from features.windows import _FEW

DAY = np.timedelta64(1, "D")


def made(seed: int) -> tuple[Ledger, np.ndarray, np.ndarray, np.ndarray]:
    """A ledger of 400 events under 9 keys, and more queries than are searched unsorted."""
    draw = np.random.default_rng(seed)
    at = np.datetime64("2026-01-01", "us") + draw.integers(0, 60, 400) * DAY
    keys = draw.choice(np.array([*"abcdefgh", None], dtype=object), 400)
    own = draw.choice(np.array(["x", "y", "z", None], dtype=object), 400)
    ledger = Ledger.build(at, {"key": keys}, {"cents": draw.integers(0, 99, 400)}, {"key": keys}, own)
    size = 2 * _FEW
    asked = draw.choice(np.array([*"abcdefghq", None], dtype=object), size)
    t = np.datetime64("2026-01-01", "us") + draw.integers(0, 70, size) * DAY
    return ledger, asked, t, draw.choice(np.array(["x", "q", None], dtype=object), size)


@pytest.mark.parametrize("days", [None, 1, 7, 400])
@pytest.mark.parametrize("seed", [1, 2])
def test_many_queries_give_what_each_alone_gives(days: int | None, seed: int):
    ledger, asked, t, own = made(seed)
    together = ledger.window("key", asked, t, days, own)
    for row in range(len(asked)):
        one = ledger.window("key", asked[[row]], t[[row]], days, own[[row]])
        assert together.count[row] == one.count[0]
        assert together.sum("cents")[row] == one.sum("cents")[0]
        assert together.latest("key")[row] == one.latest("key")[0]
        assert together.latest_at()[row] == one.latest_at()[0] or np.isnat(one.latest_at()[0])
        assert together.first_seen()[row] == one.first_seen()[0] or np.isnat(one.first_seen()[0])


def test_a_value_that_is_missing_or_unseen_finds_nothing_among_many():
    ledger, asked, t, own = made(3)
    found = ledger.window("key", asked, t + 90 * DAY, None, own).count
    nothing = np.array([value in (None, "q") for value in asked])
    assert (found[nothing] == 0).all()
    assert (found[~nothing] > 0).all()
