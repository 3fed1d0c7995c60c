"""Reading what became of whole files: 999 and 997 (groups and sets) and TA1 (interchanges).

Of a set's errors only the codes are kept, never the copies of bad values that IK404 and CTX carry. A set's
`reasons` are, in order and each once: `NM1.8` for a segment (IK3), `NM1-9.7` for an element (IK4), then the
codes of IK5.
"""

from data.codes import acknowledgement_verdict
from data.records import AcknowledgementRecord, Row
from data.x12.source import Elements, Handlers, Source, get, put
from data.x12.values import joined

_SET_REASONS, _GROUP_REASONS = slice(2, 7), slice(5, 10)
_NO_NOTE = "000"
_LONGEST_CODE = 3


class Acknowledgements999:
    """One ST to SE: the answer to one group, with a row per set it names and one for the group itself."""

    def __init__(self, source: Source, code: str, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._fault = ""
        self._group: Row | None = None
        self._set: Row | None = None
        self._reasons: dict[str, None] = {}
        self._segment = ""
        source.types.add(code)
        self.handlers: Handlers = {
            "AK1": self._ak1,
            "AK2": self._ak2,
            "IK3": self._segment_error,
            "AK3": self._segment_error,
            "IK4": self._element_error,
            "AK4": self._element_error,
            "IK5": self._set_verdict,
            "AK5": self._set_verdict,
            "AK9": self._ak9,
        }

    def close(self) -> None:
        """A set or group left without its verdict cannot be kept."""
        self._end_set()
        self._end_group()
        if self._source.seen == self._seen_before:
            self._source.warn("transaction_without_claims", self._position)

    def refuse(self, code: str, _position: int) -> None:
        self._fault = self._fault or code
        self._reasons = {}

    def excess(self, _position: int) -> str:
        return self._source.excess(0, rows=len(self._reasons))

    def _ak1(self, elements: Elements, position: int) -> None:
        self._end_set()
        self._end_group()
        self._source.seen += 1
        self._group = _row(self._source, "999", position)
        put(self._group, "group_control", get(elements, 2))

    def _ak2(self, elements: Elements, position: int) -> None:
        self._end_set()
        self._source.seen += 1
        self._set = _row(self._source, "999", position)
        put(self._set, "group_control", (self._group or {}).get("group_control"))
        put(self._set, "set_control", get(elements, 2))

    def _segment_error(self, elements: Elements, _position: int) -> None:
        self._segment = get(elements, 1)
        if _is_code(self._segment):
            self._reason(self._segment, get(elements, 4))

    def _element_error(self, elements: Elements, position: int) -> None:
        place = self._source.parts(elements, 1, position)[0]
        if _is_code(self._segment) and _is_code(place):
            self._reason(f"{self._segment}-{place}", get(elements, 3))

    def _reason(self, place: str, code: str) -> None:
        if _is_code(code):
            self._reasons[f"{place}.{code}"] = None

    def _set_verdict(self, elements: Elements, _position: int) -> None:
        if self._set is None:
            return
        if self._fault or self.excess(0):
            self._end_set()
            return
        row, self._set = self._set, None
        reasons = [*self._reasons, *_told(elements, _SET_REASONS)]
        self._reasons = {}
        _keep(self._source, row, "set", get(elements, 1), reasons)

    def _ak9(self, elements: Elements, _position: int) -> None:
        row, self._group = self._group, None
        if row is not None:
            _keep(self._source, row, "group", get(elements, 1), _told(elements, _GROUP_REASONS))

    def _end_set(self) -> None:
        self._fault = self._fault or self.excess(0)
        row, self._set, self._reasons = self._set, None, {}
        self._refuse(row)

    def _end_group(self) -> None:
        row, self._group = self._group, None
        self._refuse(row)

    def _refuse(self, row: Row | None) -> None:
        if row is not None:
            self._source.quarantine(self._fault or "missing_verdict", int(str(row["position"])))
            if self._fault != "truncated":
                self._fault = ""


def read_ta1(source: Source, elements: Elements, position: int) -> None:
    """One interchange answered; it may stand alone between ISA and IEA."""
    source.types.add("TA1")
    source.seen += 1
    row = _row(source, "TA1", position)
    put(row, "interchange_control", get(elements, 1))
    note = get(elements, 5)
    reasons = [note] if _is_code(note) and note != _NO_NOTE else []
    _keep(source, row, "interchange", get(elements, 4), reasons)


def _row(source: Source, kind: str, position: int) -> Row:
    return {
        "acknowledgement_key": source.key(position),
        "file_sha256": source.file_sha256,
        "position": position,
        "kind": kind,
    }


def _told(elements: Elements, places: slice) -> list[str]:
    return [code for element in elements[places] if _is_code(code := element.strip())]


def _is_code(text: str) -> bool:
    """Segment names, places and reasons are this short; what a sender put there instead is not kept."""
    return text.isalnum() and len(text) <= _LONGEST_CODE


def _keep(source: Source, row: Row, level: str, code: str, reasons: list[str]) -> None:
    verdict = acknowledgement_verdict(level, code)
    position = int(str(row["position"]))
    if verdict is None:
        source.quarantine("missing_verdict", position)
        return
    if source.available_at is None:
        source.quarantine("missing_dates", position)
        return
    row |= {"code": code, "verdict": verdict, "available_at": source.available_at}
    put(row, "reasons", joined(reasons))
    source.items.append(AcknowledgementRecord(row))
