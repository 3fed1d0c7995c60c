"""The deadline table, as a test may change it."""

import pytest

from data.codes.deadline_rules import DeadlineRule, deadline_rules


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> list[DeadlineRule]:
    """The table's rows, to which a test adds its own."""
    rows = list(deadline_rules())
    order = lambda rule: rule.when.precision  # noqa: E731 - one use
    monkeypatch.setattr("workflow.deadlines.deadline_rules", lambda: sorted(rows, key=order, reverse=True))
    return rows
