"""Charts as SVG: what is described for Plotly stands where Plotly would put it, whole and well formed."""

import math
import re
from datetime import date
from math import nan
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.figures import grammar, theme
from dashboard.figures.svg import picture as svg
from dashboard.figures.svg import symbols as svg_symbols

MARGIN = {"l": 50, "r": 20, "t": 10, "b": 40}
WIDTH, HEIGHT = 470, 250
INNER_WIDTH, INNER_HEIGHT = 400, 200


def trace(**parts: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "markers", "marker": {"color": theme.BLUE}, **parts}


def plain(*data: dict[str, Any], x: Any = (), y: Any = (), **layout: Any) -> dict[str, Any]:
    """An example figure whose margins stay as given, from 0 to 10 where no range is."""
    base = {"automargin": False, "range": [0, 10]}
    axes = {name: {**base, **dict(spec)} for name, spec in (("xaxis", x), ("yaxis", y))}
    return {"data": list(data), "layout": theme.layout(HEIGHT, margin=MARGIN, **axes, **layout)}


def root(figure: dict[str, Any], width: int = WIDTH, **words: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.drawn(figure, width, svg.Caption(**words)))


def every(figure: dict[str, Any] | ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    tree = root(figure) if isinstance(figure, dict) else figure
    return list(tree.iter("{http://www.w3.org/2000/svg}" + tag))


def centres(figure: dict[str, Any]) -> list[tuple[float, float]]:
    return [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in every(figure, "circle")]


def said(figure: dict[str, Any]) -> list[str]:
    return ["".join(one.itertext()) for one in every(figure, "text")]


def paths(figure: dict[str, Any], stroke: str) -> list[str]:
    return [one.attrib["d"] for one in every(figure, "path") if one.attrib.get("stroke") == stroke]


def across(part: float) -> float:
    """The pixel at a part of the plot's width."""
    return MARGIN["l"] + INNER_WIDTH * part


def down(part: float) -> float:
    """The pixel at a part of the plot's height, counted from its foot."""
    return MARGIN["t"] + INNER_HEIGHT * (1 - part)


def test_points_stand_on_straight_axes_as_in_plotly():
    figure = plain(trace(x=[0, 5, 12.5], y=[-10, 0, 30]), x={"range": [0, 20]}, y={"range": [-10, 40]})
    places = [(across(0), down(0)), (across(0.25), down(0.2)), (across(0.625), down(0.8))]
    assert [pytest.approx(place, abs=0.06) for place in centres(figure)] == places


def test_points_stand_on_an_axis_of_days_as_in_plotly():
    figure = plain(
        trace(x=["2024-01-01", "2024-03-01", "2024-12-31T12:00"], y=[1, 1, 1]),
        x={"type": "date", "range": ["2023-12-22", "2025-01-01"], "tickvals": []},
    )
    whole = (date(2025, 1, 1) - date(2023, 12, 22)).days
    assert [x for x, _ in centres(figure)] == pytest.approx(
        [across(10 / whole), across(70 / whole), across((whole - 0.5) / whole)], abs=0.06
    )


def test_points_stand_on_a_logarithmic_axis_as_in_plotly():
    powers = {"type": "log", "range": [0, 3], "tickvals": []}
    figure = plain(trace(x=[1, 2, 3, 4], y=[1, 20, 1000, 0]), y=powers)
    assert [y for _, y in centres(figure)] == pytest.approx(
        [down(0), down(math.log10(20) / 3), down(1)], abs=0.06
    )


def test_an_axis_turned_round_runs_the_other_way():
    figure = plain(trace(x=[0, 1], y=[1, 2]), x={"range": [1, 0]}, y={"range": [3, 0]})
    (first, second) = centres(figure)
    assert (first[0], second[0]) == (across(1), across(0))
    assert first[1] < second[1]


def test_a_missing_figure_is_a_gap_and_never_nought():
    figure = plain(
        trace(mode="lines", x=[0, 1, 2, 3, 4], y=[1, 2, None, 4, nan], line={"color": "#123456"}),
        x={"range": [0, 4]},
        y={"range": [0, 4]},
    )
    assert paths(figure, "#123456") == [f"M{across(0):g} {down(0.25):g}L{across(0.25):g} {down(0.5):g}"]
    figure["data"][0]["connectgaps"] = True
    assert len(re.findall("[ML]", paths(figure, "#123456")[0])) == 3


def test_a_stepped_line_holds_each_value_until_the_next():
    stepped = trace(mode="lines", x=[0, 1, 2], y=[1, 2, 2], line={"color": "#123456", "shape": "hv"})
    figure = plain(stepped, x={"range": [0, 4]}, y={"range": [0, 4]})
    assert paths(figure, "#123456") == ["M50 160H150V110H250"]


@pytest.mark.parametrize(
    ("dash", "drawn"), [("dot", "3 3"), ("dash", "9 9"), ("dashdot", "9 3 3 3"), ("solid", None)]
)
def test_dashes_are_as_long_as_in_plotly(dash: str, drawn: str | None):
    figure = plain(
        trace(mode="lines", x=[0, 1], y=[0, 1], line={"color": "#123456", "width": 2, "dash": dash})
    )
    found = [one for one in every(figure, "path") if one.attrib.get("stroke") == "#123456"]
    assert found[0].attrib.get("stroke-dasharray") == drawn


@pytest.mark.parametrize(
    ("kind", "limits", "more", "texts"),
    [
        ("linear", [57.96, 75.94], {"ticksuffix": "%", "tickformat": ",", "nticks": 6}, "60% 65% 70% 75%"),
        ("linear", [0, 34000], {"tickformat": ",", "nticks": 4}, "0 10,000 20,000 30,000"),
        ("linear", [0, 16000], {"nticks": 5}, "0 5k 10k 15k"),
        ("linear", [-0.0014, 0.0046], {"nticks": 8}, "−0.001 0 0.001 0.002 0.003 0.004"),
        ("linear", [0, 10], {"nticks": 5}, "0 5 10"),
        ("linear", [0, 10], {"tickvals": [1, 9, 11], "ticktext": ["low", "high", "beyond"]}, "low high"),
        ("linear", [0, 1], {"dtick": 0.5, "tickformat": ".0%"}, "0% 50% 100%"),
        ("log", [-0.1, 0.5], {"tickvals": [1, 1.5, 4], "ticktext": ["1", "1.5", "4"]}, "1 1.5"),
        ("date", ["2024-01-01", "2024-02-01"], {"tickvals": ["2024-01-31"], "ticktext": ["Jan"]}, "Jan"),
    ],
)
def test_ticks_stand_where_plotly_puts_them(kind: str, limits: Any, more: dict[str, Any], texts: str):
    figure = plain(x={"type": kind, "range": limits, **more}, y={"showticklabels": False})
    assert said(figure) == (texts.split("|") if "|" in texts else texts.split())


def test_labels_that_would_meet_are_turned():
    figure = plain(x={"range": [0, 10], "dtick": 1, "ticksuffix": " example"})
    assert "rotate(30 " in svg.drawn(figure, WIDTH)
    figure["layout"]["xaxis"]["tickangle"] = 0
    assert "rotate" not in svg.drawn(figure, WIDTH)


@pytest.mark.parametrize("symbol", svg_symbols.NAMES)
def test_every_symbol_is_drawn_about_its_point(symbol: str):
    figure = plain(
        trace(x=[1], y=[1], marker={"color": "#123456", "size": 12, "symbol": symbol}),
        x={"range": [0, 2]},
        y={"range": [0, 2]},
    )
    key = "stroke" if symbol.endswith("-open") else "fill"
    shapes = [one for one in root(figure).iter() if one.attrib.get(key) == "#123456"]
    assert len(shapes) == 1
    assert (shapes[0].attrib["fill"] == "none") == symbol.endswith("-open")
    if "circle" in symbol:
        assert (shapes[0].attrib["cx"], shapes[0].attrib["cy"], shapes[0].attrib["r"]) == ("250", "110", "6")
    else:
        assert shapes[0].attrib["d"].startswith("M250 110m")


def test_points_keep_their_own_size_colour_and_symbol():
    marker = {"size": [6, 10, 0], "color": ["#111111", "#222222", "#333333"], "symbol": ["circle", "x", "x"]}
    figure = plain(trace(x=[1, 2, 3], y=[1, 1, 1], marker={**marker, "opacity": 1}))
    tree = root(figure)
    assert [one.attrib["r"] for one in every(tree, "circle")] == ["3"]
    assert [
        one.attrib["fill"] for one in every(tree, "path") if one.attrib.get("fill", "none") != "none"
    ] == ["#222222"]


def test_what_cannot_be_seen_is_not_drawn():
    clear = grammar.note("example", 1, 1, bgcolor="rgba(255, 255, 255, 0)")
    unseen = {"color": "#123456", "size": 24, "opacity": 0}
    figure = plain(trace(x=[1, 2], y=[1, 2], marker=unseen), annotations=[clear])
    assert "#123456" not in svg.drawn(figure, WIDTH)
    assert len(every(figure, "rect")) == 1
    assert "example" in said(figure)


def test_error_bars_reach_from_limit_to_limit():
    error = {"type": "data", "symmetric": False, "array": [1, None], "arrayminus": [2, 1], "color": "#123456"}
    figure = plain(
        trace(x=[1, 2], y=[5, 5], error_y={**error, "width": 0, "thickness": 5}),
        x={"range": [0, 2]},
        y={"range": [0, 10]},
    )
    assert paths(figure, "#123456") == [f"M250 {down(0.6):g}V{down(0.3):g}"]


def test_what_a_line_goes_round_is_filled_in_pieces_between_missing_points():
    x, y = [0, 1, 1, None, 2, 3, 3], [1, 1, 2, None, 1, 1, 3]
    ring = trace(mode="lines", x=x, y=y, fill="toself", fillcolor="#abcdef", line={"color": "#123456"})
    figure = plain(ring, x={"range": [0, 4]}, y={"range": [0, 4]})
    (area,) = [one.attrib["d"] for one in every(figure, "path") if one.attrib.get("fill") == "#abcdef"]
    assert area == "M50 160H150V110ZM250 160H350V60Z"


def test_bars_start_at_nought_and_stand_on_their_row():
    bar = {"type": "bar", "orientation": "h", "y": [0, 1, 2], "x": [20, None, -10], "width": [0.5] * 3}
    figure = plain(
        {**bar, "marker": {"color": "#123456"}},
        x={"range": [-10, 30]},
        y={"range": [-0.5, 2.5]},
    )
    drawn = [one for one in every(figure, "rect") if one.attrib.get("fill") == "#123456"]
    boxes = [[float(one.attrib[key]) for key in ("x", "y", "width", "height")] for one in drawn]
    high = INNER_HEIGHT / 6
    assert boxes == [
        pytest.approx([across(0.25), down(1 / 6) - high / 2, 200, high], abs=0.06),
        pytest.approx([across(0), down(5 / 6) - high / 2, 100, high], abs=0.06),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([{"orientation": "v", "width": 1}], "orientation"),
        ([{"orientation": "h"}], "width"),
        ([{"orientation": "h", "width": 1, "marker": {}}], "colour"),
        ([{"orientation": "h", "width": 1}] * 2, "more than one trace"),
    ],
)
def test_other_bars_are_refused(data: list[dict[str, Any]], words: str):
    bar = {"type": "bar", "x": [2], "y": [1], "marker": {"color": theme.BLUE}}
    with pytest.raises(svg.CannotDraw, match=words):
        svg.drawn(plain(*({**bar, **parts} for parts in data)), WIDTH)


