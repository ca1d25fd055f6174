"""NHS England, Primary Care Dementia Data: the diagnosis rate of people aged 65 and over.

Three layouts: the summary workbook (Table 4), the rate csv (one row for each measure), and the consolidated
csv that takes its place from June 2026. Local authority figures go by where the practice is, sub-ICB figures
by who is responsible: two series, never joined into one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data import periods
from data.catalogue.models import Series
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, fits, plain_heading
from loaders.formats.documents import Document
from loaders.formats.workbook_labels import revised_on
from loaders.source import Context, Observed, Source, plain_headings, plain_table
from loaders.totals.made_areas import made_of_parts, readable

TITLE = "Primary Care Dementia Data"
HALF_A_DECIMAL = 0.051  # rates and estimates are published to one decimal
FEWEST_ESTIMATED = 10  # below it the rounding of the estimate says nothing about the rate
SUPPRESSED = {"*": "suppressed by the publisher: a count of 0 to 4"}
MEASURES = {
    "DEMENTIA_REGISTER_65_PLUS": "recorded",
    "DEMENTIA_ESTIMATE_65_PLUS": "estimated",
    "DIAG_RATE_65_PLUS": "rate",
    "DIAG_RATE_65_PLUS_LL": "lower",
    "DIAG_RATE_65_PLUS_UL": "upper",
}
FIGURES = list(MEASURES.values())
_ALL = {"", "all", "total", "all patients", "persons", "all ages", "none", "not applicable", "n/a"}
_AGES = _ALL | {"65+", "65 +", "65 plus", "65_plus", "65 and over", "65 years and over"}
_SAID = ["value", "lower", "upper", "numerator", "denominator", "note"]
_SPLITS = ("breakdown", "age", "gender", "ethnicity", "dementia_type", "residential_type")
_IS_REVISED = re.compile(r"[\s,(\[–-]*revised[)\]]?\s*$", re.IGNORECASE)
_MONTH = re.compile(rf"({'|'.join(periods.MONTHS)})\s+(\d{{4}})\s*$")


def _figure(name: str, *spellings: str, kind: Any = "number") -> Column:
    return Column(name, spellings, kind, markers=SUPPRESSED)


TABLE_4 = Contract(
    columns=(
        Column("type", ("Type",), "code", blank="no"),
        Column("ods", ("ODS Code",)),
        Column("ons", ("ONS Code",), "code", blank="no"),
        Column("name", ("Name",)),
        _figure("recorded", "Recorded", kind="count"),
        _figure("estimated", "Estimated", kind="count"),
        _figure("rate", "Diagnosis rate (%)"),
        _figure("lower", "Lower"),
        _figure("upper", "Upper"),
    )
)
_MEASURED = (
    Column("month", ("ACH_DATE",), "code", blank="no"),
    Column("type", ("ORG_TYPE",), "code", blank="no"),
    Column("ods", ("ODS_CODE", "ORG_CODE")),
    Column("ons", ("ONS_CODE",)),
    Column("name", ("NAME",)),
    Column("measure", ("MEASURE",), "code", blank="no"),
    Column("value", ("VALUE",), "count", markers=SUPPRESSED),
)
TELL_TALE = Contract(tuple(column for column in _MEASURED if column.name in ("month", "type", "measure")))
_ONE = ("month", "type", "ods", "ons", "measure")
RATE_CSV = Contract(
    columns=(*_MEASURED, Column("indicator", ("INDICATOR",)), Column("quality", ("DQ",), required=False)),
    key=("indicator", *_ONE),
)
CONSOLIDATED = Contract(
    columns=(*_MEASURED, *(Column(name, (name.upper(),)) for name in _SPLITS)), key=(*_ONE, *_SPLITS)
)


def recognise(document: Document) -> bool:
    """A workbook whose first sheet has the publication's title, or a csv of measures by organisation."""
    if fits(plain_headings(document), TELL_TALE):
        return True
    if document.form != "workbook" or not document.sheets:
        return False
    return any(str(row[0]).startswith(TITLE) for row in document.rows(document.sheets[0])[:20] if row)


