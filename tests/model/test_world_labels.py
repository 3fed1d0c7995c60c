"""What is read from the world's files is what happened in it."""

import pandas as pd
import pytest

from data.outcomes import claim_outcomes
from data.store import Store
from data.synthetic.judge import true_claims
from tests.practice import Trained


@pytest.fixture(scope="module")
def told(trained: Trained) -> pd.DataFrame:
    """Versions with the outcome that the files tell beside the truth, rejected ones left out."""
    store = Store.open(trained.home.database_url)
    outcomes = claim_outcomes(store.events()).astype({"version": "int64"})
    store.close()
    both = outcomes.merge(
        true_claims(trained.world / "truth"), on=["claim_id", "version"], suffixes=("", "_true")
    )
    return both[(both["rejected"] == 0) & (both["state"] != "rejected")]


def test_what_fails_by_the_files_is_what_was_denied(told: pd.DataFrame) -> None:
    assert len(told) > 5_000
    # A duplicate's answer may be taken for its twin's: a handful at most.
    assert (told["failed"] == (told["denied"] == 1)).mean() > 0.999


def test_the_family_that_the_files_tell_is_the_causes_own(told: pd.DataFrame) -> None:
    denied = told[told["failed"] & (told["denied"] == 1)]
    assert (denied["family"] == denied["family_true"]).mean() > 0.99
