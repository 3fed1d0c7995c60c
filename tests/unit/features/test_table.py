import numpy as np
import pytest

from features.allowed import usual_allowed
from features.table import RATE_TABLE, denial_table
from tests.unit.features.asked import History


def table_of(held: History, number: int):
    view = held.asof(number)
    return denial_table(view.batch, view.knowledge)


def test_without_history_every_claim_starts_at_the_prior():
    table = table_of(History().claim(9), 9)
    assert table.names[0] == "overall"
    assert table.parts.tolist() == [[pytest.approx(np.log(0.1 / 0.9)), 0, 0, 0]]
    assert table.support.tolist() == [0]


def test_each_part_is_the_step_from_the_broader_rate():
    held = History().decided(1, "50", lines=[{"procedure_code": "73721"}]).decided(2, payer_id="PAY2")
    table = table_of(held.claim(9, lines=[{"procedure_code": "99213"}, {"procedure_code": "73721"}]), 9)
    overall = (1 + 20 * RATE_TABLE.prior) / (2 + 20)
    payer = (1 + 20 * overall) / (1 + 20)
    family = (1 + 20 * payer) / (1 + 20)
    service = (1 + 20 * family) / (1 + 20)  # of the worst line
    odds = np.log([p / (1 - p) for p in (overall, payer, family, service)])
    np.testing.assert_allclose(table.parts[0], np.diff(odds, prepend=0), rtol=1e-12)
    assert table.support.tolist() == [1]


def test_a_claim_without_lines_stays_at_its_payers_rate():
    held = History().decided(1, "50").claim(9)
    held.rows["lines"].pop()
    assert table_of(held, 9).parts[0, 2:].tolist() == [0, 0]


def allowed_of(held: History, number: int) -> tuple[float, str]:
    view = held.asof(number)
    cents, basis = usual_allowed(view.batch, view.knowledge)
    return cents[0], basis[0]


def test_the_usual_allowed_amount_names_its_basis():
    held = History()
    for number in range(1, 5):
        held.decided(number, lines=[{"charge_cents": 8_000, "units": 2.0}])
        held.decided(number + 10, lines=[{"charge_cents": 5_000, "modifiers": "25"}])
    held.claim(90).claim(91, lines=[{"units": 3.0, "modifiers": "25"}]).claim(92, payer_id="PAY9")
    held.claim(93, lines=[{"procedure_code": "73721", "charge_cents": 7_000}])
    assert allowed_of(held, 90) == (4_000, "payer_procedure_modifier")
    assert allowed_of(held, 91) == (15_000, "payer_procedure_modifier")
    assert allowed_of(held, 92) == (pytest.approx(13_000 / 3), "procedure")
    assert allowed_of(held, 93) == (7_000, "payer_charge_ratio")
    assert allowed_of(History().claim(9), 9) == (10_000, "charge")
