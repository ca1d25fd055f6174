"""Figures of an unusual size, and what was ruled on them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "doubts",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observations.id"], name=op.f("fk_doubts_observation_id")
        ),
        sa.PrimaryKeyConstraint("observation_id", name=op.f("pk_doubts")),
    )
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ruled", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["doubts.observation_id"], name=op.f("fk_rulings_observation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
    )
    op.create_index(op.f("ix_rulings_observation_id"), "rulings", ["observation_id"])
