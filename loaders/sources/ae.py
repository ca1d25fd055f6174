"""NHS England: A&E attendances and emergency admissions, the monthly csv and the workbook by provider.

Four-hour performance is 1 - (all attendances over four hours) / (all attendances), booked appointments
included in both. The csv has them in six columns each; the sheet `Provider Level Data` of the workbook in
three, with the booked ones already added. England is the row TOTAL (also spelt Total). The csv names no ICB:
which one a provider is counted for is known from the workbook's own mapping, kept in `ae_providers.csv`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd

from data import periods
from data.catalogue.models import Area
from data.errors import BadInput, Problem
from loaders.contract import Checked, Table, fits, found_columns, plain_heading
from loaders.formats import workbook_labels
from loaders.formats.documents import Document
from loaders.formats.emergency_columns import (
    ATTENDED,
    CSV,
    GROUPS_NOT_USED,
    ICB,
    NOT_USED,
    OVER,
    SUMS,
    TELL_TALE,
    workbook_contract,
)
from loaders.source import Context, Observed, Source, percentage, plain_headings, plain_table
from loaders.totals import agreement, commissioning, four_hours
from loaders.totals.mappings import emergency_providers
from loaders.totals.organisation_names import check_trusts

TITLE = "A&E attendances and emergency admissions"
WORKBOOK_TITLE = "a&e attendances & emergency admission"
MEASURE = "within-4-hours"
TOTAL = "total"
FIRST_BOOKED = date(2020, 8, 1)
FIRST_WITH_TOTAL = date(2020, 8, 1)  # files of earlier months have no row of England
COUNTRY = "E92000001"
SHEET, SYSTEM_SHEET = "Provider Level Data", "System Level Data"
Systems = Mapping[str, tuple[str, object]]


def recognise(document: Document) -> bool:
    """A csv with attendances by type and booking, or a workbook with the publication's title."""
    if fits(plain_headings(document), TELL_TALE):
        return True
    title = workbook_labels.title_block(workbook_labels.opening(document)).get("title", "")
    return plain_heading(title).startswith(WORKBOOK_TITLE)


def read(document: Document) -> Sequence[Table]:
    """The rows of every provider and of England."""
    if not fits(plain_headings(document), TELL_TALE):
        return [_provider_sheet(document)]
    _refuse_some_booked(document)
    table = plain_table(document, CSV, layout="csv")
    names = [name or _nameless(at) for at, name in enumerate(table.frame.columns)]
    return [replace(table, frame=_with_total_named(table.frame.set_axis(names, axis=1)))]


def _refuse_some_booked(document: Document) -> None:
    """Raise BadInput where a csv has some of the columns of booked appointments and lacks others."""
    headings = plain_headings(document)
    heading_of = found_columns(headings, CSV)
    booked = [heading for heading in (*ATTENDED, *OVER) if "Booked" in heading]
    missing = [heading for heading in booked if heading not in heading_of]
    if missing and any("booked" in heading.casefold() for heading in headings):
        remedy = "if the publisher has renamed it, add the new name to the source's columns"
        where = f"{document.name}, header"
        raise BadInput([Problem(where, f"the column {name!r} is missing", remedy) for name in missing])


def _with_total_named(frame: pd.DataFrame) -> pd.DataFrame:
    """In some months another identifying column says TOTAL in England's row: the code and the period too."""
    heading_of = found_columns([str(name) for name in frame.columns], CSV)
    named = [heading_of[name] for name in ("period", "code", "region", "name") if name in heading_of]
    if not {"period", "code"} <= set(heading_of):
        return frame
    total = frame[named].map(lambda cell: str(cell).strip().casefold() == TOTAL).any(axis=1)
    cells = dict.fromkeys((heading_of["period"], heading_of["code"]), TOTAL.upper())
    return frame.assign(**{heading: frame[heading].mask(total, text) for heading, text in cells.items()})


def _nameless(at: int) -> str:
    """What to call a column without a heading: by the letter a spreadsheet shows."""
    letters = (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)
    return f"column {letters}, without a heading"


