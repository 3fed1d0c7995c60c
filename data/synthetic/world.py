"""Making a whole world: state, causes, answers, aftermath, files."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from data.synthetic.aftermath import work_denials
from data.synthetic.answers import Versions, answer_claims, cut_to, shown
from data.synthetic.arrays import day_number
from data.synthetic.build import build_world
from data.synthetic.causes import Verdicts, judge_claims
from data.synthetic.money import price
from data.synthetic.registers import write_registers
from data.synthetic.settings import Settings, changed, laid_over, scenario_settings
from data.synthetic.state import World
from data.synthetic.truth import write_truth
from data.synthetic.writing import Progress, WorldFiles

_SPARE = 1.12
"""More visits are drawn than needed, then whole households are left out until the count is exact."""


@dataclass(frozen=True, slots=True)
class WorldSummary:
    """What was written: counts of claim versions, and how well the best possible model could do."""

    out: Path
    versions: int
    unsent: int
    denial_share: float
    """First versions denied, of those decided (any line)."""
    optimum_auc: float
    optimum_log_loss: float
    base_log_loss: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """A world with its answers, before anything is written."""

    world: World
    verdicts: Verdicts
    versions: Versions


def simulate(  # noqa: PLR0913 - the options of the command, all but one by name
    out: Path,
    *,
    scenario: str = "small_practice",
    claims: int = 20_000,
    seed: int = 7,
    start: date | None = None,
    end: date | None = None,
    policy: Path | None = None,
    dirty: bool = False,
    progress: Progress | None = None,
) -> WorldSummary:
    """Writes a world of exactly `claims` claim versions below `out`: same arguments, same bytes.

    `policy` is a TOML file of habits laid over the scenario's; `dirty` adds the oddities of real files.
    `progress` is told (done, total) steps.
    Raises: UnknownSettingError for an unknown scenario or setting.
    """
    settings = settings_of(scenario, start, end)
    if policy is not None:
        settings = replace(settings, habits=laid_over(settings.habits, policy))
    held = simulated(settings, claims, seed)
    told = {"scenario": scenario, "seed": seed, "claims": claims, "settings": settings.as_json()}
    return write_world(out, held, told, dirty=dirty, progress=progress or _silent)


def settings_of(scenario: str, start: date | None = None, end: date | None = None) -> Settings:
    """A scenario's settings, its period changed where dates are given."""
    dates = {name: day for name, day in (("start", start), ("end", end)) if day is not None}
    return changed(scenario_settings(scenario), dates)


def simulated(settings: Settings, claims: int, seed: int) -> Simulated:
    """Exactly `claims` versions: a larger world is drawn until there are enough."""
    size = round(claims * _SPARE)
    while True:
        world = build_world(settings, size, seed)
        verdicts = judge_claims(world)
        versions = answer_claims(world, verdicts, seed)
        if len(versions) >= claims:
            return Simulated(world, verdicts, cut_to(versions, world.claims.household, claims))
        size = round(size * max(1.05, 1.05 * claims / max(1, len(versions))))


def write_world(
    out: Path, held: Simulated, about: dict[str, Any], *, dirty: bool, progress: Progress
) -> WorldSummary:
    """Writes a world; `about` goes into `truth/world.json`, with the random numbers' `seed`."""
    world, versions, seed = held.world, held.versions, int(about["seed"])
    answered = np.flatnonzero(shown(world, versions) & ~versions.rejected)
    amounts = price(world, held.verdicts, versions, answered)
    denials, appeals = work_denials(world, versions, amounts, seed)
    WorldFiles(out, world, held.verdicts, versions, amounts, appeals, dirty=dirty).write(progress)
    write_registers(out, world, versions, appeals)
    told = write_truth(out / "truth", world, versions, denials, about)
    return WorldSummary(
        out,
        len(versions),
        int((versions.submit > day_number(world.settings.end)).sum()),
        told["first_denial_share"],
        told["optimum_auc"],
        told["optimum_log_loss"],
        told["base_log_loss"],
    )


def _silent(_done: int, _total: int) -> None:
    return None
