"""The leak audit sees a feature that looks at the answer or past its moment, and clears the catalog."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from data.events import Events
from data.outcomes import claim_outcomes
from data.store import Store
from features.asof import AsOf, Floats
from features.catalog import DENIAL_FEATURES
from features.date_audit import DateAudit, date_audit, sampled
from features.feature import Feature
from features.knowledge import Knowledge
from features.ledger import Under
from features.matrix import denial_matrix
from features.windows import Before
from tests.practice import Trained
from tests.unit.features.practice import batch_of, random_practice
from training import leaks
from training.leaks import LeakReport, area, leak_report, single_feature_aucs, table

LATER = np.timedelta64(40, "D")


@cache
def practice() -> Events:
    return random_practice(500, seed=5, span_days=240)


@cache
def labelled() -> tuple[AsOf, np.ndarray]:
    """All answered claims as of their own moments, and whether they failed."""
    events = practice()
    outcomes = claim_outcomes(events).set_index("version_key")
    claims = events.claims[events.claims["version_key"].isin(outcomes.index)].reset_index(drop=True)
    batch = batch_of(replace(events, claims=claims))
    return AsOf(batch, Knowledge.build(events)), outcomes.loc[claims["version_key"], "failed"].to_numpy(bool)


def own_outcome(asof: AsOf) -> Floats:
    """Whether this very claim was denied: the label."""
    ledger = asof.knowledge.ledgers["claims"]
    place = {own: row for row, own in enumerate(ledger.own)}
    rows = [place.get(key) for key in asof.claim("version_key")]
    return np.array([np.nan if row is None else ledger.measures["failed"][row] for row in rows], dtype=float)


def member_share_of_later_answers(asof: AsOf) -> Floats:
    """The member's share of denials in the days that follow, as if T were their end."""
    ledger = asof.knowledge.ledgers["claims"]
    window = ledger.window("member", asof.key("claims", "member"), asof.batch.t + LATER, 40)
    with np.errstate(invalid="ignore"):
        return window.sum("failed") / window.count


def planted(compute) -> Feature:
    return replace(DENIAL_FEATURES[0], name="planted", compute=compute)


def audited(*features: Feature) -> DateAudit:
    return date_audit(practice(), sampled(practice(), 3), features)


def alone(compute) -> leaks.FeatureAuc:
    asof, label = labelled()
    (found,) = single_feature_aucs(compute(asof)[:, np.newaxis], label, ["planted"])
    return found


def test_no_feature_of_the_catalog_moves_with_what_comes_later():
    found = date_audit(practice(), sampled(practice(), 5))
    assert found.moved == ()
    assert found.answers > len(DENIAL_FEATURES)


def test_no_feature_of_the_catalog_is_the_label():
    asof, label = labelled()
    x = denial_matrix(asof.batch, asof.knowledge, asof=asof)
    found = single_feature_aucs(x, label, [feature.name for feature in DENIAL_FEATURES])
    assert len(found) == len(DENIAL_FEATURES)
    assert [one.name for one in found if one.flagged] == []


def test_a_feature_that_is_the_claims_own_outcome_is_caught_by_both_audits():
    assert alone(own_outcome).flagged
    assert alone(own_outcome).auc == 1
    assert audited(planted(own_outcome)).names == ("planted",)


def test_a_rate_with_answers_not_yet_in_hand_is_caught():
    honest = lambda asof: asof.rate("claims", ("member",), "failed", None, 365, 0)  # noqa: E731
    assert alone(member_share_of_later_answers).flagged
    assert not alone(honest).flagged
    beside = replace(planted(honest), name="honest")
    assert audited(planted(member_share_of_later_answers), beside).names == ("planted",)


def test_a_missing_value_that_tells_the_answer_is_caught():
    def blank_where_denied(asof: AsOf) -> Floats:
        return np.where(own_outcome(asof) == 1, np.nan, 1.0)

    assert alone(blank_where_denied).auc == 1
    assert alone(blank_where_denied).auc_missing == 1


