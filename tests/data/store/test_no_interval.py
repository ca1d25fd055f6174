"""Where a definition says why, no interval is worked out from counts."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.store import queries
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
    ],
)
def test_counts_give_an_interval_unless_the_definition_says_why_not(
    sqlite_engine: Engine, tmp_path: Path, indicator: str, basis: str
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(indicator=indicator, **COUNTED)])
    (row,) = queries.history(sqlite_engine, catalogue(), indicator, areas=["halton"]).to_dict("records")
    assert row["interval_basis"] == basis
    assert bool(catalogue().indicators[indicator].no_interval) == (basis == "")


def test_a_published_interval_is_kept_whatever_the_definition_says(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    row = example_row(indicator="fuel-poverty", lower_ci=45, upper_ci=55, **COUNTED)
    load_example(sqlite_engine, tmp_path, [row])
    (held,) = queries.history(sqlite_engine, catalogue(), "fuel-poverty", areas=["halton"]).to_dict("records")
    assert (held["lower"], held["upper"], held["interval_basis"]) == (45, 55, "published")
