"""Everything that is known, as frames, and what of it was known at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from data import tables
from data.frames import frame


@dataclass(frozen=True, slots=True)
class Events:
    """One frame per canonical and derived table, in the dtypes of `data.frames`.

    Invariant: every child row's parent is present.
    """

    claims: pd.DataFrame
    lines: pd.DataFrame
    other_payers: pd.DataFrame
    other_lines: pd.DataFrame
    other_adjustments: pd.DataFrame
    claim_codes: pd.DataFrame
    remits: pd.DataFrame
    remit_lines: pd.DataFrame
    adjustments: pd.DataFrame
    remarks: pd.DataFrame
    provider_adjustments: pd.DataFrame
    statuses: pd.DataFrame
    acknowledgements: pd.DataFrame
    coverages: pd.DataFrame
    authorizations: pd.DataFrame
    appeals: pd.DataFrame
    payers: pd.DataFrame
    fee_schedule: pd.DataFrame
    chains: pd.DataFrame
    links: pd.DataFrame

    def before(self, moment: datetime) -> "Events":
        """What was known strictly before a moment; an appeal decided later is pending."""
        kept = {name: self._known(name, moment) for name in _TIMED}
        kept["appeals"] = appeals_known(self.appeals, moment)
        kept["payers"] = self.payers
        for child, parent in tables.PARENTS.items():
            (key,) = parent.key
            held: pd.DataFrame = getattr(self, child)
            kept[child] = held[held[key].isin(kept[parent.name][key])].reset_index(drop=True)
        return Events(**kept)

    def of_first(self, claims: int) -> "Events":
        """What was known once so many claims were, with those that came with the last; all without more."""
        if len(self.claims) <= claims:
            return self
        last = self.claims["available_at"].sort_values().iloc[claims - 1]
        return self.before(last.to_pydatetime() + timedelta(microseconds=1))

    def _known(self, name: str, moment: datetime) -> pd.DataFrame:
        held: pd.DataFrame = getattr(self, name)
        return held[held["available_at"] < pd.Timestamp(moment)].reset_index(drop=True)


_TIMED = (
    "claims",
    "remits",
    "provider_adjustments",
    "statuses",
    "acknowledgements",
    "coverages",
    "authorizations",
    "fee_schedule",
    "chains",
    "links",
)


def appeals_known(appeals: pd.DataFrame, moment: datetime) -> pd.DataFrame:
    """Appeals filed on days that ended before a moment, decisions taken later blanked to pending.

    A day counts as an availability at its end, as in `data.clocks.day_end`.
    """
    at = pd.Timestamp(moment)
    day = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    known = appeals[appeals["filed_on"] + day < at].reset_index(drop=True)
    undecided = ~(known["decided_on"] + day < at)
    known.loc[undecided, "outcome"] = "pending"
    for name in ("decided_on", "recovered_cents", "minutes"):
        known.loc[undecided, name] = None
    return known


def events_of(frames: Mapping[str, pd.DataFrame]) -> Events:
    """Events from some frames by table name; absent tables are empty."""
    held = {table.name: frame(table, []) for table in (*tables.EVENTS, *tables.DERIVED)}
    return Events(**{**held, **frames})
