"""What a claim would read without a finding, for what may honestly be put right.

The allow-list: an authorization number that is on file, member and coverage data once verified, required
data and attachments that are missing, an enrolled NPI, the payer's own number (REF*F8). A template fills
these fields and no other. No code, modifier, diagnosis, unit, date or place of a service is ever touched:
whatever turns a zero into a payment that way raises payment.
"""

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features.asof import AsOf
from features.authorization import authorization_match, number_on_file
from features.checks import usual_but_absent
from features.coverage_match import CoverageMatch, matched
from features.key_index import KeyIndex
from features.ledger import Ints, Objects, microseconds, only, ranges

Flags = NDArray[np.bool_]
Fill = Callable[[AsOf], Objects]
"""New values of a field, one per row of its table; None leaves a row as it is."""

ALLOWED_FIELDS: frozenset[str] = frozenset(
    {
        "claims.member_id",
        "claims.billing_npi",
        "claims.referring_npi",
        "claims.attachments",
        "claims.clia_number",
        "claims.original_reference",
        "lines.prior_authorization",
        "lines.ndc",
    }
)
"""Columns that a template may fill."""

SUPPLIED = "supplied"
"""Stands for a value that the practice has or can get; nobody was ever seen under it."""

_SUPPLIED_NPI = "1999999984"
"""The same where a check digit must hold."""


@dataclass(frozen=True, slots=True)
class Template:
    """How a claim reads once a finding is put right.

    `fields` are filled, `verified` is what the coverage source would tell, `reads` are features of facts
    that stand in no field.
    """

    fields: Mapping[str, Fill] = field(default_factory=dict)
    verified: Callable[[CoverageMatch, Flags], CoverageMatch] | None = None
    reads: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutRight:
    """Claims of a view as they would be: one row per (claim, findings) asked, in that order.

    `reads` are features by row that the view itself cannot tell.
    """

    view: AsOf
    reads: tuple[Mapping[str, float], ...]


def put_right(asof: AsOf, asked: Sequence[tuple[int, tuple[str, ...]]]) -> PutRight:
    """The claims at these places without these findings, each of which has a template."""
    before = AsOf(taken(asof.batch, np.array([row for row, _ in asked], dtype=np.int64)), asof.knowledge)
    marked = {code: np.array([code in codes for _, codes in asked], dtype=bool) for code in TEMPLATES}
    view = AsOf(_filled(before, marked), asof.knowledge)
    match = matched(view.batch, asof.knowledge.coverages)
    for code, template in TEMPLATES.items():
        if template.verified and marked[code].any():
            match = template.verified(match, marked[code])
    reads = tuple(ChainMap(*(dict(TEMPLATES[code].reads) for code in codes)) for _, codes in asked)
    view.once("coverage match", lambda: match)  # what the view would look up itself
    return PutRight(view, reads)


def taken(batch: ClaimBatch, rows: Ints) -> ClaimBatch:
    """The claims at these places, which may repeat, with their lines and other payers."""
    return ClaimBatch(
        {name: values[rows] for name, values in batch.claims.items()},
        _children(batch.lines, rows),
        _children(batch.other_payers, rows),
        batch.t[rows],
    )


def _children(columns: Mapping[str, NDArray[np.generic]], rows: Ints) -> dict[str, NDArray[np.generic]]:
    of = columns["row"]
    query, place = ranges(np.searchsorted(of, rows, "left"), np.searchsorted(of, rows, "right"))
    return {**{name: values[place] for name, values in columns.items()}, "row": query}


def _filled(before: AsOf, marked: Mapping[str, Flags]) -> ClaimBatch:
    """The batch with the fields of the marked templates filled; a field that is not allowed raises."""
    held = {"claims": dict(before.batch.claims), "lines": dict(before.batch.lines)}
    for code, template in TEMPLATES.items():
        for name, fill in template.fields.items():
            if marked[code].any():
                table, _, column = name.partition(".")
                which = marked[code] if table == "claims" else marked[code][before.row]
                held[table][column] = _laid_over(held[table][column], fill(before), which)
    return replace(before.batch, claims=held["claims"], lines=held["lines"])


