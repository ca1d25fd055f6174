"""What an analyst is told when a definition is wrong: file, key, what was found, what to do, all at once."""

import shutil
from pathlib import Path

import pytest

from data.catalogue import reader
from data.catalogue.reader import catalogue, load_catalogue
from data.errors import DefinitionError, Problem

INDICATOR = """
id = "example"
title = "An example of a percentage"
short_title = "Example"
definition = "People for whom it holds, as a percentage of all."
unit = "%"
better = "higher"
domain = "context"
frequency = "annual"
series_kind = "point"
geography = "exact"
why = "It shows how a definition looks."
publisher = "Example publisher"
usual_lag_days = 30

[quality]
timeliness = "yearly"
completeness = "all nine Places"
source = "local return"

[[series]]
id = "example-series"
source = "tidy"
name = "by local authority"
"""
TARGET = """
[[target]]
key = "example-target"
indicator = "example"
domain = "context"
name = "Example"
statement = "At least 80 % by March 2027"
direction = "increase"
value = 80
comparison = ">="
scope = "every Place"
deadline = 2027-03-31
set_on = 2026-01-01
set_on_basis = "date of the paper"
document = "example.txt"
section = "1"
words = "at least 80% by March 2027"
kind = "outcome"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's own definitions and one example indicator with a target, free to be spoilt."""
    copy = tmp_path / "definitions"
    shutil.copytree(reader.DEFINITIONS, copy)
    (copy / "indicators" / "example.toml").write_text(INDICATOR, encoding="utf-8")
    (copy / "targets" / "example.toml").write_text(TARGET, encoding="utf-8")
    return copy


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(DefinitionError) as raised:
        load_catalogue(folder)
    return list(raised.value.problems)


def one_problem(folder: Path) -> Problem:
    found = problems(folder)
    assert len(found) == 1, found
    return found[0]


def test_one_added_file_adds_an_indicator_and_one_entry_a_target(folder):
    catalogue = load_catalogue(folder)
    assert catalogue.indicators["example"].headline.id == "example-series"
    assert [target.key for target in catalogue.targets_for("example")] == ["example-target"]
    assert "example" not in load_catalogue().indicators


