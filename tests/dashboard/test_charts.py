"""Every chart of every page: title, sentence, table, source, and files that say what the table says."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from dash import html
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboard.html.markup import to_html
from dashboard.parts import tables
from dashboard.parts.chart import Chart
from dashboard.parts.table import Cell, Column, Limits, Named, Table, label, limits, measure, table_of
from dashboard.web import chart_files, chart_records
from dashboard.web.downloads import LICENCE
from data.catalogue.reader import catalogue
from data.periods import MONTHS, Period
from data.records import FORMULA_STARTS, undated
from tests.dashboard.every_page import EXAMPLES, NAMES, variable_of
from tests.dashboard.reading import tables as read_tables

KNOWN = catalogue()
PLACES = [one.slug for one in KNOWN.places]
STATES: list[dict[str, str]] = [{}, {"place": "cheshire-east"}, {"place": "halton", "as_of": "2024-06-01"}]
MORE = {
    "compare": [
        {"indicator": "smoking-prevalence", "other": "dementia-diagnosis-rate", "places": "halton,wirral"}
    ],
    "inequality": [{"indicator": "smoking-prevalence"}, {"indicator": "life-expectancy", "place": "halton"}],
    "indicator": [{"sex": "Female"}, {"place": "liverpool"}],
}
WITHOUT_CHARTS = {"about", "assurance", "home", "indicators", "not_found_404", "sources", "target", "targets"}
ORIGIN = chart_records.Origin("Example page", "http://example/compare?place=halton", date(2024, 6, 1))
ALWAYS = (ORIGIN.page, ORIGIN.address, "published by 1 June 2024", "Open Government Licence")
END = r"[-−]?[\d,.]+(?:st|nd|rd|th)?"
TYPES = {
    **{"text": str, "number": int | float, "date": date, "interval": Limits},
    **{"period": Period, "area": Named},
}
SVG = "{http://www.w3.org/2000/svg}svg"


def same(cell: str, told: object) -> bool:
    """Say whether a file's cell is what the cell of the table on the page says, which rounds it."""
    if isinstance(told, int | float):
        figure = re.match(r"-?[\d,]+(?:\.(\d+))?", cell.replace("−", "-"))
        assert figure, f"{cell} is no number, and the file has {told}"
        nearest = 0.5 * 10 ** -len(figure[1] or "")
        return abs(float(figure[0].replace(",", "")) - told) <= nearest * (1 + 1e-6)
    return plain(str(told or "").removeprefix("'")) in {plain(cell), plain(undated(cell))}


