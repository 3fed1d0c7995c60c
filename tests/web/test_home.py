from operator import itemgetter

import pytest

from serving.page_rows import day, days, money, share, urgency
from tests.web.conftest import Site


def home(site: Site, **params: str) -> str:
    site.stranger.post("/sign-in", data={"token": site.services.token})
    answer = site.stranger.get("/", params=params)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def test_a_fresh_home_says_what_to_do_first(site: Site) -> None:
    page = home(site)
    assert "There is no denial model yet: run `cleanclaim train denial` first." in page
    assert "No denial is open." in page


def test_both_lists_and_the_months_are_shown(trained_site: Site) -> None:
    page = home(trained_site)
    queue = trained_site.client.get(
        "/v1/appeals/queue", params={"as_of": shown_moment(page), "limit": 1}
    ).json()
    assert page.count("<table>") == 3
    assert '<span class="band ' in page
    assert queue["items"][0]["claim_id"] in page


def test_claims_too_young_to_say_have_no_share_in_the_months(trained_site: Site) -> None:
    newest, oldest = (
        [cell.split("<")[0] for cell in row.split('"number">')[1:]]
        for row in itemgetter(0, -1)(home(trained_site).split('id="months"')[1].split('scope="row">')[1:])
    )
    claims, share, denied, passed, rejected, unanswered, young = newest
    assert share == "\N{EN DASH}"
    assert young == claims
    claims, share, denied, passed, rejected, unanswered, young = oldest
    assert young == "0"
    assert int(denied) + int(passed) + int(rejected) + int(unanswered) == int(claims)
    assert share == f"{round(100 * int(denied) / (int(denied) + int(passed)))}%"


def shown_moment(page: str) -> str:
    return page.split('<time datetime="')[1].split('"', maxsplit=1)[0]


def test_data_that_is_old_is_shown_as_of_its_end_and_said(trained_site: Site) -> None:
    assert "The newest data is of" in home(trained_site)


def test_another_moment_can_be_shown(site: Site) -> None:
    assert "2026-03-01 00:00" in home(site, as_of="2026-03-01")


def test_a_moment_that_is_none_is_refused(site: Site) -> None:
    home(site)
    answer = site.stranger.get("/", params={"as_of": "MARKED7VALUE"})
    assert answer.status_code == 422
    assert "MARKED7VALUE" not in answer.text


def test_the_page_cannot_be_posted(site: Site) -> None:
    assert site.stranger.post("/").status_code == 405


@pytest.mark.parametrize(
    ("dollars", "text"),
    [(1234.5, "$1,234"), (0.0, "$0"), (-20.4, "-$20"), (-0.3, "$0"), (float("nan"), "\N{EN DASH}")],
)
def test_money_is_shown_in_whole_dollars(dollars: float, text: str) -> None:
    assert money(dollars) == text


@pytest.mark.parametrize(
    ("probability", "text"), [(0.374, "37%"), (0.001, "1%"), (0.999, "99%"), (0.0, "0%"), (1.0, "100%")]
)
def test_a_chance_that_is_not_quite_certain_is_not_shown_as_certain(probability: float, text: str) -> None:
    assert share(probability) == text


def test_days_left_are_said_in_words() -> None:
    assert [days(left) for left in (12, 1, 0, -1, -3)] == [
        "12 days left",
        "1 day left",
        "today",
        "1 day past",
        "3 days past",
    ]
    assert [urgency(left) for left in (8, 7, 0, -1)] == ["", "soon", "soon", "past"]
    assert day(None) == "\N{EN DASH}"
