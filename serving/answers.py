"""What the API takes and gives, as types: the OpenAPI document is made from these.

Money is in US dollars, a JSON number with at most two decimals, made from exact cents. Probabilities are 0
to 1, days are ISO dates, moments are UTC.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from data.canonical import ClaimIn

MAX_CLAIMS = 1_000
Dollars = Annotated[
    Decimal,
    PlainSerializer(float, return_type=float, when_used="json"),
    Field(description="US dollars, to the cent", examples=[120.5]),
]
Probability = Annotated[float, Field(ge=0, le=1)]
ClaimId = Annotated[str, Field(min_length=1, max_length=64)]


class Asked(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class ScoreClaims(Asked):
    """Claims to be scored as they would be submitted."""

    claims: list[ClaimIn] = Field(min_length=1, max_length=MAX_CLAIMS)
    precision_threshold: Probability | None = Field(
        default=None,
        description=(
            "The precision wanted of flagged claims. The answer then says from which risk on flagged claims "
            "failed at least this often in held-back data, and which of these claims that flags."
        ),
    )


class Reason(BaseModel):
    """A reason family, should the claim be denied."""

    family: str = Field(description="Reason family code", examples=["authorization"])
    probability: Probability = Field(description="Probability of this family given a denial")
    carcs: list[str] = Field(description="Likeliest claim adjustment reason codes", examples=[["197"]])


class Driver(BaseModel):
    """What on one line moved the score."""

    feature: str
    label: str = Field(description="Plain words")
    value: float | str | None = Field(description="The line's value; null is missing")


class LineAnswer(BaseModel):
    """One service line."""

    line: int = Field(description="1-based")
    drivers: list[Driver]


class FindingAnswer(BaseModel):
    """A fact the scrubber found, apart from any risk."""

    code: str
    message: str
    segment: str | None = Field(description="X12 segment it stands in, as `2300 REF*G1`")
    owner: str = Field(description="front desk, authorization, coding, provider or billing")
    actionable: bool


class Contribution(BaseModel):
    """How one feature moved the raw score, in log-odds."""

    feature: str
    label: str = Field(description="Plain words")
    value: float | str | None = Field(description="The feature's value; null is missing")
    contribution: float = Field(description="Log-odds; above 0 raises the risk")


class Explanation(BaseModel):
    """What moved the score (not why the payer would deny): base + contributions = raw log-odds."""

    base: float = Field(description="Log-odds before anything is known of this one")
    contributions: list[Contribution] = Field(description="Largest first")


class Fix(BaseModel):
    """Something that may be put right, from the list of things that do not change what is paid."""

    action: str
    risk_after: Probability | None = Field(
        description="Score of a claim like this without this finding (without any of them for `all`); null "
        "for a coding_review or a provider_query"
    )


class ModelAnswer(BaseModel):
    """The model that scored."""

    name: str
    version: str
    sha256: str


class Support(BaseModel):
    """How much of the past stands behind a score."""

    model_config = ConfigDict(extra="allow")

    low_support: bool
    reasons: list[str] = Field(description="Codes, as unseen_payer", examples=[["unseen_procedure"]])


class ScoreAnswer(BaseModel):
    """The score of one claim."""

    claim_id: str
    denial_risk: Probability = Field(description="P(denied, partly denied or returned at first adjudication)")
    risk_band: str = Field(description="low, medium or high")
    expected_allowed: Dollars | None = Field(
        description="What is usually allowed for these lines, US dollars; null when unknown"
    )
    expected_denied: Dollars | None = Field(
        description="denial_risk x expected_allowed, US dollars; null when that is"
    )
    reasons: list[Reason]
    lines: list[LineAnswer]
    findings: list[FindingAnswer]
    explanation: Explanation
    fixes: list[Fix]
    support: Support
    model: ModelAnswer
    scored_at: datetime


class Flagging(BaseModel):
    """The answer to `precision_threshold`."""

    precision_threshold: Probability
    risk_threshold: float | None = Field(
        description="Lowest risk that surely (90 %) reached the precision in held-back data, null for none"
    )
    flagged: list[int] = Field(description="0-based places in `scores` at or above it")


class ScoresAnswer(BaseModel):
    """Scores in the order of the claims."""

    scores: list[ScoreAnswer]
    flagging: Flagging | None = Field(default=None, description="Only when `precision_threshold` was sent")


class ProblemPlace(BaseModel):
    """Something odd at a place in a file."""

    code: str
    segment: int = Field(description="1-based position of the segment or row")


class X12ScoresAnswer(ScoresAnswer):
    """Scores of the claims of an 837, and what of it was not scored."""

    quarantined: list[ProblemPlace] = Field(description="Claims that could not be read")
    set_aside: list[ProblemPlace] = Field(description="Claims of a kind that is not scored")
    warnings: list[ProblemPlace]


class FileAnswer(BaseModel):
    """What became of one file; `seen` is the sum of the four counts after it."""

    id: str = Field(description="sha256 of the content")
    file: str = Field(description="Name it came under")
    type: str
    seen: int
    kept: int
    set_aside: int
    quarantined: int
    already_held: int
    warnings: list[ProblemPlace]


class GiveFeedback(Asked):
    """A remark about a score or a work item."""

    claim_id: ClaimId = Field(examples=["CC000123"])
    verdict: Literal["score_wrong", "fixed", "not_workable"]
    reason: str | None = Field(default=None, max_length=2_000, examples=["The authorization was on file."])


class FeedbackAnswer(BaseModel):
    """A remark was stored."""

    id: str
    given_at: datetime


class GateCheck(BaseModel):
    """One thing that the gate measured; `figure` and `limit` are null where nothing could be."""

    name: str
    passed: bool
    figure: float | None
    limit: float | None
    sentence: str


class Decision(BaseModel):
    """One decision about a model, and the champion before and after it."""

    promotion: int = Field(description="order of the decision, among those about all models")
    action: str = Field(description="promoted, refused or rolled_back")
    sha256: str = Field(description="the model that it is about")
    previous_sha256: str | None = Field(description="champion before; null before the first")
    champion_sha256: str | None = Field(description="champion after; null before the first")
    version: str | None
    by: str
    why: str
    gate_version: str | None = Field(description="of the policy that decided; null when a person did")
    checks: list[GateCheck] | None = Field(description="what the gate measured; null when a person decided")
    decided_at: datetime


class ModelState(BaseModel):
    """One model: who is champion, and every decision, newest first."""

    name: str
    champion: ModelAnswer | None
    decisions: list[Decision]


class ModelsAnswer(BaseModel):
    """All models."""

    models: list[ModelState]


class Ready(BaseModel):
    """Everything needed to answer is there."""

    status: Literal["ready"] = "ready"


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"