def test_shapes_and_labels_stand_on_data_and_on_paper():
    shape = {"type": "line", "xref": "x", "yref": "paper", "x0": 5, "x1": 5, "y0": 0, "y1": 1}
    beyond = {**shape, "x0": 50, "x1": 50}
    note = grammar.note("one<br><b>two</b>", 5, 1, yref="paper", yanchor="top", xshift=3)
    lost = grammar.note("beyond", 50, 1)
    figure = plain(
        x={"range": [0, 10]},
        y={"range": [0, 2]},
        shapes=[{**shape, "line": {"color": "#123456"}}, {**beyond, "line": {"color": "#123456"}}],
        annotations=[note, lost],
    )
    assert paths(figure, "#123456") == [f"M{across(0.5):g} {down(0):g}V{down(1):g}"]
    assert "onetwo" in said(figure)
    assert "beyond" not in said(figure)
    ground = next(one for one in every(figure, "rect") if one.attrib["fill"].startswith("rgba(255"))
    assert (float(ground.attrib["x"]), float(ground.attrib["y"])) == (across(0.5) + 3.5, down(1) + 0.5)


def test_what_leaves_the_plot_is_cut_at_its_edge():
    figure = plain(trace(x=[1, 5], y=[1, 9]), x={"range": [0, 2]}, y={"range": [0, 2]})
    assert centres(figure) == [(across(0.5), down(0.5))]
    figure["data"][0] |= {"mode": "lines", "line": {"color": theme.BLUE}}
    (window,) = [one for one in every(figure, "svg") if "x" in one.attrib]
    assert [window.attrib[key] for key in ("x", "y", "width", "height")] == ["50", "10", "400", "200"]


