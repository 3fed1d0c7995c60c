"""The commands for daily work: files in, claims scored, the queue, a claim's journey."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from data.clocks import now
from serving import console
from serving.command_edge import NOTHING_KEPT, OUR_FAULT, SOME_REFUSED, AsOf, At, Json, ReceivedAt, edge, tell


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


@edge
def files_list(context: typer.Context, as_json: Json = False) -> None:
    """What came in."""
    from serving import reports

    rows = context.obj.store().files()
    if as_json or context.obj.json:
        tell({"files": rows})
    else:
        reports.files_held(rows)


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