def test_a_code_that_tells_the_answer_without_order_is_caught():
    def code(asof: AsOf) -> Floats:
        return np.where(own_outcome(asof) == 1, 2.0, np.arange(len(asof)) % 2 * 4.0)

    assert alone(code).auc < leaks.LIMIT < alone(code).auc_any_shape
    assert alone(code).flagged


def test_the_strictly_before_rule_loosened_by_a_microsecond_is_caught(monkeypatch: pytest.MonkeyPatch):
    def with_t_itself(before: Before, days: int | None):
        start = before.t if days is None else before.t - days * 86_400_000_000
        return before.ledger.times.searchsorted(start, "right")

    monkeypatch.setattr(Before, "rank", with_t_itself)
    found = audited(*DENIAL_FEATURES)
    assert "later events added" in {one.when for one in found.moved}


def test_a_look_up_without_its_upper_end_is_caught(monkeypatch: pytest.MonkeyPatch):
    honest = Under.__init__

    def endless(under: Under, *asked) -> None:
        honest(under, *asked)
        under.high = under.index.composite.searchsorted(
            under._sought.start + under.before.ledger.base, "left"
        )

    monkeypatch.setattr(Under, "__init__", endless)
    names = audited(*DENIAL_FEATURES).names
    assert {"table.payer", "support.payer_decisions", "expected_allowed"} <= {*names}
    assert len(names) > len(DENIAL_FEATURES) / 3


def test_the_area_counts_ties_as_half_and_is_a_half_without_both_kinds():
    assert area(np.array([0, 1]), np.array([1, 1])) == 1
    assert area(np.array([1, 1]), np.array([2, 2])) == 0.5
    assert area(np.array([1, 2]), np.array([3, 3])) == pytest.approx((1 * 2 / 2 + 2 * (2 + 1 / 2)) / 9)
    assert area(np.array([0, 0]), np.array([1, 1])) == 0.5


@pytest.mark.parametrize("seed", range(5))
def test_the_area_in_order_is_the_share_of_pairs_sorted_right(seed: int):
    draw = np.random.default_rng(seed)
    values, label = draw.integers(0, 6, 80).astype(float), draw.random(80) < 0.3
    values[draw.random(80) < 0.2] = np.nan
    (found,) = single_feature_aucs(values[:, np.newaxis], label, ["one"])
    best = max(pairs_sorted_right(np.nan_to_num(values, nan=filled), label) for filled in (-1, 9))
    worst = min(pairs_sorted_right(np.nan_to_num(values, nan=filled), label) for filled in (-1, 9))
    assert found.auc == pytest.approx(max(best, 1 - worst))
    assert found.missing == np.isnan(values).mean()


def pairs_sorted_right(values: np.ndarray, label: np.ndarray) -> float:
    pairs = [np.sign(a - b) / 2 + 0.5 for a in values[label] for b in values[~label]]
    return float(np.mean(pairs))


def test_noise_in_many_levels_is_no_leak():
    draw = np.random.default_rng(1)
    label = draw.random(2_000) < 0.1
    (found,) = single_feature_aucs(draw.normal(size=(2_000, 1)), label, ["noise"])
    assert found.auc < 0.56
    assert found.auc_any_shape < 0.7


def test_the_report_names_every_feature_and_what_is_flagged():
    x = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [0.0, 1.0]])
    label = np.array([True, True, False, False])
    report = LeakReport(4, 2, 0.9, single_feature_aucs(x, label, ["copy", "noise"]), DateAudit(3, 2, ()))
    assert report.flagged == ("copy",)
    assert not report.clean
    told = table(report)
    assert "copy   1.000" in told
    assert "above 0.90 alone: copy." in told
    held = json.loads(json.dumps(report.as_json()))
    assert [one["name"] for one in held["features"]] == ["copy", "noise"]
    assert (held["flagged"], held["moved"], held["claims_audited"]) == (["copy"], [], 3)


def test_a_practice_taken_in_from_files_has_no_leak(trained: Trained):
    store = Store.open(trained.home.database_url)
    report = leak_report(store, claims=1)  # every training run audits one more
    store.close()
    assert report.clean
    assert [one.name for one in report.features if one.auc_any_shape > leaks.LIMIT] == []
    assert report.rows > 1_000
    assert report.dates is not None
    assert report.dates.claims == 1
