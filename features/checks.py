"""The scrubber's checks: each gives one flag per claim, or per line, of a batch."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from data.codes import replacing_frequencies
from features.asof import AsOf
from features.authorization import authorization_match
from features.claim_facts import line_served_on, served_on
from features.duplicates import number_sent_before, sent_before
from features.requirements import lacking, usual
from features.timing import INSTITUTIONAL, days_against_limit, filing_limits

Flags = NDArray[np.bool_]


def absent(name: str) -> Callable[[AsOf], Flags]:
    """The claim's column has no value."""
    return lambda asof: _is_none(asof.claim(name))


def _is_none(values: NDArray[np.object_]) -> Flags:
    return np.array([value is None for value in values], dtype=bool)


def no_lines(asof: AsOf) -> Flags:
    """Claims without service lines."""
    return np.bincount(asof.row, minlength=len(asof)) == 0


def no_day(asof: AsOf) -> Flags:
    """Lines without a date of service, of their own or of their claim."""
    return np.isnat(line_served_on(asof.batch))


def served_after_submission(asof: AsOf) -> Flags:
    """Claims whose service lies after T."""
    return np.asarray(served_on(asof.batch) > asof.batch.t.astype("datetime64[D]"))


def _professional_line(asof: AsOf) -> Flags:
    return np.asarray(asof.claim("kind")[asof.row] != INSTITUTIONAL, dtype=bool)


def no_pointer(asof: AsOf) -> Flags:
    """Professional lines that point to no diagnosis."""
    return _is_none(asof.line("diagnosis_pointers")) & _professional_line(asof)


def pointer_to_nothing(asof: AsOf) -> Flags:
    """Lines that point to a diagnosis which the claim does not have."""
    held = [len(value.split()) if value else 0 for value in asof.claim("diagnoses")]
    rows = asof.row.tolist()
    pointers = asof.line("diagnosis_pointers")
    return np.array(
        [
            any(_beyond(place, held[row]) for place in (told or "").split())
            for told, row in zip(pointers, rows, strict=True)
        ],
        dtype=bool,
    )


def _beyond(place: str, held: int) -> bool:
    return not place.isdigit() or not 0 < int(place) <= held


def total_differs(asof: AsOf) -> Flags:
    """Line charges that do not add up to the claim's; unknown where one of them is missing."""
    sums = np.bincount(asof.row, weights=asof.line("charge_cents"), minlength=len(asof))
    total = asof.claim("total_charge_cents")
    return np.asarray(~np.isnan(sums) & ~np.isnan(total) & (sums != total) & ~no_lines(asof))


def replaces_nothing(asof: AsOf) -> Flags:
    """Replacements and voids without the payer's number of what they speak of."""
    replacing = replacing_frequencies()
    codes = asof.claim("frequency_code")
    speaks = np.array([code in replacing for code in codes], dtype=bool)
    return speaks & _is_none(asof.claim("original_reference"))


FEWEST_PAID, NEARLY_ALL = 10, 0.9
"""Paid lines of the payer and service that must be known, and the share of them that makes a field usual."""


def usual_but_absent(requirement: str) -> Callable[[AsOf], Flags]:
    """Lines that lack what nearly all such lines carried that this payer paid in the last year."""

    def flags(asof: AsOf) -> Flags:
        known = asof.total("lines", "payer_service", "paid", 365) >= FEWEST_PAID
        return lacking(asof, requirement) & known & (usual(asof, requirement) >= NEARLY_ALL)

    return flags


def authorization_wanted(asof: AsOf) -> Flags:
    """Lines without an authorization that such lines carry, for which none is on file."""
    return usual_but_absent("authorization")(asof) & ~authorization_match(asof).unused


def _original(asof: AsOf) -> Flags:
    replacing = replacing_frequencies()
    return np.array([code not in replacing for code in asof.claim("frequency_code")], dtype=bool)


def limit_passed(asof: AsOf) -> Flags:
    """Claims past a verified filing limit."""
    return np.asarray(days_against_limit(asof) > filing_limits(asof))


def coverage_ended(asof: AsOf) -> Flags:
    """Claims of members whose coverage with the payer ended before the service."""
    match = asof.coverage_match
    return match.on_file & ~match.active & ~np.isnat(match.ended_on) & ~match.starts_later


def coverage_not_begun(asof: AsOf) -> Flags:
    """Claims of members whose coverage with the payer begins after the service."""
    return asof.coverage_match.starts_later


def other_first(asof: AsOf) -> Flags:
    """Claims billed as primary while another payer is first in order."""
    primary = np.array([code in (None, "P") for code in asof.claim("responsibility")], dtype=bool)
    return asof.coverage_match.first_elsewhere & primary


def open_duplicate(asof: AsOf) -> Flags:
    """Lines that another claim, still unanswered, sent before for the patient and day."""
    chain = asof.window("sent_lines", "patient_service_day", None).latest("chain")
    answers = asof.knowledge.answered.window("chain", chain, asof.batch.t[asof.row], None)
    original = _original(asof)[asof.row]
    return np.asarray((sent_before(asof) > 0) & (answers.count == 0) & original)


def open_sending(asof: AsOf) -> Flags:
    """Originals whose own number was sent before and is still unanswered."""
    answers = asof.knowledge.answered.window("chain", asof.own, asof.batch.t, None)
    return np.asarray((number_sent_before(asof) > 0) & (answers.count == 0) & _original(asof))