def _laid_over(old: Objects, new: Objects, which: Flags) -> Objects:
    takes = which & np.array([value is not None for value in new], dtype=bool)
    return np.where(takes, new, old)


def _supplied(column: str, value: str = SUPPLIED) -> Fill:
    """The value for every claim that has none."""

    def fill(asof: AsOf) -> Objects:
        return np.array([None if held else value for held in asof.claim(column)], dtype=object)

    return fill


def _drug_code(asof: AsOf) -> Objects:
    """Supplied for the lines whose drug code was found missing."""
    out = np.full(len(asof.row), None, dtype=object)
    out[usual_but_absent("drug")(asof)] = SUPPLIED
    return out


def _number_on_file(asof: AsOf) -> Objects:
    """Per line that needs one, the number of an approved authorization on file that fits it."""
    match = authorization_match(asof)
    broken = match.not_approved | match.outside_dates | match.other_member | (match.units_left < 0)
    return only(number_on_file(asof), ~match.numbered | broken)


def _usual_billing_npi(asof: AsOf) -> Objects:
    """The NPI that most claims sent before T were billed under."""
    sent = asof.knowledge.ledgers["sent"]
    lacks = np.array([held is None for held in asof.claim("billing_npi")], dtype=bool)
    out = np.full(len(asof), None, dtype=object)
    moments = microseconds(asof.batch.t[lacks]).tolist()
    out[lacks] = [_most(sent.index("billing"), sent.at < t) for t in moments]
    return out


def _most(index: KeyIndex, seen: NDArray[np.bool_]) -> str | None:
    """The value of most events seen, the first in order of text among as many; None without any."""
    codes = index.codes[seen]
    counts = np.bincount(codes[codes >= 0], minlength=len(index.ids))
    if not counts.any():
        return None
    return min(value for value, place in index.ids.items() if counts[place] == counts.max())


def _active(match: CoverageMatch, which: Flags) -> CoverageMatch:
    """The billed payer's coverage verified: it holds on the day of service."""
    return replace(
        match,
        on_file=match.on_file | which,
        active=match.active | which,
        ended_on=np.where(which, np.datetime64("NaT"), match.ended_on),
        starts_later=match.starts_later & ~which,
        once_ended=match.once_ended & ~which,
    )


def _first(match: CoverageMatch, which: Flags) -> CoverageMatch:
    """The order of payers verified: the billed one is first."""
    return replace(match, first_elsewhere=match.first_elsewhere & ~which)


_NUMBER = Template({"lines.prior_authorization": _number_on_file})

TEMPLATES: Mapping[str, Template] = {
    "missing_member_id": Template({"claims.member_id": _supplied("member_id")}),
    "missing_billing_npi": Template({"claims.billing_npi": _usual_billing_npi}),
    "invalid_npi": Template(reads={"npi_invalid": 0.0}),
    "coverage_ended": Template(verified=_active),
    "coverage_not_begun": Template(verified=_active),
    "other_payer_first": Template(verified=_first),
    "authorization_left_off": _NUMBER,
    "authorization_not_approved": _NUMBER,
    "authorization_outside_dates": _NUMBER,
    "authorization_of_other_member": _NUMBER,
    "authorization_units_exceeded": _NUMBER,
    "drug_code_usual_but_absent": Template({"lines.ndc": _drug_code}),
    "attachment_usual_but_absent": Template({"claims.attachments": _supplied("attachments")}),
    "referring_usual_but_absent": Template(
        {"claims.referring_npi": _supplied("referring_npi", _SUPPLIED_NPI)}
    ),
    "clia_usual_but_absent": Template({"claims.clia_number": _supplied("clia_number")}),
    "replacement_without_reference": Template({"claims.original_reference": _supplied("original_reference")}),
}
"""By finding, how a claim reads without it. A finding without a template has no number."""
