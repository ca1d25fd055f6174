"""Boundaries for maps in either coordinates, and the lookup compared with the definitions."""

import copy
import csv
import json
from collections.abc import Callable
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from data.catalogue.reader import catalogue
from data.store import queries, schema
from data.store.integrity import disagreements
from loaders.grid import to_wgs84
from loaders.pipeline import load_file
from tests.loaders.held import load, refusal

PLACES = {place.ons_code: place.slug for place in catalogue().places}
BOUNDARIES = "Local_Authority_Districts_(December_2021)_GB_BUC.geojson"
LOOKUP = "lookup_lsoa11_sicbl22_icb22_ltla22__CM_rows.csv"
LOOKUP_COLUMNS = ["lsoa11_name", "lsoa11_code", "sicbl22_code_h", "ltla22_name", "ltla22_code"]


def _example() -> dict[str, Any]:
    """Made-up squares for the nine Places and one district more."""
    features = []
    for number, code in enumerate([*PLACES, "E08000003"]):
        west, east = (number - 30) / 10, (number - 29) / 10
        ring = [[west, 53.4], [east, 53.4], [east, 53.5], [west, 53.5], [west, 53.4]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        properties = {"LAD21CD": code, "LAD21NM": f"example {number}"}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "example.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _on_the_grid(longitude: float, latitude: float) -> tuple[float, float]:
    """Easting and northing, by the forward formulas: plain, and other than the program's own."""
    phi, lam = radians(latitude), radians(longitude)
    a, b = 6378137.0, 6356752.3142
    e2 = 1 - b * b / a / a
    nu = a / sqrt(1 - e2 * sin(phi) ** 2)
    x, y, z = nu * cos(phi) * cos(lam), nu * cos(phi) * sin(lam), (1 - e2) * nu * sin(phi)
    rx, ry, rz = (-radians(second / 3600) for second in (0.1502, 0.2470, 0.8421))
    s = 1 + 20.4894e-6
    x, y, z = (
        -446.448 + s * x - rz * y + ry * z,
        125.157 + rz * x + s * y - rx * z,
        -542.060 - ry * x + rx * y + s * z,
    )
    a, b = 6377563.396, 6356256.909
    e2 = 1 - b * b / a / a
    p = sqrt(x * x + y * y)
    phi = np.arctan2(z, p * (1 - e2))
    for _ in range(20):
        nu = a / sqrt(1 - e2 * sin(phi) ** 2)
        phi = np.arctan2(z + e2 * nu * sin(phi), p)
    lam = np.arctan2(y, x)
    f0, phi0, lam0 = 0.9996012717, radians(49), radians(-2)
    n = (a - b) / (a + b)
    nu, rho = a * f0 / sqrt(1 - e2 * sin(phi) ** 2), a * f0 * (1 - e2) / (1 - e2 * sin(phi) ** 2) ** 1.5
    eta2, t, c, d = nu / rho - 1, np.tan(phi), cos(phi), lam - lam0
    less, more = phi - phi0, phi + phi0
    arc = (1 + n + 1.25 * n**2 + 1.25 * n**3) * less - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(
        more
    )
    arc += 15 / 8 * (n**2 + n**3) * sin(2 * less) * cos(2 * more) - 35 / 24 * n**3 * sin(3 * less) * cos(
        3 * more
    )
    north = b * f0 * arc - 100000 + nu / 2 * sin(phi) * c * d**2
    north += nu / 24 * sin(phi) * c**3 * (5 - t**2 + 9 * eta2) * d**4
    east = 400000 + nu * c * d + nu / 6 * c**3 * (nu / rho - t**2) * d**3
    east += nu / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta2 - 58 * t**2 * eta2) * d**5
    return float(east), float(north)


def _points(geometry: dict[str, Any]) -> np.ndarray:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return np.array(
        [position[:2] for polygon in polygons for ring in polygon for position in ring], dtype=float
    )


