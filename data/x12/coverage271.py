"""Reading eligibility answers (271): who was covered, from when, under what plan.

A span needs a first day: `effective_on` is never made up from the day of the question, so an answer that says
only "active" is set aside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from data.codes import coverage_date_roles, eligibility_status, inquiry_problem, plan_type
from data.records import CoverageRecord, Row
from data.x12.source import Elements, Handlers, Source, get, npi, put
from data.x12.spans import Span

_PAYER_LEVEL, _SUBSCRIBER_LEVEL, _DEPENDENT_LEVEL = "20", "22", "23"
_PERSONS = ("IL", "03")
_GROUP_REFERENCES = ("6P", "1L", "18")
"""The number of the group, as the first of these that is told."""
_WHOLE_PLAN = "30"
_OTHER_PAYER = "R"
_OTHER_PAYER_ROLES = ("PR", "PRP")
_OPEN_FROM = date(2100, 1, 1)
"""Payers write 9999-12-31 and the like for a coverage without end."""


@dataclass(slots=True)
class _Benefit:
    """One EB with its dates; `whole` when it speaks of the plan rather than of some services."""

    position: int
    code: str
    status: str | None
    whole: bool
    insurance_type: str
    plan_name: str
    dates: Span = field(default_factory=Span)


@dataclass(slots=True)
class _Member:
    """A subscriber or dependent with what the answer says of them."""

    position: int
    row: Row
    groups: dict[str, str] = field(default_factory=dict)
    dates: Span = field(default_factory=Span)
    benefits: list[_Benefit] = field(default_factory=list)
    refused: bool = False

    @property
    def is_in_other_payer(self) -> bool:
        """Whether what follows speaks of another payer than the one that answers."""
        return bool(self.benefits) and self.benefits[-1].code == _OTHER_PAYER


class Coverages271:
    """One ST to SE. Each span of each member is one record; so is each refusal to answer (AAA)."""

    def __init__(self, source: Source, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._level = ""
        self._payer: Row = {}
        self._verified_on: date | None = None
        self._subscriber: Row = {}
        self._member: _Member | None = None
        self._fault = ""
        source.types.add("271")
        self.handlers: Handlers = {
            "BHT": self._bht,
            "HL": self._hl,
            "NM1": self._nm1,
            "REF": self._ref,
            "DTP": self._dtp,
            "EB": self._eb,
            "AAA": self._aaa,
        }

    def close(self) -> None:
        """End the last member, and say when there was none."""
        self._close_member()
        if self._source.seen == self._seen_before:
            self._source.warn("transaction_without_claims", self._position)

    def refuse(self, code: str, _position: int) -> None:
        if self._member:
            self._fault = self._fault or code
            self._member.benefits.clear()

    def excess(self, position: int) -> str:
        member = self._member
        if member is None:
            return ""
        return self._source.excess(position - member.position, rows=len(member.benefits))

    def _bht(self, elements: Elements, position: int) -> None:
        self._verified_on = self._source.day(get(elements, 4), position)

    def _hl(self, elements: Elements, position: int) -> None:
        self._level = level = get(elements, 3)
        self._close_member(has_dependent=level == _DEPENDENT_LEVEL)
        if level == _PAYER_LEVEL:
            self._payer = {}
        if level == _SUBSCRIBER_LEVEL:
            self._subscriber = {}
        if level in (_SUBSCRIBER_LEVEL, _DEPENDENT_LEVEL):
            groups = {"": str(self._subscriber["group"])} if "group" in self._subscriber else {}
            self._member = _Member(position, {}, groups)

    def _nm1(self, elements: Elements, _position: int) -> None:
        entity, member = get(elements, 1), self._member
        if member is None:
            if self._level == _PAYER_LEVEL:
                put(self._payer, "payer_name", get(elements, 3))
                put(self._payer, "payer_id", get(elements, 9) or get(elements, 3))
        elif entity in _PERSONS:
            self._name_person(member, get(elements, 9))
        elif entity == "P3":
            put(member.row, "primary_care_npi", npi(elements))
        elif entity in _OTHER_PAYER_ROLES and member.is_in_other_payer:
            put(member.row, "other_payer", get(elements, 9) or get(elements, 3))

    def _name_person(self, member: _Member, number: str) -> None:
        """Dependents are known by the subscriber's number, as on claims, unless they have their own."""
        if self._level == _SUBSCRIBER_LEVEL:
            put(self._subscriber, "member_id", number)
        put(member.row, "member_id", number or self._subscriber.get("member_id"))

    def _ref(self, elements: Elements, _position: int) -> None:
        qualifier, number = get(elements, 1), get(elements, 2)
        if self._member is None or qualifier not in _GROUP_REFERENCES or not number:
            return
        if self._member.is_in_other_payer:
            return
        self._member.groups.setdefault(qualifier, number)
        if self._level == _SUBSCRIBER_LEVEL:
            put(self._subscriber, "group", _group(self._member.groups))

    def _dtp(self, elements: Elements, position: int) -> None:
        """Dates of the member, or of the benefit they follow."""
        if self._member:
            benefits = self._member.benefits
            span = benefits[-1].dates if benefits else self._member.dates
            span.read(coverage_date_roles(), elements, self._source, position)

    def _eb(self, elements: Elements, position: int) -> None:
        if self._member is None:
            return
        services = re.split(r"[^0-9A-Za-z]+", get(elements, 3))
        code = get(elements, 1)
        benefit = _Benefit(
            position=position,
            code=code,
            status=eligibility_status(code),
            whole=_WHOLE_PLAN in services or not any(services),
            insurance_type=get(elements, 4),
            plan_name=get(elements, 5),
        )
        self._member.benefits.append(benefit)

    def _aaa(self, elements: Elements, position: int) -> None:
        """A question that was not answered, of a member or of everyone below."""
        self._source.seen += 1
        self._source.set_aside(inquiry_problem(get(elements, 3)), position)
        if self._member:
            self._member.refused = True

    def _close_member(self, *, has_dependent: bool = False) -> None:
        member, fault = self._member, self._fault or self.excess(0)
        self._member, self._fault = None, ""
        if member is None:
            return
        rows = list(_spans(member)) if not fault else []
        source = self._source
        if rows or fault:
            source.seen += max(len(rows), 1)
        if fault:
            source.quarantine(fault, member.position)
        elif not rows and not member.refused and not (has_dependent and not member.benefits):
            source.seen += 1
            source.set_aside("coverage_not_told", member.position)
        for row in rows:
            self._keep(member, row)

    def _keep(self, member: _Member, row: Row) -> None:
        source, position = self._source, int(str(row["position"]))
        row |= self._payer | member.row
        put(row, "group_number", _group(member.groups))
        available = source.available_at
        put(row, "verified_on", self._verified_on or (available.date() if available else None))
        put(row, "available_at", available)
        if fault := _why_not(row):
            source.quarantine(fault, position)
        elif "effective_on" not in row:
            source.set_aside("coverage_without_start", position)
        else:
            row |= {"coverage_key": source.key(position), "file_sha256": source.file_sha256}
            source.items.append(CoverageRecord(row))


