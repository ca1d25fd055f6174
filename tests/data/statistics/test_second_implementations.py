"""The rules that are short to say, said a second time, slowly and plainly, and compared on random figures.

Charts, trends, forecasts and indices of inequality have theirs beside their other tests. Many more series are
tried with --hypothesis-profile=thorough.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from statistics import stdev
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy import stats

from data.statistics import intervals
from data.statistics.backtest import back_test, track_record
from data.statistics.benchmark import compare, ranks
from data.statistics.forecast import forecast, furthest, word
from data.statistics.inequality import ridits, slopes_test
from data.statistics.pace import Pace, achieved, ever_achieved
from data.statistics.trajectory import MOST_LOCAL_FIRST, Figure, Plan, headline_order, now_against_plan

TODAY = date(2024, 6, 1)
TENTHS = st.integers(0, 200).map(lambda tenths: tenths / 10)
PERHAPS = st.one_of(st.none(), TENTHS)
BETTER = st.sampled_from(["higher", "lower", None])


@given(TENTHS, st.integers(0, 50), st.integers(0, 50), TENTHS, BETTER)
def test_the_comparison_with_a_benchmark(
    value: float, below: int, above: int, benchmark: float, better: Any
) -> None:
    interval = (value - below / 10, value + above / 10)
    if benchmark < interval[0]:
        expected = {"higher": "better", "lower": "worse", None: "higher"}[better]
    elif benchmark > interval[1]:
        expected = {"higher": "worse", "lower": "better", None: "lower"}[better]
    else:
        expected = "similar"
    assert compare(value, interval, benchmark, better).word == expected


def plain_word(found: Figure, plan: Plan) -> str:
    """The first statement in exact fractions, as the published rule says it."""

    def exact(number: float | None) -> Fraction | None:
        return None if number is None else Fraction(str(number)) * (1 if plan.comparison == ">=" else -1)

    value, target, path = exact(found.value), exact(plan.target), exact(plan.trajectory)
    if value is None:
        return "no data"
    if not plan.agreed:
        return "no target agreed"
    if plan.set_on and found.period_end and found.period_end < plan.set_on:
        return "too old to judge"
    limits = [limit for limit in (exact(found.lower), exact(found.upper)) if limit is not None]
    if target is None:
        return "no trajectory" if path is None else plain_word_along(value, path, limits)
    reached = value >= target
    if plan.deadline and plan.deadline >= TODAY:
        if path is None:
            return "at the level already" if reached else "not there yet"
        return "at the level already" if reached and value < path else plain_word_along(value, path, limits)
    if plan.deadline and found.period_end and found.period_end < plan.deadline:
        return "deadline passed, no figure for it"
    if plan.deadline or path is None:
        return "met" if reached else "not met"
    return "met" if reached else plain_word_along(value, path, limits)


def plain_word_along(value: Fraction, path: Fraction, limits: list[Fraction]) -> str:
    """The word for a figure beside its path; `limits` are both of its own or none."""
    if not limits:
        return "on plan, untested" if value >= path else "behind, untested"
    if min(limits) >= path:
        return "ahead"
    if value >= path:
        return "on plan"
    return "behind, within uncertainty" if max(limits) >= path else "behind"


DEADLINES = st.one_of(st.none(), st.integers(-400, 400).map(lambda days: TODAY + timedelta(days)))


@given(
    PERHAPS,
    st.one_of(st.none(), st.integers(0, 40)),
    st.builds(
        Plan,
        agreed=st.sampled_from([True, True, True, False]),
        target=PERHAPS,
        comparison=st.sampled_from([">=", "<="]),
        deadline=DEADLINES,
        set_on=DEADLINES,
        trajectory=PERHAPS,
    ),
)
def test_the_word_against_the_plan(value: float | None, half: int | None, plan: Plan) -> None:
    found = Figure(value, TODAY - timedelta(90))
    if value is not None and half is not None:
        found = replace(found, lower=round(value - half / 10, 1), upper=round(value + half / 10, 1))
    assert now_against_plan(found, plan, TODAY) == plain_word(found, plan)


TARGETS = st.lists(
    st.tuples(
        st.sampled_from(MOST_LOCAL_FIRST),
        st.integers(0, 3).map(lambda years: date(2018 + years, 1, 1)),
        st.one_of(st.none(), st.integers(-3, 3).map(lambda months: TODAY + timedelta(30 * months + 1))),
    ),
    min_size=1,
    max_size=6,
)


@given(TARGETS)
def test_the_headline_target(targets: list[tuple[str, date, date | None]]) -> None:
    chosen = min(targets, key=lambda one: headline_order(one[0], one[1], one[2], TODAY))
    left = targets
    for scope in MOST_LOCAL_FIRST:
        if any(one[0] == scope for one in left):
            left = [one for one in left if one[0] == scope]
            break
    newest = max(one[1] for one in left)
    left = [one for one in left if one[1] == newest]
    ahead = [one[2] for one in left if one[2] is not None and one[2] >= TODAY]
    if ahead:
        assert chosen[2] == min(ahead)
    assert chosen in left


AREAS = st.lists(st.tuples(TENTHS, st.integers(1, 60), st.integers(1, 60)), min_size=2, max_size=9)


@given(AREAS, BETTER)
def test_ranks_and_the_groups_that_cannot_be_told_apart(
    areas: list[tuple[float, int, int]], better: Any
) -> None:
    frame = pd.DataFrame(
        [(v, v - a / 10, v + b / 10) for v, a, b in areas], columns=["value", "lower", "upper"]
    )
    found = ranks(frame, better, draws=400)
    good = [(-v, -u, -low) if better == "lower" else (v, low, u) for v, low, u in frame.to_numpy()]
    assert list(found["rank"]) == [1 + sum(other[0] > one[0] for other in good) for one in good]
    order = sorted(range(len(good)), key=lambda at: -good[at][0])
    leader, number, groups = order[0], 1, {}
    for at in order:
        apart = good[leader][0] - good[at][0]
        allowed = (good[leader][0] - good[leader][1]) ** 2 + (good[at][2] - good[at][0]) ** 2
        if apart**2 > allowed and not math.isclose(apart**2, allowed):
            leader, number = at, number + 1
        groups[at] = number
    if not any(_is_tie(good, a, b) for a in order for b in order):
        assert list(found.group) == [groups[at] for at in range(len(good))]


def _is_tie(good: Sequence[Sequence[float]], a: int, b: int) -> bool:
    """Whether only rounding says that two areas differ."""
    apart = good[a][0] - good[b][0]
    allowed = (good[a][0] - good[a][1]) ** 2 + (good[b][2] - good[b][0]) ** 2
    return apart > 0 and math.isclose(apart**2, allowed)


@given(st.integers(4, 10), st.integers(3, 9), st.integers(0, 10_000), st.sampled_from(["log", "logit", None]))
def test_the_slopes_test(areas: int, years: int, seed: int, transform: Any) -> None:
    random = np.random.default_rng(seed)
    values = pd.DataFrame(random.uniform(0.1, 0.9, (years, areas)), index=range(2010, 2010 + years))
    people = list(random.uniform(50, 500, areas))
    onto = {"log": np.log, "logit": lambda v: np.log(v / (1 - v)), None: np.asarray}[transform]
    slopes = [stats.linregress(values.index, onto(values[name])).slope for name in values]
    expected = stats.linregress(ridits(people), slopes)
    found = slopes_test(values, people, transform=transform)
    half = stats.t.ppf(0.975, areas - 2) * expected.stderr
    told = (found.gradient, found.p_value, found.lower, found.upper, found.poorest)
    plain = (
        expected.slope,
        expected.pvalue,
        expected.slope - half,
        expected.slope + half,
        expected.intercept,
    )
    assert told == pytest.approx(plain, rel=1e-7, abs=1e-9)
    assert (found.verdict == "cannot tell yet") == (expected.pvalue >= 0.05)


YEARLY = st.lists(st.one_of(st.none(), TENTHS), min_size=2, max_size=12)


@given(YEARLY)
def test_the_pace_achieved(values: list[float | None]) -> None:
    figures = [(date(2010 + n, 12, 31), math.nan if v is None else v) for n, v in enumerate(values)]
    known = [(year, v) for year, v in enumerate(values) if v is not None]
    recent = [one for one in known if one[0] >= known[-1][0] - 5]
    found = achieved(figures)
    if len(recent) < 2:
        assert found.reason
    else:
        (first, low), (last, high) = recent[0], recent[-1]
        assert found.per_year == pytest.approx((high - low) / (last - first), rel=0.01, abs=1e-9)


@given(st.lists(st.lists(TENTHS, min_size=6, max_size=6), min_size=2, max_size=8), TENTHS, st.integers(1, 4))
def test_who_was_ever_as_fast(areas: list[list[float]], start: float, over: int) -> None:
    needed = 0.7333
    rows = [
        {"area": str(at), "period_end": date(2015 + year, 12, 31), "value": value}
        for at, values in enumerate(areas)
        for year, value in enumerate(values)
    ]
    last = [values[-1] for values in areas]
    band = stdev(last) / 2
    assume(not any(math.isclose(abs(value - start), band) for values in areas for value in values))
    years = [(date(2015 + year + over, 1, 1) - date(2015 + year, 1, 1)).days / 365.25 for year in range(6)]
    fastest = [
        max(
            (
                (values[year + over] - values[year]) / years[year + 1]
                for year in range(6 - over)
                if abs(values[year] - start) <= band
            ),
            default=None,
        )
        for values in areas
    ]
    similar = [pace for pace in fastest if pace is not None]
    found = ever_achieved(pd.DataFrame(rows), start, Pace(needed, float(over)))
    assert (found.similar, found.achieved) == (len(similar), sum(pace >= needed for pace in similar))


@hypothesis_settings(max_examples=20)
@given(st.lists(TENTHS, min_size=6, max_size=12), st.sampled_from([">=", "<="]))
def test_the_back_test_is_the_forecast_of_every_earlier_date(values: list[float], comparison: Any) -> None:
    rows = back_test(values, frequency="annual", comparison=comparison)
    told = []
    for seen in range(5, len(values)):
        most = min(furthest(seen, "annual"), len(values) - seen)
        past, goal = values[:seen], values[seen - 1]
        table = forecast(past, horizon=most, frequency="annual", target=goal, comparison=comparison).table
        for ahead in table.index:
            row, came = table.loc[ahead], values[seen + ahead - 1]
            chance = float(row.probability)
            good = came >= goal if comparison == ">=" else came <= goal
            inside = [row[f"lower{level}"] <= came <= row[f"upper{level}"] for level in (80, 95)]
            told.append((*inside, (chance - good) ** 2, word(chance), good))
    assert len(told) == len(rows)
    if not told:
        return
    summed = track_record(rows.assign(all=0), by=["all"]).iloc[0]
    plain = [np.mean([one[at] for one in told]) for at in range(3)]
    assert list(summed[["cover80", "cover95", "brier"]]) == pytest.approx(plain, rel=1e-7, abs=1e-9)
    for name in ("likely", "unlikely"):
        said = [good for *_, spoken, good in told if spoken == name]
        assert summed[name] == len(said)
        assert not said or summed[f"hit_{name}"] == pytest.approx(np.mean(said))


@given(st.lists(TENTHS, min_size=2, max_size=30).filter(lambda values: len(set(values)) > 1))
def test_the_interval_of_a_mean(values: list[float]) -> None:
    n, centre = len(values), math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((one - centre) ** 2 for one in values) / (n - 1))
    half = stats.t.ppf(0.975, n - 1) * spread / math.sqrt(n)
    found = intervals.mean(values)
    assert (found.value, found.lower, found.upper) == pytest.approx((centre, centre - half, centre + half))


@given(
    st.lists(
        st.tuples(st.integers(4, 90), st.integers(1000, 9000), st.integers(1, 50)), min_size=3, max_size=19
    )
)
def test_the_interval_of_a_standardised_rate(groups: list[tuple[int, int, int]]) -> None:
    weight = sum(w for *_, w in groups)
    rate = sum(w * x / n for x, n, w in groups) / weight
    variance = sum((w / weight) ** 2 * x / n**2 for x, n, w in groups)
    events = sum(x for x, *_ in groups)
    low, high = intervals.byar_limits(events)
    scale = math.sqrt(variance / events)
    found = intervals.directly_standardised_rate(*([one[at] for one in groups] for at in range(3)))
    plain = (rate, rate + scale * (float(low) - events), rate + scale * (float(high) - events))
    assert (found.value, found.lower, found.upper) == pytest.approx([1e5 * one for one in plain])
