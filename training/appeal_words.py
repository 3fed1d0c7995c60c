"""What speaks in an appeal model and why, and who was appealed before, as sections of its model card."""

from collections.abc import Mapping
from typing import Any

from models.appeal_choice import LEAST, MOST
from training.document import Block, Heading, Table, Text
from training.figures import count, number, percent

AMONG = "among denials like those you appealed"
_HEADER = ("denials", "number", "5 %", "25 %", "half", "75 %", "95 %")


def appeal_blocks(making: Mapping[str, Any]) -> list[Block]:
    """Both sections from the facts of an appeal model's making; none for any other model."""
    if "serves" not in making:
        return []
    return [
        Heading("What speaks"),
        Text(served_words(making)),
        Heading("Who was appealed"),
        Text(
            f"All chances to win hold {AMONG}. No weight makes up for what staff saw in the chart when they "
            "chose."
        ),
        *_overlap(making.get("overlap")),
    ]


def served_words(making: Mapping[str, Any]) -> str:
    """Whether the joint table or trees on it give the win chances, and why."""
    speaks = (
        "Trees on the joint table give"
        if making["serves"] == "model"
        else "The joint table of payers, reasons and providers gives"
    )
    return f"{speaks} the chances to win, {_why(making)}."


def _why(making: Mapping[str, Any]) -> str:
    if "table_log_loss" not in making:
        return "because there are too few decided appeals, wins or losses to judge trees on"
    losses = (number(making[name]) for name in ("table_log_loss", "base_log_loss"))
    table = "{} for the table and {} for the rate of all".format(*losses)
    newest = f"on the newest {making['later_rows']:,.0f} appeals"
    if "trees_log_loss" not in making:
        return f"because there are too few appeals to try trees; {newest} the log loss was {table}"
    better = "were better than the table" if making["serves"] == "model" else "were not better than the table"
    trees = number(making["trees_log_loss"])
    return f"because trees {better} by more than chance gives: {newest} their log loss was {trees}, {table}"


def _overlap(held: Mapping[str, Any] | None) -> list[Block]:
    """The overlap report: how far the appealed and the others resemble each other."""
    if held is None:
        return [
            Text("Not available, because too few denials were appealed or left alone to tell the choice.")
        ]
    rows = (
        _kind("appealed", held["appealed"], held["chance_of_appealed"]),
        _kind("not appealed", held["not_appealed"], held["chance_of_others"]),
    )
    return [
        Table("Chance to have been appealed, of the denials of either kind.", _HEADER, rows),
        Text(_weights(held)),
        Text(_unlike(held)),
    ]


def _kind(name: str, n: int, chances: list[float]) -> tuple[str, ...]:
    return (name, count(n), *map(percent, chances))


def _weights(held: Mapping[str, Any]) -> str:
    return (
        f"Each first appeal counts by one over its chance to be appealed, between {LEAST} and {MOST}; "
        f"{percent(held['cut_off_share'])} of the weights were cut off there. So weighted the "
        f"{count(held['appealed'])} appeals are worth {held['worth_appeals']:,.0f} evenly chosen ones."
    )


def _unlike(held: Mapping[str, Any]) -> str:
    others = f"{percent(held['unlike_share'])} of the denials not appealed are unlike anything appealed"
    if "open" not in held:
        return f"{others}."
    return (
        f"{others}; of the {count(held['open'])} still open {count(held['open_unlike'])} are: "
        "they are marked and have bounds beside their chance."
    )
