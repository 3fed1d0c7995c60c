"""What alembic runs: the connection is handed in by `data.migrations`, never made here."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from data.sql_tables import METADATA


def _render(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    if kind != "type" or type(thing).__name__ not in ("Text", "TEXT"):
        return False
    autogen.imports.add("from data.migrations.types import TEXT")
    return "TEXT"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=_render,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
