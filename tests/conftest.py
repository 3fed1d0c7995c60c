"""Fixtures that any test may ask for."""

from tests.databases import postgres_server, sqlite_store, sqlite_template, store, store_url
from tests.practice import trained, world

__all__ = ["postgres_server", "sqlite_store", "sqlite_template", "store", "store_url", "trained", "world"]
