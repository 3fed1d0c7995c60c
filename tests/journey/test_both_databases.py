"""One small practice through the whole house, on each kind of database."""

from pathlib import Path

import pandas as pd
import pytest

from data.claim_files import read_claim_file
from data.clocks import now
from data.home import Home
from data.ingest import ingest
from data.store import Store
from serving.services import Services
from serving.sheets import scored_sheet
from serving.worklists import open_denials, shown_as_of
from tests.practice import Trained
from training.run import train_appeal, train_denial


@pytest.fixture(scope="module")
def known(trained: Trained) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the session's practice answers, on the database it was trained on."""
    return answers(Services.open(trained.home), trained)


def answers(services: Services, trained: Trained) -> tuple[pd.DataFrame, pd.DataFrame]:
    records = [record for path in trained.unsent for record in read_claim_file(path, now()).claims]
    today = shown_as_of(services.past(), services.clock())
    sheet = scored_sheet(services, records, at=None, explain=True).frame
    return sheet, open_denials(services, today, capacity_minutes=480).sheet()


def test_files_in_scores_and_queue_out_are_the_same_on_sqlite_and_postgresql(
    store_url: str, trained: Trained, known: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home", database=store_url).make()
    store = Store.open(store_url)
    # Files arrive in another order than the practice's own: the answers must not notice.
    files = sorted((trained.world / "edi").rglob("*.*"), reverse=True)
    ingest(store, [*sorted(trained.world.glob("*.csv")), *(path for path in files if path.is_file())])
    train_denial(home, store, by="test")
    train_appeal(home, store, by="test")

    services = Services.open(home)
    sheet, queue = answers(services, trained)
    services.store.close()

    pd.testing.assert_frame_equal(sheet, known[0], check_exact=True)
    pd.testing.assert_frame_equal(queue, known[1], check_exact=True)
    store.close()
