"""Public figures that the world is held against, from `tables/industry.csv`, and the verdict on each.

A range is what the sources say, a quarter wider at both ends: they count different claims, years and
members. Where the world means to differ, the table says why.
"""

from dataclasses import dataclass

from data.synthetic.csv_tables import table_rows

_SLACK = 0.25


@dataclass(frozen=True, slots=True)
class Published:
    """One figure: what is compared, what the sources say, how far to trust them (P, S, W)."""

    figure: str
    topic: str
    published: tuple[float, float]
    """Lowest and highest of the sources."""
    compared: str
    source: str
    grade: str
    why_not: str
    """Why the world lies outside on purpose; empty when it must lie within."""

    @property
    def allowed(self) -> tuple[float, float]:
        """The range in which the world's figure must lie; a share never needs to be above 1."""
        low, high = self.published
        most = high * (1 + _SLACK)
        return low * (1 - _SLACK), min(most, 1.0) if high <= 1 else most

    def holds(self, value: float) -> bool:
        """Whether a figure of the world lies within the range."""
        return self.allowed[0] <= value <= self.allowed[1]

    def verdict(self, value: float) -> str:
        """`within`, else why not."""
        return "within" if self.holds(value) else self.why_not or "outside, and nobody meant it"


def published() -> tuple[Published, ...]:
    """All figures in table order."""
    return tuple(
        Published(
            row["figure"],
            row["topic"],
            (float(row["published_low"]), float(row["published_high"])),
            row["compared"],
            row["source"],
            row["grade"],
            row["why_not"],
        )
        for row in table_rows("industry")
    )
