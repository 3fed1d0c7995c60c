import numpy as np
import pytest

from models.examples import Rows
from models.reasons import reason_numbers
from training.early import FEWEST, signals


def young(payers: list[str], failed: list[bool], family: list[str | None]) -> Rows:
    n, at = len(payers), np.full(len(payers), np.datetime64("2026-01-05", "us"))
    return Rows(
        x=np.zeros((n, 0)),
        offset=np.zeros(n),
        label=np.array(failed),
        at=at,
        known_at=at,
        group=np.arange(n),
        reason=reason_numbers(np.array(family, dtype=object)),
        decider=np.array(payers, dtype=object),
    )


HELD = young(
    ["A"] * 25 + ["B"] * 25,
    [True] * 10 + [False] * 15 + [True] * 2 + [False] * 23,
    ["authorization"] * 10 + [None] * 15 + ["coding"] * 2 + [None] * 23,
)
RISK = np.full(50, 0.1)


def test_denials_beyond_what_was_expected_stand_first_with_their_size_by_hand() -> None:
    first, second, *_ = signals(HELD, {"": RISK})
    assert (first.by, first.value, first.answered, first.observed) == ("payer", "A", 25, 10)
    assert first.expected == pytest.approx(2.5)
    assert first.excess == pytest.approx((10 - 2.5) / np.sqrt(25 * 0.1 * 0.9))
    assert (second.value, second.observed, second.excess < 0) == ("B", 2, True)


def test_families_are_told_over_all_payers_and_for_each() -> None:
    held = signals(HELD, {"": RISK, "authorization": RISK * 0.5})
    told = {(signal.by, signal.value): signal.observed for signal in held}
    assert told[("family", "authorization")] == 10
    assert told[("payer and family", "A authorization")] == 10
    assert told[("payer and family", "B authorization")] == 0


def test_a_payer_with_few_answers_is_not_told_of() -> None:
    few = young(["A"] * (FEWEST - 1) + ["B"] * FEWEST, [True] * (2 * FEWEST - 1), [None] * (2 * FEWEST - 1))
    assert [signal.value for signal in signals(few, {"": np.full(2 * FEWEST - 1, 0.1)})] == ["B"]
