"""Writing `truth/`: what only the world knows. `judge.py` alone reads it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from data.synthetic.aftermath import Denials
from data.synthetic.answers import Versions
from data.synthetic.arrays import Bools, Floats, day_number
from data.synthetic.catalog import reasons
from data.synthetic.causes import NAMES
from data.synthetic.claim_records import as_date, claim_id
from data.synthetic.registers import dollars, write_csv
from data.synthetic.state import World

FAMILIES = {reason.cause: reason.family for reason in reasons()}
"""Reason family of each cause."""

CLAIMS = (
    "claim_id",
    "version",
    "submitted_on",
    "p_denied",
    "p_visible",
    "denied",
    "family",
    "cause",
    "rejected",
    "sent",
    "kind",
    "payer_id",
    *(f"p_{name}" for name in NAMES),
)
DENIALS = ("claim_id", "version", "level", "p_win", "recovered_if_won", "minutes")


def write_truth(
    out: Path, world: World, versions: Versions, denials: Denials, settings: dict[str, Any]
) -> dict[str, Any]:
    """The three files; gives what `world.json` says."""
    write_csv(out / "claims.csv", CLAIMS, _claims(world, versions))
    write_csv(out / "denials.csv", DENIALS, _denials(world, versions, denials))
    told = {**settings, **_figures(versions)}
    (out / "world.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return told


def _claims(world: World, versions: Versions) -> Iterator[tuple[object, ...]]:
    last, institutional = day_number(world.settings.end), world.institutional
    for row in np.lexsort((versions.claim, versions.submit)).tolist():
        claim, cause = int(versions.claim[row]), int(versions.cause[row])
        submit = int(versions.submit[row])
        yield (
            claim_id(int(world.claims.serial[claim])),
            int(versions.version[row]),
            as_date(submit),
            f"{versions.p_denied[row]:.6f}",
            f"{versions.p_visible[row]:.6f}",
            int(versions.denied[row]),
            FAMILIES[NAMES[cause]] if cause >= 0 else None,
            NAMES[cause] if cause >= 0 else None,
            int(versions.rejected[row]),
            "next" if submit > last else "edi",
            "institutional" if institutional[claim] else "professional",
            world.payers.profiles[world.payer[claim]].payer_id,
            *(f"{p:.6f}" for p in versions.chances[row].tolist()),
        )


def _denials(world: World, versions: Versions, denials: Denials) -> Iterator[tuple[object, ...]]:
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


def _figures(versions: Versions) -> dict[str, Any]:
    first = (versions.version == 1) & ~versions.rejected
    p, denied = versions.p_denied[first], versions.denied[first]
    return {
        "versions": len(versions),
        "first_denial_share": round(float(denied.mean()), 6),
        "optimum_auc": round(auc(denied, p), 6),
        "optimum_log_loss": round(log_loss(denied, p), 6),
        "base_log_loss": round(log_loss(denied, np.full(len(p), denied.mean())), 6),
        "visible_log_loss": round(log_loss(denied, versions.p_visible[first]), 6),
    }


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