def test_all_text_is_escaped():
    figure = plain(
        x={"tickvals": [1], "ticktext": ["a < b & c"]},
        annotations=[grammar.note("C&M <18", 1, 1), grammar.note('<script>"&', 2, 2)],
    )
    caption = svg.Caption(title='"Title" <&>', source="R&D", sentence='A "sentence" <b>')
    text = svg.drawn(figure, WIDTH, caption)
    assert "<script" not in text
    tree = ElementTree.fromstring(text)
    words = ["".join(one.itertext()) for one in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert {'<script>"&', "a < b & c", "C&M <18", '"Title" <&>', "R&D"} <= set(words)
    assert tree.attrib["aria-label"] == 'A "sentence" <b>'


def test_a_file_of_its_own_carries_title_and_source():
    figure = plain(trace(x=[1, 2], y=[1, 2]))
    tree = root(figure, title="Example", source="Source: example publisher, " + "a long release " * 20)
    assert every(tree, "title")[0].text == "Example"
    assert "example publisher" in every(tree, "desc")[0].text
    assert tree.attrib["aria-label"] == "Example"
    assert float(tree.attrib["height"]) > HEIGHT + 60
    assert "aria-hidden" in root(figure).attrib


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"type": "heatmap"}, "heatmap"),
        ({"mode": "lines+candles"}, "candles"),
        ({"mode": "text"}, "text"),
        ({"mode": ""}, "mode"),
        ({"line": {"color": "#123456", "shape": "spline"}, "mode": "lines"}, "spline"),
        ({"line": {"color": "#123456", "dash": "5px"}, "mode": "lines"}, "5px"),
        ({"marker": {"color": "#123456", "symbol": "star"}}, "star"),
        ({"marker": {"color": "#123456", "colorscale": "Blues"}}, "colorscale"),
        ({"marker": {}}, "colour"),
        ({"fill": "tonexty", "fillcolor": "#123456"}, "tonexty"),
        ({"stackgroup": "one"}, "stackgroup"),
        ({"xaxis": "x2"}, "xaxis"),
        ({"y": ["one", "two"], "x": [1, 2]}, "number"),
        ({"x": [1]}, "1 x and 2 y"),
    ],
)
def test_what_is_not_drawn_is_refused(parts: dict[str, Any], words: str):
    figure = plain(trace(**{"x": [1, 2], "y": [1, 2], **parts}))
    with pytest.raises(svg.CannotDraw, match=words):
        svg.drawn(figure, WIDTH)


