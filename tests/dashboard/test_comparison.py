"""Areas are compared at one period, and what has no figure for it is left out in words."""

from dataclasses import replace
from datetime import date
from math import nan

import pandas as pd

from dashboard.pages.shared import comparison
from dashboard.pages.shared.indicator_data import gather, selection
from dashboard.pages.shared.shared_period import shared
from data.catalogue.reader import catalogue

RATE = catalogue().indicators["dementia-diagnosis-rate"]


def newest(ends: list[date], values: list[float] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period_start": [end.replace(day=1) for end in ends],
            "period_end": ends,
            "period": [end.strftime("%B %Y") for end in ends],
            "value": values or [60.0] * len(ends),
        }
    )


AUGUST, SEPTEMBER, OCTOBER = date(2024, 8, 31), date(2024, 9, 30), date(2024, 10, 31)


def test_the_period_is_the_newest_that_more_than_half_have_reached():
    assert shared(newest([OCTOBER] * 4 + [SEPTEMBER] * 3 + [AUGUST] * 2)).label == "September 2024"
    assert shared(newest([OCTOBER] * 5 + [AUGUST] * 4)).label == "October 2024"
    assert shared(newest([SEPTEMBER])).label == "September 2024"


def test_a_period_without_any_figure_is_not_chosen():
    assert shared(newest([OCTOBER, SEPTEMBER], [nan, 60.0])).label == "September 2024"
    assert shared(newest([OCTOBER], [nan])) is None


def test_references_of_another_period_are_left_out_and_named(example_store: str):
    shown = gather(RATE, selection(RATE, {"place": "halton"}))
    assert shown is not None
    frame = shown.frame
    england_stopped = (frame.area == "england") & (frame.period == "June 2024")
    halton_stopped = (frame.area == "halton") & (frame.period == "June 2024")
    less = replace(shown, frame=frame[~england_stopped & ~halton_stopped])
    block = comparison.compared(less, [("England", "england"), ("C&M", "cheshire-and-merseyside")])
    text = str(block)
    assert "No figure is held for England in June 2024." in text
    assert "No figure is held for Halton and Knowsley." in text or "Knowsley and Halton." in text
    assert "C&M 71.0%" in text
    assert "England 7" not in text
    assert "May 2024" not in text


def test_newer_figures_of_some_areas_are_told(example_store: str):
    shown = gather(RATE, selection(RATE, {}))
    assert shown is not None
    frame = shown.frame
    old = frame[(frame.period != "June 2024") | (frame.area == "halton")]
    text = str(comparison.compared(replace(shown, frame=old), []))
    assert "May 2024: from" in text
    assert "Newer figures are held for Halton." in text
