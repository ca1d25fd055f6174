"""Totals over categories: counts added, rates never averaged, nothing summed while a trust is missing."""

from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from loaders.pipeline import read_file
from loaders.totals.categories import with_totals
from tests.held import extract_of
from tests.loaders.held import EXAMPLES, held, load, one
from tests.loading import example_csv, example_row, official


def _rows(trust: str, month: str, counts: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        example_row(
            indicator="diagnostics-within-6-weeks",
            area_code=trust,
            period=month,
            category_type="Diagnostic test",
            category=test,
            value=100 * within / waiting,
            count=within,
            denominator=waiting,
        )
        for test, (within, waiting) in counts.items()
    ]


def _totals(folder: Path, rows: list[dict[str, Any]]) -> pd.DataFrame:
    path = example_csv(folder, official(rows))
    (reading,) = read_file(path, extract_of(path), catalogue())
    frame = with_totals(reading.frame, catalogue())
    return frame[frame.category == ""].set_index(["area", "period"])


def test_a_total_adds_counts_and_never_averages_rates(tmp_path: Path) -> None:
    found = _totals(tmp_path, _rows("RBN", "May 2024", {"mri": (90, 100), "ct": (10, 300)}))
    total = found.loc[("rbn", "May 2024")]
    assert (total.numerator, total.denominator, total.value) == (100, 400, 25.0)
    assert total.row == "sum of 2 rows: the categories held"


def test_the_system_has_no_total_for_a_month_in_which_a_trust_is_missing(tmp_path: Path) -> None:
    both = _rows("RBN", "May 2024", {"mri": (9, 10)}) + _rows("RBL", "May 2024", {"mri": (1, 10)})
    found = _totals(tmp_path, both + _rows("RBN", "June 2024", {"mri": (5, 10)}))
    system = found.loc["cheshire-and-merseyside"]
    assert system.index.tolist() == ["May 2024"]
    assert system.value.tolist() == [50.0]
    assert system.row.tolist() == ["sum of 2 trusts, by hospital trust: RBL + RBN"]


def test_a_total_names_the_categories_that_a_trust_did_not_send_this_time(tmp_path: Path) -> None:
    rows = _rows("RBN", "May 2024", {"mri": (90, 100), "ct": (10, 300)})
    found = _totals(tmp_path, rows + _rows("RBN", "June 2024", {"mri": (5, 10)}))
    assert found.loc[("rbn", "June 2024")].row == (
        "sum of 1 rows: the categories held, without ct, held in another month"
    )
    assert found.loc[("rbn", "May 2024")].row == "sum of 2 rows: the categories held"


LACKING = "REM, RBL, RBT, RJN, RWW, RBS, REN, RBQ, REP, RET not in the file"


def test_a_hospital_that_sent_nothing_is_told_beside_every_total(sqlite_engine: Engine) -> None:
    load(sqlite_engine, EXAMPLES / "rtt_example.csv")
    for basis in ("commissioner", "provider"):
        rows = [row for row in held(sqlite_engine) if row["series"] == f"nhse-rtt-{basis}-waiting-list"]
        notes = {row["area"]: row["note"] for row in rows if row["category"] == ""}
        assert notes["england"] == notes["cheshire-and-merseyside"] == LACKING
    assert notes["rbn"] == ""
    share = one(sqlite_engine, series="nhse-rtt-commissioner-within-18-weeks", area="sefton", category="")
    assert share["note"] == LACKING


def test_the_walton_centre_is_not_in_the_emergency_figures_of_september_2024(
    sqlite_engine: Engine, extracts: Path
) -> None:
    load(sqlite_engine, extracts / "ae" / "Monthly-AE-September-2024.csv")
    for area in ("cheshire-and-merseyside", "england"):
        assert one(sqlite_engine, area=area)["note"] == "RET not in the file"
