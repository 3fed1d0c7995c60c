"""Writing the parties and references that claims and lines of an 837 name alike."""

from data.records import Row
from data.x12.wire import Wire, text

_FACILITY = "77"


def write_party(wire: Wire, entity: str, npi: str, taxonomy: str = "", role: str = "") -> None:
    """NM1 with an NPI, and PRV with a taxonomy; nothing when there is neither."""
    if not (npi or taxonomy):
        return
    kind, name = ("2", "FACILITY") if entity == _FACILITY else ("1", "PROVIDER")
    wire.name(entity, kind, name, qualifier="XX", number=npi)
    if entity == _FACILITY:
        write_address(wire)
    if taxonomy:
        wire.add("PRV", role, "PXC", taxonomy)


def write_address(wire: Wire) -> None:
    """Addresses are not canonical: fixed words stand where X12 demands one."""
    wire.add("N3", "1 MAIN STREET")
    wire.add("N4", "ANYTOWN", "NY", "100010000")


def write_references(wire: Wire, row: Row, references: tuple[tuple[str, str], ...]) -> None:
    """A REF for each of these qualifiers and columns that the row has."""
    for qualifier, column in references:
        if row.get(column) is not None:
            wire.add("REF", qualifier, text(row, column))