def test_the_grid_agrees_with_the_worked_example_of_ordnance_survey() -> None:
    longitude, latitude = to_wgs84(np.array([651409.903]), np.array([313177.270]))
    assert latitude[0] == pytest.approx(52 + 39 / 60 + 28.723 / 3600, abs=1e-7)
    assert longitude[0] == pytest.approx(1 + 42 / 60 + 57.787 / 3600, abs=1e-7)


def test_boundaries_of_the_nine_places_are_kept_and_read_back(engine: Engine, tmp_path: Path) -> None:
    example = _example()
    report = load(engine, _written(tmp_path, example))
    assert report.warnings == ["boundaries read for 9 areas; kept for maps"]
    assert report.set_aside == {"boundary of another area": 1}
    assert (report.new, report.rows_read) == (0, 10)
    kept = queries.boundaries(engine)
    assert sorted(kept) == sorted(PLACES.values())
    for feature in example["features"][:9]:
        geometry = kept[PLACES[feature["properties"]["LAD21CD"]]]
        assert geometry["coordinates"] == [feature["geometry"]["coordinates"]]
    assert disagreements(engine, catalogue()) == []


def test_a_store_without_boundaries_has_none(sqlite_engine: Engine) -> None:
    assert queries.boundaries(sqlite_engine) == {}


def test_the_same_boundaries_twice_change_nothing_and_newer_ones_take_their_place(
    engine: Engine, tmp_path: Path
) -> None:
    example = _example()
    load(engine, _written(tmp_path, example))
    again = load(engine, _written(tmp_path, example))
    assert again.load_id is None
    moved = copy.deepcopy(example)
    moved["features"][0]["geometry"]["coordinates"][0][1] = [-2.95, 53.41]
    later = load(engine, _written(tmp_path, moved))
    assert later.load_id == 2
    slug = PLACES[moved["features"][0]["properties"]["LAD21CD"]]
    assert [-2.95, 53.41] in queries.boundaries(engine)[slug]["coordinates"][0][0]
    with engine.connect() as connection:
        held = connection.execute(select(func.count()).select_from(schema.area_boundaries)).scalar_one()
    assert held == 18


def test_a_dry_run_keeps_no_boundary(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_file(_written(tmp_path, _example()), sqlite_engine, catalogue(), dry_run=True)
    assert queries.boundaries(sqlite_engine) == {}


def test_the_publishers_boundaries_are_kept_as_they_stand(sqlite_engine: Engine, extracts: Path) -> None:
    path = extracts / "geography" / BOUNDARIES
    report = load(sqlite_engine, path)
    assert report.set_aside == {"boundary of another area": 354}
    kept = queries.boundaries(sqlite_engine)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    published = {one["properties"]["LAD21CD"]: one["geometry"] for one in features}
    for code, slug in PLACES.items():
        assert _points(kept[slug]).tolist() == _points(published[code]).round(5).tolist()


@pytest.mark.parametrize("named", [True, False])
def test_the_same_boundaries_on_the_british_national_grid_come_to_the_same_places(
    sqlite_engine: Engine, extracts: Path, tmp_path: Path, named: bool
) -> None:
    content = json.loads((extracts / "geography" / BOUNDARIES).read_text(encoding="utf-8"))
    content["features"] = [one for one in content["features"] if one["properties"]["LAD21CD"] in PLACES]
    published = {one["properties"]["LAD21CD"]: _points(one["geometry"]) for one in content["features"]}
    for one in content["features"]:
        for polygon in one["geometry"]["coordinates"]:
            polygon[:] = [[_on_the_grid(*position[:2]) for position in ring] for ring in polygon]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    content["crs"] = crs if named else None
    load(sqlite_engine, _written(tmp_path, content))
    kept = queries.boundaries(sqlite_engine)
    for code, slug in PLACES.items():
        assert np.abs(_points(kept[slug]) - published[code]).max() < 2e-5


def _without_liverpool(content: dict[str, Any]) -> None:
    content["features"] = [one for one in content["features"] if one["properties"]["LAD21CD"] != "E08000012"]


def _first(content: dict[str, Any]) -> list[Any]:
    return content["features"][0]["geometry"]["coordinates"][0]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_without_liverpool, "has no boundary of Liverpool"),
        (lambda content: _first(content).pop(), "does not end where it begins"),
        (lambda content: _first(content).__delitem__(slice(1, 3)), "fewer than four points"),
        (lambda content: _first(content)[1].__setitem__(0, "x"), "has a boundary that cannot be"),
        (lambda content: _first(content)[1].__setitem__(1, 3.0), "outside Great Britain"),
        (
            lambda content: content["features"][0]["geometry"].update(type="Point"),
            "is no polygon but 'Point'",
        ),
        (lambda content: content["features"][0].update(geometry=None), "without properties or geometry"),
        (lambda content: content["features"].append(content["features"][0]), ""),
        (
            lambda content: content["features"][1]["properties"].update(LAD21CD="E08000014"),
            "E08000014 has two boundaries",
        ),
        (lambda content: content["features"][0]["properties"].pop("LAD21CD"), "is blank"),
        (
            lambda content: content.update(crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
            "is in the coordinates urn:ogc:def:crs:EPSG::3857",
        ),
    ],
)
def test_boundaries_that_cannot_be_are_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, spoil: Callable[[dict[str, Any]], Any], told: str
) -> None:
    example = _example()
    spoil(example)
    path = _written(tmp_path, example)
    if told:
        assert told in refusal(sqlite_engine, path)
        assert queries.boundaries(sqlite_engine) == {}
    else:
        assert load(sqlite_engine, path).load_id == 1  # the same boundary twice says nothing new


