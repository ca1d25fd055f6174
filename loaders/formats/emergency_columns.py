"""The columns of the A&E csv and of the workbook by provider, in every year they were published."""

from collections.abc import Sequence
from dataclasses import replace

from loaders.contract import Column, Contract

ICB = "Integrated care board"

ATTENDED = (
    "A&E attendances Type 1",
    "A&E attendances Type 2",
    "A&E attendances Other A&E Department",
    "A&E attendances Booked Appointments Type 1",
    "A&E attendances Booked Appointments Type 2",
    "A&E attendances Booked Appointments Other Department",
)
OVER = (
    "Attendances over 4hrs Type 1",
    "Attendances over 4hrs Type 2",
    "Attendances over 4hrs Other Department",
    "Attendances over 4hrs Booked Appointments Type 1",
    "Attendances over 4hrs Booked Appointments Type 2",
    "Attendances over 4hrs Booked Appointments Other Department",
)
NOT_USED = (
    "Patients who have waited 4-12 hs from DTA to admission",
    "Patients who have waited 12+ hrs from DTA to admission",
    "Emergency admissions via A&E - Type 1",
    "Emergency admissions via A&E - Type 2",
    "Emergency admissions via A&E - Other A&E department",
    "Other emergency admissions",
)


def _count(*spellings: str) -> Column:
    return Column(spellings[0], spellings, "count", blank="no", whole=True)


def _csv_count(heading: str) -> Column:
    """A count of the csv: to 2019 its heading begins "Number of", and to July 2020 nothing was booked."""
    former = f"Number of {heading}"
    spelt = (heading, former, former.replace("4hrs Other Department", "4hrs Other A&E Department"))
    return replace(_count(*dict.fromkeys(spelt)), required="Booked" not in heading)


CSV = Contract(
    columns=(
        Column("period", ("Period",), "code", blank="no"),
        Column("code", ("Org Code",), "code", blank="no"),
        Column("region", ("Parent Org",)),
        Column("name", ("Org name",)),
        *(_csv_count(heading) for heading in (*ATTENDED, *OVER)),
        *(_count(heading) for heading in NOT_USED),
    ),
    key=("code",),
)
TELL_TALE = Contract((_csv_count(ATTENDED[0]), _count(NOT_USED[1])))

_GROUPS = (
    ("A&E attendances",),
    (
        "A&E attendances less than 4 hours from arrival to admission, transfer or discharge",
        "A&E attendances < 4 hours from arrival to admission, transfer or discharge",
    ),
    (
        "A&E attendances greater than 4 hours from arrival to admission, transfer or discharge",
        "A&E attendances > 4 hours from arrival to admission, transfer or discharge",
    ),
)
_TYPES = (
    "Type 1 Departments - Major A&E",
    "Type 2 Departments - Single Specialty",
    "Type 3 Departments - Other A&E/Minor Injury Unit",
)
_TOTALS = ("Total attendances", "Total Attendances < 4 hours", "Total Attendances > 4 hours")
SUMS = ("attended", "within", "over")
GROUPS_NOT_USED = ("percentage of attendances within 4 hours", "emergency admissions")


def workbook_contract(ignored: Sequence[str] = ()) -> Contract:
    """The columns of the sheet by provider; `ignored`: headings of groups that are not read."""
    columns = [
        Column("code", ("Code",), "code", blank="no"),
        Column("region", ("Region",)),
        Column("name", ("Name",), "code", blank="no"),
        Column("icb", (ICB,)),
    ]
    for name, groups, total in zip(SUMS, _GROUPS, _TOTALS, strict=True):
        for number, kind in enumerate(_TYPES, start=1):
            spelt = tuple(f"{group}: {kind}" for group in groups)
            columns.append(Column(f"{name} {number}", spelt, "count", blank="no", whole=True))
        spelt = tuple(f"{group}: {total}" for group in groups)
        columns.append(Column(name, spelt, "count", blank="no", whole=True))
    return Contract(tuple(columns), key=("code",), ignored=tuple(ignored))
