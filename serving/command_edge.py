"""What every command shares: the home it works on, its options, and how it ends.

Exit codes: 0 done; 2 wrong usage; 3 nothing of the input kept; 4 some file or claim refused, the rest
kept; 5 not ready (no model, no data); 1 our fault.
"""

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any, NoReturn

import typer

from data.clocks import parse_as_of, parse_available
from data.errors import CleanClaimError, NotReadyError, UnreadableInputError
from data.home import Home
from serving import console

OUR_FAULT, NOTHING_KEPT, SOME_REFUSED, NOT_READY = 1, 3, 4, 5
EXIT_CODES: tuple[tuple[type[CleanClaimError], int], ...] = (
    (UnreadableInputError, NOTHING_KEPT),
    (NotReadyError, NOT_READY),
    (CleanClaimError, 2),
)
"""The first row whose class fits decides."""

MODELS = ("denial", "appeal")


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs."""

    home: Home
    json: bool

    def store(self) -> Any:
        """The home's store, opened and migrated."""
        from data.store import Store

        return Store.open(self.home.make().database_url)


def _moment(parse: Callable[[str], datetime]) -> Callable[[str | datetime], datetime]:
    def read(text: str | datetime) -> datetime:
        try:
            return text if isinstance(text, datetime) else parse(text)
        except ValueError as error:
            raise typer.BadParameter("expected a date like 2026-03-01 or an ISO moment") from error

    return read


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(parser=_moment(parse_as_of), metavar="ISO", help="Hide everything that came at or after."),
]
ReceivedAt = Annotated[
    datetime | None,
    typer.Option(parser=_moment(parse_available), metavar="ISO", help="When the files reached us."),
]
At = Annotated[
    datetime | None, typer.Option(parser=_moment(parse_as_of), metavar="ISO", help="Score at this moment.")
]


def edge(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turns our own errors into a sentence on stderr and the contract's exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except CleanClaimError as error:
            code = next(code for kind, code in EXIT_CODES if isinstance(error, kind))
            if code == NOTHING_KEPT and (kwargs.get("as_json") or kwargs["context"].obj.json):
                tell({"error": str(error)})
            _fail(str(error), code)
        raise typer.Exit(code or 0)

    return run


def _fail(message: str, code: int) -> NoReturn:
    console.ERR.print(message, soft_wrap=True)
    raise typer.Exit(code)


def tell(what: object) -> None:
    """Prints the one JSON object of `--json`."""
    sys.stdout.write(json.dumps(_finite(what), default=_plain, allow_nan=False) + "\n")


def _finite(value: Any) -> Any:
    """The same with null for numbers that JSON has no word for."""
    if isinstance(value, dict):
        return {name: _finite(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(held) for held in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value)
