"""The compiled loops behind `models.treeshap`: filling tables, and looking rows up in them."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

ZERO = float(np.float32(1e-35))
"""What is no further from zero than this, LightGBM's predictor takes for zero."""
NOT_TOLD = 0
"""The code of a missing value, and of a category that no split knows; others count from 1."""


class Columns(NamedTuple):
    """What rows are coded by: per column its feature, rule for missing, and sorted edges or categories."""

    feature: NDArray[np.int64]
    missing: NDArray[np.int64]
    is_categorical: NDArray[np.bool_]
    edge_start: NDArray[np.int64]
    edges: NDArray[np.float64]


class Plan(NamedTuple):
    """All trees of a model, flat; a name in the singular with `_start` says where each one's part begins.

    Numbers are narrow where they can be: for one row, reading the plan and the tables is most of the work. A
    group's table has, per index, the entries of all its slots side by side. A numeric split goes left where
    `code - low <= span` in unsigned arithmetic, a categorical one (whose `choice_start` is not below zero)
    where its choices hold for the code.
    """

    output: NDArray[np.int64]
    split_start: NDArray[np.int64]
    group_start: NDArray[np.int64]
    split_column: NDArray[np.int32]
    split_low: NDArray[np.uint16]
    split_span: NDArray[np.uint16]
    choice_start: NDArray[np.int32]
    choices: NDArray[np.uint16]
    bit_start: NDArray[np.int64]
    step_start: NDArray[np.int32]
    step_split: NDArray[np.int32]
    step_flip: NDArray[np.uint16]
    slot_start: NDArray[np.int64]
    slot_feature: NDArray[np.int32]
    table_start: NDArray[np.int64]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator] # numba has no types