def test_a_trajectory_is_added_by_one_csv(folder):
    header = "target_key,indicator,place,date,value,kind,interpolation,basis,document,words"
    row = "example-target,example,halton,2026-12-31,75,trajectory,linear,point,example.txt,75% by then"
    (folder / "trajectories" / "example.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    path = load_catalogue(folder).agreed_path("example-target", "halton")
    assert [(point.value, point.interpolation) for point in path] == [(75, "linear")]


def test_a_misspelt_key_is_told_with_the_key_meant(folder):
    change(folder, "indicators/example.toml", 'why = "It', 'landing_pge = ""\nwhy = "It')
    problem = one_problem(folder)
    assert problem.where == "indicators/example.toml"
    assert "`landing_pge`" in problem.fault
    assert problem.remedy == "did you mean `landing_page`?"


def test_a_misspelt_key_within_a_series_is_told_with_its_place(folder):
    change(folder, "indicators/example.toml", 'name = "by local authority"', 'name = "x"\nselct = {}')
    problem = one_problem(folder)
    assert "`series.1.selct`" in problem.fault
    assert problem.remedy == "did you mean `select`?"


def test_an_indicator_without_a_series_is_told(folder):
    change(folder, "indicators/example.toml", INDICATOR[INDICATOR.index("[[series]]") :], "")
    assert one_problem(folder).fault == "the key `series` is missing"


def test_a_key_like_no_other_is_told_with_the_keys_known(folder):
    change(folder, "indicators/example.toml", "[quality]", "[quality]\nzzz = 1")
    assert one_problem(folder).remedy.endswith("the keys known here are completeness, source, timeliness")


def test_a_misspelt_required_key_is_told_as_unknown_and_as_missing(folder):
    change(folder, "indicators/example.toml", "better =", "beter =")
    told = {problem.fault for problem in problems(folder)}
    assert told == {"the key `beter` is not known", "the key `better` is missing"}


@pytest.mark.parametrize("day", ['"31/02/2025"', '"2025-02-31"', "2025-02-31", '"March 2025"'])
def test_a_day_no_calendar_has_is_told(folder, day):
    change(folder, "targets/example.toml", "deadline = 2027-03-31", f"deadline = {day}")
    found = problems(folder)
    assert all(problem.where.startswith("targets/example.toml") for problem in found)
    assert all("YYYY-MM-DD" in problem.remedy for problem in found)


def test_a_bad_date_in_a_table_is_told_with_its_line(folder):
    change(folder, "breaks.csv", "2023-07-01", "31/02/2025")
    problem = one_problem(folder)
    assert problem.where.startswith("breaks.csv, line ")
    assert "31/02/2025" in problem.fault
    assert "YYYY-MM-DD" in problem.remedy


def test_a_target_for_a_missing_indicator_is_told_with_the_nearest(folder):
    change(folder, "targets/example.toml", 'indicator = "example"', 'indicator = "exmple"')
    problem = one_problem(folder)
    assert problem.where == "targets/example.toml, target 1 (example-target)"
    assert "`exmple`" in problem.fault
    assert problem.remedy == "did you mean `example`?"


def test_an_unknown_place_is_told(folder):
    change(folder, "targets/example.toml", '"every Place"', '"one Place"\nplace = "haltn"')
    problem = one_problem(folder)
    assert "`haltn`" in problem.fault
    assert problem.remedy == "did you mean `halton`?"


def test_a_target_cannot_compare_without_a_value(folder):
    change(folder, "targets/example.toml", "value = 80\n", "")
    assert "`comparison` needs a `value`" in one_problem(folder).fault


def test_a_quote_of_more_than_twenty_words_is_told(folder):
    change(folder, "targets/example.toml", "at least 80%", "word " * 20)
    assert "20 words" in one_problem(folder).fault


def test_a_series_id_used_twice_is_told_with_both_files(folder):
    change(folder, "indicators/example.toml", "example-series", "fingertips-93283")
    problem = one_problem(folder)
    assert "`fingertips-93283` is used twice" in problem.fault
    files = {problem.where, problem.fault.split("stands in ")[1].split(" already")[0]}
    assert files == {"indicators/example.toml", "indicators/life-expectancy.toml"}


def test_a_file_named_otherwise_than_its_indicator_is_told(folder):
    (folder / "indicators" / "example.toml").rename(folder / "indicators" / "other.toml")
    assert any("rename the file example.toml" in problem.remedy for problem in problems(folder))


def test_a_target_key_used_twice_is_told(folder):
    (folder / "targets" / "again.toml").write_text(TARGET, encoding="utf-8")
    assert "`example-target` is used twice" in one_problem(folder).fault


def test_two_areas_cannot_share_a_code(folder):
    change(folder, "areas/places.csv", "E08000014", "E08000012")
    assert any("area code `E08000012` is used twice" in problem.fault for problem in problems(folder))


def test_an_unknown_member_of_an_area_is_told(folder):
    change(folder, "areas/places.csv", "01t; 01v", "01t; 01w")
    assert "`01w`" in one_problem(folder).fault


def test_an_unknown_column_is_told_once_and_not_for_every_row(folder):
    change(folder, "areas/trusts.csv", "merged_into", "merged_in")
    found = [problem for problem in problems(folder) if "`merged_in`" in problem.fault]
    assert [problem.remedy for problem in found] == ["did you mean `merged_into`?"]


def test_a_row_with_a_cell_too_many_is_told(folder):
    change(folder, "breaks.csv", "Provider register", "Provider register,high,and more")
    assert "more or fewer cells" in one_problem(folder).fault


def test_toml_that_cannot_be_read_is_told_with_its_line(folder):
    change(folder, "indicators/example.toml", 'unit = "%"', "unit = %")
    told = [problem for problem in problems(folder) if problem.where == "indicators/example.toml"]
    assert len(told) == 1
    assert "line 6" in told[0].fault


def test_a_broken_indicator_does_not_make_its_targets_wrong(folder):
    change(folder, "indicators/example.toml", 'unit = "%"', "unit = %")
    assert {problem.where for problem in problems(folder)} == {"indicators/example.toml"}


def test_a_trajectory_must_name_its_targets_own_indicator(folder):
    path = "trajectories/stated.csv"
    change(folder, path, "smoking-prevalence,cheshire", "life-expectancy,cheshire")
    assert "the target is for `smoking-prevalence`" in one_problem(folder).fault


def test_a_break_must_name_something(folder):
    change(folder, "breaks.csv", "attainment-8,,,2019", ",,,2019")
    assert one_problem(folder).fault == "the break names nothing"


def test_a_missing_file_is_told(folder):
    (folder / "domains.csv").unlink()
    assert any(problem.where == "domains.csv" and "missing" in problem.fault for problem in problems(folder))


def test_all_problems_are_told_at_once(folder):
    change(folder, "indicators/example.toml", 'why = "It', 'whyy = ""\nwhy = "It')
    change(folder, "targets/example.toml", 'indicator = "example"', 'indicator = "nowhere"')
    change(folder, "targets/beacon-indicators.toml", 'scope = "every Place"', 'scope = "each Place"')
    change(folder, "breaks.csv", "2023-10-01", "31/02/2025")
    change(folder, "areas/places.csv", "01t; 01v", "01t; 01w")
    found = problems(folder)
    assert {problem.where.split(",")[0] for problem in found} == {
        "indicators/example.toml",
        "targets/example.toml",
        "targets/beacon-indicators.toml",
        "breaks.csv",
        "areas/places.csv",
    }
    assert all(problem.fault and problem.remedy for problem in found)


def test_definitions_cannot_be_changed_after_reading(folder):
    indicator = load_catalogue(folder).indicators["example"]
    with pytest.raises(ValueError, match="frozen"):
        indicator.unit = "people"


def test_all_that_is_wrong_with_one_entry_is_told_at_once(folder):
    change(folder, "targets/example.toml", 'comparison = ">="', 'comparisn = ">="')
    change(folder, "targets/example.toml", "2027-03-31", '"31/02/2027"')
    change(folder, "targets/example.toml", 'indicator = "example"', 'indicator = "exampel"')
    change(folder, "targets/example.toml", '"every Place"', '"one Place"\nplace = "haltn"')
    found = problems(folder)
    assert {one.where for one in found} == {"targets/example.toml, target 1 (example-target)"}
    told = [f"{one.fault} - {one.remedy}" for one in found]
    assert len(told) == 4
    for part in ("`comparisn`", "31/02/2027", "did you mean `example`?", "did you mean `halton`?"):
        assert any(part in one for one in told), part


def test_an_entry_that_is_not_toml_is_told_with_its_key_and_line_and_hides_no_other(folder):
    text = TARGET.replace("2027-03-31", "31/02/2027")
    other = TARGET.replace("example-target", "example-other").replace("every Place", "every place")
    (folder / "targets" / "example.toml").write_text(f"# Examples\n{text}{other}", encoding="utf-8")
    relation = "example-target,example-other,restates,\n"
    path = folder / "target_relations.csv"
    path.write_text(path.read_text(encoding="utf-8") + relation, encoding="utf-8")
    found = problems(folder)
    assert [one.where for one in found] == [
        "targets/example.toml, target example-target",
        "targets/example.toml, target 2 (example-other)",
    ]
    line = 1 + f"# Examples\n{text}".splitlines().index("deadline = 31/02/2027")
    assert f"at line {line}, " in found[0].fault
    assert "in `deadline = 31/02/2027`" in found[0].fault


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("jfp-cvd-bp,jfp-cvd-bp,restates,", "leads from a target back to itself"),
        ("jfp-cvd-bp,jfp-cvd-bp,conflicts-with,", "the target is related to itself"),
        (
            "jfp-elective-65-weeks-sep24,nhs2324-10-rtt-65-weeks,re-dated-by,",
            "`re-dated-by` leads from a target back to itself: `jfp-elective-65-weeks-sep24`, "
            "`nhs2324-10-rtt-65-weeks`, `jfp-elective-65-weeks-sep24`",
        ),
        ("jfp-cvd-bp,jfp-cvd-af,resttes,", "`relation` is 'resttes'"),
        ("jfp-cvd-bp,strategy-cvd-htn-treated-80,restates,", "is used twice"),
    ],
)
def test_a_relation_that_cannot_be_is_told(folder, rows: str, told: str):
    path = folder / "target_relations.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows + "\n", encoding="utf-8")
    assert told in one_problem(folder).fault


