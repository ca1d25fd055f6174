"""The sentences: numbers first, every reason a clause that reads, no praise and no blame."""

import re
from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.reader import catalogue
from data.catalogue.scopes import SET_FOR
from data.judgement.change import UNEVEN, YEARLY
from data.judgement.ranks import A_COUNT
from data.judgement.status import Change, Now, Outlook, Point, Speed, Status
from data.statistics.forecast import SAME_CHANGE
from data.statistics.kinds import refusal
from data.statistics.reason import NO_FIGURES, NO_INTERVAL, NO_REASON, NO_VARIATION, plainly, too_few
from data.wording import sentences
from data.wording.cards import of_speed

PERCENT = catalogue().indicators["dementia-diagnosis-rate"]
COUNT = catalogue().indicators["rtt-over-52-weeks"]
YEARS = catalogue().indicators["life-expectancy"]
HALTON = catalogue().areas["halton"]
LATEST = Point(date(2026, 3, 1), date(2026, 3, 31), "March 2026", 65.94, 63.0, 68.7, 659, 1000)
NOW = Now(
    "behind",
    target_key="example",
    target=66.7,
    comparison=">=",
    deadline=date(2027, 3, 31),
    scope="one Place",
    standing="own",
    against="target",
    gap=-0.76,
    gap_people=8,
)
STATUS = Status(PERCENT.id, "halton", "example", "Persons", "", "%", LATEST, NOW)
PRAISE = re.compile(r"\b(good|bad|excellent|poor|great|fail|failing|success|sadly|unfortunately|only just)\b")


def test_a_whole_status_in_words():
    status = replace(
        STATUS,
        change=Change(
            "chart", variation="common_cause", assurance="fail", points=14, difference=1.2, since="March 2025"
        ),
        outlook=Outlook(0.87, "likely", 67, 65.2, 68.9, date(2027, 3, 31), 14),
        verdict_date=date(2027, 4, 21),
        next_release=date(2026, 5, 21),
    )
    text = sentences.of_status(status, PERCENT, HALTON, date(2026, 5, 1))
    assert text == (
        "Halton: 65.9% in March 2026 (95% interval 63.0 to 68.7). "
        "Now against plan: behind; 0.8 percentage points below the target of 66.7% or more by March 2027; "
        "about 8 more people diagnosed would close the gap. "
        "Real change or noise: no real change: the points vary within their usual limits; "
        "1.2 percentage points higher than in March 2025; "
        "the usual range lies wholly where the target is missed. "
        "By the deadline: likely to meet the target (87%) if the past pattern continues, "
        "80% interval 65.2 to 68.9 in March 2027. "
        "The figure for the deadline is due about 21 April 2027. The next figure is due about 21 May 2026."
    )
    assert not PRAISE.search(text)


@pytest.mark.parametrize(
    ("reason", "short", "clause"),
    [
        (too_few(9, 13, "points"), "9 of 13 points", "there are only 9 points, and 13 are needed"),
        (too_few(1, 5, "points"), "1 of 5 points", "there is only 1 point, and 5 are needed"),
        (too_few(1, 2, "figures"), "1 of 2 figures", "there is only 1 figure, and 2 are needed"),
        (
            too_few(2, 13, "points").followed_by(" since the series changed in May 2024"),
            "2 of 13 points, since the series changed in May 2024",
            "there are only 2 points since the series changed in May 2024, and 13 are needed",
        ),
        (
            A_COUNT,
            "a count, which grows with the size of a Place",
            "this is a count, which grows with the size of a Place",
        ),
        (refusal("rolling", 3), "rolling three-year figures", "these are rolling three-year figures"),
        (refusal("rolling"), "overlapping periods", "these are overlapping periods"),
        (
            refusal("cumulative"),
            "a running total",
            "this is a running total, which can only rise until it starts anew",
        ),
        (NO_INTERVAL, "no interval", "these figures come without a 95% interval"),
        (NO_VARIATION, "no variation", "there is no variation"),
        (NO_FIGURES, "no figures", "there are no figures"),
        (
            NO_FIGURES.followed_by(" since the series changed in May 2024"),
            "no figures since the series changed in May 2024",
            "there are no figures since the series changed in May 2024",
        ),
        (SAME_CHANGE, "the same change every time", "there is the same change every time"),
        (
            YEARLY,
            "yearly figures: the control chart takes monthly ones",
            "these are yearly figures: the control chart takes monthly ones",
        ),
        (UNEVEN, "periods that are not evenly spaced", "these are periods that are not evenly spaced"),
    ],
)
def test_every_reason_is_short_in_a_cell_and_reads_after_because(reason, short, clause):
    assert (str(reason), reason.short, reason.clause) == (short, short, clause)
    told = sentences.of_change(Change(reason=reason), PERCENT).sentence
    assert told == f"Real change or noise: cannot be judged because {clause}."
    assert (
        f"cannot be judged because {clause}."
        in sentences.of_outlook(Outlook(reason=reason), PERCENT).sentence
    )


