"""Decided appeals with a known truth, as arrays; no claim, no file."""

import numpy as np

from features.appeal_history import AppealHistory, Decided, Facts
from features.appeal_past import AppealPast
from features.denial import DenialBatch

DAY = np.timedelta64(1, "D")
FAMILIES = ("authorization", "bundling", "necessity", "timely")
PAYERS = ("P1", "P2", "P3")
START = np.datetime64("2025-01-01", "us")


def objects(values: object) -> np.ndarray:
    held = list(values)  # type: ignore[call-overload]
    out = np.empty(len(held), dtype=object)
    out[:] = held
    return out


def batch(n: int, seed: int, *, start: np.datetime64 = START) -> DenialBatch:
    """Denials filed every six hours from `start`, with ages from 1 to 80 days."""
    rng = np.random.default_rng(seed)
    filed = start + np.arange(n) * np.timedelta64(6, "h").astype("timedelta64[us]")
    age = rng.integers(1, 80, n)
    allowed = rng.lognormal(10, 1, n).round()
    return DenialBatch(
        facts=Facts(
            t=filed,
            chain=objects(f"{seed}:{i}" for i in range(n)),
            payer=objects(rng.choice(PAYERS, n)),
            family=objects(rng.choice(FAMILIES, n)),
            reason=objects(rng.choice(["50", "97", "197"], n)),
            procedure=objects(rng.choice(["99213", "70450"], n)),
            provider=objects(rng.choice(["N1", "N2", "N3"], n)),
            level=np.ones(n, dtype=np.int64),
            allowed_cents=allowed,
        ),
        version_key=objects(f"v{i}" for i in range(n)),
        denied_at=filed - age * DAY,
        denied_cents=allowed * 2,
        charge_cents=allowed * 2,
        allowed_basis=objects(["stated"] * n),
        groups=objects(["CO"] * n),
        lines=rng.integers(1, 6, n).astype(float),
        submitted_at=filed - (age + 20) * DAY,
        service_on=(filed - (age + 30) * DAY).astype("datetime64[D]"),
        institutional=np.zeros(n),
        authorized=rng.integers(0, 2, n).astype(float),
        filing=objects(["CI"] * n),
    )


def true_chance(held: DenialBatch, *, by_age: float) -> np.ndarray:
    """Log-odds by family, and falling with age by `by_age` per 40 days."""
    base = {"authorization": 0.5, "bundling": -1.0, "necessity": 0.0, "timely": -2.5}
    age = (held.facts.t - held.denied_at) / DAY
    raw = np.array([base[family] for family in held.facts.family]) - by_age * (age - 40) / 40
    return 1 / (1 + np.exp(-raw))


def past(n: int, *, seed: int = 1, by_age: float = 0.0, pays: float = 0.8) -> AppealPast:
    """Decided appeals, each decided 20 days after it was filed; a win pays `pays` of the allowed amount."""
    held = batch(n, seed)
    rng = np.random.default_rng(seed + 1000)
    won = rng.random(n) < true_chance(held, by_age=by_age)
    decided_at = held.facts.t + 20 * DAY
    share = np.where(won, pays, np.nan)
    recovered = np.where(won, pays * held.allowed_cents, 0.0)
    history = AppealHistory(Decided(held.facts, decided_at, won, share, np.full(n, 30.0)))
    return AppealPast(None, None, held, won, recovered, decided_at, history)
