"""Asks features of small hand-made histories."""

from datetime import datetime, timedelta

import numpy as np

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from tests.unit.features.practice import START, answer_rows, claim_row, events_from, line_row

LATER = START + timedelta(days=100)
FEATURES = {feature.name: feature for feature in DENIAL_FEATURES}


class History:
    """Rows of a small practice, put together one call at a time."""

    def __init__(self) -> None:
        self._known: tuple[tuple[int, ...], tuple[Events, Knowledge]] | None = None
        self.rows: dict[str, list[dict]] = {"claims": [], "lines": []}
        self.rows |= {name: [] for name in ("remits", "remit_lines", "adjustments")}
        self.rows |= {name: [] for name in ("coverages", "authorizations", "statuses", "other_payers")}
        self.rows["fee_schedule"] = []

    def claim(
        self, number: int, at: datetime = LATER, lines: list[dict] | None = None, **values
    ) -> "History":
        """A claim with one line unless lines (values per line) are given."""
        held = [line_row(number, place + 1, **one) for place, one in enumerate(lines or [{}])]
        total = sum(line["charge_cents"] or 0 for line in held)
        self.rows["claims"].append(claim_row(number, at, **{"total_charge_cents": total, **values}))
        self.rows["lines"] += held
        return self

    def decided(
        self,
        number: int,
        carc: str | None = None,
        at: datetime | None = None,
        sent: datetime | None = None,
        **values,
    ) -> "History":
        """A claim sent at START + number hours and answered 20 days later: denied with `carc`, else paid."""
        sent = sent or START + timedelta(hours=number)
        self.claim(number, sent, **values)
        lines = [row for row in self.rows["lines"] if row["version_key"] == f"f{number}:1"]
        payer = self.rows["claims"][-1]["payer_id"]
        remit, paid, cas = answer_rows(number, lines, at or sent + timedelta(days=20), carc, payer)
        self.rows["remits"].append(remit)
        self.rows["remit_lines"] += paid
        self.rows["adjustments"] += cas
        return self

    def coverage(self, **values) -> "History":
        place = len(self.rows["coverages"]) + 1
        row = {"coverage_key": f"v{place}", "file_sha256": "cov", "position": place, "member_id": "M1"}
        row |= {"payer_id": "PAY1", "effective_on": "2026-01-01", "payer_order": 1, "available_at": START}
        self.rows["coverages"].append(row | values)
        return self

    def authorization(self, **values) -> "History":
        place = len(self.rows["authorizations"]) + 1
        row = {"authorization_key": f"a{place}", "file_sha256": "auth", "position": place}
        row |= {"authorization_number": "A1", "member_id": "M1", "payer_id": "PAY1", "status": "approved"}
        row |= {"procedure_code": "99213", "available_at": START}
        self.rows["authorizations"].append(row | values)
        return self

    def fee(self, dollars: int, **values) -> "History":
        place = len(self.rows["fee_schedule"]) + 1
        row = {"fee_key": f"e{place}", "file_sha256": "fees", "position": place, "payer_id": "PAY1"}
        row |= {"procedure_code": "99213", "allowed_cents": dollars * 100}
        row |= {"effective_on": "2026-01-01", "available_at": START}
        self.rows["fee_schedule"].append(row | values)
        return self

    @property
    def known(self) -> tuple[Events, Knowledge]:
        """The events and what they tell, made again only when rows were added."""
        size = tuple(len(rows) for rows in self.rows.values())
        if self._known is None or self._known[0] != size:
            events = events_from(self.rows)
            self._known = (size, (events, Knowledge.build(events)))
        return self._known[1]

    def asof(self, number: int) -> AsOf:
        """The view of one of the claims."""
        events, knowledge = self.known
        return AsOf(batch_of_claim(events, number), knowledge)

    def value(self, number: int, name: str) -> float:
        """A feature of one of the claims."""
        return float(FEATURES[name].compute(self.asof(number))[0])


def batch_of_claim(events: Events, number: int) -> ClaimBatch:
    claims = events.claims[events.claims["version_key"] == f"f{number}:1"]
    return batch_of_frames(claims, events.lines, events.other_payers)


def missing(value: float) -> bool:
    return bool(np.isnan(value))
