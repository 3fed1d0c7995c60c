"""A world's figures as the industry counts them; one function per topic, each over one panel in memory."""

import numpy as np

from data.synthetic.answered import Worked
from data.synthetic.answers import Versions, followed, shown
from data.synthetic.arrays import Bools, Floats, Ints, day_number
from data.synthetic.causes import NAMES
from data.synthetic.money import per_version
from data.synthetic.truth import FAMILIES

REASONS = {
    "registration": ("eligibility", "coordination"),
    "coding": ("missing", "coding", "bundling"),
    "authorization": ("authorization",),
    "not_covered": ("not_covered",),
    "records": ("records",),
    "necessity": ("necessity",),
    "timely": ("timely",),
    "duplicate": ("duplicate",),
    "other": ("provider", "other"),
}
"""Reason families as the published tables put them together."""

OVERTURNED = {
    **{
        name: (name,) for name in ("missing", "noise", "not_covered", "necessity", "eligibility", "duplicate")
    },
    **{name: (name,) for name in ("records", "timely", "bundling")},
    "authorization": ("authorization", "referral"),
}
"""Causes of which published overturn rates speak."""

_HALF_YEAR = 182
_FEW = 20
"""With fewer appeals of a cause, all its denials are taken as if appealed."""
_TOP, _BOTTOM = 0.16, 0.49


def first_decided(held: Worked) -> Bools:
    """Original claims with a decision, answered within the period or not."""
    return (held.versions.version == 1) & ~held.versions.rejected


def families(held: Worked) -> list[str | None]:
    """Reason family of each version's denial as drawn, None when it was not denied."""
    causes, versions = held.verdicts.causes, held.versions
    return [
        FAMILIES[NAMES[cause], causes[cause].details[causes[cause].detail[claim]]] if cause >= 0 else None
        for cause, claim in zip(versions.cause.tolist(), versions.claim.tolist(), strict=True)
    ]


def denials(held: Worked) -> dict[str, float]:
    """Shares of original claims denied, all and by kind of payer."""
    first, denied = first_decided(held), held.versions.denied
    kind = held.world.payers.texts("kind")[held.world.payer[held.versions.claim]]
    shares = {"denied_all": float(denied[first].mean())}
    for name in ("medicare", "advantage", "commercial", "medicaid", "exchange"):
        of = first & (kind == name)
        if of.any():
            shares[f"denied_{name}"] = float(denied[of].mean())
    return shares


def reasons(held: Worked) -> dict[str, float]:
    """Shares of first denials by what the payer says."""
    told = np.array(families(held), dtype=object)[first_decided(held) & held.versions.denied]
    return {f"reason_{name}": float(np.isin(told, group).mean()) for name, group in REASONS.items()}


def times(held: Worked) -> dict[str, float]:
    """Days from service to sending and from sending to the answer."""
    versions, claims = held.versions, held.world.claims
    first = first_decided(held)
    lag = (versions.answer - versions.submit)[first]
    payer = held.world.payer[versions.claim[first]]
    medians = [float(np.median(lag[payer == at])) for at in np.unique(payer)]
    originals = claims.duplicate_of[versions.claim[first]] < 0
    sent = (versions.submit - claims.through[versions.claim])[first][originals]
    return {
        "answer_median_days": float(np.median(medians)),
        "answered_within_14": float((lag <= 14).mean()),  # noqa: PLR2004 - as published
        "answered_within_30": float((lag <= 30).mean()),  # noqa: PLR2004 - as published
        "sent_within_14": float((sent <= 14).mean()),  # noqa: PLR2004 - as published
    }


def appeals(held: Worked) -> dict[str, float]:
    """What is appealed, by whom won, and how dollars and wins hang together."""
    versions, one = held.versions, held.appeals.level == 1
    chance = _chances(held)
    cause = np.array(NAMES, dtype=object)[versions.cause[held.appeals.version]]
    told = {}
    for name, group in OVERTURNED.items():
        of = one & np.isin(cause, group)
        told[f"overturn_{name}"] = _mean_chance(held, chance[of], group)
    told["overturn_second"] = float(chance[~one].mean())
    worth = _worth(held)[held.appeals.version]
    recovered = chance * _share_recovered(held)
    dollars = float((recovered * worth)[one].sum() / worth[one].sum())
    return {**told, "dollars_over_wins": dollars / float(chance[one].mean())}


