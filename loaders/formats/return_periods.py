"""Periods as people write them into returns, read by how often the indicator is published.

A spreadsheet makes days of months, and months of years: what it makes is undone only where it can be nothing
else, and told; everything else is refused with what to write.
"""

import re
from datetime import date, timedelta

from data import periods
from data.catalogue.models import Indicator
from data.periods import Period

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_HYPHENATED = re.compile(r"(\d{4})-(\d{4}|\d\d)")
_SPACED = re.compile(r"(\d{4})\s+-\s+(\d{4}|\d\d)")
_NUMBERED_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MONTH_AND_YEAR = re.compile(r"(0?[1-9]|1[0-2])/(20\d\d)")
_DAY_OF_MONTH = re.compile(r"\d\d?[- ][A-Za-z]{3,9}")
_YEAR_MARK = re.compile(r"^(?:FYE?|financial year|academic year|year)\s*(?=\d{2,4}[/-]\d)", re.IGNORECASE)
_ONE_YEAR_MARK = re.compile(r"FY\s*(?:20)?(\d\d)|(?:20)?(\d\d)\s*FY", re.IGNORECASE)
_TWO_DIGITS = re.compile(r"(\d\d)[/-](\d\d)")
_SHORT_MONTH = re.compile(r"[A-Za-z]{3,9}[ -]\d\d")
_STATUS = re.compile(
    r"\s*(?:[(\[](?:p|prov|provisional|r|rev|revised|final)[)\]]|provisional|revised)$", re.IGNORECASE
)
_QUARTER_OF_YEAR = re.compile(r"Q([1-4]),? (20\d\d)", re.IGNORECASE)
_DAY_NUMBER = re.compile(r"([34]\d{4})(?:\.0+)?")
_RUN_TOGETHER = re.compile(r"(20\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/(\d{4}|\d\d)")
_FIRST_DAY_NUMBER = date(1899, 12, 30)
_MONTHS_OF = {"monthly": 1, "quarterly": 3, "annual": 12}
_BY = {"monthly": "by the month", "quarterly": "by the quarter", "annual": "by the year"}
_WRITE = {
    "monthly": "write the month, such as March 2026",
    "quarterly": "write the quarter, such as 2025/26 Q4",
    "annual": "write the year, such as 2025/26",
}


class Spoilt(ValueError):
    """A period that a publisher does not write and a spreadsheet makes of one."""


def read_period(text: str, indicator: Indicator) -> tuple[Period, str]:
    """The period a return means, and what is to be told of how it was read ("" for nothing).

    Raises ValueError, in words for a person, where it cannot be told or is not one the indicator has.
    """
    written = " ".join(text.split())
    text = _YEAR_MARK.sub("", _STATUS.sub("", _DASHES.sub("-", written)))
    _refuse_what_spreadsheets_store(text)
    period, said = _read(text, indicator)
    odd = _unusual(period, indicator)
    if odd and indicator.is_returned and _is_short(period, indicator):
        raise ValueError(f"{odd}: {_WRITE[indicator.frequency]}")
    if not said and text != written:
        said = f"{written!r} was read as {period.label}"
    return period, "; ".join(filter(None, [said, odd]))


def published_period(text: str, indicator: Indicator) -> Period:
    """The period that a publisher's own file names.

    Raises Spoilt where a spreadsheet has made a day or a month of it, and ValueError where it is not known.
    """
    plain = _DASHES.sub("-", " ".join(text.split()))
    try:
        _refuse_what_spreadsheets_store(plain)
    except ValueError as error:
        raise Spoilt(str(error)) from None
    if indicator.frequency != "monthly" and (_following_year(_HYPHENATED, plain) or _day(plain)):
        raise Spoilt(
            f"{text!r} is no period that the publisher writes: {_WRITE.get(indicator.frequency, '')}"
        )
    period = periods.parse(plain, academic_year=indicator.academic_year)
    if _is_short(period, indicator) and _length(period) < 3:
        raise Spoilt(_unusual(period, indicator) or f"{text!r} is one day")
    return period


