"""Mapping files: TOML, checked as a whole before anything is read with them.

Messages name keys of the file and names of ours, never a cell or a constant.
"""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from data.errors import UnreadableInputError
from data.mapping import ColumnMapping, KindName
from data.table_kinds import TABLE_KINDS
from data.tables import Kind

_KNOWN = ", ".join(ColumnMapping.model_fields)
_NAMED = 2
"""Parts of a place in a mapping that are told: those below are cells of the practice."""


class BadMappingError(UnreadableInputError):
    """A mapping file is none, or says what cannot be; `faults` are sentences."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__("The mapping file cannot be used. " + " ".join(faults))


def read_mapping(path: Path) -> ColumnMapping:
    """What a mapping file says.

    Raises: BadMappingError.
    """
    mapping = _mapping(_toml(path))
    faults = [*_unknown_columns(mapping), *_double_columns(mapping)]
    if faults:
        raise BadMappingError(faults)
    return mapping


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadMappingError([f"It cannot be opened: {error.strerror}."]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        expected = 'Expected TOML with a table [columns] of "Their Name" = "our_name".'
        raise BadMappingError([expected]) from error


def _mapping(given: dict[str, Any]) -> ColumnMapping:
    try:
        return ColumnMapping.model_validate(given)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        raise BadMappingError(_fault(fault) for fault in faults) from None


def _fault(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"][:_NAMED])
    if fault["type"] == "extra_forbidden":
        return f"The key {key} is not known: there are {_KNOWN}."
    if fault["type"] == "literal_error":
        return f"The key {key} should be {fault['ctx']['expected']}."
    return f"The key {key} is wrong: {fault['msg'].removeprefix('Value error, ')}."


def _unknown_columns(mapping: ColumnMapping) -> list[str]:
    kinds = get_args(KindName) if mapping.kind is None else (mapping.kind,)
    known = {name for kind in kinds for name in TABLE_KINDS[kind].columns}
    return [
        f"{key}: there is no column {name} {_of(mapping.kind)}{_near(name, known)}."
        for name, key in mapping.targets.items()
        if name not in known
    ]


def _of(kind: str | None) -> str:
    return "in any table of ours" if kind is None else f"in {kind}"


def _near(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), cutoff=0.5)
    return f" (near it: {', '.join(near)})" if near else f" (there are {', '.join(sorted(known))})"


def _double_columns(mapping: ColumnMapping) -> list[str]:
    """Several of their columns may make one list of codes, and nothing else."""
    columns = [entry for kind in TABLE_KINDS.values() for entry in kind.columns.items()]
    lists = {name for name, column in columns if column.kind is Kind.CODES}
    targets = [*mapping.columns.values(), *mapping.constants]
    double = {name for name in targets if targets.count(name) > 1 and name not in lists}
    return [f"The column {name} is given twice: only lists of codes may be." for name in sorted(double)]
