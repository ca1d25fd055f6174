"""Where a definition says why, no interval is worked out from counts."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.judgement.lines import lines_of
from data.store import queries
from data.wording import sentences
from tests.loading import example_row, load_example

COUNTED = {"value": 50, "count": 500, "denominator": 1000}


@pytest.mark.parametrize(
    ("indicator", "basis"),
    [
        ("children-workless-households", "computed"),
        ("most-deprived-fifth", ""),
        ("fuel-poverty", ""),
        ("dementia-diagnosis-rate", ""),
        ("below-real-living-wage", ""),
        ("readmissions-30-days", ""),
    ],
)
def test_counts_give_an_interval_unless_the_definition_says_why_not(
    sqlite_engine: Engine, tmp_path: Path, indicator: str, basis: str
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(indicator=indicator, **COUNTED)])
    (row,) = queries.history(sqlite_engine, catalogue(), indicator, areas=["halton"]).to_dict("records")
    assert row["interval_basis"] == basis
    assert catalogue().indicators[indicator].gives_interval == (basis == "computed")


def test_a_published_interval_is_kept_whatever_the_definition_says(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    row = example_row(indicator="fuel-poverty", lower_ci=45, upper_ci=55, **COUNTED)
    load_example(sqlite_engine, tmp_path, [row])
    (held,) = queries.history(sqlite_engine, catalogue(), "fuel-poverty", areas=["halton"]).to_dict("records")
    assert (held["lower"], held["upper"], held["interval_basis"]) == (45, 55, "published")


def test_an_interval_worked_out_from_a_coefficient_of_variation_is_marked_computed(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    indicator = catalogue().indicators["below-real-living-wage"]
    load_example(sqlite_engine, tmp_path, [example_row(indicator=indicator.id, lower_ci=12, upper_ci=17)])
    frame = queries.history(sqlite_engine, catalogue(), indicator.id, areas=["halton"])
    assert frame.interval_basis.tolist() == ["computed"]
    (points,) = lines_of(frame).values()
    sentence = sentences.of_figure(points[-1], indicator, catalogue().areas["halton"])
    assert "(95% interval 12.0 to 17.0, computed from the publisher’s coefficient of variation)" in sentence
