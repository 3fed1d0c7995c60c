"""The command line: which commands there are, and those that train or know the simulated world.

The others stand in `serving/commands.py` and `serving/home_commands.py`: each is a few lines that call the
rooms below. Exit codes are told in `serving/command_edge.py`.
"""

import getpass
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from data.home import Home
from serving import commands, console, home_commands
from serving.command_edge import MODELS, AsOf, Context, Json, edge, tell

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


@edge
def demo(
    context: typer.Context,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it afterwards.")] = True,
    claims: Annotated[int, typer.Option(help="Claim versions in the practice.")] = 20_000,
    seed: int = 7,
    port: int = 8000,
) -> None:
    """A synthetic practice end to end: files, models, scores, queue, and how good they are."""
    from serving.demo import fresh_demo_home
    from serving.run import serve as run_server

    home = fresh_demo_home(context.obj)
    _demo(Context(home, context.obj.json), claims, seed)
    if serve_after:
        console.OUT.print(
            f"\nServing on http://127.0.0.1:{port} - sign in with the token in {home.token_file}"
        )
        run_server(home, port=port)


def _demo(obj: Context, claims: int, seed: int) -> None:
    """The steps of the demo; the world's last day stands in for today."""
    from data.ingest import ingest as take_in
    from data.synthetic import simulate as write_world
    from data.synthetic.judge import judge
    from serving import reports
    from serving.demo import unsent_scored
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
        sheet = unsent_scored(services, world / "next")
    with steps.step("queue"):
        today = shown_as_of(services.past(), services.clock())
        ranked = open_denials(services, today, capacity_minutes=480).sheet()
    reports.demonstrated(sheet, ranked, trained, judge(world / "truth", sheet), steps.seconds)
    console.OUT.print(
        f"\nTry next: cleanclaim queue --as-of {today:%Y-%m-%d}, or cleanclaim score {world / 'next'}/*.837",
        soft_wrap=True,
    )


COMMANDS: tuple[tuple[typer.Typer, str, Callable[..., None]], ...] = (
    (app, "simulate", simulate),
    (app, "ingest", commands.ingest),
    (app, "train", train),
    (app, "score", commands.score),
    (app, "queue", commands.queue),
    (app, "claim", commands.claim),
    (models_app, "list", home_commands.models_list),
    (models_app, "show", home_commands.models_show),
    (models_app, "promote", models_promote),
    (models_app, "rollback", models_rollback),
    (files_app, "list", commands.files_list),
    (files_app, "purge", commands.files_purge),
    (app, "backtest", backtest),
    (app, "serve", home_commands.serve),
    (app, "doctor", home_commands.doctor),
    (app, "backup", home_commands.backup),
    (app, "restore", home_commands.restore),
    (app, "demo", demo),
)
"""Every command, in the order of `--help`."""

for group, name, command in COMMANDS:
    group.command(name)(command)


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
