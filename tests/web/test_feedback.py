from datetime import datetime

import pytest

from data import tables
from tests.web.conftest import Site

GIVEN = {"claim_id": "C-1", "verdict": "fixed", "reason": "The referral was on file."}


def test_a_remark_is_stored_with_who_and_when(site: Site) -> None:
    answer = site.post("/v1/feedback", GIVEN)
    assert answer.status_code == 201
    (row,) = site.services.store.rows(tables.FEEDBACK)
    assert row["feedback"] == answer.json()["id"]
    assert {name: row[name] for name in GIVEN} == GIVEN
    assert row["by"] == "api token"
    assert str(row["given_at"].isoformat()) == answer.json()["given_at"]


def test_that_a_claim_was_fixed_is_an_action_tied_to_the_last_score_shown(site: Site) -> None:
    def score(name: str, claim: str, hour: int) -> dict[str, object]:
        at = datetime.fromisoformat(f"2026-03-02T{hour:02}:00:00")
        clocks = {"as_of": at, "scored_at": at}
        return {"score": name, "claim_id": claim, "model": "denial", "sha256": "s", **clocks}

    site.services.store.add(
        tables.SCORES, [score("b", "C-1", 9), score("a", "C-1", 8), score("c", "C-2", 10)]
    )
    answer = site.post("/v1/feedback", GIVEN).json()
    (row,) = site.services.store.rows(tables.ACTIONS)
    assert (row["action"], row["kind"], row["claim_id"], row["score"]) == (answer["id"], "fixed", "C-1", "b")
    assert (row["by"], row["acted_at"].isoformat()) == ("api token", answer["given_at"])


def test_that_a_score_was_wrong_is_no_action(site: Site) -> None:
    site.post("/v1/feedback", {**GIVEN, "verdict": "score_wrong"})
    assert site.services.store.rows(tables.ACTIONS) == []


def test_a_reason_is_not_needed(site: Site) -> None:
    assert site.post("/v1/feedback", {"claim_id": "C-1", "verdict": "score_wrong"}).status_code == 201
    assert site.services.store.rows(tables.FEEDBACK)[0]["reason"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**GIVEN, "verdict": "liked"},
        {**GIVEN, "claim_id": ""},
        {**GIVEN, "more": 1},
        {**GIVEN, "reason": "x" * 2001},
    ],
)
def test_a_remark_of_another_form_is_refused_and_not_stored(site: Site, wrong: dict[str, object]) -> None:
    assert site.post("/v1/feedback", wrong).status_code == 422
    assert site.services.store.rows(tables.FEEDBACK) == []


def test_remarks_cannot_be_read_here(site: Site) -> None:
    assert site.client.get("/v1/feedback").status_code == 405
