"""All that may be asked about the past: history ledgers and what coverages and authorizations tell.

Built once from the events in hand, it answers for any moment: everything in it carries the time it
became available, and every look-up is strictly before the moment asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import ClaimBatch, batch_of_frames
from data.codes import frequency_use
from data.events import Events
from data.frames import columns_of_frame
from data.payers import Crosswalk
from data.tables import AUTHORIZATIONS, COVERAGES
from features.carried import carried
from features.chains import Chains
from features.claim_facts import line_served_on, served_on
from features.coverage_match import matched
from features.decisions import Decisions, claim_decisions, line_decisions, pair_decisions, status_answers
from features.fees import told_fees
from features.keys import KEYS
from features.ledger import Ints, Ledger, Objects, microseconds
from features.newcomers import days_known
from features.operations import is_operation
from features.parts import Parts
from features.told import Told
from features.told_parts import told_parts
from features.visits import first_of_branch

GRAIN_OF: Mapping[str, str] = {
    "claims": "claim",
    "lines": "line",
    "pairs": "pair",
    "companions": "companion",
    "statuses": "claim",
    "sent": "claim",
    "sendings": "claim",
    "sent_lines": "line",
}
"""The grain whose keys each ledger is asked by."""


class Keys(Mapping[str, Objects]):
    """Keys of a ledger's events by name, made whenever asked for: as texts they are many times an index."""

    def __init__(self, names: Mapping[str, object], make: Callable[[str], Objects]) -> None:
        self._names = names
        self._make = make

    def __getitem__(self, name: str) -> Objects:
        return self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def keyed_ledger(
    parts: Parts,
    grain: str,
    rows: Ints,
    at: NDArray[np.datetime64],
    own: Objects,
    *,
    measures: Mapping[str, NDArray[np.int64]],
    latest: Mapping[str, NDArray[np.generic]] | None = None,
) -> Ledger:
    """A ledger of some rows of a grain."""
    keys = Keys(KEYS[grain], lambda name: parts.joined(grain, name)[rows])
    return Ledger(microseconds(at), keys, measures, dict(latest or {}), own)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What was known, for any moment.

    `answered` counts decisions and rejections per chain; `last_at` is the last event in hand (NaT when
    there is none), by which a stale feed is told. `payers` says which payer a name or id means.
    """

    ledgers: Mapping[str, Ledger]
    answered: Ledger
    chains: Chains
    coverages: Told
    authorizations: Told
    authorization_numbers: Told
    last_at: np.datetime64
    payers: Crosswalk
    fees: Told

    @classmethod
    def build(cls, events: Events) -> "Knowledge":
        """Everything the events tell. Seconds for 100,000 claims; build once per store watermark."""
        batch = batch_of_frames(events.claims, events.lines, events.other_payers)
        own = _chain_of(events, batch)
        decisions = Decisions.of(events, batch)
        sent = sent_ledgers(Parts(batch), own, batch.claims["available_at"])
        held = columns_of_frame(COVERAGES, events.coverages)
        coverages = Told(held, held["member_id"], _spans(held["payer_id"], held))
        row = batch.lines["row"]
        claims_before = sent["sent"].before(batch.t, own)
        lines_before = sent["sent_lines"].before(batch.t[row], own[row])
        told = told_parts(
            lambda: matched(batch, coverages),
            lambda: days_known(parts, claims_before),
            lambda: lines_before,
            lambda: carried(batch),
        )
        parts = Parts(batch, told)
        ledgers = {**_decided(parts, own, decisions), "statuses": _statuses(parts, own, events), **sent}
        authorizations = columns_of_frame(AUTHORIZATIONS, events.authorizations)
        return cls(
            ledgers=ledgers,
            answered=Ledger.build(decisions.answered_at, {"chain": own[decisions.answered]}, {}),
            chains=_chains(events, batch, own),
            coverages=coverages,
            authorizations=Told(
                authorizations, authorizations["member_id"], authorizations["authorization_number"]
            ),
            authorization_numbers=Told(
                authorizations,
                authorizations["authorization_number"],
                authorizations["authorization_number"],
            ),
            last_at=_last(events),
            payers=Crosswalk.of(events.payers),
            fees=told_fees(events),
        )

    def with_claims(self, batch: ClaimBatch) -> "Knowledge":
        """This knowledge and the batch's claims as sent: history for each other where strictly earlier."""
        batch = self.meant(batch)
        if len(batch) == 0 or (batch.t == batch.t[0]).all():
            return self  # twins at the same T are not history for each other
        known = self.ledgers["sendings"].index("version").ids
        keys = batch.claims["version_key"]
        fresh = np.array([key is None or key not in known for key in keys], dtype=bool)
        at = np.where(np.isnat(batch.claims["available_at"]), batch.t, batch.claims["available_at"])
        at = np.where(fresh, at, np.datetime64("NaT"))
        chains, own = self._with_chains(batch, at)
        more = sent_ledgers(Parts(batch), own, at)
        ledgers = {name: self.ledgers[name].extended(added) for name, added in more.items()}
        return replace(self, ledgers={**self.ledgers, **ledgers}, chains=chains)

    def forget_indexes(self) -> None:
        """Lets go of all look-up indexes, the better part of its memory; made again when asked for."""
        for ledger in self.ledgers.values():
            ledger.forget_indexes()

    def meant(self, batch: ClaimBatch) -> ClaimBatch:
        """The batch with the payers that are meant, as the events that this was built from have them."""
        claims, others = self.payers.columns(batch.claims), self.payers.columns(batch.other_payers)
        return replace(batch, claims=claims, other_payers=others) if self.payers else batch

    def _with_chains(self, batch: ClaimBatch, at: NDArray[np.datetime64]) -> tuple[Chains, Objects]:
        own = self.chains.own(batch)
        names = batch.claims["version_key"]
        for row in range(len(batch)):
            own[row] = own[row] or names[row] or f"batch:{row}"
        chains = self.chains.copy()
        kept = ~np.isnat(at)
        chains.add_claims(batch, np.where(kept, microseconds(at), np.iinfo(np.int64).max).tolist(), own)
        return chains, own