def fill(
    table: Any,
    values: Any,
    shares: Any,
    ones: Any,
    zeros: Any,
    nodes: Any,
    weights: Any,
) -> None:
    """One group's table: what its leaves add to each slot, by the index's bits.

    A leaf's game pays `value * product over slots of (passed if in the coalition else share)`. Its Shapley
    value is an integral of a polynomial, which the nodes and weights of Gauss and Legendre give exactly.

    Args:
        table: slots x 2^bits, zeros.
        values: per leaf.
        shares: leaves x slots: training rows that go on, 1 where a leaf does not ask for the slot.
        ones: leaves x slots: the bits that must be set for the slot to be passed.
        zeros: leaves x slots: the bits that must not.
        nodes: of the quadrature on 0 to 1.
        weights: of the quadrature.
    """
    slots, size = table.shape
    passed, factor, before = np.empty(slots), np.empty(slots), np.empty(slots + 1)
    for leaf in range(len(values)):
        for index in range(size):
            for slot in range(slots):
                one, zero = ones[leaf, slot], zeros[leaf, slot]
                passed[slot] = 1.0 if (index & one) == one and (index & zero) == 0 else 0.0
            for node in range(len(nodes)):
                at = nodes[node]
                before[0] = values[leaf] * weights[node]
                for slot in range(slots):
                    factor[slot] = shares[leaf, slot] * (1.0 - at) + passed[slot] * at
                    before[slot + 1] = before[slot] * factor[slot]
                behind = 1.0
                for slot in range(slots - 1, -1, -1):
                    table[slot, index] += (passed[slot] - shares[leaf, slot]) * before[slot] * behind
                    behind *= factor[slot]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def explain(x: Any, columns: Columns, plan: Plan, table: Any, out: Any) -> None:
    """Adds every tree's contributions of n rows (n x features) to `out` (n x outputs x features).

    Arrays are indexed in place and looped over: views and array expressions would cost more than the work.
    """
    codes = _coded(x, columns)
    n, most = len(x), np.max(np.diff(plan.split_start))
    goes_left, index = np.empty((most, n), dtype=np.uint16), np.empty((2, n), dtype=np.uint16)
    total = np.zeros((out.shape[1] * out.shape[2], n))
    for tree in range(len(plan.output)):
        _decide(codes, plan, tree, goes_left)
        first = plan.output[tree] * out.shape[2]
        if n == 1:
            _add_row(goes_left, plan, tree, table, first, total)
            continue
        for group in range(plan.group_start[tree], plan.group_start[tree + 1]):
            _look_up(goes_left, plan, group, index)
            _add(index, plan, group, table, first, total)
    for row in range(n):
        for output in range(out.shape[1]):
            for feature in range(out.shape[2]):
                out[row, output, feature] += total[output * out.shape[2] + feature, row]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _decide(codes: Any, plan: Plan, tree: int, goes_left: Any) -> None:
    """Which rows go left at each split of a tree, 0 or 1."""
    first = plan.split_start[tree]
    for split in range(first, plan.split_start[tree + 1]):
        column, place = plan.split_column[split], split - first
        low, span = plan.split_low[split], plan.split_span[split]
        start = plan.choice_start[split]
        if start < 0:
            for row in range(codes.shape[1]):
                goes_left[place, row] = np.uint16(codes[column, row] - low) <= span
        else:
            for row in range(codes.shape[1]):
                goes_left[place, row] = plan.choices[start + codes[column, row]]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _look_up(goes_left: Any, plan: Plan, group: int, index: Any) -> None:
    """`index[0]`: each row's place in a group's table; a bit is set where all its steps are taken."""
    n, first = index.shape[1], plan.bit_start[group]
    for row in range(n):
        index[0, row] = 0
    for bit in range(first, plan.bit_start[group + 1]):
        shift, last = np.uint16(bit - first), plan.step_start[bit + 1] - 1
        split, flip = plan.step_split[last], plan.step_flip[last]
        if plan.step_start[bit] == last:  # one step, as most bits have: no need to gather
            for row in range(n):
                index[0, row] |= (goes_left[split, row] ^ flip) << shift
            continue
        for row in range(n):
            index[1, row] = goes_left[split, row] ^ flip
        for place in range(plan.step_start[bit], last):
            split, flip = plan.step_split[place], plan.step_flip[place]
            for row in range(n):
                index[1, row] &= goes_left[split, row] ^ flip
        for row in range(n):
            index[0, row] |= index[1, row] << shift


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _add(index: Any, plan: Plan, group: int, table: Any, first: int, total: Any) -> None:
    """Adds each row's entry of a group's table, index by slots, to the rows' totals from row `first` on."""
    begin, end = plan.slot_start[group], plan.slot_start[group + 1]
    start, width = np.uint64(plan.table_start[group]), np.uint64(end - begin)
    for slot in range(begin, end):
        into = first + plan.slot_feature[slot]
        for row in range(index.shape[1]):
            total[into, row] += table[start + np.uint64(index[0, row]) * width]
        start += np.uint64(1)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _add_row(goes_left: Any, plan: Plan, tree: int, table: Any, first: int, total: Any) -> None:
    """`_look_up` and `_add` of all groups for one row, for which starting loops would cost most of all."""
    for group in range(plan.group_start[tree], plan.group_start[tree + 1]):
        begin, end, index = plan.bit_start[group], plan.bit_start[group + 1], 0
        for bit in range(begin, end):
            taken = np.uint16(1)
            for place in range(plan.step_start[bit], plan.step_start[bit + 1]):
                taken &= goes_left[plan.step_split[place], 0] ^ plan.step_flip[place]
            index |= taken << (bit - begin)
        slots = plan.slot_start[group + 1] - plan.slot_start[group]
        start = plan.table_start[group] + index * slots - plan.slot_start[group]
        for slot in range(plan.slot_start[group], plan.slot_start[group + 1]):
            total[first + plan.slot_feature[slot], 0] += table[start + slot]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _coded(x: Any, columns: Columns) -> Any:
    """Per column the place of each row's value among the edges, from 1; see `NOT_TOLD`."""
    codes = np.empty((len(columns.feature), len(x)), dtype=np.uint16)
    for column in range(len(columns.feature)):
        edges = columns.edges[columns.edge_start[column] : columns.edge_start[column + 1]]
        missing, is_categorical = columns.missing[column], columns.is_categorical[column]
        for row in range(len(x)):
            value = x[row, columns.feature[column]]
            if is_categorical:
                codes[column, row] = _category(value, edges)
            elif missing == 2 and np.isnan(value):  # noqa: PLR2004 - NAN_IS_MISSING
                codes[column, row] = NOT_TOLD
            else:
                value = 0.0 if np.isnan(value) or -ZERO <= value <= ZERO else value
                is_missing = missing == 1 and value == 0.0
                codes[column, row] = NOT_TOLD if is_missing else np.searchsorted(edges, value) + 1
    return codes


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _category(value: float, known: Any) -> Any:
    if not -1 < value < 2**31:
        return NOT_TOLD
    whole = np.trunc(value)  # as C does: -0.5 is category 0
    place = np.searchsorted(known, whole)
    return place + 1 if place < len(known) and known[place] == whole else NOT_TOLD
