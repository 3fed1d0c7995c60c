import asyncio
import json

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from data.errors import CleanClaimError, CorruptModelError, NoModelError, NotFoundError, NotX12Error
from serving.app import create_app
from serving.limits import BodyLimit
from serving.problems import STATUSES, UNEXPECTED, CursorError, invalid_parts, kind_of
from serving.settings import Settings
from tests.web.conftest import Site

MARK = "MARKED7VALUE"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotX12Error(), 422),
        (NoModelError("denial"), 503),
        (CorruptModelError("0" * 64), 503),
        (NotFoundError("file"), 404),
        (CursorError(), 400),
        (CleanClaimError("?"), 500),
    ],
)
def test_each_error_has_its_status(error: CleanClaimError, status: int) -> None:
    assert kind_of(error).status == status


def test_no_row_of_the_table_is_hidden_by_a_row_above_it() -> None:
    for place, (cls, _) in enumerate(STATUSES):
        above = [earlier for earlier, _ in STATUSES[:place] if issubclass(cls, earlier)]
        assert not above, cls


def test_the_slugs_are_unlike_each_other_where_the_titles_are() -> None:
    titles = {kind.slug: kind.title for _, kind in STATUSES}
    assert all(titles[kind.slug] == kind.title for _, kind in STATUSES)


def test_an_unknown_path_is_a_problem_that_does_not_repeat_it(site: Site) -> None:
    answer = site.client.get(f"/v1/{MARK}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert MARK not in answer.text


def test_a_wrong_method_says_which_is_right(site: Site) -> None:
    answer = site.client.delete("/v1/models")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["title"] == "Method Not Allowed"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int
    text: str

    @field_validator("text")
    @classmethod
    def _refuse(cls, value: str) -> str:
        raise ValueError(f"refused {value}")


def test_what_was_wrong_is_told_by_place_and_kind_alone() -> None:
    with pytest.raises(ValidationError) as caught:
        Strict.model_validate({"number": MARK, "text": MARK, MARK: MARK})
    parts = invalid_parts(caught.value.errors())
    assert [(part.where, part.code) for part in parts] == [
        (["number"], "int_parsing"),
        (["text"], "value_error"),
        (["?"], "extra_forbidden"),
    ]
    assert MARK not in json.dumps([part.model_dump() for part in parts])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/v1/claims/score",
            {"claims": [{"claim_id": MARK, "kind": MARK, "total_charge": MARK, MARK: MARK}]},
        ),
        ("/v1/claims/score", {"claims": MARK}),
        ("/v1/claims/score", {"claims": [MARK], "precision_threshold": MARK}),
        ("/v1/claims/score", [MARK]),
        ("/v1/claims/score", MARK),
        ("/v1/appeals/score", {"claim_ids": [{"a": MARK}]}),
        ("/v1/appeals/score", {"claim_ids": [MARK * 10]}),
        ("/v1/feedback", {"claim_id": MARK, "verdict": MARK, "reason": [MARK], MARK: 1}),
    ],
)
def test_a_body_of_the_wrong_form_is_never_repeated_or_logged(
    site: Site, capfd: pytest.CaptureFixture[str], path: str, body: object
) -> None:
    with capture_logs() as logs:
        answer = site.post(path, body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:cleanclaim:problem:invalid-request"
    assert answer.json()["errors"]
    assert MARK not in answer.text
    assert MARK not in str(dict(answer.headers))
    assert MARK not in repr(logs)
    assert MARK not in "".join(capfd.readouterr())


@pytest.mark.parametrize("text", [f'{{"claims": [{MARK}', f"{MARK}", "", f'"{MARK}'])
def test_text_that_is_not_json_is_never_repeated(site: Site, text: str) -> None:
    answer = site.client.post(
        "/v1/claims/score", content=text.encode(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert MARK not in answer.text


@pytest.mark.parametrize("query", ["capacity_minutes", "cursor", "as_of", "limit"])
def test_a_wrong_parameter_is_never_repeated(site: Site, query: str) -> None:
    answer = site.client.get("/v1/appeals/queue", params={query: MARK})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert MARK not in answer.text


def test_when_all_else_fails_the_message_goes_nowhere(
    site: Site, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"with {MARK} in it")

    monkeypatch.setattr(type(site.services.store), "rows", broken)
    with capture_logs() as logs:
        answer = site.client.get("/v1/models")
    assert answer.status_code == 500
    assert answer.json()["type"] == f"urn:cleanclaim:problem:{UNEXPECTED.slug}"
    failed = next(entry for entry in logs if entry["event"] == "request_failed")
    assert failed["error"] == "RuntimeError"
    assert any("broken" in place for place in failed["at"])
    assert failed["request"] == answer.headers["x-request-id"]
    assert MARK not in answer.text + repr(logs) + "".join(capfd.readouterr())


def test_a_body_over_the_limit_is_refused_before_it_is_read(site: Site) -> None:
    site.services.settings = Settings(max_body_megabytes=1)
    headers = {"Authorization": f"Bearer {site.services.token}"}
    client = TestClient(create_app(site.services), headers=headers)
    big = b"x" * (1024 * 1024 + 1)
    for content in (big, iter([big[:1000], big])):
        answer = client.post("/v1/claims/score/x12", content=content)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_exactly_the_limit_is_read() -> None:
    read: list[int] = []

    async def app(_scope: object, receive: object, _send: object) -> None:
        message = await receive()  # type: ignore[operator]
        read.append(len(message["body"]))

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"x" * 10, "more_body": False}

    scope = {"type": "http", "headers": [(b"content-length", b"10")]}
    asyncio.run(BodyLimit(app, 10)(scope, receive, None))  # type: ignore[arg-type]
    assert read == [10]
