"""Files that leave: each says what it is, opens as it was written, or is refused where there is none.

The addresses in `cases/` are those of difficulties that analysts have reported; the figures are made up.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from openpyxl.cell import Cell
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput
from data.records import neutral, undated
from loaders.pipeline import load_file
from tests.dashboard.browsing import opened
from tests.engines import SqliteStores
from tests.loading import example_row, load_example

CASES = Path(__file__).parent / "cases"
TODAY = date.today().isoformat()
Rows = list[dict[str, str]]


@pytest.fixture
def loaded(
    web: object, sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[FlaskClient, Engine]]:
    """A client of the pages over a store of its own, and the store."""
    with sqlite_stores.store(tmp_path) as engine:
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield web.test_client(), engine  # type: ignore[attr-defined]


def addresses(case: str) -> list[str]:
    """The addresses that a case asks for."""
    return re.findall(r"^GET (\S+)$", (CASES / case / "addresses.txt").read_text(), re.MULTILINE)


def taken(client: FlaskClient, address: str) -> tuple[str, Rows]:
    """The name of a csv and its rows."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    (name,) = re.findall(r'filename="([^"]+)"', answer.headers["Content-Disposition"])
    return name, list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))


def test_the_years_of_a_chart_do_not_become_dates(loaded: tuple[FlaskClient, Engine], tmp_path: Path):
    client, engine = loaded
    load_file(CASES / "export-years-become-dates" / "return-2010-11.csv", engine, catalogue())
    (address,) = addresses("export-years-become-dates")
    name, rows = taken(client, address)
    period = ("Period", "Period start", "Period end", "Per cent")
    assert [tuple(row[column] for column in period) for row in rows] == [
        ("2011 to 2012", "2011-04-01", "2012-03-31", "43.5"),
        ("2010 to 2011", "2010-04-01", "2011-03-31", "41.5"),
    ]
    assert name.startswith("beacon_local-employees-contract_halton_over-time_2011-04-to-2012-03_")
    # The file saved again is no return: it is refused, and the refusal says what it lacks.
    saved = tmp_path / name
    saved.write_bytes(client.get(address).data)
    with pytest.raises(BadInput, match="lack 'value' or 'count'"):
        load_file(saved, engine, catalogue())


def test_women_in_one_place_and_men_in_another_can_be_told_apart(
    loaded: tuple[FlaskClient, Engine], tmp_path: Path
):
    client, engine = loaded
    places = {"E06000006": "halton", "E08000014": "sefton"}
    rows = [
        example_row(indicator="life-expectancy", area_code=code, sex=sex, period=period, value=value)
        for code in places
        for sex in ("Female", "Male")
        for period, value in (("2020 - 22", 79.5), ("2021 - 23", 79.8))
    ]
    load_example(engine, tmp_path, rows)
    title = "Life expectancy at birth, female and male"
    women, men, nobody = addresses("export-does-not-say-what-it-is")
    for address, place, code, sex in (
        (women, "Halton", "E06000006", "Female"),
        (men, "Sefton", "E08000014", "Male"),
    ):
        name, told = taken(client, address)
        stem = f"beacon_life-expectancy_{place.lower()}_{sex.lower()}_over-time_2021-01-to-2023-12"
        assert name == f"{stem}_as-of-{TODAY}.csv"
        assert [row["Period"] for row in told] == ["2021 to 2023", "2020 to 2022"]
        for row in told:
            assert (row["Indicator"], row["Indicator id"]) == (title, "life-expectancy")
            assert (row["Area"], row["Area code"], row["Sex"]) == (place, code, sex)
            assert (row["Unit"], row["As of"]) == ("years", TODAY)
            assert row["Series"]
            assert row["Source"].startswith("Source: ")
    answer = client.get(nobody)
    assert answer.status_code == 404
    assert "There is no Place called “nosuch”" in answer.text


