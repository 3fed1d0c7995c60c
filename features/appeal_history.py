"""What became of earlier appeals: as-of win rates, dollars and minutes, shrunken from a prior table down.

A win chance starts from the prior of the family and level, and while few appeals are on file from what
payments after denials tell besides (`features.appeal_recoveries`). Each key adds, in log-odds, how the
appeals under it differed from what start and other keys expect of them (`features.appeal_joint`). With
nothing on file only the prior speaks. How likely a level is to win is learned per level; what a payer, a
family or a provider adds to it is learned from all levels together: later ones are too few to tell it by
themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.codes.appeal_codes import PriorRule, prior_rule
from features.appeal_joint import JointShifts
from features.appeal_waits import Waits
from features.ledger import Ints, Ledger, Objects, joined_key, shrunken

Floats = NDArray[np.float64]
Moments = NDArray[np.datetime64]

STRENGTHS: dict[str, float] = {
    "practice": 3.0,
    "family": 6.0,
    "payer": 6.0,
    "provider": 10.0,
    "payer_family": 30.0,
}
"""Keys that appeals are counted under, wide to narrow, with the precision of a shift: one over the variance
that shifts are expected to have, in log-odds."""
PARTS = ("prior", *STRENGTHS)
"""The parts of a win chance, in order."""
_SHARE_KEYS = ("family", "payer_family")
_MINUTES_KEYS = ("family_level", "reason")
_SHARE_STRENGTH = 10.0
_MINUTES_STRENGTH = 5.0
_USUAL_DAYS = 45.0
"""Days to a decision with none of one's own: between Medicare's 60 for a redetermination and the 30 that many
contracts give. Ours."""
_MILLION = 1_000_000
_MOST_GIVEN = 1.5
"""A win that pays a larger share of the usual allowed amount speaks of our estimate, not of wins."""


@dataclass(frozen=True, slots=True)
class Facts:
    """n denials as the history sees them: who denied what and why, at which level, whose chain, asked at `t`.

    `reason` is the denial's CARCs, `procedure` that of the costliest line, `provider` who rendered (else
    billed) the service, `allowed_cents` the usual allowed amount at stake; None and NaN are missing.
    """

    t: Moments
    chain: Objects
    payer: Objects
    family: Objects
    reason: Objects
    procedure: Objects
    provider: Objects
    level: Ints
    allowed_cents: Floats

    def keys(self) -> dict[str, Objects]:
        """The keys that decided appeals are counted under.

        First levels and later ones stay apart in all but `family`, `payer`, `provider` and `payer_family`.
        """
        tier = np.where(self.level > 1, "later", "first").astype(object)
        return {
            "practice": tier,
            "family": self.family,
            "payer": self.payer,
            "provider": self.provider,
            "payer_family": joined_key(self.payer, self.family),
            "family_level": joined_key(tier, self.family),
            "payer_level": joined_key(tier, self.payer),
            "provider_level": joined_key(tier, self.provider),
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

    `support` counts decided appeals before t, without the denial's own chain: of the level (`practice`) and
    of the family at the level (`family_level`). `recovered` says where payments after denials moved the
    start.
    """

    parts: Floats
    share: Floats
    support: Mapping[str, Ints]
    recovered: NDArray[np.bool_]

    @property
    def log_odds(self) -> Floats:
        return self.parts.sum(axis=1)


