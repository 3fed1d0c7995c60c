"""A running application over a fresh home, without a model, and one over a trained home."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.home import Home
from serving.app import create_app
from serving.services import Services


@dataclass(frozen=True)
class Site:
    """An application, its services, and a client that carries the token."""

    services: Services
    client: TestClient
    stranger: TestClient

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        return self.client.post(path, json=json, **more)


def site_of(services: Services) -> Site:
    app = create_app(services)
    headers = {"Authorization": f"Bearer {services.token}"}
    return Site(
        services,
        TestClient(app, headers=headers, follow_redirects=False),
        TestClient(app, follow_redirects=False),
    )


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    home = Home(tmp_path / "home").make()
    shutil.copy(sqlite_template, home.root / "cleanclaim.db")
    services = Services.open(home)
    yield site_of(services)
    services.store.close()


@pytest.fixture(scope="session")
def trained_site(trained: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Over a copy, since every score shown is written down."""
    root = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(trained.home.root, root)
    services = Services.open(Home(root))
    yield site_of(services)
    services.store.close()