def test_where_there_is_no_reason_nothing_follows_it():
    assert not NO_REASON.followed_by(" since the series changed in May 2024")


def test_numbers_are_told_with_their_units_and_one_of_a_thing_is_one():
    assert sentences.amount(1234567, COUNT) == "1,234,567 pathways"
    assert sentences.amount(1, COUNT) == "1 pathway"
    assert sentences.amount(None, COUNT) == "no figure"
    assert sentences.amount(79.51, YEARS) == "79.5 years"
    assert sentences.number(-0.04, 1) == "0.0"
    assert sentences.difference(-1.0, PERCENT) == "1.0 percentage point"
    assert sentences.target_value(0, "<=", COUNT) == "0 pathways"
    assert sentences.in_period("12 months to March 2026") == "in the 12 months to March 2026"
    assert sentences.in_period("30 June 2021") == "on 30 June 2021"
    assert sentences.the_period("30 June 2021") == "30 June 2021"
    assert sentences.the_period("12 months to March 2026") == "the 12 months to March 2026"


def test_fewer_and_more_people_and_none_beyond_the_plan():
    waiting = replace(NOW, gap=120.0, gap_people=-120, target=0.0, comparison="<=", deadline=None)
    assert sentences.of_gap(waiting, COUNT) == (
        "120 pathways above the target of 0 pathways with no deadline; 120 fewer pathways would close the gap"
    )
    assert sentences.of_people(replace(NOW, word="met", gap_people=-8), PERCENT) == ""
    assert sentences.of_people(replace(NOW, gap_people=1), PERCENT).endswith(
        "about 1 more person diagnosed would close the gap"
    )


def test_a_path_is_named_as_agreed_or_as_a_straight_line():
    on_path = replace(NOW, against="trajectory", trajectory_value=66.1)
    agreed = sentences.of_gap(replace(on_path, trajectory_kind="agreed"), PERCENT)
    assert "below the agreed trajectory of 66.1% towards 66.7% or more by March 2027" in agreed
    straight = sentences.of_gap(replace(on_path, trajectory_kind="straight line"), PERCENT)
    assert "the expected path of 66.1% (straight line, not an agreed trajectory)" in straight
    assert sentences.of_gap(replace(NOW, gap=0.0), PERCENT).startswith("equal to the target")


def test_a_figure_that_is_not_there_is_told_with_its_reason():
    suppressed = replace(LATEST, value=None)
    assert (
        sentences.of_figure(suppressed, PERCENT, HALTON, why="suppressed")
        == "Halton: no figure in March 2026 (suppressed)."
    )
    assert sentences.of_figure(None, YEARS, HALTON, "Male") == "Halton, male: no figure."
    assert "computed from the counts" in sentences.of_figure(
        replace(LATEST, interval_basis="computed"), PERCENT, HALTON
    )


def test_dates_that_have_passed_are_told_as_passed():
    told = sentences.of_dates(replace(STATUS, next_release=date(2026, 5, 21)), date(2026, 6, 1))
    assert told == "The next figure was due about 21 May 2026; Beacon does not have it yet."


def test_chances_are_never_certain():
    assert [sentences.chance(p) for p in (0.001, 0.5, 0.999)] == ["less than 1%", "50%", "more than 99%"]


def test_the_trend_is_told_with_its_direction_and_size():
    told = Change("trend", trend="increasing", difference=2.3, since="2019/20", points=5)
    assert sentences.of_change(told, PERCENT).sentence == (
        "Real change or noise: increasing and getting better over five points, "
        "2.3 percentage points higher than in 2019/20."
    )


