"""Values as people read them."""

from datetime import date
from math import nan

import pytest

from dashboard import words
from data.catalogue.reader import catalogue

RATE = catalogue().indicators["dementia-diagnosis-rate"]
COUNT = catalogue().indicators["rtt-waiting-list"]


def test_a_missing_figure_is_a_word_and_never_nought():
    assert words.amount(nan, RATE) == "no figure"
    assert words.short_amount(None, COUNT) == "no figure"
    assert words.marker("Value suppressed for disclosure control") == "suppressed"
    assert words.marker("") == "no figure"


def test_percentages_have_one_decimal_and_counts_stand_in_full():
    assert words.amount(65.94, RATE) == "65.9%"
    assert words.amount(346862, COUNT) == "346,862 pathways"
    assert words.number(-0.01, 1) == "0.0"


@pytest.mark.parametrize(
    ("label", "shown"), [("2015 - 17", "2015–17"), ("January 2026", "January 2026"), ("2014/15", "2014/15")]
)
def test_periods_keep_the_publishers_words(label: str, shown: str):
    assert words.period(label) == shown


def test_a_computed_interval_says_so():
    assert words.interval(64.12, 66.98, RATE, "computed") == "64.1 to 67.0 (computed)"
    assert words.interval(64.12, nan, RATE) == ""


def test_dates_are_told_in_words():
    assert words.day(date(2025, 3, 18)) == "18 March 2025"
