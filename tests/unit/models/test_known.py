"""What is learned from before its days are mature: two payers who deny later than they pay."""

from dataclasses import replace

import numpy as np
import pytest

from models.examples import Rows
from models.fit import fit
from models.known import MOST, known_before
from tests.unit.models.simulated import SPEC, simulated

DAY = np.timedelta64(1, "D")
START = np.datetime64("2025-01-01", "us")
UNTIL = START + 200 * DAY


def answered(n: int = 20_000, seed: int = 0, *, slow: float = 20.0) -> Rows:
    """Claims of 200 days: one payer pays within 10 days and denies within `slow`, one takes twice that."""
    draw = np.random.default_rng(seed)
    at = START + (np.sort(draw.uniform(0, 200, n)) * 24 * 3600).astype("timedelta64[s]")
    label = draw.random(n) < 0.2
    payer = np.where(draw.random(n) < 0.5, "SWIFT", "TARDY").astype(object)
    days = draw.uniform(0, 1, n) * np.where(label, slow, 10.0) * np.where(payer == "TARDY", 2.0, 1.0)
    decided = at + (days * 24 * 3600).astype("timedelta64[s]")
    group = np.arange(n).astype(str).astype(object)
    known = np.maximum(decided, at + 45 * DAY)
    held = Rows(np.arange(n, dtype=float)[:, None], np.zeros(n), label, at, known, group)
    return replace(held, decided_at=decided, decider=payer)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return answered()


@pytest.fixture(scope="module")
def young(rows: Rows) -> Rows:
    held = known_before(rows, UNTIL)
    return held.take(held.known_at >= UNTIL)


def test_answers_of_days_not_mature_yet_are_learned_from_with_all_that_is_known(rows: Rows) -> None:
    held = known_before(rows, UNTIL)
    known = rows.known_at < UNTIL
    assert (held.known_at < UNTIL).sum() == known.sum()
    assert len(held) > 1.1 * known.sum()
    assert (held.decided_at < UNTIL).all()
    assert (held.weight[held.known_at < UNTIL] == 1.0).all()
    assert (np.diff(held.at) >= np.timedelta64(0)).all()


def test_young_days_count_for_all_their_claims_of_either_kind(rows: Rows, young: Rows) -> None:
    for payer in ("SWIFT", "TARDY"):
        own = young.decider == payer
        days = (rows.decider == payer) & (rows.known_at >= UNTIL) & (rows.at <= young.at[own].max())
        assert young.weight[own].sum() == pytest.approx(days.sum(), rel=0.03)
        failed = (young.weight * young.label)[own].sum() / young.weight[own].sum()
        assert failed == pytest.approx(rows.label[days].mean(), abs=0.02)


def test_quick_answers_counted_once_each_would_teach_the_speed_of_payers(rows: Rows, young: Rows) -> None:
    days = (rows.known_at >= UNTIL) & (rows.at <= young.at.max())
    assert young.label.mean() < rows.label[days].mean() - 0.005
    assert young.weight[young.label].mean() > 1.03
    assert young.weight[~young.label].mean() < 1.001


def test_only_days_by_which_most_answers_have_come_are_learned_from(young: Rows) -> None:
    assert young.weight.max() <= 1 / MOST
    # Three quarters of denials are in after 15 and after 30 days, and all payments.
    for payer, days in (("SWIFT", 15), ("TARDY", 30)):
        age = (UNTIL - young.at[young.decider == payer]).min() / DAY
        assert age == pytest.approx(days, abs=1.0)


def test_nothing_that_came_at_the_moment_or_later_tells_anything(rows: Rows) -> None:
    late = rows.decided_at >= UNTIL
    draw = np.random.default_rng(5)
    moved = rows.decided_at + np.where(late, draw.integers(0, 50, len(rows)), 0) * DAY
    turned = replace(rows, decided_at=moved, label=np.where(late, ~rows.label, rows.label))
    one, two = known_before(rows, UNTIL), known_before(turned, UNTIL)
    assert late.sum() > 500
    for name in ("x", "label", "weight", "at"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_where_a_payers_feed_has_stopped_its_time_ends_with_its_last_answer(rows: Rows) -> None:
    stopped = UNTIL - 10 * DAY
    held_up = (rows.decider == "TARDY") & (rows.decided_at >= stopped)
    moved = np.where(held_up, UNTIL + 10 * DAY, rows.decided_at)
    late = replace(rows, decided_at=moved, known_at=np.maximum(moved, rows.known_at))
    held = known_before(late, UNTIL)
    young = held.take(held.known_at >= UNTIL)
    tardy, swift = (young.take(young.decider == payer) for payer in ("TARDY", "SWIFT"))
    assert (stopped - tardy.at.max()) / DAY == pytest.approx(30, abs=1.0)
    assert (UNTIL - swift.at.max()) / DAY == pytest.approx(15, abs=1.0)


def test_weights_of_the_rows_are_kept_beside(rows: Rows, young: Rows) -> None:
    doubled = known_before(replace(rows, weight=np.full(len(rows), 2.0)), UNTIL)
    assert doubled.weight[doubled.known_at >= UNTIL].tolist() == (2 * young.weight).tolist()


@pytest.mark.parametrize("lacking", ["decided_at", "decider"])
def test_without_the_pace_of_answers_only_what_is_known_is_learned_from(rows: Rows, lacking: str) -> None:
    held = known_before(replace(rows, **{lacking: None}), UNTIL)
    assert len(held) == (rows.known_at < UNTIL).sum()
    assert held.weight is None


def test_too_few_denials_show_no_pace() -> None:
    few = answered(300)
    known = few.known_at < UNTIL
    assert few.label[known].sum() < 50
    assert len(known_before(few, UNTIL)) == known.sum()


def test_a_model_is_grown_on_young_rows_and_calibrated_on_known_ones() -> None:
    rows = simulated(3000)
    slow = np.where(rows.label, 12, 6) * DAY
    payer = np.full(len(rows), "A", dtype=object)
    rows = replace(rows, decided_at=rows.at + slow, decider=payer)
    until = rows.at[-1]
    before = rows.take(rows.decided_at < until)
    fitted, known = fit(SPEC, before, until=until), fit(SPEC, rows.take(rows.known_at < until))
    assert fitted.facts["young"] == fitted.facts["rows"] - known.facts["rows"] > 200
    assert fitted.facts["out_of_fold"] == known.facts["out_of_fold"]
    assert fitted.facts["learned_through"] > known.facts["learned_through"]
    assert fitted.files()["model.lgb"] != known.files()["model.lgb"]
