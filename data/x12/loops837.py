"""The levels above a claim in an 837: billing provider, subscriber with the payer billed, patient."""

from data.records import Row
from data.x12.source import Elements, Source, get, npi, put

_TAX_QUALIFIERS = ("EI", "SY")
_TAX_ID_QUALIFIERS = ("24", "34")
_LEVELS = _PROVIDER, _SUBSCRIBER, _PATIENT = "20", "22", "23"


class Loops:
    """What the claims that follow inherit; each level forgets what stood below it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._level = ""
        self._spent = False
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
        self._spent = True
        return {**self._billing, **self._subscriber, **self._person}

    def hl(self, elements: Elements, position: int) -> None:
        """Enter a level: a provider resets its subscribers, a subscriber its patients."""
        level, parent = get(elements, 3), get(elements, 2)
        above = {_SUBSCRIBER: _PROVIDER, _PATIENT: _SUBSCRIBER}.get(level)
        if above and parent != self._open.get(above, parent):
            self._source.warn("hl_parent_mismatch", position)
        if level in _LEVELS:
            self._open[level] = get(elements, 1)
        self._enter(level)

    def _enter(self, level: str) -> None:
        self._level, self._spent, self._entity, self._person = level, False, "", {}
        if level in (_PROVIDER, _SUBSCRIBER):
            self._subscriber = {}
        if level == _PROVIDER:
            self._billing = {}

    def _expect(self, level: str, position: int) -> None:
        """Enter a level that begins without its HL: what the last claim inherited is not its own."""
        if self._level != level or self._spent:
            self._source.warn_once("level_without_hl", position)
            self._enter(level)

    def _prv(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "BI":
            self._expect(_PROVIDER, position)
            put(self._billing, "billing_taxonomy", get(elements, 3))

    def _nm1(self, elements: Elements, position: int) -> None:
        entity = get(elements, 1)
        if entity == "85":
            self._expect(_PROVIDER, position)
            self._name_billing(elements)
        elif entity == "QC":
            self._expect(_PATIENT, position)
        elif entity == "IL":
            if self._spent or self._level not in (_SUBSCRIBER, _PATIENT):  # its HL and SBR are missing
                self._expect(_SUBSCRIBER, position)
            put(self._subscriber, "member_id", get(elements, 9))
        elif entity == "PR":
            put(self._subscriber, "payer_name", get(elements, 3))
            put(self._subscriber, "payer_id", get(elements, 9))
        self._entity = entity

    def _name_billing(self, elements: Elements) -> None:
        put(self._billing, "billing_npi", npi(elements))
        if get(elements, 8) in _TAX_ID_QUALIFIERS:  # 4010, before there were NPIs
            put(self._billing, "billing_tax_id", get(elements, 9))

    def _ref(self, elements: Elements, _position: int) -> None:
        if self._entity == "85" and get(elements, 1) in _TAX_QUALIFIERS:
            put(self._billing, "billing_tax_id", get(elements, 2))

    def _sbr(self, elements: Elements, position: int) -> None:
        self._expect(_SUBSCRIBER, position)
        columns = (
            (1, "responsibility"),
            (2, "relationship"),
            (3, "group_number"),
            (4, "plan_name"),
            (9, "filing_indicator"),
        )
        for index, column in columns:
            put(self._subscriber, column, get(elements, index))

    def _pat(self, elements: Elements, position: int) -> None:
        """The subscriber's own PAT (2000B) has no relationship."""
        if get(elements, 1):
            self._expect(_PATIENT, position)
            put(self._person, "relationship", get(elements, 1))

    def _dmg(self, elements: Elements, position: int) -> None:
        """Of the subscriber, who is the patient unless a patient level follows and resets it."""
        put(self._person, "patient_birth_on", self._source.day(get(elements, 2), position))
        put(self._person, "patient_sex", get(elements, 3))
