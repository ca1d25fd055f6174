"""A figure of another scale than its line: what is told, and what real series do without being told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.statistics.scale import Sized, out_of_scale, usual_size

FIVE_YEARS = timedelta(days=5 * 366)


def years(*sizes: float, first: int = 2010, margin: float = 0.0) -> list[Sized]:
    """A figure a year, with intervals that reach so far to both sides, as a share."""
    return [
        Sized(date(first + at, 12, 31), size, size * (1 - margin), size * (1 + margin))
        for at, size in enumerate(sizes)
    ]


def marked(held: list[Sized], came: list[Sized], least: float = 0.0) -> list[int]:
    return sorted(out_of_scale(held, came, FIVE_YEARS, least))


@pytest.mark.parametrize("size", [0.85, 0.3, 0.085, 0.0085, 85, 300, 850, 8500])
def test_what_is_many_times_every_neighbour_is_of_another_scale(size: float) -> None:
    (new,) = years(size, first=2015)
    assert out_of_scale(years(12.1, 11.4, 10.2, 9.1, 8.5), [new], FIVE_YEARS) == {0: 10.2}


@pytest.mark.parametrize("size", [4.2, 2.1, 17, 34, 60])
def test_a_fall_to_a_quarter_or_a_fourfold_rise_is_none(size: float) -> None:
    assert marked(years(12.1, 11.4, 10.2, 9.1, 8.5), years(size, first=2015)) == []


def test_a_line_that_rises_fast_gives_no_alarm() -> None:
    """The first year of the pandemic in waits of over a year: each month comes near the one before."""
    waits = [1_613, 3_097, 11_042, 26_029, 50_536, 83_203, 111_026, 139_545, 162_888, 192_169, 224_205]
    months = [Sized(date(2020, month + 1, 28), size, size, size) for month, size in enumerate(waits)]
    for at in range(1, len(months)):
        assert out_of_scale(months[:at], [months[at]], timedelta(days=366)) == {}


def test_one_figure_before_is_enough() -> None:
    assert marked(years(8.5), years(0.085, first=2011)) == [0]


def test_a_line_that_comes_whole_is_looked_at_from_both_sides() -> None:
    assert marked([], years(12, 11.5, 1.15, 11, 10.8)) == [2]


def test_the_first_figure_of_a_new_line_is_never_marked() -> None:
    assert marked([], years(0.9, 9.2, 9.4, 9.3)) == []


def test_several_of_one_load_are_all_marked() -> None:
    assert marked(years(60, 61, 62), years(0.61, 0.62, 0.6, first=2013)) == [0, 1, 2]


def test_one_between_figures_that_are_held_is_looked_at_beside_both() -> None:
    held = [figure for at, figure in enumerate(years(60, 61, 62, 63, 64)) if at != 2]
    assert marked(held, years(6.2, first=2012)) == [0]
    assert marked(held, years(62, first=2012)) == []


def test_a_revision_is_looked_at_beside_what_it_revises() -> None:
    assert marked(years(8.5), years(0.085)) == [0]


def test_intervals_that_overlap_are_chance() -> None:
    held = years(1.2, 1.1, 0.9, margin=0.95)
    low = Sized(date(2013, 12, 31), 0.11, 0.02, 0.3)
    assert usual_size(low, held) is None
    assert usual_size(Sized(low.end, 0.11, 0.11, 0.11), years(1.2, 1.1, 0.9)) == 1.1


def test_small_numbers_are_not_compared() -> None:
    assert marked(years(300, 280, 320), years(30, first=2013), least=100) == []
    assert marked(years(3_000, 2_800, 3_200), years(300, first=2013), least=100) == [0]


def test_a_figure_after_a_long_time_is_compared_with_none() -> None:
    assert marked(years(444, first=2010), years(133_860, first=2024)) == []


@given(
    st.lists(st.floats(50, 74), min_size=1, max_size=12), st.sampled_from([0.1, 0.01, 0.001, 10, 100, 1000])
)
def test_a_steady_line_tells_every_mistake_of_scale_and_nothing_else(sizes: list[float], by: float) -> None:
    held, (new,) = years(*sizes), years(62, first=2010 + len(sizes))
    assert marked(held, [new]) == []
    assert marked(held, [Sized(new.end, new.size * by, new.size * by, new.size * by)]) == [0]
