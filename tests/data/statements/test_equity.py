"""Are the poorest improving fastest: the adverse outcome, one ranking, one verdict each with its caution."""

import math
from datetime import date

import pandas as pd
import pytest

from data.catalogue.models import Break
from data.catalogue.reader import catalogue
from data.judgement import contributions, equity
from data.judgement.lines import lines_of
from data.statements import deprivation_groups
from data.statements.compute import statuses
from data.statistics import inequality
from data.statistics.contribution import NO_COUNTS
from data.store import queries
from tests.data.examples import example_target, monthly_rows, with_targets, yearly_rows
from tests.loading import load_example

ID = "smoking-prevalence"
DEFINED = catalogue()
BY_IMD = sorted(DEFINED.places, key=lambda place: -(place.imd2019_score or 0))


def rows_closing(years: int = 6, **more):
    """The more deprived a Place, the faster its figure falls."""
    rows = []
    for rank, place in enumerate(BY_IMD):
        fall = 1.2 - 0.1 * rank
        wobble = [0.05 * math.sin(rank * 3 + year) for year in range(years)]
        values = [round(20 - rank - fall * year + wobble[year], 3) for year in range(years)]
        rows += yearly_rows(values, indicator=ID, code=place.ons_code, first=2015, **more)
    return rows


def verdict(engine, **more):
    return deprivation_groups.verdicts(engine, more.pop("defined", DEFINED), ID, **more)[0]


def test_the_verdict_is_that_of_the_slopes_test_on_the_adverse_outcome(sqlite_engine, tmp_path):
    rows = rows_closing()
    load_example(sqlite_engine, tmp_path, rows)
    found = verdict(sqlite_engine)
    table = pd.DataFrame(rows).assign(period=lambda f: f.period.astype(int), value=lambda f: f.value / 100)
    table = table.pivot_table(index="period", columns="area_code", values="value")[
        [p.ons_code for p in BY_IMD]
    ]
    expected = inequality.slopes_test(
        table, [float(p.population_2021 or 0) for p in BY_IMD], transform="logit"
    )
    assert found.verdict == expected.verdict == "closing, poorest improving faster"
    assert found.p_value == pytest.approx(expected.p_value)
    assert found.groups == tuple(place.slug for place in BY_IMD)
    assert (found.first, found.last) == ("2015", "2020")
    assert found.gap_first == pytest.approx(rows[0]["value"] - rows[-6]["value"])
    assert abs(found.sii_last) < abs(found.sii_first)
    assert found.caution == inequality.CAUTION


def test_where_high_is_good_the_shortfall_is_the_quantity():
    better = DEFINED.indicators["dementia-diagnosis-rate"]
    frame = pd.DataFrame({"a": [60.0]})
    assert equity.adverse(frame, better).iloc[0, 0] == pytest.approx(0.4)
    assert equity.adverse(frame, DEFINED.indicators[ID]).iloc[0, 0] == pytest.approx(0.6)
    years = DEFINED.indicators["life-expectancy"]
    assert (equity.adverse(frame, years).iloc[0, 0], equity.transform_of(years)) == (-60, None)


@pytest.mark.parametrize(
    ("id", "reason"),
    [
        ("rtt-over-52-weeks", "a count, which grows with the size of a Place"),
        ("diabetes-prevalence-qof", "neither high nor low is better"),
        ("nhs-health-checks", "a running total"),
        ("smoking-prevalence", "no figures"),
    ],
)
def test_each_indicator_without_a_verdict_says_why(sqlite_engine, id, reason):
    found = deprivation_groups.verdicts(sqlite_engine, DEFINED, id)[0]
    assert (found.verdict, found.reason.short) == ("cannot tell yet", reason)


def test_too_few_years_or_a_missing_place_cannot_tell_yet(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, rows_closing(years=2))
    assert verdict(sqlite_engine).reason.short == "2 of 3 years"


def test_a_place_without_figures_is_no_nought(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, [row for row in rows_closing() if row["area_code"] != "E06000006"])
    found = verdict(sqlite_engine)
    assert (found.verdict, found.reason.short) == (
        "cannot tell yet",
        "only 8 of the 9 areas have a figure for every year",
    )


