"""A local return is a series of its own: of any publisher, and never a version of an official one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.reader import catalogue
from data.catalogue.returns import Returned, as_defined, series_of, with_returns
from data.errors import BadInput
from data.statements import snapshot
from data.store import queries, returned
from data.store.integrity import disagreements
from tests.loading import example_row, load_example

SMOKING = "smoking-prevalence"
COUNCIL = "Example Borough Council"
OWN = f"local-return-{SMOKING}-example-borough-council"
UNNAMED = f"local-return-{SMOKING}"


def kept(engine: Engine, **asked: Any) -> list[tuple[str, str, float]]:
    """Every figure held with its series and note, as the API gives them."""
    frame = queries.observed(engine, returned.known(engine, catalogue()), **asked)
    return list(zip(frame.series, frame.note, frame.value, strict=True))


def test_another_publishers_return_leaves_the_official_figures_as_they_are(
    engine: Engine, tmp_path: Path
) -> None:
    load_example(engine, tmp_path, [example_row(value=14.5)])
    official = [
        queries.history(engine, catalogue(), SMOKING),
        queries.latest(engine, catalogue(), ["halton"]),
    ]
    (before,) = snapshot.answer(engine, catalogue(), indicators=[SMOKING], areas=["halton"])
    rows = [example_row(value=9, publisher=COUNCIL), example_row(value=8, publisher=COUNCIL, period="2024")]
    report = load_example(engine, tmp_path, rows, name="return.csv")
    assert (report.new, report.revised) == (2, 0)
    told = f"return.csv: 2 rows of {SMOKING}: a local return, {COUNCIL}; a series of its own"
    assert any(told in warning for warning in report.warnings)
    assert kept(engine) == [
        ("fingertips-92443", "", 14.5),
        (OWN, "local return", 9),
        (OWN, "local return", 8),
    ]
    after = [queries.history(engine, catalogue(), SMOKING), queries.latest(engine, catalogue(), ["halton"])]
    assert all(one.equals(other) for one, other in zip(official, after, strict=True))
    (now,) = snapshot.answer(engine, catalogue(), indicators=[SMOKING], areas=["halton"])
    assert now == before
    assert disagreements(engine, catalogue()) == []


def test_a_return_is_corrected_by_a_later_one_of_its_publisher_alone(engine: Engine, tmp_path: Path) -> None:
    for number, (publisher, value) in enumerate(
        [(COUNCIL, 9), ("example  BOROUGH council", 9.5), ("Example Trust", 7), ("", 6)]
    ):
        row = example_row(value=value, publisher=publisher)
        load_example(engine, tmp_path, [row], name=f"return-{number}.csv", returned=True)
    assert {(series, value) for series, _, value in kept(engine)} == {
        (OWN, 9.5),
        (f"local-return-{SMOKING}-example-trust", 7),
        (UNNAMED, 6),
    }


@pytest.mark.parametrize(
    ("more", "series"),
    [
        ({}, UNNAMED),
        ({"publisher": "official"}, "local-return-{}-office-for-health-improvement"),
        ({"publisher": "official", "file": True}, "fingertips-92443"),
        ({"publisher": COUNCIL, "file": True}, OWN),
        ({"file": True}, UNNAMED),
    ],
)
def test_a_row_is_official_only_with_its_publisher_and_the_publishers_file(
    sqlite_engine: Engine, tmp_path: Path, more: dict[str, Any], series: str
) -> None:
    publisher = catalogue().indicators[SMOKING].publisher
    row = example_row(publisher=str(more.get("publisher", "")).replace("official", publisher))
    file = {"source_file": "example.xlsx", "source_sha256": "a" * 64} if more.get("file") else {}
    load_example(sqlite_engine, tmp_path, [row | file], returned=True)
    ((own, _, _),) = kept(sqlite_engine)
    assert own.startswith(series.format(SMOKING))


def test_a_series_without_a_source_of_its_own_takes_its_publishers_rows(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    publisher = catalogue().indicators["unemployment"].publisher
    row = example_row(indicator="unemployment", value=4, publisher=publisher)
    load_example(sqlite_engine, tmp_path, [row])
    assert [series for series, _, _ in kept(sqlite_engine)] == [
        catalogue().indicators["unemployment"].headline.id
    ]


@pytest.mark.parametrize(
    ("publisher", "told"),
    [
        (
            "",
            "'fingertips-92443' is read from its publisher's own files - load those, or leave `series` empty",
        ),
        (COUNCIL, f"'fingertips-92443' of publisher '{COUNCIL}' is none of the series of {SMOKING}"),
    ],
)
def test_a_return_that_names_an_official_series_is_refused(
    sqlite_engine: Engine, tmp_path: Path, publisher: str, told: str
) -> None:
    row = example_row(series="fingertips-92443", publisher=publisher)
    with pytest.raises(BadInput) as refused:
        load_example(sqlite_engine, tmp_path, [row], returned=True)
    assert told in str(refused.value)


def test_only_the_day_of_receipt_is_known_of_a_return(sqlite_engine: Engine, tmp_path: Path) -> None:
    load_example(sqlite_engine, tmp_path, [example_row(publisher=COUNCIL)])
    frame = queries.observed(sqlite_engine, returned.known(sqlite_engine, catalogue()))
    (row,) = frame.to_dict("records")
    assert (row["published"], row["published_basis"], row["publisher"], row["licence"]) == (
        date.today(),
        "received",
        COUNCIL,
        "not stated",
    )
    assert kept(sqlite_engine, as_of=date(2024, 12, 31)) == []


def test_a_return_out_of_scale_awaits_review_like_any_figure(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = [
        example_row(publisher=COUNCIL, period=str(2020 + at), value=value)
        for at, value in enumerate((14, 13, 0.125))
    ]
    load_example(sqlite_engine, tmp_path, rows)
    assert [note for _, note, _ in kept(sqlite_engine)] == [
        "local return",
        "local return",
        "local return; awaits review: 0.0093 of its usual size, about 13.5",
    ]


def test_what_was_kept_of_the_official_figures_holds_whatever_is_returned(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    load_example(sqlite_engine, tmp_path, [example_row()])
    snapshot.refresh(sqlite_engine, catalogue())
    other = example_row(indicator="unemployment", publisher=COUNCIL, value=4)
    load_example(sqlite_engine, tmp_path, [other], name="return.csv")
    assert snapshot.refresh(sqlite_engine, catalogue()) == ["unemployment"]
    known = returned.known(sqlite_engine, catalogue())
    assert known is not catalogue()
    assert snapshot.refresh(sqlite_engine, known) == []


@pytest.mark.parametrize("publisher", ["Ä" * 3, "An example of a very long name " * 5])
def test_any_name_gives_an_id_that_the_store_takes(publisher: str) -> None:
    indicator = catalogue().indicators[SMOKING]
    series = series_of(indicator, publisher)
    assert len(series.id) <= 120
    assert series.id != series_of(indicator, "").id
    known = with_returns(catalogue(), [Returned(SMOKING, publisher)])
    assert known.series[series.id].name == f"local return, {' '.join(publisher.split())}"
    assert as_defined(known.indicators[SMOKING]) == indicator
