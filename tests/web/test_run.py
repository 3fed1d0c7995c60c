import json
from pathlib import Path
from typing import Any

import pytest
import structlog
import uvicorn
from starlette.testclient import TestClient

from data.home import Home
from serving import run
from serving.observe import log_to_stderr
from tests.web.conftest import Site


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    calls: list[tuple[Any, dict[str, Any]]] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **settings: calls.append((app, settings)))
    yield calls
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.com", False)],  # noqa: S104
)
def test_loopback_is_known(host: str, *, is_loopback: bool) -> None:
    assert run.is_loopback(host) is is_loopback


def test_by_default_only_this_machine_is_served(started: list[Any], tmp_path: Path) -> None:
    run.serve(Home(tmp_path / "home"))
    (_, settings) = started[0]
    assert (settings["host"], settings["port"]) == ("127.0.0.1", 8000)
    assert settings["access_log"] is False


def test_an_address_open_to_others_is_served_only_when_named_and_said(
    started: list[Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run.serve(Home(tmp_path / "home"), "0.0.0.0")  # noqa: S104 - named on purpose
    assert started[0][1]["host"] == "0.0.0.0"  # noqa: S104
    assert "open_to_network" in capfd.readouterr().err


def test_workers_learn_of_the_home_from_the_environment(
    started: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLEANCLAIM_HOME", "CLEANCLAIM_DATABASE_URL", "PROMETHEUS_MULTIPROC_DIR"):
        monkeypatch.setenv(name, "before")
    home = Home(tmp_path / "home", database=f"sqlite:///{tmp_path / 'elsewhere.db'}")
    run.serve(home, workers=2)
    app, settings = started[0]
    assert (app, settings["workers"], settings["factory"]) == ("serving.run:app_of_environment", 2, True)
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    made = run.app_of_environment()
    assert made.state.services.home.root == home.root
    assert (tmp_path / "elsewhere.db").exists()
    assert TestClient(made).get("/livez").status_code == 200


def test_each_request_is_one_line_on_stderr_without_its_path(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr()
    try:
        site.client.get("/v1/files/MARKED7VALUE?x=MARKED7VALUE")
    finally:
        structlog.reset_defaults()
    told = capfd.readouterr()
    (line,) = told.err.strip().splitlines()
    assert json.loads(line)["route"] == "/v1/files/{id}"
    assert "MARKED7VALUE" not in told.err + told.out