def test_the_joint_area_stands_for_its_places(sqlite_engine, tmp_path):
    cheshire = {"E06000049", "E06000050"}
    rows = [row for row in rows_closing() if row["area_code"] not in cheshire]
    rows += yearly_rows([10.0, 9.9, 10.1, 9.8, 9.9, 9.7], indicator=ID, code="cheshire")
    load_example(sqlite_engine, tmp_path, rows)
    found = verdict(sqlite_engine)
    assert found.groups[-1] == "cheshire"
    assert len(found.groups) == 8
    assert found.reason.short == ""


def test_the_test_does_not_cross_a_break(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, rows_closing())
    here = Break(indicator=ID, on="2019-01-01", reason="example", source="example")
    found = verdict(sqlite_engine, defined=with_targets(breaks=(here,)))
    assert (found.first, found.reason.short) == ("2019", "2 of 3 years")


def test_as_of_a_date_only_what_was_published_counts(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, rows_closing(), published=date(2022, 1, 1))
    assert verdict(sqlite_engine, as_of=date(2021, 12, 31)).reason.short == "no figures"


def test_within_a_place_the_fifths_are_ordered_by_name(sqlite_engine, tmp_path):
    names = ["Most deprived quintile", "Second most deprived quintile", "Average deprived quintile"]
    names += ["Second least deprived quintile", "Least deprived quintile"]
    kind = "LSOA11 deprivation quintiles within area (IMD trend)"
    rows = []
    for rank, name in enumerate(names):
        values = [
            round(25 - 2 * rank - (1.4 - 0.2 * rank) * y + 0.02 * ((rank * y) % 3), 3) for y in range(5)
        ]
        rows += yearly_rows(values, indicator=ID, category_type=kind, category=name)
    load_example(sqlite_engine, tmp_path, rows[::-1])
    found = deprivation_groups.verdicts(sqlite_engine, DEFINED, ID)[1]
    assert (found.kind, found.area, found.groups) == ("within", "halton", tuple(names))
    assert found.verdict == "closing, poorest improving faster"
    assert found.caution == equity.NO_WEIGHTS
    assert equity.unpacked(equity.packed(found)) == found


@pytest.mark.parametrize(
    "names",
    [
        ["1 - most deprived", "2", "3", "4", "5 - least deprived"],
        [
            "Most deprived decile",
            "Second most deprived decile",
            "Third more deprived decile",
            "Fifth more deprived decile",
            "Fifth less deprived decile",
            "Second least deprived decile",
            "Least deprived decile",
        ],
    ],
)
def test_publishers_names_of_groups_run_from_most_to_least_deprived(names):
    assert sorted(set(names), key=equity.deprivation_order) == names
    assert equity.deprivation_order("Unknown") is None


def of_places(counts: tuple[int, int], first: date):
    return [
        row
        for place in DEFINED.places
        for row in monthly_rows(
            [0], code=place.ons_code, first=first, count=counts[0], denominator=counts[1], value=""
        )
    ]


def shares(engine, defined, status):
    areas = [area.slug for area in defined.areas.values() if area.kind in ("place", "joint")]
    frame = queries.history(engine, defined, status.indicator, areas=areas)
    return contributions.shares_of(defined, status, lines_of(frame))


def test_contributions_add_up_to_the_gap_and_to_the_change(sqlite_engine, tmp_path):
    rows = of_places((600, 1000), date(2025, 1, 1)) + of_places((630, 1000), date(2026, 1, 1))
    whole = monthly_rows(
        [0], code="E54000008", first=date(2026, 1, 1), count=5670, denominator=9000, value=""
    )
    load_example(sqlite_engine, tmp_path, rows + whole)
    defined = with_targets(example_target(scope="C&M total", deadline=None))
    id = "dementia-diagnosis-rate"
    (status,) = statuses(sqlite_engine, defined, indicators=[id], areas=["cheshire-and-merseyside"])
    found = shares(sqlite_engine, defined, status)
    assert found.of_gap.total == pytest.approx(status.now.gap_people)
    assert found.of_gap.table.people.tolist() == pytest.approx([70] * 9)
    assert found.of_change.total == pytest.approx(3)
    assert (found.period, found.before) == ("January 2026", "January 2025")


