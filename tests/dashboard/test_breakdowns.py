"""Groups within an area: one row a group, fifths and tenths in the order of deprivation."""

import pandas as pd

from dashboard import words
from dashboard.pages.shared import indicator_parts

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


def test_people_of_whom_nothing_is_known_stand_last_and_in_words():
    groups = ["Missing", "Not stated", "Asian", "White"]
    assert sorted(groups, key=indicator_parts._order) == ["Asian", "White", "Missing", "Not stated"]
    assert words.category("Missing") == "Not recorded"
    assert words.category("People with SMI") == "People with severe mental illness"


def test_of_groups_on_several_boundaries_those_with_the_newest_period_are_shown():
    old = "County & UA deprivation deciles in England (IMD2019, 4/21 geography)"
    new = "County & UA deprivation deciles in England (IMD2019, 4/23 geography)"
    rows = [(old, 2022), (new, 2024), ("Disability", 2020), ("", 2024)]
    frame = pd.DataFrame(rows, columns=["category_type", "period_end"])
    assert indicator_parts._kinds(frame) == [new, "Disability"]
    assert words.grouping(new) == "deprivation of county and unitary areas, in tenths"
    assert words.grouping("Learning Disability") == "learning disability"
