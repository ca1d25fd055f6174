"""Colours that carry meaning can be told apart by everyone and stand out from their ground."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from dashboard.figures import area_bars, control, grammar, icons, interval_coverage, spine, theme, tiles
from data.catalogue.reader import catalogue
from tests.dashboard.seen import VISION, apart, contrast, over

HERE = Path(__file__).parents[2]
CSS = (HERE / "assets" / "beacon.css").read_text(encoding="utf-8")
VARIABLES = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", CSS.split("}")[0]))
SAME = {
    "blue": theme.BLUE,
    "dark-blue": theme.DARK_BLUE,
    "ink": theme.INK,
    "grey": theme.GREY,
    "mid": theme.MID_GREY,
    "rule": theme.RULE_GREY,
    "target": theme.TARGET,
    "trajectory": theme.TRAJECTORY,
}
PALE = VARIABLES["pale"].upper()
GROUNDS = (theme.WHITE, PALE)
# What stands for good, bad, the way agreed, nothing to judge, and the words beside them.
MEANING = {
    "actual, met": theme.BLUE,
    "target, not met": theme.TARGET,
    "trajectory, neutral": theme.TRAJECTORY,
    "no verdict, comparison": theme.GREY,
    "words": theme.INK,
}
CLEARLY = 10  # CIEDE2000: told apart at a glance, also in thin lines
SHADES_APART = 6  # beside each other; every tile says its figure as well
TEXT, GRAPHICS = 4.5, 3.0


def solid(rgba: str, ground: str = theme.WHITE) -> str:
    """The colour of "rgba(0, 94, 184, 0.2)" on a ground."""
    red, green, blue, opacity = (float(part) for part in re.findall(r"[\d.]+", rgba))
    return over(f"#{int(red):02X}{int(green):02X}{int(blue):02X}", opacity, ground)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("one", "other"), list(combinations(MEANING, 2)))
def test_colours_that_carry_meaning_are_told_apart(one: str, other: str, vision: str):
    assert apart(MEANING[one], MEANING[other], vision) >= CLEARLY


@pytest.mark.parametrize(
    "colours",
    [
        {colour for _, colour, _ in control.SHAPES.values()},
        {colour for _, colour, _ in interval_coverage.SHAPES.values()},
        {colour for _, colour in spine.SHAPES.values()},
        set(icons._COLOURS.values()),
        set(area_bars.COLOURS.values()),
    ],
    ids=["control chart", "track record", "profile", "icons", "inequality and contribution"],
)
def test_every_set_of_marks_is_told_apart_by_everyone_and_stands_out(colours: set[str]):
    assert len(colours) >= 3
    for vision in VISION:
        assert all(apart(one, other, vision) >= CLEARLY for one, other in combinations(colours, 2))
    assert all(contrast(one, ground) >= GRAPHICS for one in colours for ground in GROUNDS)


@pytest.mark.parametrize("kinds", [control.SHAPES, interval_coverage.SHAPES, spine.SHAPES])
def test_no_mark_is_told_by_its_colour_alone(kinds: dict[str, tuple[object, ...]]):
    shapes: dict[object, object] = {}
    for shape, colour, *_ in kinds.values():
        assert shapes.setdefault(shape, colour) == colour
    assert len(shapes) >= len({colour for _, colour, *_ in kinds.values()})


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("colour", [*MEANING.values(), theme.DARK_BLUE])
def test_words_are_legible_in_every_colour_they_have(colour: str, ground: str):
    assert contrast(colour, ground) >= TEXT


@pytest.mark.parametrize("ground", GROUNDS)
def test_lines_and_intervals_stand_out_from_their_ground(ground: str):
    assert contrast(theme.MID_GREY, ground) >= GRAPHICS
    assert contrast(solid(grammar.INTERVAL, ground), ground) >= GRAPHICS


def test_a_forecasts_limits_have_an_edge_that_stands_out():
    band = control._band([], [], next(iter(catalogue().indicators.values())), 95, control.FAN_95)
    assert band["line"]["width"] >= 1
    assert contrast(solid(band["line"]["color"]), theme.WHITE) >= GRAPHICS


def test_the_header_is_legible():
    strapline = re.search(r"\.strapline \{ color: (#[0-9a-f]{6})", CSS)
    assert strapline is not None
    assert contrast(strapline[1], theme.DARK_BLUE) >= TEXT
    assert contrast(theme.WHITE, theme.DARK_BLUE) >= TEXT
    assert contrast(theme.WHITE, theme.BLUE) >= TEXT


def test_the_focus_stands_out_on_every_ground():
    # Two rings, one dark and one bright: one of them stands out from whatever lies below.
    for ground in (*GROUNDS, theme.DARK_BLUE, theme.BLUE):
        assert max(contrast(VARIABLES["focus"], ground), contrast(theme.INK, ground)) >= GRAPHICS


@pytest.mark.parametrize("vision", VISION)
def test_the_shades_of_the_tiles_rise_and_carry_legible_words(vision: str):
    assert all(apart(one, other, vision) >= SHADES_APART for one, other in pairwise(tiles.SHADES))
    for at, shade in enumerate(tiles.SHADES):
        assert contrast(shade, theme.INK if at < tiles.PALE_SHADES else theme.WHITE) >= TEXT


def test_charts_and_pages_have_the_same_colours():
    assert {name: VARIABLES[name].upper() for name in SAME} == {
        name: one.upper() for name, one in SAME.items()
    }
    assert VARIABLES["interval"].upper() == solid(grammar.INTERVAL)


def test_no_figure_has_a_colour_of_its_own():
    known = {value.upper() for value in vars(theme).values() if isinstance(value, str) and value[:1] == "#"}
    known |= set(tiles.SHADES)
    found = {
        colour.upper()
        for file in sorted((HERE / "dashboard").rglob("*.py"))
        for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", file.read_text(encoding="utf-8"))
    }
    assert found <= known