def _read(text: str, indicator: Indicator) -> tuple[Period, str]:
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
    _refuse_what_has_two_meanings(text, indicator)
    period = periods.parse(text, academic_year=indicator.academic_year)
    quarter = text[:4].isdigit() and "/" not in text and "Q" in text
    return period, f"{text!r} was read as {_months_of(period)}" if quarter else ""


def _refuse_what_spreadsheets_store(text: str) -> None:
    """Raise ValueError for the number of a day, and for a month or day written as one number."""
    if match := _DAY_NUMBER.fullmatch(text):
        day = _FIRST_DAY_NUMBER + timedelta(days=int(match[1]))
        raise ValueError(
            f"{text!r} is the number a spreadsheet stores for {day.day} {periods.MONTHS[day.month - 1]} "
            f"{day.year}: write the period in words, such as March 2026 or 2025/26"
        )
    if match := _RUN_TOGETHER.fullmatch(text):
        month = periods.month(int(match[1]), int(match[2]))
        raise ValueError(f"{text!r} may be {month.label}: write it so")
    if match := _MONTH_FIRST.fullmatch(text):
        raise ValueError(f"{text!r} has its month first: write {int(match[2])}/{int(match[1])}/{match[3]}")


def _refuse_what_has_two_meanings(text: str, indicator: Indicator) -> None:
    if match := _ONE_YEAR_MARK.fullmatch(text):
        year = 2000 + int(match[1] or match[2])
        raise ValueError(f"{text!r} may be {_split(year - 1)} or {_split(year)}: write the one that is meant")
    if match := _QUARTER_OF_YEAR.fullmatch(text):
        number, year = match[1], int(match[2])
        raise ValueError(
            f"{text!r} may be of the calendar or of the financial year: "
            f"write {year} Q{number} or {_split(year)} Q{number}"
        )
    if _DAY_OF_MONTH.fullmatch(text):
        raise ValueError(
            f"{text!r} is what a spreadsheet makes of a month, and names no year: write March 2026"
        )
    if _SHORT_MONTH.fullmatch(text) and indicator.frequency == "annual":
        raise ValueError(
            f"{text!r} is a month, and the figure is published by the year: a spreadsheet makes Nov-10 of "
            f"2010/11; write the year as 2010/11"
        )


def _day(text: str) -> date | None:
    try:
        return periods.day(text.replace(".", "/"))
    except ValueError:
        return None


def _of_day(text: str, moment: date, indicator: Indicator) -> tuple[Period, str]:
    month = periods.month(moment.year, moment.month)
    if indicator.frequency == "monthly" and moment in (month.start, month.end):
        return month, f"the day {text} was read as {month.label}"
    if indicator.frequency in _BY:
        raise ValueError(
            f"{text!r} is one day, and the figure is published {_BY[indicator.frequency]}: "
            f"{_WRITE[indicator.frequency]}"
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


def _length(period: Period) -> int:
    """How many months a period touches."""
    return periods.months_between(period.start, period.end) + 1


def _is_short(period: Period, indicator: Indicator) -> bool:
    """Whether a period is shorter than those the indicator is published by."""
    one_day = period.start == period.end
    return indicator.frequency in _MONTHS_OF and (
        one_day or _length(period) < _MONTHS_OF[indicator.frequency]
    )


def _unusual(period: Period, indicator: Indicator) -> str:
    """A word where a period is shorter or longer than the indicator's are."""
    usual, length = _MONTHS_OF.get(indicator.frequency), _length(period)
    if usual is None or (indicator.series_kind != "point" and length >= usual) or length == usual:
        return ""
    return f"{period.label!r} is {_words(length)}, and the figure is published {_BY[indicator.frequency]}"


def _words(length: int) -> str:
    if length % 12 == 0 and length > 12:
        return f"{length // 12} years"
    return "one month" if length == 1 else f"{length} months"


def _months_of(period: Period) -> str:
    first, last = (periods.MONTHS[day.month - 1] for day in (period.start, period.end))
    return f"{first} to {last} {period.end.year}"
