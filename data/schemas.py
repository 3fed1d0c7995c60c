"""Frames from outside the store, held against their table (pandera loads slowly: only training needs it)."""

import pandas as pd
import pandera.pandas as pa

from data.errors import CleanClaimError
from data.frames import FRAME_DTYPES
from data.tables import Table


class WrongFrameError(CleanClaimError):
    """A frame is not what its table declares: dtypes, required values or the unique key."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The {table} table does not hold what it declares: it was changed or damaged.")


def checked(table: Table, held: pd.DataFrame) -> pd.DataFrame:
    """The frame, when it has exactly the table's columns and dtypes, no required value missing, keys unique.

    Raises: WrongFrameError; pandera's own message would show values.
    """
    try:
        return schema(table).validate(held)
    except (pa.errors.SchemaError, pa.errors.SchemaErrors):
        raise WrongFrameError(table.name) from None


def schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema made from a table's declaration."""
    columns = {c.name: pa.Column(FRAME_DTYPES[c.kind], nullable=not c.required) for c in table}
    return pa.DataFrameSchema(columns, unique=list(table.key), strict=True, name=table.name)
