"""Groups within an area: one row a group, fifths and tenths in the order of deprivation."""

import pandas as pd

from dashboard.indicator import parts as indicator_parts

FIFTHS = ["Most deprived quintile", "Second most deprived quintile", "Average deprived quintile"]


def frame(sexes: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"category": category, "sex": sex, "value": 1.0} for category in FIFTHS for sex in sexes]
    )


def test_groups_that_are_published_for_each_sex_are_shown_for_the_one_that_is_chosen():
    everything = frame(["Male", "Female", "Persons"])
    for sex in ("Male", "Persons"):
        assert list(indicator_parts._of_one_sex(everything, sex).category) == FIFTHS
        assert set(indicator_parts._of_one_sex(everything, sex).sex) == {sex}


def test_groups_that_are_published_for_everybody_only_are_shown_for_everybody():
    assert set(indicator_parts._of_one_sex(frame(["Persons"]), "Male").sex) == {"Persons"}


def test_fifths_stand_from_the_most_to_the_least_deprived_and_other_groups_by_name():
    assert sorted(sorted(FIFTHS), key=indicator_parts._order) == FIFTHS
    assert sorted(["White", "Asian"], key=indicator_parts._order) == ["Asian", "White"]
