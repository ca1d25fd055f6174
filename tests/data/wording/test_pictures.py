"""The sentences of pictures: what is seen, how sure it is, what is missing."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data.catalogue.reader import catalogue
from data.judgement.annotations import chart_of, fan_of
from data.judgement.change import Goal, after_breaks
from data.judgement.peers import COLUMNS, Peers
from data.judgement.ranks import of_places
from data.statistics import contribution
from data.statistics.contribution import Contribution, Shares
from data.statistics.reason import NO_TARGET
from data.wording import pictures
from tests.data.examples import example_points
from tests.data.judgement.test_ranks import PLACES, apart, year

RATE = catalogue().indicators["dementia-diagnosis-rate"]
LOWER = catalogue().indicators["smoking-prevalence"]
STABLE = [60, 61, 59, 60, 62, 58, 60, 61, 59, 60, 61, 60, 59, 61]


@pytest.mark.parametrize(
    ("rank", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (9, "9th"), (11, "11th"), (21, "21st")]
)
def test_ranks_are_said_as_people_say_them(rank, said):
    assert pictures.ordinal(rank) == said


def test_a_control_chart_says_its_mean_its_limits_and_its_marks():
    quiet = pictures.of_control_chart(chart_of(RATE, example_points(STABLE), []), RATE)
    assert quiet.startswith("The mean is 60.1%, the usual limits are ")
    assert quiet.endswith("none of the 14 points shows a special cause.")
    marked = pictures.of_control_chart(chart_of(RATE, example_points([*STABLE, 70]), []), RATE)
    assert "of 15 points 1 for the better shows a special cause" in marked
    assert marked.endswith("the latest is one: the latest point is outside the limits.")


def test_no_chart_and_no_fan_say_why():
    short = chart_of(RATE, example_points(STABLE[:9]), [])
    assert pictures.of_control_chart(short, RATE) == (
        "No control limits are drawn because there are only 9 points, and 13 are needed."
    )
    fan = fan_of(RATE, after_breaks(example_points(STABLE), []), None)
    assert (
        pictures.of_fan(fan, RATE) == "No forecast is drawn because there is no target with a value to reach."
    )


def test_a_fan_says_where_it_ends_and_how_sure_it_is():
    fan = fan_of(RATE, after_breaks(example_points(STABLE), []), Goal(70, ">=", date(2024, 6, 30)))
    told = pictures.of_fan(fan, RATE)
    assert told.startswith("If the past pattern continues, ")
    assert "in June 2024 (80% limits " in told
    assert told.endswith("from 14 points.")


def ranking(points):
    return of_places(catalogue(), RATE, {(slug, "Persons"): of for slug, of in points.items()}, "Persons")


def test_a_rank_is_told_with_its_interval_and_its_group():
    apart_told = pictures.of_rank(ranking(apart()), "wirral")
    assert apart_told == "Wirral is 2nd of 9 in 2024 (surely 2nd). It stands apart from all others."
    close = ranking({slug: [year(2024, 50 + 0.01 * at, 5.0)] for at, slug in enumerate(PLACES)})
    assert "95% interval 1st to 9th" in pictures.of_rank(close, "wirral")
    assert pictures.of_ranking(close, RATE) == (
        "In 2024 no other Place can be told apart from the first, Cheshire East."
    )


def test_a_ranking_of_older_figures_says_so():
    older, newer = apart(2022), apart(2024, half=None)
    found = ranking({slug: [*older[slug], *newer[slug]] for slug in PLACES})
    assert pictures.of_ranking(found, RATE).endswith(
        "The newer figures, in 2024, come without intervals and are not ranked."
    )
    assert pictures.of_ranking(ranking(apart(half=None)), RATE) == (
        "Places are not ranked because these figures come without a 95% interval."
    )


def shares() -> Shares:
    frames = [
        pd.DataFrame({"numerator": counts, "denominator": [1000.0, 1000.0]}, index=["sefton", "halton"])
        for counts in ([650.0, 700.0], [680.0, 720.0])
    ]
    gap, change = (
        contribution.of_the_gap(frames[1], 71.0, 100),
        contribution.of_the_change(frames[0], frames[1], 100),
    )
    return Shares(gap, change, "2024", "2023")


def test_contributions_name_the_largest_parts():
    names = {"sefton": "Sefton", "halton": "Halton"}
    gap = pictures.of_gap_shares(shares(), RATE, names)
    assert gap.startswith("The gap in 2024 was about 20 more ")
    assert gap.endswith("Largest: Sefton 30. At or beyond the target: Halton.")
    assert pictures.of_change_shares(shares(), RATE, names) == (
        "Cheshire and Merseyside went up by 2.50 percentage points from 2023 to 2024. "
        "What moved it most: Sefton +1.50 and Halton +1.00."
    )
    assert (
        pictures.of_gap_shares(replace(shares(), rounded=True), RATE, names)
        == f"{gap} {pictures.FROM_COUNTS}"
    )
    none = Shares(Contribution(pd.DataFrame(), reason=NO_TARGET), shares().of_change)
    assert pictures.of_gap_shares(none, RATE, names) == (
        "The gap cannot be shared out because there is no target with a value."
    )


def test_peers_are_counted_and_the_most_improved_is_named():
    rows = [
        ("e1", "First", 20.5, 12.0, -8.5, 8.5, True, False),
        ("halton", "Halton", 20.0, 16.0, -4.0, 4.0, True, True),
    ]
    found = Peers(
        table=pd.DataFrame(rows, columns=COLUMNS),
        start_period="2019",
        now_period="2024",
        within=1.5,
        similar=3,
        improved=2,
        ahead=1,
    )
    assert pictures.of_peers(found, LOWER) == (
        "Of 3 areas with a similar figure in 2019 (within 1.5 percentage points of Halton), 2 "
        "improved by 2024, First most, from 20.5% to 12.0%. Halton went from 20.0% to 16.0%; 1 improved "
        f"more. {pictures.BY_CHANCE}"
    )


@pytest.mark.parametrize(
    ("y", "said"),
    [
        ([1, 2, 3, 4, 5, 6], "mostly higher, too (rank correlation 1.00, 6 areas)"),
        ([6, 5, 4, 3, 2, 1], "mostly lower (rank correlation \N{MINUS SIGN}1.00, 6 areas)"),
        ([3, 1, 4, 6, 2, 2], "no clear link"),
        ([1, 2, 3], "too few to speak of a link"),
    ],
)
def test_a_link_is_told_with_its_caution(y, said):
    rows = pd.DataFrame({"x": list(range(len(y))), "y": y}, dtype=float)
    assert said in pictures.of_scatter(rows, RATE, LOWER)


def test_a_profile_counts_sides_and_what_is_sure():
    rows = pd.DataFrame(
        {
            "position": [1.0, -1.0, -2.0, 0.5, float("nan")],
            "better": ["higher", "lower", "lower", "neither", "higher"],
            "compared": ["better", "", "worse", "", ""],
        }
    )
    assert pictures.of_profile(rows, "Halton", "England") == (
        "Of 4 indicators, Halton has a figure better than England on 1, worse than England on 2 and not "
        "compared on 1, where neither high nor low is better. By its 95% interval, which 2 of them have, "
        "better on 1 and worse on 1."
    )


def test_a_place_short_of_the_target_is_told_by_how_many_and_a_fall_has_a_minus_sign():
    names = {"sefton": "Sefton", "halton": "Halton"}
    whole = shares()
    table = whole.of_gap.table.assign(people=[30.0, -40.0])
    none = replace(whole, of_gap=replace(whole.of_gap, table=table, total=-10.0))
    assert pictures.of_gap_shares(none, RATE, names) == (
        "Cheshire and Merseyside had no gap in 2024. Short of the target: Sefton by 30 people diagnosed. "
        "At or beyond the target: Halton."
    )
    fell = whole.of_change.table.assign(change=[-1.5, 1.0])
    down = replace(whole, of_change=replace(whole.of_change, table=fell, total=-0.5))
    assert "Sefton −1.50 and Halton +1.00" in pictures.of_change_shares(down, RATE, names)


def test_ends_that_several_places_share_name_them_all():
    told = pictures.of_tiles({"Sefton": 0.0, "Halton": 5.0, "Wirral": 0.04}, RATE, "2024")
    assert "Highest in 2024: Halton, 5.0%; lowest: Sefton and Wirral, 0.0%." in told
    assert pictures.of_tiles({"Sefton": 5.0, "Wirral": 5.01}, RATE, "2024") == "All have 5.0% in 2024."


def test_tiles_name_both_ends():
    told = pictures.of_tiles({"Sefton": 60.0, "Halton": 65.0}, RATE, "2024")
    assert told == "Highest in 2024: Halton, 65.0%; lowest: Sefton, 60.0%. A darker tile is a higher figure."
    assert pictures.of_tiles({}, RATE, "") == "No figure is held for any Place."
