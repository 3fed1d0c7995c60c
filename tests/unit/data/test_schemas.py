import pandas as pd
import pytest

from data.frames import frame
from data.schemas import WrongFrameError, checked
from data.tables import EVENTS, LINKS, Table

LINK = {
    "event_key": "SECRETKEY:1",
    "event": "remit",
    "version_key": "a:1",
    "rule": "claim_id",
    "available_at": pd.Timestamp("2025-01-01"),
}


@pytest.mark.parametrize("table", EVENTS, ids=lambda table: table.name)
def test_an_empty_frame_of_any_table_passes(table: Table) -> None:
    assert checked(table, frame(table, [])).empty


@pytest.mark.parametrize(
    "held",
    [
        frame(LINKS, [LINK, LINK]),
        frame(LINKS, [{**LINK, "rule": None}]),
        frame(LINKS, [LINK]).drop(columns="event"),
        frame(LINKS, [LINK]).assign(more=1),
        frame(LINKS, [LINK]).assign(available_at="2025-01-01"),
    ],
    ids=["key twice", "required value missing", "column missing", "column too many", "wrong dtype"],
)
def test_a_frame_that_breaks_its_declaration_is_refused_without_showing_a_value(held: pd.DataFrame) -> None:
    assert len(checked(LINKS, frame(LINKS, [LINK]))) == 1

    with pytest.raises(WrongFrameError) as refused:
        checked(LINKS, held)

    assert "SECRETKEY" not in str(refused.value)
    assert refused.value.__cause__ is None
