import pytest

from serving.auth import token_of
from tests.web.conftest import Site


def test_alive_says_so(site: Site) -> None:
    answer = site.stranger.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_not_ready_names_what_is_missing(site: Site) -> None:
    answer = site.stranger.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["not_ready"] == ["denial model"]
    assert "denial model" in answer.json()["detail"]


def test_a_database_that_is_gone_is_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: object) -> int:
        raise OSError("MARKED7VALUE")

    monkeypatch.setattr(type(site.services.store), "watermark", gone)
    answer = site.stranger.get("/readyz")
    assert answer.json()["not_ready"][0] == "database"
    assert "MARKED7VALUE" not in answer.text


def test_a_trained_home_is_ready(trained_site: Site) -> None:
    answer = trained_site.stranger.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_health_cannot_be_posted(site: Site, path: str) -> None:
    assert site.client.post(path).status_code == 405


def test_metrics_count_by_route_and_hold_no_values(site: Site) -> None:
    site.client.get("/v1/files/MARKED7VALUE")
    site.client.get("/v1/MARKED7VALUE")
    site.client.request("MARKED7VALUE", "/livez")
    text = site.client.get("/metrics").text
    assert 'cleanclaim_requests_total{method="GET",route="/v1/files/{id}",status="404"} 1.0' in text
    assert 'cleanclaim_requests_total{method="GET",route="(none)",status="404"} 1.0' in text
    assert "cleanclaim_request_seconds_bucket" in text
    assert "MARKED7VALUE" not in text
    assert token_of(site.services.home) not in text
