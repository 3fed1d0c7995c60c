"""Which claim version an answer (remit or 277CA status) speaks of: the order of evidence.

Source: `labels.md`, linking: payer's number, then the payer and its place, frequency and charge, dates,
member, then recency.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from data.codes import shortest_lag_days
from data.link_events import DAY_US, Answer, Version

LOOK_BACK: Final = 200
"""How many of the newest versions under one number are considered; keeps numbers that all share cheap."""


def same_provider(version: Version, other: Version | Answer) -> bool:
    """False only when NPI or tax id can be compared and neither agrees."""
    npi = version.npi is not None and other.npi is not None
    tax = version.tax_id is not None and other.tax_id is not None
    if not npi and not tax:
        return True
    return (npi and version.npi == other.npi) or (tax and version.tax_id == other.tax_id)


def dates_apart(one: Version | Answer, other: Version | Answer) -> bool:
    """Whether both have dates of service, and no day in common."""
    if one.from_on is None or other.from_on is None:
        return False
    one_end = one.from_on if one.through_on is None else one.through_on
    other_end = other.from_on if other.through_on is None else other.through_on
    return one.from_on > other_end or other.from_on > one_end


def best_version(
    answer: Answer, named: Sequence[Version], cut: Sequence[Version], numbered: Sequence[Version]
) -> tuple[Version, str] | None:
    """The version an answer speaks of and the evidence that decided; None when none fits.

    Args:
        answer: the remit or status.
        named: versions in hand under the same plain claim number, oldest first.
        cut: versions in hand whose longer number the answer's is the beginning of, of the same charge and
            first day (many claims share a beginning), oldest first.
        numbered: versions in hand that the payer's numbers lead to, oldest first.
    """
    plausible = [version for version in named[-LOOK_BACK:] if _is_plausible(version, answer)]
    if exact := [version for version in plausible if version.claim_id == answer.claim_id]:
        return _strongest(answer, exact, "claim_id")
    # A number that came back spoilt may be a stranger's: it needs a second witness.
    spoilt = [version for version in plausible if _has_witness(version, answer)]
    if fitting := spoilt or [version for version in cut if _is_plausible(version, answer)]:
        return _strongest(answer, fitting, "claim_id", sure=True)
    fitting = [version for version in numbered[-LOOK_BACK:] if _is_plausible(version, answer)]
    if answer.claim_id is not None:
        needed = _has_all_witnesses if answer.is_filler else _has_witness
        fitting = [version for version in fitting if needed(version, answer)]
    return _strongest(answer, fitting, "payer_number", sure=answer.is_filler) if fitting else None


def _has_witness(version: Version, answer: Answer) -> bool:
    return _equal(version.charge, answer.charge) or _dates_agree(version, answer)


def _has_all_witnesses(version: Version, answer: Answer) -> bool:
    # A filler leads to strangers' claims as well.
    if not (_equal(version.charge, answer.charge) and _dates_agree(version, answer)):
        return False
    return not _differ(version.member, answer.member)


def _is_plausible(version: Version, answer: Answer) -> bool:
    if version.submitted_at > answer.available_at or not same_provider(version, answer):
        return False
    if _number_agrees(version, answer):
        return True
    if version.charge is None or answer.charge is None or version.charge == answer.charge:
        return True
    # Another charge may be a payer splitting the claim; with other dates or frequency it is another claim.
    return not (dates_apart(version, answer) or _differ(version.frequency, answer.frequency))


def _strongest(
    answer: Answer, fitting: Sequence[Version], alone: str, *, sure: bool = False
) -> tuple[Version, str] | None:
    """The best of the versions; None when only time tells it from another claim, to be `sure`."""
    if len(fitting) == 1:
        only = fitting[0]
        return only, "payer_number" if _number_agrees(only, answer) else alone
    ranked = sorted(
        ((_evidence(version, answer), place, version) for place, version in enumerate(fitting)),
        key=itemgetter(0, 1),
    )
    (second, _, _), (first, _, winner) = ranked[-2:]
    if sure:
        alike = [version for held, _, version in ranked if held[:_OF_TIME] == first[:_OF_TIME]]
        if any(version.chain is not winner.chain for version in alike):
            return None
    return winner, _deciding(first, second)


EVIDENCE: Final = (
    "payer_number",
    "original_reference",
    "not_rejected",
    "payer",
    "responsibility",
    "frequency",
    "charge",
    "dates",
    "member",
    "received",
    "unclaimed_number",
    "recency",
)


_OF_TIME: Final = EVIDENCE.index("received")


def _evidence(version: Version, answer: Answer) -> tuple[int, ...]:
    """How well a version fits, strongest evidence first; higher is better, in the order of `EVIDENCE`."""
    return (
        int(_number_agrees(version, answer)),
        _reference_agrees(version, answer),
        int(not version.is_rejected),
        int(_payer_agrees(version, answer)),
        int(_equal(version.responsibility, answer.place)),
        int(_equal(version.frequency, answer.frequency)),
        int(_equal(version.charge, answer.charge)),
        int(_dates_agree(version, answer)),
        int(_equal(version.member, answer.member)),
        int(_was_sent_before(version, answer)),
        int(answer.number is None or answer.is_filler or not version.numbers),
        int(_is_old_enough(version, answer)),
    )


def _number_agrees(version: Version, answer: Answer) -> bool:
    if answer.is_filler or answer.number is None:
        return False
    return answer.number in version.numbers or (answer.may_keep_number and version.reference == answer.number)


def _payer_agrees(version: Version, answer: Answer) -> bool:
    return _equal(version.payer, answer.payer) or _equal(version.payer_name, answer.payer_name)


def _reference_agrees(version: Version, answer: Answer) -> int:
    if answer.reference is None:
        return 0
    if version.reference == answer.reference:
        return 2
    return int(answer.reference in version.numbers)


def _is_old_enough(version: Version, answer: Answer) -> bool:
    # A 277CA comes within hours; only a decision takes its time. Sooner, it answers an earlier version.
    lag = shortest_lag_days(version.filing) * DAY_US if answer.event == "remit" else 0
    return answer.available_at - version.available_at >= lag


def _was_sent_before(version: Version, answer: Answer) -> bool:
    """Whether the version was sent by when the payer says it had received the claim, or paid it."""
    sent_on = version.submitted_at // DAY_US
    if answer.received_on is not None and sent_on > answer.received_on + 1:
        return False
    return answer.paid_on is None or sent_on <= answer.paid_on


def _dates_agree(version: Version, answer: Answer) -> bool:
    return version.from_on is not None and answer.from_on is not None and not dates_apart(version, answer)


def _equal(one: object, other: object) -> bool:
    return one is not None and one == other


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _deciding(first: tuple[int, ...], second: tuple[int, ...]) -> str:
    decided = (name for name, a, b in zip(EVIDENCE, first, second, strict=True) if a != b)
    return next(decided, "recency")
