"""Which version of its claim a claim is that was not taken in yet."""

import pandas as pd

from data.events import Events
from data.link import link
from data.link_evidence import STEM, stem

_NUMBERS = ("payer_claim_number", "original_reference")


def version_ordinals(events: Events, claims: pd.DataFrame) -> list[int]:
    """1-based place of each claim among the versions held of it, as if it were taken in now.

    Args:
        events: all that is held.
        claims: new claims as a CLAIMS frame; those held already keep the place they have.
    """
    stems = set(claims["claim_id"].map(stem))
    numbers = set(claims["original_reference"].dropna())
    held = _near(events.claims, stems, numbers)
    fresh = claims[~claims["version_key"].isin(held["version_key"])]
    linked = link(
        pd.concat([held, fresh], ignore_index=True).drop_duplicates("version_key"),
        _near(events.remits, stems, numbers),
        _near(events.statuses, stems, numbers),
    )
    place = linked.chains.set_index("version_key")["version"]
    return [int(version) for version in claims["version_key"].map(place)]


def _near(held: pd.DataFrame, stems: set[str], numbers: set[str]) -> pd.DataFrame:
    near = held["claim_id"].str[:STEM].isin(stems)
    for name in _NUMBERS:
        if name in held:
            near |= held[name].isin(numbers)
    return held[near]
