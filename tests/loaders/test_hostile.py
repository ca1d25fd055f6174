"""Files that ask for far more than they hold: refused in words, at once, whatever their spelling."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import TooLarge, Unreadable
from loaders.formats import limits
from loaders.formats.documents import documents
from loaders.pipeline import LeftOut, load_file, load_files
from tests.commanding import Beacon
from tests.loaders.held import refusal
from tests.loaders.hostile_examples import (
    FIRST,
    ods_parts,
    relationships,
    sheet_xml,
    with_false_size,
    written_parts,
    xls,
    xlsb_parts,
    xlsx_parts,
)
from tests.loading import example_csv, example_row

ROW = f'<row r="1">{FIRST}</row>'
CORNERS = {
    "as usual": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "in single quotes": "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "after another attribute": '<row r="1048576"><c t="n" r="XFD1048576"><v>1</v></c></row>',
    "in small letters": '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "with spaces": '<row\n r = "1048576"\n><c\t r\n=\n"XFD1048576" ><v >1</v ></c ></row >',
    "in another row": f'<row r="1">{FIRST}<c r="XFD1048576"><v>1</v></c></row>',
    "with a prefix": '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "as a text": '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row>',
    "after the last reference": '<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>',
    "in rows without numbers": '<row r="1048575"/><row><c r="XFD1048576"><v>1</v></c></row>',
}


@pytest.mark.parametrize("spelling", CORNERS)
def test_a_cell_far_away_is_refused_in_any_spelling(
    spelling: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    sheet = sheet_xml(ROW + CORNERS[spelling], root='xmlns:x="http://example.org"')
    path = written_parts(tmp_path / "example.xlsx", xlsx_parts(sheet))
    assert path.stat().st_size < 1_500
    told = refusal(sqlite_engine, path)
    assert "example.xlsx, sheet Figures: reaches over 17,179,869,184 cells" in told
    assert "delete the stray cells" in told


@pytest.mark.parametrize(
    ("corner", "told"),
    [
        ('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', "reaches to column 475,254"),
        ('<row r="9999999"><c r="A9999999"><v>1</v></c></row>', "reaches to row 9,999,999"),
        ('<row r="99999999999"><c r="AAAAAAAAAAAA99999999999"><v>1</v></c></row>', "reaches to column"),
    ],
)
def test_a_cell_beyond_what_a_sheet_can_have_is_refused(
    corner: str, told: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = written_parts(tmp_path / "example.xlsx", xlsx_parts(sheet_xml(ROW + corner)))
    assert told in refusal(sqlite_engine, path)


def test_rows_and_cells_without_content_reach_nowhere(tmp_path: Path) -> None:
    blank = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    path = written_parts(tmp_path / "example.xlsx", xlsx_parts(sheet_xml(ROW + blank)))
    (document,) = documents(path)
    assert document.rows("Figures") == [[1.0]]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (xls([(0, 0), (65_535, 65_535)]), "reaches to column 65,536"),
        (xls([(0, 0), (65_535, 16_000)]), "reaches over 1,048,641,536 cells"),
        (xls([(0, 0)], corner=(60_000, 16_000)), "reaches over 960,000,000 cells"),
        (xls([(0, 0)], texts=2_000_000_000), "has more than 5,000,000 shared texts"),
        (xls([(0, 0)], texts=4_000_000), "announces 4,000,000 texts and is too short for them"),
    ],
)
def test_an_xls_of_far_cells_or_untrue_counts_is_refused(
    content: bytes, told: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "example.xls"
    path.write_bytes(content)
    assert told in refusal(sqlite_engine, path)


def test_an_xlsb_of_far_cells_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = written_parts(tmp_path / "example.xlsb", xlsb_parts([(0, 0), (1_000_000, 16_000)]))
    assert "reaches over 16,001,016,001 cells" in refusal(sqlite_engine, path)
    path = written_parts(tmp_path / "example.xlsb", xlsb_parts([(0, 0), (0, 4_000_000_000)]))
    assert "reaches to column 4,000,000,001" in refusal(sqlite_engine, path)


def _row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def _cell(value: str = "", repeated: int = 1, inside: str = "") -> str:
    return f'<table:table-cell {value} table:number-columns-repeated="{repeated}">{inside}</table:table-cell>'


def _table(*rows: str) -> str:
    return f'<table:table table:name="Figures">{"".join(rows)}</table:table>'


ONE = 'office:value-type="float" office:value="1"'
SPACES = '<text:p><text:s text:c="4000000000"/></text:p>'


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([_row(_cell(ONE, 16_384), repeated=1_048_576)], "reaches over 17,179,869,184 cells"),
        (
            [_row(_cell(), repeated=1_048_575), _row(_cell("", 16_383), _cell(ONE))],
            "reaches over 17,179,869,184 cells",
        ),
        ([_row(_cell(ONE, 999), repeated=50_000)] * 2, "reaches over 99,900,000 cells"),
        ([_row(_cell('office:value-type="string"', 1, SPACES))], "has a text of too many spaces"),
    ],
)
def test_an_ods_that_repeats_its_cells_is_refused(
    rows: list[str], told: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = written_parts(tmp_path / "example.ods", ods_parts(_table(*rows)))
    assert told in refusal(sqlite_engine, path)


def test_the_tables_of_an_ods_are_counted_together(sqlite_engine: Engine, tmp_path: Path) -> None:
    table = _table(_row(_cell(ONE, 999), repeated=30_000))
    path = written_parts(tmp_path / "example.ods", ods_parts(table + table.replace("Figures", "Others")))
    assert "has more than 50,000,000 cells" in refusal(sqlite_engine, path)


def test_blank_rows_and_columns_repeated_at_the_end_do_not_count(tmp_path: Path) -> None:
    table = _table(_row(_cell(ONE), _cell("", 16_383)), _row(_cell(), repeated=1_048_575))
    (document,) = documents(written_parts(tmp_path / "example.ods", ods_parts(table)))
    assert document.rows("Figures") == [[1.0]]


def test_many_shared_texts_are_refused_in_any_spelling(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_SHARED_STRINGS", 100)
    parts = xlsx_parts(sheet_xml(ROW))
    parts["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "elsewhere/texts.xml")
    )
    texts = "<x:si><x:t>a</x:t></x:si>" * 101
    parts["xl/elsewhere/texts.xml"] = f'<x:sst xmlns:x="http://example.org">{texts}</x:sst>'
    path = written_parts(tmp_path / "example.xlsx", parts)
    assert "has more than 100 shared texts" in refusal(sqlite_engine, path)


def test_shared_texts_and_styles_are_read_where_the_workbook_says_they_are(tmp_path: Path) -> None:
    parts = xlsx_parts(
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.74</v></c></row>')
    )
    parts["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "/xl/worksheets/Sheet1.xml"),
        ("rId2", "sharedStrings", "../xl/elsewhere/texts.xml"),
        ("rId3", "styles", "elsewhere/styles.xml"),
    )
    parts["xl/elsewhere/texts.xml"] = "<sst><si><t>Halton</t></si></sst>"
    parts["xl/elsewhere/styles.xml"] = (
        "<styleSheet><numFmts><numFmt formatCode='0.0%' numFmtId='170'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='170'/></cellXfs></styleSheet>"
    )
    (document,) = documents(written_parts(tmp_path / "example.xlsx", parts))
    assert document.rows("Figures") == [["Halton", 0.74]]
    assert document.book.percents("Figures") == {(0, 1)}


def test_a_part_is_counted_as_it_unpacks_whatever_its_archive_says(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES_OF_WORKBOOK", 5_000_000)
    path = written_parts(tmp_path / "example.xlsx", xlsx_parts(sheet_xml(ROW + " " * 20_000_000)))
    with_false_size(path, "xl/worksheets/sheet1.xml", 100)
    assert path.stat().st_size < 25_000
    assert "unpacks to more than 5,000,000 bytes" in refusal(sqlite_engine, path)
    table = f'<table:table table:name="Figures">{" " * 20_000_000}</table:table>'
    path = written_parts(tmp_path / "example.ods", ods_parts(table))
    with_false_size(path, "content.xml", 100)
    assert "unpacks to more than 5,000,000 bytes" in refusal(sqlite_engine, path)


def test_a_part_of_another_size_than_its_archive_says_is_refused(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    """Read to the size that is said, half of the rows would pass for all of them."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 500))
    path = written_parts(tmp_path / "example.xlsx", xlsx_parts(sheet_xml(rows)))
    with_false_size(path, "xl/worksheets/sheet1.xml", 100)
    assert "sheet1.xml is not what its archive says" in refusal(sqlite_engine, path)


