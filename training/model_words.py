"""What is said of every model of a kind: its use, users and limits, for its card."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelWords:
    """Sentences about a model that do not depend on its data."""

    use: str
    users: str
    role: str
    patients: str
    output: str
    start: str
    """What the trees start from."""
    out_of_scope: str
    rows: str
    limits: tuple[str, ...]


_LIMITS = (
    "It learns from one installation: payers, services and rules it has hardly seen are scored from wider "
    "rates, "
    "and said to be of low support.",
    "A payer's new rule is unknown until its first answers are in; until most answers of their days are in "
    "they move the short rates alone.",
    "What moved a score is not why a payer denies.",
    "Claims that were put right because of a score are learned from as they were first sent.",
)

MODEL_WORDS: Mapping[str, ModelWords] = {
    "denial": ModelWords(
        use="To tell, before a claim is sent, how likely its payer is to deny it, deny part of it or return "
        "it, so "
        "that it can be checked first.",
        users="Billers and their managers; data scientists who keep it.",
        role="Informs: a person decides what is checked, corrected and sent.",
        patients="All whose services are billed by the installation on original primary claims.",
        output="A calibrated probability of denial, partial denial or return at first adjudication; reason "
        "families "
        "with probabilities given denial; expected denied allowed dollars.",
        start="each reason's log-odds among claims without a past of such denials, lifted by what its own "
        "past shares say, the more so the rarer it is among claims",
        out_of_scope="Decisions about care, coverage, or whom to treat; changing codes, modifiers, "
        "diagnoses, units, "
        "dates or places to lower a score; secondary, replacement and void claims; practices whose claims "
        "it has not "
        "learned from.",
        rows="Original primary claims whose answer is in and whose days are mature, and answered ones of "
        "younger days most of whose answers are in, each counted for those still to come; left out: claims "
        "rejected at the door, sent again, without an answer, secondary, replacement and void ones. Judged "
        "on mature days alone.",
        limits=_LIMITS,
    ),
    "appeal": ModelWords(
        use="To rank open denials by what an hour of work may recover before their deadlines.",
        users="Denial specialists and their managers; data scientists who keep it.",
        role="Informs: a person decides what is worked, and how.",
        patients="All whose denied claims the installation works.",
        output="A calibrated probability that working a denial now recovers anything, and dollars given "
        "recovery.",
        start="the usual win chances of such denials",
        out_of_scope="Decisions about care or coverage; telling whether a denial was right; denials unlike "
        "those that "
        "were ever appealed.",
        rows="Appeals that were decided, as they stood when filed; left out: the first ones, at whose "
        "filing too "
        "little was known, and denials that nobody appealed.",
        limits=(
            "It speaks of denials like those that were appealed: people chose which.",
            *_LIMITS[:1],
            _LIMITS[2],
        ),
    ),
}
