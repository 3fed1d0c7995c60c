"""Small worlds for tests, drawn once each."""

from functools import cache

from data.synthetic.answered import Simulated
from data.synthetic.settings import changed
from data.synthetic.world import settings_of, simulated

SIZE = 2_500


@cache
def small_world(scenario: str = "small_practice", without: str | None = None, size: int = SIZE) -> Simulated:
    settings = settings_of(scenario)
    if without is not None:
        settings = changed(settings, {"causes": {without: 0.0}})
    return simulated(settings, size, seed=11)
