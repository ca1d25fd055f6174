"""What the SVG renderer draws of Plotly's figures. Anything else is refused: no part is lost unseen."""

from collections.abc import Iterable
from typing import Any


class CannotDraw(ValueError):
    """A figure asks for something that the SVG renderer does not draw."""


_UNSEEN = {"customdata", "ids", "legendgroup", "meta", "name", "showlegend", "uid", "uirevision", "visible"}
_TRACE = {"type", "x", "y", "text", "opacity", "marker", "error_x", "error_y", "cliponaxis"}
TRACES = {
    "scatter": _TRACE | {"mode", "line", "connectgaps", "fill", "fillcolor"},
    "bar": _TRACE | {"orientation", "width", "textposition"},
}
LINE = {"color", "width", "dash", "shape", "simplify"}
MARKER = {"color", "size", "opacity", "symbol", "line"}
ERROR = {"type", "symmetric", "array", "arrayminus", "color", "thickness", "width", "visible"}
LAYOUT = {
    *("height", "width", "autosize", "margin", "font", "paper_bgcolor", "plot_bgcolor", "showlegend"),
    *("dragmode", "xaxis", "yaxis", "template", "shapes", "annotations"),
    *("modebar", "transition", "meta", "uirevision", "legend", "clickmode", "selectdirection"),
}
AXIS = {
    *("type", "range", "tickmode", "tickvals", "ticktext", "nticks", "dtick"),
    *("tickformat", "ticksuffix", "tickfont", "tickangle", "showticklabels", "ticklabelstandoff"),
    *("ticks", "showgrid", "gridcolor", "gridwidth", "griddash", "showline", "linecolor", "linewidth"),
    *("zeroline", "zerolinecolor", "zerolinewidth", "automargin", "fixedrange", "title", "visible"),
    "hoverformat",
}
SHAPE = {
    "type",
    "xref",
    "yref",
    "x0",
    "x1",
    "y0",
    "y1",
    "layer",
    "line",
    "fillcolor",
    "opacity",
    "visible",
    "name",
}
ANNOTATION = {
    *("text", "x", "y", "xref", "yref", "xanchor", "yanchor", "xshift", "yshift", "font", "bgcolor", "align"),
    *("showarrow", "visible", "name", "borderpad", "opacity", "captureevents", "hovertext"),
}


def only(what: str, spec: dict[str, Any], known: Iterable[str]) -> None:
    """Refuse a part of a figure that has a key which is not drawn. Keys about hovering are not seen."""
    lost = {key for key in spec if key not in known and key not in _UNSEEN and not key.startswith("hover")}
    if lost:
        raise CannotDraw(f"{what}: {', '.join(sorted(lost))} cannot be drawn as SVG")


def one_of(what: str, value: Any, known: Iterable[Any]) -> Any:
    """Return a value that is among those drawn, refuse any other."""
    known = list(known)
    if value not in known:
        raise CannotDraw(f"{what} {value!r} cannot be drawn as SVG; drawn are {known}")
    return value


def checked(figure: dict[str, Any]) -> None:
    """Refuse a figure whose layout, axes, traces, shapes or annotations hold what is not drawn."""
    layout = figure.get("layout", {})
    only("layout", layout, LAYOUT)
    if layout.get("showlegend"):
        raise CannotDraw("a legend cannot be drawn as SVG: the house labels what it draws")
    for name in ("xaxis", "yaxis"):
        _axis(name, layout.get(name, {}))
    for shape in layout.get("shapes", ()):
        only("shape", shape, SHAPE)
    for note in layout.get("annotations", ()):
        only("annotation", note, ANNOTATION)
        if note.get("showarrow", True):
            raise CannotDraw("an annotation with an arrow cannot be drawn as SVG: set showarrow to False")
    for trace in figure.get("data", ()):
        _trace(trace)


def _axis(name: str, spec: dict[str, Any]) -> None:
    only(name, spec, AXIS)
    one_of(f"{name}: ticks", spec.get("ticks", ""), ["", None])
    title = spec.get("title", "")
    if title.get("text") if isinstance(title, dict) else title:
        raise CannotDraw(f"{name}: a title cannot be drawn as SVG")


def _trace(trace: dict[str, Any]) -> None:
    kind = one_of("trace of type", trace.get("type"), TRACES)
    only(f"{kind} trace", trace, TRACES[kind])
    only("line", trace.get("line") or {}, LINE)
    only("marker", trace.get("marker") or {}, MARKER)
    for error in (trace.get("error_x"), trace.get("error_y")):
        only("error bars", error or {}, ERROR)
