"""The practice's staff over time: one group changes hands, and for one month a feed is broken."""

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints, day_number
from data.synthetic.providers import Providers
from data.synthetic.settings import Settings

_LEARNING_DAYS = 60.0
"""New staff halve their extra slips in about six weeks (ours)."""
_MONTH = 30
_FIRST_GROUP = 0


def turnover_day(settings: Settings) -> int:
    """The day on which the first group's front desk is new."""
    start, end = day_number(settings.start), day_number(settings.end)
    return start + (end - start) * 5 // 8


def feed_breaks(settings: Settings) -> int:
    """The first day of the month in which the first group's interface loses fields."""
    start, end = day_number(settings.start), day_number(settings.end)
    return start + (end - start) * 13 // 16


def slips(settings: Settings, providers: Providers, provider: Ints, day: Ints) -> Floats:
    """Per claim: how much more than usual is forgotten, around 1."""
    usual = providers.slips[provider]
    if not settings.drift.staff_turnover:
        return usual
    since = day - turnover_day(settings)
    new = (since >= 0) & (providers.biller[provider] == _FIRST_GROUP)
    extra = settings.drift.turnover_slips * np.exp(-np.maximum(0, since) / _LEARNING_DAYS)
    return usual * np.where(new, 1 + extra, 1.0)


def feed_broken(settings: Settings, providers: Providers, provider: Ints, day: Ints) -> Bools:
    """Per claim: it went through the interface while that lost fields."""
    since = day - feed_breaks(settings)
    hit = (since >= 0) & (since < _MONTH) & (providers.biller[provider] == _FIRST_GROUP)
    return hit & settings.drift.broken_feed
