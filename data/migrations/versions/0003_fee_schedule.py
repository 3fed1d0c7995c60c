"""Imported fee schedules."""

import sqlalchemy as sa
from alembic import op

from data.migrations.types import TEXT

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Applies the step."""
    op.create_table(
        "fee_schedule",
        sa.Column("fee_key", TEXT, nullable=False),
        sa.Column("file_sha256", TEXT, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("payer_id", TEXT, nullable=False),
        sa.Column("procedure_code", TEXT, nullable=False),
        sa.Column("modifier", TEXT),
        sa.Column("allowed_cents", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("terminated_on", sa.Date()),
        sa.Column("available_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fee_key"),
    )
    op.create_index("ix_fee_schedule_file_sha256", "fee_schedule", ["file_sha256"])
