import base64
import json

import pytest

from data import tables
from data.clocks import parse_as_of
from serving.cursors import Cursor, cursor_of
from serving.problems import CursorError
from tests.web.conftest import Site

CONTRACT = [
    *("rank", "claim_id", "version", "payer_claim_number", "payer_id", "level", "denied_on", "deadline_on"),
    *("days_left", "route", "denied_amount", "denied_allowed", "win_probability", "expected_recovery"),
    *("expected_minutes", "value_per_hour", "planned_on", "reason_family", "carcs", "rarcs", "low_support"),
]


def page(site: Site, **params: object) -> dict[str, object]:
    answer = site.client.get("/v1/appeals/queue", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_empty_store_has_an_empty_queue(site: Site) -> None:
    told = page(site)
    assert (told["total"], told["items"], told["next_cursor"]) == (0, [], None)


def test_the_queue_has_the_contracts_columns_in_rank_order(trained_site: Site) -> None:
    told = page(trained_site, limit=500)
    assert told["items"]
    assert all(list(item) == [*CONTRACT, "notes"] for item in told["items"])
    assert [item["rank"] for item in told["items"]] == list(range(1, len(told["items"]) + 1))
    assert all(0 <= item["win_probability"] <= 1 for item in told["items"])


def test_each_item_tells_what_to_know_beside_its_place(trained_site: Site) -> None:
    items = page(trained_site, limit=500, capacity_minutes=240)["items"]
    assert all(note["win_low"] <= note["win_high"] for note in (item["notes"] for item in items))
    assert all(item["notes"]["value_with_next_level"] >= item["expected_recovery"] for item in items)
    assert all(item["notes"]["write_off_review"] for item in items if item["expected_recovery"] <= 0)
    assert any(item["notes"]["alike_count"] > 1 for item in items)
    assert all(item["notes"]["alike_count"] == 1 for item in items if item["days_left"] < 0)


def test_each_item_tells_the_clocks_that_run_beside_its_deadline(trained_site: Site) -> None:
    items = page(trained_site, limit=500)["items"]
    clocks = [clock for item in items for clock in item["notes"]["clocks"]]
    assert {"appeal"} <= {clock["clock"] for clock in clocks}
    assert all(list(clock) == ["clock", "on", "verified"] for clock in clocks)
    # No rule of the shipped table came after these denials.
    assert {item["notes"]["deadline_was_on"] for item in items} == {None}


def test_pages_put_together_are_the_whole_queue(trained_site: Site) -> None:
    as_of = trained_site.services.clock().isoformat()
    whole = page(trained_site, limit=500, as_of=as_of)
    first = page(trained_site, limit=7, as_of=as_of, capacity_minutes=240)
    items, cursor = list(first["items"]), first["next_cursor"]
    while cursor is not None and len(items) < min(28, whole["total"]):
        following = page(trained_site, limit=7, cursor=cursor)
        assert following["as_of"] == first["as_of"]
        items, cursor = [*items, *following["items"]], following["next_cursor"]
    assert [item["claim_id"] for item in items] == [i["claim_id"] for i in whole["items"][: len(items)]]
    assert any(item["planned_on"] for item in items) or all(item["days_left"] < 0 for item in items)


def test_the_last_page_has_no_cursor(trained_site: Site) -> None:
    told = page(trained_site, limit=500)
    assert (told["next_cursor"] is None) == (told["total"] <= 500)


def test_before_the_data_nothing_is_open(trained_site: Site) -> None:
    assert page(trained_site, as_of="1990-01-01")["total"] == 0


def test_a_cursor_holds_no_claim_value(trained_site: Site) -> None:
    told = page(trained_site, limit=1)
    cursor = told["next_cursor"]
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[16:]
    assert json.loads(content) == [1, told["as_of"], None]


def test_a_cursor_comes_back_as_it_was() -> None:
    cursor = Cursor(50, parse_as_of("2026-03-01T12:00"), 240.0)
    assert cursor_of(cursor.text("secret"), "secret") == cursor


@pytest.mark.parametrize(
    "wrong", ["", "x", "\N{SNOWMAN}", "AAAA", Cursor(0, parse_as_of("2026-03-01"), None).text("other")]
)
def test_a_cursor_of_another_is_refused(wrong: str) -> None:
    with pytest.raises(CursorError):
        cursor_of(wrong, "secret")


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"cursor": "MARK"}, 400),
        ({"capacity_minutes": "-1"}, 422),
        ({"as_of": "MARK"}, 422),
        ({"limit": "0"}, 422),
    ],
)
def test_a_wrong_parameter_is_refused(site: Site, params: dict[str, str], status: int) -> None:
    answer = site.client.get("/v1/appeals/queue", params=params)
    assert answer.status_code == status
    assert "MARK" not in answer.text


def test_the_queue_cannot_be_posted(site: Site) -> None:
    assert site.post("/v1/appeals/queue", {}).status_code == 405


def test_an_open_denial_is_scored_and_explained(trained_site: Site) -> None:
    listed = page(trained_site, limit=3)["items"]
    ids = [listed[0]["claim_id"], "NOBODY", listed[2]["claim_id"]]
    answer = trained_site.post("/v1/appeals/score", {"claim_ids": ids})
    assert answer.status_code == 200
    told = answer.json()
    assert told["without_open_denial"] == [1]
    first = told["scores"][0]
    assert list(first) == [*CONTRACT, "notes", "explanation", "model", "scored_at"]
    assert first["claim_id"] == listed[0]["claim_id"]
    assert first["win_probability"] == pytest.approx(listed[0]["win_probability"], abs=1e-3)
    assert first["explanation"]["contributions"]
    trained_site.services.scores.settle()
    rows = trained_site.services.store.rows(tables.SCORES, model="appeal", claim_id=listed[0]["claim_id"])
    assert first["win_probability"] in [row["value"] for row in rows]


def test_claims_without_a_denial_have_no_score(site: Site) -> None:
    answer = site.post("/v1/appeals/score", {"claim_ids": ["NOBODY"]})
    assert answer.status_code == 200
    assert answer.json() == {"scores": [], "without_open_denial": [0]}


@pytest.mark.parametrize(
    "body", [{}, {"claim_ids": []}, {"claim_ids": [""]}, {"claim_ids": ["A"], "more": 1}]
)
def test_a_request_of_another_form_is_refused(site: Site, body: dict[str, object]) -> None:
    assert site.post("/v1/appeals/score", body).status_code == 422


def test_scores_cannot_be_read_here(site: Site) -> None:
    assert site.client.get("/v1/appeals/score").status_code == 405
