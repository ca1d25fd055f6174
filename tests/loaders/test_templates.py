"""The templates: an example row that is never loaded, drop-downs, notes; and what is filled in is loaded."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from tests.loaders.held import held, load
from tests.loading import example_csv
from tests.templates import FOLDER, Template, as_csv, notes, templates, write_xlsx

TEMPLATES = templates(catalogue())
NAMES = [template.name for template in TEMPLATES]
FILES = [f"{name}.{form}" for name in NAMES for form in ("csv", "xlsx")]


@pytest.fixture(params=TEMPLATES, ids=NAMES)
def template(request: pytest.FixtureRequest) -> Template:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", FILES)
def test_a_template_is_accepted_as_it_stands_and_its_example_is_not_loaded(
    sqlite_engine: Engine, name: str
) -> None:
    report = load(sqlite_engine, FOLDER / name)
    assert (report.rows_read, report.new) == (0, 0)
    assert any("row 2 is the example of the template, not read" in warning for warning in report.warnings)
    assert held(sqlite_engine) == []


def test_the_example_loads_as_soon_as_its_mark_is_taken_off(
    sqlite_engine: Engine, tmp_path: Path, template: Template
) -> None:
    filled = dict.fromkeys(template.columns, "") | template.example
    report = load(sqlite_engine, example_csv(tmp_path, [filled]))
    assert report.rows_read == 1
    assert not [warning for warning in report.warnings if "not read" in warning]
    if template.name == "tidy-template":
        (row,) = held(sqlite_engine)
        given = [row[name] for name in ("value", "lower", "upper", "numerator", "denominator")]
        assert given == [14.5, 12, 17, 29, 200]


def test_rows_below_an_example_that_was_left_in_are_loaded(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tidy, _) = TEMPLATES
    row = dict.fromkeys(tidy.columns, "") | tidy.example
    marked = row | {"indicator": tidy.row[0]}
    report = load(sqlite_engine, example_csv(tmp_path, [marked, row | {"period": "2023"}]))
    assert [(each["period"], each["row"]) for each in held(sqlite_engine)] == [("2023", "3")]
    assert report.rows_read == 1


def test_a_workbook_offers_choices_that_are_defined_and_notes_of_every_column(template: Template) -> None:
    book = load_workbook(FOLDER / f"{template.name}.xlsx")
    assert book.sheetnames == ["Rows", "Notes", "Lists"]
    headings, example = ([cell.value or "" for cell in row] for row in book["Rows"].iter_rows(max_row=2))
    assert headings == list(template.columns)
    assert example == template.row
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in book["Rows"].data_validations.dataValidation}
    assert len(offered) == len(template.choices)
    columns = [[cell.value for cell in column if cell.value] for column in book["Lists"].columns]
    lists = {name: choices for name, *choices in columns}
    for name, choices in template.choices.items():
        letter = chr(ord("A") + template.columns.index(name))
        assert offered[letter].startswith("Lists!$")
        # An indicator more needs no new template; one that is gone does.
        assert set(lists[name]) <= set(choices)
    told = " ".join(str(row[0].value) for row in book["Notes"].iter_rows(min_row=2))
    assert all(column in told for column in template.columns)


def test_the_templates_are_made_by_their_script(tmp_path: Path, template: Template) -> None:
    assert (FOLDER / f"{template.name}.csv").read_text(encoding="utf-8") == as_csv(template)
    write_xlsx(template, tmp_path / "example.xlsx")
    made, kept = (
        load_workbook(path) for path in (tmp_path / "example.xlsx", FOLDER / f"{template.name}.xlsx")
    )
    for sheet in ("Rows", "Notes"):
        assert list(made[sheet].values) == list(kept[sheet].values)
    assert notes(template.heading)
