"""Claims on which scorers were tested, row by row: the one thing that every figure is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Risks of n claims that no scorer had learned from, and what became of them, as equally long arrays.

    `risks` are by scorer, `model` first; `at` is T; `allowed_cents` what the payer usually allows, as known
    at T (NaN unknown); `by` the values that slices are cut by; `flagged` whether the risk reached the
    caller's threshold; `rank` the place, from 1, of the payer's reason family among those foretold (0 where
    the claim did not fail), `mix_rank` the same for the payer's usual mix; `foretold` are each claim's three
    likeliest families (n x 3), `families` P(family | it fails) (n x FAMILIES). None where a model has no such
    thing. `outcome` is the word for a true label.
    """

    risks: Mapping[str, FloatArray]
    label: BoolArray
    at: NDArray[np.datetime64]
    allowed_cents: FloatArray | None = None
    by: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    flagged: BoolArray | None = None
    rank: IntArray | None = None
    mix_rank: IntArray | None = None
    foretold: NDArray[Any] | None = None
    families: FloatArray | None = None
    outcome: str = "failed"

    def __len__(self) -> int:
        return len(self.label)


def joined(parts: Sequence[HeldOut]) -> HeldOut:
    """The tests of several origins as one, in their order."""
    return HeldOut(
        risks={name: np.concatenate([part.risks[name] for part in parts]) for name in parts[0].risks},
        label=np.concatenate([part.label for part in parts]),
        at=np.concatenate([part.at for part in parts]),
        by={name: np.concatenate([part.by[name] for part in parts]) for name in parts[0].by},
        outcome=parts[0].outcome,
        **{name: _joined(parts, name) for name in _OPTIONAL},
    )


_OPTIONAL = ("allowed_cents", "flagged", "rank", "mix_rank", "foretold", "families")


def _joined(parts: Sequence[HeldOut], name: str) -> Any:
    held = [getattr(part, name) for part in parts]
    return None if any(part is None for part in held) else np.concatenate(held)
