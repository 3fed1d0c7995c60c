"""What would a claim like this score without this finding? Only for what may honestly be put right.

The allow-list is `features.put_right`: facts the practice already has or must give anyway. Nothing here
suggests another code, modifier, diagnosis, unit, date or place; such findings are for a coding review or a
provider query, and get no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from features.asof import AsOf
from features.feature import Feature
from features.matrix import denial_matrix
from features.put_right import TEMPLATES, PutRight, put_right
from features.scrub import RULES, Rule
from models.calibrate import FloatArray
from models.denial import starting_log_odds
from models.fit import Fitted

WITHOUT = "score of a claim like this without this finding"
WITHOUT_ALL = "score of a claim like this without any of these findings"

ALL = "all"
"""The action that stands for all numbered ones of a claim together."""

_RULES: Mapping[str, Rule] = {rule.code: rule for rule in RULES}

Asked = tuple[int, tuple[str, ...]]
"""A claim's place and findings to be put right together."""


class Found(Protocol):
    """The part of a finding that decides whether it can be fixed."""

    @property
    def code(self) -> str:
        """Stable code of the finding."""
        ...

    @property
    def actionable(self) -> bool:
        """Whether its owner can put it right."""
        ...


@dataclass(frozen=True, slots=True)
class Fix:
    """A finding's code (or `ALL`) as `action`, and the risk of a claim like this without it.

    `words` say what the number is. Of a coding review or a provider query (`coding_review`,
    `provider_query`) there is no number.
    """

    action: str
    risk_after: float | None
    words: str = WITHOUT


def fixes(
    fitted: Fitted,
    features: Sequence[Feature],
    asof: AsOf,
    *,
    risk: FloatArray,
    found: Sequence[Sequence[Found]],
) -> tuple[tuple[Fix, ...], ...]:
    """Per claim: all its fixes together, each that lowers the risk, best first, then reviews and queries.

    Args:
        fitted: the model.
        features: its features, in order.
        asof: the view that the claims were scored by.
        risk: their risks, n.
        found: their findings, one sequence per claim.
    """
    asked = _asked(found)
    made: list[list[Fix]] = [[] for _ in range(len(asof))]
    if asked:
        right = put_right(asof, asked)
        after = risks(fitted, features, right)
        gone = _gone(right, asked)
        for place in np.flatnonzero(gone & (after < risk[[row for row, _ in asked]])).tolist():
            row, codes = asked[place]
            made[row].append(_fix(codes, float(after[place])))
    return tuple(
        (*sorted(held, key=_best_first), *_reviews(told)) for held, told in zip(made, found, strict=True)
    )


def risks(fitted: Fitted, features: Sequence[Feature], right: PutRight) -> FloatArray:
    """The risk of each claim as it would be."""
    view = right.view
    x = denial_matrix(view.batch, view.knowledge, features, asof=view)
    place = {feature.name: number for number, feature in enumerate(features)}
    for row, reads in enumerate(right.reads):
        for name, value in reads.items():
            if name in place:
                x[row, place[name]] = value
    return fitted.risk(x, starting_log_odds(view))


def _asked(found: Sequence[Sequence[Found]]) -> list[Asked]:
    """Each finding with a template alone, and where a claim has several, all of them together."""
    asked: list[Asked] = []
    for row, held in enumerate(found):
        codes = tuple(one.code for one in held if one.actionable and one.code in TEMPLATES)
        asked += [(row, (code,)) for code in codes]
        if len(codes) > 1:
            asked.append((row, codes))
    return asked


def _gone(right: PutRight, asked: Sequence[Asked]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Whether the findings asked about are no longer found, so that the number is what it says."""
    codes = {code for _, together in asked for code in together if not TEMPLATES[code].reads}
    still = {code: _claims(_RULES[code], right.view) for code in codes}
    return np.array(
        [not any(code in still and still[code][row] for code in held) for row, (_, held) in enumerate(asked)]
    )


def _claims(rule: Rule, asof: AsOf) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    flags = rule.flags(asof)
    return np.bincount(asof.row, weights=flags, minlength=len(asof)) > 0 if rule.by_line else flags


def _fix(codes: tuple[str, ...], after: float) -> Fix:
    return Fix(codes[0], after) if len(codes) == 1 else Fix(ALL, after, WITHOUT_ALL)


def _best_first(fix: Fix) -> tuple[bool, float, str]:
    return fix.action != ALL, fix.risk_after or 0.0, fix.action


def _reviews(found: Sequence[Found]) -> tuple[Fix, ...]:
    reviews = dict.fromkeys(_RULES[one.code].review for one in found if one.code in _RULES)
    return tuple(Fix(review.replace(" ", "_"), None, review) for review in reviews if review)
