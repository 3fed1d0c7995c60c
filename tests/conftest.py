"""Fixtures that any test may ask for."""

from hypothesis import HealthCheck, settings

from tests.databases import empty_postgres, postgres_server, sqlite_store, sqlite_template, store, store_url
from tests.practice import trained, world

__all__ = [
    "empty_postgres",
    "postgres_server",
    "sqlite_store",
    "sqlite_template",
    "store",
    "store_url",
    "trained",
    "world",
]

# The same examples in every run, and no time limits: the machines that run this are shared and noisy.
settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