class AppealHistory:
    """Decided appeals as ledgers; answers for any moment from what was decided strictly before it.

    `start` gives what is added to the prior before any appeal speaks, n x STRENGTHS in log-odds, from what
    was known strictly before each moment; None nothing.
    """

    def __init__(self, decided: Decided, start: Callable[[Facts], Floats] | None = None) -> None:
        self._decided = decided
        self._start = start or _nothing
        timed = ~np.isnan(decided.minutes)
        self._all = self._ledger(
            {
                "won": decided.won,
                "paid": ~np.isnan(decided.share),
                "share": _millionths(np.nan_to_num(np.clip(decided.share, 0.0, _MOST_GIVEN))),
                "timed": timed,
                "tenths": np.rint(np.where(timed, decided.minutes, 0.0) * 10),
            }
        )
        facts = decided.facts
        self._waits = Waits(facts.t, decided.at, facts.keys())
        begin = prior_log_odds(facts) + self._start(facts).sum(axis=1)
        self._shifts = JointShifts(decided.at, decided.won, begin, facts.keys(), STRENGTHS)

    def __len__(self) -> int:
        return len(self._decided.at)

    def table(self, facts: Facts) -> WinTable:
        """Win chances and shares of denials from the appeals decided before each one's moment."""
        start = self._start(facts)
        parts = np.column_stack([prior_log_odds(facts), start + self._shifts.parts(facts.t, facts.keys())])
        support = {name: self.recent(facts, name, None)[0] for name in ("practice", "family_level")}
        return WinTable(parts, self._share(facts), support, (start != 0).any(axis=1))

    def recent(self, facts: Facts, key: str, days: int | None) -> tuple[Ints, Ints]:
        """How many appeals were decided under a key in the last days, and how many of them won."""
        window = self._all.window(key, facts.keys()[key], facts.t, days, own=facts.chain)
        return window.count, window.sum("won")

    @property
    def spent(self) -> Floats:
        """Staff minutes that each decided appeal took; NaN unknown."""
        return self._decided.minutes

    def days(self, facts: Facts) -> Floats:
        """Days from filing to decision: the median of those decided before, of the payer at the level.

        With few of the payer's that of the practice at the level, with few of these the usual 45 days.
        """
        out, keys = np.full(len(facts.t), _USUAL_DAYS), facts.keys()
        for name in ("practice", "payer_level"):
            self._waits.put_medians(out, name, keys[name], facts.t)
        return out

    def minutes(self, facts: Facts, usual: Floats) -> Floats:
        """Staff minutes per denial: the practice's own mean for the reason, drawn to its family's mean."""
        return self._mean(facts, _MINUTES_KEYS, ("tenths", "timed"), 10, (usual, _MINUTES_STRENGTH))

    def _share(self, facts: Facts) -> Floats:
        prior = _priors(facts, lambda rule: rule.share_given_win)
        return self._mean(facts, _SHARE_KEYS, ("share", "paid"), _MILLION, (prior, _SHARE_STRENGTH))

    def _mean(
        self,
        facts: Facts,
        names: tuple[str, ...],
        measures: tuple[str, str],
        unit: int,
        parent: tuple[Floats, float],
    ) -> Floats:
        """A mean under each key in turn, drawn to the one before it, the first to the parent."""
        (total, counted), (found, strength), keys = measures, parent, facts.keys()
        for name in names:
            window = self._all.window(name, keys[name], facts.t, None, own=facts.chain)
            found = shrunken(window.sum(total) / unit, window.sum(counted), found, strength)
        return found

    def _ledger(self, measures: Mapping[str, NDArray[np.generic]]) -> Ledger:
        facts = self._decided.facts
        return Ledger.build(self._decided.at, facts.keys(), measures, own=facts.chain)


def prior_log_odds(facts: Facts) -> Floats:
    """Where the win chances of denials start: the labelled prior of their family and level."""
    return _log_odds(_priors(facts, lambda rule: rule.win))


def _nothing(facts: Facts) -> Floats:
    return np.zeros((len(facts.t), len(STRENGTHS)))


def _priors(facts: Facts, value: Callable[[PriorRule], float]) -> Floats:
    days = facts.t.astype("datetime64[D]")
    known: dict[tuple[str | None, int, date], float] = {}
    out = np.empty(len(days))
    for place, asked in enumerate(zip(facts.family, facts.level.tolist(), days.tolist(), strict=True)):
        if asked not in known:
            known[asked] = value(prior_rule(*asked))
        out[place] = known[asked]
    return out


def _millionths(values: Floats) -> Ints:
    return np.rint(values * _MILLION).astype(np.int64)


def _log_odds(chance: Floats) -> Floats:
    held = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))
