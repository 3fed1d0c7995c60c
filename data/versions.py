"""Which version of its claim a claim is that was not taken in yet."""

import pandas as pd

from data.events import Events
from data.link import link
from data.link_numbers import plain

_NUMBERS = ("payer_claim_number", "original_reference")


def version_ordinals(events: Events, claims: pd.DataFrame) -> list[int]:
    """1-based place of each claim among the versions held of it, as if it were taken in now.

    Args:
        events: all that is held.
        claims: new claims as a CLAIMS frame; those held already keep the place they have.
    """
    held = _near(events, claims)
    fresh = claims[~claims["version_key"].isin(held["claims"]["version_key"])]
    linked = link(
        pd.concat([held["claims"], fresh], ignore_index=True).drop_duplicates("version_key"),
        held["remits"],
        held["statuses"],
        adjustments=events.adjustments[events.adjustments["remit_key"].isin(held["remits"]["remit_key"])],
    )
    place = linked.chains.set_index("version_key")["version"]
    return [int(version) for version in claims["version_key"].map(place)]


def _near(events: Events, claims: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What shares a number or the services with the claims, with all that is held under these numbers."""
    frames = {name: getattr(events, name) for name in ("claims", "remits", "statuses")}
    names, numbers = {*claims["claim_id"].map(plain)}, {*claims["original_reference"].dropna()}
    services = events.claims["services_key"].isin(claims["services_key"].dropna())
    names |= {*events.claims.loc[services, "claim_id"].map(plain)}
    for held in frames.values() if numbers else ():
        for column in (name for name in _NUMBERS if name in held):
            names |= {*held.loc[held[column].isin(numbers), "claim_id"].dropna().map(plain)}
    written = {name: held["claim_id"].str.upper().str.lstrip("0") for name, held in frames.items()}
    return {name: held[written[name].isin(names)] for name, held in frames.items()}
