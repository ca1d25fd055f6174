"""Periods as people write them into returns, read by how often the indicator is published.

A spreadsheet makes days of months, and months of years: what it makes is undone only where it can be nothing
else, and told; everything else is refused with what to write.
"""

import re
from datetime import date

from data import periods
from data.catalogue.models import Indicator
from data.periods import Period

_HYPHENATED = re.compile(r"(\d{4})[-–](\d{4}|\d\d)")
_SPACED = re.compile(r"(\d{4})\s+[-–]\s+(\d{4}|\d\d)")
_NUMBERED_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MONTH_AND_YEAR = re.compile(r"(0?[1-9]|1[0-2])/(20\d\d)")
_DAY_OF_MONTH = re.compile(r"\d\d?[- ][A-Za-z]{3,9}")
_YEAR_MARK = re.compile(r"^(?:FYE?|financial year|academic year|year)\s*(?=\d{4}[/–-]\d)", re.IGNORECASE)
_TWO_DIGITS = re.compile(r"(\d\d)[/-](\d\d)")
_SHORT_MONTH = re.compile(r"[A-Za-z]{3,9}[ -]\d\d")
_MONTHS_OF = {"monthly": 1, "quarterly": 3, "annual": 12}
_BY = {"monthly": "by the month", "quarterly": "by the quarter", "annual": "by the year"}


def read_period(text: str, indicator: Indicator) -> tuple[Period, str]:
    """The period a return means, and what is to be told of how it was read ("" for nothing).

    Raises ValueError, in words for a person, where it cannot be told or is not one the indicator has.
    """
    text = _YEAR_MARK.sub("", " ".join(text.split()))
    if moment := _day(text):
        return _of_day(text, moment, indicator)
    if year := _following_year(_HYPHENATED, text):
        return _year(year, indicator), f"{text!r} was read as the year {_split(year)}"
    if (match := _TWO_DIGITS.fullmatch(text)) and int(match[2]) == (int(match[1]) + 1) % 100:
        return _year(2000 + int(match[1]), indicator), f"{text!r} was read as {_split(2000 + int(match[1]))}"
    if year := _following_year(_SPACED, text):
        raise ValueError(
            f"{text!r} may be one year or the two years {year} and {year + 1}: write {_split(year)}, "
            f"or a row for each year"
        )
    if indicator.frequency == "monthly" and (match := _NUMBERED_MONTH.fullmatch(text)):
        return periods.month(int(match[1]), int(match[2])), ""
    if match := _MONTH_AND_YEAR.fullmatch(text):
        month = periods.month(int(match[2]), int(match[1]))
        return month, f"{text!r} was read as {month.label}"
    if _DAY_OF_MONTH.fullmatch(text):
        raise ValueError(
            f"{text!r} is what a spreadsheet makes of a month, and names no year: write March 2026"
        )
    if _SHORT_MONTH.fullmatch(text) and indicator.frequency == "annual":
        raise ValueError(
            f"{text!r} is a month, and the figure is published by the year: a spreadsheet makes Nov-10 of "
            f"2010/11; write the year as 2010/11"
        )
    period = periods.parse(text, academic_year=indicator.academic_year)
    return period, _unusual(period, indicator)


def _day(text: str) -> date | None:
    try:
        return periods.day(text)
    except ValueError:
        return None


def _of_day(text: str, moment: date, indicator: Indicator) -> tuple[Period, str]:
    month = periods.month(moment.year, moment.month)
    if indicator.frequency == "monthly" and moment in (month.start, month.end):
        return month, f"the day {text} was read as {month.label}"
    if indicator.frequency in _BY:
        raise ValueError(
            f"{text!r} is one day, and the figure is published {_BY[indicator.frequency]}: "
            f"write March 2026, 2025/26 or 2026"
        )
    return periods.parse(f"{moment.isoformat()}"), ""


def _following_year(form: re.Pattern[str], text: str) -> int | None:
    """The first of two years that follow each other, as in 2024-25."""
    match = form.fullmatch(text)
    if match is None:
        return None
    year, ending = int(match[1]), int(match[2])
    return year if ending in (year + 1, (year + 1) % 100) else None


def _split(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _year(year: int, indicator: Indicator) -> Period:
    return periods.parse(_split(year), academic_year=indicator.academic_year)


def _unusual(period: Period, indicator: Indicator) -> str:
    """A word where a period is shorter or longer than the indicator's are."""
    usual = _MONTHS_OF.get(indicator.frequency)
    length = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    if usual is None or (indicator.series_kind != "point" and length >= usual):
        return ""
    if length == usual or (usual == 12 and length % 12 == 0):
        return ""
    return f"{period.label!r} is {_words(length)}, and the figure is published {_BY[indicator.frequency]}"


def _words(length: int) -> str:
    return "one month" if length == 1 else f"{length} months"