def test_a_version_that_succeeds_itself_is_told(folder):
    change(folder, "targets/example.toml", 'kind = "outcome"', 'kind = "outcome"\nsupersedes = "example-b"')
    other = TARGET.replace("example-target", "example-b") + 'supersedes = "example-target"\n'
    (folder / "targets" / "example-b.toml").write_text(other, encoding="utf-8")
    told = "`superseded_by` leads from a target back to itself: `example-b`, `example-target`, `example-b`"
    assert one_problem(folder).fault == told


def test_an_area_made_of_itself_is_told(folder):
    change(folder, "areas/joint.csv", ",27d,", ",cheshire,")
    assert "`members` lead from an area back to itself" in one_problem(folder).fault


def test_an_indicator_that_comes_near_itself_is_told(folder):
    change(folder, "indicators/example.toml", 'why = "It', 'proxy_of = "example"\nwhy = "It')
    assert one_problem(folder).fault == "`proxy_of` names the indicator itself"


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ('words = "at least 80% by March 2027"', 'words = "  "', "it must not be empty"),
        ('document = "example.txt"', 'document = ""', "it must not be empty"),
        ("value = 80", "value = true", "a number is needed here"),
        ("value = 80", 'value = "eighty"', "a number is needed here"),
        ('domain = "context"', 'domain = "The context"', "lower-case words and numbers joined by hyphens"),
    ],
)
def test_a_value_of_the_wrong_sort_is_told_with_what_is_needed(folder, old: str, new: str, remedy: str):
    change(folder, "targets/example.toml", old, new)
    assert remedy in one_problem(folder).remedy


