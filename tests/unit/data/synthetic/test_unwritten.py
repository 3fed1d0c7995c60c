import numpy as np
import pytest

from data.synthetic.arrays import NEVER
from data.synthetic.causes import NAMES
from data.synthetic.settings import scenario_settings, scenarios
from data.synthetic.unwritten import KINDS
from tests.unit.data.synthetic.worlds import small_world


@pytest.mark.parametrize("scenario", scenarios())
def test_every_scenario_has_two_kinds_of_rule_that_stand_in_no_document(scenario: str) -> None:
    kinds = scenario_settings(scenario).rules.unwritten
    assert len(set(kinds)) == 2
    assert set(kinds) <= set(KINDS)


@pytest.mark.parametrize("scenario", scenarios())
def test_some_payers_have_them_and_some_do_not_but_only_the_scenarios_own(scenario: str) -> None:
    held = small_world(scenario).world
    for kind, since in held.payers.unwritten.since.items():
        has = since < NEVER
        assert has.any() == (kind in held.settings.rules.unwritten)
        assert not has.all()


def test_an_interval_counts_from_the_last_service_of_the_kind_under_the_payer() -> None:
    held = small_world(size=6_000)
    world, cause = held.world, held.verdicts.causes[NAMES.index("unwritten")]
    assert cause.hits is not None
    families, days = world.catalog.family[world.lines.procedure], world.payers.unwritten.interval
    fires = cause.details.index("interval")
    lines = np.flatnonzero(cause.hits & (cause.detail[world.lines.claim] == fires))
    same = [line for line in lines.tolist() if days[families[line]]]
    assert same
    for line in same[:40]:
        claim, family = world.lines.claim[line], families[line]
        others = (families == family) & (world.lines.claim != claim)
        of = np.unique(world.lines.claim[others])
        gaps = world.claims.day[claim] - world.claims.day[of]
        mine = (world.claims.person[of] == world.claims.person[claim]) & (
            world.payer[of] == world.payer[claim]
        )
        assert ((gaps[mine] >= 0) & (gaps[mine] < days[family])).any()


def test_the_age_rule_spares_those_who_are_old_enough() -> None:
    held = small_world("multi_specialty", size=6_000)
    world, cause = held.world, held.verdicts.causes[NAMES.index("unwritten")]
    hit = (held.verdicts.chances[:, NAMES.index("unwritten")] > 0) & (
        cause.detail == cause.details.index("age")
    )
    age = (world.claims.day - world.people.born[world.claims.person]) / 365.25
    assert hit.any()
    assert age[hit].max() < world.payers.unwritten.age.max()
