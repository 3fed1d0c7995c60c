"""Which event answers a claim version: its first final adjudication, or its rejection.

`data.finality` says which remits can decide. A remit told again in another envelope counts for nothing, and
what is heard of a claim that was sent again unanswered counts for the first sending. Source: `labels.md`,
the outcome of a version.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.codes import code_rows, filing_kind, rows_in_force
from data.codes.kinds import UNTOLD
from data.events import Events
from data.finality import is_final, puts_off, says_duplicate
from data.rejections import rejections
from data.resends import carried, carriers, sent_again

REPEATED: Final = "repeated"
"""The rule of a link whose remit another file had told before: it counts for nothing."""

_CLAIM = ("version_key", "claim_id", "kind", "responsibility", "contract_type")
_ORDER = ["at", "paid_on", "file_sha256", "position"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What claims sent again unanswered stand for.

    `carrier`: by version_key, the version that carries what is heard of each one; those sent once are absent.
    `echoes`: keys of remits by which a payer only says that it has such a claim already: no answer.
    """

    carrier: "pd.Series[str]"
    echoes: "pd.Series[str]"


def standing(events: Events) -> Standing:
    """Which versions stand for which; a function of what was known before each answer."""
    sent = sent_again(events)
    if sent.empty:
        nothing = sent["version_key"]
        return Standing(nothing.set_axis(nothing), nothing)
    remits = _tied_remits(events, sent["version_key"])
    final = remits[is_final(remits, events)]
    refused = rejections(events)[["version_key", "at"]]
    calls = says_duplicate(final, events)
    carrier = _carriers(sent, final[~calls], refused)
    echoes = calls & _had_company(final, sent, carrier)
    return Standing(_carriers(sent, final[~echoes], refused), final.loc[echoes, "remit_key"])


def _carriers(sent: pd.DataFrame, final: pd.DataFrame, refused: pd.DataFrame) -> "pd.Series[str]":
    return carriers(sent, pd.concat([final[["version_key", "at"]], refused], ignore_index=True))


