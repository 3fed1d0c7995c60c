from dataclasses import fields, replace

import numpy as np
import pytest

from features.appeal_catalog import APPEAL_FEATURES
from features.denial import DenialBatch
from models.appeal import APPEAL, AppealScorer, FittedAppeal
from models.appeal_fit import appeal_rows, fit_appeal, log_losses
from models.artifact import load_files, save
from models.spec import OutdatedModelError
from tests.unit.models.appeal_world import DAY, START, batch, past, true_chance

LATER = START + 420 * DAY


@pytest.fixture(scope="module")
def aged() -> FittedAppeal:
    """Trained where old denials are seldom won: something the table cannot know."""
    return fit_appeal(APPEAL, appeal_rows(past(1500, by_age=2.0), APPEAL))


def _score(fitted: FittedAppeal, n: int = 60, by_age: float = 2.0) -> tuple[DenialBatch, object]:
    held = batch(n, 99, start=LATER)
    history = past(1500, by_age=by_age).history
    return held, AppealScorer(fitted, "appeal-1", "abc").score(held, history, np.full(n, 25.0))


def test_trees_are_grown_where_they_beat_the_table_on_later_appeals(aged: FittedAppeal) -> None:
    assert aged.trees > 0
    assert aged.facts["trees_log_loss"] < aged.facts["table_log_loss"]


def test_no_trees_are_grown_where_the_table_says_all() -> None:
    fitted = fit_appeal(APPEAL, appeal_rows(past(900, seed=4), APPEAL))
    assert fitted.trees == 0
    assert fitted.booster is None


def test_few_appeals_give_the_table_alone_uncalibrated() -> None:
    fitted = fit_appeal(APPEAL, appeal_rows(past(40), APPEAL))
    assert (fitted.trees, fitted.calibration.method) == (0, "none")


def test_the_model_comes_closer_to_the_truth_than_the_table(aged: FittedAppeal) -> None:
    held, scores = _score(aged, 600)
    truth = true_chance(held, by_age=2.0)
    won = np.random.default_rng(5).random(600) < truth
    table = past(1500, by_age=2.0).history.table(held.facts).log_odds
    calibrated = aged.calibration.log_odds(scores.raw)
    assert log_losses(calibrated, won).mean() < log_losses(table, won).mean()
    # Learned from 900 appeals and asked of 600: about three standard errors.
    assert abs(scores.win_probability.mean() - truth.mean()) < 0.06


def test_contributions_and_base_add_up_to_the_raw_score(aged: FittedAppeal) -> None:
    for fitted in (aged, FittedAppeal()):
        _, scores = _score(fitted)
        assert scores.base + scores.contributions.sum(axis=1) == pytest.approx(scores.raw, abs=1e-9)
        assert scores.contributions.shape[1] == len(scores.names)
        assert scores.win_probability == pytest.approx(fitted.calibration.probability(scores.raw))


def test_waiting_never_raises_the_chance(aged: FittedAppeal) -> None:
    held = batch(50, 7, start=LATER)
    history = past(1500, by_age=2.0).history
    chances = []
    for days in range(0, 120, 6):
        older = replace(held, denied_at=held.facts.t - days * DAY)
        chances.append(AppealScorer(aged, "", "").score(older, history, np.full(50, 25.0)).raw)
    assert (np.diff(np.array(chances), axis=0) <= 1e-12).all()


def test_every_feature_may_be_missing_and_the_chance_stays_a_number(aged: FittedAppeal) -> None:
    held = batch(5, 3, start=LATER)
    columns = [f.name for f in fields(held) if f.name != "facts"]
    nothing = {name: np.full(5, np.nan) for name in columns if getattr(held, name).dtype.kind == "f"}
    bare = replace(
        held,
        **nothing,
        groups=np.full(5, None, dtype=object),
        service_on=np.full(5, "NaT", dtype="datetime64[D]"),
        facts=replace(
            held.facts,
            payer=np.full(5, None, dtype=object),
            family=np.full(5, None, dtype=object),
            reason=np.full(5, None, dtype=object),
            procedure=np.full(5, None, dtype=object),
            provider=np.full(5, None, dtype=object),
            allowed_cents=np.full(5, np.nan),
        ),
    )
    scores = AppealScorer(aged, "", "").score(bare, past(100).history, np.full(5, 25.0))
    assert np.isfinite(scores.win_probability).all()
    assert np.isfinite(scores.recovery_cents).all()


def test_a_cold_start_answers_from_the_prior_and_says_so() -> None:
    held = batch(8, 2)
    scores = AppealScorer.prior().score(held, past(0).history, np.full(8, 25.0))
    assert set(scores.basis) == {"prior"}
    assert scores.low_support.all()
    assert ((scores.win_probability > 0) & (scores.win_probability < 1)).all()
    assert (scores.minutes == 25.0).all()


def test_dollars_given_a_win_follow_what_wins_paid() -> None:
    rich, poor = (past(1500, pays=p, seed=4) for p in (0.9, 0.3))
    held, minutes = batch(400, 99, start=LATER), np.full(400, 25.0)
    for world, paid in ((rich, 0.9), (poor, 0.3)):
        fitted = fit_appeal(APPEAL, appeal_rows(world, APPEAL))
        scores = AppealScorer(fitted, "", "").score(held, world.history, minutes)
        # The rare wins against timely filing still lean on the prior.
        assert scores.win_cents.sum() / held.allowed_cents.sum() == pytest.approx(paid, rel=0.15)


def test_a_saved_model_scores_as_before(aged: FittedAppeal, tmp_path: object) -> None:
    sha256 = save(aged, tmp_path / "model")  # type: ignore[operator]
    files = load_files(tmp_path / "model", sha256)  # type: ignore[operator]
    _, before = _score(aged)
    held = batch(60, 99, start=LATER)
    again = AppealScorer.of_files(files, "appeal-1", sha256)
    after = again.score(held, past(1500, by_age=2.0).history, np.full(60, 25.0))
    assert (before.win_probability == after.win_probability).all()


def test_a_model_that_asks_for_a_feature_of_old_is_to_be_trained_again() -> None:
    spec = replace(APPEAL, features=(*APPEAL.features[:-1], "gone"))
    with pytest.raises(OutdatedModelError, match="gone"):
        AppealScorer(FittedAppeal(spec), "", "")


def test_the_same_appeals_give_the_same_model(aged: FittedAppeal) -> None:
    again = fit_appeal(APPEAL, appeal_rows(past(1500, by_age=2.0), APPEAL))
    assert again.files() == aged.files()


def test_one_denial_and_many_score_alike_to_the_bit(aged: FittedAppeal) -> None:
    held, together = _score(aged, 12)
    history = past(1500, by_age=2.0).history
    for place in range(12):
        facts = replace(
            held.facts, **{f.name: getattr(held.facts, f.name)[[place]] for f in fields(held.facts)}
        )
        parts = {f.name: getattr(held, f.name)[[place]] for f in fields(held) if f.name != "facts"}
        one = AppealScorer(aged, "", "").score(replace(held, facts=facts, **parts), history, np.array([25.0]))
        assert one.raw[0] == together.raw[place]
        assert one.recovery_cents[0] == together.recovery_cents[place]


def test_a_direction_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="because"):
        replace(APPEAL_FEATURES[0], because="")
