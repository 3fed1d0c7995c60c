"""Required fields that such services usually carry, and this line lacks: a key to learn denials by."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from features.ledger import Before, Objects
from features.parts import Parts, Teller

Carried = Mapping[str, NDArray[np.bool_]]

FIELDS: tuple[str, ...] = ("drug", "referring", "clia", "onset", "admission", "attachment")
"""Requirements (of `features.carried`) that hang on the service rather than on the payer."""

FEWEST, USUAL, DAYS = 5, 0.8, 365
"""Lines sent that must be known, the share of them that makes a field usual, and how far back they count."""


def told_lacks(before: Callable[[], Before], carried: Callable[[], Carried]) -> Teller:
    """The part `lacks`: the usual fields a line lacks, joined by `+`; `-` when it lacks none.

    What is usual is read from lines sent before T, whoever was billed; `carried` says what each line has.
    """

    def tell(parts: Parts) -> Objects:
        window = before().under("kind_service", parts.key("line", "kind_service")).window(DAYS)
        count, present = window.count, carried()
        sums = window.sums(tuple(f"with_{name}" for name in FIELDS))
        usual = (count >= FEWEST)[:, np.newaxis] & (sums >= USUAL * count[:, np.newaxis])
        out = np.full(len(count), "-", dtype=object)
        for column, name in enumerate(FIELDS):
            for line in np.flatnonzero(usual[:, column] & ~present[name]).tolist():
                out[line] = name if out[line] == "-" else f"{out[line]}+{name}"
        return out

    return tell
