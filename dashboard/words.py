"""Values and dates as people read them. Pure; missing figures are words, never 0.

Percentages and rates have the decimals of their definition, counts stand in full with thousands commas.
"""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime

from data.definition_models import Indicator, Target

MONTHS = "January February March April May June July August September October November December".split()
NO_FIGURE = "no figure"
INITIALS = {"ct", "mri", "dexa"}  # publishers and copies write them in any case
BETTER = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "neither": "Neither high nor low is better",
}
COMPARISONS = {">=": "{} or more", "<=": "{} or less", "=": "{}"}
_SUPPRESSED = re.compile(r"suppress|disclos|small number|too small", re.IGNORECASE)


def is_missing(value: object) -> bool:
    """Say whether a cell of a frame holds no figure (None or NaN)."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def number(value: float | None, decimals: int) -> str:
    """Return the figure with thousands commas, or "no figure"."""
    if value is None or math.isnan(value):
        return NO_FIGURE
    text = f"{value:,.{decimals}f}"
    return text[1:] if text.lstrip("-0.,") == "" and text.startswith("-") else text


def amount(value: float | None, indicator: Indicator) -> str:
    """Return the figure with its unit: "65.9%", "346,862 people", "79.5 years", "no figure"."""
    text = number(value, indicator.decimals)
    if text == NO_FIGURE:
        return text
    unit = indicator.unit.strip()
    return f"{text}%" if unit.startswith("%") else f"{text} {unit}".strip()


def short_amount(value: float | None, indicator: Indicator) -> str:
    """Return the figure for a narrow cell: the per cent sign stays, other units are in the heading."""
    text = number(value, indicator.decimals)
    return f"{text}%" if indicator.unit.startswith("%") and text != NO_FIGURE else text


def marker(note: object) -> str:
    """Return the word that stands where a figure does not: "suppressed", or "no figure"."""
    return "suppressed" if isinstance(note, str) and _SUPPRESSED.search(note) else NO_FIGURE


def interval(lower: float | None, upper: float | None, indicator: Indicator, basis: str = "") -> str:
    """Return "64.1 to 67.0 (computed)", or "" where there is no interval."""
    if lower is None or upper is None or math.isnan(lower) or math.isnan(upper):
        return ""
    text = f"{number(lower, indicator.decimals)} to {number(upper, indicator.decimals)}"
    return f"{text} (computed)" if basis == "computed" else text


def day(value: date | datetime | None) -> str:
    """Return "18 March 2025", or "" for no date."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if _is_date(value) and value else ""


def month(value: date | datetime) -> str:
    """Return "March 2025"."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def deadline(value: date | None) -> str:
    """Return "by March 2025", or "no deadline"."""
    return f"by {month(value)}" if value else "no deadline"


def period(label: str) -> str:
    """Return the publisher's label of a period with a proper dash: "2015 - 17" -> "2015–17"."""
    return re.sub(r"\s+-\s+", "–", label.strip())


def target_value(target: Target, indicator: Indicator) -> str:
    """Return "66.7% or more", with as many decimals as the target was set with."""
    if target.value is None:
        return "no value"
    decimals = 0 if float(target.value).is_integer() else max(indicator.decimals, 1)
    text = number(target.value, decimals)
    if indicator.unit.startswith("%"):
        text += "%"
    elif target.unit.startswith("%"):
        text += target.unit
    if target.value == 0 and target.comparison == "<=":
        return text
    return COMPARISONS.get(target.comparison, "{}").format(text)


def short_area(name: str) -> str:
    """Return an area's name without what all of its kind share: "Alder Hey Children's"."""
    return re.sub(r" NHS( Foundation)? Trust$", "", name)


def category(name: str) -> str:
    """Return a category as a heading: "ct" -> "CT", "audiology" -> "Audiology"."""
    return name.upper() if name in INITIALS else name[:1].upper() + name[1:]


def document(name: str) -> str:
    """Return a document's title from its file's name: "HCP meeting pack, 17 January 2023"."""
    stem = name.rsplit(".", 1)[0] if name.endswith((".txt", ".pdf")) else name
    if stem == name:
        return name
    dated = re.fullmatch(r"(.+?)-(\d{4}-\d{2}-\d{2})", stem)
    text = (dated[1] if dated else stem).replace("-", " ")
    text = re.sub(r"(\d{4}) (\d{2})$", r"\1–\2", text)
    text = re.sub(r"\b(hcp|nhs|icb)\b", lambda found: found[0].upper(), text)
    title = text[:1].upper() + text[1:]
    return f"{title}, {day(date.fromisoformat(dated[2]))}" if dated else title


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(many: int, one: str, several: str = "") -> str:
    """Return "1 indicator" or "1,234 indicators"."""
    return f"{many:,} {one if many == 1 else several or one + 's'}"


def _is_date(value: object) -> bool:
    # pandas' NaT is a datetime that equals nothing, not even itself.
    return isinstance(value, date) and value == value
