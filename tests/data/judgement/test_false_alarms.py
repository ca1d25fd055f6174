"""The false-alarm guard: how many signals chance would raise, and which stand the filter."""

from dataclasses import replace

import pytest

from data.judgement.false_alarms import guard, line_of
from data.judgement.status import Change, Status
from data.statistics.reason import NO_FIGURES, too_few

STATUS = Status("example", "halton", "example", "Persons", "", "%")
QUIET = Change("chart", variation="common_cause", points=24)
SIGNAL = Change("chart", variation="concern_high", points=24)


def statuses(*changes: Change) -> list[Status]:
    return [replace(STATUS, place=f"place-{number}", change=one) for number, one in enumerate(changes)]


def test_what_chance_would_raise_is_counted_over_what_could_be_judged():
    found = guard(
        statuses(
            *[QUIET] * 100, Change(reason=too_few(9, 13, "points")), *[Change("trend", p_value=0.5)] * 50
        )
    )
    assert found.by_chance == pytest.approx(100 * 0.015 + 50 * 0.002)
    assert (found.signals, found.tested, found.worth) == (0, 150, frozenset())


def test_a_lone_signal_among_many_quiet_lines_is_not_worth_your_time_and_many_are():
    assert guard(statuses(SIGNAL, *[QUIET] * 99)).worth == frozenset()
    many = statuses(*[SIGNAL] * 60, *[QUIET] * 40)
    assert len(guard(many).worth) == 60


def test_a_trend_far_from_chance_stands_among_many():
    trend = Change("trend", trend="increasing", p_value=1e-9)
    found = statuses(trend, *[QUIET] * 99)
    assert guard(found).worth == {line_of(found[0])}


def test_nothing_judged_raises_nothing():
    assert guard([]).by_chance == 0
    assert guard(statuses(Change(reason=NO_FIGURES))).tested == 0
