"""Periods as publishers write them, read into first and last days. Pure."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MONTHS = "January February March April May June July August September October November December".split()
_MONTH_NUMBER = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_MONTH_NUMBER |= {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_MONTH_NUMBER["sept"] = 9
FIRST_MONTH_OF_FINANCIAL_YEAR = 4
FIRST_MONTH_OF_ACADEMIC_YEAR = 9
_DAY = r"\d\d?[-/ ](?:[A-Za-z]+|\d\d?)[-/ ]\d{4}"


@dataclass(frozen=True, order=True)
class Period:
    """First and last day, and the words it is shown with."""

    start: date
    end: date
    label: str


def month(year: int, number: int) -> Period:
    """Return the calendar month."""
    return Period(date(year, number, 1), last_day(year, number), f"{MONTHS[number - 1]} {year}")


def last_day(year: int, number: int) -> date:
    """Return the last day of a month."""
    return date(year, number, monthrange(year, number)[1])


def months(first: date, count: int) -> date:
    """Return the first day of the month `count` months after that of `first` (before it if negative)."""
    total = first.year * 12 + first.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months the month of `last` comes after that of `first`; below 0 where it comes before."""
    return (last.year - first.year) * 12 + last.month - first.month


def periods_ended(newest: date, today: date, step: int) -> int:
    """How many whole periods of `step` months have ended by today after the one that ends on `newest`."""
    return max(0, months_between(newest, today + timedelta(days=1)) - 1) // step


