"""Cutting a tree into groups of neighbouring leaves whose contributions can be looked up together.

A group is all that lies below one node. What it adds to an explanation depends on yes-or-no questions alone:
for each feature on the way to the node, whether the row passes all its splits there, and for each split
below the node, to which side the row goes. With few such bits a table of all answers is small, and one
look-up serves all leaves of the group.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.trees import Tree

MOST_BITS = 8
"""Bits of a group of several leaves; its table then has at most 256 rows and stays in the first cache."""
_STEP_COST = 0.15
"""A step of an index over a value looked up: steps are taken by many rows at once, look-ups are not."""

Step = tuple[int, bool]
"""A split, and whether the way goes to its left."""


@dataclass(frozen=True, slots=True)
class Group:
    """All leaves below a node, as bits and slots.

    `features` are the slots: first those on the way to the node, in order, each with its `shares` of
    training rows, then those below. Bit b of an index says whether the row passes all steps `above[b]`;
    behind those come the splits `inside`, whose bits say whether the row goes left.
    `leaves` are (leaf, steps from the node to it).
    """

    above: list[list[Step]]
    features: list[int]
    shares: list[float]
    inside: list[int]
    leaves: list[tuple[int, list[Step]]]

    @property
    def bits(self) -> int:
        return len(self.above) + len(self.inside)

    @property
    def cost(self) -> float:
        """What looking a row up costs, in values added."""
        steps = sum(map(len, self.above)) + len(self.inside)
        return len(self.features) + _STEP_COST * steps


def groups_of(tree: Tree) -> list[Group]:
    """The cheapest groups that hold every leaf of a tree once, left to right."""
    return _cheapest(tree, 0, [])[1] if tree.feature else []


def _cheapest(tree: Tree, node: int, way: list[Step]) -> tuple[float, list[Group]]:
    """What explaining all below a node costs, and the groups that cost it."""
    if node < 0:
        leaf = _group(tree, way, [(~node, [])])
        return leaf.cost, [leaf]
    left_cost, left = _cheapest(tree, tree.left[node], [*way, (node, True)])
    right_cost, right = _cheapest(tree, tree.right[node], [*way, (node, False)])
    apart = left_cost + right_cost
    leaves = sum(len(group.leaves) for group in (*left, *right))
    if len({tree.feature[split] for split, _ in way}) + leaves - 1 <= MOST_BITS:
        whole = _group(tree, way, list(_below(tree, node, [])))
        if whole.cost <= apart:
            return whole.cost, [whole]
    return apart, left + right


def _group(tree: Tree, way: list[Step], leaves: list[tuple[int, list[Step]]]) -> Group:
    above: dict[int, list[Step]] = {}
    shares: dict[int, float] = {}
    for split, goes_left in way:
        feature = tree.feature[split]
        above.setdefault(feature, []).append((split, goes_left))
        shares[feature] = shares.get(feature, 1.0) * tree.share(split, goes_left=goes_left)
    inside = list(dict.fromkeys(split for _, steps in leaves for split, _ in steps))
    features = list(dict.fromkeys([*above, *(tree.feature[split] for split in inside)]))
    return Group(list(above.values()), features, list(shares.values()), inside, leaves)


def _below(tree: Tree, node: int, steps: list[Step]) -> Iterator[tuple[int, list[Step]]]:
    if node < 0:
        yield ~node, steps
        return
    yield from _below(tree, tree.left[node], [*steps, (node, True)])
    yield from _below(tree, tree.right[node], [*steps, (node, False)])
