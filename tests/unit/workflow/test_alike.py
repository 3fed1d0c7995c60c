import numpy as np

from workflow.alike import alike


def _column(*values: str | None) -> np.ndarray:
    return np.array(values, dtype=object)


def test_same_payer_reason_and_procedure_family_stand_together_whatever_their_order() -> None:
    found = alike(
        _column("P1", "P2", "P1", "P1", "P1"),
        _column("197", "197", "197 16", "16 197", "197"),
        _column("99213", "99213", "99215", "99214", "70450"),
        np.array([1_000, 2_000, 4_000, 8_000, 16_000]),
    )
    assert found.key[0] == found.key[2]
    assert found.key[0].startswith("P1/197/")
    assert len(set(found.key)) == 4
    assert found.count.tolist() == [2, 1, 2, 1, 1]
    assert found.cents.tolist() == [5_000, 2_000, 5_000, 8_000, 16_000]


def test_what_lacks_a_part_stands_alone() -> None:
    found = alike(
        _column("P1", None, "P1", "P1"),
        _column("197", "197", None, None),
        _column("99213", "99213", "99213", "99213"),
        np.array([1, 2, 4, 8]),
    )
    assert found.key[1:].tolist() == [None] * 3
    assert found.count.tolist() == [1, 1, 1, 1]
    assert found.cents.tolist() == [1, 2, 4, 8]


def test_what_costs_more_than_it_brings_takes_nothing_from_its_group() -> None:
    one = _column("P1", "P1")
    assert alike(one, one, one, np.array([700, -500])).cents.tolist() == [700, 700]


def test_no_denials_are_no_groups() -> None:
    none = _column()
    found = alike(none, none, none, np.zeros(0, dtype=np.int64))
    assert (len(found.key), len(found.count), len(found.cents)) == (0, 0, 0)
