"""Features of a denial: what may tell, beside the win table, whether working it now recovers anything.

`risk` here is how the chance of a *win* may move. Everything is as of the moment the denial is worked; the
denial's own chain never feeds its rates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from features.appeal_history import AppealHistory, WinTable
from features.denial import DenialBatch
from features.feature import Risk, Unit
from features.ledger import shrunken

Floats = NDArray[np.float64]

_DRAWN = 10.0
"""Appeals that the wider rate is worth beside a narrower one."""


class DenialView:
    """A batch beside the history of earlier appeals: all that a feature of a denial may read."""

    def __init__(self, batch: DenialBatch, history: AppealHistory, table: WinTable | None = None) -> None:
        self.batch = batch
        self.history = history
        self._table = table

    @cached_property
    def table(self) -> WinTable:
        return self._table or self.history.table(self.batch.facts)

    def days(self, since: NDArray[np.datetime64]) -> Floats:
        """Days from each moment to the one the denial is worked at; NaN when missing."""
        span = self.batch.facts.t - since.astype("datetime64[us]")
        return np.where(np.isnat(span), np.nan, span / np.timedelta64(1, "D"))

    def recent_rate(self, key: str, days: int) -> Floats:
        """Share won of the appeals decided in the last days under a key, drawn to the table's chance."""
        count, won = self.history.recent(self.batch.facts, key, days)
        return shrunken(won, count, 1 / (1 + np.exp(-self.table.log_odds)), _DRAWN)


@dataclass(frozen=True, slots=True)
class DenialFeature:
    """One number per denial, declared as the features of claims are; `risk` is the chance of a win."""

    name: str
    meaning: str
    unit: Unit
    source: str
    sentence: str
    compute: Callable[[DenialView], Floats]
    risk: Risk = Risk.EITHER
    because: str = ""

    def __post_init__(self) -> None:
        """Refuses a direction without its reason. Raises: ValueError."""
        if (self.risk is not Risk.EITHER) != bool(self.because):
            raise ValueError(f"{self.name}: a direction and its `because` belong together")


def _family_code(view: DenialView) -> Floats:
    places = {family: float(place) for place, family in enumerate(FAMILIES)}
    return np.array([places.get(family, np.nan) for family in view.batch.facts.family])


def _denied_share(view: DenialView) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = view.batch.denied_cents / view.batch.charge_cents
    return np.where(np.isfinite(share), share, np.nan)


def _filing_days(view: DenialView) -> Floats:
    span = view.batch.submitted_at - view.batch.service_on.astype("datetime64[us]")
    return np.where(np.isnat(span), np.nan, span / np.timedelta64(1, "D"))


def _reasons(view: DenialView) -> Floats:
    return np.array([float(len((codes or "").split())) for codes in view.batch.facts.reason])


def _patient_owes(view: DenialView) -> Floats:
    return np.array([float("PR" in (groups or "").split()) for groups in view.batch.groups])


APPEAL_FEATURES: tuple[DenialFeature, ...] = (
    DenialFeature(
        "days_since_denial",
        "Days since the denial was known.",
        Unit.DAYS,
        "835 availability",
        "The denial is {value} old.",
        lambda view: view.days(view.batch.denied_at),
        Risk.FALLS,
        "evidence fades and windows close: waiting never helps an appeal",
    ),
    DenialFeature(
        "level",
        "Level of appeal to be worked.",
        Unit.COUNT,
        "appeals.csv, 835",
        "This would be level {value}.",
        lambda view: view.batch.facts.level.astype(np.float64),
        Risk.FALLS,
        "what lost once is judged again on the same claim",
    ),
    DenialFeature(
        "reason_family",
        "Reason family of the denial: its place in `FAMILIES`.",
        Unit.NAME,
        "835 CAS and remarks by data/codes",
        "Denials for this reason, beyond their past appeals.",
        _family_code,
    ),
    DenialFeature(
        "denied_allowed_cents",
        "Usual allowed amount of what was denied.",
        Unit.CENTS,
        "835 payments before the denial",
        "About {value} are at stake.",
        lambda view: view.batch.allowed_cents,
    ),
    DenialFeature(
        "denied_share",
        "Share of the claim's charge that was denied.",
        Unit.SHARE,
        "835 against CLM02",
        "{value} of the claim was denied.",
        _denied_share,
    ),
    DenialFeature(
        "claim_lines",
        "Service lines of the claim.",
        Unit.COUNT,
        "837 lines",
        "The claim has {value} lines.",
        lambda view: view.batch.lines,
    ),
    DenialFeature(
        "reason_count",
        "Adjustment reasons the payer gave.",
        Unit.COUNT,
        "835 CAS",
        "The payer gave {value} reasons.",
        _reasons,
    ),
    DenialFeature(
        "patient_liable",
        "Whether the payer put a denied amount on the patient.",
        Unit.FLAG,
        "835 CAS group PR",
        "Put on the patient: {value}.",
        _patient_owes,
    ),
    DenialFeature(
        "institutional",
        "Whether the claim is institutional.",
        Unit.FLAG,
        "837 kind",
        "Institutional: {value}.",
        lambda view: view.batch.institutional,
    ),
    DenialFeature(
        "authorization_on_claim",
        "Whether the claim carried a prior authorization number.",
        Unit.FLAG,
        "837 REF*G1",
        "Carried an authorization number: {value}.",
        lambda view: view.batch.authorized,
    ),
    DenialFeature(
        "service_to_submission_days",
        "Days from service to submission.",
        Unit.DAYS,
        "837 dates",
        "It was sent {value} after the service.",
        _filing_days,
    ),
    DenialFeature(
        "reason_win_rate",
        "Share of earlier appeals with this adjustment reason and family that recovered anything.",
        Unit.SHARE,
        "decided appeals",
        "{value} of earlier appeals of this reason recovered something.",
        lambda view: view.recent_rate("reason", 3650),
    ),
    DenialFeature(
        "payer_win_rate_180d",
        "Share of this payer's appeals decided in the last 180 days that recovered anything.",
        Unit.SHARE,
        "decided appeals",
        "{value} of this payer's recent appeals recovered something.",
        lambda view: view.recent_rate("payer_level", 180),
    ),
    DenialFeature(
        "procedure_win_rate",
        "Share of earlier appeals of this procedure and family that recovered anything.",
        Unit.SHARE,
        "decided appeals",
        "{value} of earlier appeals of this procedure recovered something.",
        lambda view: view.recent_rate("procedure", 3650),
    ),
    DenialFeature(
        "provider_win_rate",
        "Share of this provider's earlier appeals that recovered anything.",
        Unit.SHARE,
        "decided appeals",
        "{value} of this provider's earlier appeals recovered something.",
        lambda view: view.recent_rate("provider_level", 3650),
    ),
)
"""Every feature of the appeal model, in the model's order."""


def appeal_matrix(view: DenialView, names: tuple[str, ...]) -> Floats:
    """One row per denial, one column per name, in that order. Raises: KeyError when one is not declared."""
    held = {feature.name: feature for feature in APPEAL_FEATURES}
    out = np.empty((len(view.batch), len(names)))
    for place, name in enumerate(names):
        out[:, place] = held[name].compute(view)
    return out
