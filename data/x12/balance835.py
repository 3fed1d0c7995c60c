"""Whether a claim of an 835 adds up: CLP03 less all its CAS is CLP04, in a reversal with signs changed."""

from data.records import Value


class Balance:
    """Sums of a claim's adjustments: at its own level and at that of its lines."""

    __slots__ = ("_at_claim", "_at_lines", "_claim_cents", "_is_unreadable", "_line_cents")

    def __init__(self) -> None:
        self._claim_cents = self._line_cents = 0
        self._at_claim = self._at_lines = self._is_unreadable = False

    def take(self, line: int, cents: int | None) -> None:
        """An adjustment of a line, or of the claim itself (0)."""
        if cents is None:
            self._is_unreadable = True
        elif line:
            self._line_cents += cents
            self._at_lines = True
        else:
            self._claim_cents += cents
            self._at_claim = True

    def fault(self, charge: Value, paid: Value) -> str:
        """`claim_unbalanced`; `reported_twice` when either level alone explains what was not paid.

        Empty when it balances, or when an amount is missing so that nobody can tell.
        """
        if self._is_unreadable or not isinstance(charge, int) or not isinstance(paid, int):
            return ""
        unpaid = charge - paid
        if unpaid == self._claim_cents + self._line_cents:
            return ""
        code = "claim_unbalanced"
        if self._at_claim and self._at_lines and self._claim_cents == self._line_cents == unpaid:
            code = "reported_twice"
        return code
