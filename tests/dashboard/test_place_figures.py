"""Pictures of the nine Places: the spine, the tiles and the scatter, and the rows they are made from."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.figures import scatter, spine, theme, tiles
from dashboard.figures.label_places import WIDTHS
from dashboard.figures.svg import text as svg_text
from data.catalogue.reader import catalogue
from data.judgement.pairs import paired
from data.judgement.profile import profile
from data.judgement.status import Now, Point, Status
from tests.dashboard.drawn_boxes import faults

KNOWN = catalogue()
PLACES = [place.slug for place in KNOWN.places]
RATE, LOWER = KNOWN.indicators["dementia-diagnosis-rate"], KNOWN.indicators["smoking-prevalence"]
NEITHER, COUNT = KNOWN.indicators["depression-prevalence"], KNOWN.indicators["rtt-waiting-list"]


def example(indicator, place: str, value: float | None, year: int = 2024, word: str = "behind") -> Status:
    latest = Point(date(year, 1, 1), date(year, 12, 31), str(year), value)
    if value is not None:
        latest = replace(latest, lower=value - 1, upper=value + 2)
    made = Status(indicator.id, place, indicator.headline.id, "Persons", "", indicator.unit, latest)
    return replace(made, now=Now(word=word))


def at_places(indicator, **changes: float) -> list[Status]:
    values = {slug: 60.0 + at for at, slug in enumerate(PLACES)} | {"england": 64.0} | changes
    return [example(indicator, slug, value) for slug, value in values.items()]


def only(rows: pd.DataFrame) -> pd.Series:
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(("indicator", "right"), [(RATE, True), (LOWER, False), (NEITHER, True)])
def test_right_is_better_also_where_lower_is_better(indicator, right):
    high = only(profile(KNOWN, at_places(indicator, halton=68.0), "halton", "england"))
    assert (high.position > 0) == right
    assert high.position_lower < high.position < high.position_upper
    assert high.range_from < high.range_to
    assert high.range_from <= high.position <= high.range_to


def test_the_unit_of_the_spine_is_the_spread_of_the_nine_places():
    row = only(profile(KNOWN, at_places(RATE), PLACES[8], "england"))
    assert row.position == pytest.approx(4 / pd.Series(range(9)).std())
    assert (row.lowest, row.highest) == (60, 68)


def test_a_place_is_compared_with_england_at_95_per_cent_and_never_with_the_whole_of_its_system():
    told = at_places(RATE, **{"cheshire-and-merseyside": 64.0})
    assert only(profile(KNOWN, told, PLACES[8], "england")).compared == "better"
    assert only(profile(KNOWN, told, PLACES[0], "england")).compared == "worse"
    assert only(profile(KNOWN, told, PLACES[4], "england")).compared == "similar"
    assert only(profile(KNOWN, told, PLACES[8], "cheshire-and-merseyside")).compared == ""


def changed(status: Status, **changes: Any) -> Status:
    assert status.latest is not None
    return replace(status, latest=replace(status.latest, **changes))


def counted(status: Status, people: float = 100.0) -> Status:
    value = status.latest.value if status.latest else None
    return changed(status, numerator=people * (value or 0) / 100, denominator=people)


def test_a_place_is_compared_with_the_other_places_together_from_their_counts():
    told = [counted(one) for one in at_places(RATE, **{PLACES[8]: 90.0})]

    def beside(statuses: list[Status], place: str) -> str:
        return only(profile(KNOWN, statuses, place, "england")).beside_rest

    # The eight others have 66.9 together; the Place's interval is 62 to 65.
    assert beside(told, PLACES[3]) == "worse"
    assert beside(told, PLACES[8]) == "better"
    wide = [*told[:3], changed(told[3], upper=66.9), *told[4:]]
    assert beside(wide, PLACES[3]) == "similar"
    for broken in ({"numerator": None}, {"numerator": 20.0}, {"end": date(2023, 12, 31)}):
        less = [*told[:5], changed(told[5], **broken), *told[6:]]
        assert beside(less, PLACES[8]) == ""


@pytest.mark.parametrize(
    ("statuses", "reason"),
    [
        (at_places(COUNT), "a count, which grows with the size of a Place"),
        (at_places(RATE)[:9], "no figure to compare with"),
        (
            [*at_places(RATE)[:9], example(RATE, "england", 64.0, 2023)],
            "the figure to compare with is of 2023",
        ),
        (
            [example(RATE, "sefton", 60.0), example(RATE, "england", 64.0)],
            "only 1 Place has a figure of this period",
        ),
    ],
)
def test_a_row_that_cannot_be_placed_says_why(statuses, reason):
    row = only(profile(KNOWN, statuses, "sefton", "england"))
    assert (row.reason, row.position != row.position) == (reason, True)


def test_a_spine_is_plain_data_and_keeps_what_lies_far_away_at_its_edge():
    told = [*at_places(RATE, england=20.0), *at_places(LOWER)]
    rows = profile(KNOWN, told, "halton", "england")
    figure = spine.spine(rows, KNOWN.indicators, "Halton", "England")
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    dots = figure["data"][1]
    assert dots["x"][1] == spine.FURTHEST
    assert figure["layout"]["xaxis"]["range"][1] > spine.FURTHEST
    assert "66.0%" in dots["text"][1]


@pytest.mark.parametrize(
    ("word", "better", "symbol"),
    [
        ("on plan", "higher", "circle"),
        ("behind", "lower", "diamond"),
        ("at the level already", "higher", "circle"),
        ("on plan, untested", "higher", "circle-open"),
        ("behind, untested", "higher", "diamond-open"),
        ("not there yet", "higher", "square-open"),
        ("no target agreed", "higher", "square"),
        ("no target agreed", "neither", "triangle-right-open"),
    ],
)
def test_the_shape_on_the_spine_is_the_status(word, better, symbol):
    assert spine.SHAPES[spine.kind_of(word, better)][0] == symbol
    assert spine.kind_of(word, better) in spine.KEY


def test_every_place_has_a_tile_of_its_own():
    assert set(tiles.POSITIONS) == set(PLACES)
    assert len(set(tiles.POSITIONS.values())) == len(PLACES)
    made = tiles.tiles(at_places(RATE)[:9], KNOWN.areas, RATE)
    assert {(one.row, one.column) for one in made} == set(tiles.POSITIONS.values())
    assert {one.span for one in made} == {1}


def test_a_tile_says_its_value_and_its_status_and_is_darker_the_higher():
    made = {one.area: one for one in tiles.tiles(at_places(RATE)[:9], KNOWN.areas, RATE)}
    assert (made["sefton"].value, made["sefton"].word, made["sefton"].shade) == ("60.0%", "behind", 0)
    assert made["cheshire-east"].shade == 4
    assert (made["sefton"].ink, made["cheshire-east"].ink) == (theme.INK, theme.WHITE)


def test_a_joint_figure_stands_once_over_both_places():
    told = [one for one in at_places(RATE)[:9] if "cheshire" not in one.place]
    made = tiles.tiles([*told, example(RATE, "cheshire", 66.0)], KNOWN.areas, RATE)
    wide = next(one for one in made if one.area == "cheshire")
    assert (wide.row, wide.column, wide.span, len(made)) == (2, 2, 2, 8)


def test_a_tile_without_a_figure_or_of_another_period_is_white_and_says_so():
    told = [one for one in at_places(RATE)[:9] if one.place not in ("halton", "wirral")]
    made = {
        one.area: one for one in tiles.tiles([*told, example(RATE, "wirral", 90.0, 2022)], KNOWN.areas, RATE)
    }
    assert (made["halton"].value, made["halton"].shade, made["halton"].ground) == (
        "no figure",
        None,
        theme.WHITE,
    )
    assert (made["wirral"].value, made["wirral"].period, made["wirral"].shade) == ("90.0%", "2022", None)
    assert made["cheshire-east"].shade == 4


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_words_on_every_shade_can_be_read():
    for shade, colour in enumerate(tiles.SHADES):
        tile = tiles.Tile(
            area="sefton", name="Sefton", row=0, column=0, span=1, value="1", word="", period="", shade=shade
        )
        light, dark = sorted((luminance(colour), luminance(tile.ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_tiles_as_a_chart_are_plain_data_with_a_rectangle_each():
    figure = tiles.tile_map(tiles.tiles(at_places(RATE)[:9], KNOWN.areas, RATE), "halton")
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert len(figure["layout"]["shapes"]) == len(figure["layout"]["annotations"]) == 9
    assert figure["layout"]["height"] / tiles.ROWS >= 24


def test_pairs_are_of_one_period_each_and_say_what_is_missing():
    across = at_places(RATE)[:9]
    up = [one for one in at_places(LOWER)[:9] if one.place != "wirral"]
    up = [example(LOWER, "halton", 10.0, 2020) if one.place == "halton" else one for one in up]
    found = paired(KNOWN, across, up)
    missing = found.table.set_index("area").reason
    assert (found.x_period, found.y_period) == ("2024", "2024")
    assert missing["wirral"] == missing["halton"] == "no figure of the second indicator"
    assert (missing == "").sum() == 7


def test_joint_figures_are_paired_with_joint_figures_only():
    joint = [one for one in at_places(RATE)[:9] if "cheshire" not in one.place]
    joint.append(example(RATE, "cheshire", 66.0))
    both = paired(KNOWN, joint, [replace(one, indicator=LOWER.id) for one in joint]).table
    assert list(both.area).count("cheshire") == 1
    one_sided = paired(KNOWN, joint, at_places(LOWER)[:9]).table.set_index("area")
    assert one_sided.reason["cheshire-east"] == "no figure of the first indicator"
    assert "cheshire" not in one_sided.index


@pytest.mark.parametrize("crowd", [1.0, 0.35])
def test_names_on_a_scatter_do_not_meet_on_a_narrow_or_a_wide_screen(crowd):
    values = [
        (1.0, 5.0),
        (1.6, 5.2),
        (2.0, 5.1),
        (6.0, 2.0),
        (6.4, 2.3),
        (6.9, 2.6),
        (7.5, 8.0),
        (3.0, 9.0),
        (9, 1),
    ]
    table = pd.DataFrame(
        [(slug, KNOWN.areas[slug].name, x, y) for slug, (x, y) in zip(PLACES, values, strict=True)],
        columns=["area", "name", "x", "y"],
    )
    table[["x", "y"]] = 5 + crowd * (table[["x", "y"]] - 5)
    table = table.assign(x_lower=table.x, x_upper=table.x, y_lower=table.y, y_upper=table.y)
    figure = scatter.against(table, RATE, LOWER)
    assert [fault for width in WIDTHS for fault in faults(figure, width)] == []


def test_long_names_of_axes_are_whole_on_a_narrow_chart():
    long = RATE.model_copy(
        update={"short_title": "Children in families of low income and without work", "unit": "per 1,000"}
    )
    table = paired(KNOWN, at_places(RATE)[:9], at_places(LOWER)[:9]).table
    layout = scatter.against(table, long, long)["layout"]
    room = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    assert room == scatter.HEIGHT - scatter.MARGIN["t"] - scatter.MARGIN["b"]
    for note in layout["annotations"][:2]:
        lines = note["text"].split("<br>")
        assert len(lines) > 1
        assert max(svg_text.width(line, 12) for line in lines) <= WIDTHS[0] - scatter.MARGIN["r"]


def test_a_scatter_is_plain_data_that_names_its_axes_and_every_place():
    table = paired(KNOWN, at_places(RATE)[:9], at_places(LOWER)[:9]).table
    figure = scatter.against(table, RATE, LOWER, "halton")
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    said = [one["text"] for one in figure["layout"]["annotations"]]
    assert said[:2] == [f"↑ {LOWER.short_title}", f"{RATE.short_title} →"]
    assert "<b>Halton</b>" in said
    assert len(said) == 2 + 9
