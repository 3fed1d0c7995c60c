"""HeldOut claims made by hand, for tests of what is said about them."""

import numpy as np

from training.held_out import HeldOut


def held_out(n: int = 2000, seed: int = 8, **more: object) -> HeldOut:
    """Claims over 40 weeks: the model knows each chance, the table is dull, but for payer B, where it knows.

    Payer C has 12 claims, payer D two; sex M fails twice as often as anyone foretells.
    """
    draw = np.random.default_rng(seed)
    chance = draw.beta(1, 6, n)
    payer = np.where(np.arange(n) % 3 == 0, "B", "A").astype(object)
    payer[:15] = ["C"] * 12 + ["D"] * 2 + [None] if n > 15 else "A"
    sex = np.where(np.arange(n) % 2 == 0, "F", "M").astype(object)
    label = draw.random(n) < np.where(sex == "M", np.minimum(2 * chance, 1), chance)
    dull = np.full(n, chance.mean())
    held = {
        "risks": {
            "model": np.where(payer == "B", dull, chance),
            "base_rate": dull,
            "table": np.where(payer == "B", chance, dull),
        },
        "label": label,
        "at": np.datetime64("2026-01-05", "us") + (np.arange(n) * 280 // n).astype("timedelta64[D]"),
        "allowed_cents": np.full(n, 10_000.0),
        "by": {"payer": payer, "sex": sex},
        "flagged": chance > 0.3,
        "rank": np.where(label, 1 + np.arange(n) % 4, 0),
        "mix_rank": np.where(label, 4, 0),
    }
    return HeldOut(**{**held, **more})  # type: ignore[arg-type]