def workbook(client: FlaskClient, address: str) -> tuple[dict[str, Any], list[list[Cell]]]:
    """The cover of a workbook, and the cells of its one table under their headings."""
    book = load_workbook(BytesIO(client.get(address).data))
    cover, page = book.worksheets
    assert book.active == cover
    (marked,) = page.tables.values()
    assert marked.ref == page.dimensions
    return {row[0].value: row[1].value for row in cover.iter_rows()}, list(page.iter_rows())


def test_a_target_of_nought_is_in_its_files(loaded: tuple[FlaskClient, Engine], tmp_path: Path):
    client, engine = loaded
    rows = [
        example_row(
            indicator="rtt-over-52-weeks",
            series="nhse-rtt-commissioner-over-52-weeks",
            area_code="E08000011",
            period=period,
            value=value,
        )
        for period, value in (("January 2026", 487), ("December 2025", 512))
    ]
    load_example(engine, tmp_path, rows)
    address = "/charts/indicator/rtt-over-52-weeks/over-time.{}?place=knowsley"
    _, told = taken(client, address.format("csv"))
    assert {(row["Target"], row["Target key"]) for row in told} == {("0", "jfp-elective-52-weeks")}
    cover, _ = workbook(client, address.format("xlsx"))
    assert cover["Target"] == 0


def test_figures_of_several_units_keep_their_own_decimals(loaded: tuple[FlaskClient, Engine], tmp_path: Path):
    client, engine = loaded
    rows = [
        example_row(indicator=indicator, area_code=code, sex=sex, period=period, value=value)
        for code in ("E06000006", "E08000014", "E92000001")
        for indicator, sex, period, value in (
            ("life-expectancy", "Male", "2021 - 23", 77.1),
            ("population", "Persons", "2021", 128577),
        )
    ]
    load_example(engine, tmp_path, rows)
    _, (headings, *cells) = workbook(client, "/charts/place/halton/profile.xlsx")
    at = [cell.value for cell in headings].index("Halton")
    shown = {row[at].value: row[at].number_format for row in cells}
    assert shown == {77.1: "#,##0.0", 128577: "#,##0"}


def test_what_two_axes_are_of_has_its_days_in_the_file(lively_client: FlaskClient):
    address = "/charts/compare/all/against.{}?indicator=dementia-diagnosis-rate&other=smoking-prevalence"
    name, rows = taken(lively_client, address.format("csv"))
    days = [(heading, value) for heading, value in rows[0].items() if ", period" in heading]
    assert [heading.rpartition(", ")[2] for heading, _ in days] == ["period start", "period end"] * 2
    assert all(date.fromisoformat(value) for _, value in days)
    assert re.search(r"_against_\d{4}[-\d]*_as-of-", name), name


def test_the_cover_names_no_period_where_every_row_has_its_own(lively_client: FlaskClient):
    address = "/charts/inequality/all/between-persons-absolute.xlsx?indicator=smoking-prevalence"
    cover, (headings, *rows) = workbook(lively_client, address)
    assert "Period start" in [cell.value for cell in headings]
    assert len(rows) > 1
    assert "Period" not in cover


@pytest.mark.parametrize("name", ["targets", "assurance-deadlines", "assurance-coverage"])
def test_a_table_says_where_it_comes_from_and_has_days_as_days(client: FlaskClient, name: str):
    _, rows = taken(client, f"/{name}.csv")
    for row in rows[:3]:
        assert row["as_of"] == TODAY
        assert "Open Government Licence" in row["licence"]
        assert row["address"].endswith(f"/{name}.csv")
    cover, (headings, *cells) = workbook(client, f"/{name}.xlsx")
    assert {"Table", "As of", "Licence", "Address"} <= set(cover)
    names = [cell.value for cell in headings]
    for day in {"set_on", "deadline", "as_of"}.intersection(names):
        held = [row[names.index(day)] for row in cells if row[names.index(day)].value is not None]
        assert {cell.number_format for cell in held} == {"yyyy-mm-dd"}, day


