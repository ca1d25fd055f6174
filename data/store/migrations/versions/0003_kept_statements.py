"""Statements kept beside the figures they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "kept_statements",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("worked_out", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "indicator", name=op.f("pk_kept_statements")),
    )
