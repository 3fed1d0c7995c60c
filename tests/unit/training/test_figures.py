from dataclasses import replace

import numpy as np

from tests.unit.training.held_out_rows import held_out
from training.document import Document
from training.figures import count, figures, number, sentences
from training.intervals import Interval
from training.showing import Showing, showing


def _shown() -> Showing:
    return showing(held_out(), wanted=0.5)


def _text(shown: Showing) -> str:
    return Document("x", tuple(figures(shown))).as_markdown()


def test_where_the_table_wins_the_report_says_so_and_how_surely() -> None:
    assert "The rate table alone does better than the model for: payer B (for certain)." in sentences(
        _shown()
    )
    assert "payer B (for certain)" in _text(_shown())
    shown = replace(_shown(), slices=tuple(s for s in _shown().slices if s.value != "B"))
    assert "In no slice with enough claims does the rate table alone do better than the model." in sentences(
        shown
    )


def test_a_gain_whose_interval_holds_zero_has_no_winner() -> None:
    said = sentences(
        replace(_shown(), gain={"table": Interval(-0.01, 0.02), "rules": Interval(-0.03, -0.01)})
    )
    assert said[0] == "Log loss against rate table: no clear winner (95 %: -0.01 to 0.02)."
    assert said[1] == "Log loss against rules only: the model is worse by 0.0100 to 0.0300 (95 %)."


def test_small_counts_of_people_are_not_told() -> None:
    assert [count(n) for n in (0, 1, 10, 11, 1200)] == ["0", "under 11", "under 11", "11", "1,200"]
    few = held_out(by={"sex": np.where(np.arange(2000) < 25, "U", "F").astype(object)})
    failed = int(few.label[:25].sum())
    assert 0 < failed < 11
    row = next(line for line in _text(showing(few)).splitlines() if line.startswith("| all others |"))
    assert row.startswith("| all others |  | 25 | under 11 | - |")


def test_what_a_precision_promised_and_what_it_gave_stand_together() -> None:
    shown = _shown()
    assert shown.threshold is not None
    said = next(line for line in sentences(shown) if line.startswith("Asked for"))
    assert f"{shown.threshold.flagged:,} claims were flagged" in said
    assert f"{shown.threshold.precision:.1%} of them failed" in said
    nothing = showing(held_out(flagged=np.zeros(2000, dtype=bool)), wanted=0.9)
    assert "No risk promised a precision of 90.0%: nothing was flagged." in sentences(nothing)


def test_every_slice_and_scorer_stands_in_the_page() -> None:
    text = _text(_shown())
    for said in ("| base rate |", "| rate table |", "| A |", "| all others |", "| F |", "| M |", "By payer."):
        assert said in text


def test_what_is_not_known_is_a_dash() -> None:
    assert number(float("nan")) == "-"
