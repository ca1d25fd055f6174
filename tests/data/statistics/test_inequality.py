"""Slope index, relative index, the slopes test and its sentences."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from data.statistics.errors import StatisticsError
from data.statistics.inequality import (
    Change,
    Inequality,
    leave_one_out,
    ridits,
    scales,
    sii,
    slopes_test,
    verdict,
)

POPULATIONS = [150, 490, 130, 180, 320, 280, 210, 340, 390]


def test_the_reference_indices_are_reproduced(cases: Path) -> None:
    inputs = pd.read_csv(cases / "inequality/sii_places_prop_inputs.csv")
    expected = pd.read_csv(cases / "inequality/sii_places_prop_expected.csv")
    assert len(expected) == 22
    for row in expected.to_dict("records"):
        year = inputs[inputs.year == row["year"]].sort_values("imd_rank")
        frame = year.rename(columns={"denominator": "population"}).assign(
            se=(year.upper - year.lower) / 3.919928
        )
        transform: Any = "logit" if row["case"] == "prop_transform" else None
        found = sii(frame, transform=transform)
        assert 100 * found.sii == pytest.approx(row["sii"], rel=1e-9)
        assert found.rii == pytest.approx(row["rii"], rel=1e-9)
        scale = 1 if transform is None else 100
        assert scale * found.fit_most_deprived == pytest.approx(row["intercept"], rel=1e-9)
        for name, size in (("sii", 100), ("rii", 1)):
            for side in ("lower", "upper"):
                limit = size * getattr(found, f"{name}_{side}")
                # the reference simulates its limits
                assert limit == pytest.approx(row[f"{name}_{side}95_0cl"], abs=0.01 * abs(row[name]))


def frame_of(values: list[float], errors: list[float]) -> pd.DataFrame:
    population = [100.0 + 37 * i % 210 for i in range(len(values))]
    return pd.DataFrame({"population": population, "value": values, "se": errors})


AREAS = st.integers(4, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(10, 90), min_size=n, max_size=n),
        st.lists(st.floats(0.1, 2), min_size=n, max_size=n),
    )
)


@given(AREAS)
def test_indices_agree_with_a_second_implementation(areas: tuple[list[float], list[float]]) -> None:
    frame = frame_of(*areas)
    total, below = frame.population.sum(), 0.0
    x = []
    for people in frame.population:
        x.append((below + people / 2) / total)
        below += people
    root = np.sqrt(frame.population)
    fit = np.linalg.lstsq(np.column_stack((root, root * x)), frame.value * root, rcond=None)[0]
    found = sii(frame)
    assert found.sii == pytest.approx(fit[1], rel=1e-7, abs=1e-7)
    middle = np.average(x, weights=frame.population)
    each = frame.population * (np.array(x) - middle)
    weights = each / (frame.population * (np.array(x) - middle) ** 2).sum()
    error = math.sqrt(float((weights**2 * frame.se**2).sum()))
    z = stats.norm.ppf(0.975)
    assert found.sii_lower == pytest.approx(fit[1] - z * error, rel=1e-7, abs=1e-7)
    assert found.sii_upper == pytest.approx(fit[1] + z * error, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("transform", ["log", "logit"])
def test_limits_on_a_transformed_scale_are_those_of_a_simulation(transform: Any) -> None:
    value = np.array([0.31, 0.29, 0.3, 0.26, 0.24, 0.25, 0.2, 0.21, 0.17])
    frame = pd.DataFrame({"population": POPULATIONS, "value": value, "se": 0.012})
    onto = np.log if transform == "log" else special.logit
    back = np.exp if transform == "log" else special.expit
    slope = 1 / value if transform == "log" else 1 / (value * (1 - value))
    drawn = onto(value) + np.random.default_rng(3).standard_normal((40_000, 9)) * 0.012 * slope
    root = np.sqrt(np.array(POPULATIONS, dtype=float))
    design = np.column_stack((root, root * ridits(POPULATIONS)))
    start, rise = np.linalg.lstsq(design, (drawn * root).T, rcond=None)[0]
    ends = back(start), back(start + rise)
    found = sii(frame, transform=transform)
    for limits, simulated in (
        ((found.sii_lower, found.sii_upper), ends[1] - ends[0]),
        ((found.rii_lower, found.rii_upper), ends[1] / ends[0]),
    ):
        np.testing.assert_allclose(limits, np.quantile(simulated, [0.025, 0.975]), rtol=0.02)


def test_indices_that_cannot_be_given_say_why() -> None:
    good = frame_of([30, 28, 25, 22, 20], [1, 1, 1, 1, 1])
    assert sii(good.head(3)).reason.short == "3 of 4 areas"
    assert (
        sii(good.assign(value=[30, math.nan, 25, 22, 20])).reason.short
        == "only 4 of the 5 areas have a figure"
    )
    assert sii(good.assign(population=[0, 1, 1, 1, 1])).reason.short == "an area without population"
    assert sii(good.assign(value=[1.0, 0.5, 0.5, 0.5, 0.5]), transform="logit").reason.short == (
        "a figure at the end of its scale"
    )
    assert math.isnan(sii(good.drop(columns="se")).sii_lower)
    assert sii(good.drop(columns="se")).sii < 0
    assert math.isnan(sii(good.assign(value=[1, -9, 3, -4, 2])).rii)
    with pytest.raises(StatisticsError):
        sii(good, transform="sqrt")  # type: ignore[arg-type]
    with pytest.raises(StatisticsError, match="population"):
        sii(good.drop(columns="population"))


def years_of(poorest: float, best_off: float, wobble: float = 0.003) -> pd.DataFrame:
    """Nine areas whose log outcome changes by `poorest` a year at one end and `best_off` at the other."""
    rank = ridits(POPULATIONS)
    slope = poorest + (best_off - poorest) * rank + wobble * np.resize([1, -1], 9)
    return pd.DataFrame(
        np.exp(np.outer(range(8), slope) - rank), index=range(2015, 2023), columns=list("abcdefghi")
    )


@pytest.mark.parametrize(
    ("poorest", "best_off", "sentence"),
    [
        (-0.05, -0.01, "closing, poorest improving faster"),
        (-0.05, 0.03, "closing, poorest improving faster"),
        (0.01, 0.06, "closing, but because the better-off are getting worse"),
        (-0.01, -0.06, "everyone improving, gap wider"),
        (0.03, -0.03, "gap wider, poorest getting worse"),
        (-0.02, -0.021, "cannot tell yet"),
    ],
)
def test_the_verdict_is_one_of_five_sentences(poorest: float, best_off: float, sentence: str) -> None:
    found = slopes_test(years_of(poorest, best_off), POPULATIONS, transform="log")
    assert found.verdict == sentence == verdict(found)
    assert found.freedom == 7
    assert found.lower <= best_off - poorest <= found.upper


def test_the_slopes_test_is_an_ordinary_regression_of_slopes_on_ridits() -> None:
    values = years_of(-0.03, -0.01, 0.01)
    slopes = [np.polyfit(values.index, np.log(values[name]), 1)[0] for name in values]
    expected = stats.linregress(ridits(POPULATIONS), slopes)
    found = slopes_test(values, POPULATIONS, transform="log")
    assert found.gradient == pytest.approx(expected.slope)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.poorest == pytest.approx(expected.intercept)
    shuffled = slopes_test(values.sample(frac=1, random_state=1), POPULATIONS, transform="log")
    assert shuffled.p_value == pytest.approx(found.p_value)


def test_areas_that_drift_apart_by_chance_seldom_raise_a_false_alarm() -> None:
    random = np.random.default_rng(11)
    alarms = 0
    for _ in range(600):
        drift = np.outer(range(10), random.normal(-0.02, 0.01, 9)) + random.normal(0, 0.03, (10, 9))
        values = pd.DataFrame(200 * np.exp(drift), index=range(2010, 2020))
        alarms += slopes_test(values, POPULATIONS, transform="log").verdict != "cannot tell yet"
    assert alarms / 600 <= 0.08


def test_a_change_that_cannot_be_judged_says_why() -> None:
    values = years_of(-0.05, -0.01)
    assert slopes_test(values.head(2), POPULATIONS, transform="log").reason.short == "2 of 3 years"
    holed = values.copy()
    holed.loc[2016, "c"] = math.nan
    found = slopes_test(holed, POPULATIONS, transform="log")
    assert (found.reason.short, found.verdict) == (
        "only 8 of the 9 areas have a figure for every year",
        "cannot tell yet",
    )
    assert (
        slopes_test(values * 0, POPULATIONS, transform="log").reason.short
        == "a figure at the end of its scale"
    )
    assert slopes_test(values * 0 + 5, POPULATIONS, transform="log").verdict == "cannot tell yet"
    assert verdict(Change()) == "cannot tell yet"
    with pytest.raises(StatisticsError, match="populations"):
        slopes_test(values, POPULATIONS[:8], transform="log")
    with pytest.raises(StatisticsError, match="one for each year"):
        slopes_test(
            values.set_axis([2015 + month / 12 for month in range(len(values))]), POPULATIONS, transform="log"
        )
    with pytest.raises(StatisticsError, match="not one for each year"):
        slopes_test(values.set_axis([2015, *values.index[:-1]]), POPULATIONS, transform="log")
    with pytest.raises(StatisticsError, match="transform"):
        slopes_test(values, POPULATIONS, transform="sqrt")  # type: ignore[arg-type]


@given(st.lists(st.floats(0.05, 0.95), min_size=3, max_size=12), st.sampled_from([None, "log", "logit"]))
def test_areas_that_move_exactly_together_have_no_change_of_gap(series: list[float], transform: Any) -> None:
    values = pd.DataFrame(dict.fromkeys("abcdefghi", series))
    found = slopes_test(values, POPULATIONS, transform=transform)
    assert (found.gradient, found.p_value, found.verdict) == (0, 1, "cannot tell yet")
    apart = slopes_test(values * np.linspace(1, 0.3, 9), POPULATIONS, transform="log")
    assert (apart.gradient, apart.verdict) == (0, "cannot tell yet")


@pytest.mark.parametrize("transform", [None, "log", "logit"])
def test_equal_areas_have_exactly_no_gap_and_bad_standard_errors_no_limits(transform: Any) -> None:
    frame = pd.DataFrame({"population": POPULATIONS, "value": 0.3, "se": 0.01})
    found = sii(frame, transform=transform)
    assert (found.sii, found.rii) == (0, 1)
    assert found.sii_lower < 0 < found.sii_upper
    for wrong in (-0.01, math.inf, math.nan):
        bad = sii(frame.assign(se=wrong), transform=transform)
        assert (bad.sii, bad.reason.short) == (0, "")
        assert math.isnan(bad.sii_lower)
    assert sii(frame.assign(population=math.inf)).reason.short == "an area without population"


def test_leaving_each_area_out_shows_who_carries_the_verdict() -> None:
    values = years_of(-0.02, -0.02)
    values["a"] *= np.exp(-0.2 * np.arange(8))
    found = leave_one_out(values, POPULATIONS, transform="log")
    assert list(found.index) == list("abcdefghi")
    kept = slopes_test(values.drop(columns="a"), POPULATIONS[1:], transform="log")
    assert found.loc["a", "p_value"] == pytest.approx(kept.p_value)
    assert abs(found.loc["a", "gradient"]) < 0.02 < found.drop(index="a").gradient.min()


def test_absolute_and_relative_change_are_both_told_when_they_disagree() -> None:
    first, last = Inequality(sii=-10, rii=0.5), Inequality(sii=-8, rii=0.4)
    absolute, relative, words = scales(first, last)
    assert absolute == -2
    assert relative == pytest.approx(math.log(2.5) - math.log(2))
    assert words == "the absolute gap is narrower, the relative gap is wider"
    assert scales(first, Inequality(sii=-8, rii=0.6))[2] == ""
    assert scales(first, Inequality())[2] == ""