def fates(held: Worked) -> dict[str, float]:
    """What became of first denials that were answered a half year before the end."""
    versions = held.versions
    old = versions.answer < day_number(held.world.settings.end) - _HALF_YEAR
    rows = np.flatnonzero(first_decided(held) & versions.denied & old & shown(held.world, versions))
    appealed = np.isin(rows, held.appeals.version)
    corrected = followed(versions)[rows]
    return {
        "never_reworked": float((~appealed & ~corrected).mean()),
        "finally_paid": float(_paid_later(held)[versions.claim[rows]].mean()),
    }


def value(held: Worked) -> dict[str, float]:
    """How expected recovery is spread over denials, and allowed over charged dollars."""
    one = held.denials.level == 1
    expected = np.sort((held.denials.p_win * held.denials.recovered_cents)[one])[::-1]
    total, size = expected.sum(), len(expected)
    institutional = held.world.institutional[held.versions.claim[held.amounts.owner]]
    allowed, charge = held.amounts.allowed[institutional].sum(), held.amounts.charge[institutional].sum()
    return {
        "value_top_16": float(expected[: round(_TOP * size)].sum() / total),
        "value_bottom_49": float(expected[-round(_BOTTOM * size) :].sum() / total),
        "allowed_over_charge": float(allowed / charge),
    }


def work(held: Worked) -> dict[str, float]:
    """Minutes that appeals took."""
    one = held.appeals.level == 1
    clinical = one & (held.versions.cause[held.appeals.version] == NAMES.index("necessity"))
    return {
        "minutes_clinical": float(held.appeals.minutes[clinical].mean()),
        "minutes_second": float(held.appeals.minutes[~one].mean()),
    }


TOPICS = (denials, reasons, times, appeals, fates, value, work)


def figures_of(held: Worked) -> dict[str, float]:
    """All figures by the names of `tables/industry.csv`."""
    return {name: found for topic in TOPICS for name, found in topic(held).items()}


def _mean_chance(held: Worked, appealed: Floats, group: tuple[str, ...]) -> float:
    if len(appealed) >= _FEW:
        return float(appealed.mean())
    cause = np.array(NAMES, dtype=object)[held.versions.cause[held.denials.version]]
    return float(held.denials.p_win[(held.denials.level == 1) & np.isin(cause, group)].mean())


def _key(version: Ints, level: Ints) -> Ints:
    return version * 4 + level


def _chances(held: Worked) -> Floats:
    """Per appeal: its true chance to win."""
    keys = _key(held.denials.version, held.denials.level)
    order = np.argsort(keys)
    at = order[np.searchsorted(keys[order], _key(held.appeals.version, held.appeals.level))]
    return held.denials.p_win[at]


def _share_recovered(held: Worked) -> Floats:
    """Per appeal: dollars that come back when it is won, over those denied."""
    recovered = np.zeros(len(held.versions))
    recovered[held.denials.version] = held.denials.recovered_cents
    return recovered[held.appeals.version] / np.maximum(1, _worth(held)[held.appeals.version])


def _worth(held: Worked) -> Ints:
    """Per version: allowed cents denied."""
    return per_version(held.amounts, held.amounts.allowed * held.amounts.denied, len(held.versions))


def _paid_later(held: Worked) -> Bools:
    """Per claim: a later version paid, an appeal won, or put right by the payer, by the period's end."""
    versions: Versions = held.versions
    last = day_number(held.world.settings.end)
    out = np.zeros(len(held.world.claims), dtype=bool)
    again = (versions.version > 1) & ~versions.denied & ~versions.rejected & shown(held.world, versions)
    out[versions.claim[again]] = True
    won = held.appeals.won & (held.appeals.paid <= last)
    out[versions.claim[held.appeals.version[won]]] = True
    out[versions.claim[held.reprocessed.version]] = True
    return out
