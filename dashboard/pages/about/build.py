"""About: what this is, whose figures these are, and under which licence."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard import ask, shell
from dashboard.parts import components, tables
from dashboard.shell import View, address

PATH = "/about"


def build(query: Mapping[str, Any]) -> View:
    """Return the view."""
    chosen = shell.state(query)
    return View(
        title="About Beacon",
        body=[
            html.H2("What it is for"),
            html.P(
                "The Health and Care Partnership of Cheshire and Merseyside set itself targets. Beacon "
                "shows, for each of the nine Places, what public bodies have published since, beside what "
                "was promised."
            ),
            html.H2("How to read it"),
            html.Ul([html.Li(text) for text in READING]),
            html.H2("Whose figures these are"),
            html.P(
                [
                    "Public bodies publish them, most under the ",
                    components.external("Open Government Licence v3.0", shell.LICENCE),
                    ". Contains public sector information licensed under that licence. Each indicator’s page "
                    "names its publisher, its release and the file behind each point. ",
                    components.link("What has been loaded", address("/data") + chosen.carried()),
                ]
            ),
            _publishers(),
            html.H2("What it is not"),
            html.P(
                "Beacon is not a publication of the NHS or of a council. It changes no figure and fills no "
                "gap: what a publisher withholds stays withheld."
            ),
        ],
        selection=chosen,
        crumbs=(("Home", address("/") + chosen.carried()),),
    )


READING = (
    "“Higher is better” or “Lower is better” stands with every indicator.",
    "A blue line with points is what was published. A pale bar through a point is its 95% interval: how far "
    "chance alone could have moved it. “Computed” marks an interval that Beacon worked out because the "
    "publisher gives none.",
    "A dark orange line is a target. It ends in a diamond on its deadline.",
    "A dotted grey line across a chart marks a day on which the series changed: the line starts anew there.",
    "A line stops where no figure is held, and the sentence over the chart says for when.",
    "A solid purple line is an agreed trajectory. A dashed one is a straight line that nobody agreed.",
    "“Cheshire (East and West together)” stands where a published figure cannot be split between the two.",
    "“Suppressed” means that the publisher withheld a small number. It is never shown as nought.",
)


def _publishers() -> Any:
    """Whose figures are shown under which licence; who publishes nothing is not among them."""
    many: Counter[tuple[str, str]] = Counter()
    for indicator in ask.defined().indicators.values():
        if indicator.openness != "none":
            many[indicator.publisher, indicator.licence] += 1
    rows = [[name, str(count), licence] for (name, licence), count in sorted(many.items())]
    return tables.table("Publishers", ["Publisher", "Indicators", "Licence"], rows, numeric=[1])
