"""What `GET /v1/unmatched` answers, as types."""

from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

import pandas as pd
from pydantic import BaseModel, Field

from serving.answers import Dollars

Kind: TypeAlias = Literal["remit", "status", "takeback", "claim"]


class Unmatched(BaseModel):
    """An answer that is tied to no claim, or a claim whose answer is overdue."""

    kind: Kind
    key: str = Field(description="Our own key of the row")
    file_id: str = Field(description="sha256 of the file it came in, as `/v1/files/{id}` wants it")
    position: int = Field(description="1-based segment or row in that file")
    claim_id: str | None = Field(description="The practice's claim number, as it was written")
    payer_claim_number: str | None = Field(description="The payer's number; of a takeback its reference")
    payer_id: str | None
    amount: Dollars | None = Field(description="Charge; of a takeback what was withheld")
    available_at: datetime
    overdue_at: datetime | None = Field(description="When the payer's window ended; of claims alone")


class Totals(BaseModel):
    """How many there are of each kind."""

    remit: int
    status: int
    takeback: int
    claim: int


class UnmatchedAnswer(BaseModel):
    """One page of what hangs on nothing, newest first."""

    as_of: datetime
    totals: Totals
    items: list[Unmatched]
    next_cursor: str | None = Field(description="For the next page; null on the last")


def unmatched_items(held: pd.DataFrame) -> list[Unmatched]:
    """Rows of `data.unmatched.unmatched` as items, in order."""
    rows = held.astype(object).where(held.notna(), None).to_dict("records")
    return [
        Unmatched.model_validate(
            {
                **row,
                "file_id": row["file_sha256"],
                "amount": None if row["amount_cents"] is None else Decimal(row["amount_cents"]) / 100,
            }
        )
        for row in rows
    ]
