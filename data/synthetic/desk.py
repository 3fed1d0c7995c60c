"""The front desk: which coverage it has on file, whom it bills, and what it learns when.

What the practice knows is a row of `coverages.csv` with the day it became known; whom it bills
follows from that. A change nobody asked about is learned from the first denial, weeks later.
"""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Ints
from data.synthetic.claim_arrays import Claims
from data.synthetic.patients import People, Spans
from data.synthetic.policy import Fixes
from data.synthetic.settings import Settings

_NOTICED_DAYS = 20
"""After so many days half of those who overlooked a change have noticed it."""

_JUST_BEFORE = 30
"""Days before a new plan's begin in which a service may be billed to it."""

_KEY = 1 << 20
"""More than any day number: household * _KEY + day sorts by household, then day."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Per claim: what was billed, and what is the matter with it."""

    span: Ints
    """Coverage span billed."""
    payer: Ints
    lapsed: Bools
    """The span billed does not cover the day of service."""
    before: Bools
    """It had not begun; else it had ended."""
    lapse_known: Bools
    """The practice had it on file before sending."""
    other_primary: Bools
    other_known: Bools
    typo: Bools
    """The member id was typed wrong."""
    billable: Bools
    """False: known to have no coverage (or another payer first), so that no claim went out."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """When the practice learned of spans' ends and begins, and of households' other payers; NEVER if not."""

    ended: Ints
    began: Ints
    other_primary: Ints


def register(
    settings: Settings, people: People, claims: Claims, fixes: Fixes, rng: np.random.Generator
) -> tuple[Registration, Knowledge]:
    """Whom each claim bills, given what the desk knew when it was sent; flagged claims are asked for."""
    spans, asked_again = people.spans, fixes.of("eligibility", claims.serial)
    at = _span_of_day(spans, claims)
    ended = _learn_ends(settings, spans, claims, at, rng)
    span, known, uncovered = _span_billed(settings, people, claims, (at, ended, asked_again), rng)
    lapsed = (claims.day > spans.last[span]) | (claims.day < spans.first[span])
    other, other_known, other_told = _other_payer(settings, people, claims, rng)
    stopped = other & other_known & (rng.random(len(claims)) < settings.habits.coverage_acted)
    stopped |= other & fixes.of("coordination", claims.serial)
    registration = Registration(
        span=span,
        payer=spans.payer[span],
        lapsed=lapsed,
        before=claims.day < spans.first[span],
        lapse_known=lapsed & known,
        other_primary=other & ~stopped,
        other_known=other_known,
        typo=(rng.random(len(claims)) < settings.habits.member_typo) & ~asked_again,
        billable=~uncovered & ~stopped,
    )
    return registration, Knowledge(ended, _learn_begins(spans, ended), other_told)


def _span_billed(
    settings: Settings,
    people: People,
    claims: Claims,
    told: tuple[Ints, Ints, Bools],
    rng: np.random.Generator,
) -> tuple[Ints, Bools, Bools]:
    """Per claim: the span billed, whether a wrong one was on file as such, and whether it is held back."""
    spans, (at, ended, asked_again) = people.spans, told
    covered = claims.day <= spans.last[at]
    first_span = people.first_span[claims.household]
    old = np.where(covered, np.maximum(at - 1, first_span), at)
    changed = (at > first_span) | ~covered
    ends_at = np.where(changed, ended[old], NEVER)
    known = ends_at < claims.submit
    heeds = settings.habits.coverage_acted
    heeding = np.where(claims.submit - ends_at > _NOTICED_DAYS, 0.5 + heeds / 2, heeds)
    acted = (known & (rng.random(len(claims)) < heeding)) | (changed & asked_again)
    early = _billed_early(settings, spans, claims, at, rng) & ~asked_again
    following = np.minimum(at + 1, len(spans.first) - 1)
    span = np.where(early, following, np.where(changed & ~acted, old, at))
    return span, known | early, acted & ~early & ~covered


def _billed_early(
    settings: Settings, spans: Spans, claims: Claims, at: Ints, rng: np.random.Generator
) -> Bools:
    """The new plan is on file when the claim is written, and taken for a service before its first day."""
    following = np.minimum(at + 1, len(spans.first) - 1)
    begins = spans.first[following]
    soon = (spans.household[following] == claims.household) & (begins > claims.day)
    soon &= (begins - claims.day <= _JUST_BEFORE) & (begins < claims.submit)
    return soon & (rng.random(len(claims)) < settings.habits.new_plan_taken)


def _span_of_day(spans: Spans, claims: Claims) -> Ints:
    """Per claim: the last span of its household that had begun by the day of service."""
    begins = spans.household * _KEY + spans.first
    return np.searchsorted(begins, claims.household * _KEY + claims.day, side="right") - 1


def _learn_begins(spans: Spans, ended: Ints) -> Ints:
    """Per span: known since the end of the one before was, or its begin; always for a household's first."""
    follows = np.append(False, spans.household[1:] == spans.household[:-1])
    before = np.append(0, ended[:-1])
    return np.where(follows, np.maximum(before, spans.first - 10), spans.first)


def _learn_ends(settings: Settings, spans: Spans, claims: Claims, at: Ints, rng: np.random.Generator) -> Ints:
    """Per span: the day its end became known, NEVER when it did not."""
    size = len(spans.first)
    covered = claims.day <= spans.last[at]
    previous = np.where(covered, at - 1, at)  # the span that had ended by the time of this visit
    had = (previous >= 0) & (spans.household[previous] == claims.household)
    visit, sent = np.full(size, NEVER), np.full(size, NEVER)
    np.minimum.at(visit, previous[had], claims.day[had])
    np.minimum.at(sent, previous[had], claims.submit[had])
    checked = rng.random(size) < settings.habits.coverage_checked
    prompt = rng.random(size) < 0.8  # noqa: PLR2004 - ours: asked before the visit, or some weeks after
    by_asking = np.where(prompt, visit - 1, visit + rng.integers(2, 40, size))
    by_denial = sent + rng.integers(16, 40, size)
    told = np.where(checked, np.minimum(by_asking, by_denial), by_denial)
    return np.where((spans.last < NEVER) & (visit < NEVER), np.maximum(told, spans.last - 20), NEVER)


def _other_payer(
    settings: Settings, people: People, claims: Claims, rng: np.random.Generator
) -> tuple[Bools, Bools, Ints]:
    """Per claim: another payer is primary; the desk knew. Per household: the day it learned."""
    since = people.other_primary_from
    other = claims.day >= since[claims.household]
    sent = np.full(len(since), NEVER)
    np.minimum.at(sent, claims.household[other], claims.submit[other])
    by_denial = sent + rng.integers(16, 40, len(since))
    known = np.where(
        sent < NEVER, np.minimum(people.other_primary_known, by_denial), people.other_primary_known
    )
    return other, known[claims.household] < claims.submit, known
