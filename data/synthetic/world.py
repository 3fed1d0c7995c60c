"""Making a whole world: panel by panel from state to aftermath, then day by day into files."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

from data.synthetic.answered import Simulated, panel_of, worked
from data.synthetic.arrays import day_number
from data.synthetic.policy import NO_FIXES, read_policy
from data.synthetic.settings import Settings, changed, scenario_settings
from data.synthetic.shelving import Shelves
from data.synthetic.state import Practice
from data.synthetic.truth import Drawn, drawn, figures, joined, write_world_json
from data.synthetic.tuning import tuned_practice
from data.synthetic.writing import Progress, WorldFiles

PANEL = 20_000
"""Claim versions of a panel, about: what is in memory at one time."""


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

    `policy` is a TOML file of habits and fixes, see `policy.py`; `dirty` adds the oddities of real files.
    `progress` is told (done, total) steps.
    Raises: UnknownSettingError for an unknown scenario or setting, UnreadableFixError for a fix.
    """
    settings, fixes = settings_of(scenario, start, end), NO_FIXES
    practice = tuned_practice(settings, claims, seed)
    if policy is not None:
        settings, fixes = read_policy(policy, settings)
        practice = replace(practice, settings=replace(practice.settings, habits=settings.habits))
    panels = (panel_of(practice, at, size, fixes) for at, size in enumerate(panel_sizes(claims)))
    told = {"scenario": scenario, "seed": seed, "claims": claims, "settings": settings.as_json()}
    return write_panels(out, practice, panels, told, dirty=dirty, progress=progress or _silent)


def settings_of(scenario: str, start: date | None = None, end: date | None = None) -> Settings:
    """A scenario's settings, its period changed where dates are given."""
    dates = {name: day for name, day in (("start", start), ("end", end)) if day is not None}
    return changed(scenario_settings(scenario), dates)


def panel_sizes(claims: int) -> list[int]:
    """Versions of each panel: as even as can be, about `PANEL` in each."""
    panels = max(1, round(claims / PANEL))
    return [claims // panels + (at < claims % panels) for at in range(panels)]


def simulated(settings: Settings, claims: int, seed: int) -> Simulated:
    """A practice of one panel with exactly `claims` versions, in memory."""
    return panel_of(tuned_practice(settings, claims, seed), 0, claims)


def write_world(
    out: Path, held: Simulated, about: dict[str, Any], *, dirty: bool, progress: Progress
) -> WorldSummary:
    """Writes a practice of one panel; `about` goes into `truth/world.json`."""
    world = held.world
    practice = Practice(
        world.settings, world.catalog, world.payers, world.providers, world.billers, world.seed
    )
    about = {"claims": len(held.versions), **about}
    return write_panels(out, practice, iter([held]), about, dirty=dirty, progress=progress)


def write_panels(
    out: Path,
    practice: Practice,
    panels: Iterator[Simulated],
    about: dict[str, Any],
    *,
    dirty: bool,
    progress: Progress,
) -> WorldSummary:
    """Writes all panels; `about` names at least how many `claims` there are, and goes into `world.json`."""
    total, last = 3 * int(about["claims"]), day_number(practice.settings.end)
    parts: list[Drawn] = []
    versions = unsent = 0
    (out / "truth").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".shelves-") as folder, Shelves(Path(folder)) as shelves:
        for panel in panels:
            shelves.take_in(worked(panel))
            parts.append(drawn(panel.versions))
            versions += len(panel.versions)
            unsent += int((panel.versions.submit > last).sum())
            progress(min(versions, total), total)
        for done in accumulate(WorldFiles(out, practice, dirty=dirty).write(shelves), initial=versions):
            progress(min(done, total), total)
    told = figures(joined(parts))
    write_world_json(out / "truth", {**about, "versions": versions, **told})
    progress(total, total)
    shares = (
        told[name] for name in ("first_denial_share", "optimum_auc", "optimum_log_loss", "base_log_loss")
    )
    return WorldSummary(out, versions, unsent, *shares)


def _silent(_done: int, _total: int) -> None:
    return None
