"""Comparisons follow OHID's rules; ranks carry their uncertainty."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.statistics.benchmark import compare, ranks, rest_of
from data.statistics.errors import StatisticsError
from data.statistics.reason import NO_INTERVAL

BETTER: dict[str, Any] = {"high_is_good": "higher", "low_is_good": "lower", "no_judgement": None}
EXTRACTS = Path(__file__).parents[3] / "../shared/extracts"


def test_ohids_own_comparisons_are_reproduced(shared: Callable[[str], Path]) -> None:
    cases = pd.read_csv(shared("benchmark_trend/benchmark_comparison.csv"))
    for row in cases.itertuples():
        found = compare(row.value, (row.lower95, row.upper95), row.benchmark, BETTER[row.polarity])
        expected = None if pd.isna(row.expected) else row.expected.lower()
        assert found.word == expected, row
        assert bool(found.reason) == (expected is None)


def test_every_published_verdict_against_england_is_reproduced() -> None:
    path = EXTRACTS / "fingertips/indicators-CountyUA.data.csv"
    if not path.exists():
        pytest.skip("the Fingertips download is not in shared/extracts beside the checkout")
    table = pd.read_csv(path, encoding="utf-8-sig")
    match = ["Indicator ID", "Sex", "Age", "Time period", "Category Type"]
    keyed = table.assign(**{"Category Type": table["Category Type"].fillna("")})
    england = keyed[keyed["Area Code"] == "E92000001"][[*match, "Value"]]
    joined = keyed.merge(england, on=match, suffixes=("", " of England"))
    word = "Compared to England value or percentiles"
    judged = joined[joined[word].isin(["Better", "Worse", "Similar"])]
    assert len(judged) == 750
    polarity: dict[str, str] = {}
    for row in judged.to_dict("records"):
        interval = (row["Lower CI 95.0 limit"], row["Upper CI 95.0 limit"])
        found = compare(row["Value"], interval, row["Value of England"], "higher").word
        assert (found == "similar") == (row[word] == "Similar"), row
        if found != "similar":
            # one polarity per indicator has to explain all of its published words
            good = "higher" if (found == "better") == (row[word] == "Better") else "lower"
            assert polarity.setdefault(row["Indicator ID"], good) == good, row


def test_the_wide_interval_says_how_sure_the_word_is() -> None:
    assert compare(12, (11, 13), 10.5, "higher", (10, 14)).surely is False
    assert compare(12, (11, 13), 9.5, "higher", (10, 14)).surely is True
    assert compare(12, (11, 13), 9.5, "higher").surely is None
    assert compare(12, (11, 13), 9.5, "higher", (math.nan, math.nan)).surely is None


def test_a_comparison_that_cannot_be_made_says_why() -> None:
    nan = math.nan
    assert compare(nan, (1, 2), 1, None).reason.short == "no figure"
    assert compare(3, (nan, nan), 1, None).reason.short == "no interval"
    assert compare(3, (2, 4), nan, None).reason.short == "no benchmark figure"
    assert compare(9, (2, 4), 3, None).reason.short == "an interval that does not contain its value"
    assert compare(None, (2, 4), 3, None).reason.short == "no figure"
    assert compare(3, (None, None), 3, None).reason.short == "no interval"


def test_an_unknown_direction_is_refused_rather_than_read_as_lower() -> None:
    wrong: Any = "neither"
    for ask in (
        lambda: compare(3, (2, 4), 5, wrong),
        lambda: ranks(pd.DataFrame({"value": [1.0], "lower": [0.0], "upper": [2.0]}), wrong),
    ):
        with pytest.raises(StatisticsError):
            ask()


def test_the_rest_of_an_area_that_is_no_part_is_refused() -> None:
    with pytest.raises(StatisticsError, match="none of the areas"):
        rest_of({"a": (1, 10), "b": (2, 10)}, "c")


def test_the_rest_is_summed_from_the_others_and_never_a_difference() -> None:
    counts = {"halton": (10.0, 100.0), "sefton": (30.0, 100.0), "wirral": (20.0, 300.0)}
    assert rest_of(counts, "halton") == (12.5, "")
    value, reason = rest_of({**counts, "wirral": (math.nan, 300.0)}, "halton")
    assert math.isnan(value)
    assert reason == "not every other Place has counts"


def example(values: list[float], half: float) -> pd.DataFrame:
    value = np.array(values)
    return pd.DataFrame({"value": value, "lower": value - half, "upper": value + half}, index=list("abcdef"))


def test_areas_far_apart_have_certain_ranks_and_groups_of_their_own() -> None:
    found = ranks(example([10, 60, 20, 50, 30, 40], 0.5), "higher")
    assert list(found["rank"]) == [6, 1, 5, 2, 4, 3]
    assert (found.rank_lower == found["rank"]).all()
    assert (found.rank_upper == found["rank"]).all()
    assert list(found.group) == [6, 1, 5, 2, 4, 3]
    assert list(ranks(example([10, 60, 20, 50, 30, 40], 0.5), "lower")["rank"]) == [1, 6, 2, 5, 3, 4]


def test_areas_that_cannot_be_separated_form_one_group_with_wide_ranks() -> None:
    found = ranks(example([50, 51, 52, 53, 54, 55], 20), "higher")
    assert set(found.group) == {1}
    assert (found.rank_lower <= 2).all()
    assert (found.rank_upper >= 5).all()
    assert (found.of == 6).all()


def test_simulated_rank_limits_contain_the_rank_and_repeat() -> None:
    frame = example([10, 11, 13, 16, 20, 25], 2)
    found = ranks(frame, "lower")
    assert (found.rank_lower <= found["rank"]).all()
    assert (found["rank"] <= found.rank_upper).all()
    pd.testing.assert_frame_equal(found, ranks(frame, "lower"))


def test_rank_limits_of_two_areas_follow_the_chance_that_they_swap() -> None:
    frame = pd.DataFrame({"value": [10.0, 12.0], "lower": [9.0, 11.0], "upper": [11.0, 13.0]})
    assert ranks(frame, "higher")[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[2, 2], [1, 1]]
    frame.loc[1] = [11.0, 10.0, 12.0]
    assert ranks(frame, "higher")[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_no_interval_no_rank() -> None:
    frame = example([10, 60, 20, 50, 30, 40], 0.5)
    frame.loc["b", "lower"] = math.nan
    found = ranks(frame, "higher")
    assert math.isnan(found.loc["b", "rank"])
    assert found.loc["b", "reason"] == NO_INTERVAL
    assert found.loc["d", "rank"] == 1
    assert found.loc["d", "of"] == 5
    assert ranks(frame.assign(lower=math.nan), None)["rank"].isna().all()
    with pytest.raises(StatisticsError, match="upper"):
        ranks(frame.drop(columns="upper"), None)
