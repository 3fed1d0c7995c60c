"""What a mapping file says: how the columns and cells of a billing system's export become ours.

A mapping is known by the hash of what it says, not of how it is written down.
"""

import codecs
import hashlib
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from data.cells import ungrouped
from data.tables import Column, Kind
from data.tabular import UTF8, CsvLayout

KindName: TypeAlias = Literal[
    "claims", "remits", "coverages", "authorizations", "appeals", "payers", "fee_schedule"
]

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands in for a cell that is not written as the mapping says; no day, moment or amount reads so."""

_SAMPLE = datetime.fromisoformat("2026-11-23T14:35+00:00")


def _plain_name(name: str) -> str:
    return name.strip().lower()


def _tells_a_day(form: str) -> str:
    try:
        told = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 - a calendar day
    except ValueError as error:
        raise ValueError("expected strptime directives, as %m/%d/%Y") from error
    if told.date() != _SAMPLE.date():
        raise ValueError("expected day, month and year, as %m/%d/%Y")
    return form


def _known_encoding(name: str) -> str:
    try:
        " ".encode(name)  # one of bytes to bytes, as hex, is no encoding of text
        return codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        raise ValueError("expected an encoding, as cp1252") from error


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float | date) else value


_Name = Annotated[str, AfterValidator(_plain_name), Field(min_length=1)]
_Form = Annotated[str, AfterValidator(_tells_a_day)]
_Cell = Annotated[str, BeforeValidator(_as_text), AfterValidator(str.strip)]


class ColumnMapping(BaseModel):
    """A mapping; all names in lower case, theirs before ours."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: KindName | None = None
    columns: dict[_Name, _Name] = Field(default_factory=dict)
    values: dict[_Name, dict[str, _Cell]] = Field(default_factory=dict)
    constants: dict[_Name, _Cell] = Field(default_factory=dict)
    date_format: _Form | None = None
    time_format: _Form | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r'[^"\r\n]')] = ","
    encoding: Annotated[str, AfterValidator(_known_encoding)] = UTF8
    money: Literal["dollars", "cents"] = "dollars"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def layout(self) -> CsvLayout:
        return CsvLayout(self.delimiter, self.encoding)

    @property
    def targets(self) -> dict[str, str]:
        """Every one of our names that the mapping speaks of, with the key that does."""
        named = {f"columns.{theirs}": ours for theirs, ours in self.columns.items()}
        named |= {f"{key}.{ours}": ours for key in ("values", "constants") for ours in getattr(self, key)}
        return {ours: key for key, ours in named.items()}

    def fits(self, names: Collection[str]) -> bool:
        """Whether it is meant for a file with these columns: one that has some of those it names."""
        return not self.columns or not self.columns.keys().isdisjoint(map(_plain_name, names))

    def changes(self, name: str, column: Column) -> bool:
        """Whether cells of this column may have to be put otherwise."""
        formed = {Kind.DATE: self.date_format, Kind.TIME: self.time_format or self.date_format}
        in_cents = column.kind is Kind.CENTS and self.money == "cents"
        return name in self.values or in_cents or formed.get(column.kind) is not None

    def put(self, name: str, column: Column, text: str) -> str:
        """A cell as our own tables write it; `UNREADABLE` when it is not written as the mapping says."""
        text = self.values.get(name, {}).get(text, text)
        try:
            return self._put(column.kind, text) if text else ""
        except (ValueError, InvalidOperation):
            return UNREADABLE

    def _put(self, kind: Kind, text: str) -> str:
        if kind is Kind.DATE and self.date_format is not None:
            return _day(text, self.date_format)
        if kind is Kind.TIME and self.time_format is not None:
            return _moment(text, self.time_format)
        if kind is Kind.TIME and self.date_format is not None:
            return _day(text, self.date_format)
        if kind is Kind.CENTS and self.money == "cents":
            return str(Decimal(ungrouped(text)).scaleb(-2))
        return text


def _day(text: str, form: str) -> str:
    return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a calendar day


def _moment(text: str, form: str) -> str:
    """ISO text; a day alone when the form knows no hours, for that counts otherwise than midnight."""
    knows_hours = _SAMPLE.strftime(form) != _SAMPLE.replace(hour=0, minute=0).strftime(form)
    moment = datetime.strptime(text, form)  # noqa: DTZ007 - UTC unless it says
    return moment.isoformat() if knows_hours else moment.date().isoformat()


def our_name(name: str, mapping: ColumnMapping | None) -> str:
    """What a column of a file is called here, if anything."""
    plain = _plain_name(name)
    return plain if mapping is None else mapping.columns.get(plain, plain)
