"""Scores from a feed that stopped eight weeks ago and more: worse, still worth having, and told as such."""

from dataclasses import dataclass

import numpy as np
import pytest

from benchmarks._denial_world import World
from benchmarks.stale import Scored, fresh, recipe, stale
from data.store import Store
from models.scorer import DenialScorer
from tests.practice import Trained

DAYS = 56


@dataclass(frozen=True, slots=True)
class Told:
    world: World
    scorer: DenialScorer
    fresh: Scored
    stale: Scored


@pytest.fixture(scope="module")
def told(trained: Trained) -> Told:
    world = World.of(trained.world / "truth", Store.open(trained.home.database_url).events())
    scorer = recipe(world)
    return Told(world, scorer, fresh(world, scorer), stale(world, scorer, DAYS, every=28))


def test_an_old_feed_is_still_better_than_the_base_rate(told: Told) -> None:
    learned = told.world.held.rows.label[told.world.split.train]
    base = told.world.log_loss(np.full(len(told.stale.risk), learned.mean()))
    assert told.world.log_loss(told.stale.risk) < base
    assert told.world.judged(told.stale.risk).visible_gap_closed > 0


def test_every_claim_scored_from_an_old_feed_is_told(told: Told) -> None:
    assert told.stale.told.all()
    assert not told.fresh.told.any()


def test_risks_from_an_old_feed_are_risks_and_differ_from_fresh_ones(told: Told) -> None:
    assert ((told.stale.risk > 0) & (told.stale.risk < 1)).all()
    assert (told.stale.risk != told.fresh.risk).mean() > 0.5
    assert told.world.log_loss(told.fresh.risk) < told.world.log_loss(told.stale.risk)


def test_fresh_scores_are_those_the_recipe_is_judged_by(told: Told) -> None:
    test = told.world.held.rows.take(told.world.split.test)
    assert told.fresh.risk.tolist() == told.scorer.fitted.risk(test.x, test.offset).tolist()
