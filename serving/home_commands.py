"""The commands that keep the house: serve, examine it, back it up, and tell of its models."""

from pathlib import Path
from typing import Annotated

import typer

from serving.command_edge import MODELS, NOT_READY, Json, edge, tell


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


@edge
def backup(context: typer.Context, archive: Path) -> None:
    """Write everything the home keeps, but the token, into one archive."""
    from data.backup import back_up
    from serving import terminal

    terminal.facts(
        "Backed up", [("files", str(back_up(context.obj.home, archive))), ("archive", str(archive))]
    )


@edge
def restore(context: typer.Context, archive: Path) -> None:
    """Unpack a backup into a new home."""
    from data.backup import restore as unpack
    from serving import terminal

    terminal.facts("Restored", [("files", str(unpack(archive, context.obj.home)))])


@edge
def models_list(context: typer.Context, as_json: Json = False) -> None:
    """Every decision about a model: who, when, why, and the champion before and after."""
    from models.promotions import decisions
    from serving import model_reports

    store = context.obj.store()
    rows = [row for name in MODELS for row in decisions(store, name)]
    if as_json or context.obj.json:
        tell({"decisions": [model_reports.plain_decision(row) for row in rows]})
    else:
        model_reports.decided(rows)


@edge
def models_show(context: typer.Context, model: str = "denial", as_json: Json = False) -> None:
    """What the champion is made of, who decided that when and why, and what the gate measured."""
    from models.promotions import champion_row
    from models.registry import champion
    from serving import model_reports

    store = context.obj.store()
    held = champion(store, context.obj.home, model)
    about = model_reports.told_model(model, held, champion_row(store, model) or {})
    card = context.obj.home.model_card(model, held.sha256, "md")
    about |= {"model_card": str(card) if card.is_file() else "none was written here"}
    tell(about) if as_json or context.obj.json else model_reports.shown_model(about)
