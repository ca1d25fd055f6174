"""What is wrong with a file is told in words, whatever its source, and the store stays as it was.

One table of layouts, and one of ways to spoil a file. The layouts are those of the publishers' own files,
where they are here, and of made-up examples.
"""

import gzip
import io
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.errors import BadInput
from data.store.write import Extract
from loaders.formats import limits
from loaders.pipeline import Reading, load_file, read_file
from tests.engines import SqliteStores
from tests.loaders import specimens
from tests.loaders.fuzzing import Sheets, Specimen, as_bytes, workbook
from tests.loaders.held import dump
from tests.loading import example_row, load_example

Column = int | str  # a csv's by its heading, a workbook's by its place, from 0


@dataclass(frozen=True)
class Layout:
    """Where things stand in a specimen: in the row that has every one of `row`'s cells, under these columns.

    `head`: the header's row, from 1. `share`: a percentage that cannot be over 100. `parts`: a numerator and
    its denominator where it cannot be larger. `code`: the area's code, and `area` the area; "" where a file
    must not lack one of them.
    """

    name: str
    row: tuple[str, ...]
    count: Column
    code: Column
    area: str
    sheet: str = ""
    head: int = 1
    share: Column | None = None
    parts: tuple[Column, Column] | None = None

    @property
    def id(self) -> str:
        return self.name[:28]


FDS = "28-DAY FDS (ALL ROUTES)"
LOW = "1_Relative_Local_Authority"
WAGES = "PROV - Work Geography LWF Table 7 LWF.1a   lwfmgx 2022.xls/All"
SCORE = "imd_avg_score"
TYPE_1 = "A&E attendances Type 1"
LAYOUTS = (
    Layout(
        "cvdprevent_example.csv",
        ("E54000008", "Persons"),
        "Numerator",
        "AreaCode",
        "cheshire-and-merseyside",
        share="Value",
        parts=("Numerator", "Denominator"),
    ),
    Layout("dementia_rate_example.csv", ("E38000068", "DEMENTIA_REGISTER_65_PLUS"), "VALUE", "ONS_CODE", ""),
    Layout(
        "dementia_consolidated_example.csv",
        ("E54000008", "DEMENTIA_REGISTER_65_PLUS"),
        "VALUE",
        "ONS_CODE",
        "",
    ),
    Layout("dm01_example.csv", ("01F", "MRI"), "Total WL", "Commissioner Org Code", "01f"),
    Layout(
        "fingertips_27_example.csv",
        ("92443", "E06000006"),
        "Count",
        "Area Code",
        "halton",
        share="Value",
        parts=("Count", "Denominator"),
    ),
    Layout("rtt_example.csv", ("01F", "C_999"), "Total All", "Commissioner Org Code", "01f"),
    Layout("paths_example.csv", ("halton",), "value", "place", ""),
    Layout(
        "20260131-RTT-January-2026-full-extract.csv.gz",
        ("01F", "C_999"),
        "Total All",
        "Commissioner Org Code",
        "01f",
    ),
    Layout(
        "Incomplete-Commissioner-Mar15-revised-XLS-2357K.xls",
        ("01F", "IP100"),
        6,
        2,
        "01f",
        "Commissioner",
        14,
    ),
    Layout(
        "Monthly-AE-March-2025.csv",
        ("REM",),
        TYPE_1,
        "Org Code",
        "rem",
        parts=("Attendances over 4hrs Type 1", TYPE_1),
    ),
    Layout(
        "June-2025-AE-by-provider-3euC4-1.xlsx",
        ("REM",),
        4,
        1,
        "",
        "Provider Level Data",
        16,
        parts=(15, 7),
    ),
    Layout(
        "SEPTEMBER-2024-CWT-CRS-COMMISSIONER-WORKBOOK-FINAL.xlsx",
        ("QYG",),
        5,
        1,
        "cheshire-and-merseyside",
        FDS,
        9,
        share=7,
        parts=(5, 4),
    ),
    Layout("Primary Care Dementia Data, April 2024- Summary.xlsx", ("E06000006",), 4, 2, "", "Table 4", 10),
    Layout(
        "sub-regional-fuel-poverty-2022-tables.xlsx",
        ("E06000006",),
        5,
        0,
        "halton",
        "Table 2",
        3,
        share=6,
        parts=(5, 4),
    ),
    Layout("Detailed_LA_202212.ods", ("E06000007",), 4, 0, "warrington", "TA1_", 6),
    Layout("Children_low_income_families.ods", ("E06000006",), 2, 1, "halton", LOW, 10, share=9),
    Layout("livingwagebyworkgeography2022provisional.zip", ("E06000006",), 3, 1, "halton", WAGES, 5, share=3),
    Layout(
        "File_10_-_IoD2019_Local_Authority_District_Summaries__lower-tier__.xlsx",
        ("E06000006",),
        4,
        0,
        "halton",
        "IMD",
        share=4,
    ),
    Layout("File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx", ("E06000006",), 5, 2, "halton", "IMD2019"),
    Layout("DERIVED_imd25_lad_summary.csv", ("E06000006",), SCORE, "lad_code", "halton", share=SCORE),
    Layout(
        "nomis_population_estimates_lad.csv",
        ("E06000006", "All Ages"),
        "OBS_VALUE",
        "GEOGRAPHY_CODE",
        "halton",
    ),
    Layout("smoking-prevalence.csv", ("E06000006", "2011"), "value", "area_code", "", share="value"),
    Layout(
        "rtt-icb-and-trusts.csv",
        ("QYG", "April 2022"),
        "count",
        "area_code",
        "cheshire-and-merseyside",
        share="value",
        parts=("count", "denominator"),
    ),
)


