"""A chart as a value: its picture, the sentence that says the same, its table, its source. Pure.

A page's `build` puts charts into the body of its view as they are; the frame turns them into HTML with their
menu, and the files of the menu are made from the same values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.grammar import Figure
from dashboard.parts.table import Table
from data.catalogue.models import Area, Indicator, Series, Target
from data.periods import Period


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One of several small charts: an area's `heading` (a link; `label` as text) and newest `value` over its
    line. Without a `figure` its `sentence` says why.
    """

    name: str
    heading: Any
    label: str
    value: str
    sentence: str
    figure: Figure | None = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What all figures of a chart are of; its files say so.

    area: None where the rows or columns of its table name theirs. period: of all figures, where the table
    does not say it. sex, target: "" and None where there is none, or more than one.
    """

    indicators: Sequence[Indicator] = ()
    area: Area | None = None
    sex: str = ""
    series: Sequence[Series] = ()
    target: Target | None = None
    period: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart of a page, named uniquely on it.

    table: the same figures as a table, whose columns have a name each; None where there are none. source:
    text, or texts and links. key: the marks that are in it (components.KEY). Without a `figure` and without
    `panels`, `why` says why none is drawn. instead: what stands on the page in place of the `figure`, such as
    tiles that are links; the files have the figure. subject: what the figures are of.
    """

    name: str
    title: str
    sentence: str
    table: Table | None
    source: Any
    figure: Figure | None = None
    key: Sequence[str] = ()
    why: str = ""
    panels: Sequence[Panel] = ()
    instead: Any = None
    subject: Subject = Subject()

    def has(self, form: str) -> bool:
        """Say whether there is anything for a file of a form: "svg", or the rows of "csv" and "xlsx"."""
        return bool(self.figure or self.panels) if form == "svg" else self.table is not None
