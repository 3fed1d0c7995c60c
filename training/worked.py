"""What an order of work is worth: dollars against minutes, beside the best order there could have been."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.calibrate import FloatArray

SOME, MORE = 0.16, 0.40
"""Shares of all minutes after which orders are compared: what a short week and a good one reach. Ours."""
GAP_AT = np.round(np.arange(0.02, 0.601, 0.01), 2)
"""Shares of the minutes that a closed gap is averaged over: below them single items decide."""


@dataclass(frozen=True, slots=True)
class Worked:
    """n denials: what each brought (`value`), what it took (`minutes`), and scores to work them by.

    `orders` are scores by name, highest first; value and minutes have any unit.
    """

    value: FloatArray
    minutes: FloatArray
    orders: Mapping[str, FloatArray]

    def __len__(self) -> int:
        return len(self.value)

    def reached(self, score: FloatArray, at: FloatArray) -> FloatArray:
        """Value reached after each share of the minutes; the item under work counts for its part."""
        order = np.argsort(-score, kind="stable")
        minutes, value = (np.append(0.0, np.cumsum(held[order])) for held in (self.minutes, self.value))
        return np.interp(at * minutes[-1], minutes, value)

    def best(self, at: FloatArray) -> FloatArray:
        """Value reached by whoever knows what each item brings and takes."""
        return self.reached(self.value / self.minutes, at)

    def shares_of_best(self) -> dict[str, dict[str, float]]:
        """Per order, the share of the best order's value after SOME and after MORE of the minutes."""
        at = np.array([SOME, MORE])
        best = self.best(at)
        named = (f"first_{share:.0%}" for share in at)
        names = [name.rstrip("%") for name in named]
        return {
            order: dict(zip(names, _share(self.reached(score, at), best), strict=True))
            for order, score in self.orders.items()
        }

    def gap_closed(self, order: str, base: str) -> float:
        """How far an order comes from another to the best over `GAP_AT`: 0 no nearer, 1 the best."""
        best = self.best(GAP_AT).sum()
        reached, start = (self.reached(self.orders[name], GAP_AT).sum() for name in (order, base))
        return float((reached - start) / (best - start)) if best > start else 0.0


ORDERS = {
    "model": "win chance times dollars a minute",
    "dollars_per_minute": "dollars at stake a minute",
    "charge": "charge",
    "charge_per_minute": "charge a minute",
    "age": "oldest first",
    "probability": "win chance",
}
"""Orders in words."""


def worked_words(shares: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """`Worked.shares_of_best` in sentences."""
    told = "; ".join(
        f"{ORDERS.get(name, name)}: {held['first_16']:.0%} and {held['first_40']:.0%}"
        for name, held in shares.items()
    )
    return (
        "Of the dollars that the best order there could have been brings in the first 16 % and 40 % of the "
        f"minutes, worked by {told}. Among denials that were appealed, with dollars as they came in.",
    )


def together(parts: list[Worked]) -> Worked:
    """Several tests as one; every part has the first one's orders."""
    return Worked(
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.minutes for part in parts]),
        {name: np.concatenate([part.orders[name] for part in parts]) for name in parts[0].orders},
    )


def _share(reached: FloatArray, best: FloatArray) -> list[float]:
    return [float(one / most) if most > 0 else float("nan") for one, most in zip(reached, best, strict=True)]
