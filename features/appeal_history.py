"""What became of earlier appeals: as-of win rates, dollars and minutes, shrunken from a prior table down.

The parts of a win chance are log-odds that add up: the prior of the family and level; how this practice
does against it; this family here; this payer against what its mix of families would lead to expect; this
payer and family together. With no appeal on file only the prior speaks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.codes.appeal_codes import PriorRule, prior_rule
from features.ledger import Ledger, Objects, joined_key, shrunken

Floats = NDArray[np.float64]
Moments = NDArray[np.datetime64]

PARTS = ("prior", "practice", "family", "payer", "payer_family")
"""The parts of a win chance, from the widest to the narrowest."""
_MILLION = 1_000_000
_PRACTICE_STRENGTH = 20.0
_PAYER_STRENGTH = 15.0
_PAIR_STRENGTH = 10.0
_SHARE_STRENGTH = 10.0
_MINUTES_STRENGTH = 5.0
_MOST_GIVEN = 1.5
"""A win that pays a larger share of the usual allowed amount speaks of our estimate, not of wins."""


@dataclass(frozen=True, slots=True)
class Facts:
    """n denials as the history sees them: who denied what and why, at which level, whose chain, asked at `t`.

    `reason` is the denial's CARCs, `procedure` that of the costliest line; None is missing.
    """

    t: Moments
    chain: Objects
    payer: Objects
    family: Objects
    reason: Objects
    procedure: Objects
    level: NDArray[np.int64]

    def keys(self) -> dict[str, Objects]:
        """The keys that decided appeals are counted under; first levels and later ones stay apart."""
        tier = np.where(self.level > 1, "later", "first").astype(object)
        return {
            "practice": tier,
            "family": joined_key(tier, self.family),
            "payer": joined_key(tier, self.payer),
            "payer_family": joined_key(tier, self.payer, self.family),
            "reason": joined_key(tier, self.family, self.reason),
            "procedure": joined_key(tier, self.family, self.procedure),
        }


@dataclass(frozen=True, slots=True)
class Decided:
    """n decided appeals: `facts.t` is when each was filed, `at` when its outcome was known.

    `share` is what a win paid of the denied allowed dollars (NaN unless won and known); `minutes` the staff
    time (NaN when unknown).
    """

    facts: Facts
    at: Moments
    won: NDArray[np.bool_]
    share: Floats
    minutes: Floats


@dataclass(frozen=True, slots=True)
class WinTable:
    """The table's answer for n denials: log-odds `parts` (n x PARTS) and how many appeals stand behind each.

    `support` maps a key to counts of decided appeals before t, without the denial's own chain.
    """

    parts: Floats
    share: Floats
    support: Mapping[str, NDArray[np.int64]]
    wins: Mapping[str, NDArray[np.int64]]

    @property
    def log_odds(self) -> Floats:
        return self.parts.sum(axis=1)


class AppealHistory:
    """Decided appeals as two ledgers; answers for any moment from what was decided strictly before it."""

    def __init__(self, decided: Decided) -> None:
        self._decided = decided
        known_share = np.nan_to_num(np.clip(decided.share, 0.0, _MOST_GIVEN))
        known_minutes = ~np.isnan(decided.minutes)
        measures = {
            "won": decided.won,
            "prior": _millionths(_priors(decided.facts, lambda rule: rule.win)),
            "paid": ~np.isnan(decided.share),
            "share": _millionths(known_share),
            "timed": known_minutes,
            "tenths": np.rint(np.where(known_minutes, decided.minutes, 0.0) * 10),
        }
        self._wide = self._ledger(measures)
        parts = self._wide_parts(decided.facts)
        self._narrow = self._ledger({**measures, "expected": _millionths(_sigmoid(parts.sum(axis=1)))})

    def __len__(self) -> int:
        return len(self._decided.at)

    def table(self, facts: Facts) -> WinTable:
        """Win chances and shares of denials from the appeals decided before each one's moment."""
        keys, wide = facts.keys(), self._wide_parts(facts)
        windows = {
            name: self._narrow.window(name, values, facts.t, None, own=facts.chain)
            for name, values in keys.items()
        }
        so_far = wide.sum(axis=1)
        at_payer = windows["payer"]
        payer = _shift(at_payer.sum("won"), at_payer.sum("expected"), at_payer.count, _PAYER_STRENGTH)
        pair = windows["payer_family"]
        parent = _sigmoid(so_far + payer)
        together = _log_odds(shrunken(pair.sum("won"), pair.count, parent, _PAIR_STRENGTH)) - so_far - payer
        share = _priors(facts, lambda rule: rule.share_given_win)
        for name in ("family", "payer_family"):
            window = windows[name]
            share = shrunken(window.sum("share") / _MILLION, window.sum("paid"), share, _SHARE_STRENGTH)
        return WinTable(
            np.column_stack([wide, payer, together]),
            share,
            {name: window.count for name, window in windows.items()},
            {name: window.sum("won") for name, window in windows.items()},
        )

    def recent(self, facts: Facts, key: str, days: int | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many appeals were decided under a key in the last days, and how many of them won."""
        window = self._narrow.window(key, facts.keys()[key], facts.t, days, own=facts.chain)
        return window.count, window.sum("won")

    def minutes(self, facts: Facts, usual: Floats) -> Floats:
        """Staff minutes per denial: the practice's own mean for the family and level, drawn to `usual`."""
        window = self._narrow.window("family", facts.keys()["family"], facts.t, None, own=facts.chain)
        return shrunken(window.sum("tenths") / 10, window.sum("timed"), usual, _MINUTES_STRENGTH)

    def _ledger(self, measures: Mapping[str, NDArray[np.generic]]) -> Ledger:
        facts = self._decided.facts
        return Ledger.build(self._decided.at, facts.keys(), measures, own=facts.chain)

    def _wide_parts(self, facts: Facts) -> Floats:
        """Prior, practice and family: n x 3 log-odds."""
        keys = facts.keys()
        prior = _log_odds(_priors(facts, lambda rule: rule.win))
        everywhere = self._wide.window("practice", keys["practice"], facts.t, None, own=facts.chain)
        practice = _shift(
            everywhere.sum("won"), everywhere.sum("prior"), everywhere.count, _PRACTICE_STRENGTH
        )
        parent = prior + practice
        held = self._wide.window("family", keys["family"], facts.t, None, own=facts.chain)
        strength = _priors(facts, lambda rule: rule.strength)
        rate = (held.sum("won") + strength * _sigmoid(parent)) / (held.count + strength)
        return np.column_stack([prior, practice, _log_odds(rate) - parent])


def _priors(facts: Facts, value: Callable[[PriorRule], float]) -> Floats:
    days = facts.t.astype("datetime64[D]")
    known: dict[tuple[str | None, int, date], float] = {}
    out = np.empty(len(days))
    for place, asked in enumerate(zip(facts.family, facts.level.tolist(), days.tolist(), strict=True)):
        if asked not in known:
            known[asked] = value(prior_rule(*asked))
        out[place] = known[asked]
    return out


def _shift(won: NDArray[np.int64], expected: NDArray[np.int64], count: NDArray[np.int64], k: float) -> Floats:
    """Log-odds by which wins differ from what was expected (millionths), shrunken; 0 without appeals."""
    mean = np.where(count > 0, expected / _MILLION / np.maximum(count, 1), 0.5)
    return _log_odds(shrunken(won, count, mean, k)) - _log_odds(mean)


def _millionths(values: Floats) -> NDArray[np.int64]:
    return np.rint(values * _MILLION).astype(np.int64)


def _sigmoid(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-log_odds))


def _log_odds(chance: Floats) -> Floats:
    held = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))
