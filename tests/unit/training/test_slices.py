import numpy as np
import pytest

from tests.unit.training.held_out_rows import held_out
from training.slices import MISSING, OTHERS, Segment, slices


@pytest.fixture(scope="module")
def held() -> dict[tuple[str, str], Segment]:
    return {(one.by, one.value): one for one in slices(held_out())}


def test_slices_come_by_name_and_the_largest_first() -> None:
    assert [(one.by, one.value) for one in slices(held_out())] == [
        *(("payer", "A"), ("payer", "B"), ("payer", OTHERS), ("payer", MISSING)),
        *(("sex", "F"), ("sex", "M")),
    ]


def test_a_value_of_few_claims_is_not_named(held: dict[tuple[str, str], Segment]) -> None:
    assert held["payer", OTHERS].rows == 14
    assert ("payer", "D") not in held


def test_too_few_claims_get_their_counts_alone(held: dict[tuple[str, str], Segment]) -> None:
    few = held["payer", OTHERS]
    assert (few.metrics, few.observed, few.auc, few.best) == (None, None, None, None)
    assert np.isnan(few.expected)


def test_where_the_table_wins_the_slice_says_so(held: dict[tuple[str, str], Segment]) -> None:
    model, table = held["payer", "A"], held["payer", "B"]
    assert (model.best, table.best) == ("model", "table")
    assert model.gain is not None
    assert table.gain is not None
    assert model.gain.low > 0
    assert table.gain.high < 0


def test_risks_that_are_half_of_what_happens_are_off(held: dict[tuple[str, str], Segment]) -> None:
    assert held["sex", "M"].miscalibrated
    assert not held["sex", "F"].miscalibrated


def test_the_area_lies_in_its_interval(held: dict[tuple[str, str], Segment]) -> None:
    one = held["payer", "A"]
    assert one.metrics is not None
    assert one.auc is not None
    assert one.auc.low < one.metrics.auc < one.auc.high
