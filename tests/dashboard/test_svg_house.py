"""Every chart of the house as SVG: well formed with holes, with one figure or none, small, and in a grid."""

import math
import re
from collections.abc import Iterator
from datetime import date
from math import nan
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from dashboard.figures import area_bars, dots, gradient, rank_ranges, timeline
from dashboard.figures.gradient import Gap
from dashboard.figures.grammar import Path, TargetLine
from dashboard.figures.svg import picture as svg
from dashboard.figures.svg import text as svg_text
from dashboard.figures.timeline import Drawn
from data import periods
from data.catalogue.models import Break
from data.catalogue.reader import catalogue
from data.judgement.annotations import chart_of, fan_of
from data.judgement.change import after_breaks
from tests.data.examples import example_points

RATE = catalogue().indicators["dementia-diagnosis-rate"]
COUNT = catalogue().indicators["rtt-waiting-list"]
TARGET = TargetLine(66.7, date(2020, 2, 1), date(2022, 3, 31), "Target: 66.7% or more by March 2022 (C&M)")
BREAK = Break(on=date(2020, 3, 1), reason="example", source="example")
PATH = Path(((date(2020, 1, 31), 60.0), (date(2022, 3, 31), 66.7)), True, "example", stepped=True)


def line(values: list[float], start: date = date(2020, 1, 1)) -> pd.DataFrame:
    starts = [periods.months(start, at) for at in range(len(values))]
    ends = [periods.last_day(first.year, first.month) for first in starts]
    return pd.DataFrame(
        {
            "period_start": starts,
            "period_end": ends,
            "period": [f"{end:%B %Y}" for end in ends],
            "value": values,
            "lower": [value - 1 for value in values],
            "upper": [value + 1 for value in values],
            "interval_basis": "published",
        }
    )


def areas(names: list[str]) -> pd.DataFrame:
    frame = line([60.0 + at for at in range(len(names))])
    return frame.assign(
        label=names, rank=[(at + 0.5) / len(names) for at in range(len(names))], text="example"
    )


def ranking(names: list[str]) -> pd.DataFrame:
    columns = {"rank": [1.0, 2.0, 3.0], "rank_lower": [1.0, 1.0, 2.0], "rank_upper": [2.0, 3.0, 3.0]}
    more = {"area": [f"area-{at}" for at in range(3)], "name": names, "of": 3, "group": [0, 0, 1]}
    return pd.DataFrame({**columns, **more, "value": [70.0, 65.0, 60.0]})


def root(figure: dict[str, Any], width: int = 600, **words: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.drawn(figure, width, svg.Caption(**words)))


def every(tree: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return list(tree.iter("{http://www.w3.org/2000/svg}" + tag))


def house() -> Iterator[tuple[str, dict[str, Any]]]:
    known, holes = line([60.0, 61.5, 62.0, 66.0]), line([60.0, nan, 62.0, 63.0, nan])
    bare = known.assign(lower=nan, upper=nan)
    names = ["Cheshire East", "St Helens", "A Place <b>with</b> a long name & a mark"]
    scale = timeline.Scale(
        values=[50, 70], days=(date(2020, 1, 31), date(2020, 4, 30)), labels=("a", "b"), target=TARGET
    )
    for name, frame in (("known", known), ("holes", holes), ("bare", bare), ("one", known.head(1))):
        yield f"over time {name}", timeline.over_time(frame, RATE)
        yield f"small {name}", timeline.small_multiple(frame, RATE, scale)
    yield "target and path", timeline.over_time(known, RATE, Drawn(target=TARGET, path=PATH, breaks=[BREAK]))
    yield "counts", timeline.over_time(known.assign(value=known.value * 1000), COUNT)
    yield "compared", dots.compared(areas(names), RATE, [("England", 61.0)], names[0], ("Target", 66.7))
    yield "compared without figures", dots.compared(areas(names).assign(value=nan), RATE)
    yield "one compared", dots.compared(areas(names[:1]), RATE)
    yield "by deprivation", gradient.by_deprivation(areas(names), RATE, [(0.0, 60.0), (1.0, 63.0)])
    yield "bars", area_bars.across(areas(names).assign(amount="60", good=[True, False, None]), 1)
    yield (
        "bars without intervals",
        area_bars.across(areas(names)[["label", "value", "text"]].assign(amount="60"), 1),
    )
    yield "ranks", rank_ranges.ranked(ranking(names), RATE, "area-1")
    points = example_points([60.0 + at % 3 for at in range(14)] + [75.0])
    chart, fan = chart_of(RATE, points, [], None), fan_of(RATE, after_breaks(points, []), None)
    frame = line([60.0 + at % 3 for at in range(14)] + [75.0], points[0].start)
    yield "limits and forecast", timeline.over_time(frame, RATE, Drawn(chart=chart, fan=fan))
    yield "gap", gradient.gap_over_time(areas(names), Gap(name="gap", none_at=0, suffix="%"))
    ratios = areas(names).assign(value=[1.2, 1.5, 2.1], lower=[1.0, 1.2, 1.9], upper=[1.5, 1.9, 2.6])
    yield "ratio", gradient.gap_over_time(ratios, Gap(name="ratio", none_at=1))


@pytest.mark.parametrize("width", [900, 300])
@pytest.mark.parametrize(("name", "figure"), list(house()))
def test_every_chart_of_the_house_is_well_formed(name: str, figure: dict[str, Any], width: int):
    tree = root(figure, width, sentence=f"Example: {name}")
    assert tree.attrib["role"] == "img"
    assert tree.attrib["aria-label"] == f"Example: {name}"
    assert (tree.attrib["width"], tree.attrib["viewBox"].split()[2]) == (str(width), str(width))
    assert tree.attrib["height"] == str(figure["layout"]["height"])
    assert not re.search(r"nan|inf|None|style=|\bid=", svg.drawn(figure, width))


def test_long_names_widen_the_left_margin_to_hold_them():
    frame, long = areas(["Halton"]), "A Place whose name takes two lines"
    short, wide = dots.compared(frame, RATE), dots.compared(frame.assign(label=[long]), RATE)
    assert (
        float(every(root(wide), "circle")[0].attrib["cx"])
        > float(every(root(short), "circle")[0].attrib["cx"]) + 20
    )
    (label,) = [one for one in every(root(wide), "text") if len(one) == 2]
    longest = max(svg_text.width("".join(part.itertext()), 13) for part in label)
    assert float(label[0].attrib["x"]) - longest > 4


def test_panels_stand_in_a_grid_with_a_reason_where_there_is_no_chart():
    small = timeline.small_multiple(line([60.0, 61.0]), RATE, timeline.shared(line([60.0, 61.0]), RATE))
    four = [("Halton", "61.0%", small, ""), ("Wirral", "", None, "No figure is held.")] * 2
    tree = ElementTree.fromstring(svg.panels(four, 2, 600, svg.Caption(title="Example", source="example")))
    words = ["".join(one.itertext()) for one in every(tree, "text")]
    assert words.count("Halton") == words.count("No figure is held.") == 2
    moves = [one.attrib["transform"] for one in every(tree, "g") if "transform" in one.attrib]
    assert "translate(292 0)" in moves
    assert float(tree.attrib["height"]) > 2 * timeline.SMALL_HEIGHT


def test_charts_are_small():
    long = line([60 + 3 * math.sin(at) for at in range(60)])
    assert len(svg.drawn(timeline.over_time(long, RATE, Drawn(target=TARGET, path=PATH)), 900)) < 8000
    small = timeline.small_multiple(long, RATE, timeline.shared(long, RATE, TARGET))
    assert len(svg.drawn(small, 300)) < 3000