def test_pace_in_words():
    told = of_speed(Speed(1.5, "", 0.5, 5.0, "", 12, 40), PERCENT)
    assert told == (
        "Pace required: 1.5 percentage points up a year. Pace achieved: 0.5 percentage points up a year, "
        "over 5 years. 12 of 40 areas with a similar start ever kept up the pace required for as long."
    )
    none = of_speed(
        Speed(
            required_reason=plainly("the target has no deadline"), achieved_reason=too_few(0, 2, "figures")
        ),
        PERCENT,
    )
    assert none == (
        "Pace required: cannot be told because the target has no deadline. "
        "Pace achieved: cannot be told because there are no figures, and 2 are needed."
    )


def test_every_word_for_a_direction_is_told():
    assert set(sentences.BETTER) == {"higher", "lower", "neither"}
    assert set(SET_FOR) == {"C&M total", "every Place", "one Place", "every trust", "national"}


def test_the_age_of_a_period_is_told_in_months_and_years():
    end = date(2026, 1, 31)
    days = [date(2026, 2, 27), date(2026, 3, 1), date(2026, 11, 22), date(2028, 1, 31), date(2028, 12, 31)]
    assert [sentences.age(end, day) for day in days] == [
        "less than a month ago",
        "1 month ago",
        "9 months ago",
        "2 years ago",
        "over 2 years ago",
    ]
    assert sentences.age(end, date(2026, 1, 1)) == "less than a month ago"


def test_what_rounding_hides_is_never_called_equal():
    """66.68% is shown as 66.7% and still falls short of 66.7%."""
    near = replace(NOW, word="not met", gap=-0.02, gap_people=1)
    told = sentences.of_now(near, PERCENT).sentence
    assert "not met; less than 0.1 percentage points below the target of 66.7% or more" in told
    assert "about 1 more person diagnosed" in told
    assert sentences.of_distance(-1e-12, PERCENT) == "equal to"
    fell = Change("trend", trend="decreasing", difference=-0.004, since="2019/20", points=5)
    recorded = catalogue().indicators["dementia-prevalence-qof"]
    assert "decreasing over five points, less than 0.01 percentage points lower than in 2019/20" in (
        sentences.of_change(fell, recorded).sentence
    )
    assert sentences.of_difference(replace(fell, difference=0.0), recorded) == "the same as in 2019/20"
    assert sentences.difference(0.3, COUNT) == "less than 1 pathway"
    assert of_speed(Speed(required=0.02, achieved=0.0, achieved_years=5.0), PERCENT) == (
        "Pace required: less than 0.1 percentage points up a year. Pace achieved: no change, over 5 years."
    )


def test_a_score_has_no_unit_and_its_difference_has_points():
    score = catalogue().indicators["deprivation-score"]
    assert sentences.amount(25.1, score) == "25.1"
    assert sentences.difference(1.9, score) == "1.9 points"


def test_an_uncertain_forecast_reads_as_english():
    told = sentences.of_outlook(Outlook(0.73, "uncertain", 5, 3.1, 5.9, date(2030, 12, 31), 14), PERCENT)
    assert told.sentence.startswith("By the deadline: uncertain whether it will meet the target (73%) if the")


def test_a_target_set_for_a_whole_says_that_it_was_not_set_for_this_area():
    told = sentences.of_now(replace(NOW, scope="national", standing="yardstick"), PERCENT).sentence
    assert told.endswith("; the target was set for England as a whole, not for this area.")


def test_a_figure_that_is_not_there_is_told_once():
    missing = replace(LATEST, value=None)
    told = sentences.of_figure(missing, PERCENT, HALTON, why="no figure: Halton not supplied")
    assert told == "Halton: no figure in March 2026 (Halton not supplied)."


def test_what_is_published_and_not_held_is_never_called_not_published():
    known = catalogue()
    halton, whole = known.areas["halton"], known.areas["cheshire-and-merseyside"]
    held = sentences.why_instead(known.indicators["cvd-hypertension-treated"], halton, whole)
    assert held.startswith("Beacon has no figure for Halton. Cheshire and Merseyside is shown instead.")
    assert "are published" in held
    assert "not published" not in held
    assert "not published for Halton" in sentences.why_instead(known.indicators["ae-4-hour"], halton, whole)


def test_a_figure_without_a_good_direction_says_why_its_target_has_one():
    known = catalogue()
    target, diabetes = known.targets["place-sthelens-diabetes"], known.indicators["diabetes-prevalence-qof"]
    assert sentences.BETTER[diabetes.better].endswith("in itself")
    assert sentences.of_direction(target, diabetes).startswith("The target asks for less; the figure also")
    assert sentences.of_direction(target, known.indicators["smoking-prevalence"]) == ""
