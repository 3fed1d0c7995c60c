"""Required fields that such services usually carry, and this line lacks: a key to learn denials by."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from features.ledger import Ledger, Objects
from features.parts import Parts, Teller

FIELDS: tuple[str, ...] = ("drug", "referring", "clia", "onset", "admission", "attachment")
"""Requirements (of `features.decisions`) that hang on the service rather than on the payer."""

FEWEST, USUAL, DAYS = 5, 0.8, 365
"""Lines sent that must be known, the share of them that makes a field usual, and how far back they count."""


def told_lacks(sent_lines: Ledger, own: Objects, carried: Mapping[str, NDArray[np.bool_]]) -> Teller:
    """The part `lacks`: the usual fields a line lacks, joined by `+`; `-` when it lacks none.

    What is usual is read from lines sent before T, whoever was billed.
    """

    def tell(parts: Parts) -> Objects:
        rows = parts.rows("line")
        asked = parts.key("line", "kind_service")
        window = sent_lines.window("kind_service", asked, parts.batch.t[rows], DAYS, own[rows])
        known = window.count >= FEWEST
        out = np.full(len(rows), "-", dtype=object)
        for name in FIELDS:
            usual = known & (window.sum(f"with_{name}") >= USUAL * window.count)
            for line in np.flatnonzero(usual & ~carried[name]).tolist():
                out[line] = name if out[line] == "-" else f"{out[line]}+{name}"
        return out

    return tell