def test_the_register_names_its_papers(client: FlaskClient):
    _, rows = taken(client, "/targets.csv?q=dementia")
    assert all(row["paper"] and not row["paper"].endswith(".txt") for row in rows)


@pytest.mark.parametrize(
    "path",
    [
        *(f"/charts/indicator/dementia-diagnosis-rate/over-time.{form}" for form in ("svg", "csv", "xlsx")),
        *("/charts/place/halton/profile.csv", "/charts/compare/all/compared.csv"),
        *("/targets.csv", "/targets.xlsx", "/assurance-ways.csv"),
    ],
)
def test_no_file_is_made_for_a_place_that_there_is_not(client: FlaskClient, path: str):
    assert client.get(path).status_code == 200
    answer = client.get(f"{path}?place=nosuch")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "There is no Place called “nosuch”" in answer.text
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/indicators", "/indicator/dementia-diagnosis-rate", "/place/halton", "/compare", "/targets"),
        *("/inequality", "/assurance", "/place/halton.html", "/indicator/dementia-diagnosis-rate.html"),
    ],
)
def test_every_page_names_a_place_that_there_is_not(client: FlaskClient, path: str):
    assert "There is no Place called “nosuch”" in client.get(f"{path}?place=nosuch").text


def test_an_area_without_figures_is_named_where_another_stands_in(client: FlaskClient):
    page = client.get("/indicator/dementia-diagnosis-rate?area=north-west").text
    assert "These figures are not published for North West." in page
    _, rows = taken(client, "/charts/indicator/dementia-diagnosis-rate/over-time.csv?area=north-west")
    assert {row["Area"] for row in rows}.isdisjoint({"North West", ""})


@pytest.mark.parametrize(
    ("text", "opened_as"),
    [
        ("2010/11", "2010 to 2011"),
        ("1999/00", "1999 to 2000"),
        ("2010 - 12", "2010 to 2012"),
        ("2010–12", "2010 to 2012"),
        ("10-11", "10 to 11"),
        ("September 2024", "month of September 2024"),
        ("Sep-24", "month of Sep-24"),
        ("1 March", "month of 1 March"),
        *((text, text) for text in ("2024", "2024-09-30", "Q1 2024/25", "May be late", "65 to 74", "")),
    ],
)
def test_a_text_that_would_be_opened_as_a_date_is_put_in_words(text: str, opened_as: str):
    assert undated(text) == opened_as


@pytest.mark.parametrize("number", ["-1.5", "+3", "-1,200", "+0.4%", "-", -2.5, None])
def test_a_number_has_no_apostrophe(number: object):
    assert neutral(number) == number


@pytest.mark.parametrize("formula", ["-1+2", "=1", "+A1", "-A1", "@SUM(A1)", "- none"])
def test_a_formula_has_one(formula: str):
    assert neutral(formula) == f"'{formula}"


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_a_link_is_copied_and_the_page_says_so(quiet: Page, site: str, has_clipboard: bool):
    if has_clipboard:
        quiet.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    else:
        # As on plain http from another machine, where browsers give a page no clipboard.
        quiet.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})")
    opened(quiet, f"{site}/indicator/dementia-diagnosis-rate?place=halton")
    for label, query in (
        ("Copy a link to it", "?place=halton"),
        ("Copy a link that keeps these figures", f"?place=halton&as_of={TODAY}"),
    ):
        button = quiet.locator("#over-time-menu")
        button.click()
        quiet.get_by_role("menuitem", name=label).click()
        expect(quiet.locator(".menu-said")).to_have_text("The link is copied.")
        expect(quiet.locator("#announcement")).to_have_text("The link is copied.")
        expect(button).to_be_focused()
        field = quiet.locator("#on")
        field.evaluate("field => { field.type = 'text'; field.value = ''; field.focus(); }")
        quiet.keyboard.press("ControlOrMeta+V")
        copied = f"{site}/indicator/dementia-diagnosis-rate{query}#over-time-title"
        expect(field).to_have_value(copied)