OPTIONAL = ("smoking-prevalence.csv", "rtt-icb-and-trusts.csv")  # a tidy row may lack a value or a count
ONLY_WHERE: dict[str, Callable[[Layout], bool]] = {
    "a percentage over 100": lambda layout: layout.share is not None,
    "a part larger than its whole": lambda layout: layout.parts is not None,
    "a missing column": lambda layout: layout.name not in OPTIONAL,
    "a renamed column": lambda layout: layout.name not in OPTIONAL,
    "two encodings": lambda layout: layout.sheet == "",
}


class Spoilt:
    """A specimen with the row and columns its layout names, to be changed and written."""

    def __init__(self, layout: Layout, specimen: Specimen, folder: Path) -> None:
        self.layout, self.specimen = layout, specimen
        self.sheets: Sheets = {name: [list(row) for row in rows] for name, rows in specimen.sheets.items()}
        self.path = folder / specimen.name
        self.header = self.rows[layout.head - 1]
        self.at = next(
            at
            for at, row in enumerate(self.rows)
            if at >= layout.head and set(layout.row) <= {str(cell).strip() for cell in row}
        )

    @property
    def rows(self) -> list[list[Any]]:
        return self.sheets[self.layout.sheet]

    @property
    def row(self) -> list[Any]:
        """The row that is spoilt."""
        return self.rows[self.at]

    def place(self, column: Column) -> int:
        """A column's place, from 0."""
        return (
            column if isinstance(column, int) else [str(name).strip() for name in self.header].index(column)
        )

    def put(self, column: Column, cell: Any) -> None:
        """Put a cell into the row, as text in a csv."""
        self.row[self.place(column)] = cell if self.is_workbook else str(cell)

    def number(self, column: Column) -> float:
        return float(self.row[self.place(column)])

    @property
    def is_workbook(self) -> bool:
        return self.layout.sheet != ""

    def written(self, content: bytes | None = None) -> Path:
        """The file, with these rows or these bytes."""
        self.path.write_bytes(as_bytes(self.specimen, self.sheets) if content is None else content)
        return self.path


Named = tuple[str, ...]  # what the message must name beside the file


def _found() -> dict[str, Specimen]:
    folder = Path(__file__).parents[3] / "shared" / "extracts"
    return {one.name: one for one in specimens.all_of(folder)}


@pytest.fixture(scope="module")
def found() -> dict[str, Specimen]:
    return _found()


def for_each(wanted: Callable[[Layout], bool] = lambda layout: True) -> pytest.MarkDecorator:
    """Run a test once for each layout that is as wanted."""
    chosen = [layout for layout in LAYOUTS if wanted(layout)]
    return pytest.mark.parametrize("spoilt", chosen, ids=lambda layout: layout.id, indirect=True)


def for_each_way(ways: Collection[str]) -> pytest.MarkDecorator:
    """Run a test once for each layout and each way to spoil a file that the layout can be spoilt in."""
    pairs = [
        pytest.param(layout, way, id=f"{layout.id}-{way}")
        for layout in LAYOUTS
        for way in ways
        if way not in ONLY_WHERE or ONLY_WHERE[way](layout)
    ]
    return pytest.mark.parametrize(("spoilt", "what"), pairs, indirect=["spoilt"])


@pytest.fixture
def spoilt(request: pytest.FixtureRequest, found: dict[str, Specimen], tmp_path: Path) -> Spoilt:
    if request.param.name not in found:
        pytest.skip(f"the publisher's file is not here: {request.param.name}")
    return Spoilt(request.param, found[request.param.name], tmp_path)


