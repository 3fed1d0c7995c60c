import pytest

from data.synthetic.answered import Simulated
from data.synthetic.causes import NAMES
from data.synthetic.truth import auc, log_loss
from data.synthetic.world import settings_of, simulated
from tests.model.raw_fields import raw_gap_closed


@pytest.fixture(
    scope="module", params=["small_practice", "multi_specialty", "hospital_outpatient", "shifting_payers"]
)
def held(request: pytest.FixtureRequest) -> Simulated:
    return simulated(settings_of(request.param), 12_000, seed=7)


def test_the_optimum_is_good_but_not_perfect(held: Simulated) -> None:
    first = (held.versions.version == 1) & ~held.versions.rejected
    denied, p = held.versions.denied[first], held.versions.p_denied[first]
    assert 0.85 < auc(denied, p) < 0.97
    assert 0.1 < denied.mean() < 0.2  # 11.8 % of all, 17-21 % of outpatient claims (industry.md)


def test_most_but_not_all_of_what_can_be_explained_could_be_known(held: Simulated) -> None:
    first = held.versions.version == 1
    denied, p = held.versions.denied[first], held.versions.p_denied[first]
    base = log_loss(denied, p * 0 + denied.mean())
    visible = log_loss(denied, held.versions.p_visible[first])
    assert 0.7 < (base - visible) / (base - log_loss(denied, p)) < 0.95


def test_most_claims_carry_no_cause_and_caught_ones_stand_out(held: Simulated) -> None:
    p = held.versions.p_denied
    assert (p < 0.06).mean() > 0.7
    assert ((p > 0.4) & (p < 0.99)).mean() > 0.08


def test_no_cause_dominates_and_payers_differ(held: Simulated) -> None:
    shares = held.versions.chances[held.versions.version == 1].mean(axis=0)
    assert shares.max() / shares.sum() < 0.4, NAMES[shares.argmax()]
    payer = held.world.payer[held.versions.claim]
    rates = [
        held.versions.denied[payer == at].mean()
        for at in range(len(held.world.payers))
        if (payer == at).sum() > 300
    ]
    assert max(rates) > 1.5 * min(rates)


def test_lightgbm_on_raw_fields_closes_at_most_half_of_the_gap(held: Simulated) -> None:
    assert raw_gap_closed(held) < 0.5
