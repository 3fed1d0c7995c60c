"""Every feature of the denial model, in column order. Literal, so that a newcomer can read it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import is_dataclass
from typing import Any

from features.alike import ALIKE
from features.amounts import AMOUNTS
from features.authorization import AUTHORIZATION
from features.benefits import BENEFITS
from features.bundling import BUNDLING
from features.coding import CODING
from features.coordination import COORDINATION
from features.coverage import COVERAGE
from features.diagnosis import DIAGNOSIS
from features.duplicates import DUPLICATES
from features.feature import Feature
from features.history import HISTORY
from features.identity import IDENTITY
from features.institutional import INSTITUTIONS
from features.keys import KEYS
from features.limits import LIMITS
from features.payer import PAYER
from features.provider import PROVIDER
from features.recent import RECENT
from features.requirements import LEARNED_REQUIREMENTS
from features.since import SINCE
from features.statuses import STATUSES
from features.table import RATE_TABLE
from features.timing import TIMING

DENIAL_FEATURES: tuple[Feature, ...] = (
    *HISTORY,
    *LEARNED_REQUIREMENTS,
    *AUTHORIZATION,
    *COVERAGE,
    *DUPLICATES,
    *CODING,
    *DIAGNOSIS,
    *BUNDLING,
    *TIMING,
    *PROVIDER,
    *COORDINATION,
    *INSTITUTIONS,
    *STATUSES,
    *AMOUNTS,
    *PAYER,
    *RECENT,
    *BENEFITS,
    *SINCE,
    *LIMITS,
    *IDENTITY,
    *ALIKE,
)


def catalog_hash(features: Sequence[Feature] = DENIAL_FEATURES) -> str:
    """sha256 over what features, history keys and the rate table are: it changes when a meaning changes."""
    told = [
        [
            f.name,
            f.meaning,
            str(f.unit),
            f.source,
            int(f.risk),
            _told(f.compute),
        ]
        for f in features
    ]
    keys = {grain: {name: list(parts) for name, parts in held.items()} for grain, held in KEYS.items()}
    text = json.dumps([told, keys, repr(RATE_TABLE)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(compute: Callable[..., Any]) -> str:
    """A feature's function as text: what it is called, and the keys, windows and measures that it holds."""
    if is_dataclass(compute):
        return repr(compute)
    cells = getattr(compute, "__closure__", None) or ()
    inside = [getattr(compute, "__self__", None), *(cell.cell_contents for cell in cells)]
    return " ".join([compute.__qualname__, *map(repr, inside)])
