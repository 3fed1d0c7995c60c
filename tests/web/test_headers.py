import re

import pytest

from serving.headers import SECURITY_HEADERS
from tests.web.conftest import Site


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/livez", "/openapi.json", "/v1/models", "/nowhere", "/static/none"]
)
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    answer = site.stranger.get(path)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value


def test_the_policy_allows_no_script_and_nothing_inline() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_the_pages_need_nothing_inline_and_nothing_from_elsewhere(site: Site) -> None:
    site.stranger.post("/sign-in", data={"token": site.services.token})
    for path in ("/", "/sign-in"):
        page = site.stranger.get(path).text
        assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=|https?://", page)
        for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            assert site.stranger.get(asset).status_code == 200
