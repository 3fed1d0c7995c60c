"""The world beside the industry: `python -m data.synthetic.report FOLDER` writes a page with pictures.

Every scenario is drawn with two seeds in memory; a figure is the mean of the two. Nothing here reads
`truth/`, and no model is trained: the world is set by public figures alone.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.synthetic.answered import Worked, worked
from data.synthetic.figures import figures_of
from data.synthetic.industry import Published, published
from data.synthetic.report_pictures import pictures
from data.synthetic.settings import scenarios
from data.synthetic.truth import drawn, figures
from data.synthetic.world import settings_of, simulated

SEEDS = (7, 8)
CLAIMS = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """One scenario: its worlds, its figures beside the industry's, and how well one could do in it."""

    name: str
    worlds: tuple[Worked, ...]
    figures: dict[str, float]
    optimum: dict[str, float]


def told(scenario: str, claims: int = CLAIMS, seeds: Sequence[int] = SEEDS) -> Told:
    """Draws a scenario with each seed and takes the means of their figures."""
    worlds = tuple(worked(simulated(settings_of(scenario), claims, seed)) for seed in seeds)
    optimum = [figures(drawn(held.versions)) for held in worlds]
    return Told(scenario, worlds, _means([figures_of(held) for held in worlds]), _means(optimum))


def _means(parts: Sequence[dict[str, float]]) -> dict[str, float]:
    names = [name for name in parts[0] if all(name in part for part in parts)]
    return {name: float(np.mean([part[name] for part in parts])) for name in names}


def report(all_told: Sequence[Told], images: Sequence[tuple[str, str]], claims: int) -> str:
    """The page, in Markdown; `images` are file names and titles."""
    return "\n".join(
        [
            "# The simulated world beside the industry",
            "",
            f"Each scenario with seeds {' and '.join(map(str, SEEDS))}, {claims:,} claim versions each; means"
            " of both. Figures of a simulated world describe that world. A range is what the sources say, a"
            " quarter wider at both ends, because what they count differs; the column *compared* says what"
            " is counted here. Grades: P primary or peer-reviewed, S press quoting the primary, W weak.",
            "",
            *_optimum(all_told),
            *_tables(all_told),
            *(line for file, title in images for line in (f"## {title}", "", f"![{title}]({file})", "")),
        ]
    )


def _optimum(all_told: Sequence[Told]) -> Iterator[str]:
    """How hard each world is: what knowing everything, and everything that could be known, would give."""
    yield "## How well one could do"
    yield ""
    names = (
        "first_denial_share",
        "optimum_auc",
        "visible_auc",
        "base_log_loss",
        "visible_log_loss",
        "optimum_log_loss",
    )
    yield from _table(
        ("scenario", "first denials", "best AUC", "AUC from what can be known", "log loss of the base rate",
         "from what can be known", "best"),
        ((held.name, *(f"{held.optimum[name]:.3f}" for name in names)) for held in all_told),
    )  # fmt: skip


def _tables(all_told: Sequence[Told]) -> Iterator[str]:
    rows = published()
    for topic in dict.fromkeys(row.topic for row in rows):
        yield f"## {topic}"
        yield ""
        yield from _table(
            (
                "figure",
                "published",
                "range",
                *(held.name for held in all_told),
                "verdict",
                "compared",
                "source",
            ),
            (_row(row, all_told) for row in rows if row.topic == topic),
        )


def _row(row: Published, all_told: Sequence[Told]) -> tuple[str, ...]:
    found = [held.figures.get(row.figure) for held in all_told]
    values = ["-" if value is None else _number(value) for value in found]
    verdicts = dict.fromkeys(row.verdict(value) for value in found if value is not None)
    return (
        row.figure.replace("_", " "),
        _span(row.published),
        _span(row.allowed),
        *values,
        "; ".join(verdicts),
        row.compared,
        f"{row.source} [{row.grade}]",
    )


def _span(ends: tuple[float, float]) -> str:
    low, high = map(_number, ends)
    return low if low == high else f"{low} to {high}"


def _number(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:.1f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def main() -> None:
    """Writes `report.md` and its pictures into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    all_told = [told(name, asked.claims) for name in scenarios()]
    worlds = {held.name: held.worlds[0] for held in all_told}
    images = pictures(asked.folder, worlds, {held.name: held.figures for held in all_told})
    page = asked.folder / "report.md"
    page.write_text(report(all_told, images, asked.claims), encoding="utf-8")
    sys.stdout.write(f"Wrote {page}\n")


if __name__ == "__main__":
    main()
