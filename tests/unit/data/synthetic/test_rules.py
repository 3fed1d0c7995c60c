"""All rules fire for every kind of claim they apply to: two seeds of two scenarios."""

from functools import cache

import numpy as np
import pytest

from data.synthetic.answered import Simulated
from data.synthetic.arrays import Bools
from data.synthetic.causes import NAMES
from data.synthetic.csv_tables import table_rows
from data.synthetic.world import settings_of, simulated

WORLDS = [(name, seed) for name in ("small_practice", "hospital_outpatient") for seed in (7, 8)]
SIZE = 20_000
THREAT = 0.05
"""A rule that fires threatens a claim with at least this."""


@cache
def _world(scenario: str, seed: int) -> Simulated:
    return simulated(settings_of(scenario), SIZE, seed)


def _fires(held: Simulated, cause: str, detail: str) -> Bools:
    at = NAMES.index(cause)
    found = held.verdicts.causes[at]
    if detail not in found.details:
        return np.zeros(len(held.world.claims), dtype=bool)
    threat = 0.0 if cause == "noise" else THREAT
    return (found.detail == found.details.index(detail)) & (held.verdicts.chances[:, at] > threat)


@pytest.mark.parametrize("row", table_rows("causes"), ids=lambda row: f"{row['cause']}-{row['detail']}")
@pytest.mark.parametrize(("scenario", "seed"), WORLDS)
def test_a_rule_fires_for_every_kind_of_claim_it_applies_to(
    row: dict[str, str], scenario: str, seed: int
) -> None:
    held = _world(scenario, seed)
    kinds = settings_of(scenario).rules.unwritten
    fires = _fires(held, row["cause"], row["detail"])
    if row["cause"] == "unwritten" and row["detail"] not in kinds:
        assert not fires.any()
        return
    assert bool(row["professional"]) == bool((fires & ~held.world.institutional).any())
    assert bool(row["institutional"]) == bool((fires & held.world.institutional).any())


def test_the_table_of_causes_names_every_cause_and_detail_once() -> None:
    told = [(row["cause"], row["detail"]) for row in table_rows("causes")]
    held = _world(*WORLDS[0])
    found = {
        (name, detail)
        for name, cause in zip(NAMES, held.verdicts.causes, strict=True)
        for detail in cause.details
    }
    assert len(told) == len(set(told))
    assert set(told) == found


@pytest.mark.parametrize(("scenario", "seed"), WORLDS)
def test_duplicates_are_as_many_as_set(scenario: str, seed: int) -> None:
    held = _world(scenario, seed)
    share = (held.world.claims.duplicate_of >= 0).mean()
    # Those that would be sent after the end of the period are not sent at all.
    assert share == pytest.approx(settings_of(scenario).habits.duplicate_share, rel=0.2)


@pytest.mark.parametrize(("scenario", "seed"), WORLDS)
def test_half_of_each_payers_payments_come_within_its_median_lag(scenario: str, seed: int) -> None:
    held = _world(scenario, seed)
    versions = held.versions
    paid = ~versions.denied & ~versions.rejected
    payer, lag = held.world.payer[versions.claim], versions.answer - versions.submit
    for at, profile in enumerate(held.world.payers.profiles):
        of = lag[paid & (payer == at)]
        if len(of) > 200:
            # Rounding to business days adds up to two days, the pended tail hardly moves a median.
            assert profile.lag - 1 <= np.median(of) <= profile.lag + 2.5, profile.payer_id
