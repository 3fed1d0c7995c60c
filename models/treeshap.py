"""Exact path-dependent TreeSHAP of a LightGBM model, by looking contributions up instead of walking trees.

What a group of leaves adds to an explanation depends on a few yes-or-no questions about the row; all
answers are computed once per model (`models.tree_groups` says which, `models.treeshap_kernel` how), and a
row is explained by finding its place in each group's table. Same game, same numbers as LightGBM's
`pred_contrib` and `shap.TreeExplainer`; categorical splits and missing values included.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import DTypeLike, NDArray

from models.tree_groups import Group, groups_of
from models.trees import Tree, Trees, UnknownTreesError, read_trees
from models.treeshap_kernel import Columns, Plan, explain, fill

FloatArray = NDArray[np.float64]

ROWS_AT_ONCE = 512
"""Their bits stay in the first cache and their sums in the second while a model's tables pass by."""
MOST_BITS_OF_A_LEAF = 14
"""A leaf that asks for more features would want a table of megabytes: such models are for `pred_contrib`."""

_Column = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class TreeShap:
    """A model ready to explain: `contributions` of any rows, safe to share between threads.

    `base` is the expected log-odds over the training rows, one per output.
    """

    features: int
    base: FloatArray
    columns: Columns
    plan: Plan
    table: NDArray[np.floating]

    @classmethod
    def of(cls, text: str, dtype: DTypeLike = np.float64) -> "TreeShap":
        """Tables of a model in LightGBM's native text, kept as float64 (1e-9) or float32 (1e-6).

        Raises:
            UnknownTreesError: it holds what is not covered here.
        """
        held = read_trees(text)
        base = np.zeros(held.outputs)
        for place, tree in enumerate(held.trees):
            base[place % held.outputs] += tree.expected_value
        columns, plan, table = _planned(held)
        return cls(held.features, base, columns, plan, table.astype(dtype))

    def contributions(self, x: FloatArray, threads: int = 1) -> FloatArray:
        """What each feature moved each raw score, in log-odds: n x features, or n x outputs x features.

        With `base` they add up to the trees' raw score. The numbers of a row do not depend on the rows beside
        it, nor on `threads`.
        """
        rows = np.ascontiguousarray(x, dtype=np.float64)
        out = np.zeros((len(rows), len(self.base), self.features))
        pieces = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(rows), ROWS_AT_ONCE)]

        def work(piece: slice) -> None:
            explain(rows[piece], self.columns, self.plan, self.table, out[piece])

        if threads == 1 or len(pieces) == 1:
            for piece in pieces:
                work(piece)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(work, pieces))
        return out[:, 0] if len(self.base) == 1 else out


def _planned(held: Trees) -> tuple[Columns, Plan, FloatArray]:
    edges = _edges(held.trees)
    places = {column: place for place, column in enumerate(edges)}
    made = _Planner(places, edges)
    for place, tree in enumerate(held.trees):
        made.take(tree, place % held.outputs)
    sorted_edges = list(edges.values())
    columns = Columns(
        feature=np.array([feature for feature, _, _ in edges], dtype=np.int64),
        missing=np.array([missing for _, missing, _ in edges], dtype=np.int64),
        is_categorical=np.array([one for _, _, one in edges], dtype=np.bool_),
        edge_start=_starts([len(one) for one in sorted_edges]),
        edges=np.concatenate([np.empty(0), *sorted_edges]),
    )
    return columns, made.plan(), np.concatenate([np.empty(0), *made.tables])


def _edges(trees: Sequence[Tree]) -> dict[_Column, FloatArray]:
    """Sorted thresholds, or categories, of each feature and rule for missing that any split goes by."""
    found: dict[_Column, set[float]] = {}
    for tree in trees:
        for split, column in enumerate(_columns(tree)):
            categories = tree.categories[split]
            found.setdefault(column, set()).update(categories or [tree.threshold[split]])
    return {column: np.array(sorted(held), dtype=np.float64) for column, held in found.items()}


def _columns(tree: Tree) -> Iterator[_Column]:
    for feature, missing, categories in zip(tree.feature, tree.missing, tree.categories, strict=True):
        yield (feature, missing, False) if categories is None else (feature, 0, True)


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


