import numpy as np

from features.appeal_history import AppealHistory, Decided, Facts
from features.appeal_waits import FEWEST

DAY = np.timedelta64(1, "D")
FILED = np.datetime64("2026-01-01", "us")


def _facts(t: np.ndarray, payers: list[str], level: int = 1) -> Facts:
    n = len(payers)
    payer, same, chain = (np.empty(n, dtype=object) for _ in range(3))
    payer[:], same[:], chain[:] = payers, "x", [f"c{place}" for place in range(n)]
    return Facts(t, chain, payer, same, same, same, same, np.full(n, level), np.full(n, 100.0))


def _history() -> AppealHistory:
    """Payer SLOW decides after 60 days and one late case after 400; FAST after 10; RARE once."""
    payers = ["SLOW"] * FEWEST + ["FAST"] * FEWEST + ["RARE"]
    waits = np.array([60] * (FEWEST - 1) + [400] + [10] * FEWEST + [5])
    facts = _facts(np.full(len(payers), FILED), payers)
    nothing = np.full(len(payers), np.nan)
    return AppealHistory(Decided(facts, FILED + waits * DAY, nothing > 0, nothing, nothing))


def _days(day: int, payers: list[str], level: int = 1) -> list[float]:
    return _history().days(_facts(np.full(len(payers), FILED + day * DAY), payers, level)).tolist()


def test_a_payers_own_median_is_told_and_one_late_case_does_not_move_it() -> None:
    assert _days(500, ["SLOW", "FAST"]) == [60.0, 10.0]


def test_few_of_a_payer_fall_back_to_the_practice_and_then_to_the_usual() -> None:
    assert _days(500, ["RARE", "NEW"]) == [10.0, 10.0]
    assert _days(9, ["FAST"]) == [45.0]


def test_levels_stay_apart() -> None:
    assert _days(500, ["SLOW"], level=2) == [45.0]


def test_only_decisions_before_the_moment_count() -> None:
    # On day 10 no case of FAST was decided strictly before; a microsecond later all were.
    assert _days(10, ["FAST"]) == [45.0]
    asked = _facts(np.array([FILED + 10 * DAY + np.timedelta64(1, "us")]), ["FAST"])
    assert _history().days(asked).tolist() == [10.0]
