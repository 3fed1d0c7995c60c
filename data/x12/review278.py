"""Reading authorizations: the responses among 278s (X217). Requests are named and not read."""

from data.codes import inquiry_problem, review_date_roles, review_status
from data.records import AuthorizationRecord, Row
from data.x12.procedures import code_and_modifiers, read_procedure
from data.x12.source import Elements, Handlers, Source, get, npi, put
from data.x12.spans import Span

_RESPONSE = "11"
_PAYER_LEVEL, _SUBSCRIBER_LEVEL, _DEPENDENT_LEVEL = "20", "22", "23"
_PROVIDER_LEVEL, _EVENT_LEVEL, _SERVICE_LEVEL = "19", "EV", "SS"
_PERSONS = ("IL", "QC")
_PROVIDERS, _FACILITIES = ("SJ", "1T"), ("FA", "77")
_NOT_NEEDED = "NA"
_SERVICES = {"SV1": (1, 4), "SV2": (2, 5), "SV3": (1, 6)}
"""Where a service segment holds its procedure and its quantity."""


class _Review:
    """What one level (an event, or a service below it) says; a service begins as its event."""

    def __init__(self, position: int, event: "_Review | None" = None) -> None:
        self.position = position
        self.row: Row = dict(event.row) if event else {}
        self.action: str = event.action if event else ""
        self.is_decided = False
        self.event = event
        self.dates = Span()
        self.units: float | None = None
        self.refused = False
        self.has_services = False


class Reviews278:
    """One ST to SE. Each service decided on is one record; an event without services is one itself."""

    def __init__(self, source: Source, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._level = ""
        self._payer: Row = {}
        self._subscriber: Row = {}
        self._member: Row = {}
        self._providers: Row = {}
        self._event: _Review | None = None
        self._review: _Review | None = None
        self._fault = ""
        source.types.add("278")
        self._response: Handlers = {
            "HL": self._hl,
            "NM1": self._nm1,
            "AAA": self._aaa,
            "HCR": self._hcr,
            "DTP": self._dtp,
            "HSD": self._hsd,
            **dict.fromkeys(_SERVICES, self._service),
        }
        self.handlers: Handlers = {"BHT": self._bht}

    def close(self) -> None:
        """End the last service and event, and say when there was none."""
        self._close_review()
        self._close_event()
        if self.handlers is not self._response:
            self._source.warn("transaction_not_read", self._position)
        elif self._source.seen == self._seen_before:
            self._source.warn("transaction_without_claims", self._position)

    def refuse(self, code: str, _position: int) -> None:
        if self._review:
            self._fault = self._fault or code

    def excess(self, position: int) -> str:
        return self._source.excess(position - self._review.position) if self._review else ""

    def _bht(self, elements: Elements, _position: int) -> None:
        if get(elements, 2) == _RESPONSE:
            self.handlers = self._response

    def _hl(self, elements: Elements, position: int) -> None:
        self._level = level = get(elements, 3)
        self._close_review()
        if level != _SERVICE_LEVEL:
            self._close_event()
        if level == _PAYER_LEVEL:
            self._payer = {}
        if level == _SUBSCRIBER_LEVEL:
            self._subscriber = {}
        if level in (_SUBSCRIBER_LEVEL, _DEPENDENT_LEVEL):
            self._member = dict(self._subscriber)
        if level in (_SUBSCRIBER_LEVEL, _DEPENDENT_LEVEL, _PROVIDER_LEVEL, _EVENT_LEVEL):
            self._providers = {}
        if level == _EVENT_LEVEL:
            self._review = self._event = _Review(position)
        elif level == _SERVICE_LEVEL:
            self._review = _Review(position, self._event)
            if self._event:
                self._event.has_services = True

    def _nm1(self, elements: Elements, _position: int) -> None:
        entity, number = get(elements, 1), get(elements, 9)
        if self._level == _PAYER_LEVEL:
            put(self._payer, "payer_id", number or get(elements, 3))
        elif entity in _PERSONS:
            put(self._member, "member_id", number)
            if self._level == _SUBSCRIBER_LEVEL:  # dependents go by it unless they have their own
                self._subscriber = dict(self._member)
        row = self._review.row if self._review else self._providers
        if entity in _PROVIDERS:
            put(row, "provider_npi", npi(elements))
        elif entity in _FACILITIES:
            put(row, "facility_npi", npi(elements))

    def _aaa(self, elements: Elements, position: int) -> None:
        """A request that was not decided on, of this level or of everything below."""
        self._source.seen += 1
        self._source.set_aside(inquiry_problem(get(elements, 3)), position)
        if self._review:
            self._review.refused = True

    def _hcr(self, elements: Elements, _position: int) -> None:
        if self._review:
            self._review.action, self._review.is_decided = get(elements, 1), True
            put(self._review.row, "authorization_number", get(elements, 2))

    def _dtp(self, elements: Elements, position: int) -> None:
        if self._review:
            self._review.dates.read(review_date_roles(), elements, self._source, position)

    def _hsd(self, elements: Elements, position: int) -> None:
        """The quantity granted, which counts before the one asked for."""
        if self._review:
            self._review.units = self._source.quantity(elements, 2, position)

    def _service(self, elements: Elements, position: int) -> None:
        if self._review is None:
            return
        procedure, quantity = _SERVICES[elements[0].strip()]
        _, parts = read_procedure(self._source, elements, procedure, position)
        put(self._review.row, "procedure_code", code_and_modifiers(parts)[0])
        put(self._review.row, "units", self._source.quantity(elements, quantity, position))

    def _close_review(self) -> None:
        """End a service; an event stays open for the services below it."""
        review, self._review = self._review, None
        if review and review is not self._event:
            self._decide(review)

    def _close_event(self) -> None:
        event, self._event = self._event, None
        if event and not event.has_services:
            self._decide(event)

    def _decide(self, review: _Review) -> None:
        fault, self._fault = self._fault, ""
        source = self._source
        if review.refused and not review.is_decided:
            return
        source.seen += 1
        row = {**self._providers, **review.row, **self._payer, **self._member}
        event_dates = review.event.dates if review.event else review.dates
        put(row, "valid_from_on", review.dates.first or event_dates.first)
        put(row, "valid_to_on", review.dates.last or event_dates.last)
        event_units = review.event.units if review.event else None
        put(row, "units", review.units if review.units is not None else row.get("units", event_units))
        put(row, "status", review_status(review.action))
        put(row, "available_at", source.available_at)
        if code := fault or _why_not_kept(row):
            source.quarantine(code, review.position)
        elif code := _why_aside(review.action, row):
            source.set_aside(code, review.position)
        else:
            row |= {"authorization_key": source.key(review.position), "file_sha256": source.file_sha256}
            row["position"] = review.position
            source.items.append(AuthorizationRecord(row))


def _why_not_kept(row: Row) -> str:
    if "available_at" not in row:
        return "missing_dates"
    if "payer_id" not in row:
        return "missing_payer_id"
    return "" if "member_id" in row else "missing_member_id"


def _why_aside(action: str, row: Row) -> str:
    if not action:
        return "authorization_not_told"
    if action == _NOT_NEEDED:
        return "authorization_not_needed"
    return "" if "authorization_number" in row else "authorization_without_number"
