"""Office for National Statistics, geography: boundaries of districts, and the lookup of neighbourhoods.

Boundaries (GeoJSON, in degrees or in metres of the British National Grid) give no figure; those of the nine
Places are kept for maps. The lookup (csv: neighbourhood, sub-ICB, ICB, district) is compared with what the
definitions say of the Places, and nothing of it is kept.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue.models import Area
from data.catalogue.reader import Catalogue
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits
from loaders.formats.documents import HEAD_BYTES, Document
from loaders.grid import to_wgs84
from loaders.source import Context, Observed, Source, plain_table

TITLE = "Boundaries and lookups"
DECIMALS = 5  # of a degree: about a metre
FURTHEST_DEGREE = 180  # a greater number is metres on the grid
GREAT_BRITAIN = ((-9.0, 2.5), (49.5, 61.5))  # longitude and latitude
SYSTEMS = {"27700": "grid", "CRS84": "degrees", "4326": "degrees"}
_FEATURES = re.compile(r'"type"\s*:\s*"FeatureCollection"')
_CODE = re.compile(r"(?:LAD|LTLA|UTLA|CTYUA)(\d\d)CD", re.IGNORECASE)
_NAME = re.compile(r"(?:LAD|LTLA|UTLA|CTYUA)\d\dNM", re.IGNORECASE)
BOUNDARIES = Contract(
    columns=(Column("code", ("code",), "code", blank="no"),), key=("code",), ignored=("name",)
)
LOOKUP = Contract(
    columns=(
        Column("neighbourhood", ("lsoa11_code", "LSOA11CD"), "code", blank="no"),
        Column("sub_icb", ("sicbl22_code_h", "SICBL24CDH", "SICBL23CDH", "SICBL22CDH"), "code", blank="no"),
        Column("district", ("ltla22_code", "LAD24CD", "LAD23CD", "LAD22CD"), "code", blank="no"),
    ),
    key=("neighbourhood",),
    ignored=(
        *("lsoa11_name", "sicbl22_name", "sicbl22_code", "icb22_name", "icb22_code", "icb22_code_h"),
        "ltla22_name",
    ),
)


def recognise(document: Document) -> bool:
    """A GeoJSON whose features have the code of a district, or a csv with the columns of the lookup."""
    if document.form == "csv":
        return fits(document.header, LOOKUP)
    if document.form != "json":
        return False
    with document.opened() as stream:
        start = stream.read(HEAD_BYTES).decode("utf-8", errors="replace")
    return _FEATURES.search(start) is not None and re.search(rf'"{_CODE.pattern}"', start, re.I) is not None


def read(document: Document) -> Sequence[Table]:
    """The lookup's rows, or one row for each feature, counted from 1, with the geometries as a fact."""
    if document.form == "csv":
        return [plain_table(document, LOOKUP, layout="lookup")]
    content = document.json()
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(_is_feature(feature) for feature in features):
        fault = "has a feature without properties or geometry"
        raise BadInput(Problem(document.name, fault, "download the GeoJSON again"))
    codes = [_property(feature, _CODE) for feature in features]
    frame = pd.DataFrame(
        {"code": codes, "name": [_property(feature, _NAME) for feature in features]}, dtype=object
    )
    geometries: dict[str, Any] = {}
    for code, feature in zip(codes, features, strict=True):
        if geometries.setdefault(code, feature["geometry"]) != feature["geometry"]:
            fault = f"{code} has two boundaries" if code else "has features without a code"
            raise BadInput(Problem(document.name, fault, "download the GeoJSON again"))
    facts = {"geometries": geometries, "system": _system(document, content)}
    return [Table(frame, BOUNDARIES, document.name, first_row=1, facts=facts, layout="boundaries")]


def _is_feature(feature: Any) -> bool:
    return isinstance(feature, dict) and all(
        isinstance(feature.get(key), dict) for key in ("properties", "geometry")
    )


def _property(feature: dict[str, Any], name: re.Pattern[str]) -> str:
    values = [value for key, value in feature["properties"].items() if name.fullmatch(key)]
    return str(values[0]) if values else ""


