from datetime import timedelta

from serving.auth import SESSION_COOKIE
from tests.web.conftest import Site


def signed_in(site: Site) -> object:
    return site.stranger.post("/sign-in", data={"token": site.services.token})


def test_the_front_page_sends_a_stranger_to_a_form(site: Site) -> None:
    answer = site.stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    form = site.stranger.get("/sign-in")
    assert form.status_code == 200
    assert '<form class="card" method="post" action="/sign-in">' in form.text


def test_the_token_opens_a_session_that_scripts_and_other_sites_cannot_use(site: Site) -> None:
    answer = signed_in(site)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age=28800" in cookie
    assert site.services.token not in cookie


def test_the_session_opens_the_page_but_not_the_api(site: Site) -> None:
    signed_in(site)
    assert site.stranger.get("/").status_code == 200
    assert site.stranger.get("/v1/models").status_code == 401


def test_over_tls_the_cookie_stays_there(site: Site) -> None:
    site.stranger.base_url = "https://testserver"
    assert "Secure" in signed_in(site).headers["set-cookie"]


def test_a_wrong_token_is_refused_and_not_repeated(site: Site) -> None:
    answer = site.stranger.post("/sign-in", data={"token": "MARKEDTOKEN"})
    assert answer.status_code == 401
    assert "That is not the token" in answer.text
    assert "MARKEDTOKEN" not in answer.text
    assert "set-cookie" not in answer.headers


def test_an_empty_form_is_refused(site: Site) -> None:
    assert site.stranger.post("/sign-in").status_code == 401
    assert site.stranger.post("/sign-in", content=b"\xff=\xff&&").status_code == 401


def test_a_session_ends_by_itself(site: Site) -> None:
    signed_in(site)
    started = site.services.clock()
    site.services.clock = lambda: started + timedelta(hours=9)
    assert site.stranger.get("/").status_code == 303


def test_signing_out_ends_the_session(site: Site) -> None:
    signed_in(site)
    answer = site.stranger.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert site.stranger.get("/").status_code == 303


def test_signing_out_by_a_link_is_the_wrong_method(site: Site) -> None:
    assert site.stranger.get("/sign-out").status_code == 405
