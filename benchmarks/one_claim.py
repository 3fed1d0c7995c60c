"""One claim scored and explained, in CPU milliseconds, beside `shap.TreeExplainer` on the same booster alone.

Ours is the whole path (features, score, calibration, reasons, findings, explanation, fixes); the peer
only explains a row of features that is there already. Run: `python -m benchmarks.one_claim [--json]`.
"""

import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import shap

from data.batch import ClaimBatch, batch_of_records
from data.claim_files import read_claim_file
from data.clocks import now
from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from features.matrix import denial_matrix
from serving.services import Services
from training.run import train_denial

CLAIMS, SEED, TIMED, ROUNDS = 6_000, 3, 40, 5
AIM_MS = 10.0


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        services, batches = practice(Path(scratch))
        scorer, knowledge = services.denial(), services.past().knowledge
        explainer = shap.TreeExplainer(scorer.fitted.booster)
        rows = [denial_matrix(batch, knowledge, scorer.features) for batch in batches]
        ours = cpu_ms(lambda place: scorer.score(batches[place], knowledge, explain=True), len(batches))
        peer = cpu_ms(lambda place: explainer.shap_values(rows[place]), len(batches))
    told = {"one_claim_cpu_ms": ours, "shap_row_cpu_ms": peer, "ratio": ours / peer, "aim_ms": AIM_MS}
    if "--json" not in sys.argv:
        print(f"one claim, scored and explained: {ours:.2f} ms CPU (aim {AIM_MS:.0f})")
        print(f"shap.TreeExplainer on the same booster, explanation alone: {peer:.2f} ms CPU")
    print(json.dumps(told))


def practice(folder: Path, claims: int = CLAIMS) -> tuple[Services, list[ClaimBatch]]:
    """A small practice written into the folder and trained on, and its first unsent claims, one per batch."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # who answers claims has trained nothing
        pool.apply(_trained, (folder, claims))
    files = sorted((folder / "world" / "next").rglob("*.837"))
    records = [record for file in files for record in read_claim_file(file, now()).claims]
    return Services.open(Home(folder / "home")), [batch_of_records([record]) for record in records[:TIMED]]


def _trained(folder: Path, claims: int) -> None:
    simulate(folder / "world", claims=claims, seed=SEED)
    home = Home(folder / "home").make()
    store = Store.open(home.database_url)
    ingest(store, [folder / "world" / "edi", *sorted((folder / "world").glob("*.csv"))])
    train_denial(home, store, by="benchmark")


def cpu_ms(work: Callable[[int], object], count: int) -> float:
    """Median over rounds of the mean CPU time of one call; a first round warms up and is not counted."""
    rounds = []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for place in range(count):
            work(place)
        rounds.append((time.process_time() - start) / count * 1000)
    return median(rounds[1:])


if __name__ == "__main__":
    main()
