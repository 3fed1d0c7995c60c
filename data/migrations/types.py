"""Column types that steps name; a step keeps its meaning, so these never change."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that compares by bytes on every database."""
