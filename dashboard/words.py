"""Values and dates as the pages write them, beside what data.wording.sentences says everywhere. Pure.

Missing figures are words, never 0.
"""

import math
import re
from datetime import date, datetime

from data.catalogue.models import Indicator, Target
from data.judgement.doubt import AWAITS
from data.judgement.markers import is_withheld
from data.wording import sentences
from data.wording.sentences import BETTER, COMPARISONS, NO_FIGURE, amount, joined, month, number, period

__all__ = [
    "AWAITS",
    "BETTER",
    "NO_FIGURE",
    "amount",
    "awaiting",
    "category",
    "counted",
    "day",
    "deadline",
    "grouping",
    "interval",
    "is_missing",
    "joined",
    "marker",
    "month",
    "number",
    "period",
    "release",
    "set_on",
    "short_amount",
    "short_area",
    "target_value",
    "with_days",
]

INITIALS = {"ct", "mri", "dexa"}  # publishers and copies write them in any case
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
NOT_KNOWN = {"Missing", "Not stated", "Not stated / invalid", "Not known/Not stated", "Other/unclassified"}
"""Groups of people of whom the publisher does not know what the others are grouped by."""
CATEGORIES = {
    "Missing": "Not recorded",
    "People with SMI": "People with severe mental illness",
    "People without SMI": "People without severe mental illness",
}
GROUPINGS = {
    "County & UA deprivation deciles in England": "deprivation of county and unitary areas, in tenths",
    "District & UA deprivation deciles in England": "deprivation of district and unitary areas, in tenths",
    "LSOA11 deprivation quintiles within area": "deprivation of neighbourhoods, in fifths of the area",
    "LSOA11 deprivation deciles within area": "deprivation of neighbourhoods, in tenths of the area",
    "Deprivation quintile": "deprivation of neighbourhoods, in fifths of England",
    "LSOA11 deprivation quintiles in England": "deprivation of neighbourhoods, in fifths of England",
}


def is_missing(value: object) -> bool:
    """Say whether a cell of a frame holds no figure (None or NaN)."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def short_amount(value: float | None, indicator: Indicator) -> str:
    """Return the figure for a narrow cell: the per cent sign stays, other units are in the heading."""
    text = number(value, indicator.decimals)
    return f"{text}%" if indicator.is_percentage and text != NO_FIGURE else text


def marker(note: object) -> str:
    """Return the word that stands where a figure does not: "suppressed", "awaits review" or "no figure"."""
    if note == AWAITS:
        return AWAITS
    return "suppressed" if is_withheld(note) else NO_FIGURE


def awaiting(value: float) -> str:
    """Return a figure that awaits review, as it came: "0.085 awaits review"."""
    return f"{value:,.10g} {AWAITS}"


def interval(lower: float | None, upper: float | None, indicator: Indicator, basis: str = "") -> str:
    """Return "64.1 to 67.0 (computed)", or "" where there is no interval."""
    if lower is None or upper is None or math.isnan(lower) or math.isnan(upper):
        return ""
    text = f"{number(lower, indicator.decimals)} to {number(upper, indicator.decimals)}"
    return f"{text} (computed)" if basis == "computed" else text


def release(title: str) -> str:
    """Return a release's title with its period as the pages write it: "Fingertips, 2022–24"."""
    return re.sub(r"(?<=\d) - (?=\d)", "–", title)


def day(value: date | datetime | None) -> str:
    """Return "18 March 2025", or "" for no date."""
    return sentences.day(value) if _is_date(value) and value else ""


def deadline(value: date | None) -> str:
    """Return "by March 2025", or "no deadline"."""
    return f"by {month(value)}" if value else "no deadline"


def none_since(label: str) -> str:
    """Return what stands in the place of a figure too old to stand beside others: "none since 2011–13"."""
    return f"none since {period(label)}"


def set_on(target: Target) -> str:
    """Return "on 17 January 2023", or "in 2024 (only the year is known)"."""
    return sentences.set_on(target)


def with_days(text: str) -> str:
    """Return a text with its dates as people write them: "2024-09-30" -> "30 September 2024"."""
    return _ISO.sub(lambda match: day(date.fromisoformat(match[0])), text)


def target_value(target: Target, indicator: Indicator) -> str:
    """Return "66.7% or more", with as many decimals as the target was set with."""
    if target.value is None:
        return "no value"
    if indicator.is_percentage or not target.unit.startswith("%"):
        return sentences.target_value(target.value, target.comparison, indicator)
    decimals = 0 if float(target.value).is_integer() else max(indicator.decimals, 1)
    text = f"{number(target.value, decimals)}{target.unit}"
    return COMPARISONS.get(target.comparison, "{}").format(text)


def short_area(name: str) -> str:
    """Return an area's name without what all of its kind share: "Alder Hey Children's"."""
    return re.sub(r" NHS( Foundation)? Trust(?=$|,)", "", name)


def category(name: str) -> str:
    """Return a category as a heading: "ct" -> "CT", "audiology" -> "Audiology"; a code or marker in words."""
    if name in INITIALS:
        return name.upper()
    return CATEGORIES.get(name, name[:1].upper() + name[1:]).removesuffix(" (IMD2019)")


def grouping(kind: str) -> str:
    """Return a publisher's kind of category as it follows "by": without the edition of its boundaries."""
    family = kind.partition(" (")[0]
    return GROUPINGS.get(family, family.lower())


def counted(many: int, singular: str, several: str = "") -> str:
    """Return "1 indicator" or "1,234 indicators"."""
    return f"{many:,} {singular if many == 1 else several or singular + 's'}"


def _is_date(value: object) -> bool:
    # pandas' NaT is a datetime that equals nothing, not even itself.
    return isinstance(value, date) and value == value
