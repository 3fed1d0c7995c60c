"""A fix says the score of a claim like this without the finding; what it may not say has no number."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.matrix import denial_matrix
from features.scrub import findings
from models.denial import starting_log_odds
from models.examples import Rows
from models.fit import Fitted, fit
from models.fixes import ALL, WITHOUT, WITHOUT_ALL, Fix, fixes
from models.spec import ModelSpec, Settings
from tests.unit.features.asked import History
from tests.unit.features.practice import batch_of

NAMES = tuple(feature.name for feature in DENIAL_FEATURES)
WRONG = {"npi_invalid": 1.0, "coverage_active": 0.0, "authorization_left_off": 1.0}
"""Features that raise the simulated risk at these values."""


@cache
def fitted() -> Fitted:
    """A model to which three features matter, and no other."""
    draw = np.random.default_rng(3)
    x = np.zeros((3_000, len(NAMES)))
    odds = np.full(len(x), -2.0)
    for name, wrong in WRONG.items():
        x[:, NAMES.index(name)] = draw.integers(0, 2, len(x))
        odds += 1.5 * (x[:, NAMES.index(name)] == wrong)
    at = np.datetime64("2025-01-01", "us") + (np.arange(len(x)) * 5_000).astype("timedelta64[s]")
    label = draw.random(len(x)) < 1 / (1 + np.exp(-odds))
    group = np.arange(len(x)).astype(str).astype(object)
    rows = Rows(x, np.zeros(len(x)), label, at, at + np.timedelta64(30, "D"), group)
    settings = Settings(max_trees=30, patience=10, feature_fraction=1.0)
    spec = ModelSpec("denial", NAMES, directions=(0,) * len(NAMES), categorical=(), settings=settings)
    return fit(spec, rows, trees=30)


def risk_of(view: AsOf) -> np.ndarray:
    x = denial_matrix(view.batch, view.knowledge, asof=view)
    return fitted().risk(x, starting_log_odds(view))


@dataclass(frozen=True)
class Said:
    code: str
    actionable: bool = True


def fixed(held: History, *found: Said) -> tuple[Fix, ...]:
    view = held.asof(9)
    told = [found] if found else findings(view.batch, view.knowledge, asof=view)
    (made,) = fixes(fitted(), DENIAL_FEATURES, view, risk=risk_of(view), found=told)
    return made


def test_a_fix_is_the_score_of_the_claim_with_the_number_that_is_on_file():
    held = History().authorization().claim(9).claim(90, prior_authorization="A1")
    (fix,) = fixed(held)
    assert (fix.action, fix.words) == ("authorization_left_off", WITHOUT)
    assert fix.risk_after == risk_of(held.asof(90))[0] < risk_of(held.asof(9))[0]


def test_a_fix_is_the_score_of_the_claim_with_its_coverage_verified():
    held = History().coverage(terminated_on="2026-02-01").claim(9)
    held.coverage(member_id="M2").claim(90, member_id="M2")
    (fix,) = fixed(held)
    assert fix == Fix("coverage_ended", risk_of(held.asof(90))[0])


def test_several_findings_are_also_scored_without_any_of_them():
    held = History().authorization().coverage(terminated_on="2026-02-01").claim(9, referring_npi="1234567890")
    every, *single = fixed(held)
    assert (every.action, every.words) == (ALL, WITHOUT_ALL)
    assert {fix.action for fix in single} == {"authorization_left_off", "coverage_ended", "invalid_npi"}
    after = [fix.risk_after for fix in single]
    assert after == sorted(after)
    assert every.risk_after < min(after)


def test_a_review_or_a_query_has_no_number():
    held = History().claim(9, lines=[{"diagnosis_pointers": None}], from_on=None, through_on=None)
    assert fixed(held) == (
        Fix("coding_review", None, "coding review"),
        Fix("provider_query", None, "provider query"),
    )


def test_what_is_not_on_the_allow_list_gets_no_number():
    held = History().claim(9, total_charge_cents=1, payer_id=None)
    assert fixed(held) == ()
    assert fixed(held, Said("an_unknown_code")) == ()


def test_a_finding_nobody_can_act_on_gets_no_number():
    held = History().claim(9, referring_npi="1234567890")
    assert [fix.action for fix in fixed(held, Said("invalid_npi"))] == ["invalid_npi"]
    assert fixed(held, Said("invalid_npi", actionable=False)) == ()


def test_an_authorization_without_another_on_file_gets_no_number():
    held = History().authorization(status="cancelled").claim(9, prior_authorization="A1")
    assert fixed(held) == ()


def test_what_would_not_lower_the_risk_is_not_offered():
    assert fixed(History().claim(9, frequency_code="7")) == ()


def test_claims_of_a_batch_keep_their_own_fixes():
    held = History().authorization().claim(1, member_id="M5").claim(9).claim(10, referring_npi="1234567890")
    events, knowledge = held.known
    view = AsOf(batch_of(events), knowledge)
    told = findings(view.batch, view.knowledge, asof=view)
    made = fixes(fitted(), DENIAL_FEATURES, view, risk=risk_of(view), found=told)
    assert [sorted(fix.action for fix in one) for one in made] == [
        [],
        ["authorization_left_off"],
        [ALL, "authorization_left_off", "invalid_npi"],
    ]
    assert made[1] == fixed(held)
