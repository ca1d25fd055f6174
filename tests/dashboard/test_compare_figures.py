"""Many lines together with names that do not meet, and the nine Places as they lie."""

import json
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from dashboard.figures import outlines, theme, tiles, trends
from dashboard.figures.svg import picture as svg
from data.catalogue.models import Break
from data.catalogue.reader import catalogue

KNOWN = catalogue()
YEARLY = KNOWN.indicators["smoking-prevalence"]
NAMES = {place.slug: place.name for place in KNOWN.places}


def lines(newest: dict[str, float], years: int = 5, end: int = 2024) -> pd.DataFrame:
    rows = [
        {
            "area": slug,
            "period": str(year),
            "period_start": date(year, 1, 1),
            "period_end": date(year, 12, 31),
            "value": value - (end - year),
        }
        for slug, value in newest.items()
        for year in range(end - years + 1, end + 1)
    ]
    return pd.DataFrame(rows)


def named(figure) -> dict[str, dict]:
    return {one["text"]: one for one in figure["layout"]["annotations"]}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([10.0, 50.0, 90.0], [10.0, 50.0, 90.0]),
        ([50.0, 50.0], [42.0, 58.0]),
        ([58.0, 50.0, 51.0], [69.0, 37.0, 53.0]),
        ([0.0, 0.0], [8.0, 24.0]),
        ([100.0], [92.0]),
    ],
)
def test_names_move_apart_no_further_than_they_must(wanted, found):
    assert trends.apart(wanted, [16.0] * len(wanted), 100.0) == found


@pytest.mark.parametrize("spread", [0.0, 0.2, 8.0])
def test_nine_names_never_lie_over_each_other_nor_outside(spread):
    newest = {slug: 60 + spread * at / 9 for at, slug in enumerate(NAMES)}
    figure = trends.together(lines(newest), NAMES, YEARLY)
    low, high = figure["layout"]["yaxis"]["range"]
    room = figure["layout"]["height"] - trends.TOP - trends.BOTTOM
    places = sorted((note["y"] - low) / (high - low) * room for note in named(figure).values())
    assert len(places) == len(NAMES)
    assert all(above - below >= trends.LINE - 0.1 for below, above in pairwise(places))
    assert places[0] >= trends.LINE / 2 - 0.1
    assert places[-1] <= room - trends.LINE / 2 + 0.1


def test_the_chosen_line_is_on_top_in_blue_the_comparison_dashed_the_others_grey():
    newest = {"halton": 60.0, "sefton": 62.0, "england": 61.0}
    names = {"halton": "Halton", "sefton": "Sefton", "england": "England"}
    figure = trends.together(lines(newest), names, YEARLY, "halton", "england")
    looks = {trace["name"]: trace["line"] for trace in figure["data"] if trace.get("name")}
    assert list(looks) == ["Sefton", "England", "Halton"]
    assert looks["Halton"]["color"] == theme.BLUE
    assert looks["Sefton"]["color"] == theme.MID_GREY
    assert (looks["England"]["dash"], looks["Sefton"]["dash"]) == ("dash", "solid")
    assert "<b>Halton</b>" in named(figure)
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


def test_a_line_without_a_neighbouring_period_is_seen_as_a_point_and_named():
    frame = lines({"halton": 60.0, "sefton": 62.0}).drop(index=[2, 3])
    figure = trends.together(frame, NAMES, YEARLY)
    dots = figure["data"][-1]
    assert dots["y"] == [60.0, 62.0]
    assert set(named(figure)) == {"Halton", "Sefton"}
    assert "<svg" in svg.drawn(figure, 300)


def test_a_break_is_marked_where_the_chart_reaches_it():
    marked = trends.together(
        lines({"halton": 60.0}), NAMES, YEARLY, breaks=[changed(date(2022, 4, 1)), changed(date(1999, 1, 1))]
    )
    assert len(marked["layout"]["shapes"]) == 1
    assert "series changed Apr 2022" in named(marked)


def test_a_break_of_one_area_parts_its_line_alone():
    frame, broken = lines({"halton": 60.0, "sefton": 62.0}), changed(date(2022, 1, 1), "halton")
    figure = trends.together(frame, NAMES, YEARLY, breaks=[broken])
    values = {trace["name"]: trace["y"] for trace in figure["data"] if trace.get("name")}
    assert values["Halton"] == [56.0, 57.0, None, 58.0, 59.0, 60.0]
    assert None not in values["Sefton"]


def test_a_year_that_a_break_falls_into_is_seen_alone():
    figure = trends.together(lines({"halton": 60.0}), NAMES, YEARLY, breaks=[changed(date(2022, 4, 1))])
    (line,) = [trace for trace in figure["data"] if trace.get("name")]
    assert line["y"] == [56.0, 57.0, None, 58.0, None, 59.0, 60.0]
    seen = [value for value, size in zip(line["y"], line["marker"]["size"], strict=True) if size]
    assert (line["mode"], seen) == ("lines+markers", [58.0])


def changed(day: date, area: str = "") -> Break:
    return Break(on=day, area=area, reason="example", source="example")


def square(west: float, south: float, side: float = 0.1, corners: int = 40) -> list[list[float]]:
    part = [at / corners * side for at in range(corners)]
    ring = [[west + one, south] for one in part] + [[west + side, south + one] for one in part]
    ring += [[west + side - one, south + side] for one in part] + [[west, south + side - one] for one in part]
    return [*ring, ring[0]]


def boundaries() -> dict[str, dict]:
    """Example squares, two of which share a border."""
    rings = {
        slug: square(-3 + column / 10, 53.6 - row / 10) for slug, (row, column) in tiles.POSITIONS.items()
    }
    return {slug: {"type": "MultiPolygon", "coordinates": [[ring]]} for slug, ring in rings.items()}


def example_tiles() -> list[tiles.Tile]:
    return [
        tiles.Tile(
            area=slug,
            name=NAMES[slug],
            row=row,
            column=column,
            span=1,
            value="60.0%",
            word="met",
            period="",
            shade=(row + column) % 5,
        )
        for slug, (row, column) in tiles.POSITIONS.items()
    ]


def test_boundaries_keep_their_corners_and_the_borders_they_share():
    found = outlines.simplified(boundaries())
    assert set(found) == set(tiles.POSITIONS)
    assert all(len(ring) <= 6 for rings in found.values() for ring in rings)
    shared = set(found["liverpool"][0]) & set(found["halton"][0])
    assert len(shared) == 2


def test_islands_smaller_than_a_step_are_left_out_and_nothing_is_drawn_of_nothing():
    held = boundaries()
    held["sefton"]["coordinates"].append([square(-3.05, 53.5, 1e-6)])
    assert len(outlines.simplified(held)["sefton"]) == 1
    assert outlines.simplified({}) == {}


@pytest.mark.parametrize("width", [outlines.WIDE, outlines.NARROW])
def test_a_map_keeps_its_proportion_and_says_every_figure(width):
    figure = outlines.outlined(outlines.simplified(boundaries()), example_tiles(), "halton", width)
    across, up = (figure["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
    assert (across[1] - across[0]) / width == pytest.approx(
        (up[1] - up[0]) / outlines.HEIGHTS[width], rel=1e-3
    )
    assert len(figure["layout"]["annotations"]) == len(NAMES)
    assert all("60.0%" in note["text"] for note in figure["layout"]["annotations"])
    assert figure["data"][-1]["name"] == "Halton"
    assert svg.drawn(figure, width).count("<path") >= len(NAMES)


def test_a_label_stands_in_the_middle_of_its_place():
    assert outlines.middle([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]) == (1.0, 1.0)