def _decided(parts: Parts, own: Objects, decisions: Decisions) -> dict[str, Ledger]:
    tables = {
        "claims": claim_decisions(parts, decisions),
        "lines": line_decisions(parts, decisions),
        "pairs": pair_decisions(parts, decisions, "pair"),
        "companions": pair_decisions(parts, decisions, "companion"),
    }
    return {
        name: keyed_ledger(
            parts,
            GRAIN_OF[name],
            table.rows,
            table.at,
            own[parts.rows(GRAIN_OF[name])[table.rows]],
            measures=table.measures,
            latest=table.latest,
        )
        for name, table in tables.items()
    }


def _statuses(parts: Parts, own: Objects, events: Events) -> Ledger:
    table = status_answers(parts, events)
    return keyed_ledger(
        parts, "claim", table.rows, table.at, own[table.rows], measures=table.measures, latest=table.latest
    )


def sent_ledgers(parts: Parts, own: Objects, at: NDArray[np.datetime64]) -> dict[str, Ledger]:
    """Claims and lines as sent (voids and claims without a time left out).

    `sendings` differs from `sent` in whose own it is: there each version is only its own, so that an
    earlier sending under the same claim number counts.
    """
    batch = parts.batch
    use = [frequency_use(code) for code in batch.claims["frequency_code"]]
    kept = ~np.isnat(at) & np.array([value != "void" for value in use], dtype=bool)
    rows = np.flatnonzero(kept)
    lines = np.flatnonzero(kept[batch.lines["row"]])
    row = batch.lines["row"][lines]
    charge = _whole(batch.claims["total_charge_cents"][rows])
    versions = np.where(
        np.array([v is None for v in batch.claims["version_key"]], dtype=bool),
        own,
        batch.claims["version_key"],
    )[rows]
    sendings = Ledger(
        microseconds(at[rows]),
        {"number": parts.key("claim", "number")[rows], "version": versions},
        {},
        {"served_on": served_on(batch)[rows], "chain": own[rows]},
        versions,
    )
    units = batch.lines["units"][lines]
    charged = batch.lines["charge_cents"][lines]
    measures = {
        "milli_units": _whole(units * 1000),
        "charge_cents": _whole(charged),
        **{f"with_{name}": flags[lines].astype(np.int64) for name, flags in carried(batch).items()},
        "operation": is_operation(batch.lines["procedure_code"][lines]),
        "visit": first_of_branch(parts)[lines],
        "charged_milli_units": _whole(np.where(np.isnan(charged) | (charged <= 0), np.nan, units) * 1000),
    }
    latest = {"served_on": line_served_on(batch)[lines], "chain": own[row]}
    return {
        "sent": keyed_ledger(parts, "claim", rows, at[rows], own[rows], measures={"charge_cents": charge}),
        "sendings": sendings,
        "sent_lines": keyed_ledger(parts, "line", lines, at[row], own[row], measures=measures, latest=latest),
    }


def _whole(values: NDArray[np.float64]) -> Ints:
    """Amounts as whole numbers to be summed; a missing amount adds nothing."""
    return np.rint(np.nan_to_num(values)).astype(np.int64)


def _chain_of(events: Events, batch: ClaimBatch) -> Objects:
    """The chain of each version; a version that was not linked is its own."""
    chains = dict(zip(events.chains["version_key"], events.chains["chain_key"], strict=True))
    out = np.empty(len(batch), dtype=object)
    out[:] = [chains.get(key, key) for key in batch.claims["version_key"]]
    return out


def _chains(events: Events, batch: ClaimBatch, own: Objects) -> Chains:
    held = Chains()
    held.add_claims(batch, microseconds(batch.claims["available_at"]).tolist(), own)
    chain = dict(zip(batch.claims["version_key"], own, strict=True))
    links = events.links
    for name, key in (("remits", "remit_key"), ("statuses", "status_key")):
        answers = links.merge(
            getattr(events, name)[[key, "payer_claim_number"]], left_on="event_key", right_on=key
        )
        answers = answers[answers["payer_claim_number"].notna() & answers["version_key"].isin(chain.keys())]
        held.add_references(
            answers["payer_claim_number"],
            answers["available_at"].to_numpy("datetime64[us]").astype(np.int64).tolist(),
            answers["version_key"].map(chain),
        )
    return held


def _spans(payer: Objects, columns: Mapping[str, NDArray[np.generic]]) -> Objects:
    """Identity of a coverage row: payer and first day."""
    out = np.empty(len(payer), dtype=object)
    out[:] = [f"{p}|{day}" for p, day in zip(payer, columns["effective_on"], strict=True)]
    return out


def _last(events: Events) -> np.datetime64:
    """When the last claim, remit or status became available; NaT without any."""
    moments = [pd.Timestamp(frame["available_at"].max()) for frame in (events.claims, events.remits)]
    return max((m.to_datetime64() for m in moments if m is not pd.NaT), default=np.datetime64("NaT"))
