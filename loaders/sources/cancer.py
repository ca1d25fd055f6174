"""NHS England: Cancer Waiting Times, the monthly workbooks by commissioner and by provider.

Three standards, in force since October 2023, each over all routes or stages and all cancers. A sheet may hold
several tables, one under another; the one wanted is known by its title and by what its rows say. Percentages
are fractions. The last row is England's: by commissioner it includes unknown commissioners.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import periods
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, plain_heading
from loaders.formats.documents import Document
from loaders.formats.workbook_labels import month_of, opening, sheet_named
from loaders.source import Context, Observed, Source, percentage
from loaders.totals.commissioning import missing_hospitals, new_board, not_in_file
from loaders.totals.organisation_names import check_trusts

TITLE = "Cancer Waiting Times"
FRONT = "cancer waiting times statistics:"
WHOLE = ("all routes", "all stages")
COUNTRY = "E92000001"
ENGLAND = "ALL ENGLISH"
HUBS = ("HUB", "UNKNOWN")  # those who buy for no single board, by their names
BASES = {"commissioner": "icb", "provider": "trust"}
ROUNDING = 1e-6  # shares are given to 15 digits
_HEADER = "ods code"


@dataclass(frozen=True)
class Standard:
    """Where a measure stands: its sheet, and the headings of its figures."""

    sheet: str
    within: str
    after: str
    share: str


STANDARDS = {
    "28-day-fds": Standard(
        "28-DAY FDS (ALL ROUTES)", "WITHIN 28 DAYS", "AFTER 28 DAYS", "TOLD WITHIN 28 DAYS"
    ),
    "31-day": Standard("31-DAY (ALL CANCER)", "WITHIN 31 DAYS", "AFTER 31 DAYS", "TREATED WITHIN 31 DAYS"),
    "62-day": Standard("62-DAY (ALL CANCER)", "WITHIN 62 DAYS", "AFTER 62 DAYS", "TREATED WITHIN 62 DAYS"),
}


def _contract(standard: Standard) -> Contract:
    return Contract(
        columns=(
            Column("code", ("ODS CODE (1)", "ODS CODE"), "code"),
            Column(
                "name",
                ("INTEGRATED CARE BOARD (ICB)/COMMISSIONING HUB", "ACCOUNTABLE PROVIDER"),
                "code",
                blank="no",
            ),
            Column("route", ("REFERRAL ROUTE", "TREATMENT STAGE"), "code", blank="no"),
            Column("cancer", ("CANCER TYPE",), required=False),
            Column("total", ("TOTAL",), "count", blank="no"),
            Column("within", (standard.within,), "count", blank="no"),
            Column("after", (standard.after,), "count", blank="no"),
            Column("share", (standard.share,), "number", markers={"-": "nobody in the month"}, maximum=1),
        ),
        key=("code", "name"),
    )


def recognise(document: Document) -> bool:
    """A workbook whose front page is headed Cancer Waiting Times statistics."""
    return any(plain_heading(cell).startswith(FRONT) for row in opening(document) for cell in row)


def read(document: Document) -> Sequence[Table]:
    """One table for each standard, of all routes or stages and all cancers."""
    front = [str(cell).strip() for row in opening(document) for cell in row if str(cell).strip()]
    at = next(number for number, text in enumerate(front) if plain_heading(text).startswith(FRONT))
    status = next((text.split(":", 1)[1].split()[0] for text in front if text.startswith("Status:")), "")
    facts = {
        "basis": _basis(document, front[at]),
        "month": " ".join(front[at + 1 : at + 2]),
        "status": status,
    }
    return [_table(document, measure, facts) for measure in STANDARDS]


def _basis(document: Document, title: str) -> str:
    named = next((basis for basis in BASES if f"{basis} based" in title.casefold()), "")
    if not named:
        fault = f"the front page says {title!r}: neither commissioner nor provider based"
        raise BadInput(Problem(document.name, fault, "download it again"))
    return named


def _table(document: Document, measure: str, facts: dict[str, str]) -> Table:
    standard = STANDARDS[measure]
    sheet = sheet_named(document, standard.sheet)
    rows = document.rows(sheet)
    head = _header(document, sheet, rows)
    first = next(number for number, cell in enumerate(rows[head]) if str(cell).strip())
    # Beyond a blank heading the same counts stand again, by length of wait.
    width = next((at for at, cell in enumerate(rows[head]) if at > first and not str(cell).strip()), None)
    end = next((at for at in range(head + 1, len(rows)) if _begins_another(rows[at])), len(rows))
    kept = [at for at in range(head + 1, end) if any(str(cell).strip() for cell in rows[at][first:width])]
    frame = pd.DataFrame([rows[at][first:width] for at in kept], columns=rows[head][first:width])
    return Table(
        frame,
        _contract(standard),
        document.name,
        sheet,
        facts={**facts, **_said(rows[:head]), "others": len(rows) - end},
        layout=measure,
        rows=[at + 1 for at in kept],
    )


def _said(above: Sequence[Sequence[Any]]) -> dict[str, object]:
    """The month and the basis, from the rows that stand over a table."""
    texts = [next((cell for cell in row if str(cell).strip()), "") for row in above]
    basis = next((str(text) for text in texts if str(text).upper().startswith("BASIS")), "")
    return {"sheet month": texts[1] if len(texts) > 1 else "", "sheet basis": basis.casefold()}


def _header(document: Document, sheet: str, rows: Sequence[Sequence[Any]]) -> int:
    """The header of the table of all routes or stages: the title last met before it says so."""
    title = ""
    for at, row in enumerate(rows):
        if _is_header(row):
            if title.casefold().endswith(WHOLE):
                return at
        elif row and str(row[0]).strip() and (at == 0 or _begins_another(row)):
            title = str(row[0]).strip()
    fault = "has no table of all routes or all stages with the column 'ODS CODE (1)'"
    raise BadInput(
        Problem(f"{document.name}, sheet {sheet}", fault, "look for it in the publisher's workbook")
    )


def _is_header(row: Sequence[Any]) -> bool:
    return any(plain_heading(cell).startswith(_HEADER) for cell in row[:3])


def _begins_another(row: Sequence[Any]) -> bool:
    return str(row[0]).strip().upper().startswith("PART ") or _is_header(row)


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The three standards for England, and by commissioner the ICBs, by provider the trusts and their sum."""
    facts = tables[0].facts
    basis, month = str(facts["basis"]), _month(tables)
    frame = _together(tables)
    if basis == "provider":
        check_trusts(frame, "code", "name", context)
    _refuse_contradictions(frame, tables)
    aside = Counter(
        {"figures of single routes or stages": sum(int(str(checked.facts["others"])) for checked in tables)}
    )
    series = {
        str(wanted.select["measure"]): wanted.id
        for wanted in context.series
        if wanted.select["basis"] == basis
    }
    frame = frame.assign(series=frame.measure.map(series).fillna(""))
    for measure, rows in frame.measure[frame.series == ""].value_counts().items():
        aside[f"no indicator uses {measure} by {basis}"] += int(rows)
    frame = _observations(frame[frame.series != ""], basis, context, aside, month)
    warnings = [
        f"{area.name}, {month.label}: {area.ods_code} is missing from a sheet or more"
        for area in context.catalogue.areas.values()
        if area.kind == "system" and frame.area.eq(area.slug).sum() < frame.series.nunique()
    ]
    frame = frame.assign(period_start=month.start, period_end=month.end, period=month.label)
    status = f", {str(facts['status']).lower()}" if facts["status"] else ""
    release = f"{TITLE} by {basis}, {month.label}{status}"
    return Observed(frame, release, set_aside=+aside, warnings=warnings)


