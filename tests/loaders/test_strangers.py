"""Areas that nobody knows: named with the load, or refused with what was meant; never only counted."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.errors import BadInput
from loaders.totals.area_codes import authorities, out_of_scope
from loaders.totals.mappings import reissued_codes
from tests.loaders.held import held, load
from tests.loading import example_row, load_example

FINGERTIPS = Path(__file__).parent / "examples" / "fingertips_27_example.csv"
LOCAL = "local-employees-contract"


def fingertips(folder: Path, *areas: tuple[str, str]) -> Path:
    """The example of a download, with a row like Halton's for each further code and name."""
    with FINGERTIPS.open(newline="", encoding="utf-8") as stream:
        header, *rows = list(csv.reader(stream))
    code, name = header.index("Area Code"), header.index("Area Name")
    own = next(row for row in rows if row[code] == "E06000006")
    for area in areas:
        further = list(own)
        further[code], further[name] = area
        rows.append(further)
    path = folder / "fingertips_example.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def test_an_authority_that_no_register_has_is_kept_and_named(sqlite_engine: Engine, tmp_path: Path) -> None:
    (report,) = [load(sqlite_engine, fingertips(tmp_path, ("E06000999", "Exampleton")))]
    (told,) = [note for note in report.warnings if "no register" in note]
    assert "E06000999 (Exampleton), row " in told
    assert told.endswith("kept for comparison")
    assert "e06000999" in {row["area"] for row in held(sqlite_engine)}


def test_a_code_that_nobody_knows_is_named_with_its_row_and_a_known_kind_is_counted(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    odd = [(f"Z{number}", f"Example {number}") for number in range(100, 112)]
    report = load(sqlite_engine, fingertips(tmp_path, ("E05000123", "Example ward"), *odd))
    (told,) = [note for note in report.warnings if "no register" in note]
    assert "Z100 (Example 100), row " in told
    assert "Z109 (Example 109)" in told
    assert "Z110" not in told
    assert told.endswith("left out and 2 more")
    assert report.set_aside["area not kept: of no register"] == 12
    assert report.set_aside["area not kept: neighbourhood, ward or constituency"] == 1


@pytest.mark.parametrize("code", ["E06000999", "Z100"])
def test_nobodys_code_beside_the_name_of_a_place_is_refused(
    sqlite_engine: Engine, tmp_path: Path, code: str
) -> None:
    with pytest.raises(BadInput, match=f"'{code}' is nobody's code, and 'Knowsley' has the code E08000011"):
        load(sqlite_engine, fingertips(tmp_path, (code, "Knowsley")))
    assert held(sqlite_engine) == []


def test_a_return_may_not_make_an_authority(sqlite_engine: Engine, tmp_path: Path) -> None:
    for row in (
        example_row(indicator=LOCAL, period="2024/25", area_code="E06000666"),
        example_row(area_code="E06000666"),
        example_row(area_code="E60000006", area_name="Halton"),
        example_row(area_code="HAL", area_name="Halton"),
    ):
        with pytest.raises(BadInput, match=r"no area has the code or name '.*' - the nearest is Halton"):
            load_example(sqlite_engine, tmp_path, [row], returned=True)
    assert held(sqlite_engine) == []


def test_a_tidy_row_that_is_left_out_is_named_with_its_row(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [example_row(), example_row(area_code="S12000033", area_name="Aberdeen City")]
    report = load_example(sqlite_engine, tmp_path, rows)
    assert "example.csv: areas not kept: S12000033 (Aberdeen City), row 3" in report.warnings


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("E38000014", "sub-ICB or ICB of another area"),
        ("01A", "sub-ICB or ICB of another area"),
        ("P81001", "practice or PCN"),
        ("E40000003", "NHS region other than the North West"),
        ("W06000015", "area outside England"),
        ("K02000001", "area larger than England"),
        ("E11000002", "group of English authorities"),
        ("E12999901", "group of English authorities"),
        ("E60000006", ""),
        ("X", ""),
    ],
)
def test_what_kind_of_area_a_code_out_of_scope_is_of(code: str, kind: str) -> None:
    assert out_of_scope(code) == kind


def test_both_codes_of_a_reissued_authority_are_in_the_register() -> None:
    """Seen in the publishers' files; a code kept in memory alone would be in neither."""
    for code, kept in reissued_codes().items():
        if code.startswith("E54"):
            continue
        assert {code, kept} <= set(authorities())
        assert authorities()[code] == authorities()[kept]


def test_every_code_of_an_authority_in_the_files_held_is_in_the_register(extracts: Path) -> None:
    with (extracts / "tidy2" / "children-relative-low-income.csv").open(encoding="utf-8") as stream:
        codes = {row["area_code"] for row in csv.DictReader(stream)}
    assert {code for code in codes if code.startswith(("E06", "E07", "E08", "E09", "E10"))} <= set(
        authorities()
    )
