"""The command line: one function per command, each a few lines that call the rooms below.

Exit codes: 0 done; 2 wrong usage; 3 nothing of the input kept; 4 some file or claim refused, the rest
kept; 5 not ready (no model, no data); 1 our fault.
"""

import getpass
import json
import math
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from data.clocks import now, parse_as_of, parse_available
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


@app.callback()
def main_options(
    context: typer.Context,
    home: Annotated[Path, typer.Option(envvar="CLEANCLAIM_HOME", help="Where everything is kept.")] = Path(
        ".cleanclaim"
    ),
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
    from serving import terminal

    dates = {"start": start and start.date(), "end": end and end.date()}
    with console.progress("Writing a world") as report:
        made = write_world(
            out,
            scenario=scenario,
            claims=claims,
            seed=seed,
            policy=policy,
            dirty=dirty,
            progress=report,
            **dates,
        )
    if context.obj.json:
        tell(asdict(made))
    else:
        terminal.facts(
            "A world", [(name.replace("_", " "), str(value)) for name, value in asdict(made).items()]
        )


@app.command()
@edge
def ingest(
    context: typer.Context,
    paths: list[Path],
    received_at: ReceivedAt = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="A TOML file that says what the columns of your CSV or Parquet files are here."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Take in files or folders: X12, FHIR, canonical JSON, and tables (CSV, Parquet) of any kind."""
    from data.ingest import ingest as take_in
    from data.mapping_files import read_mapping
    from serving import reports

    how = read_mapping(mapping) if mapping else None
    with console.progress("Reading files") as report:
        taken = take_in(context.obj.store(), paths, received_at=received_at, mapping=how, progress=report)
    if as_json or context.obj.json:
        tell(taken.as_json())
    else:
        reports.ingested(taken)
    if taken.kept_nothing:
        return OUR_FAULT if taken.stopped_by_a_defect else NOTHING_KEPT
    return SOME_REFUSED if taken.refused_some else 0


@app.command()
@edge
def train(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="denial, appeal or all")] = "all",
    as_of: AsOf = None,
    tune_minutes: Annotated[
        float, typer.Option(min=0, help="Search this long for better settings of the denial model.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Snapshot, evaluate the recipe beside its baselines, refit, register, and promote if the gate passes."""
    from serving import model_reports, reports

    names = _names(model)
    if tune_minutes and "denial" not in names:
        raise typer.BadParameter("--tune-minutes is for the denial model")
    made = [_trained(context.obj, name, as_of, tune_minutes) for name in names]
    if as_json or context.obj.json:
        tell({"models": [report.as_json() for report in made]})
        return
    for report in made:
        reports.trained(report)
        if report.model == "denial":
            model_reports.gated(report)


def _names(model: str) -> tuple[str, ...]:
    if model not in (*MODELS, "all"):
        raise typer.BadParameter("expected denial, appeal or all")
    return MODELS if model == "all" else (model,)


def _trained(obj: Context, name: str, as_of: datetime | None, tune_minutes: float = 0) -> Any:
    from training.run import train_appeal, train_denial

    steps: dict[str, Callable[..., Any]] = {
        "denial": partial(train_denial, tune_minutes=tune_minutes),
        "appeal": train_appeal,
    }
    with console.steps(f"Training the {name} model") as report:
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
    from serving import reports
    from serving.services import Services
    from serving.sheets import check_output, scored_sheet, write_sheet

    check_output(output)
    read = [read_claim_file(path, now()) for path in files]
    records = [record for file in read for record in file.claims]
    refused = [file for file in read if file.error or file.quarantined]
    reports.refusals(refused)
    if not records:
        if as_json or context.obj.json:
            tell({"claims": [], "files": [file.as_json() for file in read]})
        return NOTHING_KEPT
    scored = scored_sheet(Services.open(context.obj.home), records, at=at, explain=explain)
    reports.far_from_the_data(scored)
    sheet = scored.frame
    if output is not None:
        write_sheet(sheet, output)
    if as_json or context.obj.json:
        tell({"claims": reports.plain_rows(sheet), "files": [file.as_json() for file in read]})
    elif output is None:
        reports.scored(sheet)
    return SOME_REFUSED if refused else 0


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
    from serving import reports
    from serving.services import Services
    from serving.sheets import check_output, write_sheet
    from serving.worklists import open_denials, shown_as_of

    check_output(output)
    services = Services.open(context.obj.home)
    moment = as_of or shown_as_of(services.past(), services.clock())
    if as_of is None and moment < services.clock() - timedelta(days=1):
        console.ERR.print(f"The newest data is old: shown as of its end, {moment:%Y-%m-%d}.")
    ranked = open_denials(services, moment, capacity_minutes=capacity_minutes).sheet()
    if output is not None:
        write_sheet(ranked, output)
    if as_json or context.obj.json:
        tell({"queue": reports.plain_rows(ranked)})
    elif output is None:
        reports.queued(ranked)


@app.command()
@edge
def claim(context: typer.Context, claim_id: str, as_of: AsOf = None, as_json: Json = False) -> None:
    """Tell a claim's whole journey: versions, links and why, remits, states, scores."""
    from serving import reports
    from workflow.journey import journey

    told = journey(context.obj.store(), claim_id, as_of)
    if as_json or context.obj.json:
        tell(told.as_json())
    else:
        reports.journey(told)


@models_app.command("list")
@edge
def models_list(context: typer.Context, as_json: Json = False) -> None:
    """Every decision about a model: who, when, why, and the champion before and after."""
    from models.registry import decisions
    from serving import model_reports

    store = context.obj.store()
    rows = [row for name in MODELS for row in decisions(store, name)]
    if as_json or context.obj.json:
        tell({"decisions": [model_reports.plain_decision(row) for row in rows]})
    else:
        model_reports.decided(rows)


@models_app.command("show")
@edge
def models_show(context: typer.Context, model: str = "denial", as_json: Json = False) -> None:
    """What the champion is made of, who decided that when and why, and what the gate measured."""
    from models.registry import champion, champion_row
    from serving import model_reports

    store = context.obj.store()
    held = champion(store, context.obj.home, model)
    about = model_reports.told_model(model, held, champion_row(store, model) or {})
    card = context.obj.home.model_card(model, held.sha256, "md")
    about |= {"model_card": str(card) if card.is_file() else "none was written here"}
    tell(about) if as_json or context.obj.json else model_reports.shown_model(about)


@models_app.command("promote")
@edge
def models_promote(
    context: typer.Context,
    model: str,
    sha256: Annotated[str, typer.Argument(help="The model's hash, or the first eight or more characters.")],
    why: Annotated[str, typer.Option(help="Kept with the decision.")],
) -> None:
    """Make an installed model the champion by hand; works with MLflow down."""
    from models.registry import promote_installed

    row = promote_installed(
        context.obj.store(), context.obj.home, model, sha256, by=getpass.getuser(), why=why
    )
    _decided(context.obj, row)


@models_app.command("rollback")
@edge
def models_rollback(
    context: typer.Context, model: str, why: Annotated[str, typer.Option(help="Kept with the decision.")]
) -> None:
    """Put the champion before this one back; works with MLflow down."""
    from models.registry import rollback

    row = rollback(context.obj.store(), context.obj.home, model, by=getpass.getuser(), why=why)
    _decided(context.obj, row)


def _decided(obj: Context, row: Any) -> None:
    """Shows a decision that holds already, then tells MLflow of it."""
    from serving import model_reports
    from training.aliases import catch_up

    model_reports.decided([row])
    if error := catch_up(obj.home, obj.store(), str(row["model"])):
        console.ERR.print(f"{error} Its aliases are caught up at the next training run.", soft_wrap=True)


@files_app.command("list")
@edge
def files_list(context: typer.Context, as_json: Json = False) -> None:
    """What came in."""
    from serving import reports

    rows = context.obj.store().files()
    if as_json or context.obj.json:
        tell({"files": rows})
    else:
        reports.files_held(rows)


@files_app.command("purge")
@edge
def files_purge(
    context: typer.Context,
    file_id: Annotated[str, typer.Argument(help="As `files list` shows it.")],
    as_json: Json = False,
) -> None:
    """Take out a file that was wrong, link again what it touched, and say what changes."""
    from serving import reports

    purged = context.obj.store().purge(file_id)
    if as_json or context.obj.json:
        tell(purged.as_json())
    else:
        reports.purged(purged)


@app.command()
@edge
def backtest(
    context: typer.Context,
    model: str,
    folds: Annotated[int, typer.Option(min=1)] = 3,
    as_of: AsOf = None,
    precision_threshold: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Share of flagged claims that should fail.")
    ] = 0.5,
    as_json: Json = False,
) -> None:
    """Judge the recipe on rolling origins beside its baselines, and write a report as one HTML file."""
    from serving import reports
    from training.backtest import backtest as judge_recipe

    if model not in MODELS:
        raise typer.BadParameter("expected denial or appeal")
    with console.steps("Backtesting") as report:
        told = judge_recipe(
            context.obj.home,
            context.obj.store(),
            model,
            folds=folds,
            as_of=as_of,
            precision=precision_threshold,
            progress=report,
        )
    tell(told.as_json()) if as_json or context.obj.json else reports.backtested(told)


@app.command()
@edge
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Loopback unless given.")] = None,
    port: int = 8000,
    workers: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Serve the API and the pages."""
    from serving.run import serve as run_server

    run_server(context.obj.home.make(), host=host, port=port, workers=workers)


@app.command()
@edge
def doctor(context: typer.Context, as_json: Json = False) -> int:
    """Check home, database, models, registry and disk; says what to do."""
    from serving import reports
    from serving.doctor import examine

    checks = examine(context.obj.home)
    if as_json or context.obj.json:
        tell({"checks": [check.as_json() for check in checks]})
    else:
        reports.examined(checks)
    return NOT_READY if any(not check.ok and check.needed for check in checks) else 0


@app.command()
@edge
def backup(context: typer.Context, archive: Path) -> None:
    """Write everything the home keeps, but the token, into one archive."""
    from data.backup import back_up
    from serving import terminal

    terminal.facts(
        "Backed up", [("files", str(back_up(context.obj.home, archive))), ("archive", str(archive))]
    )


@app.command()
@edge
def restore(context: typer.Context, archive: Path) -> None:
    """Unpack a backup into a new home."""
    from data.backup import restore as unpack
    from serving import terminal

    terminal.facts("Restored", [("files", str(unpack(archive, context.obj.home)))])


@app.command()
@edge
def demo(
    context: typer.Context,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it afterwards.")] = True,
    claims: Annotated[int, typer.Option(help="Claim versions in the practice.")] = 20_000,
    seed: int = 7,
    port: int = 8000,
) -> None:
    """A synthetic practice end to end: files, models, scores, queue, and how good they are."""
    from serving.run import serve as run_server

    home = _fresh_demo_home(context.obj)
    _demo(Context(home, context.obj.json), claims, seed)
    if serve_after:
        console.OUT.print(
            f"\nServing on http://127.0.0.1:{port} - sign in with the token in {home.token_file}"
        )
        run_server(home, port=port)


class DemoRefusedError(CleanClaimError):
    """The home holds somebody's data, which a demo would have mixed with its own."""

    def __init__(self) -> None:
        super().__init__("This home holds data that no demo made: give another with `--home DIR`.")


def _fresh_demo_home(obj: Context) -> Home:
    home = obj.home.make()
    if (home.root / "demo").is_dir() and home.database is None:
        for path in home.root.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if obj.store().file_ids():
        raise DemoRefusedError
    return home


def _demo(obj: Context, claims: int, seed: int) -> None:
    """The steps of the demo; the world's last day stands in for today."""
    from data.ingest import ingest as take_in
    from data.synthetic import simulate as write_world
    from data.synthetic.judge import judge
    from serving import reports
    from serving.services import Services
    from serving.worklists import open_denials, shown_as_of
    from training.steps import Steps

    world = obj.home.root / "demo"
    steps = Steps()
    with steps.step("simulate"), console.progress("Writing a synthetic practice") as report:
        write_world(world, claims=claims, seed=seed, progress=report)
    with steps.step("ingest"), console.progress("Reading its files") as report:
        take_in(obj.store(), [world / "edi", *sorted(world.glob("*.csv"))], progress=report)
    trained = []
    for name in MODELS:
        with steps.step(f"train {name}"):
            trained.append(_trained(obj, name, None))
    services = Services.open(obj.home)
    with steps.step("score"):
        sheet = _unsent_scored(services, world / "next")
    with steps.step("queue"):
        today = shown_as_of(services.past(), services.clock())
        ranked = open_denials(services, today, capacity_minutes=480).sheet()
    reports.demonstrated(sheet, ranked, trained, judge(world / "truth", sheet), steps.seconds)
    console.OUT.print(
        f"\nTry next: cleanclaim queue --as-of {today:%Y-%m-%d}, or cleanclaim score {world / 'next'}/*.837",
        soft_wrap=True,
    )


def _unsent_scored(services: Any, folder: Path) -> Any:
    from data.claim_files import read_claim_file
    from serving.sheets import scored_sheet

    read = [read_claim_file(path, now()) for path in sorted(folder.rglob("*.837"))]
    records = [record for file in read for record in file.claims]
    return scored_sheet(services, records, at=None, explain=False).frame


def main() -> None:
    """The console command; an unexpected error is told by its kind and place, never by its message."""
    try:
        app()
    except Exception as error:  # noqa: BLE001 - a library's message may hold claim values
        place = traceback.extract_tb(error.__traceback__)[-1]
        console.ERR.print(
            f"Something went wrong on our side: {type(error).__name__} at {Path(place.filename).name}:"
            f"{place.lineno}. Run `cleanclaim doctor`."
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
