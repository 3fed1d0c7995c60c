"""Matches the SVC lines of a remit to the 837 lines of the claim version it decides.

The line control number (REF*6R) first; else procedure, modifiers, date and charge; else the order, when
both sides have the same number of lines. Source: `labels.md`, linking, line.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

_DESCRIBED = ("row", "procedure", "modifiers", "from_on", "charge_cents")


def match_lines(claim_lines: pd.DataFrame, remit_lines: pd.DataFrame) -> IntArray:
    """Per remit line, the place of its 837 line in `claim_lines`; -1 when none fits.

    Both frames need `row` (what they belong to), `line_control`, `procedure`, `modifiers`, `from_on` and
    `charge_cents`, and stand in the order of their lines. Only a shared line control number may give
    several remit lines (a payer's split) to one 837 line.
    """
    place = _by_control(claim_lines, remit_lines)
    claim_codes, remit_codes = _codes(claim_lines, remit_lines, _DESCRIBED, optional=("modifiers",))
    place = _fill(place, claim_codes, remit_codes)
    agreeing = _codes_where_counts_agree(claim_lines, remit_lines)
    return _fill(place, *agreeing)


def _by_control(claim_lines: pd.DataFrame, remit_lines: pd.DataFrame) -> IntArray:
    claim, remit = _codes(claim_lines, remit_lines, ("row", "line_control"))
    place = _fill(np.full(len(remit), -1, dtype=np.int64), claim, remit)
    known = np.flatnonzero(claim >= 0)
    first = pd.Series(known, index=claim[known])
    first = first[~first.index.duplicated()]
    split = first.reindex(remit).fillna(-1).to_numpy(dtype=np.int64)
    return np.where(place < 0, split, place)


def _fill(place: IntArray, claim: IntArray, remit: IntArray) -> IntArray:
    """Pairs what is still open on both sides: the k-th of a code with the k-th of the same code."""
    taken = np.zeros(len(claim), dtype=bool)
    taken[place[place >= 0]] = True
    open_claim, open_remit = np.flatnonzero(~taken & (claim >= 0)), np.flatnonzero((place < 0) & (remit >= 0))
    left = pd.MultiIndex.from_arrays([claim[open_claim], _nth(claim[open_claim])])
    right = pd.MultiIndex.from_arrays([remit[open_remit], _nth(remit[open_remit])])
    found = left.get_indexer(right)
    out = place.copy()
    out[open_remit[found >= 0]] = open_claim[found[found >= 0]]
    return out


def _nth(codes: IntArray) -> IntArray:
    return np.asarray(pd.Series(codes).groupby(codes).cumcount(), dtype=np.int64)


def _codes(
    left: pd.DataFrame, right: pd.DataFrame, names: Sequence[str], optional: Sequence[str] = ()
) -> tuple[IntArray, IntArray]:
    """One integer per combination of values, the same on both sides; -1 when a value is missing."""
    code = np.zeros(len(left) + len(right), dtype=np.int64)
    missing = np.zeros(len(code), dtype=bool)
    for name in names:
        part, distinct = _factorized(left[name], right[name])
        if name not in optional:
            missing |= part < 0
        code = pd.factorize(code * (len(distinct) + 1) + part + 1)[0].astype(np.int64)
    code[missing] = -1
    return code[: len(left)], code[len(left) :]


def _factorized(left: Any, right: Any) -> tuple[IntArray, Any]:
    part, distinct = pd.factorize(pd.concat([left, right], ignore_index=True))
    return part.astype(np.int64), distinct


def _codes_where_counts_agree(
    claim_lines: pd.DataFrame, remit_lines: pd.DataFrame
) -> tuple[IntArray, IntArray]:
    claim, remit = claim_lines["row"].to_numpy(dtype=np.int64), remit_lines["row"].to_numpy(dtype=np.int64)
    size = int(max(claim.max(initial=-1), remit.max(initial=-1))) + 1
    agree = np.bincount(claim, minlength=size) == np.bincount(remit, minlength=size)
    return np.where(agree[claim], claim, -1), np.where(agree[remit], remit, -1)
