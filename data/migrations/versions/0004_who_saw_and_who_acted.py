"""What the gate measured with each decision, and who saw a score and acted on it."""

import sqlalchemy as sa
from alembic import op

from data.migrations.types import TEXT

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Applies the step."""
    op.create_table(
        "actions",
        sa.Column("action", TEXT, nullable=False),
        sa.Column("claim_id", TEXT, nullable=False),
        sa.Column("version_key", TEXT),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("score", TEXT),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("acted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("action"),
    )
    op.create_index("ix_actions_claim_id", "actions", ["claim_id"])

    op.add_column("promotions", sa.Column("champion_sha256", TEXT))
    op.add_column("promotions", sa.Column("gate_version", TEXT))
    op.add_column("promotions", sa.Column("checks", TEXT))
    op.execute(
        "UPDATE promotions SET champion_sha256 ="
        " CASE WHEN action = 'refused' THEN previous_sha256 ELSE sha256 END"
    )

    op.add_column("scores", sa.Column("channel", TEXT))
    op.add_column("scores", sa.Column("said_key", TEXT))
