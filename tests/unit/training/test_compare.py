"""Which claims champion and challenger meet on; the models are small ones on simulated rows."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.examples import Rows
from models.fit import Fitted, fit
from models.spec import ModelSpec, Settings
from tests.unit.models.simulated import SPEC, simulated
from training.compare import RECIPES, SINCE, WINDOW, columns_of, compare
from training.split import split_at

ROWS = simulated(3_000)
DAY = np.timedelta64(1, "D")
START, END = ROWS.at[0], ROWS.at[-1]


@dataclass(frozen=True)
class Held:
    """The part of `DenialRows` that a comparison reads."""

    rows: Rows
    payer: Any
    kind: Any


def held(rows: Rows = ROWS) -> Any:
    payer = np.where(rows.x[:, 1] == 2, "BAD", "GOOD").astype(object)
    return Held(rows, payer, np.full(len(rows), "professional", dtype=object))


def judged(origin: np.datetime64, *, spec: ModelSpec = SPEC, rows: Rows = ROWS) -> Any:
    split = split_at(rows, origin)
    recipe = fit(spec, rows.take(split.train), trees=8)
    risk = recipe.risk(rows.x[split.test], rows.offset[split.test])
    return SimpleNamespace(split=split, trees=8, risks={"model": risk})


def champion(as_of: np.datetime64, spec: ModelSpec = SPEC, rows: Rows = ROWS) -> Fitted:
    known = rows.take(rows.known_at < as_of)
    return fit(spec, known, trees=8).with_facts(as_of=str(as_of))


def test_a_champion_of_before_the_judged_window_is_met_on_all_of_it() -> None:
    origin = START + 130 * DAY
    shown, old = judged(origin), champion(START + 100 * DAY)
    met = compare(SPEC, held(), shown, old)
    test = shown.split.test
    assert met.how == WINDOW
    assert met.champion.tolist() == old.risk(ROWS.x[test], ROWS.offset[test]).tolist()
    assert met.challenger.tolist() == shown.risks["model"].tolist()


def test_a_champion_that_knows_of_the_window_is_met_on_what_came_after_what_it_learned_from() -> None:
    old = champion(START + 145 * DAY)
    met = compare(SPEC, held(), judged(START + 100 * DAY), old)
    assert met.how == SINCE
    assert met.at.min() > np.datetime64(old.facts["learned_through"])
    assert met.at.max() == END


def test_there_the_challenger_knows_no_more_than_the_champion_did() -> None:
    as_of = START + 145 * DAY
    met = compare(SPEC, held(), judged(START + 100 * DAY), champion(as_of))
    # Same recipe, same knowledge: the same model, so nothing of the tested claims leaked into either.
    assert met.challenger == pytest.approx(met.champion, abs=1e-12)


def test_with_too_little_after_the_champion_recipes_meet_on_the_judged_window() -> None:
    shown = judged(START + 130 * DAY)
    met = compare(SPEC, held(), shown, champion(END + 31 * DAY))
    assert (met.how, len(met.label)) == (RECIPES, len(shown.split.test))
    assert met.paired().difference == 0.0
    weak = replace(SPEC, settings=Settings(learning_rate=0.001, max_trees=1))
    other = compare(SPEC, held(), shown, champion(END + 31 * DAY, weak))
    assert other is not None
    assert other.paired().better > 0.99


def test_no_claim_that_the_champion_learned_from_or_of_its_chain_is_compared_on() -> None:
    old = champion(START + 100 * DAY)
    first, last = 0, len(ROWS) - 1
    group = ROWS.group.copy()
    group[last] = group[first]
    met = compare(SPEC, held(replace(ROWS, group=group)), judged(START + 130 * DAY), old)
    assert met.how == WINDOW
    assert END not in met.at


def test_a_model_of_before_what_it_learned_from_was_kept_is_met_after_its_moment() -> None:
    old = champion(START + 120 * DAY)
    bare = replace(old, facts={"as_of": old.facts["as_of"]})
    met = compare(SPEC, held(), judged(START + 100 * DAY), bare)
    assert met.at.min() > np.datetime64(old.facts["as_of"])


def test_columns_are_found_by_name() -> None:
    turned = replace(SPEC, features=SPEC.features[::-1], directions=SPEC.directions[::-1])
    assert columns_of(turned, SPEC).tolist() == [2, 1, 0]


def test_a_champion_with_its_columns_in_another_order_gives_the_risks_it_gave() -> None:
    turned = replace(SPEC, features=SPEC.features[::-1], directions=SPEC.directions[::-1])
    mirrored = replace(ROWS, x=ROWS.x[:, ::-1].copy())
    old, shown = champion(START + 100 * DAY, turned, mirrored), judged(START + 130 * DAY)
    met = compare(SPEC, held(), shown, old)
    test = shown.split.test
    assert met.champion.tolist() == old.risk(mirrored.x[test], ROWS.offset[test]).tolist()


def test_slices_are_those_of_enough_size() -> None:
    met = compare(SPEC, held(), judged(START + 60 * DAY), champion(START + 50 * DAY))
    assert set(met.slices()) == {"kind=professional", "payer=BAD", "payer=GOOD"}
    few = replace(met, payer=np.where(np.arange(len(met.label)) < 199, "FEW", "MANY").astype(object))
    assert set(few.slices()) == {"kind=professional", "payer=MANY"}
    assert few.slices()["payer=MANY"].rows == len(met.label) - 199
