"""Scores shown are written down beside the answers: never in their way, and never lost in silence."""

import threading
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from data import tables
from data.database import writing
from data.records import Row
from data.store import Store
from serving import score_log
from serving.score_log import ScoreLog
from tests.web.conftest import Site
from tests.web.test_claims_score import claim, score

AT = datetime.fromisoformat("2026-03-02T09:00:00")


def rows(*names: str, model: str = "denial") -> list[Row]:
    clocks = {"as_of": AT, "scored_at": AT}
    return [
        {"score": name, "claim_id": "SECRET-1", "model": model, "sha256": "s", **clocks} for name in names
    ]


class Lost:
    def __init__(self) -> None:
        self.counted: list[tuple[str, int]] = []

    def not_kept(self, model: str, count: int) -> None:
        self.counted.append((model, count))


def test_what_was_shown_is_written_once_it_settled(store: Store) -> None:
    lost = Lost()
    log = ScoreLog(store, lost)
    log.shown(rows("1", "2"))
    log.shown(rows("3", model="appeal"))
    log.settle()
    assert [row["score"] for row in store.rows(tables.SCORES)] == ["1", "2", "3"]
    assert lost.counted == []


def test_showing_does_not_wait_for_a_database_that_is_busy(sqlite_store: Store) -> None:
    log = ScoreLog(sqlite_store, Lost())
    with writing(sqlite_store.engine) as connection:  # as a long ingest holds it
        connection.execute(sa.text("UPDATE changes SET count = count + 1"))
        returned = threading.Event()
        threading.Thread(target=lambda: (log.shown(rows("1")), returned.set()), daemon=True).start()
        assert returned.wait(5)
        assert sqlite_store.rows(tables.SCORES) == []
    log.settle()
    assert len(sqlite_store.rows(tables.SCORES)) == 1


def test_rows_that_cannot_be_written_are_counted_and_said_without_their_values(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    lost = Lost()
    log = ScoreLog(sqlite_store, lost)
    log.shown(rows("1"))
    log.settle()
    log.shown([*rows("1"), *rows("2", model="appeal")])  # the same key again
    log.settle()
    assert lost.counted == [("denial", 1), ("appeal", 1)]
    assert "2 scores were not kept: IntegrityError" in caplog.text
    assert "SECRET" not in caplog.text


def test_more_than_may_wait_is_let_go_and_counted(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_log, "MOST_WAITING", 1)
    lost = Lost()
    log = ScoreLog(sqlite_store, lost)
    log.shown(rows("1", "2"))
    log.settle()
    assert lost.counted == [("denial", 2)]
    assert sqlite_store.rows(tables.SCORES) == []


def test_a_score_is_answered_when_it_cannot_be_written_down_and_the_loss_is_counted(
    trained_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise OSError("disk full of SECRET-9")

    monkeypatch.setattr(Store, "add", refuse)
    (told,) = score(trained_site, claim(claim_id="SECRET-9"))["scores"]
    trained_site.services.scores.settle()
    assert 0 < told["denial_risk"] < 1
    metrics = trained_site.client.get("/metrics").text
    assert 'cleanclaim_scores_not_kept_total{model="denial"} 1.0' in metrics
    assert "SECRET" not in metrics
