"""Making a world: seconds, peak memory and claims, from nothing to X12 files on disk.

`python -m benchmarks.world [--claims N] [--scenario S] [--dirty] [--json]`. There is no peer: other
generators write no remittances. Memory must not grow with the number of claims, so two sizes are run.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from data.synthetic import simulate

CLAIMS, SMALLER = 100_000, 5


def run(claims: int, scenario: str, dirty: bool) -> dict[str, Any]:
    """One world in a temporary folder, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        made = simulate(Path(folder), scenario=scenario, claims=claims, seed=7, dirty=dirty)
        seconds = time.perf_counter() - start
        written = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "claims": made.versions,
        "seconds": round(seconds, 1),
        "peak_mb": round(peak),
        "claims_per_second": round(made.versions / seconds),
        "written_mb": round(written / 2**20),
        "optimum_auc": made.optimum_auc,
    }


def alone(claims: int, scenario: str, dirty: bool) -> dict[str, Any]:
    """The same in a process of its own, so that its peak is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (claims, scenario, dirty))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--scenario", default="small_practice")
    parser.add_argument("--dirty", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    small = alone(asked.claims // SMALLER, asked.scenario, asked.dirty)
    large = alone(asked.claims, asked.scenario, asked.dirty)
    if not asked.json:
        for held in (small, large):
            print(", ".join(f"{name} {value}" for name, value in held.items()))
    told = {**large, "smaller": small, "peak_over_smaller": round(large["peak_mb"] / small["peak_mb"], 2)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
