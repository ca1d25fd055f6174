"""The publishers' files made small without becoming untrue: fewer rows and sheets, the totals still right."""

import json
import zipfile
from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path

import numpy as np
from python_calamine import CalamineWorkbook

from data.catalogue.reader import catalogue
from tests.loaders.fuzzing import Rows, Sheets, Specimen, rows_of_csv, rows_of_sheet
from tests.loaders.held import EXAMPLES

FEW = 70  # rows of a long table that are kept beside those of Cheshire and Merseyside


@lru_cache(maxsize=1)
def our_codes() -> frozenset[str]:
    """The ONS and ODS codes of every area the project keeps."""
    areas = catalogue().areas.values()
    return frozenset(code for one in areas for code in (one.ons_code, one.ods_code) if code)


def _ours(row: list[object]) -> bool:
    return any(isinstance(cell, str) and cell.strip() in our_codes() for cell in row)


def few(rows: Rows, most: int = FEW) -> Rows:
    """The first rows, and those of our areas."""
    return [row for at, row in enumerate(rows) if at < most or _ours(row)]


def _sheets(path: Path, wanted: Collection[int | str], shorten: Callable[[Rows], Rows] = few) -> Sheets:
    """Some sheets of a workbook, by number or name; the first whole, the others shortened."""
    book = CalamineWorkbook.from_path(str(path))
    names = [book.sheet_names[one] if isinstance(one, int) else one for one in wanted]
    return {
        name: rows_of_sheet(book, name) if at == 0 else shorten(rows_of_sheet(book, name))
        for at, name in enumerate(names)
    }


def _csv(path: Path, most: int = FEW) -> Sheets:
    return {"": few(rows_of_csv(path.read_bytes()), most)}


def examples() -> list[Specimen]:
    """The made-up example files, and one of agreed paths: there wherever the tests are."""
    found = []
    for path in sorted(EXAMPLES.glob("*.csv")):
        source, rows = path.name.split("_")[0], rows_of_csv(path.read_bytes())
        if source == "fingertips":
            rows = _of_one_listing(rows)
        if source == "rtt":
            rows = _incomplete(rows)
        found.append(Specimen(source, path.name, {"": rows}, together=_together(source, rows[0])))
    return [*found, _paths()]


def _of_one_listing(rows: Rows) -> Rows:
    """Without the rows of older ids: one of them would stand in for a row of the id in use that is lost."""
    series = catalogue().series_for("fingertips")
    older = {str(id) for one in series for id in one.select.get("also", [])}
    return [row for row in rows if row[0] not in older]


def _incomplete(rows: Rows) -> Rows:
    """The part that is read, without the others between its groups."""
    part = rows[0].index("RTT Part Type")
    return [row for at, row in enumerate(rows) if at == 0 or row[part] == "Part_2"]


def _together(source: str, header: list[str]) -> tuple[int, ...]:
    names = ("Provider Org Code", "Commissioner Org Code") if source in ("rtt", "dm01") else ()
    return tuple(header.index(name) for name in names)


def _paths() -> Specimen:
    """A path for each Place to a target of today."""
    shares = {id for id, one in catalogue().indicators.items() if one.maximum == 100}
    target = next(one for one in catalogue().targets.values() if one.indicator in shares)
    header = ["indicator", "place", "target_key", "date", "value"]
    more = ["interpolation", "agreed_by", "agreed_on", "document"]
    points = [
        [target.indicator, place.slug, target.key, f"{year}-03-31", str(40 + year % 100)]
        for place in catalogue().places
        for year in (2027, 2028)
    ]
    told = ["linear", "Example board", "2026-04-01", "Example plan"]
    return Specimen(
        "trajectories", "paths_example.csv", {"": [header + more, *(one + told for one in points)]}
    )


@lru_cache(maxsize=1)
def all_of(extracts: Path) -> list[Specimen]:
    """The examples, and the publishers' files where their folder is there."""
    return examples() + (real(extracts) if extracts.is_dir() else [])


