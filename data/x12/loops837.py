"""The levels above a claim in an 837: billing provider, subscriber with the payer billed, patient."""

from data.records import Row
from data.x12.source import Elements, Source, get, npi, put

_TAX_QUALIFIERS = ("EI", "SY")
_TAX_ID_QUALIFIERS = ("24", "34")
_PROVIDER, _SUBSCRIBER, _PATIENT = "20", "22", "23"


class Loops:
    """What the claims that follow inherit; each level forgets what stood below it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._level = ""
        self._entity = ""
        self._open: dict[str, str] = {}
        self._billing: Row = {}
        self._subscriber: Row = {}
        self._person: Row = {}
        self.handlers = {
            "HL": self.hl,
            "PRV": self._prv,
            "NM1": self._nm1,
            "REF": self._ref,
            "SBR": self._sbr,
            "PAT": self._pat,
            "DMG": self._dmg,
        }

    def inherited(self) -> Row:
        """A new claim row with the columns of the levels above it."""
        return {**self._billing, **self._subscriber, **self._person}

    def hl(self, elements: Elements, position: int) -> None:
        """Enter a level: a provider resets its subscribers, a subscriber its patients."""
        level, parent = get(elements, 3), get(elements, 2)
        above = {_SUBSCRIBER: _PROVIDER, _PATIENT: _SUBSCRIBER}.get(level)
        if above and parent != self._open.get(above, parent):
            self._source.warn("hl_parent_mismatch", position)
        self._open[level] = get(elements, 1)
        self._level, self._entity, self._person = level, "", {}
        if level in (_PROVIDER, _SUBSCRIBER):
            self._subscriber = {}
        if level == _PROVIDER:
            self._billing = {}

    def _prv(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "BI":
            put(self._billing, "billing_taxonomy", get(elements, 3))

    def _nm1(self, elements: Elements, _position: int) -> None:
        self._entity = entity = get(elements, 1)
        if entity == "85":
            self._name_billing(elements)
        elif entity == "IL":
            put(self._subscriber, "member_id", get(elements, 9))
        elif entity == "PR":
            put(self._subscriber, "payer_name", get(elements, 3))
            put(self._subscriber, "payer_id", get(elements, 9))

    def _name_billing(self, elements: Elements) -> None:
        put(self._billing, "billing_npi", npi(elements))
        if get(elements, 8) in _TAX_ID_QUALIFIERS:  # 4010, before there were NPIs
            put(self._billing, "billing_tax_id", get(elements, 9))

    def _ref(self, elements: Elements, _position: int) -> None:
        if self._entity == "85" and get(elements, 1) in _TAX_QUALIFIERS:
            put(self._billing, "billing_tax_id", get(elements, 2))

    def _sbr(self, elements: Elements, _position: int) -> None:
        columns = (
            (1, "responsibility"),
            (2, "relationship"),
            (3, "group_number"),
            (4, "plan_name"),
            (9, "filing_indicator"),
        )
        for index, column in columns:
            put(self._subscriber, column, get(elements, index))

    def _pat(self, elements: Elements, _position: int) -> None:
        if self._level == _PATIENT:
            put(self._person, "relationship", get(elements, 1))

    def _dmg(self, elements: Elements, position: int) -> None:
        """Of the subscriber, who is the patient unless a patient level follows and resets it."""
        put(self._person, "patient_birth_on", self._source.day(get(elements, 2), position))
        put(self._person, "patient_sex", get(elements, 3))
