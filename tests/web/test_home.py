import re
from operator import itemgetter

import pytest

from serving.page_rows import day, money, share
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


def test_a_plan_is_shown_where_a_capacity_is_given_and_keeps_the_moment(trained_site: Site) -> None:
    plain = home(trained_site)
    moment = shown_moment(plain)
    page = home(trained_site, capacity_minutes="240", as_of=moment)
    assert ">Planned<" in page
    assert ">Planned<" not in plain
    assert 'name="capacity_minutes" type="number" min="1" max="100000" required value="240"' in page
    assert f'<input type="hidden" name="as_of" value="{moment.removesuffix("Z")}">' in page
    assert 'name="as_of"' not in plain
    queue = trained_site.client.get(
        "/v1/appeals/queue", params={"as_of": moment, "limit": 25, "capacity_minutes": 240}
    ).json()
    planned = [item["planned_on"] for item in queue["items"] if item["planned_on"]]
    assert planned
    assert all(page.count(f'<td class="day">{day}</td>') >= planned.count(day) for day in set(planned))


@pytest.mark.parametrize("capacity", ["", "-1", "MARKED7VALUE"])
def test_a_capacity_that_is_none_is_refused(site: Site, capacity: str) -> None:
    home(site)
    answer = site.stranger.get("/", params={"capacity_minutes": capacity})
    assert answer.status_code == 422
    assert "MARKED7VALUE" not in answer.text


def test_each_open_denial_says_more_under_a_summary_of_its_own(trained_site: Site) -> None:
    page = home(trained_site)
    shown = page.split('id="queue"')[1].split('id="months"')[0]
    rows = shown.count('<tbody class="item">')
    assert rows == shown.count("<details>") == shown.count("<summary>") == shown.count('scope="rowgroup"')
    spanned = 1 + int(shown.split('colspan="')[1].split('"')[0])
    assert spanned == shown.split("</thead>")[0].count('scope="col"')
    assert "A decision usually takes" in shown


def test_links_and_forms_hold_no_claim(trained_site: Site) -> None:
    page = home(trained_site, capacity_minutes="240")
    told = re.findall(r'(?:href|action|src|value)="([^"]*)"', page)
    shown = re.findall(r'scope="row(?:group)?">([^<]+)<', page)
    assert shown
    assert not [one for one in told for claim in shown if claim in one]


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


def test_a_missing_day_is_a_dash() -> None:
    assert day(None) == "\N{EN DASH}"
