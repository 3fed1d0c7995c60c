"""The composite that names a procedure: qualifier, code and modifiers, as senders get it wrong.

Some leave out the qualifier or what separates it, and some write the parts as elements of their own.
"""

import re

from data.x12 import values
from data.x12.source import Elements, Source, get

REVENUE = "NU"
PROCEDURE = "HC"
MODIFIERS = slice(2, 6)
_QUALIFIER_LENGTH, _CODE_LENGTH = 2, 5
_STUCK = re.compile(r"(HC|HP|N4|NU)([A-Z0-9]{4,11})")


def read_procedure(
    source: Source, elements: Elements, index: int, position: int, *, amounts: int = 0, short: str = PROCEDURE
) -> tuple[Elements, list[str]]:
    """The elements with the procedure as one of them, and its parts from the qualifier on.

    Args:
        source: told what was seen through.
        elements: the segment's.
        index: where the procedure stands.
        position: of the segment.
        amounts: how many amounts must follow; if some do, parts that are elements of their own are joined.
        short: the qualifier of a code that has none and is shorter than a procedure's.
    """
    parts = source.parts(elements, index, position)
    told = parts[0]
    if len(parts) > 1 and len(told) < _CODE_LENGTH:
        return elements, parts
    if not told.isalnum():
        return elements, parts
    if len(told) == _QUALIFIER_LENGTH:
        return _joined(source, elements, index, position, amounts)
    source.warn_once("procedure_without_qualifier", position)
    if found := _STUCK.fullmatch(told):
        return elements, [found[1], found[2], *parts[1:]]
    return elements, [short if len(told) < _CODE_LENGTH else PROCEDURE, *parts]


def code_and_modifiers(parts: list[str]) -> tuple[str, str | None]:
    """What `read_procedure` gave, without the qualifier."""
    modifiers = values.joined(parts[MODIFIERS]) if len(parts) > MODIFIERS.start else None
    return parts[1] if len(parts) > 1 else "", modifiers


def _joined(
    source: Source, elements: Elements, index: int, position: int, amounts: int
) -> tuple[Elements, list[str]]:
    """A qualifier whose code is the next element, if the amounts that must follow do so behind that."""
    qualifier, code = get(elements, index), get(elements, index + 1).removesuffix(".00")
    behind = [get(elements, index + 2 + place) for place in range(amounts)]
    if not amounts or not code.isalnum() or not all(values.cents(text) is not None for text in behind):
        return elements, [qualifier]
    source.warn("composite_split", position)
    return [*elements[: index + 1], *elements[index + 2 :]], [qualifier, code]
