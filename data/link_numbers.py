"""Claim numbers and payers' numbers as payers write them: upper-cased, without zeros, cut off, made up."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from data.codes import filler_numbers

SAFE: Final = 17
"""Characters of CLM01 that every payer returns; some cut it here."""

LONGEST: Final = 20
"""Characters of CLM01 that a payer has to return; many cut it here."""

_SEPARATORS: Final = re.compile(r"[\s,;/|]+")
_DAY_AT_END: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_DAY_LENGTH: Final = 8
_REPEATED: Final = 3
"""One character written so often is a filler."""


def plain(claim_id: str) -> str:
    """A claim number in the form that payers cannot spoil: ASCII upper case, no zeros in front.

    `data.sql_tables.plain_of` is the same in SQL.
    """
    upper = claim_id.upper() if claim_id.isascii() else "".join(map(_ascii_upper, claim_id))
    return upper.lstrip("0")


def _ascii_upper(character: str) -> str:
    return character.upper() if character.isascii() else character


def may_be_cut(name: str) -> bool:
    """Whether a plain claim number in an answer may be the beginning of a longer one."""
    return SAFE <= len(name) <= LONGEST


def cuts(name: str) -> tuple[str, ...]:
    """The beginnings of a plain claim number that a payer may return in its place."""
    return tuple(name[:length] for length in range(SAFE, min(LONGEST, len(name) - 1) + 1))


@lru_cache(maxsize=65_536)
def is_number(text: str | None) -> bool:
    """Whether a text can be a number of one claim, and not a filler such as 0, NA or 9999."""
    written = "".join(filter(str.isalnum, text or "")).upper()
    if not written or not written.strip("0") or written in filler_numbers():
        return False
    return len(written) < _REPEATED or len(set(written)) > 1


class Named(NamedTuple):
    """A number that a reference may hold; with a day, it counts only for a claim that begins on it."""

    number: str
    from_on: int | None


def named_in(reference: str | None) -> tuple[Named, ...]:
    """The numbers in the reference of a provider adjustment, a payer's or the practice's, in any order.

    Payers put several into one: "NUMBER ACCOUNT", or "ACCOUNT20260105 NUMBER" with the first day of service.
    """
    if reference is None:
        return ()
    parts = [part for part in dict.fromkeys(_SEPARATORS.split(reference.strip())) if is_number(part)]
    whole = [reference.strip()] if len(parts) > 1 else []
    dated = [found for part in parts if (found := _without_day(part)) is not None]
    return (*(Named(part, None) for part in (*parts, *whole)), *dated)


def _without_day(part: str) -> Named | None:
    found = _DAY_AT_END.search(part)
    if found is None or not is_number(part[:-_DAY_LENGTH]):
        return None
    try:
        day = date.fromisoformat(f"{part[-8:-4]}-{part[-4:-2]}-{part[-2:]}")
    except ValueError:
        return None
    return Named(part[:-_DAY_LENGTH], (day - date(1970, 1, 1)).days)


def reference_keys(reference: str | None) -> frozenset[str]:
    """All that a reference is looked up by: its numbers as they stand, and plain as claim numbers."""
    return frozenset(_both(named.number for named in named_in(reference)))


def _both(numbers: Iterable[str]) -> Iterable[str]:
    for number in numbers:
        yield number
        yield plain(number)
