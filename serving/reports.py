"""What each command tells people: one function per command."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from data.claim_files import ClaimFile
from data.ingest_report import IngestReport
from data.records import Row
from serving.console import ERR, OUT
from serving.doctor import Check
from serving.sheets import ScoredSheet
from serving.terminal import facts, table
from workflow.journey import Journey
from workflow.link_words import in_words

SCORE_COLUMNS = {
    "claim_id": "claim",
    "payer_id": "payer",
    "denial_risk": "risk",
    "risk_band": "band",
    "expected_denied": "$ at risk",
    "reason_1": "likely reason",
    "findings": "findings",
}
QUEUE_COLUMNS = {
    "rank": "#",
    "claim_id": "claim",
    "payer_id": "payer",
    "reason_family": "reason",
    "route": "route",
    "deadline_on": "deadline",
    "win_probability": "win",
    "value_per_hour": "$ an hour",
}
_MEASURES = {
    "scorer": "scorer",
    "auc": "AUC",
    "pr_auc": "PR-AUC",
    "log_loss": "log loss",
    "brier": "Brier",
    "ece": "ECE",
    "slope": "slope",
    "recall_at_capacity": "recall at 10 %",
    "dollars_at_capacity": "dollars at 10 %",
}


def ingested(report: IngestReport) -> None:
    """Counts by type of file, then each file that needs a look."""
    held = pd.DataFrame([file.as_json() for file in report.files])
    if held.empty:
        ERR.print("No files were found there.")
        return
    counts = ["seen", "kept", "set_aside", "quarantined", "already_held"]
    by_type = held.groupby("type")[counts].sum().assign(files=held.groupby("type").size()).reset_index()
    names = {name: name.replace("_", " ") for name in ("type", "files", *counts)}
    table(by_type, names, title="Taken in")
    for folder in report.skipped:
        ERR.print(f"Passed over {folder}: a folder named truth is never taken in.")
    for file in report.files:
        if file.error is not None:
            ERR.print(f"{file.file}: {file.error}")
        elif file.removed is not None:
            ERR.print(f"{file.file}: read again with this mapping, in place of {_rows(file.removed)}.")
        if file.error is None and file.quarantined:
            codes = ", ".join(f"{problem.code} at segment {problem.segment}" for problem in file.problems[:3])
            ERR.print(f"{file.file}: {file.quarantined} quarantined ({codes})")


def _rows(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count and name != "files")


def refusals(files: Iterable[ClaimFile]) -> None:
    """What could not be read of files that were to be scored, on stderr."""
    for file in files:
        if file.error is not None:
            ERR.print(f"{file.name}: {file.error}")
        for problem in file.quarantined:
            ERR.print(f"{file.name}: a claim was left out ({problem.code} at segment {problem.segment})")


def far_from_the_data(scored: ScoredSheet) -> None:
    """Says on stderr when claims lie long after, or before, what is known."""
    if scored.stale:
        ERR.print(
            f"{scored.stale} of {len(scored.frame)} claims are dated long after the newest answer held."
        )
    if scored.early:
        ERR.print(f"{scored.early} of {len(scored.frame)} claims are dated before the first answer held.")


def scored(sheet: pd.DataFrame) -> None:
    """Riskiest first at a terminal; all columns as CSV into a pipe."""
    if not OUT.is_terminal:
        sheet.to_csv(sys.stdout, index=False)
        return
    ordered = sheet.sort_values("denial_risk", ascending=False, kind="stable")
    table(
        ordered, SCORE_COLUMNS, title=f"{len(sheet):,} claims, riskiest first ({sheet['model_version'][0]})"
    )


def queued(ranked: pd.DataFrame) -> None:
    """Best first at a terminal; all columns as CSV into a pipe."""
    if not OUT.is_terminal:
        ranked.to_csv(sys.stdout, index=False)
        return
    table(ranked, QUEUE_COLUMNS, title=f"{len(ranked):,} open denials, best first")


def trained(report: Any) -> None:
    """The recipe's measures beside its baselines, and what the gate decided."""
    measured = {"model": report.metrics, **report.baselines}
    rows = [{"scorer": name, **metrics.as_dict()} for name, metrics in measured.items()]
    title = f"The {report.model} recipe, judged on claims it had not seen ({report.metrics.rows:,} of them)"
    table(pd.DataFrame(rows), _MEASURES, title=title)
    for sentence in report.sentences:
        OUT.print(sentence, style="dim", soft_wrap=True)
    if report.tuned:
        OUT.print(_searched(report.tuned), soft_wrap=True)
    state = "promoted" if report.promoted else "not promoted"
    OUT.print(f"{report.version} was {state}: {report.why}")
    if report.mlflow_error:
        ERR.print(report.mlflow_error)
    if report.no_response:
        OUT.print(
            f"{sum(report.no_response.values()):,} claims are past their time without an answer.", style="dim"
        )


def _searched(tuned: Any) -> str:
    words = "{trials} settings tried, log loss {before:.4f} -> {after:.4f}, after the newest origin "
    kept = "kept" if tuned["kept"] else "not kept"
    return (words + "{newest_before:.4f} -> {newest_after:.4f}: ").format(**tuned) + kept


def backtested(report: Any) -> None:
    """Measures by origin and scorer."""
    names = {"origin": "origin", **_MEASURES}
    title = f"The {report.model} recipe on {len(report.folds)} rolling origins"
    table(pd.DataFrame(report.table()), names, title=title, rows=100)
    shown = report.showing
    OUT.print()
    rows = [{"scorer": name, **metrics.as_dict()} for name, metrics in shown.scorers.items()]
    table(pd.DataFrame(rows), _MEASURES, title=f"All origins together ({shown.scorers['model'].rows:,} rows)")
    _sliced(shown)
    for sentence in report.sentences:
        OUT.print(sentence, soft_wrap=True)
    OUT.print(f"The whole report: {report.page}", soft_wrap=True)
    if report.mlflow_error:
        ERR.print(report.mlflow_error)