def _why_not(row: Row) -> str:
    if "available_at" not in row:
        return "missing_dates"
    if "payer_id" not in row:
        return "missing_payer_id"
    return "" if "member_id" in row else "missing_member_id"


def _group(groups: dict[str, str]) -> str:
    return next((groups[name] for name in (*_GROUP_REFERENCES, "") if name in groups), "")


def _spans(member: _Member) -> Iterator[Row]:
    """One row per first day, in file order: what was said of the plan, else of the services named.

    Active wins where both are said of one span. Plan facts are those told of the span itself, else beside
    benefits that belong to no other span.
    """
    told = [benefit for benefit in member.benefits if benefit.status]
    told = [benefit for benefit in told if benefit.whole] or told
    spans: dict[date | None, list[_Benefit]] = {}
    for benefit in told:
        spans.setdefault(benefit.dates.first or member.dates.first, []).append(benefit)
    for first, benefits in spans.items():
        active = [benefit for benefit in benefits if benefit.status == "active"]
        deciding = active or benefits
        row: Row = {"position": deciding[0].position, "status": deciding[0].status}
        put(row, "effective_on", first)
        last = next((b.dates.last for b in deciding if b.dates.last), member.dates.last)
        put(row, "terminated_on", last if last and last < _OPEN_FROM else None)
        beside = [b for b in member.benefits if b not in told and _may_share(b, first, alone=len(spans) == 1)]
        facts = (*deciding, *benefits, *(beside if active or len(spans) == 1 else []))
        put(row, "plan_type", next((p for b in facts if (p := plan_type(b.insurance_type))), None))
        put(row, "plan_name", next((b.plan_name for b in facts if b.plan_name), None))
        yield row


def _may_share(benefit: _Benefit, first: date | None, *, alone: bool) -> bool:
    """Whether a benefit beside the spans tells of the plan of the one that begins on this day."""
    own = benefit.dates.first
    return benefit.code != _OTHER_PAYER and (alone or own is None or own == first)
