"""The first version of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _areas() -> None:
    op.create_table(
        "areas",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ons_code", sa.String(length=12), nullable=True),
        sa.Column("ods_code", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_areas")),
    )


def _extracts() -> None:
    op.create_table(
        "extracts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extracts")),
        sa.UniqueConstraint("sha256", "name", name=op.f("uq_extracts_sha256_name")),
    )


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("published_basis", sa.String(length=12), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint(
            "publisher",
            "title",
            "published",
            "published_basis",
            name=op.f("uq_releases_publisher_title_published_published_basis"),
        ),
    )


def _series() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_indicator"), "series", ["indicator"], unique=False)


def _series_breaks() -> None:
    op.create_table(
        "series_breaks",
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("series", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", "series", "area", "on", name=op.f("pk_series_breaks")),
    )


def _target_versions() -> None:
    op.create_table(
        "target_versions",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_target_versions")),
    )


def _lines() -> None:
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=20), nullable=False),
        sa.Column("age", sa.Text(), nullable=False),
        sa.Column("category_type", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("latest_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area"], ["areas.slug"], name=op.f("fk_lines_area")),
        sa.ForeignKeyConstraint(["series"], ["series.id"], name=op.f("fk_lines_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint(
            "series",
            "area",
            "category_type",
            "category",
            "sex",
            "age",
            name=op.f("uq_lines_series_area_category_type_category_sex_age"),
        ),
    )


def _loads() -> None:
    op.create_table(
        "loads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extract_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("loaded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["extract_id"], ["extracts.id"], name=op.f("fk_loads_extract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loads")),
    )


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.slug"], name=op.f("fk_memberships_area")),
        sa.ForeignKeyConstraint(["member"], ["areas.slug"], name=op.f("fk_memberships_member")),
        sa.PrimaryKeyConstraint("area", "member", name=op.f("pk_memberships")),
    )


def _observations() -> None:
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("lower", sa.Float(), nullable=True),
        sa.Column("upper", sa.Float(), nullable=True),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("extract_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["extract_id"], ["extracts.id"], name=op.f("fk_observations_extract_id")),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_observations_line_id")),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_observations_load_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_observations_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index(
        "ix_observations_as_of",
        "observations",
        ["line_id", "period_end", "period_start", "published", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_observations_load_id"), "observations", ["load_id"], unique=False)


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_reviews_load_id")),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_reviews")),
    )


def _trajectory_points() -> None:
    op.create_table(
        "trajectory_points",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("target_key", sa.String(length=120), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("interpolation", sa.String(length=10), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["areas.slug"], name=op.f("fk_trajectory_points_area")),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_trajectory_points_load_id")),
        sa.PrimaryKeyConstraint(
            "load_id", "indicator", "area", "target_key", "date", name=op.f("pk_trajectory_points")
        ),
    )


def _current() -> None:
    op.create_table(
        "current",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_current_line_id")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observations.id"], name=op.f("fk_current_observation_id")
        ),
        sa.PrimaryKeyConstraint("line_id", "period_end", "period_start", name=op.f("pk_current")),
    )


def upgrade() -> None:
    _areas()
    _extracts()
    _releases()
    _series()
    _series_breaks()
    _target_versions()
    _lines()
    _loads()
    _memberships()
    _observations()
    _reviews()
    _trajectory_points()
    _current()