def read(document: Document) -> Sequence[Table]:
    """The workbook's table of diagnosis rates, or the csv, as text."""
    headings = plain_headings(document)
    if not fits(headings, TELL_TALE):
        return [_table_4(document)]
    broken_down = "breakdown" in {plain_heading(name) for name in headings}
    layout, contract = ("consolidated", CONSOLIDATED) if broken_down else ("rate csv", RATE_CSV)
    return [plain_table(document, contract, layout=layout)]


def _table_4(document: Document) -> Table:
    for sheet in document.sheets:
        rows = document.rows(sheet)
        header = next((at for at, row in enumerate(rows[:20]) if _is_header(row)), None)
        if header is not None:
            break
    else:
        fault = f"has no sheet with the columns of the diagnosis rates (sheets: {', '.join(document.sheets)})"
        raise BadInput(Problem(document.name, fault, "Table 4 of the summary workbook holds them"))
    headings = [_heading(*pair) for pair in zip(rows[header - 1], rows[header], strict=True)]
    kept = [at for at, heading in enumerate(headings) if heading]
    data = rows[header + 1 :]
    while data and not any(str(cell).strip() for cell in data[-1][1:]):
        data.pop()  # the footer: blank rows, the source, the copyright
    frame = pd.DataFrame([[row[at] for at in kept] for row in data], columns=[headings[at] for at in kept])
    return Table(
        frame.astype(object),
        TABLE_4,
        document.name,
        sheet=sheet,
        first_row=header + 2,
        facts=_facts(document, sheet, rows[:header]),
        layout="summary",
    )


def _is_header(row: Sequence[object]) -> bool:
    return {"type", "ons code", "name"} <= {plain_heading(cell) for cell in row}


def _heading(upper: object, lower: object) -> str:
    """The lower of two header rows says what a column holds, or the upper one where it is blank."""
    return " ".join((str(lower).strip() or str(upper)).split())


def _facts(document: Document, sheet: str, above: list[list[Any]]) -> dict[str, object]:
    """The month and the publication date, from the title sheet and the table's own title."""
    front = document.rows(document.sheets[0])
    title = next(str(row[0]) for row in front if row and str(row[0]).startswith(TITLE))
    label = next((str(row[0]) for row in above if str(row[0]).startswith("Table")), "")
    texts = (("", title), (sheet, label))
    months = {where: _MONTH.search(" ".join(_IS_REVISED.sub("", text).split())) for where, text in texts}
    if not all(months.values()) or len({match[0].strip() for match in months.values() if match}) > 1:
        fault = f"the title says {title!r} and {sheet} says {label!r}: no month, or two"
        raise BadInput(Problem(document.name, fault, "download it again"))
    dated = next((row for row in front if plain_heading(row[0]).startswith("publication date")), [])
    dates = [cell for cell in dated[1:] if str(cell).strip()]
    published = dates[0] if dates else "no line gives it"
    month = next(match[0].strip() for match in months.values() if match)
    says_so = any(_IS_REVISED.search(text) for text in (title, label))
    return {"month": month, "published": published, "revised": revised_on(front), "says revised": says_so}


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """Both bases, each Place and the areas above; a Place of two sub-ICBs from the sum of their counts."""
    (checked,) = tables
    aside: Counter[str] = Counter()
    wide = _summary(checked) if checked.table.layout == "summary" else _pivoted(checked, aside)
    if wide.empty:
        return Observed(pd.DataFrame(), set_aside=aside)
    _refuse_rates_beside_their_counts(wide, checked.table)
    rows = _observations(wide, context, checked.table)
    frame = pd.concat([_of_basis(rows, series, context) for series in context.series], ignore_index=True)
    _refuse_unequal_sums(frame, context, checked.table)
    _count_unused(rows, frame, context, aside)
    published, warnings = _published(checked)
    revised = ", revised" if checked.facts.get("says revised") or checked.revised else ""
    return Observed(
        frame.drop(columns=["index", "ons", "ods", "name", "kind"]),
        release=f"{TITLE}, {rows.period[rows.period_end.idxmax()]}{revised}",
        published=published,
        revised=checked.revised,
        set_aside=aside,
        warnings=warnings,
    )


def _published(checked: Checked) -> tuple[date | None, list[str]]:
    """The date on the title sheet; the csv layouts give none."""
    if checked.table.layout != "summary":
        return None, []
    if checked.published is not None:
        return checked.published, []
    day = checked.facts["published"]
    try:
        return periods.day(str(day)), []
    except ValueError as error:
        return None, [f"{checked.table.file}: the publication date cannot be read ({error})"]


