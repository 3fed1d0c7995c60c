from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.maturity import CAP_DAYS, POOLED, denial_windows, lag_percentile, mature
from tests.unit.data.claims_by_hand import day


def answered(
    lags: Any, *, payer: str = "PAY", failed: bool = True, sent: float = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Claims sent on one day and answered after so many days each."""
    keys = [f"{payer}{place}" for place in range(len(lags))]
    claims = pd.DataFrame({"version_key": keys, "payer_id": payer, "submitted_at": day(sent)})
    decided = [day(sent + lag) for lag in lags]
    outcomes = pd.DataFrame({"version_key": keys, "failed": failed, "decided_at": decided})
    times = {"submitted_at": "datetime64[us]"}
    return claims.astype(times), outcomes.astype({"decided_at": "datetime64[us]"})


def test_the_window_is_the_98th_percentile_of_the_denial_lag() -> None:
    claims, outcomes = answered(range(1, 101))
    assert denial_windows(claims, outcomes, day(1000)) == {POOLED: 98, "PAY": 98}


def test_payments_do_not_shorten_the_window() -> None:
    slow, denied = answered([60] * 50)
    quick, paid = answered([5] * 500, payer="QUICK", failed=False)
    claims, outcomes = pd.concat([slow, quick]), pd.concat([denied, paid])
    assert denial_windows(claims, outcomes, day(1000))["PAY"] == 60


@pytest.mark.parametrize(("lag", "expected"), [(10, 30), (45, 45), (300, 120)])
def test_the_window_is_between_30_and_120_days(lag: int, expected: int) -> None:
    claims, outcomes = answered([lag] * 60)
    assert denial_windows(claims, outcomes, day(1000))["PAY"] == expected


def test_a_payer_with_few_denials_is_pooled_with_all() -> None:
    many, denied = answered([50] * 60)
    few, more = answered([90] * 3, payer="FEW")
    windows = denial_windows(pd.concat([many, few]), pd.concat([denied, more]), day(1000))
    assert "FEW" not in windows
    assert windows[POOLED] == 90


def test_with_hardly_any_denials_the_longest_window_holds() -> None:
    claims, outcomes = answered([10] * 3)
    assert denial_windows(claims, outcomes, day(1000)) == {POOLED: CAP_DAYS}


def test_denials_not_yet_known_are_not_looked_at() -> None:
    quick, known = answered([20] * 60)
    slow, unknown = answered([100] * 60, payer="SLOW", sent=100)
    claims, outcomes = pd.concat([quick, slow]), pd.concat([known, unknown])
    assert denial_windows(claims, outcomes, day(150)) == {POOLED: 30, "PAY": 30}


def test_while_no_claim_is_as_old_as_the_longest_window_that_one_holds() -> None:
    claims, outcomes = answered([20] * 60)
    assert denial_windows(claims, outcomes, day(121)) == {POOLED: CAP_DAYS}
    assert denial_windows(claims, outcomes, day(122))["PAY"] == 30


def test_young_claims_that_could_show_only_quick_denials_do_not_shorten_the_window() -> None:
    old = np.repeat([10.0, 50.0], 50)
    young = np.full(300, 10.0)
    lag, age = np.append(old, young), np.append(np.full(100, 999.0), np.full(300, 20.0))
    assert lag_percentile(lag, age, 0.5) == 10.0
    assert lag_percentile(lag, age, 0.51) == 50.0
    assert lag_percentile(lag, np.full(400, 999.0), 0.51) == 10.0


def test_without_a_denial_there_is_no_percentile() -> None:
    assert np.isnan(lag_percentile(np.array([]), np.array([]), 0.98))


def test_a_claim_is_mature_when_its_payers_window_has_passed_since_submission() -> None:
    sent = [day(1), day(2), day(1)]
    payers = ["PAY", "PAY", "OTHER"]
    claims = pd.DataFrame({"payer_id": payers, "submitted_at": pd.Series(sent).astype("datetime64[us]")})
    assert mature(claims, {POOLED: 50, "PAY": 30}, day(31)).tolist() == [True, False, False]
    assert mature(claims, {POOLED: 50, "PAY": 30}, day(51)).tolist() == [True, True, True]


def windows_one_by_one(lags: list[int], ages: list[int], share: float) -> float:
    """The product limit on reversed time, told claim by claim."""
    seen = sorted(set(lags))
    chances = {}
    for day_ in seen:
        chance = 1.0
        for later in (d for d in seen if d > day_):
            came = sum(lag == later for lag in lags)
            could_show = sum(lag <= later <= age for lag, age in zip(lags, ages, strict=True))
            chance *= 1 - came / could_show
        chances[day_] = chance
    return next(day_ for day_ in seen if chances[day_] >= share)


@pytest.mark.parametrize("seed", range(40))
def test_the_percentile_agrees_with_the_product_limit_told_claim_by_claim(seed: int) -> None:
    chance = np.random.default_rng(seed)
    ages = chance.integers(1, 60, size=chance.integers(1, 80))
    lags = np.minimum(chance.integers(0, 45, size=len(ages)), ages)  # a denial is seen when it has come
    for share in (0.25, 0.5, 0.9, 0.98):
        got = lag_percentile(lags.astype(float), ages.astype(float), share)
        assert got == windows_one_by_one(lags.tolist(), ages.tolist(), share)
