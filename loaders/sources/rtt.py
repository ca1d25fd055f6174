"""NHS England: consultant-led referral to treatment waiting times, the monthly full extract.

One row per provider, commissioner, part and treatment function, with a column for each week waited.
Incomplete pathways are `Part_2`; `Part_2A` (with a decision to admit) is a part of them and is never added.
`Total` is blank for Part_2, `Total All` is not; a blank band is 0. `C_999` is the total of the treatment
functions. Until 2021 the weeks ended with one open band from 52 on, which cannot give the longer waits.
"""

from collections.abc import Sequence

from loaders.contract import Checked, Column, Contract, Table
from loaders.formats.documents import Document
from loaders.formats.monthly_extracts import Layout, read_extract, recognises
from loaders.source import Context, Observed, Source
from loaders.totals.commissioning import OF_WHOM, OTHER_NAMES, Measure, Rules
from loaders.totals.commissioning import observe as observe_areas

INCOMPLETE = "Part_2"
OVER = {f"over_{weeks}": weeks for weeks in (52, 65, 78, 104)}

LAYOUT = Layout(
    title="RTT full extract",
    identity=(
        *OF_WHOM,
        Column("part", ("RTT Part Type",), "code", blank="no"),
        Column("function", ("Treatment Function Code",), "code", blank="no"),
        Column("function_name", ("Treatment Function Name",), "code", blank="no"),
    ),
    key=("provider", "commissioner", "function"),
    counts=(
        Column(
            "unknown_start", ("Patients with unknown clock start date",), "count", blank="zero", whole=True
        ),
        Column("total", ("Total All",), "count", blank="no", whole=True),
    ),
    ignored=(
        *OTHER_NAMES,
        "RTT Part Description",
        "Total",
    ),
    tell_tale=Contract(
        (Column("part", ("RTT Part Type",)), Column("function", ("Treatment Function Code",)))
    ),
    closed=r"gt (\d+) to (\d+) weeks(?: sum 1)?",
    open_=r"gt (\d+) weeks(?: sum 1)?",
    under={"within_18": 18},
    over=OVER,
    only=("part", INCOMPLETE),
)

RULES = Rules(
    release="RTT",
    service="function",
    total="C_999",
    category="function_name",
    category_type="Treatment function",
    adds_up={"total": ("the weeks waited", ("in_bands", "unknown_start"))},
    measures={
        "waiting-list": Measure("total"),
        "within-18-weeks": Measure("within_18", "total", percent=True),
        **{f"over-{weeks}-weeks": Measure(name, "total") for name, weeks in OVER.items()},
    },
)


def recognise(document: Document) -> bool:
    """A csv, or a workbook's first sheet, with RTT parts and treatment functions."""
    return recognises(document, LAYOUT)


def read(document: Document) -> Sequence[Table]:
    """The incomplete pathways, their weeks added up to the waits that are measured."""
    return [read_extract(document, LAYOUT)]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The six measures by commissioner and by provider, in all and by treatment function."""
    (checked,) = tables
    observed = observe_areas(checked, context, RULES)
    if checked.table.skipped:
        observed.set_aside[f"parts other than incomplete pathways ({INCOMPLETE})"] = checked.table.skipped
    return observed


SOURCE = Source(
    name="rtt",
    title="Consultant-led referral to treatment waiting times",
    publisher="NHS England",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(Contract((*LAYOUT.identity, *LAYOUT.counts)),),
    landing_page="https://www.england.nhs.uk/statistics/statistical-work-areas/rtt-waiting-times/",
)
