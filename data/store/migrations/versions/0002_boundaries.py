"""Boundaries of areas, for maps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "area_boundaries",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("geometry", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.slug"], name=op.f("fk_area_boundaries_area")),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_area_boundaries_load_id")),
        sa.PrimaryKeyConstraint("load_id", "area", name=op.f("pk_area_boundaries")),
    )