def _count_unused(rows: pd.DataFrame, used: pd.DataFrame, context: Context, aside: Counter[str]) -> None:
    unused = rows[~rows["index"].isin(used["index"])]
    again = unused.area.isin(set(used.area))
    if again.any():
        aside["the same area and figures a second time"] += int(again.sum())
    others = unused[~again]
    if kept := int((others.area != "").sum()):
        aside["an area of which another table is kept"] += kept
    others = others[others.area == ""]
    context.leave_out(others.ons.where(others.ons != "", others.ods), others.name, aside)


def _summary(checked: Checked) -> pd.DataFrame:
    rows = zip(*(checked.markers[name] for name in FIGURES), strict=True)
    signs = [next((sign for sign in row if sign), "") for row in rows]
    frame = checked.frame.assign(note=signs, month=checked.facts["month"])
    return frame.assign(row=frame.row.astype(str))


def _pivoted(checked: Checked, aside: Counter[str]) -> pd.DataFrame:
    """One row for each area and month from one row for each measure."""
    frame = checked.frame.assign(note=checked.markers["value"])
    known = frame.measure.isin(list(MEASURES))
    for name, rows in frame.measure[~known].value_counts().items():
        aside[f"no indicator uses the measure {name}"] += int(rows)
    frame = frame[known]
    if checked.table.layout == "consolidated":
        frame = _totals(frame, checked.table, aside)
    frame = frame.assign(figure=frame.measure.map(MEASURES))
    if "quality" in frame:
        flagged = (frame.note == "") & (frame.quality != "")
        frame["note"] = frame.note.where(~flagged, "data quality: " + frame.quality)
    same = ["month", "type", "ods", "ons"]
    frame = _once(frame, [*same, "figure"], checked.table)
    wide = frame.pivot(index=same, columns="figure", values="value").reindex(columns=FIGURES)
    origins = frame.groupby(same).agg(
        name=("name", "first"),
        note=("note", _first_said),
        row=("row", lambda rows: ", ".join(str(row) for row in rows)),
    )
    return wide.join(origins).reset_index()


def _once(frame: pd.DataFrame, key: list[str], table: Table) -> pd.DataFrame:
    """Each figure once; refuses the same figure told twice with different values."""
    frame = frame.drop_duplicates([*key, "value", "note"])
    twice = frame[frame.duplicated(key)]
    if len(twice):
        raise BadInput(
            [
                Problem(
                    table.where_row(int(row.row)),
                    f"{row.measure} of {row.ods or row.ons} is given a second time, with another value",
                )
                for row in twice.itertuples()
            ]
        )
    return frame


def _first_said(notes: pd.Series) -> str:
    return next((str(note) for note in notes if note), "")


def _totals(frame: pd.DataFrame, table: Table, aside: Counter[str]) -> pd.DataFrame:
    """The rows of all people: every breakdown column is blank or says "all"."""
    whole = pd.Series(True, index=frame.index)
    for name in _SPLITS:
        whole &= frame[name].str.casefold().isin(_AGES if name in ("age", "breakdown") else _ALL)
    if len(frame) and not whole.any():
        first = frame.iloc[0]
        split = ", ".join(f"{name.upper()} {first[name]!r}" for name in _SPLITS)
        fault = f"has no row of all people among the diagnosis rates (the first says {split})"
        raise BadInput(Problem(table.where(), fault, "add the publisher's word for all people to the source"))
    aside["breakdown by age, sex, ethnicity or type of dementia"] += int((~whole).sum())
    return frame[whole]