def _had_company(remits: pd.DataFrame, sent: pd.DataFrame, carrier: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether the version of each remit had by then been sent more than once."""
    told = remits[["remit_key", "at"]].assign(carrier=remits["version_key"].map(carrier))
    sendings = sent[["version_key", "at"]].assign(carrier=sent["version_key"].map(carrier))
    pairs = told.merge(sendings, on="carrier", suffixes=("", "_sent"))
    counts = pairs.loc[pairs["at_sent"] <= pairs["at"], "remit_key"].value_counts()
    return remits["remit_key"].map(counts).fillna(0) > 1


def resent_versions(events: Events, stands: Standing | None = None) -> "pd.Series[str]":
    """Keys of versions that are another's resend: what is heard of them counts for the first one."""
    held = (standing(events) if stands is None else stands).carrier
    return held.index[held != held.index].to_series()


def linked_remits(events: Events, stands: Standing | None = None) -> pd.DataFrame:
    """Every remit that answers a version, in order of (link availability, payment date, file, position).

    The remits' columns, and of the version `version_key` (of a claim sent again unanswered, the first),
    `claim_id`, `kind`, `responsibility`, `contract_type`, `billed_filing`, `billed_payer`,
    `billed_from_on`; `at` (when the link could be known), `on` (the day whose rules apply: of payment, else
    of availability), `status_kind`. Remits told again are left out.

    Args:
        events: everything that is known.
        stands: what `standing` gives, when it is at hand.
    """
    held = _tied_remits(events)
    stands = standing(events) if stands is None else stands
    return held.assign(version_key=carried(held["version_key"], stands.carrier))


def deciding_remits(events: Events, stands: Standing | None = None) -> pd.DataFrame:
    """One row per decided version: its first final adjudication, as in `linked_remits`.

    Adds `filing_kind`.
    """
    stands = standing(events) if stands is None else stands
    held = linked_remits(events, stands)
    final = is_final(held, events) & ~held["remit_key"].isin(stands.echoes)
    first = held[final].drop_duplicates("version_key").reset_index(drop=True)
    indicator = first["filing_indicator"].fillna(first["billed_filing"])
    first["filing_kind"] = _mapped(indicator, filing_kind)
    return first


def further_parts(first: pd.DataFrame, events: Events, stands: Standing) -> pd.DataFrame:
    """Remits that may decide a version together with its deciding one (`first_key`); see `data.split_remits`.

    Final ones of the same moment, and earlier ones that put lines off (`unfinished`), of versions of which
    the deciding remit tells less than was charged.
    """
    charged = first["version_key"].map(events.claims.set_index("version_key")["total_charge_cents"])
    short = first.loc[(first["charge_cents"] < charged).fillna(False), ["version_key", "remit_key", "at"]]
    held = linked_remits(events, stands)
    held = held[held["version_key"].isin(short["version_key"]) & ~held["remit_key"].isin(short["remit_key"])]
    held = held.merge(short.rename(columns={"remit_key": "first_key", "at": "first_at"}), on="version_key")
    final = is_final(held, events) & ~held["remit_key"].isin(stands.echoes)
    held["unfinished"] = puts_off(held, events)
    return held[
        (final & (held["at"] == held["first_at"])) | (held["unfinished"] & (held["at"] <= held["first_at"]))
    ]


def rejected_versions(events: Events, stands: Standing) -> pd.DataFrame:
    """One row per rejected version, as `data.rejections.rejections`.

    A claim sent again unanswered is rejected when all of its versions are, with the last of them. A payer
    that decided has taken the claim in, whatever was said at the door.
    """
    held = rejections(events)
    held = held.assign(version_key=carried(held["version_key"], stands.carrier))
    sent = held["version_key"].map(stands.carrier.value_counts()).fillna(1)
    told = held.groupby("version_key")["version_key"].transform("size")
    held = held[told == sent].drop_duplicates("version_key", keep="last").reset_index(drop=True)
    sendings = stands.carrier.index[stands.carrier.isin(held["version_key"])].to_series()
    remits = _tied_remits(events, pd.concat([held["version_key"], sendings]))
    final = remits[is_final(remits, events) & ~remits["remit_key"].isin(stands.echoes)]
    return held[~held["version_key"].isin(carried(final["version_key"], stands.carrier))]


def _tied_remits(events: Events, versions: "pd.Series[str] | None" = None) -> pd.DataFrame:
    links = events.links[(events.links["event"] == "remit") & (events.links["rule"] != REPEATED)]
    if versions is not None:
        links = links[links["version_key"].isin(versions)]
    links = links[["event_key", "version_key", "available_at"]]
    links = links.rename(columns={"event_key": "remit_key", "available_at": "at"})
    held = links.merge(events.remits.drop(columns="claim_id"), on="remit_key")
    held = held.merge(_with_filing(events.claims), on="version_key")
    held["on"] = held["paid_on"].fillna(held["at"].dt.normalize())
    held["status_kind"] = _status_kinds(held)
    return held.sort_values(_ORDER, kind="stable", ignore_index=True)


def _status_kinds(remits: pd.DataFrame) -> "pd.Series[str]":
    """What CLP02 says by the rules of the day; `primary` when it says nothing: the adjustments decide."""
    out = pd.Series(UNTOLD, index=remits.index, dtype="object")
    for kind in {row["kind"] for row in code_rows("claim_statuses")}:
        said = rows_in_force(
            remits["status_code"],
            remits["on"],
            "claim_statuses",
            "status_code",
            lambda row, kind=kind: row["kind"] == kind,  # type: ignore[misc]
        )
        out[said] = kind
    return out


def _with_filing(claims: pd.DataFrame) -> pd.DataFrame:
    renamed = {"filing_indicator": "billed_filing", "payer_id": "billed_payer", "from_on": "billed_from_on"}
    return claims[[*_CLAIM, *renamed]].rename(columns=renamed)


def _mapped(values: "pd.Series[str]", meaning: Callable[[str | None], str | None]) -> "pd.Series[str]":
    distinct = {value: meaning(value) for value in values.dropna().unique()}
    mapped = values.astype("object").map(distinct)
    return mapped.where(values.notna(), meaning(None))
