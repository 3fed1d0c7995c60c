"""The pages: sign in, and one page with both lists and the months of submission."""

import math
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.templating import Jinja2Templates

from data.errors import CleanClaimError
from serving.api_appeals import Capacity
from serving.auth import SESSION_COOKIE, is_token, session, session_is_valid
from serving.denial_rows import denial_rows
from serving.moments import as_of_asked
from serving.needs import Held, RawBody
from serving.page_rows import claim_rows, month_rows
from serving.services import Services
from serving.worklists import claims_at_risk, first_denials, newest_event, open_denials, shown_as_of

ROWS = 25
"""Rows of each list on the page."""
MONTHS = 12
"""Months of submission that are shown, the newest first."""
_TEMPLATES = Jinja2Templates(directory=Path(__file__).parent / "templates")
AsOf = Annotated[str | None, Query(description="Show what was known before this date or moment.")]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list on a page: its rows and how many there are in all, or why there is none."""

    rows: list[Any]
    total: int
    why_not: str | None = None


def home(request: Request, services: Held, as_of: AsOf = None, capacity_minutes: Capacity = None) -> Response:
    """Both lists for a signed-in browser; others are sent to sign in."""
    if not _signed_in(request, services):
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    past, now = services.past(), services.clock()
    moment = as_of_asked(as_of, shown_as_of(past, now))
    return _page(
        request,
        "home.html",
        as_of=moment,
        is_asked=as_of is not None,
        capacity=capacity_minutes,
        is_today=moment.date() == now.date(),
        newest=newest_event(past.events),
        claims=_claims(services, moment),
        denials=_denials(services, moment, capacity_minutes),
        months=month_rows(first_denials(services, moment), MONTHS),
    )


def _claims(services: Services, moment: datetime) -> Listed:
    try:
        found = claims_at_risk(services, moment)
    except CleanClaimError as error:
        return Listed([], 0, str(error))
    return Listed(claim_rows(found, ROWS), len(found.order))


def _denials(services: Services, moment: datetime, capacity_minutes: float | None) -> Listed:
    try:
        found = open_denials(services, moment, capacity_minutes=capacity_minutes)
    except CleanClaimError as error:
        return Listed([], 0, str(error))
    rows = denial_rows(found, services.past().events.claims, moment.date(), ROWS)
    return Listed(rows, len(found.frame))


def sign_in_form(request: Request) -> Response:
    """The form that asks for the token."""
    return _page(request, "sign_in.html", refused=False)


def sign_in(request: Request, services: Held, body: RawBody) -> Response:
    """Gives a session cookie to a browser that sends the token, then shows the lists."""
    given = parse_qs(body.decode("utf-8", "replace")).get("token", [""])[0].strip()
    if not is_token(given, services.token):
        return _page(request, "sign_in.html", HTTPStatus.UNAUTHORIZED, refused=True)
    lasts = services.settings.session_seconds
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        SESSION_COOKIE,
        session(services.token, _seconds(services.clock()) + lasts),
        max_age=lasts,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def sign_out(request: Request) -> Response:
    """Takes the session cookie away."""
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(
        SESSION_COOKIE, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


def _signed_in(request: Request, services: Services) -> bool:
    cookie = request.cookies.get(SESSION_COOKIE)
    return session_is_valid(cookie, services.token, _seconds(services.clock()))


def _seconds(moment: datetime) -> int:
    return math.floor((moment - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - both naive UTC


def _page(request: Request, name: str, status: int = HTTPStatus.OK, **context: Any) -> HTMLResponse:
    return _TEMPLATES.TemplateResponse(request, name, context, status_code=status)
