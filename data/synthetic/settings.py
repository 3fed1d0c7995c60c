"""What a world is made of: frozen settings with defaults, and one short TOML per scenario over them.

All probabilities are shares from 0 to 1, all times are days, unless the name says otherwise. The
defaults are ours, set so that the world stands near the public figures (`reference/industry.md`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from data.errors import CleanClaimError

_SCENARIOS = Path(__file__).parent / "scenarios"
_LEAD_IN_DAYS = 365
"""A practice that has been there for a year: no figure climbs only because the world is young."""


class UnknownSettingError(CleanClaimError):
    """A scenario or policy file names something that does not exist."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"There is no setting {name!r} here; known are: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Causes:
    """How strongly each cause acts: 1 as designed, 0 off. Each multiplies that cause's probabilities."""

    eligibility: float = 1.0
    authorization: float = 1.0
    referral: float = 1.0
    necessity: float = 1.0
    coding: float = 1.0
    bundling: float = 1.0
    missing: float = 1.0
    duplicate: float = 1.0
    timely: float = 1.0
    coordination: float = 1.0
    not_covered: float = 1.0
    records: float = 1.0
    provider: float = 1.0
    unwritten: float = 1.0
    noise: float = 1.0


@dataclass(frozen=True, slots=True)
class Practice:
    """Who provides care, and how much of it is institutional."""

    professional_groups: int = 2
    facilities: int = 1
    providers_per_specialty: float = 2.0
    institutional_share: float = 0.12
    joining_providers: float = 0.1
    """Share of providers who join during the period (and wait for enrolment)."""
    markup: float = 2.4
    """Charges over the public fee."""


@dataclass(frozen=True, slots=True)
class Patients:
    """Who comes, and how coverage moves."""

    claims_per_household: float = 9.0
    dependents: float = 1.1
    coverage_changes_per_year: float = 0.042
    """Households that lose or change coverage outside of January."""
    january_changes: float = 0.03
    gap_share: float = 0.35
    """Of changes: those followed by weeks without any coverage."""
    other_primary_share: float = 0.026
    """Households for whom, from some day on, another payer is primary."""
    secondary_share: float = 0.08


@dataclass(frozen=True, slots=True)
class Habits:
    """How well the practice works; a policy file changes these."""

    coverage_checked: float = 0.7
    """Changes of coverage found by asking the payer, not by a denial."""
    coverage_acted: float = 0.58
    """Claims that go to the right payer once the change is on file."""
    new_plan_taken: float = 0.45
    """Claims of the last days of an old plan that are written once the new one is on file, and bill that."""
    member_typo: float = 0.004
    authorization_asked: float = 0.963
    authorization_mismatch: float = 0.05
    """Authorizations that end too early or name another procedure."""
    authorization_number_omitted: float = 0.04
    referral_omitted: float = 0.19
    modifier_omitted: float = 0.028
    modifier_added: float = 0.45
    """Pairs that a payer bundles for which the separating modifier is put on."""
    field_omitted: float = 0.032
    vague_diagnosis: float = 0.04
    records_attached: float = 0.12
    """Large claims that go out with their records, unasked."""
    accident_told: float = 0.7
    """Injuries whose accident is named on the claim."""
    duplicate_share: float = 0.0215
    late_share: float = 0.023
    """Claims forgotten for months."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How many rules payers have; each is the chance that a payer has one for a procedure (or pair)."""

    authorization: float = 0.36
    referral: float = 0.9
    necessity: float = 0.0115
    vague_refused: float = 0.3
    modifier: float = 0.8
    pair: float = 0.033
    required_field: float = 0.6
    excluded: float = 0.135
    limit: float = 0.35
    units: float = 0.18
    accident: float = 0.35
    left_network: float = 0.008
    records_amount: float = 0.52
    reviewed_providers: float = 0.012
    unenrolled: float = 0.004
    noise: float = 0.011
    unwritten: tuple[str, ...] = ("referrer", "interval")
    """Two kinds of rule for which no feature is made, see `unwritten.py`."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How the rules move during the period."""

    late_rules: float = 0.08
    """Share of rules that come into force at some day of the period, not before it."""
    abrupt_rules: int = 0
    """Payers that begin to ask for authorization of whole families on one day."""
    tightening_per_year: float = 0.0
    """Growth of every payer's strictness per year."""
    joining_payer: bool = False
    """The second largest commercial payer has no members before the middle of the period."""
    code_adoption_days: float = 14.0
    """Mean days that a provider goes on writing last year's codes."""
    staff_turnover: bool = False
    """The first group's front desk is new from five eighths of the period on."""
    turnover_slips: float = 1.8
    """Its extra slips over the usual, at first."""
    broken_feed: bool = False
    """For one month, late in the period, the first group's interface loses fields."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What happens after a denial."""

    rejected: float = 0.006
    corrected: float = 1.0
    """Multiplies the chance that a correctable denial is corrected."""
    worked: float = 0.56
    """Weekly capacity for appeals over the usual number of denials left to appeal."""
    pended: float = 0.035
    reprocessed: float = 0.26
    """Of denials that nobody worked and that were not the payer's good right: paid by its own doing."""
    takebacks: float = 0.003
    """Paid claims that a payer takes back without a cause that anyone could see."""
    takebacks_caught: float = 0.25
    """The same of paid claims that were not covered, or another payer's."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that, with a seed and a size, decides a world."""

    start: date = date(2024, 7, 1)
    end: date = date(2026, 6, 30)
    next_share: float = 0.027
    payers: int = 15
    practice: Practice = field(default_factory=Practice)
    patients: Patients = field(default_factory=Patients)
    habits: Habits = field(default_factory=Habits)
    rules: Rules = field(default_factory=Rules)
    drift: Drift = field(default_factory=Drift)
    aftermath: Aftermath = field(default_factory=Aftermath)
    causes: Causes = field(default_factory=Causes)

    @property
    def lead_in(self) -> date:
        """Visits and changes begin on this day; of claims sent before `start` nothing is told."""
        return self.start - timedelta(days=_LEAD_IN_DAYS)

    def as_json(self) -> dict[str, Any]:
        """Plain values for `truth/world.json`."""
        return {**asdict(self), "start": self.start.isoformat(), "end": self.end.isoformat()}


_T = TypeVar("_T")


def scenarios() -> tuple[str, ...]:
    """Names of the scenarios there are."""
    return tuple(sorted(path.stem for path in _SCENARIOS.glob("*.toml")))


def scenario_settings(name: str) -> Settings:
    """A scenario's settings. Raises: UnknownSettingError when there is none of this name."""
    if name not in scenarios():
        raise UnknownSettingError(name, list(scenarios()))
    return laid_over(Settings(), _SCENARIOS / f"{name}.toml")


def laid_over(settings: _T, file: Path) -> _T:
    """The settings with a TOML file's values in place of their own."""
    return changed(settings, tomllib.loads(file.read_text(encoding="utf-8")))


def changed(settings: _T, values: Mapping[str, Any]) -> _T:
    """A copy with values (nested mappings for nested settings). Raises: UnknownSettingError."""
    known = [f.name for f in fields(settings)]  # type: ignore[arg-type]  # every caller passes a dataclass
    for name in values:
        if name not in known:
            raise UnknownSettingError(name, known)
    new = {name: _value(getattr(settings, name), value) for name, value in values.items()}
    return replace(settings, **new)  # type: ignore[type-var]  # as above


def _value(old: Any, new: Any) -> Any:
    if is_dataclass(old):
        return changed(old, new)
    return type(old)(new) if isinstance(old, float | tuple) else new