def test_contributions_without_counts_or_of_counts_say_why(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, yearly_rows([20, 19], indicator=ID))
    (status,) = statuses(sqlite_engine, DEFINED, indicators=[ID], areas=["cheshire-and-merseyside"])
    assert shares(sqlite_engine, DEFINED, status).of_gap.reason == NO_COUNTS
    (status,) = statuses(sqlite_engine, DEFINED, indicators=["rtt-over-52-weeks"], areas=["england"])
    assert shares(sqlite_engine, DEFINED, status).of_gap.reason.short == "a count, not a rate"


def test_do_the_places_own_targets_add_up(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, of_places((600, 1000), date(2024, 1, 1)))
    own = [
        example_target(f"of-{place.slug}", scope="one Place", place=place.slug, value=69, deadline=None)
        for place in DEFINED.places
    ]
    defined = with_targets(example_target(scope="C&M total", deadline=None), *own)
    load_example(
        sqlite_engine, tmp_path, monthly_rows([65], code="E54000008", first=date(2024, 1, 1)), name="b.csv"
    )
    found = statuses(sqlite_engine, defined, indicators=["dementia-diagnosis-rate"], today=date(2024, 6, 1))
    whole = next(one for one in found if one.place == "cheshire-and-merseyside")
    told = contributions.targets_add_up(defined, whole, found)
    assert told.implied == pytest.approx(69)
    assert told.adds_up is False
    fewer = contributions.targets_add_up(defined, whole, found[:3])
    assert fewer.reason.short == "only 3 of the 9 Places have targets of their own"


def test_the_evidence_is_the_index_of_every_year_and_the_test_without_each_place(sqlite_engine, tmp_path):
    load_example(sqlite_engine, tmp_path, rows_closing(lower_ci=1, upper_ci=30))
    indicator = DEFINED.indicators[ID]
    groups = deprivation_groups.between(sqlite_engine, DEFINED, ID)["Persons"]
    table = equity.evidence(groups, indicator)
    assert table.period.tolist() == [str(year) for year in range(2015, 2021)]
    assert ((table.sii_lower < table.sii) & (table.sii < table.sii_upper)).all()
    assert table.sii.iloc[-1] == pytest.approx(verdict(sqlite_engine).sii_last)
    left_out = equity.leave_one_out(groups, indicator)
    assert list(left_out.index) == [place.slug for place in BY_IMD]
    assert equity.evidence(groups, DEFINED.indicators["rtt-over-52-weeks"]).empty
    assert equity.leave_one_out([], indicator).empty


def monthly_to_december(years: int, id: str):
    """The figure of every Place falls, and faster where it is more deprived, to December of the last year."""
    rows = []
    for rank, place in enumerate(BY_IMD):
        values = [
            60 + rank + (0.1 - 0.008 * rank) * month + 0.1 * math.sin(rank * 3 + month)
            for month in range(12 * years)
        ]
        rounded = [round(value, 3) for value in values]
        rows += monthly_rows(rounded, code=place.ons_code, first=date(2022, 1, 1), indicator=id)
    return rows


@pytest.mark.parametrize(("years", "reason"), [(2, "2 of 3 years"), (3, "")])
def test_months_are_not_years(sqlite_engine, tmp_path, years, reason):
    id = "ae-4-hour"
    load_example(sqlite_engine, tmp_path, monthly_to_december(years, id))
    found = deprivation_groups.verdicts(sqlite_engine, DEFINED, id)[0]
    assert (found.last, found.reason.short) == (f"December {2021 + years}", reason)
    assert found.ended == date(2021 + years, 12, 31)
    groups = deprivation_groups.between(sqlite_engine, DEFINED, id)["Persons"]
    gaps = equity.evidence(groups, DEFINED.indicators[id])
    assert gaps.period.tolist() == [f"December {2022 + year}" for year in range(years)]


def test_fifths_of_england_are_not_called_those_of_the_area(sqlite_engine, tmp_path):
    names = ["1 - most deprived", "2", "3", "4", "5 - least deprived"]
    rows = [
        row | {"count": 90, "denominator": 100 * (rank + 1)}
        for rank, name in enumerate(names)
        for row in yearly_rows(
            [20.0 - rank], indicator=ID, category_type="Deprivation quintile", category=name
        )
    ]
    load_example(sqlite_engine, tmp_path, rows)
    found = deprivation_groups.verdicts(sqlite_engine, DEFINED, ID)[1]
    assert (found.kind, found.groups_of, found.caution) == ("within", "England", equity.OF_ENGLAND)
    assert equity.unpacked(equity.packed(found)) == found
