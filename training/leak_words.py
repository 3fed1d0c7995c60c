"""The leak audit of a training run, as a section of its model card."""

from features.date_audit import DateAudit
from training.document import Block, Heading, Table, Text
from training.figures import number, percent
from training.leaks import LeakReport

_TOP = 10
"""Features shown, the strongest first."""


def leak_blocks(report: LeakReport | None) -> list[Block]:
    """What features alone know of the label, and what the date audit found; None where none was audited."""
    if report is None:
        return [
            Heading("Leak audit"),
            Text("Not available, because the denial model's features alone are audited."),
        ]
    shown = report.features[:_TOP]
    rows = tuple(
        (one.name, number(one.auc), number(one.auc_any_shape), number(one.auc_missing), percent(one.missing))
        for one in shown
    )
    return [
        Heading("Leak audit"),
        Text(
            f"How well each feature alone sorts the {report.rows:,} labelled rows: 0.5 is not at all, 1 is "
            f"the label itself, and above {report.limit:.2f} a person looks at it. Above: "
            f"{', '.join(report.flagged) or 'none'} of {len(report.features)}."
        ),
        Table(
            f"The {len(shown)} strongest features.",
            ("feature", "AUC", "AUC, any shape", "AUC of whether it is missing", "missing"),
            rows,
        ),
        Text(_dates(report.dates, report.first)),
    ]


def _dates(held: DateAudit | None, first: int | None) -> str:
    if held is None:
        return "Dates: not available, because they were not audited."
    among = "" if first is None else f" of the first {first:,} sent"
    return (
        f"Dates: {held.answers} answers about each claim audited ({held.claims}{among}) were given again "
        "with everything at and after their moment removed, and with other events put there. Moved: "
        f"{', '.join(held.names) or 'none'}."
    )
