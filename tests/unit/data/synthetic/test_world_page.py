"""docs/world.md names what the tables and settings hold."""

from pathlib import Path

import pytest

from data.synthetic.csv_tables import table_rows
from data.synthetic.industry import published
from data.synthetic.settings import scenario_settings, scenarios
from data.synthetic.truth import CLAIMS, DENIALS

PAGE = (Path(__file__).parents[4] / "docs" / "world.md").read_text(encoding="utf-8")


def test_every_cause_detail_and_fix_is_named() -> None:
    assert all(
        f"| `{row['cause']}` |" in PAGE and f"`{row['detail']}`:" in PAGE for row in table_rows("causes")
    )
    assert all(f"| `{row['fix']}` | {row['what']} |" in PAGE for row in table_rows("fixes"))


@pytest.mark.parametrize("scenario", scenarios())
def test_every_scenario_is_named_beside_its_unwritten_rules(scenario: str) -> None:
    for kind in scenario_settings(scenario).rules.unwritten:
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |"))
        assert scenario in row
    rules = [line for line in PAGE.splitlines() if line.startswith("| `") and line.count("|") == 4]
    others = [line for line in rules if scenario in line.rsplit("|", 2)[1]]
    assert len(others) == 2


def test_every_column_of_the_truth_and_every_figure_of_the_report_is_named() -> None:
    assert all(name in PAGE for name in (*CLAIMS[:13], *DENIALS))
    assert all(f"| {row.figure.replace('_', ' ')} |" in PAGE for row in published())