def test_two_points_of_one_path_on_one_day_are_told(folder):
    header = "target_key,indicator,place,date,value,kind,interpolation,basis,document,words"
    row = "example-target,example,halton,2026-12-31,{},trajectory,linear,point,example.txt,by then"
    text = "\n".join([header, row.format(75), row.format(76)])
    (folder / "trajectories" / "example.csv").write_text(text + "\n", encoding="utf-8")
    problem = one_problem(folder)
    assert problem.where == "trajectories/example.csv, line 3"
    assert "stands in trajectories/example.csv, line 2 already" in problem.fault


def test_papers_lists_and_cells_are_read_as_readers_see_them():
    catalogue = load_catalogue()
    assert catalogue.title_of("hcp-meeting-pack-2023-01-17.txt") == "HCP meeting pack, 17 January 2023"
    assert catalogue.title_of("A paper with a name") == "A paper with a name"
    assert catalogue.programmes["nhs-objectives-2023-24"].name == "National NHS objectives 2023/24"
    assert catalogue.readings["calendar year"].year_only
    assert not catalogue.readings["month end"].year_only


@pytest.mark.parametrize(
    ("name", "entry", "found"),
    [
        (
            "papers.toml",
            '[[paper]]\nfile = "strategy-2021-25.txt"\ntitle = "Example"',
            "the file of a paper `strategy-2021-25.txt` is used twice",
        ),
        (
            "programmes.toml",
            '[[programme]]\nid = "strategy-2021-25"\nname = "Example"',
            "the programme `strategy-2021-25` is used twice",
        ),
        (
            "readings.toml",
            '[[reading]]\ncell = "month end"\nsays = "Example"',
            "the cell `month end` is used twice",
        ),
    ],
)
def test_a_paper_a_list_and_a_cell_stand_once(folder, name, entry, found):
    path = folder / name
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{entry}\n", encoding="utf-8")
    assert one_problem(folder).fault.startswith(f"{found}; it stands in {name}, ")


def test_a_file_of_papers_that_is_missing_is_told(folder):
    (folder / "papers.toml").unlink()
    problem = one_problem(folder)
    assert (problem.where, problem.fault) == ("papers.toml", "the file is missing")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "a percentage of all.",
            "a percentage, standardised for age.",
            "says that the figure is standardised",
        ),
        ('better = "higher"', 'better = "higher"\nstandardised = true', "but `definition` does not say so"),
    ],
)
def test_a_standardised_figure_is_called_so_in_words_and_to_the_rules(
    folder: Path, old: str, new: str, fault: str
) -> None:
    change(folder, "indicators/example.toml", old, new)
    (problem,) = problems(folder)
    assert fault in problem.fault


CHANGED = 'caveats = ["The definition changed in April 2024."]'


@pytest.mark.parametrize(
    ("added", "broken", "fault"),
    [
        (CHANGED, False, "a caveat says that something changed"),
        (CHANGED, True, ""),
        (CHANGED + '\nno_break = "it changed in name only"', False, ""),
        ('no_break = "nothing to say"', False, "no caveat says that anything changed"),
        ('caveats = ["The condition hardly changes."]', False, ""),
    ],
)
def test_what_a_caveat_says_has_changed_is_a_break_or_says_why_it_is_none(
    folder: Path, added: str, broken: bool, fault: str
) -> None:
    change(folder, "indicators/example.toml", 'better = "higher"', f'better = "higher"\n{added}')
    if broken:
        with (folder / "breaks.csv").open("a", encoding="utf-8") as file:
            file.write("example,,,2024-04-01,The definition changed,example,high\n")
    if not fault:
        assert load_catalogue(folder).indicators["example"].caveats
        return
    (problem,) = problems(folder)
    assert fault in problem.fault


def test_the_registered_population_behind_the_dementia_rate_changed_in_april_2024() -> None:
    breaks = load_catalogue().breaks_for("dementia-diagnosis-rate")
    assert [series_break.on.isoformat() for series_break in breaks if series_break.indicator] == [
        "2024-04-01"
    ]


def test_the_day_of_a_release_is_said_to_be_known_from_the_register_where_it_is() -> None:
    known = catalogue().indicators
    rule = "register of release days: the second Thursday, 2 months after the period’s last"
    assert known["rtt-within-18-weeks"].expected_basis == rule
    assert known["ae-4-hour"].expected_basis.endswith("the second Thursday, 1 month after the period’s last")
    assert known["fuel-poverty"].expected_basis.endswith("; single days are in the register of release days")
    assert known["smoking-prevalence"].expected_basis == known["smoking-prevalence"].usual_lag_basis