def test_a_boundary_file_that_was_cut_off_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = _written(tmp_path, _example())
    path.write_bytes(path.read_bytes()[:-40])
    assert "is not complete JSON" in refusal(sqlite_engine, path)


def _lookup(folder: Path, *, changes: dict[str, str] | None = None, drop: str = "") -> Path:
    """A made-up lookup: one neighbourhood for each sub-ICB of each Place."""
    path = folder / "example_lookup.csv"
    columns = [name for name in LOOKUP_COLUMNS if name != drop]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore")
        writer.writeheader()
        number = 0
        for place in catalogue().places:
            for member in place.members or ("27d",):
                number += 1
                row = {
                    "lsoa11_name": "example",
                    "lsoa11_code": f"E0100000{number % 10}{number // 10}",
                    "sicbl22_code_h": member.upper(),
                    "ltla22_name": place.name,
                    "ltla22_code": place.ons_code,
                }
                writer.writerow(row | (changes or {}))
    return path


def test_the_publishers_lookup_is_as_the_definitions_have_it(sqlite_engine: Engine, extracts: Path) -> None:
    report = load(sqlite_engine, extracts / "geography" / LOOKUP)
    assert (
        report.warnings[0]
        == f"{LOOKUP}: 1,562 neighbourhoods, as the definitions have them; nothing of it is kept"
    )
    assert (report.rows_read, report.load_id) == (1562, None)


def test_a_lookup_that_differs_from_the_definitions_says_where(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load(sqlite_engine, _lookup(tmp_path))
    assert "example_lookup.csv: Sefton has 2 neighbourhoods, the definitions 189" in report.warnings
    report = load(sqlite_engine, _lookup(tmp_path, changes={"sicbl22_code_h": "01F"}))
    assert "example_lookup.csv: Wirral has the sub-ICBs 01F, not 12F" in report.warnings


def test_a_bad_lookup_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert "is blank" in refusal(sqlite_engine, _lookup(tmp_path, changes={"ltla22_code": ""}))
    told = refusal(sqlite_engine, _lookup(tmp_path, changes={"lsoa11_code": "E01000001"}))
    assert "stands in row 2 too, with other figures" in told
    assert "a layout no source recognises" in refusal(sqlite_engine, _lookup(tmp_path, drop="ltla22_code"))
