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
