import numpy as np
import pytest

from data.codes import FAMILIES
from tests.unit.training.held_out_rows import held_out
from training.reasons import ranks, reason_hits, with_reasons


def test_a_rank_is_the_place_of_the_payers_family_and_ties_stand_in_the_contracts_order() -> None:
    shares = np.full((3, len(FAMILIES)), 0.01)
    shares[0, 4], shares[0, 2] = 0.6, 0.3
    family = np.array([FAMILIES[2], FAMILIES[1], None], dtype=object)
    assert ranks(shares, family).tolist() == [2, 2, len(FAMILIES) + 1]


def test_what_is_foretold_stands_beside_each_claim_and_ranks_beside_failures_alone() -> None:
    shares, mix = np.full((2, len(FAMILIES)), 0.01), np.full((2, len(FAMILIES)), 0.01)
    shares[:, 5], shares[:, 3] = 0.5, 0.4
    family = np.array([FAMILIES[3], None], dtype=object)
    found = with_reasons(held_out(2, label=np.array([True, False])), shares, mix, family)
    assert found.rank is not None
    assert found.mix_rank is not None
    assert found.foretold is not None
    assert (found.rank.tolist(), found.mix_rank.tolist()) == ([2, 0], [4, 0])
    assert found.foretold.tolist() == [[FAMILIES[5], FAMILIES[3], FAMILIES[0]]] * 2


def test_hits_are_shares_of_failures_alone() -> None:
    label = np.array([True, True, True, True, False])
    held = held_out(
        5, label=label, rank=np.array([1, 2, 3, 4, 0]), mix_rank=np.array([9, 9, 1, 3, 0]), allowed_cents=None
    )
    found = reason_hits(held)
    assert found is not None
    assert (found.failures, found.top1, found.top3) == (4, 0.25, 0.75)
    assert (found.mix_top1, found.mix_top3) == (0.25, 0.5)
    assert found.top3_between.low < 0.75 < found.top3_between.high


@pytest.mark.parametrize("more", [{"rank": None}, {"label": np.zeros(5, dtype=bool)}])
def test_without_failures_or_families_nothing_is_said(more: dict[str, object]) -> None:
    assert reason_hits(held_out(5, **more)) is None