def day_of(moment: datetime) -> date:
    """Return the day of a moment in UTC. SQLite gives moments without their zone."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def newest_by(days: Sequence[date], day: date) -> date:
    """Return the newest of some days, in their order, that is not after a day; `date.min` where none is."""
    at = bisect_right(days, day)
    return days[at - 1] if at else date.min


def month_named(text: str) -> int:
    """Return 1 to 12 for an English month name or its short form, any case; raise ValueError."""
    try:
        return _MONTH_NUMBER[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{text!r} is not the name of a month") from None


def day(text: str) -> date:
    """Read one day: 2026-03-31, 31/03/2026, 31-Mar-26, 31 March 2026; raise ValueError."""
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00:00)?", text):
        return date(*(int(part) for part in match.groups()))
    if match := re.fullmatch(r"(\d\d?)[-/ ]([A-Za-z]+|\d\d?)[-/ ](\d{4}|\d\d)", text):
        number, name, year = match.groups()
        month_number = int(name) if name.isdigit() else month_named(name)
        return date(int(year) if len(year) == 4 else 2000 + int(year), month_number, int(number))
    raise ValueError(f"{text!r} is not a date")


def _twelve_months(year: int, first_month: int, label: str, years: int = 1) -> Period:
    start = date(year, first_month, 1)
    return Period(start, months(start, 12 * years) - timedelta(days=1), label)


def _two_digit_end(start: int, end: str) -> int:
    """Return the year that `end` (as in 2015 - 17, 2014/15, 1999/00) stands for."""
    if len(end) == 4:
        return int(end)
    year = start - start % 100 + int(end)
    return year if year >= start else year + 100


def _year(match: re.Match[str], first: int) -> Period:
    return _twelve_months(int(match[1]), 1, match[1])


def _split_year(match: re.Match[str], first: int) -> Period:
    start = int(match[1])
    if _two_digit_end(start, match[2]) != start + 1:
        raise ValueError(f"{match[0]!r} is not a year that runs into the next")
    return _twelve_months(start, first, f"{start}/{(start + 1) % 100:02d}")


def _several_years(match: re.Match[str], first: int) -> Period:
    start, end = int(match[1]), _two_digit_end(int(match[1]), match[2])
    if not start < end <= start + 10:
        raise ValueError(f"{match[0]!r} is not a run of years")
    return _twelve_months(start, 1, f"{start} - {end % 100:02d}", years=end - start + 1)


def _several_split_years(match: re.Match[str], first: int) -> Period:
    start, end = int(match[1]), _two_digit_end(int(match[1]), match[4])
    if not start + 1 < end <= start + 11:
        raise ValueError(f"{match[0]!r} is not a run of years")
    return _twelve_months(start, first, match[0], years=end - start)


def _quarter(match: re.Match[str], first: int) -> Period:
    start = months(date(int(match[1]), FIRST_MONTH_OF_FINANCIAL_YEAR, 1), 3 * (int(match[3]) - 1))
    return Period(start, months(start, 3) - timedelta(days=1), f"{match[1]}/{match[2]} Q{match[3]}")


def _quarter_first(match: re.Match[str], first: int) -> Period:
    year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
    return parse(f"{year}/{match[3]} Q{match[1]}")


def _run(match: re.Match[str], first: int) -> Period:
    opening, closing = parse(match[1]), parse(match[2])
    if closing.end <= opening.end:
        raise ValueError(f"{match[0]!r} ends before it begins")
    return Period(opening.start, closing.end, f"{opening.label} - {closing.label}")


def _calendar_quarter(match: re.Match[str], first: int) -> Period:
    start = date(int(match[1]), 3 * (int(match[2]) - 1) + 1, 1)
    return Period(start, months(start, 3) - timedelta(days=1), f"{match[1]} Q{match[2]}")


def _named_quarter(match: re.Match[str], first: int) -> Period:
    opening, closing = month_named(match[1]), month_named(match[2])
    year = int(match[3]) + 2000 * (len(match[3]) == 2)
    if closing != opening + 2:
        raise ValueError(f"{match[0]!r} is not a quarter of a year")
    label = f"{MONTHS[opening - 1]} to {MONTHS[closing - 1]} {year}"
    return Period(date(year, opening, 1), last_day(year, closing), label)


def _named_month(match: re.Match[str], first: int) -> Period:
    return month(int(match[2]), month_named(match[1]))


def _short_month(match: re.Match[str], first: int) -> Period:
    return month(2000 + int(match[2]), month_named(match[1]))


def _numbered_month(match: re.Match[str], first: int) -> Period:
    year, number = int(match[1]), int(match[2])
    if year % 100 < number:
        raise ValueError(
            f"{match[0]!r} may be a month or a run of years: "
            f"write {MONTHS[number - 1]} {year}, or {year} - {number:02d}"
        )
    return month(year, number)


def _twelve_months_to(match: re.Match[str], first: int) -> Period:
    numbered = re.fullmatch(r"(\d{4})-(\d\d)", match[1])
    end = (month(int(numbered[1]), int(numbered[2])) if numbered else parse(match[1])).end
    return Period(months(end, -11), end, f"12 months to {MONTHS[end.month - 1]} {end.year}")


def _financial_year_to(match: re.Match[str], first: int) -> Period:
    return parse(f"{int(match[1]) - 1}/{int(match[1]) % 100:02d}")


def _year_and_month(match: re.Match[str], first: int) -> Period:
    return month(int(match[1]), month_named(match[2]))


def _one_day(match: re.Match[str], first: int) -> Period:
    moment = day(match[0])
    return Period(moment, moment, f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}")


def _days(match: re.Match[str], first: int) -> Period:
    """From the first day of a month to the last of one: a year, where it is one."""
    opening, closing = day(match[1]), day(match[2])
    if opening.day != 1 or closing != last_day(closing.year, closing.month) or closing < opening:
        raise ValueError(f"{match[0]!r} is not a run of whole months")
    length = months_between(opening, closing) + 1
    if length == 12 and opening.month == 1:
        return parse(str(opening.year))
    if length == 12 and opening.month == first:
        return _twelve_months(opening.year, first, f"{opening.year}/{closing.year % 100:02d}")
    names = dict.fromkeys(f"{MONTHS[moment.month - 1]} {moment.year}" for moment in (opening, closing))
    return Period(opening, closing, " - ".join(names))


_FORMS: tuple[tuple[str, Callable[[re.Match[str], int], Period]], ...] = (
    (r"(\d{4})", _year),
    (r"(?i:FYE|financial year ending|financial year ended) ?(\d{4})", _financial_year_to),
    (r"(\d{4})/(\d\d|\d{4})", _split_year),
    (r"(\d{4})-(0[1-9]|1[0-2])", _numbered_month),
    (r"(\d{4})\s*[-–]\s*(\d\d|\d{4})", _several_years),
    (r"(\d{4})/(\d\d)\s*[-–]\s*(\d{4}|\d\d)/(\d\d)", _several_split_years),
    (r"(\d{4})[/-](\d\d) ?Q([1-4])", _quarter),
    (r"Q([1-4]),? (\d{4})[/-](\d\d)", _quarter_first),
    (r"Q([1-4]),? (\d\d)/(\d\d)", _quarter_first),
    (r"(\d{4}/\d\d Q[1-4])\s*[-–]\s*(\d{4}/\d\d Q[1-4])", _run),
    (r"(\d{4})[ -]?Q([1-4])", _calendar_quarter),
    (r"(\d{4} ?Q[1-4])\s*[-–]\s*(\d{4} ?Q[1-4])", _run),
    (r"([A-Za-z]+)[ -](\d{4})", _named_month),
    (r"([A-Za-z]{3,9})[ -](\d\d)", _short_month),
    (r"([A-Za-z]+[ -]\d{2,4})\s*(?:[-–]|to)\s*([A-Za-z]+[ -]\d{2,4})", _run),
    (r"(?i:12 months (?:to|ending|ended)|to|year (?:to|ending|ended)|YE) (.+)", _twelve_months_to),
    (r"([A-Za-z]+)\s*(?:[-–]|to)\s*([A-Za-z]+)[ -](\d{4}|\d\d)", _named_quarter),
    (r"(\d{4})[ -]([A-Za-z]+)", _year_and_month),
    (rf"({_DAY})\s*(?:[-–]|to)\s*({_DAY})", _days),
    (r"\d{4}-\d\d-\d\d", _one_day),
    (r"\d\d? [A-Za-z]+ \d{4}", _one_day),
)


def parse(text: str, *, academic_year: bool = False) -> Period:
    """Read a publisher's period.

    A split year (2014/15) is a financial year unless `academic_year`. Raises ValueError, in words
    for a person, when the text is none of the known forms.
    """
    text = " ".join(text.split())
    first = FIRST_MONTH_OF_ACADEMIC_YEAR if academic_year else FIRST_MONTH_OF_FINANCIAL_YEAR
    for form, build in _FORMS:
        if match := re.fullmatch(form, text):
            return build(match, first)
    raise ValueError(
        f"{text!r} is not a period this program knows, such as 2024, 2024/25, 2015 - 17, March 2026"
    )
