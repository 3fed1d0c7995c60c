"""Each cause that the demo's world makes visible is caught by a feature: take it out, and that goes quiet."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from data.batch import batch_of_frames
from data.ingest import ingest
from data.population import population
from data.store import Store
from data.synthetic import simulate
from data.synthetic.judge import true_claims
from data.synthetic.settings import changed, scenario_settings
from data.synthetic.world import simulated, write_world
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from features.matrix import denial_matrix

CAUGHT_BY = {
    "missing": "payer_lacking_missing_rate_730d",
    "eligibility": "coverage_active",
    "duplicate": "same_service_sent_before",
    "timely": "days_from_service",
    "provider": "rendering_payer_provider_now",
    "coordination": "other_payer_first",
    "authorization": "authorization_usual_but_not_valid",
    "referral": "referral_usual_but_absent",
    "not_covered": "payer_service_not_covered_rate_365d",
    "coding": "payer_service_coding_now",
    "bundling": "after_operation_bundling_rate_730d",
    "records": "payer_charge_records_rate_365d",
    "necessity": "payer_service_first_necessity_rate_730d",
}
SEED = 7
OTHERS_QUIET = 0.1
"""Claims that some other cause threatens more than this are left out, so that one cause is seen alone."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A world's later original claims with the truth about them, and their features."""

    truth: pd.DataFrame
    features: dict[str, NDArray[np.float64]]

    def signal(self, cause: str) -> float:
        """AUC of the cause's feature for denials where other causes are quiet: 0.5 says nothing."""
        chances = self.truth.filter(regex=f"^p_(?!denied|visible|{cause}$)")
        alone = (1 - np.prod(1 - chances.to_numpy(), axis=1)) < OTHERS_QUIET
        values = self.features[CAUGHT_BY[cause]][alone]
        denied = self.truth["denied"].to_numpy(dtype=bool)[alone]
        filled = np.where(np.isnan(values), np.nanmedian(values) if np.isfinite(values).any() else 0, values)
        return float(abs(roc_auc_score(denied, filled) - 0.5) + 0.5)


def seen(world: Path, folder: Path) -> Seen:
    store = Store.open(f"sqlite:///{folder / 'causes.db'}")
    ingest(store, [world / "edi", *sorted(world.glob("*.csv"))])
    events = store.events()
    store.close()
    claims = events.claims.merge(events.chains[["version_key", "version"]], on="version_key")
    claims["version"] = claims["version"].astype("int64")
    truth = true_claims(world / "truth").drop(columns=["kind", "payer_id"])
    held = claims.merge(truth[truth["rejected"] == 0], on=["claim_id", "version"])
    # The first half of the period is where the histories come from.
    later = held["submitted_at"] >= held["submitted_at"].median()
    held = held[later & (population(held, events.lines) == "original_primary")].reset_index(drop=True)
    batch = batch_of_frames(held[events.claims.columns], events.lines, events.other_payers)
    matrix = denial_matrix(batch, Knowledge.build(events))
    names = [feature.name for feature in DENIAL_FEATURES]
    return Seen(held, dict(zip(names, matrix.T, strict=True)))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The demo's own world, with all its causes."""
    folder = tmp_path_factory.mktemp("everything")
    simulate(folder / "world")
    return seen(folder / "world", folder)


@pytest.mark.parametrize("cause", CAUGHT_BY)
def test_the_feature_of_a_cause_speaks_with_it_and_is_quiet_without(
    cause: str, everything: Seen, tmp_path: Path
) -> None:
    settings = changed(scenario_settings("small_practice"), {"causes": {cause: 0.0}})
    held = simulated(settings, 3_000, SEED)
    write_world(tmp_path / "world", held, {"seed": SEED}, dirty=False, progress=lambda *_: None)

    without = seen(tmp_path / "world", tmp_path)

    assert everything.signal(cause) > 0.62
    assert everything.signal(cause) > without.signal(cause) + 0.06
