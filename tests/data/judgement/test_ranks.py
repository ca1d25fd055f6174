"""Ranks of the nine Places: only with intervals, at one period, Cheshire once where its figure is joint."""

from datetime import date

import pytest

from data.catalogue.reader import catalogue
from data.judgement.ranks import A_COUNT, of_places, packed, ranking, unpacked
from data.judgement.status import Point
from data.statistics.reason import NO_FIGURES

KNOWN = catalogue()
HIGHER = KNOWN.indicators["dementia-diagnosis-rate"]
LOWER = KNOWN.indicators["smoking-prevalence"]
NEITHER = next(indicator for indicator in KNOWN.indicators.values() if indicator.better == "neither")
COUNT = KNOWN.indicators["rtt-waiting-list"]
PLACES = [place.slug for place in KNOWN.places]


def year(of: int, value: float | None, half: float | None = 1.0) -> Point:
    sure = value is not None and half is not None
    limits = (value - half, value + half) if sure else (None, None)
    return Point(date(of, 1, 1), date(of, 12, 31), str(of), value, *limits)


def apart(of: int = 2024, half: float | None = 1.0, **changes: float | None) -> dict[str, list[Point]]:
    """Nine Places ten apart, the first in the plan's order highest."""
    values = {slug: 90.0 - 10 * at for at, slug in enumerate(PLACES)} | changes
    return {slug: [year(of, value, half)] for slug, value in values.items()}


def ranks(points: dict[str, list[Point]], indicator=HIGHER):
    return of_places(KNOWN, indicator, {(slug, "Persons"): of for slug, of in points.items()}, "Persons")


def test_places_far_apart_have_sure_ranks_and_stand_alone():
    found = ranks(apart())
    assert list(found.table.area) == PLACES
    assert found.table[["rank", "rank_lower", "rank_upper"]].nunique(axis=1).eq(1).all()
    assert [len(group) for group in found.groups] == [1] * 9
    assert (found.period, found.newest, found.reason.short) == ("2024", "", "")


def test_the_lowest_is_first_where_lower_is_better():
    assert list(ranks(apart(), LOWER).table.area) == PLACES[::-1]


def test_a_rank_lies_in_its_interval_and_alike_places_share_a_group():
    found = ranks({slug: [year(2024, 50 + 0.3 * at, 2.0)] for at, slug in enumerate(PLACES)})
    table = found.table
    assert ((table.rank_lower <= table["rank"]) & (table["rank"] <= table.rank_upper)).all()
    assert (table.rank_upper - table.rank_lower).min() >= 3
    assert [len(group) for group in found.groups] == [8, 1] or len(found.groups) == 1


def test_a_joint_figure_counts_once():
    points = apart()
    joint = points.pop("cheshire-west")
    del points["cheshire-east"]
    found = ranks(points | {"cheshire": joint})
    assert len(found.table) == 8
    assert list(found.table["of"].unique()) == [8]
    assert "cheshire" in list(found.table.area)


def test_without_intervals_there_is_no_ranking():
    found = ranks(apart(half=None))
    assert found.reason.short == "no interval"
    assert found.table["rank"].isna().all()
    assert found.period == "2024"


def test_the_newest_period_with_intervals_is_ranked_and_both_are_named():
    older, newer = apart(2022), apart(2024, half=None)
    found = ranks({slug: [*older[slug], *newer[slug]] for slug in PLACES})
    assert (found.period, found.newest, found.reason.short) == ("2022", "2024", "")
    assert found.table["rank"].notna().all()


def test_the_bare_order_is_of_the_newest_figures_whether_or_not_an_interval_tests_it():
    """As on Halton's page: last by figures of 2024/25, while those with intervals are of 2019/20."""
    older, newer = apart(2019), apart(2024, half=None, **{PLACES[0]: 1.0, PLACES[1]: 80.5})
    found = ranks({slug: [*older[slug], *newer[slug]] for slug in PLACES})
    assert found.table.set_index("area")["rank"][PLACES[0]] == 1
    assert found.bare == {slug: at for at, slug in enumerate([*PLACES[1:], PLACES[0]], 1)}
    assert found.bare == unpacked(packed(found)).bare
    untested = ranks(apart(half=None, **{PLACES[8]: 20.0}))
    assert (untested.bare[PLACES[7]], untested.bare[PLACES[8]]) == (8, 8)
    assert ranks(apart(), LOWER).bare[PLACES[0]] == 9
    assert ranks(apart(), COUNT).bare == ranks(apart(), NEITHER).bare == {}


def test_an_area_that_lags_is_not_compared_across_periods():
    points = apart()
    points["halton"] = [year(2023, 99.0)]
    found = ranks(points)
    halton = found.table.set_index("area").loc["halton"]
    assert (halton.reason.short, halton["rank"] != halton["rank"]) == ("no figure", True)
    assert found.table["of"].max() == 8
    assert found.table.area.iloc[-1] == "halton"


@pytest.mark.parametrize(
    ("indicator", "points", "reason"), [(COUNT, apart(), A_COUNT), (HIGHER, {}, NO_FIGURES)]
)
def test_what_cannot_be_ranked_says_why(indicator, points, reason):
    assert ranks(points, indicator).reason == reason


def test_any_areas_can_be_ranked():
    two = [KNOWN.areas["england"], KNOWN.areas["north-west"]]
    found = ranking(HIGHER, two, {"england": [year(2024, 60.0)], "north-west": [year(2024, 70.0)]})
    assert list(found.table.area) == ["north-west", "england"]
