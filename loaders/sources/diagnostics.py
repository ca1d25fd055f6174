"""NHS England: monthly diagnostics waiting times and activity (DM01), the monthly full extract.

One row per provider, commissioner and test: the waiting list at the end of the month by weeks waited, and
the tests carried out in the month. `TOTAL` is the total of the fifteen tests. Under six weeks is every band
before `06 < 07 Weeks`; the first band is singular, `00 < 01 Week`.
"""

import re
from collections.abc import Sequence

from loaders.contract import Checked, Column, Contract, Table
from loaders.formats.documents import Document
from loaders.formats.monthly_extracts import Layout, read_extract, recognises
from loaders.source import Context, Observed, Source
from loaders.totals.commissioning import OF_WHOM, OTHER_NAMES, Measure, Rules
from loaders.totals.commissioning import observe as observe_areas

# The publisher's codes, and the names of its workbooks, in the words of the trust figures already held: the
# same test must be the same line, whichever file it came from.
TESTS = {
    "audiology assessments": "audiology",
    "audiology audiology assessments": "audiology",
    "cardiology echocardiography": "echocardiography",
    "cardiology electrophysiology": "electrophysiology",
    "computed tomography": "ct",
    "dexa scan": "dexa",
    "flexi sigmoidoscopy": "sigmoidoscopy",
    "magnetic resonance imaging": "mri",
    "neurophysiology peripheral neurophysiology": "neurophysiology",
    "non obstetric ultrasound": "ultrasound",
    "peripheral neurophys": "neurophysiology",
    "respiratory physiology sleep studies": "sleep studies",
    "urodynamics pressures flows": "urodynamics",
}


def _count(name: str, heading: str) -> Column:
    return Column(name, (heading,), "count", blank="no", whole=True)


def _test_named(test: str) -> str:
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", test.casefold()).split())
    # A blank category is that of the total: no test may pass for it.
    return TESTS.get(plain, plain) or test


LAYOUT = Layout(
    title="DM01 full extract",
    identity=(
        *OF_WHOM,
        Column("test", ("Diagnostic Tests",), "code", blank="no"),
    ),
    key=("provider", "commissioner", "test"),
    counts=(
        _count("waiting", "Total WL"),
        _count("from_list", "Waiting List Activity"),
        _count("planned", "Planned Activity"),
        _count("unscheduled", "Unscheduled Activity"),
        _count("activity", "Total Activity"),
    ),
    ignored=(
        *OTHER_NAMES,
        "Diagnostic Tests Sort Order",
    ),
    tell_tale=Contract((Column("test", ("Diagnostic Tests",)), Column("waiting", ("Total WL",)))),
    closed=r"(\d+) < (\d+) weeks?",
    open_=r"(\d+)\+ weeks?",
    under={"within_6": 6},
    over={"over_13": 13},
)

RULES = Rules(
    release="DM01",
    service="test",
    total="TOTAL",
    category="test",
    category_type="Diagnostic test",
    adds_up={
        "waiting": ("the weeks waited", ("in_bands",)),
        "activity": ("the three kinds of activity", ("from_list", "planned", "unscheduled")),
    },
    measures={
        "within-6-weeks": Measure("within_6", "waiting", percent=True),
        "over-13-weeks": Measure("over_13", "waiting"),
        "activity": Measure("activity"),
    },
    named=_test_named,
)


def recognise(document: Document) -> bool:
    """A csv, or a workbook's first sheet, with diagnostic tests and their waiting list."""
    return recognises(document, LAYOUT)


def read(document: Document) -> Sequence[Table]:
    """Every row, its weeks added up to the waits that are measured."""
    return [read_extract(document, LAYOUT)]


def observe(tables: Sequence[Checked], context: Context) -> Observed:
    """The three measures by commissioner and by provider, in all and by test."""
    (checked,) = tables
    return observe_areas(checked, context, RULES)


SOURCE = Source(
    name="diagnostics",
    title="Monthly diagnostics waiting times and activity (DM01)",
    publisher="NHS England",
    recognise=recognise,
    read=read,
    observe=observe,
    layouts=(Contract((*LAYOUT.identity, *LAYOUT.counts)),),
    landing_page=(
        "https://www.england.nhs.uk/statistics/statistical-work-areas/diagnostics-waiting-times-and-activity/"
    ),
)
