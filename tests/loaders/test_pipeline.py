"""One file's way in: whole or not at all, and every refusal said in words."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from data.catalogue.reader import catalogue
from data.errors import BadInput, UnknownLayout
from data.store import queries, returned, schema
from loaders.formats.archives import documents
from loaders.pipeline import files_under, load_file
from tests.loading import authority_codes, example_csv, example_row, load_example

HEADER = "indicator,area_code,area_name,period,sex,value,count,denominator\n"
ROW = "smoking-prevalence,E06000006,Halton,2023,Persons,14.5,145,1000\n"


def _refusal(engine: Engine, path: Path) -> BadInput:
    """Load a bad file; return the error, once it is sure that the store is as it was."""
    with pytest.raises(BadInput) as caught:
        load_file(path, engine, catalogue())
    with engine.connect() as connection:
        for table in ("observations", "loads", "lines", "current", "extracts", "releases"):
            assert connection.execute(select(schema.metadata.tables[table])).all() == []
    assert "Nothing was loaded." in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "is a web page"),
        ((HEADER + ROW).encode()[:-6], "has 7 fields where the header has 8"),
        ((HEADER + ROW.replace("14.5", "many")).encode(), "row 2, column 'value': 'many' is not a number"),
        ((HEADER + ROW.replace("145,", "-145,")).encode(), "is below 0"),
        ((HEADER + ROW.replace("14.5", "145")).encode(), "above the highest value"),
        ((HEADER + ROW.replace("145,1000", "1450,1000")).encode(), "numerator above its denominator"),
        ((HEADER + ROW + ROW.replace("14.5", "14.6")).encode(), "is given twice, with different figures"),
        ((HEADER + ROW.replace("Halton", 'Hal"ton')).encode() + b'"', "damaged or cut off"),
        ((HEADER + ROW.replace("2023", "someday")).encode(), "is not a period"),
        ((HEADER + ROW).encode("utf-16")[:-1], "begins as UTF-16 and is cut off"),
        ((HEADER + ROW.replace("Halton", "Halt\xf6n")).encode() + b"\xf6", "not UTF-8 text, in row 3"),
        (b"a,b\n1,2\n", "a layout no source recognises"),
        (HEADER.replace("period", "when").encode() + ROW.encode(), "a layout no source recognises"),
        (b"\x00\x01\x02" * 100, "is not text, a workbook or an archive"),
        (b"PK\x03\x04 not really a zip", "damaged archive"),
        (b"\x1f\x8b\x08 not really gzip", "damaged archive"),
        (b'{"cut": ', "layout no source recognises"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_leaves_the_store_as_it_was(
    sqlite_engine: Engine, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "example.csv"
    path.write_bytes(content)
    error = _refusal(sqlite_engine, path)
    assert told in str(error)
    assert "example.csv" in str(error)


def test_up_to_ten_problems_are_told_at_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(period=str(2000 + number), value="x") for number in range(15)]
    text = str(_refusal(sqlite_engine, example_csv(tmp_path, rows)))
    assert text.count("is not a number") == 10
    assert "and 5 more" in text


def test_a_missing_column_names_what_was_found(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = example_csv(tmp_path, [example_row()])
    path.write_text(path.read_text().replace("period", "Zeit"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_file(path, sqlite_engine, catalogue(), source="tidy")
    assert "the column 'period' is missing (found: indicator, area_code, area_name, Zeit" in str(caught.value)


def test_an_unknown_column_is_a_warning_that_names_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load_example(sqlite_engine, tmp_path, [example_row(colour="blue")])
    assert report.new == 1
    assert any("'colour'" in warning for warning in report.warnings)


def test_an_unknown_area_is_set_aside_and_counted(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = load_example(sqlite_engine, tmp_path, [example_row(), example_row(area_code="S12000033")])
    assert (report.new, report.set_aside) == (1, {"area not kept": 1})


def test_an_english_authority_is_kept_for_comparison(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(area_code="E08000003", area_name="Manchester")])
    held = queries.areas_held(sqlite_engine, ["authority"])
    assert held[held.slug == "e08000003"].name.tolist() == ["Manchester"]


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_a_packed_file_loads_like_the_plain_one(sqlite_engine: Engine, tmp_path: Path, pack: str) -> None:
    plain = example_csv(tmp_path, [example_row()])
    path = tmp_path / f"example.{pack}"
    if pack == "gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(plain, "folder/inner_example.csv")
            archive.writestr("readme.txt", "Figures of an example.")
    (report,) = load_file(path, sqlite_engine, catalogue())
    assert report.new == 1


def test_a_document_of_an_archive_knows_the_others(tmp_path: Path) -> None:
    path = tmp_path / "example.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one_example.csv", HEADER + ROW)
        archive.writestr("two_example.csv", HEADER + ROW)
    one, two = documents(path)
    assert list(one.archive) == [one, two] == list(two.archive)
    (alone,) = documents(example_csv(tmp_path, [example_row()]))
    assert list(alone.archive) == []


def test_a_name_in_an_archive_cannot_leave_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "example.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.csv", HEADER + ROW)
    (report,) = load_file(path, sqlite_engine, catalogue())
    assert report.file == "example.zip/outside.csv"
    assert not (tmp_path.parent.parent / "outside.csv").exists()


def test_an_archive_that_unpacks_to_too_much_is_refused(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.formats.limits.MOST_BYTES", 10_000)
    path = tmp_path / "example.csv.gz"
    path.write_bytes(gzip.compress((HEADER + ROW * 1000).encode()))
    assert "unpacks to more than" in str(_refusal(sqlite_engine, path))


def test_one_bad_document_in_an_archive_keeps_the_whole_file_out(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "example.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good_example.csv", HEADER + ROW)
        archive.writestr("bad_example.csv", HEADER + ROW.replace("14.5", "many"))
    assert "bad_example.csv" in str(_refusal(sqlite_engine, path))


def test_files_of_a_folder_are_found_in_order_and_missing_ones_are_told(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in files_under([tmp_path])] == ["a.csv", "b.csv"]
    with pytest.raises(BadInput, match="does not exist"):
        files_under([tmp_path / "none.csv"])


def test_a_layout_nobody_knows_says_what_it_begins_with(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "example.csv"
    path.write_text("colour,shape\nblue,round\n", encoding="utf-8")
    with pytest.raises(UnknownLayout, match="colour, shape"):
        load_file(path, sqlite_engine, catalogue())


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[str, list[list[object]]], Path]:
    from openpyxl import Workbook

    def made(sheet: str, rows: list[list[object]]) -> Path:
        book = Workbook()
        page = book.active
        assert page is not None
        page.title = sheet
        for row in rows:
            page.append(row)
        path = tmp_path / "example.xlsx"
        book.save(path)
        return path

    return made


def test_a_workbook_in_the_tidy_layout_loads_and_names_its_sheet_and_row(
    sqlite_engine: Engine, workbook: Callable[[str, list[list[object]]], Path]
) -> None:
    names: list[object] = list(example_row())
    load_file(workbook("Figures", [names, list(example_row().values())]), sqlite_engine, catalogue())
    known = returned.known(sqlite_engine, catalogue())
    (row,) = queries.observed(sqlite_engine, known).to_dict("records")
    assert (row["value"], row["sheet"], row["row"]) == (14.5, "Figures", "2")


def test_a_wrong_cell_of_a_workbook_is_named_by_sheet_row_and_column(
    sqlite_engine: Engine, workbook: Callable[[str, list[list[object]]], Path]
) -> None:
    names: list[object] = list(example_row())
    path = workbook("Figures", [names, list(example_row(value="n/k").values())])
    told = str(_refusal(sqlite_engine, path))
    assert "example.xlsx, sheet Figures, row 2, column 'value': 'n/k' is not a number" in told


def test_a_workbook_that_is_damaged_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "example.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    assert "cannot be opened as a workbook" in str(_refusal(sqlite_engine, path))


def test_a_stray_cell_in_the_last_corner_of_a_sheet_is_refused(
    sqlite_engine: Engine, workbook: Callable[[str, list[list[object]]], Path]
) -> None:
    from openpyxl import load_workbook

    path = workbook("Figures", [list(example_row()), list(example_row().values())])
    book = load_workbook(path)
    book["Figures"]["XFD1048576"] = "stray"
    book.save(path)
    assert "reaches over 17,179,869,184 cells" in str(_refusal(sqlite_engine, path))


@pytest.mark.parametrize(
    ("limit", "told"), [("MOST_ROWS", "more than 1 rows"), ("MOST_COLUMNS", "6 columns")]
)
def test_a_table_larger_than_any_publishers_is_refused(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    monkeypatch.setattr(f"loaders.formats.limits.{limit}", 1)
    assert told in str(_refusal(sqlite_engine, example_csv(tmp_path, [example_row()])))


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    sqlite_engine: Engine,
    workbook: Callable[[str, list[list[object]]], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = workbook("Figures", [list(example_row()), list(example_row().values())])
    monkeypatch.setattr("loaders.formats.limits.MOST_BYTES_OF_WORKBOOK", 1000)
    assert "unpacks to more than 1,000 bytes" in str(_refusal(sqlite_engine, path))


def test_two_loads_at_once_both_end_whole(engine: Engine, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    paths = [
        example_csv(
            tmp_path,
            [example_row(area_code=code, period=str(2000 + file)) for code in authority_codes(300)],
            f"example_{file}.csv",
        )
        for file in range(4)
    ]
    with ThreadPoolExecutor(4) as together:
        reports = [
            report
            for found in together.map(lambda path: load_file(path, engine, catalogue()), paths)
            for report in found
        ]
    assert [report.new for report in reports] == [300] * 4
    assert sorted(report.load_id for report in reports if report.load_id) == [1, 2, 3, 4]
    with engine.connect() as connection:
        assert len(connection.execute(select(schema.current)).all()) == 1200
