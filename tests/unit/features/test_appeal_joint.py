import numpy as np
import pytest

from features.appeal_joint import JointShifts

DAY = np.timedelta64(1, "D")
START = np.datetime64("2025-01-01", "us")


def _objects(values: object) -> np.ndarray:
    held = list(values)  # type: ignore[call-overload]
    out = np.empty(len(held), dtype=object)
    out[:] = held
    return out


def _world(n: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Outcomes a day apart; payer A wins one unit of log-odds more than B, and has more of family X."""
    rng = np.random.default_rng(seed)
    payer = rng.choice(["A", "B"], n)
    family = np.where(rng.random(n) < np.where(payer == "A", 0.8, 0.2), "X", "Y")
    raw = np.where(payer == "A", 0.5, -0.5) + np.where(family == "X", -1.0, 1.0)
    won = rng.random(n) < 1 / (1 + np.exp(-raw))
    return START + np.arange(n) * DAY, won, {"payer": _objects(payer), "family": _objects(family)}


def _shifts(n: int, seed: int = 3) -> JointShifts:
    at, won, keys = _world(n, seed)
    return JointShifts(at, won, np.zeros(n), keys, {"payer": 4.0, "family": 4.0})


def _asked(shifts: JointShifts, t: np.datetime64, payer: str | None = "A", family: str = "X") -> np.ndarray:
    return shifts.parts(np.array([t]), {"payer": _objects([payer]), "family": _objects([family])})[0]


def test_keys_that_go_together_are_told_apart() -> None:
    late, shifts = START + 9000 * DAY, _shifts(4000)
    a, b = (_asked(shifts, late, payer) for payer in ("A", "B"))
    x, y = (_asked(shifts, late, "A", family) for family in ("X", "Y"))
    # The rates alone say nothing: both payers win about half. Three standard errors of 4,000 outcomes.
    assert a[0] - b[0] == pytest.approx(1.0, abs=0.25)
    assert x[1] - y[1] == pytest.approx(-2.0, abs=0.25)


def test_shifts_are_those_of_the_penalised_likelihood() -> None:
    at, won, keys = _world(300)
    shifts = JointShifts(at, won, np.full(300, 0.3), keys, {"payer": 4.0, "family": 4.0})
    late = START + 900 * DAY
    moves = {name: _asked(shifts, late, *name) for name in (("A", "X"), ("A", "Y"), ("B", "X"), ("B", "Y"))}
    raw = np.array([0.3 + moves[pair].sum() for pair in zip(keys["payer"], keys["family"], strict=True)])
    error = won - 1 / (1 + np.exp(-raw))
    of_a = keys["payer"] == "A"
    # 300 outcomes: the last fit was made on 297 of them.
    assert error[of_a].sum() == pytest.approx(4.0 * moves["A", "X"][0], abs=1.5)


def test_an_outcome_counts_only_strictly_after_it_was_known() -> None:
    at, won, keys = _world(40)
    fewer = {name: held[:39] for name, held in keys.items()}
    but_one = JointShifts(at[:39], won[:39], np.zeros(39), fewer, {"payer": 4.0, "family": 4.0})
    last = at[-1]
    assert (_asked(_shifts(40), last) == _asked(but_one, last)).all()
    assert (_asked(_shifts(40), last + np.timedelta64(1, "us")) != _asked(but_one, last)).any()


def test_what_comes_later_changes_no_answer() -> None:
    middle = START + 700 * DAY
    at, won, keys = _world(1000)
    later = at >= middle
    other = JointShifts(at, won ^ later, np.zeros(1000), keys, {"payer": 4.0, "family": 4.0})
    assert (_asked(other, middle) == _asked(_shifts(1000), middle)).all()


def test_nothing_known_and_unseen_values_shift_nothing() -> None:
    assert (_asked(_shifts(40), START) == 0.0).all()
    assert _asked(_shifts(40), START + 99 * DAY, None)[0] == 0.0
    assert _asked(_shifts(40), START + 99 * DAY, "Z")[0] == 0.0


def test_the_order_of_outcomes_and_the_company_of_questions_change_nothing() -> None:
    at, won, keys = _world(200)
    back = {name: held[::-1] for name, held in keys.items()}
    turned = JointShifts(at[::-1], won[::-1], np.zeros(200), back, {"payer": 4.0, "family": 4.0})
    moments = START + np.arange(0, 300, 7) * DAY
    many = {"payer": _objects(["A"] * len(moments)), "family": _objects(["Y"] * len(moments))}
    together = _shifts(200).parts(moments, many)
    assert (turned.parts(moments, many) == together).all()
    for place, moment in enumerate(moments):
        assert (_asked(_shifts(200), moment, "A", "Y") == together[place]).all()
