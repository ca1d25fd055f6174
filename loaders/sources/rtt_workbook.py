"""NHS England: consultant-led referral to treatment waiting times, the commissioner workbooks of about 2015.

Incomplete pathways by clinical commissioning group and treatment function, with a column for each week waited
up to 52 and one for all who waited longer. They are the same pathways, counted on the same basis, as those of
today's full extract by commissioner, so they continue its series; waits over 65 weeks and longer cannot be
told. The groups that have merged since are added up to today's sub-ICBs. Treatment functions were grouped
otherwise then: they are checked against their total and not kept.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Contract, Table, check, check_headings, fits, plain_heading
from loaders.formats import workbook_labels
from loaders.formats.documents import Document
from loaders.source import Context, Observed, Source
from loaders.totals import agreement, commissioning
from loaders.totals.commissioning import Measure
from loaders.totals.mappings import former_commissioners

CONTINUES = "rtt"  # the source whose series by commissioner these figures belong to
BASIS = "commissioner"
TITLE = "referral to treatment (rtt) waiting times"
SHEET, NOTES = "Commissioner", "Notes"
COUNTRY = "england"
DID_NOT_SUBMIT = "some trusts did not submit figures: the notes of the workbook name them"
TOTAL = "IP999"
BANDS = (*(f">{week}-{week + 1}" for week in range(52)), "52 plus")
MEASURES = {
    "waiting-list": Measure("total"),
    "within-18-weeks": Measure("within_18", "total", percent=True),
    "over-52-weeks": Measure("over_52", "total"),
}
COUNTS = ("total", "within_18", "over_52")

_IDENTITY = (
    Column("commissioner", ("CCG Code",), "code", blank="no"),
    Column("function", ("Treatment Function Code",), "code", blank="no"),
)
_TOTALS = (
    Column("total", ("Total number of incomplete pathways",), "count", blank="no", whole=True),
    Column("within_18", ("Total within 18 weeks",), "count", blank="no", whole=True),
)
_WEEKS = tuple(Column(band, (band,), "count", blank="no", whole=True) for band in BANDS)
WIDE = Contract(
    columns=(*_IDENTITY, *_WEEKS, *_TOTALS),
    ignored=(
        "",
        "Region Code",
        "Area Team Code",
        "CCG Name",
        "Treatment Function",
        "% within 18 weeks",
        "Average (median) waiting time (in weeks)",
        "95th percentile waiting time (in weeks)",
    ),
)
_ADDED = tuple(Column(name, (name,), "count") for name in ("over_52", "in_bands", "first_18"))
CONTRACT = Contract((*_IDENTITY, *_TOTALS, *_ADDED), key=("commissioner", "function"))


def recognise(document: Document) -> bool:
    """A workbook titled RTT waiting times, of incomplete pathways, on the basis of commissioners."""
    block = workbook_labels.title_block(workbook_labels.opening(document))
    return (
        plain_heading(block.get("title", "")).startswith(TITLE)
        and "incomplete pathways" in plain_heading(block.get("summary", ""))
        and plain_heading(block.get("basis", "")) == BASIS
    )


def read(document: Document) -> Sequence[Table]:
    """The rows of every commissioner and function, their weeks added up to the waits that are measured."""
    sheet = workbook_labels.sheet_named(document, SHEET)
    rows = document.rows(sheet)
    tell_tale = Contract(_IDENTITY)
    top = enumerate(rows[: workbook_labels.TITLE_ROWS])
    head = next((at for at, row in top if fits([str(cell) for cell in row], tell_tale)), None)
    if head is None:
        fault = (
            f"has no header with CCG Code and Treatment Function Code in {workbook_labels.TITLE_ROWS} rows"
        )
        raise BadInput(Problem(f"{document.name}, sheet {sheet}", fault, "check what it is"))
    names = [str(cell).strip() for cell in rows[head]]
    empty = pd.DataFrame(columns=names, dtype=object)
    published, warnings = check_headings(Table(empty, WIDE, document.name, sheet, head + 1))
    numbers = [at + 1 for at in range(head + 1, len(rows)) if any(rows[at])]
    body = [rows[number - 1] for number in numbers]
    at = {name: names.index(heading) for name, heading in published.items()}
    facts = {**workbook_labels.title_block(rows[:head]), "lacking": _says_some_did_not_submit(document)}
    where = Table(empty, WIDE, document.name, sheet, rows=numbers, facts=facts)
    counts = _counts(body, at, names, where)
    frame = pd.DataFrame(
        {published[column.name]: [row[at[column.name]] for row in body] for column in _IDENTITY}
    )
    frame = frame.assign(
        **{published[column.name]: counts[column.name] for column in _TOTALS}, **_waits(counts)
    )
    return [Table(frame, CONTRACT, document.name, sheet, facts=where.facts, rows=numbers, warnings=warnings)]


def _says_some_did_not_submit(document: Document) -> bool:
    """Whether the notes name trusts without figures: England lacks their patients."""
    notes = document.rows(NOTES) if NOTES in document.sheets else []
    return any("did not submit" in str(cell) for row in notes for cell in row)


def _counts(
    body: Sequence[Sequence[Any]], at: dict[str, int], names: list[str], where: Table
) -> pd.DataFrame:
    """The counts under the contract's names. Raises BadInput for every cell that is no count."""
    wanted = [column.name for column in (*_WEEKS, *_TOTALS)]
    cells = itemgetter(*(at[name] for name in wanted))
    try:
        counts = np.array([cells(row) for row in body], dtype=float)
        usual = bool(
            np.all(np.isfinite(counts)) and np.all(counts >= 0) and np.all(counts == np.rint(counts))
        )
    except (TypeError, ValueError):
        usual = False
    if usual and len(body):
        return pd.DataFrame(counts, columns=wanted)
    if not body:
        raise BadInput(Problem(where.where(), "has no row below its header", "download it again"))
    frame = pd.DataFrame(body, columns=names, dtype=object)
    table = Table(frame, WIDE, where.file, where.sheet, rows=where.rows)
    return check(table).frame[wanted]


