import pytest

from training.appeal_words import appeal_blocks, served_words
from training.document import Heading, Table, Text

LOSSES = {"later_rows": 455.0, "base_log_loss": 0.6885, "table_log_loss": 0.5325}
OVERLAP = {
    "appealed": 1_817,
    "not_appealed": 1_759,
    "chance_of_appealed": [0.21, 0.51, 0.73, 0.84, 0.93],
    "chance_of_others": [0.11, 0.18, 0.27, 0.47, 0.78],
    "unlike_share": 0.18,
    "cut_off_share": 0.021,
    "worth_appeals": 1278.7,
    "open": 2_317,
    "open_unlike": 412,
}


def words(making: dict[str, object]) -> str:
    return " ".join(block.text for block in appeal_blocks(making) if isinstance(block, Text))


@pytest.mark.parametrize(
    ("making", "said"),
    [
        ({"serves": "table"}, "because there are too few decided appeals, wins or losses"),
        ({"serves": "table", **LOSSES}, "too few appeals to try trees; on the newest 455 appeals"),
        (
            {"serves": "table", **LOSSES, "trees_log_loss": 0.5323},
            "because trees were not better than the table by more than chance gives: on the newest 455 "
            "appeals their log loss was 0.5323, 0.5325 for the table and 0.6885 for the rate of all.",
        ),
        ({"serves": "model", **LOSSES, "trees_log_loss": 0.5}, "because trees were better than the table"),
    ],
)
def test_what_speaks_is_said_with_its_reason(making: dict[str, object], said: str) -> None:
    told = served_words(making)
    assert said in told
    assert told.startswith(
        "Trees on the joint table" if making["serves"] == "model" else "The joint table of"
    )


def test_the_overlap_report_tells_both_kinds_the_weights_and_the_open_ones_unlike_any() -> None:
    held = {"serves": "table", **LOSSES, "overlap": OVERLAP}
    table = next(block for block in appeal_blocks(held) if isinstance(block, Table))
    assert table.rows[0] == ("appealed", "1,817", "21.0%", "51.0%", "73.0%", "84.0%", "93.0%")
    assert table.rows[1][:3] == ("not appealed", "1,759", "11.0%")
    assert all(len(row) == len(table.header) for row in table.rows)
    for said in (
        "among denials like those you appealed",
        "between 0.2 and 5.0; 2.1% of the weights were cut off",
        "the 1,817 appeals are worth 1,279 evenly chosen ones",
        "18.0% of the denials not appealed are unlike anything appealed; of the 2,317 still open 412 are",
    ):
        assert said in words(held), said


def test_a_small_count_is_not_told() -> None:
    few = {"serves": "table", "overlap": {**OVERLAP, "open": 30, "open_unlike": 3}}
    assert "of the 30 still open under 11 are" in words(few)


def test_without_a_known_choice_it_says_so_and_still_whom_figures_speak_of() -> None:
    told = words({"serves": "table"})
    assert "Not available, because too few denials" in told
    assert "among denials like those you appealed" in told


def test_other_models_have_no_such_sections() -> None:
    assert appeal_blocks({"rows": 9_000}) == []
    named = [block.text for block in appeal_blocks({"serves": "table"}) if isinstance(block, Heading)]
    assert named == ["What speaks", "Who was appealed"]
