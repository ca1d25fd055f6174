from datetime import date, datetime, timedelta, timezone

import pytest

from data import periods


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31), "2015"),
        ("2014/15", date(2014, 4, 1), date(2015, 3, 31), "2014/15"),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        ("2015 - 17", date(2015, 1, 1), date(2017, 12, 31), "2015 - 17"),
        ("2015-17", date(2015, 1, 1), date(2017, 12, 31), "2015 - 17"),
        ("2021/22 Q1", date(2021, 4, 1), date(2021, 6, 30), "2021/22 Q1"),
        ("2021/22 Q1 - 2025/26 Q3", date(2021, 4, 1), date(2025, 12, 31), "2021/22 Q1 - 2025/26 Q3"),
        ("2021/22 - 23/24", date(2021, 4, 1), date(2024, 3, 31), "2021/22 - 23/24"),
        ("2022 Q4", date(2022, 10, 1), date(2022, 12, 31), "2022 Q4"),
        ("Oct to December 2022", date(2022, 10, 1), date(2022, 12, 31), "October to December 2022"),
        ("Year to March 2026", date(2025, 4, 1), date(2026, 3, 31), "12 months to March 2026"),
        ("April 2022", date(2022, 4, 1), date(2022, 4, 30), "April 2022"),
        ("Sep 2024", date(2024, 9, 1), date(2024, 9, 30), "September 2024"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("12 months to 2004-12", date(2004, 1, 1), date(2004, 12, 31), "12 months to December 2004"),
        ("To March 2026", date(2025, 4, 1), date(2026, 3, 31), "12 months to March 2026"),
        ("2024-03-31", date(2024, 3, 31), date(2024, 3, 31), "31 March 2024"),
    ],
)
def test_a_publishers_period_is_read_into_days(text: str, start: date, end: date, label: str) -> None:
    assert periods.parse(text) == periods.Period(start, end, label)


def test_a_split_year_of_schools_begins_in_september() -> None:
    assert periods.parse("2023/24", academic_year=True).start == date(2023, 9, 1)
    assert periods.parse("2023/24", academic_year=True).end == date(2024, 8, 31)


@pytest.mark.parametrize(
    "text", ["", "soon", "2014/16", "2017 - 15", "March", "31/02/2025", "2024-13", "May to June 2022"]
)
def test_what_is_no_period_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a"):
        periods.parse(text)


def test_a_month_that_may_be_a_run_of_years_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="write November 2010, or 2010 - 11"):
        periods.parse("2010-11")


@pytest.mark.parametrize("text", ["2026-03-31", "31/03/2026", "31-Mar-26", "31 March 2026"])
def test_a_day_is_read_in_each_form_publishers_use(text: str) -> None:
    assert periods.day(text) == date(2026, 3, 31)


@pytest.mark.parametrize("text", ["31/02/2025", "31-Foo-26", "2026", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|date|month"):
        periods.day(text)


def test_a_period_has_ended_on_its_last_day():
    newest = date(2024, 12, 31)
    days = [date(2025, 12, 30), date(2025, 12, 31), date(2026, 11, 28), date(2024, 6, 1)]
    assert [periods.periods_ended(newest, day, 12) for day in days] == [0, 1, 1, 0]
    assert [periods.periods_ended(date(2026, 2, 28), date(2026, 4, 30), step) for step in (1, 3)] == [2, 0]


def test_the_day_of_a_moment_is_that_of_utc_wherever_its_clock_stands() -> None:
    summer = timezone(timedelta(hours=1))
    assert periods.day_of(datetime(2026, 7, 2, 0, 30, tzinfo=summer)) == date(2026, 7, 1)
    assert periods.day_of(datetime(2026, 7, 2, 0, 30)) == date(2026, 7, 2)
