"""The world lies within the public figures, or says why not: two seeds of two scenarios."""

import pytest

from data.synthetic.industry import Published, published
from data.synthetic.report import Told, report, told

MEANT = {"overturn_duplicate", "value_bottom_49"}


@pytest.fixture(scope="module", params=["small_practice", "hospital_outpatient"])
def of_scenario(request: pytest.FixtureRequest) -> Told:
    return told(request.param)


@pytest.mark.parametrize("row", published(), ids=lambda row: row.figure)
def test_every_figure_lies_within_its_range_or_the_table_says_why_not(
    row: Published, of_scenario: Told
) -> None:
    value = of_scenario.figures[row.figure]
    assert row.holds(value) or row.why_not, f"{value:.3f} is outside of {row.allowed}"


def test_only_two_figures_differ_on_purpose() -> None:
    assert {row.figure for row in published() if row.why_not} == MEANT


def test_the_best_possible_score_is_good_but_not_perfect(of_scenario: Told) -> None:
    assert 0.85 < of_scenario.optimum["optimum_auc"] < 0.97
    assert of_scenario.optimum["visible_auc"] < of_scenario.optimum["optimum_auc"]


def test_a_range_is_a_quarter_wider_than_the_sources_and_never_above_all() -> None:
    row = Published("share", "topic", (0.4, 0.9), "", "", "P", "")
    assert row.allowed == pytest.approx((0.3, 1.0))
    assert row.holds(0.31)
    assert not row.holds(0.29)
    assert Published("days", "topic", (8.0, 20.0), "", "", "P", "").allowed == (6.0, 25.0)


def test_the_report_says_within_or_why_not_for_every_figure(of_scenario: Told) -> None:
    page = report([of_scenario], [("lags.png", "Days")], 100)
    for row in published():
        line = next(
            line for line in page.splitlines() if line.startswith(f"| {row.figure.replace('_', ' ')} |")
        )
        assert " within " in line or row.why_not in line
        assert row.source in line
    assert "![Days](lags.png)" in page