def _together(tables: Sequence[Checked]) -> pd.DataFrame:
    """The rows of every standard, with `measure`, `sheet` and what a sign in place of the share means."""
    frames = [
        checked.frame.assign(
            code=checked.frame.code.str.upper(),
            measure=checked.table.layout,
            sheet=checked.table.sheet,
            note=checked.markers["share"],
        )
        for checked in tables
    ]
    return pd.concat(frames, ignore_index=True)


def _month(tables: Sequence[Checked]) -> periods.Period:
    """The month of the front page, with which every sheet must agree, as with the basis."""
    file, facts = tables[0].table.file, tables[0].facts
    said = {f"{file}, front page": facts["month"]}
    for checked in tables:
        said[checked.table.where()] = checked.facts["sheet month"]
        if str(facts["basis"]) not in str(checked.facts["sheet basis"]):
            fault = f"says {checked.facts['sheet basis']!r}, but the front page {facts['basis']} based"
            raise BadInput(Problem(checked.table.where(), fault, "download it again"))
    return month_of(said)


def _refuse_contradictions(frame: pd.DataFrame, tables: Sequence[Checked]) -> None:
    """Refuse rows of single routes or cancers, counts that do not add up, and a missing row of England."""
    part = ~frame.route.str.casefold().isin(WHOLE) | ~frame.cancer.str.casefold().isin(["", "all cancers"])
    off = (frame.within + frame.after - frame.total).abs() > ROUNDING
    rate = frame.within / frame.total.where(frame.total > 0)
    wrong = (frame.share - rate).abs().gt(ROUNDING) | (frame.share.isna() & rate.notna())
    faults = {
        "is not of all routes or stages and all cancers": part,
        "has counts within and after the time that do not add up to its total": off,
        "has a share that is not that of its own counts": wrong,
    }
    where = {checked.table.sheet: checked.table for checked in tables}
    remedy = "the file was changed: download it again"
    problems = [
        Problem(where[row.sheet].where_row(int(row.row)), f"({row.name}) {what}", remedy)
        for what, rows in faults.items()
        if rows.any()
        for row in frame[rows].itertuples(index=False)
    ]
    if problems:
        raise BadInput(problems)
    _refuse_unequal_sums(frame, where)


