"""Keeping the store's copy of the definitions up to date: what the figures' rows refer to.

Targets are kept in versions: when an entry of a definition changes, the store adds a version with the date
it was first seen, and the earlier ones stay.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from data.catalogue.models import Area
from data.catalogue.reader import Catalogue
from data.store.schema import areas, memberships, series, series_breaks, target_versions


def register(connection: Connection, catalogue: Catalogue, peers: Iterable[Area] = ()) -> None:
    """Bring areas, memberships, series, breaks and target versions in line with the definitions.

    `peers` are areas kept for comparison only, that no definition names.
    """
    _upsert(connection, areas, "slug", [_area_row(area) for area in catalogue.areas.values()])
    # Publishers spell the names of the same peer in many ways: the first spelling stays.
    held = set(connection.execute(select(areas.c.slug)).scalars())
    unknown = [
        _area_row(area) for area in {peer.slug: peer for peer in peers}.values() if area.slug not in held
    ]
    if unknown:
        connection.execute(insert(areas), unknown)
    _upsert(connection, series, "id", _series_rows(catalogue))
    _replace(connection, memberships, _membership_rows(catalogue))
    _replace(connection, series_breaks, _break_rows(catalogue))
    _add_target_versions(connection, catalogue)


def _area_row(area: Area) -> dict[str, Any]:
    return {
        "slug": area.slug,
        "name": area.name,
        "kind": area.kind,
        "ons_code": area.ons_code or None,
        "ods_code": area.ods_code or None,
    }


def _series_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "id": series.id,
            "indicator": indicator.id,
            "name": series.name,
            "source": series.source,
            "publisher": series.publisher or indicator.publisher,
        }
        for indicator in catalogue.indicators.values()
        for series in indicator.series
    ]


def _membership_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"area": area.slug, "member": member} for area in catalogue.areas.values() for member in area.members
    ]


def _break_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            name: getattr(series_break, name)
            for name in ("indicator", "series", "area", "on", "reason", "source")
        }
        for series_break in catalogue.breaks
    ]


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _upsert(connection: Connection, table: Table, key: str, wanted: list[dict[str, Any]]) -> None:
    held = {row[key]: row for row in _rows(connection, table)}
    missing = [row for row in wanted if row[key] not in held]
    if missing:
        connection.execute(insert(table), missing)
    for row in wanted:
        if row[key] in held and held[row[key]] != row:
            connection.execute(update(table).where(table.c[key] == row[key]).values(**row))


def _replace(connection: Connection, table: Table, wanted: list[dict[str, Any]]) -> None:
    """Make a small table that only copies definitions equal to them."""
    if sorted(map(str, _rows(connection, table))) == sorted(map(str, wanted)):
        return
    connection.execute(delete(table))
    if wanted:
        connection.execute(insert(table), wanted)


def _add_target_versions(connection: Connection, catalogue: Catalogue) -> None:
    newest = (
        select(target_versions.c.key, func.max(target_versions.c.version).label("version"))
        .group_by(target_versions.c.key)
        .subquery()
    )
    question = select(target_versions).join(
        newest, (newest.c.key == target_versions.c.key) & (newest.c.version == target_versions.c.version)
    )
    held = {row["key"]: row for row in connection.execute(question).mappings()}
    now, added = datetime.now(UTC), []
    for key, target in catalogue.targets.items():
        content = target.model_dump(mode="json")
        if key not in held or held[key]["content"] != content:
            version = held[key]["version"] + 1 if key in held else 1
            added.append({"key": key, "version": version, "recorded": now, "content": content})
    if added:
        connection.execute(insert(target_versions), added)
