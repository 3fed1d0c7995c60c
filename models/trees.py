"""The trees of a LightGBM model as arrays, read from its native text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from data.errors import CleanClaimError

_CATEGORICAL, _DEFAULT_LEFT, _MISSING_SHIFT = 1, 2, 2
NO_MISSING, ZERO_IS_MISSING, NAN_IS_MISSING = 0, 1, 2
"""What a numeric split takes for missing; where nothing is, a NaN counts as zero."""


class UnknownTreesError(CleanClaimError):
    """A booster holds something that its explanation does not cover."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The trees cannot be explained: {what}.")


@dataclass(frozen=True, slots=True)
class Tree:
    """m splits and m + 1 leaves; a child below zero is the leaf `~child`, the first split is the root.

    A row goes left where its value is at most `threshold`, or, at a categorical split, one of `categories`
    (None at a numeric one). `missing` is what the split takes for missing and `default_left` where that goes.
    `split_count` and `leaf_count` are training rows. A tree without splits has one leaf.
    """

    feature: list[int]
    threshold: list[float]
    categories: list[frozenset[int] | None]
    missing: list[int]
    default_left: list[bool]
    left: list[int]
    right: list[int]
    split_count: list[float]
    leaf_value: list[float]
    leaf_count: list[float]

    @property
    def expected_value(self) -> float:
        """The leaves' mean over the training rows: where every explanation of this tree starts."""
        if not self.feature:
            return self.leaf_value[0]
        total = self.split_count[0]
        return sum(
            count / total * value for count, value in zip(self.leaf_count, self.leaf_value, strict=True)
        )

    def child(self, split: int, *, goes_left: bool) -> int:
        """What a split leads to."""
        return (self.left if goes_left else self.right)[split]

    def share(self, split: int, *, goes_left: bool) -> float:
        """Share of a split's training rows that went to one side."""
        child = self.child(split, goes_left=goes_left)
        count = self.leaf_count[~child] if child < 0 else self.split_count[child]
        return count / self.split_count[split]


@dataclass(frozen=True, slots=True)
class Trees:
    """A model's trees in order; tree t belongs to output `t % outputs`."""

    features: int
    outputs: int
    trees: tuple[Tree, ...]


def read_trees(text: str) -> Trees:
    """The trees of LightGBM's native text.

    Raises:
        UnknownTreesError: leaves are linear models, or outputs are averages.
    """
    head, *blocks = text.split("\nTree=")
    header = _fields(head)
    if "average_output" in head.splitlines():
        raise UnknownTreesError("outputs are averages over the trees")
    trees = tuple(_tree(_fields(block.partition("\nend of trees")[0])) for block in blocks)
    return Trees(int(header["max_feature_idx"]) + 1, int(header["num_tree_per_iteration"]), trees)


def _fields(block: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in block.splitlines())
    return {name: value for name, _, value in pairs}


def _tree(held: dict[str, str]) -> Tree:
    if held.get("is_linear", "0") != "0":
        raise UnknownTreesError("leaves are linear models")
    kinds, threshold = _ints(held, "decision_type"), _floats(held, "threshold")
    sets = list(_category_sets(held))
    return Tree(
        feature=_ints(held, "split_feature"),
        threshold=threshold,
        categories=[
            sets[int(place)] if kind & _CATEGORICAL else None
            for place, kind in zip(threshold, kinds, strict=True)
        ],
        missing=[kind >> _MISSING_SHIFT for kind in kinds],
        default_left=[bool(kind & _DEFAULT_LEFT) for kind in kinds],
        left=_ints(held, "left_child"),
        right=_ints(held, "right_child"),
        split_count=_floats(held, "internal_count"),
        leaf_value=_floats(held, "leaf_value"),
        leaf_count=_floats(held, "leaf_count"),
    )


def _category_sets(held: dict[str, str]) -> Iterator[frozenset[int]]:
    """The sets of a tree's categorical splits, each kept as a bit set in words of 32."""
    words = _ints(held, "cat_threshold")
    for start, end in pairwise(_ints(held, "cat_boundaries")):
        bits = sum(word << 32 * place for place, word in enumerate(words[start:end]))
        yield frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)


def _floats(held: dict[str, str], name: str) -> list[float]:
    return [float(word) for word in held.get(name, "").split()]


def _ints(held: dict[str, str], name: str) -> list[int]:
    return [int(word) for word in held.get(name, "").split()]
