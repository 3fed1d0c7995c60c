"""What a reason's past shares lift its start by, and how that is told apart."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data.codes import FAMILIES
from features.catalog import DENIAL_FEATURES
from features.feature import Unit, past_shares
from models.evidence import RARE, Evidence
from models.fit import Fitted, fit
from models.reasons import Reasons
from models.spec import ModelSpec
from tests.unit.models.simulated import SPEC, reasoned, simulated

START, USUAL = -8.0, -5.0
SHARES = arrays(np.float64, (4, 3), elements=st.one_of(st.floats(0, 1), st.just(np.nan)))


def _logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def test_the_greatest_share_lifts_by_its_distance_from_the_usual() -> None:
    held = Evidence((0, 2), weight=0.5, usual=USUAL)
    x = np.array([[0.3, 0.9, 0.6], [0.002, 0.9, np.nan], [np.nan, np.nan, np.nan], [1.0, 0.0, 1.0]])
    wanted = [USUAL + 0.5 * (_logit(0.48) - USUAL), START, START, USUAL + 0.5 * (_logit(0.8) - USUAL)]
    assert START + held.lift(x, START) == pytest.approx(wanted)
    assert held.silent(x).tolist() == [False, True, True, False]


def test_a_share_a_little_above_the_usual_lifts_by_its_square() -> None:
    held = Evidence((0,), weight=0.5, usual=USUAL)
    share = 1 / (1 + np.exp(-(USUAL + np.array([0.0, 0.1, 1.0])))) / 0.8
    assert held.lift(share[:, None], START) == pytest.approx([0.0, 0.2, 2.0], abs=1e-9)


def test_claims_without_a_past_start_from_what_became_of_their_like() -> None:
    rows = reasoned(simulated())
    rows.offset[:] = 0.0
    coding = FAMILIES.index("coding")
    rows.x[:, 0] = np.where(rows.reason == coding, 0.9, np.where(np.arange(len(rows)) % 7, 0.0, 0.5))
    rows.x[np.flatnonzero(rows.reason == coding)[:3], 0] = np.nan
    held = Reasons.of(rows, {"coding": (0,)})
    k = held.groups.index((coding,))
    rest = int((~rows.label & (rows.x[:, 0] == 0.0)).sum())
    usual = 1 / (1 + np.exp(-held.evidence[k].usual))
    low = (3 + 10_000 * usual) / (3 + rest + 10_000)  # drawn to the usual by 10,000 claims
    assert held.start[k] == pytest.approx(_logit(low))
    assert held.start[k] < held.evidence[k].usual
    assert held.evidence[k].usual == Reasons.of(rows).start[k]


def test_the_more_common_a_reason_is_the_less_its_shares_count() -> None:
    assert Evidence.of((1,), 0.0, USUAL).weight == 1.0
    assert Evidence.of((1,), RARE, USUAL).weight == 0.5
    assert Evidence.of((1,), 0.2, USUAL).weight < 0.01


def test_without_columns_nothing_is_lifted() -> None:
    assert Evidence().lift(np.ones((2, 3)), START).tolist() == [0.0, 0.0]


@given(SHARES)
def test_parts_are_the_shapley_values_of_the_greatest(x: np.ndarray) -> None:
    held = Evidence((0, 1, 2), weight=0.7, usual=USUAL)
    found = held.parts(x, START)
    assert found.sum(axis=1) == pytest.approx(held.lift(x, START), abs=1e-12)
    for row, parts in zip(np.nan_to_num(x), found, strict=True):
        assert parts == pytest.approx(_by_every_order(held, row), abs=1e-12)


def _by_every_order(held: Evidence, row: np.ndarray) -> np.ndarray:
    """Mean over all orders of arrival of what each column adds to those before it."""
    out = np.zeros(len(row))
    orders = list(permutations(range(len(row))))
    for order in orders:
        seen, before = np.zeros((1, len(row))), 0.0
        for column in order:
            seen[0, column] = row[column]
            now = float(held.lift(seen, START)[0])
            out[column] += (now - before) / len(orders)
            before = now
    return out


@given(SHARES, st.integers(0, 2), st.floats(0, 1))
def test_a_share_that_rises_never_lowers_the_start(x: np.ndarray, column: int, by: float) -> None:
    held = Evidence((0, 1, 2), weight=0.7, usual=USUAL)
    higher = np.nan_to_num(x)
    higher[:, column] += by
    assert (held.lift(higher, START) >= held.lift(x, START)).all()


def test_only_families_with_an_output_of_their_own_have_shares() -> None:
    rows = reasoned(simulated())
    held = Reasons.of(rows, {"coding": (0,), "timely": (2,)})
    own = {group[0]: held.evidence[k].columns for k, group in enumerate(held.groups) if len(group) == 1}
    assert own[FAMILIES.index("coding")] == (0,)
    assert FAMILIES.index("timely") not in own
    assert held.evidence[-1].columns == ()


@pytest.fixture(scope="module")
def lifted() -> tuple[ModelSpec, Fitted]:
    spec = replace(SPEC, shares={"coding": ("share",)}, features=("share", "payer_code", "noise"))
    rows = reasoned(simulated(6000))
    rows.x[:, 0] = 1 / (1 + np.exp(-rows.x[:, 0]))
    coding = np.flatnonzero(rows.reason == FAMILIES.index("coding"))
    common = np.delete(coding, np.arange(0, len(coding), 10))  # a rare reason takes its shares at their word
    return spec, fit(spec, rows.take(np.setdiff1d(np.arange(len(rows)), common)), trees=1)


def test_a_model_starts_from_shares_and_says_so_when_read_back(lifted: tuple[ModelSpec, Fitted]) -> None:
    spec, fitted = lifted
    assert spec.share_places == {"coding": (0,)}
    x = np.array([[0.0, 1.0, 0.0], [0.9, 1.0, 0.0]])
    start = fitted.reasons.starting(x)
    rises = start[1] - start[0]
    coding = fitted.reasons.groups.index((FAMILIES.index("coding"),))
    assert rises[coding] > 0.5
    assert np.delete(rises, coding).tolist() == [0.0, 0.0]
    back = Fitted.of_files(fitted.files())
    assert back.reasons == fitted.reasons
    assert back.spec.shares == spec.shares


def test_declared_shares_are_shares_of_a_reason_that_rise() -> None:
    declared = {one.name: one for one in DENIAL_FEATURES}
    held = past_shares(DENIAL_FEATURES)
    assert set(held) <= set(FAMILIES)
    for family, names in held.items():
        for name in names:
            assert declared[name].unit is Unit.SHARE
            assert declared[name].risk > 0
            assert declared[name].group == family
