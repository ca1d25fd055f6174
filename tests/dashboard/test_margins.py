"""Margins settled beforehand: wide enough for the labels, and left to Plotly where the width decides."""

from typing import Any

from dashboard.figures import theme
from dashboard.figures.margins import NARROWEST, settled
from dashboard.figures.svg import picture as svg

WIDTHS = (1000, 300)


def figure(below: list[str], beside: list[str] | None = None, **more: Any) -> dict[str, Any]:
    """An example chart with these labels below and beside it."""
    places = list(range(len(below)))
    layout = theme.layout(200, margin={"l": 8, "r": 8, "t": 8, "b": 8}, **more)
    layout["xaxis"] |= {"range": [-1, len(below)], "tickvals": places, "ticktext": below}
    layout["yaxis"] |= {"range": [-1, len(below)]}
    if beside:
        layout["yaxis"] |= {"range": [-1, len(beside)], "ticktext": beside}
        layout["yaxis"] |= {"tickvals": list(range(len(beside)))}
    line = {"color": theme.BLUE}
    trace = {"type": "scatter", "mode": "lines", "x": places, "y": places, "line": line}
    return {"data": [trace], "layout": layout}


def test_plotly_need_not_find_margins_that_are_the_same_at_every_width():
    plain = figure(["a", "b"], ["Example of a label", "another"])
    found = settled(plain, WIDTHS)["layout"]
    assert found["margin"]["l"] > 100
    assert not found["xaxis"]["automargin"]
    assert not found["yaxis"]["automargin"]
    assert plain["layout"]["margin"]["l"] == 8, "the figure itself stays as it is"


def test_the_picture_is_the_same_as_with_margins_that_grow():
    plain = figure(["a", "b"], ["Example of a label", "another"])
    assert svg.drawn(settled(plain, (1000,)), NARROWEST) == svg.drawn(plain, NARROWEST)


def test_labels_that_turn_where_it_is_narrow_are_left_to_plotly():
    plain = figure(["a long example label"] * 6)
    assert settled(plain, WIDTHS) is plain


def test_labels_that_a_narrow_chart_has_no_room_for_are_left_to_plotly():
    plain = figure(["a"], ["an example label " * 4])
    assert settled(plain, WIDTHS) is plain


def test_a_chart_without_automatic_margins_stays_as_it_is():
    plain = figure(["a"], xaxis={"automargin": False}, yaxis={"automargin": False})
    assert settled(plain, WIDTHS) is plain
