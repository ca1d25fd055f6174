"""Bars across, from nought, as SVG: where Plotly puts them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures import theme
from dashboard.figures.svg.axis import Axis, listed, missing, of_point
from dashboard.figures.svg.drawable import CannotDraw, one_of
from dashboard.figures.svg.marks import Chart, clip, error_bars, in_group
from dashboard.figures.svg.text import given


@dataclass(frozen=True)
class Bar:
    """One bar: its number in the trace, the value at its end, its middle and its width among the rows."""

    point: int
    value: float
    middle: float
    width: float

    def box(self, axes: dict[str, Axis]) -> tuple[float, float, float, float]:
        """Return the pixels of the bar: left, top, width, height."""
        left, right = sorted((axes["x"].pixel(0.0), axes["x"].pixel(self.value)))
        top, foot = sorted(axes["y"].pixel(self.middle + half) for half in (-self.width / 2, self.width / 2))
        return left, top, right - left, foot - top


def drawn(data: Sequence[dict[str, Any]], chart: Chart) -> str:
    """Return the bars of a figure, with their error bars. Raises CannotDraw for bars of several traces."""
    traces = [trace for trace in data if trace["type"] == "bar" and trace.get("visible", True) is True]
    if len(traces) > 1:
        raise CannotDraw("bars of more than one trace cannot be drawn as SVG")
    return "".join(_trace(trace, chart) for trace in traces)


def _trace(trace: dict[str, Any], chart: Chart) -> str:
    one_of("bars of orientation", trace.get("orientation", "v"), ["h"])
    one_of("bars on an axis of type", chart.axes["x"].kind, ["linear"])
    if trace.get("text") is not None:
        one_of("text on bars at", trace.get("textposition", "auto"), ["none"])
    bars = list(_bars(trace, chart.axes["y"]))
    ends = [(bar.point, bar.value, bar.middle) for bar in bars]
    return in_group(
        trace, "".join(_bar(bar, trace, chart) for bar in bars) + error_bars(trace, "x", ends, chart)
    )


def _bars(trace: dict[str, Any], rows: Axis) -> Iterator[Bar]:
    for point, (row, value) in enumerate(zip(listed(trace.get("y")), listed(trace.get("x")), strict=True)):
        middle, width = rows.scaled(row), of_point(trace.get("width"), point)
        if not width:
            raise CannotDraw("bars without a width of their own cannot be drawn as SVG")
        if middle is not None and not missing(value) and value:
            yield Bar(point, float(value), middle, float(width))


def _bar(bar: Bar, trace: dict[str, Any], chart: Chart) -> str:
    marker = trace.get("marker") or {}
    colour, opacity = of_point(marker.get("color"), bar.point), of_point(marker.get("opacity"), bar.point)
    if not colour:
        raise CannotDraw("bars without a colour of their own cannot be drawn as SVG")
    left, top, width, height = bar.box(chart.axes)
    style = {
        **{"x": left, "y": top, "width": width, "height": height, "fill": colour},
        **{"fill_opacity": None if opacity == 1 else opacity},
        **_outline(marker.get("line") or {}, bar.point),
    }
    return clip(f"<rect{given(style)}/>", [(left, top), (left + width, top + height)], chart.window)


def _outline(line: dict[str, Any], point: int) -> dict[str, Any]:
    width = of_point(line.get("width"), point)
    return {"stroke": of_point(line.get("color"), point) or theme.INK, "stroke_width": width} if width else {}