def _observations(wide: pd.DataFrame, context: Context, table: Table) -> pd.DataFrame:
    """Observations without their series, which `kind` of area decides. The area "" is unknown."""
    months = {text: _month(text, table) for text in wide.month.unique()}
    names = wide.name.map(readable)
    area = context.area_slugs(wide.ons, names)
    area = area.where(area != "", context.area_slugs(wide.ods))
    kinds = {slug: kept.kind for slug, kept in (context.catalogue.areas | context.peers).items()}
    blank = wide.rate.isna() & (wide.note == "")
    return pd.DataFrame(
        {
            "index": wide.index,
            "ons": wide.ons,
            "ods": wide.ods,
            "name": names,
            "area": area,
            "kind": area.map(kinds).fillna(""),
            "period_start": wide.month.map(lambda text: months[text].start),
            "period_end": wide.month.map(lambda text: months[text].end),
            "period": wide.month.map(lambda text: months[text].label),
            "value": wide.rate,
            "lower": wide.lower,
            "upper": wide.upper,
            "numerator": wide.recorded,
            "denominator": wide.estimated,
            "note": wide.note.where(~blank, "no figure given"),
            "sheet": table.sheet,
            "row": wide.row,
        }
    )


def _month(text: str, table: Table) -> periods.Period:
    """A month by its name or by the day its figures were drawn."""
    try:
        return periods.parse(text) if _MONTH.match(text) else _month_of(text)
    except ValueError as error:
        raise BadInput(Problem(table.where(column="ACH_DATE"), str(error), "write it as 31-Mar-26")) from None


def _month_of(text: str) -> periods.Period:
    drawn = periods.day(text)
    return periods.month(drawn.year, drawn.month)


def _of_basis(rows: pd.DataFrame, series: Series, context: Context) -> pd.DataFrame:
    """The rows of one basis: NHS regions belong to the sub-ICBs, statistical regions to the authorities."""
    of_authorities = series.select["basis"] == "authority"
    kinds = {"place", "authority"} if of_authorities else {"sub-icb", "icb"}
    region = (rows.kind == "region") & (rows.ons.str.startswith("E12") == of_authorities)
    frame = rows[rows.kind.isin(kinds | {"system", "country"}) | region]
    frame = frame.assign(series=series.id, sex="Persons", age="", category_type="", category="")
    frame = frame.drop_duplicates(["area", "period_end", *_SAID])
    if of_authorities:
        return frame
    areas = context.catalogue.areas.values()
    made = [area for area in areas if area.kind in ("place", "joint")]
    per = pd.Series({series.id: context.catalogue.indicator_of[series.id].multiplier})
    return pd.concat([frame, made_of_parts(frame, made, per, "sum of its two sub-ICBs")], ignore_index=True)


def _refuse_rates_beside_their_counts(wide: pd.DataFrame, table: Table) -> None:
    """A rate that is not that of its own counts: columns have changed places."""
    estimated = wide.estimated.where(wide.estimated >= FEWEST_ESTIMATED)
    slack = HALF_A_DECIMAL * (1 + wide.rate / estimated)
    off = (wide.rate - 100 * wide.recorded / estimated).abs() > slack
    if off.any():
        raise BadInput(
            [
                Problem(
                    f"{table.where()}, row {row.row}",
                    f"({row.name}) has a rate of {row.rate:g} %, but {row.recorded:,.0f} recorded "
                    f"of {row.estimated:,.1f} estimated",
                    "check whether the columns have changed places",
                )
                for row in wide[off].itertuples(index=False)
            ]
        )


def _refuse_unequal_sums(frame: pd.DataFrame, context: Context, table: Table) -> None:
    """On either basis the registers of the parts add up to that of the ICB, to the last person."""
    problems = []
    for system in (area for area in context.catalogue.areas.values() if area.kind == "system"):
        for (series, period), rows in frame.groupby(["series", "period"], sort=False):
            recorded = rows.drop_duplicates("area").set_index("area").numerator
            for words, parts in (("Places", system.places), ("sub-ICBs", system.members)):
                known = recorded.reindex([system.slug, *parts]).notna().all()
                total = recorded.reindex(parts).sum() if known else None
                if total is not None and total != recorded[system.slug]:
                    fault = (
                        f"{period}: the {len(parts)} {words} have {total:,.0f} people recorded, "
                        f"{system.name} has {recorded[system.slug]:,.0f} ({series})"
                    )
                    problems.append(Problem(table.where(), fault, "ask the publisher which is right"))
    if problems:
        raise BadInput(problems)


SOURCE = Source(
    name="dementia",
    title=TITLE,
    publisher="NHS England",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(RATE_CSV, CONSOLIDATED),
    landing_page="https://digital.nhs.uk/data-and-information/publications/statistical/primary-care-dementia-data",
)
