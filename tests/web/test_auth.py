import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.home import Home
from serving.app import ROUTES
from serving.auth import OPEN_PATHS, bears_token, session, session_is_valid, token_of
from tests.web.conftest import Site


def test_the_token_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").make()
    token = token_of(home)
    assert len(token) >= 40
    assert stat.S_IMODE(home.token_file.stat().st_mode) == 0o600
    assert token_of(home) == token
    assert [path.name for path in home.root.iterdir()] == ["token"]


def test_processes_that_start_at_once_agree_on_the_token(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").make()
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: token_of(home), range(32)))
    assert len(tokens) == 1


@pytest.mark.parametrize(
    ("header", "is_let_in"),
    [
        ("Bearer secret", True),
        ("bearer secret", True),
        ("Bearer wrong", False),
        ("Bearer secre\N{LATIN SMALL LETTER T WITH CARON}", False),
        ("Bearer ", False),
        ("Basic secret", False),
        ("secret", False),
        ("", False),
        (None, False),
    ],
)
def test_only_the_token_as_a_bearer_lets_in(header: str | None, *, is_let_in: bool) -> None:
    assert bears_token(header, "secret") is is_let_in


def test_a_session_ends_and_cannot_be_prolonged_or_made_up() -> None:
    cookie = session("secret", 1_000)
    assert session_is_valid(cookie, "secret", 999)
    assert not session_is_valid(cookie, "secret", 1_000)
    assert not session_is_valid(cookie.replace("1000", "2000"), "secret", 999)
    assert not session_is_valid(cookie, "another", 999)
    assert not session_is_valid("", "secret", 999)
    assert not session_is_valid(None, "secret", 999)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_but_the_open_ones_asks_for_the_token(site: Site, route: object) -> None:
    path, method = route.path.replace("{id}", "0"), route.method  # type: ignore[attr-defined]
    answer = site.stranger.request(method, path)
    assert (answer.status_code == 401) == (path not in OPEN_PATHS or (method, path) == ("POST", "/sign-in"))
    if path not in OPEN_PATHS:
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:cleanclaim:problem:unauthorized"


def test_nothing_else_is_open_than_what_the_contract_and_signing_in_need() -> None:
    assert {"/", "/sign-in", "/sign-out", "/openapi.json", "/livez", "/readyz"} == OPEN_PATHS


def test_a_stranger_is_not_told_which_paths_exist(site: Site) -> None:
    assert site.stranger.get("/v1/nowhere").status_code == 401
    assert site.client.get("/v1/nowhere").status_code == 404


def test_the_body_of_a_stranger_is_not_read(site: Site) -> None:
    answer = site.stranger.post(
        "/v1/claims/score", content=b"{", headers={"content-type": "application/json"}
    )
    assert answer.status_code == 401


def test_the_contract_names_what_needs_no_token(site: Site) -> None:
    for path in ("/openapi.json", "/livez", "/sign-in"):
        assert site.stranger.get(path).status_code == 200
    assert site.stranger.get("/readyz").status_code == 503
    assert site.stranger.get("/").status_code == 303