def _sliced(shown: Any) -> None:
    """Slices with enough rows to judge, as far as they differ."""
    rows = [
        {
            "by": held.by,
            "value": held.value,
            "rows": held.rows,
            "expected_probability": held.expected,
            "observed": f"{held.observed.low:.1%} to {held.observed.high:.1%}",
            "calibration": "off" if held.miscalibrated else "fits",
            "auc": held.metrics.auc,
            "best": held.best.replace("_", " "),
        }
        for held in shown.slices
        if held.metrics is not None
    ]
    if rows:
        OUT.print()
        names = {name: name.replace("_probability", "") for name in rows[0]}
        table(
            pd.DataFrame(rows), names, title="Slices; expected is the mean risk, observed 95 % of it", rows=60
        )


def demonstrated(
    sheet: pd.DataFrame,
    ranked: pd.DataFrame,
    models: Sequence[Any],
    judged: Any,
    seconds: Mapping[str, float],
) -> None:
    """The demo's summary: claims at risk, the queue, the models, how good they are, where the time went."""
    ordered = sheet.sort_values("denial_risk", ascending=False, kind="stable")
    for report in models:
        OUT.print()
        trained(report)
    OUT.print()
    table(ordered, SCORE_COLUMNS, title=f"{len(sheet):,} unsent claims, riskiest first", rows=10)
    OUT.print()
    table(ranked, QUEUE_COLUMNS, title=f"{len(ranked):,} open denials, best hour of work first", rows=10)
    OUT.print()
    facts(
        "Held against the known truth of this synthetic world (it says nothing about a real practice)",
        against_truth(judged),
    )
    OUT.print()
    told = [(name, f"{taken:.1f} s") for name, taken in seconds.items()]
    facts("Where the time went", [*told, ("in all", f"{sum(seconds.values()):.1f} s")])


def against_truth(judged: Any) -> list[tuple[str, str]]:
    """A judgement by the truth: the gap to what the files can tell, and to what the world itself knows."""
    return [
        ("unsent claims judged", f"{judged.claims:,}"),
        ("log loss: base rate", f"{judged.base_log_loss:.4f}"),
        ("log loss: model", f"{judged.model_log_loss:.4f}"),
        ("log loss: best that the files allow", f"{judged.visible_log_loss:.4f}"),
        ("log loss: best possible", f"{judged.oracle_log_loss:.4f}"),
        ("gap closed to what the files allow", f"{judged.visible_gap_closed:.0%}"),
        ("gap closed to the best possible", f"{judged.gap_closed:.0%}"),
        ("AUC: model / best possible", f"{judged.model_auc:.3f} / {judged.oracle_auc:.3f}"),
    ]


def journey(told: Journey) -> None:
    """Versions, then events in the order they became known."""
    versions = pd.DataFrame(
        [
            {"version": v.version, "state": v.state, "why": in_words("sent", v.rule), **v.facts}
            for v in told.versions
        ]
    )
    events = pd.DataFrame(
        [
            {
                "known": f"{e.known_at:%Y-%m-%d %H:%M}",
                "event": e.what,
                "of": e.version,
                "why": in_words(e.what, e.why),
                "facts": _listed(e.facts),
            }
            for e in told.entries
        ]
    )
    if len(versions):
        table(versions, {name: name.replace("_", " ") for name in versions}, title=f"Claim {told.claim_id}")
    if len(events):
        events["of"] = events["of"].astype("Int64")
        table(events, {name: name for name in events}, title="What was known when", rows=200)


def _listed(held: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in held.items() if value is not None)


def files_held(rows: Sequence[Row]) -> None:
    """Files that came in, oldest first."""
    if not rows:
        OUT.print("No file was taken in yet.")
        return
    held = pd.DataFrame(rows)
    held["id"] = held["file_sha256"].str[:12]
    held["mapping"] = held["mapping_sha256"].astype("str").str[:8].where(held["mapping_sha256"].notna(), "")
    names = (
        *("id", "name", "type", "seen", "kept", "set_aside", "quarantined", "already_held"),
        *("mapping", "received_at"),
    )
    table(held, {name: name.replace("_", " ") for name in names}, title=f"{len(held):,} files", rows=50)


def purged(told: Any) -> None:
    """What taking a file out changed."""
    removed = [(f"{name} removed", f"{count:,}") for name, count in told.removed.items() if count]
    stayed = [("rows that stay, told by other files too", f"{told.handed_over:,}")]
    changed = [(f"links {name}", f"{count:,}") for name, count in asdict(told.relinked).items()]
    changed += [("claims that nothing answers now", f"{told.unanswered:,}")]
    changed += [("answers that are tied to no claim now", f"{told.untied:,}")]
    facts(f"Taken out: {told.file['name']}", [*removed, *(stayed if told.handed_over else []), *changed])


def examined(checks: Sequence[Check]) -> None:
    """Each check, what it found, and what to do where it is not well."""
    for check in checks:
        OUT.print("ok  " if check.ok else "look", style="green" if check.ok else "red", end=" ")
        OUT.print(f"{check.name}: {check.found}" + ("" if check.ok else f"  -> {check.do}"))


def plain_rows(sheet: pd.DataFrame) -> list[dict[str, Any]]:
    """A table's rows for JSON: missing is null, dates are ISO text."""
    held = sheet.astype(object).where(sheet.notna(), None)
    return [
        {
            name: f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
            for name, value in row.items()
        }
        for row in held.to_dict("records")
    ]