def _waits(counts: pd.DataFrame) -> dict[str, np.ndarray]:
    weeks = counts[list(BANDS)].to_numpy()
    return {"over_52": weeks[:, -1], "in_bands": weeks.sum(axis=1), "first_18": weeks[:, :18].sum(axis=1)}


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The measures that 52 weeks can tell, for sub-ICBs, the Places, the system and England."""
    (checked,) = tables
    frame, table = checked.frame, checked.table
    agreement.refuse_unequal(frame, frame.in_bands, "total", "the weeks waited", table)
    agreement.refuse_unequal(frame, frame.first_18, "within_18", "the first 18 weeks", table)
    frame = frame.assign(provider="(all)")
    agreement.refuse_unequal_totals(frame, COUNTS, "function", TOTAL, table)
    block = {name: str(text) for name, text in checked.facts.items()}
    month = workbook_labels.month_of({f"{table.where()}, Period": block.get("period", "")})
    rows, warnings = _of_today(frame[frame.function == TOTAL], context)
    sums = commissioning.by_commissioner(rows, COUNTS, context)
    series = [
        wanted for wanted in context.catalogue.series_for(CONTINUES) if wanted.select.get("basis") == BASIS
    ]
    shown, cannot = commissioning.observations({BASIS: sums}, series, MEASURES, month, "")
    published, unread = workbook_labels.published(block, table.file)
    sums.set_aside["treatment functions, grouped otherwise since"] += int((frame.function != TOTAL).sum())
    if len(shown):
        shown = shown.assign(sheet=table.sheet, row=commissioning.with_former_codes(shown.row))
        lacking = (shown.area == COUNTRY) & bool(checked.facts["lacking"])
        shown["note"] = shown.note.fillna("").mask(lacking, DID_NOT_SUBMIT)
    return Observed(
        shown,
        release=f"RTT {month.label}" + (", revised" if block.get("revised") else ""),
        published=published,
        revised=bool(block.get("revised")),
        set_aside=+sums.set_aside,
        warnings=[*warnings, *sums.warnings, *cannot, *unread],
    )


def _of_today(totals: pd.DataFrame, context: Context) -> tuple[pd.DataFrame, list[str]]:
    """The rows by today's codes of commissioners, and warnings of those that would lack a part."""
    today = {code: context.catalogue.areas[slug].ods_code for code, slug in former_commissioners().items()}
    missing = sorted(set(today) - set(totals.commissioner))
    lacking = {today[code] for code in missing}
    code = totals.commissioner.map(today).fillna(totals.commissioner)
    # A sum that lacks a part is no figure of the whole; its other parts still count for England.
    code = code.where(~code.isin(lacking), totals.commissioner)
    warnings = [f"no figure for {today[code]}: its part {code} is not in the file" for code in missing]
    return totals.assign(commissioner=code, parent="", category=""), warnings


SOURCE = Source(
    name="rtt_workbook",
    title="Consultant-led referral to treatment waiting times, commissioner workbook",
    publisher="NHS England",
    recognise=recognise,
    read=read,
    observe=observe,
    landing_page="https://www.england.nhs.uk/statistics/statistical-work-areas/rtt-waiting-times/",
)