def _provider_sheet(document: Document) -> Table:
    sheet = workbook_labels.sheet_named(document, SHEET)
    rows = document.rows(sheet)
    within = range(1, min(len(rows), workbook_labels.TITLE_ROWS))
    head = next((at for at in within if "Code" in rows[at] and "Name" in rows[at]), None)
    if head is None:
        fault = f"has no header with Code and Name in its first {workbook_labels.TITLE_ROWS} rows"
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "download it again"))
    first = rows[head].index("Code")
    names = _headings(rows[head - 1][first:], rows[head][first:])
    kept = [at for at in range(head + 1, len(rows)) if any(str(cell).strip() for cell in rows[at][first:])]
    frame = pd.DataFrame([rows[at][first:] for at in kept], columns=names)
    not_used = [name for name in names if plain_heading(name).startswith(GROUPS_NOT_USED)]
    block = workbook_labels.title_block(rows[:head])
    facts = {**block, "systems": _systems_sheet(document)}
    numbers = [at + 1 for at in kept]
    return Table(frame, workbook_contract(not_used), document.name, sheet, facts=facts, rows=numbers)


def _headings(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Each column's heading with that of the group it stands under; the column of ICBs has none."""
    names, group = [], ""
    for over, own in zip(upper, lower, strict=True):
        group = str(over).strip() or group
        own = str(own).strip()
        names.append((f"{group}: {own}" if group else own) if own else ICB)
    return names


def _systems_sheet(document: Document) -> Systems:
    """Name of an ICB -> its ODS code, and the total of its attendances as the publisher gives it."""
    rows = document.rows(workbook_labels.sheet_named(document, SYSTEM_SHEET))
    head = next((row for row in rows[: workbook_labels.TITLE_ROWS] if "System" in row), [])
    total = next((at for at, cell in enumerate(head) if plain_heading(cell) == "total attendances"), None)
    if total is None:
        fault = "has no header with System and Total attendances"
        raise BadInput(Problem(f"{document.name}, sheet {SYSTEM_SHEET}", fault, "download it again"))
    code, name = head.index("Code"), head.index("System")
    return {_plain(row[name]): (str(row[code]).strip(), row[total]) for row in rows if str(row[code]).strip()}


def _plain(cell: object) -> str:
    return " ".join(str(cell).split()).casefold()


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Attendances within four hours: each trust, the systems as sums of the trusts mapped, England."""
    (checked,) = tables
    checked = replace(checked, frame=checked.frame.assign(code=checked.frame.code.str.upper()))
    check_trusts(checked.frame, "code", "name", context)
    aside: Counter[str] = Counter()
    series = next((wanted.id for wanted in context.series if wanted.select["measure"] == MEASURE), "")
    of_csv = checked.table.layout == "csv"
    frame, month = _of_csv(checked) if of_csv else _of_workbook(checked)
    _refuse_more_over_than_attended(frame, checked.table)
    warnings = [] if of_csv else _mapping_warnings(frame)
    day, unread = workbook_labels.published(
        {key: str(text) for key, text in checked.facts.items()}, checked.table.file
    )
    shown = _observations(frame, context, aside, warnings, month)
    if not of_csv:
        _refuse_other_systems(frame, checked, context)
    sheet = checked.table.sheet
    shown = shown.assign(series=series, sheet=sheet, period_start=month.start, period_end=month.end)
    return Observed(
        shown.assign(period=month.label) if series else pd.DataFrame(),
        release=f"{TITLE}, {month.label}" + (", revised" if checked.facts.get("revised") else ""),
        published=day,
        revised=bool(checked.facts.get("revised")),
        set_aside=+aside,
        warnings=warnings + unread,
    )


def _of_csv(checked: Checked) -> tuple[pd.DataFrame, periods.Period]:
    """Columns code, name, region, icb ("" not known), major (attended), attended, over, country, row."""
    frame = checked.frame
    country = frame.code.str.casefold() == TOTAL
    month = commissioning.month_of(frame.period[~country], checked.table)
    if frame[list(ATTENDED)].isna().any(axis=None) and month.start >= FIRST_BOOKED:
        fault = f"has no columns of booked appointments, which the files have since {FIRST_BOOKED:%B %Y}"
        raise BadInput(Problem(f"{checked.table.where()}, header", fault, "download it again"))
    frame = frame.fillna(dict.fromkeys((*ATTENDED, *OVER), 0.0))  # nothing was booked before
    counts = [*ATTENDED, *OVER, *NOT_USED]
    if not country.any() and month.start < FIRST_WITH_TOTAL:
        frame = pd.concat([frame, _sum_of_providers(frame, counts)], ignore_index=True)
        country = frame.code == TOTAL
    _refuse_unequal_total(frame, country, counts, checked.table, "row TOTAL")
    return frame[["code", "name", "region", "row"]].assign(
        icb=frame.code.map(emergency_providers()).fillna(""),
        major=frame[ATTENDED[0]] + frame[ATTENDED[3]],
        attended=frame[list(ATTENDED)].sum(axis=1),
        over=frame[list(OVER)].sum(axis=1),
        country=country,
    ), month


def _sum_of_providers(frame: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """England's row, which the files of 2018 to 2020 lack."""
    words = {"code": TOTAL, "period": "", "region": "", "name": "England"}
    return pd.DataFrame([words | frame[list(counts)].sum().to_dict() | {"row": 0}])


def _of_workbook(checked: Checked) -> tuple[pd.DataFrame, periods.Period]:
    """Like `_of_csv`; the booked appointments are in its counts already, and it names the ICBs."""
    frame, table = checked.frame, checked.table
    country = frame.name.str.casefold() == "england"
    month = workbook_labels.month_of({f"{table.where()}, Period": checked.facts.get("period", "")})
    counts = [f"{name} {number}" for name in SUMS for number in (1, 2, 3)]
    _refuse_unequal_total(frame, country, [*counts, *SUMS], table, "row of England")
    for name in SUMS:
        types = frame[[f"{name} {number}" for number in (1, 2, 3)]].sum(axis=1)
        agreement.refuse_unequal(frame, types, name, f"the types of department ({name})", table)
    both = frame.within + frame.over
    agreement.refuse_unequal(frame, both, "attended", "attendances within and over four hours", table)
    systems = cast(Systems, checked.facts["systems"])
    _refuse_unknown_systems(frame[~country], systems, table)
    icb = frame.icb.map(lambda name: systems.get(_plain(name), ("", 0))[0])
    kept = frame[["code", "name", "region", "row", "attended", "over"]]
    kept = kept.assign(major=frame["attended 1"])
    return kept.assign(icb=icb.where(~country, ""), country=country), month


def _refuse_unknown_systems(providers: pd.DataFrame, systems: Systems, table: Table) -> None:
    remedy = "the file may be cut off: download it again"
    problems = [
        Problem(table.where_row(int(row.row)), f"{row.icb!r} is not in the sheet {SYSTEM_SHEET}", remedy)
        for row in providers[~providers.icb.map(_plain).isin(["", *systems])].itertuples(index=False)
    ]
    if problems:
        raise BadInput(problems)


def _refuse_unequal_total(
    frame: pd.DataFrame, country: "pd.Series[bool]", counts: Sequence[str], table: Table, named: str
) -> None:
    if country.sum() != 1:
        fault = f"has {int(country.sum())} rows of England where one is expected (the {named})"
        raise BadInput(Problem(table.where(), fault, "the file may be cut off: download it again"))
    total, sums = frame[country].iloc[0], frame.loc[~country, list(counts)].sum()
    problems = [
        Problem(
            table.where_row(int(total.row), name),
            f"the providers add up to {sums[name]:,.0f}, but the {named} says {total[name]:,.0f}",
            "a row is missing or was changed: download it again",
        )
        for name in counts
        if sums[name] != total[name]
    ]
    if problems:
        raise BadInput(problems)


def _refuse_more_over_than_attended(frame: pd.DataFrame, table: Table) -> None:
    wrong = frame[frame.over > frame.attended]
    if len(wrong):
        raise BadInput(
            [
                Problem(
                    table.where_row(int(row.row)),
                    f"({row.name}) has {row.over:,.0f} attendances over four hours of {row.attended:,.0f}",
                    "check whether the columns have changed places",
                )
                for row in wrong.itertuples(index=False)
            ]
        )


def _mapping_warnings(frame: pd.DataFrame) -> list[str]:
    """Where the workbook counts a provider for another ICB than the mapping used for the csv files."""
    known = emergency_providers()
    return [
        f"{row.code} ({row.name}) is counted for {row.icb} here, for {known.get(row.code, 'no ICB')} in the "
        f"csv files: bring ae_providers.csv up to date"
        for row in frame[~frame.country].itertuples(index=False)
        if row.icb and row.icb != known.get(row.code)
    ]


def _observations(
    frame: pd.DataFrame, context: Context, aside: Counter[str], warnings: list[str], month: periods.Period
) -> pd.DataFrame:
    areas = context.catalogue.areas
    trusts = {area.ods_code: area.slug for area in areas.values() if area.kind == "trust"}
    providers = frame[~frame.country].assign(area=frame.code.map(trusts).fillna(""))
    unsent = four_hours.without_waits(providers, month)
    open_, left_out = providers[(providers.attended > 0) & ~unsent], providers[unsent]
    silent = left_out[left_out.area != ""].assign(attended=np.nan, over=np.nan, note=four_hours.UNSENT)
    shown = [rows.assign(row=rows.row.astype(str)) for rows in (open_[open_.area != ""], silent)]
    aside["trusts without A&E attendances"] += int(((providers.attended == 0) & (providers.area != "")).sum())
    aside["providers not kept (counted for England)"] += int((providers.area == "").sum())
    systems = [area for area in areas.values() if area.kind == "system"]
    for system in systems:
        absent = _absent(providers, system, areas, month)
        unsent_here = left_out[left_out.icb == system.ods_code]
        shown.append(_sum_of(open_[open_.icb == system.ods_code], unsent_here, absent, system))
        warnings += [f"{system.name}, {month.label}: {words}" for words in absent]
        warnings += _unmapped(providers, system, areas)
    (england,) = context.area_slugs(pd.Series([COUNTRY]))
    summed = f"sum of {len(providers)} rows: every provider of the file"
    rule = frame.row.astype(str).mask(frame.row == 0, summed)
    if (frame.row == 0).any():
        warnings.append(f"England, {month.label}: the file has no row of it: {summed}")
    country = frame[frame.country].assign(area=england, row=rule, note="")
    country = four_hours.less(country, left_out)
    missing = [words for system in systems for words in _absent(providers, system, areas, month)]
    shown.append(country.assign(note=["; ".join(filter(None, [note, *missing])) for note in country.note]))
    if len(left_out):
        warnings.append(f"England, {month.label}: {four_hours.note_of(left_out.code)}")
    both = pd.concat(shown, ignore_index=True)
    within = both.attended - both.over
    figures = {"value": percentage(within, both.attended), "numerator": within, "denominator": both.attended}
    return both[["area", "row", "note"]].assign(**figures)


def _sum_of(rows: pd.DataFrame, left_out: pd.DataFrame, absent: Sequence[str], system: Area) -> pd.DataFrame:
    if rows.empty:
        return rows
    rule = f"sum of {len(rows)} rows, by hospital trust: {' + '.join(rows.code)}"
    counts = {"attended": rows.attended.sum(), "over": rows.over.sum()}
    note = "; ".join(filter(None, [four_hours.note_of(left_out.code), *absent]))
    return pd.DataFrame([{"area": system.slug, **counts, "row": "; ".join([rule, *absent]), "note": note}])


def _absent(
    providers: pd.DataFrame, system: Area, areas: Mapping[str, Area], month: periods.Period
) -> list[str]:
    """What a system's sum lacks, in words: open trusts not in the file, hospitals that sent nothing."""
    mapped = {code for code, icb in emergency_providers().items() if icb == system.ods_code}
    trusts = [area for area in areas.values() if area.kind == "trust" and area.ods_code in mapped]
    open_ = {trust.ods_code: trust for trust in trusts if commissioning.was_open(trust, month)}
    missing = sorted(set(open_) - set(providers.code))
    acute = {code for code, trust in open_.items() if trust.trust_type == "acute"}
    nothing = sorted(acute & set(providers.code[providers.attended == 0]))
    said = {"not in the file": missing, "sent no attendances": nothing}
    return [f"{', '.join(codes)} {words}" for words, codes in said.items() if codes]


def _unmapped(providers: pd.DataFrame, system: Area, areas: Mapping[str, Area]) -> list[str]:
    near = providers.region.str.upper().str.contains(areas[system.region].name.upper(), regex=False)
    return [
        f"{row.code} ({row.name}) is not in ae_providers.csv: counted for England only, add it if it is "
        f"{system.name}'s"
        for row in providers[near & (providers.icb == "")].itertuples(index=False)
    ]


def _refuse_other_systems(frame: pd.DataFrame, checked: Checked, context: Context) -> None:
    """The publisher's own figure of a system must be the sum of its providers."""
    said = dict(cast(Systems, checked.facts["systems"]).values())
    sums = frame[~frame.country].groupby("icb").attended.sum()
    problems = [
        Problem(
            checked.table.where(),
            f"{area.name} has {said.get(area.ods_code)} attendances in the sheet {SYSTEM_SHEET}, "
            f"but its providers add up to {sums[area.ods_code]:,.0f}",
            "the file was changed: download it again",
        )
        for area in context.catalogue.areas.values()
        if area.kind == "system" and area.ods_code in sums and said.get(area.ods_code) != sums[area.ods_code]
    ]
    if problems:
        raise BadInput(problems)


SOURCE = Source(
    name="ae",
    title=TITLE,
    publisher="NHS England",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(CSV,),
    landing_page="https://www.england.nhs.uk/statistics/statistical-work-areas/ae-waiting-times-and-activity/",
)
