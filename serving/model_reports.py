"""What is told of decisions about models: who, when, why, both hashes, and what the gate measured."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.records import Row, Value
from models.promotions import measured_of, version_name
from serving.console import OUT
from serving.terminal import facts, table

if TYPE_CHECKING:  # the models' files need LightGBM, which takes seconds to import
    from models.registry import Champion

_SHORT = 12
_CHECK = {"name": "check", "passed": "passed", "figure": "figure", "limit": "limit", "sentence": "says"}
_SIGNAL = {
    "by": "by",
    "value": "value",
    "answered": "answered",
    "observed": "denied",
    "expected": "expected",
    "excess": "excess",
}


def plain_decision(row: Row) -> dict[str, Any]:
    """A decision as JSON has it: its checks as a list, not as text."""
    measured = measured_of(row)
    return {**row, "checks": None if measured is None else list(measured.checks)}


def decided(rows: Sequence[Row]) -> None:
    """Decisions about models, in the order given; each apart, since a reason takes a line of its own."""
    if not rows:
        OUT.print("No model was trained yet.")
    for row in rows:
        before, after = (_short(row[f"{when}_sha256"]) for when in ("previous", "champion"))
        action, decided_at = str(row["action"]).replace("_", " "), pd.Timestamp(row["decided_at"])
        pairs = [
            ("about", f"{version_name(row)} ({_short(row['sha256'])})"),
            ("champion", f"{before} before, {after} after"),
            ("by", f"{row['by']}, {decided_at:%Y-%m-%d %H:%M}"),
            ("gate", _gate(row)),
            ("why", str(row["why"])),
        ]
        facts(f"Decision {row['promotion']}: {row['model']} {action}", pairs)


def _short(sha256: Value) -> str:
    return "none" if sha256 is None else str(sha256)[:_SHORT]


def _gate(row: Row) -> str:
    """The policy's version and how many of its checks passed; nothing when a person decided."""
    measured = measured_of(row)
    if measured is None:
        return "nothing kept"
    passed = sum(check["passed"] for check in measured.checks)
    return f"version {measured.gate_version}, {passed} of {len(measured.checks)} checks passed"


def told_model(model: str, held: "Champion", row: Row) -> dict[str, Any]:
    """What the champion is made of, and the decision that made it so."""
    decision = plain_decision(row)
    names = ("action", "by", "decided_at", "why", "previous_sha256", "champion_sha256")
    return {
        "model": model,
        "version": held.version,
        "sha256": held.sha256,
        "files": sorted(held.files),
        **{name: decision[name] for name in (*names, "gate_version", "checks")},
    }


def shown_model(about: Mapping[str, Any]) -> None:
    """The champion as `told_model` tells it."""
    pairs = [(name.replace("_", " "), str(value)) for name, value in about.items() if name != "checks"]
    facts(f"Champion {about['version']}", pairs)
    checked(about["checks"] or ())


def gated(report: Any) -> None:
    """What the gate measured of a trained model, and what is told beside it."""
    checked([check.as_json() for check in report.checks])
    told = report.beside
    if told is None:
        return
    OUT.print(_exposed(told.exposure), soft_wrap=True)
    young = told.champion or told.early
    whose = "the champion" if told.champion else "the model"
    if young.signals:
        title = f"{young.answered:,} claims too young to learn from: denials against what {whose} expected"
        table(pd.DataFrame([signal.as_json() for signal in young.signals]), _SIGNAL, title=title, rows=5)
        OUT.print(young.caution, style="dim", soft_wrap=True)


def checked(checks: Iterable[Mapping[str, Any]]) -> None:
    """The gate's checks, if there are any."""
    held = pd.DataFrame(list(checks))
    if len(held):
        table(held, _CHECK, title="What the gate measured", rows=100)


def _exposed(found: Any) -> str:
    return (
        f"Of {found.claims:,} claims judged, {found.shown:,} had a score shown before they were sent and "
        f"{found.acted:,} were acted upon ({found.fixed:,} said fixed, {found.changed:,} sent other than "
        "scored); each is learned from as it was sent."
    )