@pytest.fixture(scope="module")
def store(sqlite_stores: SqliteStores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store that holds one example figure: a refused file must leave it to the last byte."""
    folder = tmp_path_factory.mktemp("bad")
    with sqlite_stores.store(folder) as engine:
        load_example(engine, folder, [example_row()])
        yield engine


def _refused(engine: Engine, path: Path, *named: str) -> str:
    """Load a bad file; return what is told, once it is sure that the store is as it was."""
    before = dump(engine)
    with pytest.raises(BadInput) as caught:
        load_file(path, engine, catalogue())
    assert dump(engine) == before
    told = str(caught.value)
    assert path.name in told
    assert "Nothing was loaded." in told
    lines = told.splitlines()
    assert any(all(word in line for word in named) for line in lines), f"{named} not in: {told}"
    return told


def _read(path: Path) -> list[Reading]:
    extract = Extract(path.name, "0" * 64, path.stat().st_size, datetime(2026, 11, 1, tzinfo=UTC), None)
    return read_file(path, extract, catalogue())


def _text(file: Spoilt) -> Named:
    file.put(file.layout.count, "many")
    return ("'many' is not a number", f"row {file.at + 1}", "column")


def _blank(file: Spoilt) -> Named:
    file.put(file.layout.code, "")
    return ()


def _negative(file: Spoilt) -> Named:
    file.put(file.layout.count, -5)
    return ("below 0",)


def _fraction_of_infinity(file: Spoilt) -> Named:
    file.put(file.layout.count, "1e999")
    return ("1e999", f"row {file.at + 1}")


def _over_100(file: Spoilt) -> Named:
    fraction = file.is_workbook and file.number(file.layout.share) <= 1
    file.put(file.layout.share, 1.5 if fraction else 150)
    return ("above", f"row {file.at + 1}")


def _more_than_its_whole(file: Spoilt) -> Named:
    assert file.layout.parts is not None
    numerator, denominator = file.layout.parts
    file.put(numerator, file.number(denominator) + 1000)
    return ("row",)


def _twice(file: Spoilt) -> Named:
    again = list(file.row)
    file.rows.insert(file.at + 1, again)
    file.put(file.layout.count, file.number(file.layout.count) + 1)
    return ("row",)


def _without_column(file: Spoilt) -> Named:
    at = file.place(file.layout.count)
    for row in file.rows:
        del row[at : at + 1]
    return ()


def _renamed(file: Spoilt) -> Named:
    at = file.place(file.layout.count)
    for number in range(
        max(0, file.layout.head - 2), file.layout.head + file.is_workbook * (file.layout.head == 6)
    ):
        if at < len(file.rows[number]) and file.rows[number][at] != "":
            file.rows[number][at] = "Renamed"
    return ()


def _one_column_twice(file: Spoilt) -> Named:
    at = file.place(file.layout.count)
    for row in file.rows:
        if at < len(row):
            row.insert(at, row[at])
    return ()


ROWS: dict[str, Callable[[Spoilt], Named]] = {
    "text in a number": _text,
    "an area without a code": _blank,
    "a negative count": _negative,
    "an infinite count": _fraction_of_infinity,
    "a percentage over 100": _over_100,
    "a part larger than its whole": _more_than_its_whole,
    "a key twice with another value": _twice,
    "a missing column": _without_column,
    "a renamed column": _renamed,
    "one column twice": _one_column_twice,
}


@for_each_way(ROWS)
def test_bad_rows_are_refused_where_they_stand(store: Engine, spoilt: Spoilt, what: str) -> None:
    named = ROWS[what](spoilt)
    if spoilt.layout.sheet and named:
        named = (*named, spoilt.layout.sheet.rpartition("/")[2])
    _refused(store, spoilt.written(), *named)


HTML = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>Page not found</body></html>"
LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")


def _cut_in_a_row(file: Spoilt) -> tuple[bytes, str]:
    whole = as_bytes(file.specimen, file.sheets)
    if file.is_workbook or file.specimen.name.endswith(".gz"):
        return whole[: len(whole) // 2], ""
    return whole.rstrip()[: -len(file.rows[-1][-1]) - 3], "row"


def _in_two_encodings(file: Spoilt) -> tuple[bytes, str]:
    """Letters of UTF-8 and of Windows-1252 in one file: neither can be meant."""
    file.row[-1] = "Ysgol Sant Siôn § "
    plain = as_bytes(file.specimen, file.sheets)
    packed = plain.startswith(b"\x1f\x8b")
    text = (gzip.decompress(plain) if packed else plain).replace("§".encode(), b"\xa7")
    return (gzip.compress(text, 1) if packed else text), "UTF-8"


BYTES: dict[str, Callable[[Spoilt], tuple[bytes, str]]] = {
    "an empty file": lambda file: (b"", "is empty"),
    "a web page": lambda file: (HTML, "is a web page"),
    "a password": lambda file: (LOCKED, "is protected by a password"),
    "cut off in a row": _cut_in_a_row,
    "two encodings": _in_two_encodings,
    "UTF-16": lambda file: (b"\xff\xfe" + "a,b\r\n1,2\r\n".encode("utf-16-le"), ""),
    "not a file of data": lambda file: (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 99, "is not text"),
}


@for_each_way(BYTES)
def test_bad_bytes_are_refused_in_words(store: Engine, spoilt: Spoilt, what: str) -> None:
    content, told = BYTES[what](spoilt)
    _refused(store, spoilt.written(content), told)


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can exceed quickly."""
    monkeypatch.setattr(limits, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(limits, "MOST_BYTES_OF_WORKBOOK", 10_000_000)


@for_each()
@pytest.mark.usefixtures("small_limits")
def test_a_file_that_unpacks_to_far_more_than_it_is_is_refused(store: Engine, spoilt: Spoilt) -> None:
    """A csv in a gzip, an archive, or a workbook with a member of nothing but noughts."""
    zeros = b"0" * 11_000_000
    if not spoilt.is_workbook:
        header = ",".join(map(str, spoilt.header)).encode() + b"\r\n"
        bomb = gzip.compress(header + zeros, 1)
    else:
        packed = io.BytesIO(as_bytes(spoilt.specimen, spoilt.sheets))
        with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/image1.bin" if not spoilt.specimen.members else "more.csv", zeros)
        bomb = packed.getvalue()
    assert len(bomb) < 2_000_000
    _refused(store, spoilt.written(bomb), "unpacks to more than")


# The table of the dementia workbook is found by what it holds, on a sheet of any name.
@for_each(lambda layout: layout.sheet not in ("", "Table 4"))
def test_a_renamed_sheet_is_told_with_the_sheets_there_are(store: Engine, spoilt: Spoilt) -> None:
    old = spoilt.layout.sheet
    member, _, name = old.rpartition("/")
    new = f"{member}/New {name}" if member else f"New {name}"
    spoilt.sheets = {new if one == old else one: rows for one, rows in spoilt.specimen.sheets.items()}
    _refused(store, spoilt.written(), "New " * (spoilt.specimen.source != "deprivation"))


@for_each(lambda layout: layout.sheet != "" and not layout.name.endswith(".zip"))
def test_three_hundred_phantom_sheets_change_nothing(spoilt: Spoilt) -> None:
    (before,) = _read(spoilt.written())
    phantoms = {f"'file://phantom {number}'#": [["#REF!"]] for number in range(300)}
    (after,) = _read(spoilt.written(workbook({**spoilt.sheets, **phantoms})))
    assert len(before.frame)
    assert after.frame.equals(before.frame)


@for_each(lambda layout: layout.area != "")
def test_an_unknown_area_is_set_aside_and_counted(spoilt: Spoilt) -> None:
    (before,) = _read(spoilt.written())
    at, code = spoilt.place(spoilt.layout.code), str(spoilt.row[spoilt.place(spoilt.layout.code)]).strip()
    unknown = "S99000099" if len(code) == 9 else "ZZZ"
    for rows in spoilt.sheets.values():
        for row in rows:
            if at < len(row) and str(row[at]).strip() == code:
                row[at] = unknown
    assert spoilt.layout.area in set(before.frame.area)
    if spoilt.specimen.source == "tidy" and unknown == "ZZZ":
        # Nobody's code beside the name of a Place or of the system is a mistake.
        with pytest.raises(BadInput, match="no area has the code or name 'ZZZ'"):
            _read(spoilt.written())
        return
    (after,) = _read(spoilt.written())
    assert spoilt.layout.area not in set(after.frame.area[after.frame.value.notna()])
    assert sum(after.observed.set_aside.values()) > 0
    assert sum(after.observed.set_aside.values()) >= sum(before.observed.set_aside.values())


@for_each()
def test_an_unknown_column_is_told_and_changes_nothing(spoilt: Spoilt) -> None:
    (before,) = _read(spoilt.written())
    at = spoilt.place(spoilt.layout.count) + 1
    if spoilt.specimen.source == "living_wage":
        at += 1
    for number, row in enumerate(spoilt.rows, start=1):
        row.insert(at, "Strange new column" if number == spoilt.layout.head else "")
    (after,) = _read(spoilt.written())
    assert any("unknown column" in told and "Strange new column" in told for told in after.warnings)
    assert after.frame.drop(columns="note").equals(before.frame.drop(columns="note"))
