"""Writing `truth/`: what only the world knows. `judge.py` alone reads it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from data.synthetic.aftermath import Denials
from data.synthetic.answers import Versions
from data.synthetic.arrays import Bools, Floats, day_number
from data.synthetic.catalog import reasons
from data.synthetic.causes import NAMES, Verdicts
from data.synthetic.claim_records import as_date
from data.synthetic.csv_tables import dollars
from data.synthetic.policy import claim_id
from data.synthetic.state import World

FAMILIES = {(reason.cause, reason.detail): reason.family for reason in reasons()}
"""Reason family of each cause and detail."""

CLAIMS_FILE, DENIALS_FILE = "claims.csv", "denials.csv"

CLAIMS = (
    "claim_id",
    "version",
    "submitted_on",
    "p_denied",
    "p_visible",
    "denied",
    "family",
    "cause",
    "detail",
    "rejected",
    "sent",
    "kind",
    "payer_id",
    *(f"p_{name}" for name in NAMES),
)
DENIALS = ("claim_id", "version", "level", "p_win", "recovered_if_won", "minutes")


def true_rows(
    world: World, verdicts: Verdicts, versions: Versions
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Rows of `claims.csv` in order of day, each with its day."""
    last, institutional = day_number(world.settings.end), world.institutional
    for row in np.lexsort((versions.claim, versions.submit)).tolist():
        claim, submit = int(versions.claim[row]), int(versions.submit[row])
        yield (
            submit,
            (
                claim_id(int(world.claims.serial[claim])),
                int(versions.version[row]),
                as_date(submit),
                f"{versions.p_denied[row]:.6f}",
                f"{versions.p_visible[row]:.6f}",
                int(versions.denied[row]),
                *_why(verdicts, int(versions.cause[row]), claim),
                int(versions.rejected[row]),
                "next" if submit > last else "edi",
                "institutional" if institutional[claim] else "professional",
                world.payers.profiles[world.payer[claim]].payer_id,
                *(f"{p:.6f}" if p else "0" for p in versions.chances[row].tolist()),
            ),
        )


def _why(verdicts: Verdicts, cause: int, claim: int) -> tuple[str | None, str | None, str | None]:
    """Family, cause and detail; nothing when it was not denied."""
    if cause < 0:
        return None, None, None
    held = verdicts.causes[cause]
    name, detail = NAMES[cause], held.details[held.detail[claim]]
    return FAMILIES[name, detail], name, detail


def denial_rows(world: World, versions: Versions, denials: Denials) -> Iterator[tuple[object, ...]]:
    """Rows of `denials.csv`: every denial at level one, then at level two."""
    for at in range(len(denials.version)):
        row = int(denials.version[at])
        yield (
            claim_id(int(world.claims.serial[versions.claim[row]])),
            int(versions.version[row]),
            int(denials.level[at]),
            f"{denials.p_win[at]:.6f}",
            dollars(int(denials.recovered_cents[at])),
            f"{denials.minutes[at]:.1f}",
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """First versions that were decided: what was true of them, what could be known, what was drawn."""

    p_denied: Floats
    p_visible: Floats
    denied: Bools


def drawn(versions: Versions) -> Drawn:
    """Of one panel."""
    first = (versions.version == 1) & ~versions.rejected
    return Drawn(versions.p_denied[first], versions.p_visible[first], versions.denied[first])


def joined(parts: Sequence[Drawn]) -> Drawn:
    """Of all panels together."""
    return Drawn(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Drawn)))


def figures(held: Drawn) -> dict[str, float]:
    """How well the best possible model could do, with all that is true and with what could be known."""
    p, denied = held.p_denied, held.denied
    told = {
        "first_denial_share": float(denied.mean()),
        "optimum_auc": auc(denied, p),
        "optimum_log_loss": log_loss(denied, p),
        "base_log_loss": log_loss(denied, np.full(len(p), denied.mean())),
        "visible_auc": auc(denied, held.p_visible),
        "visible_log_loss": log_loss(denied, held.p_visible),
    }
    return {name: round(value, 6) for name, value in told.items()}


def write_world_json(out: Path, told: dict[str, Any]) -> None:
    """Seed, settings and figures of the whole world."""
    (out / "world.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def log_loss(denied: Bools, p: Floats) -> float:
    """Mean negative log likelihood, in nats."""
    held = np.clip(p, 1e-9, 1 - 1e-9)
    return float(-np.mean(np.where(denied, np.log(held), np.log1p(-held))))


def auc(denied: Bools, score: Floats) -> float:
    """Chance that a denied claim scores above one that is not, ties half; 0.5 when there is only one kind."""
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    yes = int(denied.sum())
    no = len(denied) - yes
    return (
        float((rank[denied].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no and len(values) else 0.5
    )