def real(extracts: Path) -> list[Specimen]:
    """One of each layout of the publishers' files."""
    return [
        *_waiting(extracts),
        *_monthly(extracts),
        *_authorities(extracts),
        *_csvs(extracts),
    ]


def _waiting(extracts: Path) -> list[Specimen]:
    rtt = extracts / "rtt" / "20260131-RTT-January-2026-full-extract.csv.gz"
    old = extracts / "rtt" / "2015" / "Incomplete-Commissioner-Mar15-revised-XLS-2357K.xls"
    rows = _incomplete(_of_two_trusts(rows_of_csv(rtt.read_bytes())))
    return [
        Specimen("rtt", rtt.name, {"": rows}, together=_together("rtt", rows[0])),
        Specimen("rtt_workbook", old.name, _sheets(old, ["National", "Commissioner"], _of_few_groups)),
    ]


def _of_two_trusts(rows: Rows) -> Rows:
    """Every row between two of our trusts and a few commissioners: their totals are among them."""
    header = rows[0]
    provider, commissioner = header.index("Provider Org Code"), header.index("Commissioner Org Code")
    wanted = {"01F", "01X", "02E", "15E", "NONC", "01T", "01V"}
    kept = [row for row in rows[1:] if row[provider] in ("RBN", "REP", "NT3")]
    return [header, *(row for row in kept if row[commissioner] in wanted)]


def _of_few_groups(rows: Rows) -> Rows:
    """The header and the groups of today's Cheshire and Merseyside with two others."""
    from loaders.totals.mappings import former_commissioners

    wanted = {*former_commissioners(), "00C", "00D"}
    return [row for at, row in enumerate(rows) if at < 14 or wanted & {str(cell) for cell in row[:6]}]


def _monthly(extracts: Path) -> list[Specimen]:
    found = []
    for name in ("Monthly-AE-March-2025.csv", "Monthly-AE-September-2024.csv"):
        content = (extracts / "ae" / name).read_bytes()
        found.append(Specimen("ae", name, {"": rows_of_csv(content)}, content))
    path = extracts / "ae" / "June-2025-AE-by-provider-3euC4-1.xlsx"
    whole = _sheets(path, [0, "Provider Level Data"], list)
    found.append(Specimen("ae", path.name, whole, path.read_bytes()))
    front = ["Frontpage", "28-DAY FDS (ALL ROUTES)", "31-DAY (ALL CANCER)", "62-DAY (ALL CANCER)"]
    for name in ("SEPTEMBER-2024-CWT-CRS-COMMISSIONER", "APRIL-2024-CWT-CRS-PROVIDER"):
        path = extracts / "cancer" / f"{name}-WORKBOOK-FINAL.xlsx"
        sheets = _sheets(path, front, lambda rows: rows[:190])
        found.append(Specimen("cancer", path.name, sheets, path.read_bytes()))
    path = extracts / "dementia" / "Primary Care Dementia Data, April 2024- Summary.xlsx"
    sheets = _sheets(path, [0, "Table 4"], lambda rows: few(rows, 90))
    found.append(Specimen("dementia", path.name, sheets, path.read_bytes()))
    return found


def _authorities(extracts: Path) -> list[Specimen]:
    fuel = extracts / "fuel_poverty" / "sub-regional-fuel-poverty-2022-tables.xlsx"
    homes = extracts / "homelessness" / "Detailed_LA_202212.ods"
    low = extracts / "low_income_children" / "Children_low_income_families.ods"
    district = "File_10_-_IoD2019_Local_Authority_District_Summaries__lower-tier__.xlsx"
    lsoa = "File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx"
    ta1 = next(name for name in CalamineWorkbook.from_path(str(homes)).sheet_names if name.startswith("TA1"))
    children = [0, "1_Relative_Local_Authority", "2_Absolute_Local_Authority"]
    return [
        Specimen("fuel_poverty", fuel.name, _sheets(fuel, [0, "Table 2"]), fuel.read_bytes()),
        Specimen("homelessness", homes.name, _sheets(homes, [0, ta1]), homes.read_bytes()),
        Specimen("low_income_children", low.name, _sheets(low, children), low.read_bytes()),
        _living_wage(extracts / "living_wage" / "livingwagebyworkgeography2022provisional.zip"),
        Specimen("deprivation", district, _sheets(extracts / "deprivation" / district, [0, 1])),
        Specimen("deprivation", lsoa, _sheets(extracts / "deprivation" / lsoa, [0, 1], _ranked_again)),
    ]


