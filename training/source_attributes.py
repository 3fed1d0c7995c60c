"""The 31 source attributes that ONC's HTI-1 rule asks of predictive decision support.

Source: 45 CFR 170.315(b)(11)(iv)(B), as HTI-1 made it (89 FR 1192, 9 January 2024; HTI-5, proposed on 29
December 2025, would take it out again), numbered as there and told in short.
CleanClaim is no certified health IT module and gives no clinical advice; the list is filled in because it is
what a careful buyer asks for. What is blank says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.spec import ModelSpec
from training.document import Block, Heading, Table, Text
from training.model_words import ModelWords

_PERSONAL = {"age", "sex"}
_UNTOLD = ("race", "ethnicity", "language", "sexual orientation", "gender identity")
_UNTOLD_TOO = ("social determinants of health", "health status assessments")
_VARIABLES = ", ".join((*_UNTOLD, "sex", "date of birth", *_UNTOLD_TOO))
"""Those of paragraph (A)(5) to (13), in the rule's order."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: where it stands in the rule, what it asks, and the answer."""

    place: str
    asks: str
    answer: str


def source_attributes(
    spec: ModelSpec, words: ModelWords, *, learned: str, shares: str, validity: str, fairness: str
) -> tuple[Attribute, ...]:
    """The attributes of one model, in the rule's order.

    Args:
        spec: the model's columns.
        words: what is said of every model of its kind.
        learned: which rows it learned from.
        shares: how these divide by age and sex.
        validity: how well it did on rows it had not learned from.
        fairness: how that differs by age and sex.
    """
    answers = [
        *_output(words),
        *_purpose(words),
        *_development(spec, words, learned, shares),
        *_fairness(),
        *_external(),
        *_measures(validity, fairness),
        *_upkeep(),
    ]
    return tuple(Attribute(*held) for held in answers)


def attribute_blocks(attributes: Sequence[Attribute]) -> tuple[Block, ...]:
    """The attributes as a section of a page."""
    rows = tuple((f"(B){held.place}", held.asks, held.answer) for held in attributes)
    return (
        Heading("Source attributes (ONC HTI-1)"),
        Text(
            "45 CFR 170.315(b)(11)(iv)(B) lists what users of predictive decision support should be able to "
            "read. "
            "It binds certified health IT; this is not, and advises on claims, not care. Each attribute is "
            "answered, "
            "or says why it is not."
        ),
        Table("", ("place", "asks", "answer"), rows, words=3),
    )


def missing(because: str) -> str:
    """An answer where there is none."""
    return f"not available, because {because}"


def _output(words: ModelWords) -> list[tuple[str, str, str]]:
    return [
        (
            "(1)(i)",
            "name and contact of the developer",
            "CleanClaim, trained by this installation on its own claims; contact of the project: "
            + missing("none is recorded in it"),
        ),
        (
            "(1)(ii)",
            "funding source of the technical implementation",
            missing("none is recorded in the project"),
        ),
        ("(1)(iii)", "value that is put out", words.output),
        (
            "(1)(iv)",
            "whether it is a prediction, classification, recommendation, evaluation, analysis or other",
            "prediction",
        ),
    ]


def _purpose(words: ModelWords) -> list[tuple[str, str, str]]:
    return [
        ("(2)(i)", "intended use", words.use),
        ("(2)(ii)", "intended patient populations", words.patients),
        ("(2)(iii)", "intended users", words.users),
        ("(2)(iv)", "intended role in decisions: informs, augments or replaces", words.role),
        ("(3)(i)", "tasks, situations or populations for which it is cautioned against", words.out_of_scope),
        (
            "(3)(ii)",
            "known risks, inappropriate settings and uses, known limitations",
            " ".join(words.limits),
        ),
    ]


def _development(spec: ModelSpec, words: ModelWords, learned: str, shares: str) -> list[tuple[str, str, str]]:
    own = [name for name in spec.features if _PERSONAL & set(name.split("_"))]
    used = (
        f"date of birth, as age, and sex, in {len(own)} of {len(spec.features)} features ({', '.join(own)})"
        if own
        else "none"
    )
    return [
        ("(4)(i)", "criteria of inclusion and exclusion for the training data", f"{words.rows} {learned}"),
        (
            "(4)(ii)",
            f"use as input of {_VARIABLES}",
            f"{used}; not used, because a claim does not tell them: {', '.join((*_UNTOLD, *_UNTOLD_TOO))}",
        ),
        ("(4)(iii)", "how the training data represent people by these", shares),
        (
            "(4)(iv)",
            "relevance of the training data to where it is used",
            "The installation's own claims and answers: where it is used is where it learned.",
        ),
    ]


def _fairness() -> list[tuple[str, str, str]]:
    return [
        (
            "(5)(i)",
            "approach to make the output fair",
            "What is foretold is a payer's decision about a claim, not care. Calibration and accuracy are "
            "shown per age "
            "band and sex beside each other; identity of persons enters as history with a payer alone.",
        ),
        (
            "(5)(ii)",
            "approaches to manage, reduce or eliminate bias",
            "Calibration on later claims, directions of risk fixed where a reason is known, slices at the "
            "gate; no "
            "further correction is made.",
        ),
    ]


def _external() -> list[tuple[str, str, str]]:
    why = missing("the model is made for one installation and was tested on its own later claims alone")
    return [
        ("(6)(i)", "source and setting of data other than those of training and testing", why),
        ("(6)(ii)", "who made the external test", why),
        ("(6)(iii)", "how the external data represent people by the variables of (4)(ii)", why),
        ("(6)(iv)", "process of the external validation", why),
    ]


def _measures(validity: str, fairness: str) -> list[tuple[str, str, str]]:
    other = missing("no data of another source is held")
    return [
        ("(7)(i)", "validity in test data of the same source", validity),
        ("(7)(ii)", "fairness in test data of the same source", fairness),
        ("(7)(iii)", "validity in data external to, or of another source than, the training data", other),
        ("(7)(iv)", "fairness in data external to, or of another source than, the training data", other),
        (
            "(7)(v)",
            "references to evaluations of its use on outcomes",
            missing("no study of the scores' effect on patients' outcomes was made"),
        ),
    ]


def _upkeep() -> list[tuple[str, str, str]]:
    again = (
        "At every training run, and whenever `cleanclaim backtest` is run: rolling origins on the newest "
        "rows."
    )
    return [
        ("(8)(i)", "process and frequency by which validity is monitored over time", again),
        ("(8)(ii)", "validity in local data", "The same as (7)(i): all data are local."),
        (
            "(8)(iii)",
            "process and frequency by which fairness is monitored over time",
            f"{again} Slices by age band and sex are in the report.",
        ),
        ("(8)(iv)", "fairness in local data", "The same as (7)(ii): all data are local."),
        (
            "(9)(i)",
            "process and frequency by which it is updated",
            "By `cleanclaim train`, when the installation runs it; a gate of fixed rules promotes or "
            "refuses. No "
            "schedule is set by the program.",
        ),
        (
            "(9)(ii)",
            "how often it is corrected when risks to validity and fairness are found",
            "When found: `cleanclaim models rollback` puts the model before back at once, and a training "
            "run replaces it.",
        ),
    ]
