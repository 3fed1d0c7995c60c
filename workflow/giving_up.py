"""When to go on after a loss and when to think of giving up; nothing here gives up by itself."""

import numpy as np
from numpy.typing import NDArray

Cents = NDArray[np.float64]

WRITE_OFF_REVIEW = "write_off_review"
"""The route whose work is the review itself."""

FLOOR_CENTS = 500.0
"""What brings less than this is looked at for a write-off: ten minutes of staff time (ours)."""


def going_on(win: NDArray[np.float64], win_cents: Cents, cost_cents: Cents) -> Cents:
    """What each level is worth net of its cost, with the right to go on after a loss where that pays.

    Args:
        win: n x levels, the chance to win a level once it is worked; NaN where there is no such level.
        win_cents: n x levels, what a win brings.
        cost_cents: n x levels, what working it costs.

    Returns n x levels, NaN where there is no such level. A lost level brings nothing; nobody goes on for less
    than nothing.
    """
    out = win * win_cents - cost_cents
    for level in range(win.shape[1] - 2, -1, -1):
        ahead = np.maximum(np.nan_to_num(out[:, level + 1]), 0.0)
        out[:, level] += (1.0 - win[:, level]) * ahead
    return out


def to_review(
    value_cents: Cents,
    route: NDArray[np.object_],
    is_late: NDArray[np.bool_],
    floor_cents: float = FLOOR_CENTS,
) -> NDArray[np.bool_]:
    """Which denials a person should look at for a write-off; suggested, never done.

    They are past their deadline, or their codes leave nothing else to do, or what they bring with all levels
    ahead (`value_cents`, net) is nothing or under the floor. A value that is missing suggests nothing.
    """
    with np.errstate(invalid="ignore"):
        poor = (value_cents <= 0) | (value_cents < floor_cents)
    return poor | is_late | (route == WRITE_OFF_REVIEW)
