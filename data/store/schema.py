"""The tables of the store, the same on SQLite and PostgreSQL. Append-only and bitemporal.

An observation is never updated: a revision is a new row from a new load of a new release. `lines` names
what is drawn as one line (one series, area and breakdown), so that an observation is narrow and a line's
history is one stretch of an index. `current` is kept in each load's own transaction and points to the
newest statement about each period; everything in it could be worked out from `observations`. A load that is
withdrawn stays with all its rows, and counts no more from that day on.
"""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

areas = Table(
    "areas",
    metadata,
    Column("slug", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ons_code", String(12)),
    Column("ods_code", String(12)),
)

memberships = Table(
    "memberships",
    metadata,
    Column("area", ForeignKey("areas.slug"), primary_key=True),
    Column("member", ForeignKey("areas.slug"), primary_key=True),
)

series = Table(
    "series",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("indicator", String(80), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("source", String(40), nullable=False),
    Column("publisher", Text, nullable=False),
)

series_breaks = Table(
    "series_breaks",
    metadata,
    Column("indicator", String(80), primary_key=True),
    Column("series", String(120), primary_key=True),
    Column("area", String(40), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
)

target_versions = Table(
    "target_versions",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("recorded", DateTime(timezone=True), nullable=False),
    Column("content", JSON, nullable=False),
)

extracts = Table(
    "extracts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64)),
    Column("name", Text, nullable=False),
    Column("size", Integer),
    Column("received", DateTime(timezone=True)),
    Column("address", Text),
    UniqueConstraint("sha256", "name"),
)

releases = Table(
    "releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", Date, nullable=False),
    Column("published_basis", String(12), nullable=False),
    Column("licence", Text, nullable=False),
    UniqueConstraint("publisher", "title", "published", "published_basis"),
)

loads = Table(
    "loads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("extract_id", ForeignKey("extracts.id"), nullable=False),
    Column("source", String(40), nullable=False),
    Column("loaded", DateTime(timezone=True), nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("set_aside", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    # Numbers repeat after a restore; this is random, and ends with the checksum of the file.
    Column("identity", String(100), nullable=False),
    Index("ix_loads_identity", "identity", unique=True),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("load_id", ForeignKey("loads.id"), primary_key=True),
    Column("withdrawn", DateTime(timezone=True), nullable=False),
    Column("role", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("why", Text, nullable=False),
)

# Figures that a load brought and that were left out, because an earlier load held the very same.
left_out = Table(
    "left_out",
    metadata,
    Column("load_id", ForeignKey("loads.id"), primary_key=True),
    Column("held_by", ForeignKey("loads.id"), primary_key=True),
    Column("figures", Integer, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("load_id", ForeignKey("loads.id"), primary_key=True),
    Column("content", JSON, nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", ForeignKey("series.id"), nullable=False),
    Column("area", ForeignKey("areas.slug"), nullable=False),
    Column("sex", String(20), nullable=False),
    Column("age", Text, nullable=False),
    Column("category_type", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("latest_id", Integer),
    UniqueConstraint("series", "area", "category_type", "category", "sex", "age"),
)

observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line_id", ForeignKey("lines.id"), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("period", Text, nullable=False),
    Column("value", Float),
    Column("lower", Float),
    Column("upper", Float),
    Column("numerator", Float),
    Column("denominator", Float),
    Column("note", Text, nullable=False),
    Column("published", Date, nullable=False),
    Column("release_id", ForeignKey("releases.id"), nullable=False),
    Column("load_id", ForeignKey("loads.id"), nullable=False, index=True),
    Column("extract_id", ForeignKey("extracts.id"), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("row", Text, nullable=False),
    Index("ix_observations_as_of", "line_id", "period_end", "period_start", "published", "id"),
)

current = Table(
    "current",
    metadata,
    Column("line_id", ForeignKey("lines.id"), primary_key=True),
    Column("period_end", Date, primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("observation_id", ForeignKey("observations.id"), nullable=False),
)

# Figures of another scale than their line: they count for nothing until a ruling says that they are right.
doubts = Table(
    "doubts",
    metadata,
    Column("observation_id", ForeignKey("observations.id"), primary_key=True),
    Column("usual", Float, nullable=False),
)

rulings = Table(
    "rulings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("observation_id", ForeignKey("doubts.observation_id"), nullable=False, index=True),
    Column("verdict", String(12), nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("ruled", DateTime(timezone=True), nullable=False),
)

trajectory_points = Table(
    "trajectory_points",
    metadata,
    Column("load_id", ForeignKey("loads.id"), primary_key=True),
    Column("indicator", String(80), primary_key=True),
    Column("area", ForeignKey("areas.slug"), primary_key=True),
    Column("target_key", String(120), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("value", Float, nullable=False),
    Column("interpolation", String(10), nullable=False),
    Column("agreed_by", Text, nullable=False),
    Column("agreed_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("row", Text, nullable=False),
)

area_boundaries = Table(
    "area_boundaries",
    metadata,
    Column("load_id", ForeignKey("loads.id"), primary_key=True),
    Column("area", ForeignKey("areas.slug"), primary_key=True),
    Column("geometry", JSON, nullable=False),
)

# What names the present state of the store, of its pointers, and of each indicator (see data.store.state).
states = Table(
    "states",
    metadata,
    Column("subject", String(120), primary_key=True),
    Column("identity", String(100), nullable=False),
)

# What was worked out from the figures; all of it could be worked out again (see data.statements.snapshot).
kept_statements = Table(
    "kept_statements",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("indicator", String(80), primary_key=True),
    Column("figures", String(100), nullable=False),
    Column("stamp", String(64), nullable=False),
    Column("worked_out", Date, nullable=False),
    Column("until", Date),
    Column("content", JSON, nullable=False),
)
