"""What a source is, and what it gives: observations of the project's series."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from data.catalogue.models import Area, Series
from data.catalogue.reader import Catalogue
from loaders.contract import Checked, Contract, Table
from loaders.formats.documents import Document

ALL_PEOPLE = "Persons"
KEY = ["series", "area", "sex", "age", "category_type", "category", "period_start", "period_end"]
_TEXT = {
    "sex": ALL_PEOPLE,
    "age": "",
    "category_type": "",
    "category": "",
    "note": "",
    "sheet": "",
    "row": "",
}
_NUMBERS = ("value", "lower", "upper", "numerator", "denominator")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One publisher's series. A module of `loaders/sources` holds one as `SOURCE`.

    `recognise`: whether a document has this source's layout, never judged by its name.
    `read`: the tables of the document as text, each with its contract.
    `observe`: from the checked tables to observations.
    """

    name: str
    title: str
    publisher: str
    recognise: Callable[[Document], bool]
    read: Callable[[Document], Sequence[Table]]
    observe: Callable[[Sequence[Checked], "Context"], "Observed"]
    licence: str = "Open Government Licence v3.0"
    landing_page: str = ""


@dataclass
class Observed:
    """What a document says about our series.

    `frame`: columns series, area, period_start, period_end, period, value and any of sex, age, category_type,
    category, lower, upper, numerator, denominator, note, sheet, row, release, published, publisher, licence,
    origin_name, origin_sha256. `release`: the release's own title. `published`: the date the file gives.
    `set_aside`: reason -> number of rows. `trajectory`: rows of agreed paths.
    `boundaries`: rows of area (slug) and geometry (GeoJSON, longitude and latitude in WGS84).
    """

    frame: pd.DataFrame
    release: str = ""
    published: date | None = None
    set_aside: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    trajectory: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(default_factory=list)


class Context:
    """What a source may ask while it observes: the definitions, and areas by their codes."""

    def __init__(self, catalogue: Catalogue, source: str) -> None:
        self.catalogue = catalogue
        self.source = source
        self.peers: dict[str, Area] = {}

    @cached_property
    def series(self) -> list[Series]:
        """The series that definitions ask of this source."""
        return self.catalogue.series_for(self.source)

    def area_slugs(self, codes: pd.Series, names: pd.Series | None = None) -> pd.Series:
        """Return the slug of each code, "" where it is not an area the project keeps."""
        named = names if names is not None else pd.Series("", index=codes.index)
        pairs = dict(zip(codes, named, strict=True))
        slugs = {code: self._slug(code, pairs[code]) for code in pairs}
        return codes.map(slugs)

    def _slug(self, code: str, name: str) -> str:
        area = self.catalogue.area_for(code, name) if code else None
        if area is None:
            return ""
        if area.slug not in self.catalogue.areas:
            self.peers[area.slug] = area
        return area.slug


def plain_headings(document: Document) -> list[str]:
    """The headings of a plain table: the first row of a csv, or of a workbook's first sheet."""
    if document.form == "csv":
        return document.header
    rows = document.rows(document.sheets[0]) if document.sheets else []
    return [str(cell).strip() for cell in rows[0]] if rows else []


def plain_table(document: Document, contract: Contract) -> Table:
    """The rows of a plain table as they stand."""
    if document.form == "csv":
        return Table(document.text_table(), contract, document.name)
    sheet = document.sheets[0]
    return Table(document.sheet_table(sheet), contract, document.name, sheet=sheet)


def completed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the observations with every optional text and number column in place."""
    frame = frame.copy()
    for name, default in _TEXT.items():
        frame[name] = frame[name].fillna(default).astype(str) if name in frame else default
    for name in _NUMBERS:
        frame[name] = pd.to_numeric(frame[name]).astype(float) if name in frame else float("nan")
    return frame


def percentage(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return 100 x numerator / denominator; missing where the denominator is 0 or missing."""
    return 100 * numerator / denominator.where(denominator > 0)
