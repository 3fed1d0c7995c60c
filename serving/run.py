"""Starting the server."""

import ipaddress
import os
import tempfile
import threading

import structlog
import uvicorn
from fastapi import FastAPI

from data.home import Home
from serving.app import create_app
from serving.observe import log_to_stderr
from serving.services import Services
from serving.settings import Settings

LOOPBACK = "127.0.0.1"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(home: Home, host: str | None = None, port: int = 8000, workers: int = 1) -> None:
    """Serves until interrupted, on this machine alone unless another address is given by name.

    With several workers each is a process of its own; they learn of the home from the environment, and share
    counts through a folder.
    """
    log_to_stderr()
    address = host or LOOPBACK
    if not is_loopback(address):
        structlog.get_logger("cleanclaim").warning("open_to_network", hint="put a proxy with TLS in front")
    if workers == 1:
        app = _warming(Services.open(home))
        uvicorn.run(app, host=address, port=port, access_log=False, log_config=None, server_header=False)
        return
    with tempfile.TemporaryDirectory(prefix="cleanclaim-metrics-") as shared:
        _tell_workers(home, shared)
        uvicorn.run(
            "serving.run:app_of_environment",
            factory=True,
            host=address,
            port=port,
            workers=workers,
            access_log=False,
            log_config=None,
            server_header=False,
        )


def _tell_workers(home: Home, shared: str) -> None:
    os.environ["CLEANCLAIM_HOME"] = str(home.root.resolve())
    if home.database is not None:
        os.environ["CLEANCLAIM_DATABASE_URL"] = home.database
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared


def app_of_environment() -> FastAPI:
    """The app of one worker process."""
    log_to_stderr()
    settings = Settings()
    return _warming(Services.open(settings.home_folder(), settings=settings))


def _warming(services: Services) -> FastAPI:
    """The app, while what its first request needs is made beside it."""
    threading.Thread(target=services.warm, name="warm", daemon=True).start()
    return create_app(services)
