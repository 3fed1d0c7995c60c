import json

import numpy as np
import pytest

from data.codes import FAMILIES
from models.reasons import FEWEST, Reasons, reason_numbers
from tests.unit.models.simulated import simulated

COMMON, RARE = FAMILIES.index("coding"), FAMILIES.index("timely")


@pytest.fixture
def reasons() -> Reasons:
    rows = simulated(2000)
    failed = np.flatnonzero(rows.label)
    reason = np.full(len(rows), -1)
    reason[failed] = COMMON
    reason[failed[: FEWEST - 1]] = RARE
    return Reasons.of(rows.take(np.arange(len(rows)))).of(_with(rows, reason))


def _with(rows, reason):
    from dataclasses import replace

    return replace(rows, reason=reason)


def test_rare_families_share_the_last_output(reasons: Reasons) -> None:
    assert reasons.groups[0] == (COMMON,)
    assert len(reasons) == 2
    assert RARE in reasons.groups[1]
    assert reasons.start[0] > reasons.start[1]


def test_rows_without_reasons_have_one_output() -> None:
    rows = simulated(400)
    assert len(Reasons.of(rows)) == 1
    assert Reasons.of(rows).numbers(rows).tolist() == [0 if failed else -1 for failed in rows.label]


def test_numbers_follow_the_groups(reasons: Reasons) -> None:
    rows = _with(simulated(3), np.array([COMMON, RARE, -1]))
    assert reasons.numbers(rows).tolist() == [0, 1, -1]


def test_a_group_is_spread_by_the_payers_mix_and_no_family_is_ruled_out(reasons: Reasons) -> None:
    mix = np.random.default_rng(3).dirichlet(np.ones(len(FAMILIES)), 2)
    told = reasons.spread(np.array([[0.9, 0.1], [0.2, 0.8]]), mix)
    assert told.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert (told > 0).all()
    assert told[0, COMMON] > 0.88
    rare = list(reasons.groups[1])
    assert told[1, rare] / told[1, rare].sum() == pytest.approx(mix[1, rare] / mix[1, rare].sum(), abs=1e-9)


def test_reasons_survive_json(reasons: Reasons) -> None:
    assert Reasons.of_json(json.loads(json.dumps(reasons.as_json()))) == reasons


def test_families_become_numbers() -> None:
    assert reason_numbers(np.array(["timely", None], dtype=object)).tolist() == [RARE, -1]
