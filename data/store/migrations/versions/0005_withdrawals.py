"""Loads with an identity of their own, withdrawals, and the identity of the state of the store."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _identities_of_loads()
    _withdrawals()
    op.create_table(
        "states",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("identity", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_states")),
    )
    op.execute(sa.text("INSERT INTO states VALUES ('store', :new)").bindparams(new=token_hex(16)))
    _kept_statements()


# A column that must not be empty needs a default where there are rows; none of them keeps it.
def _identities_of_loads() -> None:
    identity = sa.Column("identity", sa.String(length=100), nullable=False, server_default="")
    op.add_column("loads", identity)
    held = op.get_bind().execute(
        sa.text("SELECT loads.id, extracts.sha256 FROM loads JOIN extracts ON extracts.id = loads.extract_id")
    )
    for number, sha256 in held.all():
        new = sa.text("UPDATE loads SET identity = :new WHERE id = :id")
        op.execute(new.bindparams(new=f"{token_hex(16)}-{sha256 or ''}", id=number))
    op.create_index(op.f("ix_loads_identity"), "loads", ["identity"], unique=True)


def _withdrawals() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_withdrawals_load_id")),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_withdrawals")),
    )
    op.create_table(
        "left_out",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_left_out_load_id")),
        sa.ForeignKeyConstraint(["held_by"], ["loads.id"], name=op.f("fk_left_out_held_by")),
        sa.PrimaryKeyConstraint("load_id", "held_by", name=op.f("pk_left_out")),
    )


# Everything in it is worked out again at the next load or start.
def _kept_statements() -> None:
    op.drop_table("kept_statements")
    op.create_table(
        "kept_statements",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("figures", sa.String(length=100), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("worked_out", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "indicator", name=op.f("pk_kept_statements")),
    )