class _Planner:
    """Gathers the flat arrays of a plan, tree by tree."""

    def __init__(self, places: dict[_Column, int], edges: dict[_Column, FloatArray]) -> None:
        self._places = places
        self._edges = edges
        self._outputs: list[int] = []
        self._splits: list[int] = []
        self._groups: list[int] = []
        self._split_rows: list[tuple[int, int, int, int]] = []
        self._choices: list[int] = []
        self._bits: list[int] = []
        self._steps: list[int] = []
        self._step_rows: list[tuple[int, bool]] = []
        self._slots: list[int] = []
        self._slot_rows: list[int] = []
        self.tables: list[FloatArray] = []

    def take(self, tree: Tree, output: int) -> None:
        groups = groups_of(tree)
        self._outputs.append(output)
        self._splits.append(len(tree.feature))
        self._groups.append(len(groups))
        for split, column in enumerate(_columns(tree)):
            self._take_split(tree, split, column)
        for group in groups:
            self._take_group(tree, group)

    def _take_split(self, tree: Tree, split: int, column: _Column) -> None:
        edges, place = self._edges[column], self._places[column]
        if (categories := tree.categories[split]) is not None:
            self._split_rows.append((place, 0, 0, len(self._choices)))
            self._choices += [0, *(int(edge) in categories for edge in edges.tolist())]
            return
        below = int(np.searchsorted(edges, tree.threshold[split]))
        low = 0 if tree.default_left[split] else 1
        self._split_rows.append((place, low, below + 1 - low, -1))

    def _take_group(self, tree: Tree, group: Group) -> None:
        if group.bits > MOST_BITS_OF_A_LEAF:
            raise UnknownTreesError(f"a leaf depends on more than {MOST_BITS_OF_A_LEAF} features")
        self._bits.append(group.bits)
        for steps in [*group.above, *([(split, True)] for split in group.inside)]:
            self._steps.append(len(steps))
            self._step_rows += [(split, not goes_left) for split, goes_left in steps]
        self._slots.append(len(group.features))
        self._slot_rows += group.features
        self.tables.append(_table(tree, group).T.ravel())  # one row finds all its slots side by side

    def plan(self) -> Plan:
        columns, lows, spans, choices = (
            zip(*self._split_rows, strict=True) if self._split_rows else ((), (), (), ())
        )
        splits, flips = zip(*self._step_rows, strict=True) if self._step_rows else ((), ())
        return Plan(
            output=np.array(self._outputs, dtype=np.int64),
            split_start=_starts(self._splits),
            group_start=_starts(self._groups),
            split_column=np.array(columns, dtype=np.int32),
            split_low=np.array(lows, dtype=np.uint16),
            split_span=np.array(spans, dtype=np.uint16),
            choice_start=np.array(choices, dtype=np.int32),
            choices=np.array(self._choices, dtype=np.uint16),
            bit_start=_starts(self._bits),
            step_start=_starts(self._steps).astype(np.int32),
            step_split=np.array(splits, dtype=np.int32),
            step_flip=np.array(flips, dtype=np.uint16),
            slot_start=_starts(self._slots),
            slot_feature=np.array(self._slot_rows, dtype=np.int32),
            table_start=_starts([len(table) for table in self.tables])[:-1],
        )


def _table(tree: Tree, group: Group) -> FloatArray:
    """What the group adds to each of its slots, by index: slots x 2^bits (kept the other way round)."""
    slots = {feature: slot for slot, feature in enumerate(group.features)}
    known = len(group.above)
    bits = {split: 1 << (known + place) for place, split in enumerate(group.inside)}
    shares = np.ones((len(group.leaves), len(slots)))
    ones, zeros = np.zeros(shares.shape, dtype=np.int64), np.zeros(shares.shape, dtype=np.int64)
    shares[:, :known] = group.shares
    ones[:, :known] = 1 << np.arange(known)
    for row, (_, steps) in enumerate(group.leaves):
        for split, goes_left in steps:
            slot = slots[tree.feature[split]]
            shares[row, slot] *= tree.share(split, goes_left=goes_left)
            (ones if goes_left else zeros)[row, slot] |= bits[split]
    table = np.zeros((len(slots), 1 << group.bits))
    values = np.array([tree.leaf_value[leaf] for leaf, _ in group.leaves])
    fill(table, values, shares, ones, zeros, *_quadrature((len(slots) + 1) // 2))
    return table


@cache
def _quadrature(count: int) -> tuple[FloatArray, FloatArray]:
    """Gauss and Legendre's nodes and weights on 0 to 1: exact up to degree 2 x count - 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2