@pytest.mark.parametrize(
    "layout",
    [
        {"showlegend": True},
        {"title": {"text": "example"}},
        {"xaxis": {"title": {"text": "example"}}},
        {"xaxis": {"ticks": "outside"}},
        {"yaxis": {"type": "multicategory"}},
        {"yaxis": {"tickformat": "~s"}},
        {"yaxis": {"range": [1, 1]}},
        {"yaxis": {"range": None}},
        {"yaxis": {"type": "-"}},
        {"yaxis": {"type": "category"}},
        {"yaxis": {"autorange": "reversed"}},
        {"xaxis": {"type": "date", "range": ["2024-01-01", "2025-01-01"]}},
        {"yaxis": {"type": "log"}},
        {"shapes": [{"type": "circle"}]},
        {"annotations": [{"text": "example", "x": 1, "y": 1}]},
    ],
)
def test_a_layout_that_is_not_drawn_is_refused(layout: dict[str, Any]):
    axes = {name: {"range": [0, 10], **layout.get(name, {})} for name in ("xaxis", "yaxis")}
    figure = {"data": [trace(x=[1, 2], y=[1, 2])], "layout": theme.layout(HEIGHT, **{**layout, **axes})}
    with pytest.raises(svg.CannotDraw):
        svg.drawn(figure, WIDTH)
