import pytest

from tests.chains.kit import claim, paid, sent, status
from tests.web.conftest import Site

REMIT = paid(
    20,
    """
    CLP*C1*1*300*200*0*CI*P1
    CAS*CO*45*100
    """,
)
SENT = sent(1, claim("C1", "99213 300"))
LATE = "2026-12-31"


def add(site: Site, *files: object) -> None:
    for file in files:
        assert site.client.post("/v1/files", content=file.data).status_code == 200


def page(site: Site, **params: object) -> dict:
    answer = site.client.get("/v1/unmatched", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_empty_store_has_nothing_unmatched(site: Site) -> None:
    told = page(site)
    assert told["totals"] == {"remit": 0, "status": 0, "takeback": 0, "claim": 0}
    assert (told["items"], told["next_cursor"]) == ([], None)


def test_answers_without_a_claim_are_listed_by_file_and_position(site: Site) -> None:
    add(site, REMIT, status(2, "C1", "A2"))
    told = page(site, as_of=LATE)
    assert told["totals"] == {"remit": 1, "status": 1, "takeback": 0, "claim": 0}
    first = told["items"][0]
    assert (first["kind"], first["claim_id"], first["payer_claim_number"]) == ("remit", "C1", "P1")
    assert (first["amount"], first["position"] > 0, first["overdue_at"]) == (300.0, True, None)
    assert site.client.get(f"/v1/files/{first['file_id']}").json()["type"] == "835"


def test_a_claim_that_comes_late_takes_its_answers_off_the_list(site: Site) -> None:
    add(site, REMIT, status(2, "C1", "A2"))
    assert len(page(site, as_of=LATE)["items"]) == 2
    add(site, SENT)
    assert page(site, as_of=LATE)["items"] == []


def test_a_claim_without_an_answer_is_listed_once_it_is_overdue(site: Site) -> None:
    add(site, SENT)
    assert page(site, as_of="2026-02-01")["items"] == []
    (item,) = page(site, as_of=LATE)["items"]
    assert (item["kind"], item["claim_id"], item["overdue_at"][:10]) == ("claim", "C1", "2026-05-01")


def test_pages_put_together_are_the_whole_list_of_one_kind(site: Site) -> None:
    add(site, sent(1, *(claim(f"C{number}", "99213 300") for number in range(5))), status(2, "D1", "A2"))
    items, cursor, params = [], "", {"kind": "claim", "limit": 2, "as_of": LATE}
    while cursor is not None:
        told = page(site, **params)
        items, cursor = [*items, *told["items"]], told["next_cursor"]
        params = {"cursor": cursor, "limit": 2}
    assert sorted(item["claim_id"] for item in items) == [f"C{number}" for number in range(5)]


@pytest.mark.parametrize("params", [{"kind": "other"}, {"cursor": "made-up"}, {"limit": 0}, {"as_of": "x"}])
def test_a_wrong_question_is_refused(site: Site, params: dict) -> None:
    assert site.client.get("/v1/unmatched", params=params).status_code in (400, 422)


def test_nobody_sees_it_without_the_token(site: Site) -> None:
    assert site.stranger.get("/v1/unmatched").status_code == 401


def test_it_can_only_be_read(site: Site) -> None:
    assert site.client.post("/v1/unmatched").status_code == 405
