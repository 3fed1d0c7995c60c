"""Writing CAS segments, which 835 and 837 share."""

from itertools import groupby

from data.records import Row
from data.x12.wire import Wire, batches, money, number, text

_TRIPLES = 6


def write_adjustments(wire: Wire, rows: list[Row]) -> None:
    """Neighbours of one group share a CAS, six triples at most, so that their order is kept."""
    for group_code, of_group in groupby(rows, lambda row: text(row, "group_code")):
        for batch in batches(list(of_group), _TRIPLES):
            wire.add("CAS", group_code, *[element for row in batch for element in _triple(row)])


def _triple(row: Row) -> tuple[str, str, str]:
    return text(row, "carc"), money(row, "amount_cents"), number(row, "quantity")