def _refuse_unequal_sums(frame: pd.DataFrame, tables: Mapping[str, Table]) -> None:
    """On each sheet one row has no code: England's, which is the sum of the others."""
    country = frame[(frame.code == "") & frame.name.str.upper().str.startswith(ENGLAND)].set_index("sheet")
    counts = ["total", "within"]
    sums = frame[frame.code != ""].groupby("sheet")[counts].sum()
    problems = []
    for sheet, table in tables.items():
        rows = int(((frame.code == "") & (frame.sheet == sheet)).sum())
        if rows != 1 or sheet not in country.index:
            fault = f"has {rows} rows without a code, where one is expected: {ENGLAND} ..."
            problems.append(Problem(table.where(), fault, "the file may be cut off: download it again"))
            continue
        said, added = country.loc[sheet], sums.reindex([sheet], fill_value=0).loc[sheet]
        remedy = "a row is missing or was changed: download it again"
        problems += [
            Problem(
                table.where_row(int(said.row)),
                f"the other rows add up to {added[name]:,.1f} ({name}), but England has {said[name]:,.1f}",
                remedy,
            )
            for name in counts
            if abs(added[name] - said[name]) > ROUNDING
        ]
    if problems:
        raise BadInput(problems)


def _observations(
    frame: pd.DataFrame, basis: str, context: Context, aside: Counter[str], month: periods.Period
) -> pd.DataFrame:
    area = context.area_slugs(frame.code.where(frame.code != "", COUNTRY))
    if basis == "commissioner":
        area = _with_new_boards(frame, area, context)
    known = context.catalogue.areas | context.peers
    kept = area.map(lambda slug: slug in known and known[slug].kind in (BASES[basis], "system", "country"))
    others = "providers not kept" if basis == "provider" else "commissioning hubs and unknown commissioners"
    aside[f"{others} (counted for England)"] += int((~kept).sum())
    shown = frame[["series", "sheet", "note"]].assign(
        area=area,
        value=100 * frame.share,
        numerator=frame.within,
        denominator=frame.total,
        row=frame.row.astype(str),
    )[kept]
    if basis == "provider":
        systems = _systems(shown, context, month)
        lacking = shown.series.map(systems.groupby("series").note.agg("; ".join)).fillna("")
        countries = {slug for slug, kept in context.catalogue.areas.items() if kept.kind == "country"}
        whole = shown.area.isin(countries) & (shown.note == "")
        shown = shown.assign(note=shown.note.mask(whole, lacking))
        shown = pd.concat([shown, systems], ignore_index=True)
    return shown


def _with_new_boards(frame: pd.DataFrame, area: pd.Series, context: Context) -> pd.Series:
    """The areas, with boards that no definition names; who is neither a board nor a hub is a stranger."""
    made = {}
    for code, name in frame[["code", "name"]][area == ""].drop_duplicates().itertuples(index=False):
        board = new_board(code, name)
        if board is not None:
            made[code] = context.kept(board).slug
        elif not any(word in name.upper() for word in HUBS):
            context.strangers[code] = name
    return area.where(area != "", frame.code.map(lambda code: made.get(code, "")))


def _systems(trusts: pd.DataFrame, context: Context, month: periods.Period) -> pd.DataFrame:
    """The sum of the trusts mapped to each system; its rule names them, and acute ones that are missing."""
    areas = context.catalogue.areas
    system = trusts.area.map({slug: kept.system for slug, kept in areas.items() if kept.kind == "trust"})
    trusts = trusts.assign(area=system, trust=trusts.area.str.upper())[system.isin(list(areas))]
    acute = [area for area in areas.values() if area.trust_type == "acute"]
    sums = trusts.groupby(["series", "sheet", "area"], sort=False, as_index=False).agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        row=("row", ", ".join),
        trusts=("trust", " + ".join),
    )
    lacking = [
        missing_hospitals(areas[slug], acute, codes.split(" + "), month)
        for slug, codes in zip(sums.area, sums.trusts, strict=True)
    ]
    notes = [not_in_file(codes) for codes in lacking]
    absent = [f"; {note}" if note else "" for note in notes]
    rule = "sum of rows " + sums.row + ": by hospital trust: " + sums.trusts + absent
    value = percentage(sums.numerator, sums.denominator)
    return sums.assign(row=rule, value=value, note=notes).drop(columns="trusts")


SOURCE = Source(
    name="cancer",
    title=TITLE,
    publisher="NHS England",
    recognise=recognise,
    read=read,
    observe=observe,
    counts_whole=False,  # a patient whom two trusts treat is half of each
    landing_page="https://www.england.nhs.uk/statistics/statistical-work-areas/cancer-waiting-times/",
)