def test_the_reader_of_cells_sees_no_other_workbook_than_the_one_looked_at(tmp_path: Path) -> None:
    """Two workbooks in one archive: the one that the archive's own list names is not read unseen."""
    parts = xlsx_parts(sheet_xml(ROW))
    hidden = xlsx_parts(sheet_xml(CORNERS["as usual"]))
    parts |= {name.replace("xl/", "other/"): text for name, text in hidden.items()}
    parts["_rels/.rels"] = relationships(("rId1", "officeDocument", "other/workbook.xml"))
    (document,) = documents(written_parts(tmp_path / "example.xlsx", parts))
    assert document.rows("Figures") == [[1.0]]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("<!DOCTYPE worksheet [<!ENTITY a 'b'>]>", "declares a document type"),
        ("<?xml version='1.0' encoding='cp037'?>", "not in UTF-8"),
    ],
)
def test_what_readers_differ_over_is_refused(
    head: str, told: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    path = written_parts(tmp_path / "example.xlsx", xlsx_parts(sheet_xml(ROW, head)))
    assert told in refusal(sqlite_engine, path)


def test_json_nested_deeper_than_any_publishers_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    signature = json.dumps({"type": "FeatureCollection", "features": [], "LAD25CD": "E06000006"})
    path = tmp_path / "example.json"
    path.write_text(f"[{signature}, {'[' * 200_000}{']' * 200_000}]")
    with pytest.raises(TooLarge, match=r"example\.json: is nested deeper"):
        documents(path)[0].json()


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize(
    ("limit", "most", "told"),
    [
        ("MOST_CELLS", 30, "has more than 30 cells"),
        ("MOST_ROWS", 3, "has more than 3 rows"),
        ("MOST_COLUMNS", 20, "has 40 columns"),
    ],
)
def test_a_csv_is_counted_as_it_is_read(
    separator: str,
    limit: str,
    most: int,
    told: str,
    sqlite_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, limit, most)
    path = example_csv(tmp_path, [example_row(period=str(2000 + year)) for year in range(12)])
    lines = path.read_text().splitlines()
    lines[5] = ",".join("x" * 40) if limit == "MOST_COLUMNS" else lines[5]
    path.write_text("\n".join(lines).replace(",", separator))
    assert told in refusal(sqlite_engine, path)


def _archive(path: Path, members: dict[str, Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.write(member, name)
    return path


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    return written_parts(tmp_path / "bomb.xlsx", xlsx_parts(sheet_xml(ROW + CORNERS["as usual"])))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return example_csv(tmp_path, [example_row()], "good_example.csv")


def test_what_is_too_large_in_an_archive_is_left_out_and_the_others_are_loaded(
    sqlite_engine: Engine, tmp_path: Path, bomb: Path, good: Path
) -> None:
    other = example_csv(tmp_path, [example_row(period="2022")], "other_example.csv")
    # Two of one name: what is left out is known by its place.
    path = _archive(tmp_path / "example.zip", {"a/good.csv": good, "b/x.csv": bomb, "c/x.csv": other})
    with pytest.raises(LeftOut) as caught:
        load_file(path, sqlite_engine, catalogue())
    assert [(report.file, report.new) for report in caught.value.reports] == [
        ("example.zip/good.csv", 1),
        ("example.zip/x.csv", 1),
    ]
    assert "example.zip/x.csv, sheet Figures: reaches over" in str(caught.value)
    assert "the other files of the archive were" in str(caught.value)


def test_an_archive_of_which_nothing_can_be_read_is_refused_with_every_reason(
    sqlite_engine: Engine, tmp_path: Path, bomb: Path
) -> None:
    path = _archive(tmp_path / "example.zip", {"one.xlsx": bomb, "two.xlsx": bomb})
    told = refusal(sqlite_engine, path)
    assert "example.zip/one.xlsx, sheet Figures: reaches over" in told
    assert "example.zip/two.xlsx, sheet Figures: reaches over" in told


def test_a_mistake_beside_what_is_too_large_keeps_the_archive_out_and_both_are_told(
    sqlite_engine: Engine, tmp_path: Path, bomb: Path
) -> None:
    wrong = example_csv(tmp_path, [example_row(value="many")])
    told = refusal(sqlite_engine, _archive(tmp_path / "example.zip", {"x.xlsx": bomb, "wrong.csv": wrong}))
    assert "x.xlsx, sheet Figures: reaches over" in told
    assert "'many' is not a number" in told


def test_the_command_refuses_one_and_loads_the_others(
    beacon: Beacon, tmp_path: Path, bomb: Path, good: Path
) -> None:
    packed = _archive(tmp_path / "example.zip", {"x.xlsx": bomb, "y.csv": good})
    later = example_csv(tmp_path, [example_row(period="2021")], "later_example.csv")
    code, out, err = beacon("load", bomb, packed, later)
    assert code == 1
    assert "bomb.xlsx, sheet Figures: reaches over" in err
    assert "example.zip/x.xlsx, sheet Figures: reaches over" in err
    assert "Traceback" not in err
    assert "example.zip/y.csv: tidy" in out
    assert "later_example.csv: tidy" in out


@pytest.fixture
def heavy(tmp_path: Path) -> Path:
    """A csv of a few hundred kilobytes that takes more than 100 MB to read."""
    row = "smoking-prevalence,E06000006,2023,Persons,14.5,{}\n"
    text = "indicator,area_code,period,sex,value,note\n" + "".join(map(row.format, range(150_000)))
    path = tmp_path / "heavy_example.csv.gz"
    path.write_bytes(gzip.compress(text.encode(), 1))
    assert path.stat().st_size < 1_000_000
    return path


def test_a_file_that_needs_more_memory_than_it_may_is_refused_and_the_next_is_loaded(
    sqlite_engine: Engine, heavy: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEACON_READ_MEMORY_MB", "100")
    outcomes = list(load_files([good, heavy, good], sqlite_engine, catalogue()))
    assert [path for path, _ in outcomes] == [good, heavy, good]
    (_, first), (_, refused), (_, last) = outcomes
    assert isinstance(refused, Unreadable)
    assert "heavy_example.csv.gz: needs more than the 100 MB of memory that BEACON_READ_MEM" in str(refused)
    assert (first[0].new, last[0].unchanged) == (1, 1)


def test_one_in_an_archive_that_ends_the_process_is_left_out(
    sqlite_engine: Engine, tmp_path: Path, heavy: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEACON_READ_MEMORY_MB", "100")
    plain = tmp_path / "plain.csv"
    plain.write_bytes(gzip.decompress(heavy.read_bytes()))
    path = _archive(tmp_path / "example.zip", {"first.csv": good, "heavy.csv": plain})
    with pytest.raises(LeftOut, match=r"example\.zip/heavy\.csv: needs more than the 100 MB") as caught:
        load_file(path, sqlite_engine, catalogue())
    assert [report.file for report in caught.value.reports] == ["example.zip/first.csv"]


def test_an_archive_that_breaks_the_process_again_and_again_is_given_up(
    sqlite_engine: Engine, tmp_path: Path, heavy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEACON_READ_MEMORY_MB", "100")
    plain = tmp_path / "plain.csv"
    plain.write_bytes(gzip.decompress(heavy.read_bytes()))
    path = _archive(tmp_path / "example.zip", {f"{number}.csv": plain for number in range(6)})
    told = refusal(sqlite_engine, path)
    assert "example.zip/3.csv: needs more than" in told
    assert "example.zip/4.csv" not in told
    assert "example.zip: breaks what reads it 4 times: its other files are not looked at" in told


def test_a_file_that_may_not_be_read_is_told_in_words(sqlite_engine: Engine, tmp_path: Path) -> None:
    told = refusal(sqlite_engine, tmp_path / "example.csv")
    assert "example.csv: cannot be opened (No such file or directory)" in told
