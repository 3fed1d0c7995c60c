"""Plain facts of a batch that several features and keys need: days, ages, numbers."""

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features.ledger import Objects

Dates = NDArray[np.datetime64]


def objects(values: list[str] | list[str | None]) -> Objects:
    """A list as an array of objects."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def either(first: Objects, second: Objects) -> Objects:
    """The first value where there is one, else the second."""
    return objects([a or b for a, b in zip(first, second, strict=True)])


def served_on(batch: ClaimBatch) -> Dates:
    """First day of service per claim: the claim's own, else its earliest line's; NaT without any."""
    claim, line = batch.claims["from_on"], batch.lines["from_on"]
    if not np.isnat(claim).any() or not len(line):
        return claim
    first = np.full(len(batch), np.iinfo(np.int64).max)
    dated = ~np.isnat(line)
    np.minimum.at(first, batch.lines["row"][dated], line[dated].astype(np.int64))
    held = np.where(first == np.iinfo(np.int64).max, np.datetime64("NaT", "D"), first.astype("datetime64[D]"))
    return np.where(np.isnat(claim), held, claim)


def days_between(start: Dates, end: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Whole days from a date to a moment or date; missing when either is."""
    days = (end.astype("datetime64[D]") - start.astype("datetime64[D]")).astype(np.float64)
    days[np.isnat(start) | np.isnat(end)] = np.nan
    return days


LONG_AGO = 180
"""Days from which on it was long ago."""


def days_ago(start: Dates, end: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """As `days_between`, LONG_AGO at most.

    Records only grow longer: what is counted from their first years on tells the date of a claim, and rules
    of one year are no rules of the next (measured: of days since coverage was verified, 87 % lay beyond all
    but one in a hundred of those learned from).
    """
    return np.minimum(days_between(start, end), LONG_AGO)


def patient_age(batch: ClaimBatch) -> NDArray[np.float64]:
    """Age in years (of 365.25 days) on the first day of service; missing without a birth date."""
    return days_between(batch.claims["patient_birth_on"], served_on(batch)) / 365.25


def days_to_submission(batch: ClaimBatch) -> NDArray[np.float64]:
    """Days from the last day of service (first, when there is no last) to the scored moment."""
    through = batch.claims["through_on"]
    return days_between(np.where(np.isnat(through), served_on(batch), through), batch.t)


def authorization_numbers(batch: ClaimBatch) -> Objects:
    """The authorization number that covers each line: its own, else the claim's."""
    return either(batch.lines["prior_authorization"], batch.claims["prior_authorization"][batch.lines["row"]])


def referral_numbers(batch: ClaimBatch) -> Objects:
    """The referral number that covers each line: its own, else the claim's."""
    return either(batch.lines["referral_number"], batch.claims["referral_number"][batch.lines["row"]])


def line_served_on(batch: ClaimBatch) -> Dates:
    """First day of each line; its claim's first day where the line has none."""
    line = batch.lines["from_on"]
    return np.where(np.isnat(line), served_on(batch)[batch.lines["row"]], line)
