"""What a decision was: denied, partly denied, reduced, paid ... of lines and of whole claims.

Money is float64 cents; NaN (unreadable) decides nothing. Source: `labels.md`, the outcome of a version.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

STATES: Final = (
    "denied",
    "partly_denied",
    "denied_unspecified",
    "reduced",
    "paid",
    "patient_responsibility",
    "returned",
    "rejected",
)
FAILED: Final = ("denied", "partly_denied", "denied_unspecified", "returned")
"""States that the denial model calls a failure."""

PRICED_OVER_CENTS: Final = 1
"""A line charged a cent or less is there for reporting."""

DENIED_HALF: Final = 0.5
"""*Ours*: denying reasons must cover this share of the charge less contractual amounts."""

PARTLY_DENIED_SHARE: Final = 0.05
"""*Ours*: denied lines with less of the claim's expected allowed amount leave the claim paid."""


def is_denied(
    charge: FloatArray, paid: FloatArray, denying: FloatArray, contractual: FloatArray
) -> BoolArray:
    """Whether each charge was denied: paid nothing, and denying reasons cover half of what was left.

    Cost share stays in the base. A payer that prices first (300 = contractual 220 + denying 80) has denied.
    """
    base = charge - contractual
    covered = (denying > 0) & (denying >= DENIED_HALF * base)
    return (charge > PRICED_OVER_CENTS) & (paid <= 0) & covered


def is_unspecified(
    charge: FloatArray, paid: FloatArray, contract_45: FloatArray, adjusted: FloatArray
) -> BoolArray:
    """Whether CO-45 took the whole charge and nothing else was said: a denial without a reason."""
    whole = (contract_45 >= charge) & (contract_45 == adjusted)
    return (charge > PRICED_OVER_CENTS) & (paid <= 0) & whole


def expected_allowed(
    charge: FloatArray, contractual: FloatArray, allowed: FloatArray, denied: BoolArray, ratio: FloatArray
) -> FloatArray:
    """What each line would be allowed; a denied line as priced, else by the claim's allowed share `ratio`."""
    # A contractual amount that takes the whole charge is no price.
    is_priced = (contractual > 0) & (contractual < charge)
    priced = np.where(is_priced, charge - contractual, charge * ratio)
    return np.where(denied, priced, allowed)


def claim_states(
    *,
    returned: BoolArray,
    denied: BoolArray,
    unspecified: BoolArray,
    partly: BoolArray,
    cut: BoolArray,
    paid: FloatArray,
    owed: FloatArray,
) -> NDArray[np.object_]:
    """The state of each decided claim, the first that holds in the order of the arguments."""
    nothing = ~(paid > 0)
    return np.select(
        [returned & nothing, denied, unspecified, partly, cut & ~nothing, nothing & (owed > 0)],
        ["returned", "denied", "denied_unspecified", "partly_denied", "reduced", "patient_responsibility"],
        default="paid",
    ).astype(object)
