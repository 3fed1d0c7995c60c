"""What the API takes and gives about open denials, as types; see `serving.answers`."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from serving.answers import MAX_CLAIMS, Asked, ClaimId, Dollars, Explanation, ModelAnswer, Probability


class RunningClock(BaseModel):
    """One more way to work a denial and the day it ends; `deadline_on` is that of the route."""

    clock: str = Field(examples=["retro_auth"])
    on: date = Field(description="The last business day on which the payer may receive it")
    verified: bool = Field(description="False: no rule is known, it is the shortest plausible")


class DenialNotes(BaseModel):
    """What a person should know of an open denial beside its place in the queue."""

    deadline_verified: bool = Field(description="False: no rule is known, it is the shortest plausible")
    deadline_was_on: date | None = Field(description="The deadline before a rule that came later moved it")
    deadline_moved_on: date | None = Field(description="The day that rule became known")
    clocks: list[RunningClock] = Field(description="Clocks that run beside the deadline, past ones too")
    win_low: Probability = Field(description="The win chance is at least this, whatever was never appealed")
    win_high: Probability = Field(description="The win chance is at most this, whatever was never appealed")
    unlike: bool = Field(description="Nothing like it was appealed before: the win chance is a guess")
    decision_days: float | None = Field(description="Days until the payer decides, as usual so far")
    value_with_next_level: Dollars = Field(
        description="`expected_recovery` with the right to go on after a loss"
    )
    write_off_review: bool = Field(description="A person should look whether to give it up; never automatic")
    to_learn_from: bool = Field(
        description="Drawn to be worked whatever it brings: see CLEANCLAIM_LEARNING_SHARE"
    )
    alike_count: int = Field(description="Open denials, this one among them, that one look resolves together")
    alike_recovery: Dollars = Field(description="Expected recovery of these together")


class ScoreAppeals(Asked):
    """Claims whose open denials are to be scored."""

    claim_ids: list[ClaimId] = Field(min_length=1, max_length=MAX_CLAIMS, examples=[["CC000123"]])


class QueueItem(BaseModel):
    """One open denial, as in the command `queue`."""

    rank: int
    claim_id: str
    version: int
    payer_claim_number: str | None
    payer_id: str | None
    level: int = Field(description="The appeal level to work next; 1 is the first")
    denied_on: date | None
    deadline_on: date | None
    days_left: int | None = Field(description="Below 0: past its deadline")
    route: str
    denied_amount: Dollars | None
    denied_allowed: Dollars | None
    win_probability: Probability
    expected_recovery: Dollars = Field(description="Net of the cost of working it, US dollars")
    expected_minutes: float
    value_per_hour: Dollars
    planned_on: date | None
    reason_family: str | None
    carcs: list[str]
    rarcs: list[str]
    low_support: bool
    notes: DenialNotes


class AppealAnswer(QueueItem):
    """The score of one open denial."""

    explanation: Explanation
    model: ModelAnswer
    scored_at: datetime


class AppealsAnswer(BaseModel):
    """Scores of the open denials of the claims asked for, best first."""

    scores: list[AppealAnswer]
    without_open_denial: list[int] = Field(description="0-based places in `claim_ids` that have none")


class QueueAnswer(BaseModel):
    """One page of the appeal queue."""

    as_of: datetime
    total: int = Field(description="Open denials on all pages")
    items: list[QueueItem]
    next_cursor: str | None = Field(description="Send as `cursor` for the next page; null on the last")
