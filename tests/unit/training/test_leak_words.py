from dataclasses import replace

from features.date_audit import DateAudit, Moved
from training.document import Table, Text
from training.leak_words import leak_blocks
from training.leaks import FeatureAuc, LeakReport

FEATURES = tuple(FeatureAuc(f"f{k}", 0.95 - k / 100, 0.6, 0.5, 0.25, k == 0) for k in range(12))
REPORT = LeakReport(1_000, 80, 0.90, FEATURES, DateAudit(2, 186, ()), first=1_500)


def words(report: LeakReport | None) -> str:
    return " ".join(block.text for block in leak_blocks(report) if isinstance(block, Text))


def test_the_ten_strongest_features_are_shown_and_those_above_the_limit_named() -> None:
    shown = next(block for block in leak_blocks(REPORT) if isinstance(block, Table))
    assert [row[0] for row in shown.rows] == [f"f{k}" for k in range(10)]
    assert shown.rows[0] == ("f0", "0.9500", "0.6000", "0.5000", "25.0%")
    assert "the 1,000 labelled rows" in words(REPORT)
    assert "above 0.90 a person looks at it. Above: f0 of 12." in words(REPORT)
    calm = replace(REPORT, features=FEATURES[1:])
    assert "Above: none of 11." in words(calm)


def test_what_the_date_audit_compared_and_found_is_said() -> None:
    assert "186 answers about each claim audited (2 of the first 1,500 sent)" in words(REPORT)
    assert words(REPORT).endswith("Moved: none.")
    moved = DateAudit(2, 186, (Moved("f3", 0, "later events added"), Moved("f3", 1, "later events added")))
    assert words(replace(REPORT, dates=moved, first=None)).endswith("Moved: f3.")
    assert "each claim audited (2) were given again" in words(replace(REPORT, dates=moved, first=None))


def test_what_was_not_audited_says_so() -> None:
    assert words(None).startswith("Not available, because")
    assert "Dates: not available, because" in words(replace(REPORT, dates=None))