def _ranked_again(rows: Rows) -> Rows:
    """Some neighbourhoods, and more of each Place, with the ranks and deciles they have among themselves."""
    header, body = rows[0], rows[1:]
    kept = [row for at, row in enumerate(body) if at % 160 == 0 or (row[2] in our_codes() and at % 8 == 0)]
    ranks = np.argsort(np.argsort([row[4] for row in kept])) + 1
    again = [
        [*row[:4], float(rank), float(np.ceil(10 * rank / len(kept)))]
        for row, rank in zip(kept, ranks, strict=True)
    ]
    return [header, *again]


def _living_wage(path: Path) -> Specimen:
    sheets: Sheets = {}
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if "LWF.1a" in name or "LWF.1b" in name]
        members = [name for name in members if "Work Geography" in name]
        for member in members:
            with archive.open(member) as stream:
                book = CalamineWorkbook.from_filelike(stream)
                for name in [book.sheet_names[0], "All", "Male", "Female"]:
                    sheets[f"{member}/{name}"] = few(rows_of_sheet(book, name), 40)
    return Specimen("living_wage", path.name, sheets, path.read_bytes(), members=tuple(members))


def _csvs(extracts: Path) -> list[Specimen]:
    dementia = "dementia/pcdem-nhs-rate-mar-2026__ENG_QYG_subICB_TRANSCRIBED.csv"
    small = {
        dementia: "dementia",
        "cvdprevent/CVDP002AF_icb_period33__QYG_rows_TRANSCRIBED.csv": "cvdprevent",
        "fingertips/90362_icb__sample_rows_TRANSCRIBED.csv": "fingertips",
    }
    long = {
        "fingertips/indicators-CountyUA.data.csv": "fingertips",
        "deprivation/DERIVED_imd25_lad_summary.csv": "deprivation",
        **{f"tidy/{name}.csv": "tidy" for name in ("smoking-prevalence", "dm01-trusts", "talking-therapies")},
        **{
            f"tidy/{name}.csv": "tidy"
            for name in ("life-expectancy-sii", "unemployment", "rtt-icb-and-trusts")
        },
    }
    found = [
        Specimen(source, Path(name).name, _csv(extracts / name, 10_000), (extracts / name).read_bytes())
        for name, source in small.items()
    ]
    for name, source in long.items():
        rows = rows_of_csv((extracts / name).read_bytes())
        found.append(
            Specimen(source, Path(name).name, {"": rows[: 2 * FEW] if source != "deprivation" else rows})
        )
    return [*found, _population(extracts), *_geography(extracts)]


def _population(extracts: Path) -> Specimen:
    name = "nomis_population_estimates_lad.csv"
    header, *rows = rows_of_csv((extracts / "population" / name).read_bytes())
    code, age = header.index("GEOGRAPHY_CODE"), header.index("C_AGE_NAME")
    ages = {"All Ages", "All ages", "Aged 16 to 64"}
    kept = [row for row in rows if row[age] in ages and (row[code] in our_codes() or row[code] < "E06000012")]
    return Specimen("population", name, {"": [header, *kept]})


def _geography(extracts: Path) -> list[Specimen]:
    lookup = extracts / "geography" / "lookup_lsoa11_sicbl22_icb22_ltla22__CM_rows.csv"
    path = extracts / "geography" / "Local_Authority_Districts_(December_2021)_GB_BUC.geojson"
    content = json.loads(path.read_text(encoding="utf-8"))
    ours = {place.ons_code for place in catalogue().places}
    content["features"] = [
        one for one in content["features"] if ours & {str(value) for value in one["properties"].values()}
    ]
    return [
        Specimen("geography", lookup.name, _csv(lookup, 300)),
        Specimen("geography", path.name, {}, json.dumps(content).encode()),
    ]