def _system(document: Document, content: dict[str, Any]) -> str:
    """What the numbers are: "grid", "degrees", or "" where the file does not say."""
    crs = content.get("crs")
    named = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    system = next((system for word, system in SYSTEMS.items() if named.endswith(word)), "")
    if named and not system:
        remedy = "WGS84 and British National Grid are read"
        raise BadInput(Problem(document.name, f"is in the coordinates {named}", remedy))
    return system


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """No figures: the boundaries of the nine Places, or how the lookup compares with the definitions."""
    (checked,) = tables
    if checked.table.layout == "lookup":
        return Observed(pd.DataFrame(), release=TITLE, warnings=_compared(checked, context.catalogue))
    frame = checked.frame.assign(area=[_slug(code, context.catalogue) for code in checked.frame.code])
    missing = [place.name for place in context.catalogue.places if place.slug not in set(frame.area)]
    if missing:
        fault = f"has no boundary of {', '.join(missing)}"
        raise BadInput(Problem(checked.table.file, fault, "download the boundaries of all districts"))
    kept = frame[frame.area != ""]
    aside = Counter({"boundary of another area": len(frame) - len(kept)})
    return Observed(
        pd.DataFrame(),
        release=TITLE,
        set_aside=+aside,
        warnings=[f"boundaries read for {len(kept)} areas; kept for maps"],
        boundaries=[_boundary(row, checked) for row in kept.itertuples(index=False)],
    )


def _slug(code: str, catalogue: Catalogue) -> str:
    area = catalogue.area_for(code)
    return area.slug if area is not None and area.kind == "place" else ""


def _boundary(row: Any, checked: Checked) -> dict[str, Any]:
    where = checked.table.where_row(int(row.row))
    geometries, system = checked.facts["geometries"], str(checked.facts["system"])
    geometry = geometries[row.code] if isinstance(geometries, dict) else {}
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        fault = f"({row.code}) is no polygon but {kind!r}"
        raise BadInput(Problem(where, fault, "download the boundaries, not the points"))
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    try:
        read = [[_ring(ring, system) for ring in polygon] for polygon in polygons]
    except (ValueError, TypeError) as error:
        fault = f"({row.code}) has a boundary that cannot be: {error}"
        raise BadInput(Problem(where, fault, "download it again")) from None
    return {"area": row.area, "geometry": {"type": "MultiPolygon", "coordinates": read}}


def _ring(ring: Any, system: str) -> list[list[float]]:
    """A ring in degrees. Raises ValueError unless it is closed, has an area and lies in Great Britain."""
    points = np.array([position[:2] for position in ring], dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 4:
        raise ValueError("a ring of fewer than four points")
    if not np.isfinite(points).all():
        raise ValueError("a point without a number")
    if (points[0] != points[-1]).any():
        raise ValueError("a ring that does not end where it begins")
    if (system or _system_of(points)) == "grid":
        points = np.column_stack(to_wgs84(points[:, 0], points[:, 1]))
    for values, (lowest, highest) in zip(points.T, GREAT_BRITAIN, strict=True):
        if values.min() < lowest or values.max() > highest:
            raise ValueError("a point outside Great Britain")
    x, y = (points - points[0]).T
    if np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) == 0:
        raise ValueError("a ring without an area")
    return points.round(DECIMALS).tolist()


def _system_of(points: np.ndarray) -> str:
    return "grid" if np.abs(points).max() > FURTHEST_DEGREE else "degrees"


def _compared(checked: Checked, catalogue: Catalogue) -> list[str]:
    """One line of agreement, or a line for each Place where lookup and definitions differ."""
    differences = [_difference(checked.frame, place, catalogue) for place in catalogue.places]
    differences = [f"{checked.table.file}: {text}" for text in differences if text]
    agreed = f"{checked.table.file}: {len(checked.frame):,} neighbourhoods, as the definitions have them"
    return differences or [f"{agreed}; nothing of it is kept"]


def _difference(frame: pd.DataFrame, place: Area, catalogue: Catalogue) -> str:
    rows = frame[frame.district == place.ons_code]
    members = place.members or (catalogue.areas[place.joint].members if place.joint else ())
    counted, expected = sorted(set(rows.sub_icb)), sorted(slug.upper() for slug in members)
    if counted != expected:
        return f"{place.name} has the sub-ICBs {', '.join(counted) or 'none'}, not {', '.join(expected)}"
    if len(rows) != place.neighbourhoods_2011:
        return f"{place.name} has {len(rows)} neighbourhoods, the definitions {place.neighbourhoods_2011}"
    return ""


SOURCE = Source(
    name="geography",
    title=TITLE,
    publisher="Office for National Statistics; contains OS data © Crown copyright",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(LOOKUP,),
    landing_page="https://geoportal.statistics.gov.uk",
)
