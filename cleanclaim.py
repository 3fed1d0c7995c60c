"""The command line: one function per command, each a few lines that call the rooms below.

Exit codes: 0 done; 2 wrong usage; 3 nothing of the input kept; 4 some file or claim refused, the rest
kept; 5 not ready (no model, no data); 1 our fault.
"""

import getpass
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from data.clocks import now, parse_as_of, parse_available
from data.errors import CleanClaimError, NotReadyError, UnreadableInputError
from data.home import Home
from serving import terminal

EXIT_CODES: tuple[tuple[type[CleanClaimError], int], ...] = (
    (UnreadableInputError, 3),
    (NotReadyError, 5),
    (CleanClaimError, 2),
)
"""The first row whose class fits decides."""

app = typer.Typer(
    help="Scores medical claims before submission, and ranks denials worth appealing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
models_app = typer.Typer(help="The models, and who decided what about them.", no_args_is_help=True)
files_app = typer.Typer(help="The files that came in.", no_args_is_help=True)
app.add_typer(models_app, name="models")
app.add_typer(files_app, name="files")


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
            _fail(str(error), next(code for kind, code in EXIT_CODES if isinstance(error, kind)))
        raise typer.Exit(code or 0)

    return run


def _fail(message: str, code: int) -> NoReturn:
    terminal.ERR.print(message)
    raise typer.Exit(code)


def tell(what: object) -> None:
    """Prints the one JSON object of `--json`."""
    sys.stdout.write(json.dumps(what, default=_plain) + "\n")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value)


@app.callback()
def main_options(
    context: typer.Context,
    home: Annotated[
        Path, typer.Option(envvar="CLEANCLAIM_HOME", help="Where everything is kept.")
    ] = Path(".cleanclaim"),
    as_json: Json = False,
) -> None:
    """Scores medical claims before submission, and ranks denials worth appealing."""
    database, tracking = os.environ.get("CLEANCLAIM_DATABASE_URL"), os.environ.get("MLFLOW_TRACKING_URI")
    context.obj = Context(Home(home.resolve(), database, tracking), as_json)


@app.command()
@edge
def simulate(
    context: typer.Context,
    out: Path,
    scenario: str = "small_practice",
    claims: Annotated[int, typer.Option(help="Claim versions to write.")] = 20_000,
    seed: int = 7,
    start: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    end: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    policy: Path | None = None,
    dirty: Annotated[bool, typer.Option(help="With the oddities of real files.")] = False,
) -> None:
    """Write a synthetic practice as X12 and CSV files, with the truth beside them."""
    from data.synthetic import simulate as write_world

    dates = {"start": start and start.date(), "end": end and end.date()}
    with terminal.progress("Writing a world") as report:
        made = write_world(
            out, scenario=scenario, claims=claims, seed=seed, policy=policy, dirty=dirty, progress=report, **dates
        )
    tell(made.as_json()) if context.obj.json else terminal.facts(f"A world in {out}", made.facts())


@app.command()
@edge
def ingest(
    context: typer.Context, paths: list[Path], received_at: ReceivedAt = None, as_json: Json = False
) -> int:
    """Take in files or folders: 837, 835, 277CA, coverages, authorizations, appeals, claims."""
    from data.ingest import ingest as take_in

    with terminal.progress("Reading files") as report:
        taken = take_in(context.obj.store(), paths, received_at=received_at, progress=report)
    if as_json or context.obj.json:
        tell(taken.as_json())
    else:
        terminal.ingested(taken)
    if taken.kept_nothing:
        return 3
    return 4 if taken.refused_some else 0


@app.command()
@edge
def train(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="denial, appeal or all")] = "all",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Snapshot, evaluate the recipe beside its baselines, refit, register, and promote if the gate passes."""
    reports = [_trained(context.obj, name, as_of) for name in _names(model)]
    if as_json or context.obj.json:
        tell({"models": [report.as_json() for report in reports]})
        return
    for report in reports:
        terminal.trained(report)


def _names(model: str) -> tuple[str, ...]:
    known = ("denial", "appeal")
    if model not in (*known, "all"):
        raise typer.BadParameter("expected denial, appeal or all")
    return known if model == "all" else (model,)


def _trained(obj: Context, name: str, as_of: datetime | None) -> Any:
    from training.run import train_appeal, train_denial

    steps = {"denial": train_denial, "appeal": train_appeal}
    with terminal.progress(f"Training the {name} model") as report:
        return steps[name](obj.home, obj.store(), as_of=as_of, by=getpass.getuser(), progress=report)


@app.command()
@edge
def score(
    context: typer.Context,
    files: list[Path],
    output: Annotated[Path | None, typer.Option(help="A .csv, .json or .parquet file.")] = None,
    explain: Annotated[bool, typer.Option(help="Add SHAP values.")] = False,
    at: At = None,
    as_json: Json = False,
) -> int:
    """Score the claims of an 837, canonical JSON or CSV before they are sent."""
    from data.claim_files import read_claim_file
    from serving.scoring import score_records, write_sheet

    read = [read_claim_file(path, now()) for path in files]
    records = [record for file in read for record in file.claims]
    refused = [file for file in read if file.error or file.quarantined]
    terminal.refusals(refused)
    if not records:
        return 3
    sheet = score_records(context.obj.home, context.obj.store(), records, at=at, explain=explain)
    if output is not None:
        write_sheet(sheet, output)
    if as_json or context.obj.json:
        tell({"claims": terminal.plain_rows(sheet), "files": [file.as_json() for file in read]})
    elif output is None:
        terminal.scored(sheet)
    return 4 if refused else 0


@app.command()
@edge
def queue(
    context: typer.Context,
    as_of: AsOf = None,
    capacity_minutes: Annotated[float | None, typer.Option(min=1, help="Minutes a business day.")] = None,
    output: Annotated[Path | None, typer.Option(help="A .csv, .json or .parquet file.")] = None,
    as_json: Json = False,
) -> None:
    """Rank the open denials by what an hour of work recovers, inside their deadlines."""
    from serving.scoring import open_queue, write_sheet

    ranked = open_queue(context.obj.home, context.obj.store(), as_of=as_of, capacity_minutes=capacity_minutes)
    if output is not None:
        write_sheet(ranked, output)
    if as_json or context.obj.json:
        tell({"queue": terminal.plain_rows(ranked)})
    elif output is None:
        terminal.queued(ranked)