def plain(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


def split(shown: list[list[str]]) -> list[list[str]]:
    """The table with a column for each limit of an interval, and one for those that were computed."""
    columns: list[list[str]] = []
    for head, *cells in zip(*shown, strict=True):
        parts = [re.split(r" to | (?=\(computed)", cell) for cell in cells]
        if any(re.fullmatch(rf"{END} to {END}( \(computed\))?", cell) for cell in cells):
            columns.append([f"{head}, lower", *(part[0] for part in parts)])
            columns.append([f"{head}, upper", *(part[min(1, len(part) - 1)] for part in parts)])
            if any(len(part) == 3 for part in parts):
                computed = ("computed" if len(part) == 3 else "" for part in parts)
                columns.append([f"{head}, computed", *computed])
        else:
            columns.append([head, *cells])
    return [list(row) for row in zip(*columns, strict=True)]


def check_files(chart: Chart) -> None:
    """The csv and the workbook open and have the rows of the table as it is rendered."""
    assert chart.table
    (table,) = read_tables(to_html(tables.rendered(chart.table)))
    units = {column.title: column.heading for column in chart.table.columns}
    shown = split([[units[name] for name in table[0]], *table[1:]])
    assert len(shown) > 1
    assert len(set(shown[0])) == len(shown[0]), f"columns of one name: {shown[0]}"
    lines = list(csv.reader(StringIO(chart_files.made(chart, "csv", ORIGIN).decode("utf-8-sig"))))
    book = load_workbook(BytesIO(chart_files.made(chart, "xlsx", ORIGIN)))
    assert book.sheetnames == ["Cover", "Figures"]
    assert len(book["Figures"].tables) == 1
    sheet = list(book["Figures"].values)
    check_named(chart, [dict(zip(sheet[0], cells, strict=True)) for cells in sheet[1:]])
    check_opened(chart, lines)
    for row, line, cells in zip(shown, chosen(lines, shown[0]), chosen(sheet, shown[0]), strict=True):
        assert [same(cell, _number(told)) for cell, told in zip(row, line, strict=True)] == [True] * len(row)
        assert [same(cell, told) for cell, told in zip(row, cells, strict=True)] == [True] * len(row)
        assert not [told for told in line if told.startswith(FORMULA_STARTS) and _number(told) is told]
    about = " ".join(str(row[1]) for row in book["Cover"].values)
    assert all(part in about for part in (chart.title, chart.sentence, *ALWAYS))


def chosen(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> list[list[Any]]:
    """The columns of those names; every one is there once."""
    assert len(set(map(str.lower, rows[0]))) == len(rows[0])
    places = [rows[0].index(name) for name in names]
    return [[row[at] for at in places] for row in rows]


def check_named(chart: Chart, rows: list[dict[str, Any]]) -> None:
    """Every row says of what, of which area and when its figures are, from where, and under which licence."""
    indicators = [indicator.title for indicator in chart.subject.indicators]
    for row in rows:
        assert row.get("Indicator") == "; ".join(indicators) or not indicators
        assert row["Licence"] == LICENCE
        assert row["Source"]
        assert row["As of"] == datetime(2024, 6, 1)
        assert row["Address"] == ORIGIN.address
        if "Period start" in row and not isinstance(row["Period start"], str):
            assert row["Period start"] <= row["Period end"]
        if indicators:
            assert {"Unit", "Series", "Sex", "Indicator id"} <= set(row)
            assert "Area code" in row or any(re.search(r"\([A-Z0-9]+\)$", name) for name in row), list(row)
            assert "Period start" in row or len(indicators) > 1, list(row)


def check_opened(chart: Chart, lines: list[list[str]]) -> None:
    """Opened in a spreadsheet, the only dates are those that are written as dates in full."""
    dates = [cell for line in lines for cell in line if looks_like_a_date(cell)]
    assert dates == [], chart.name


def looks_like_a_date(text: str) -> bool:
    """Say whether Excel or LibreOffice would read a text as a date, other than a day in full ISO form."""
    month = "|".join(f"{name[:3]}|{name}" for name in MONTHS)
    forms = (
        *(r"\d{1,4}[-/]\d{1,4}", r"\d{1,4} [-/] \d{1,4}", r"\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"),
        *(rf"({month})[-/, ]+\d{{2,4}}", rf"\d{{1,2}}[-/ ]({month})([-/, ]+\d{{2,4}})?"),
    )
    return any(re.fullmatch(form, text.strip(), re.IGNORECASE) for form in forms)


def check_types(table: Table) -> None:
    """Every cell of a column has a value of its kind or none."""
    for column, *cells in zip(table.columns, *table.rows, strict=True):
        wrong = [one.value for one in cells if not isinstance(one.value, TYPES[column.kind] | None)]
        assert wrong == [], column.title


def _number(told: str) -> float | str:
    return float(told) if re.fullmatch(r"-?\d+(\.\d+)?", told) else told


def check(chart: Chart) -> None:
    """A chart has all its parts."""
    assert re.fullmatch(r"[a-z0-9-]+", chart.name)
    assert chart.title.strip()
    assert re.search(r"\w.*[.!?]$", chart.sentence.strip())
    assert chart_records.text(chart.source).strip()
    if chart.table is None:
        assert chart.why
    else:
        check_types(chart.table)
        check_files(chart)
    if chart.figure or chart.panels:
        root = ElementTree.fromstring(chart_files.made(chart, "svg", ORIGIN))
        assert root.tag == SVG
        texts = [one.text or "" for one in root.iter(f"{SVG[:-3]}text")]
        assert plain("".join((chart.title, chart.sentence))) in plain("".join(texts))
        assert not [part for part in ALWAYS if plain(part) not in plain("".join(texts))]
    else:
        assert chart.why


def idents(name: str) -> list[str]:
    """What stands in the path of a page, every one of it where there are charts by it."""
    variable = variable_of(name)
    every = {"indicator_id": list(KNOWN.indicators), "slug": PLACES}
    return every.get(variable, [EXAMPLES[variable]]) if variable else ["all"]


@pytest.mark.parametrize(
    ("id", "least"),
    # Of life expectancy two windows are held, with years between that make no line.
    [("dementia-diagnosis-rate", 7), ("smoking-prevalence", 7), ("life-expectancy", 4)],
)
def test_every_chart_of_values_says_whether_up_is_good(lively_client: FlaskClient, id: str, least: int):
    state = {"place": "halton", "indicator": id, "other": "rtt-within-18-weeks"}
    found = [
        one
        for page in ("indicator", "compare")
        for one in chart_files.charts(page, id if page == "indicator" else "all", state)
    ]
    shown = [one for one in found if (one.figure or one.panels) and not one.name.endswith("-parts")]
    assert len(shown) >= least
    assert [one.name for one in shown if " is better." not in one.sentence] == []


def wrong_with(chart: Chart) -> str:
    """What is wrong with a chart, "" if nothing is."""
    try:
        check(chart)
    except (AssertionError, ValueError, KeyError, ElementTree.ParseError) as error:
        return f"{type(error).__name__} {str(error)[:300]}"
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_all_its_parts_and_files_that_agree(lively_client: FlaskClient, name: str):
    found, wrong = 0, []
    for ident in idents(name):
        for state in [*STATES, *MORE.get(name, [])]:
            charts = chart_files.charts(name, ident, state)
            names = [one.name for one in charts]
            told = {one.name: wrong_with(one) for one in charts} | {
                "names": "" if len(set(names)) == len(names) else names
            }
            wrong += [f"{ident} {state} {chart}: {what}" for chart, what in told.items() if what]
            found += len(charts)
    assert wrong == []
    assert bool(found) != (name in WITHOUT_CHARTS)


def test_the_files_of_a_menu_are_served_with_the_state_of_the_page(lively_client: FlaskClient):
    page = lively_client.get("/indicator/dementia-diagnosis-rate?place=halton&as_of=2024-06-01").text
    files = re.findall(r'href="(/charts/[^"]+)"', page)
    assert len({one.split("?")[0] for one in files}) >= 6
    for address in files:
        answer = lively_client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "place=halton" in address
        assert "as_of=2024-06-01" in address


def example_of(*columns: Column, rows: list[list[Cell]]) -> Chart:
    made = table_of("example", columns, rows)
    return Chart(
        name="example",
        title="Example",
        sentence="An example.",
        table=made,
        source=html.Span("Example"),
        why="An example.",
    )


def test_the_limits_of_an_interval_are_numbers_of_their_own(web: object):
    rows = [
        [label("Halton"), limits(60.4321, 76.0, "60.4 to 76.0", "published")],
        [label("Sefton"), limits(1060, 1176, "1,060 to 1,176 (computed)", "computed")],
        [label("Wirral"), limits(None, None, "none published")],
    ]
    chart = example_of(Column("Area"), Column("95% interval", "interval"), rows=rows)
    first, second, third = chart_records.records(chart, ORIGIN)
    assert list(first.values())[:4] == ["Halton", 60.4321, 76, ""]
    assert list(second.values())[:4] == ["Sefton", 1060, 1176, "computed"]
    assert list(third.values())[:4] == ["Wirral", "none published", "none published", ""]
    names = ["Area", "95% interval, lower", "95% interval, upper", "95% interval, computed"]
    assert list(first)[:4] == list(third)[:4] == names


def test_a_file_has_the_values_as_they_are_stored_and_the_page_their_texts(web: object):
    columns = (Column("Area"), Column("On", "date"), Column("Gap", "number", "years"))
    rows = [
        [label("1.50"), Cell(date(2026, 3, 1), "1 March 2026"), measure(0.6472430476976427, "0.6 years")],
        [label("Sefton"), Cell(None, "not known"), measure(float("nan"), "suppressed")],
    ]
    chart = example_of(*columns, rows=rows)
    lines = list(csv.reader(StringIO(chart_files.made(chart, "csv", ORIGIN).decode("utf-8-sig"))))
    assert [line[:3] for line in lines] == [
        ["Area", "On", "Gap (years)"],
        ["1.50", "2026-03-01", "0.6472430476976427"],
        ["Sefton", "not known", "suppressed"],
    ]
    sheet = load_workbook(BytesIO(chart_files.made(chart, "xlsx", ORIGIN)))["Figures"]
    assert [[cell.value for cell in row] for row in sheet["A2:C2"]] == [
        ["1.50", datetime(2026, 3, 1), pytest.approx(0.6472430476976427, abs=1e-15)]
    ]
    (shown,) = read_tables(to_html(tables.rendered(chart.table)))
    assert shown == [
        ["Area", "On", "Gap"],
        ["1.50", "1 March 2026", "0.6 years"],
        ["Sefton", "not known", "suppressed"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1 more", "-cmd|' /C calc'!A0", "@SUM(A1)"])
def test_a_text_that_a_spreadsheet_would_run_stays_a_text(web: object, text: str):
    rows = [[label(text), measure(1.5, "1.5%")], [label("Halton"), Cell(None, text)]]
    chart = example_of(Column("Area"), Column("Figure", "number"), rows=rows)
    check_files(chart)
    book = load_workbook(BytesIO(chart_files.made(chart, "xlsx", ORIGIN)))
    cells = [cell for row in book["Figures"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert f"'{text}" in chart_files.made(chart, "csv", ORIGIN).decode("utf-8-sig").replace('""', '"')


def test_a_chart_that_is_none_has_no_file(lively_client: FlaskClient):
    for path in (
        "/charts/home/all/over-time.csv",
        "/charts/nothing/all/over-time.csv",
        "/charts/not_found_404/all/over-time.csv",
        "/charts/indicator/nothing/over-time.csv",
        "/charts/indicator/dementia-diagnosis-rate/over-time.exe",
        "/charts/compare/other/compared.csv",
        "/charts/methods/a%0d%0aSet-Cookie:%20x=1/track.csv",
    ):
        assert lively_client.get(path).status_code == 404


def test_without_a_store_a_file_is_told_to_be_out_of_reach(web: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BEACON_DATABASE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    for form in ("svg", "csv", "xlsx"):
        answer = web.test_client().get(f"/charts/compare/all/compared.{form}")  # type: ignore[attr-defined]
        assert answer.status_code == 503
        assert "secret" not in answer.text
