"""Where a figure that awaits review is seen, and where it must not be: pages, charts, files and records."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard.figures import grammar, timeline
from data.catalogue.reader import catalogue
from data.judgement.doubt import with_awaiting
from data.store import queries
from data.store.settling import settle
from tests.dashboard.reading import tables
from tests.data.examples import yearly_rows
from tests.engines import SqliteStores
from tests.loading import example_row, load_example

ID = "smoking-prevalence"
NEWEST = date.today().year - 1
FIRST = NEWEST - 4
WRONG = 0.1234
PAGES = [
    f"/indicator/{ID}?place=halton",
    f"/indicator/{ID}.html?place=halton",
    "/indicators?place=halton",
    "/place/halton",
    "/place/halton.html",
    f"/compare?indicator={ID}",
    "/data",
    f"/api/v1/observations?indicator={ID}&place=halton",
    f"/api/v1/status?indicator={ID}&place=halton",
]
SENTENCES = re.compile(r"<(p|figcaption|h[1-3])\b[^>]*>(.*?)</\1>", re.DOTALL)


def rows() -> list[dict[str, Any]]:
    """Five years of nine Places, of which Halton's last is a hundredth; so is that of a group of Halton's."""
    made = []
    for at, place in enumerate(catalogue().places):
        values = [15.0 + at - 0.5 * year for year in range(5)]
        values[-1] = WRONG if place.slug == "halton" else values[-1]
        made += yearly_rows(values, indicator=ID, code=str(place.ons_code), first=FIRST)
    group = {"category_type": "Deprivation quintile"}
    for name, last in (("1 - most deprived", 20.0), ("5 - least deprived", 0.091)):
        for year, value in enumerate((21.0, 9.0 if last < 1 else 20.5, last)):
            period = str(NEWEST - 2 + year)
            made.append(example_row(indicator=ID, period=period, value=value, category=name) | group)
    return made


@pytest.fixture
def doubtful(
    sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    with sqlite_stores.store(tmp_path) as engine:
        load_example(engine, tmp_path, rows())
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield engine


@pytest.fixture
def asked(web: object, doubtful: Engine) -> FlaskClient:
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("address", PAGES)
def test_it_bears_its_mark_on_every_page_and_record(asked: FlaskClient, address: str) -> None:
    answer = asked.get(address)
    assert answer.status_code == 200
    assert "awaits review" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", [page for page in PAGES if "/api/" not in page and page != "/data"])
def test_it_is_in_no_sentence(asked: FlaskClient, address: str) -> None:
    html = asked.get(address).get_data(as_text=True)
    said = [text_of(inner) for _, inner in SENTENCES.findall(html)]
    assert [text for text in said if "0.1234" in text or "Halton: 0.1%" in text] == []


def test_the_figure_before_is_said_with_its_own_period(asked: FlaskClient) -> None:
    said = text_of(asked.get(f"/indicator/{ID}?place=halton").get_data(as_text=True))
    before = 15.0 + next(at for at, place in enumerate(catalogue().places) if place.slug == "halton") - 1.5
    assert f"Halton: {before}% in {NEWEST - 1}." in said
    assert f"A newer figure, for {NEWEST}, awaits review and is not used yet." in said


def test_the_tables_show_it_as_it_came(asked: FlaskClient) -> None:
    html = asked.get(f"/indicator/{ID}?place=halton").get_data(as_text=True)
    over_time = next(table for table in tables(html) if table[0][:2] == ["Period", "Per cent"])
    assert over_time[0] == ["Period", "Per cent", "Awaits review"]
    assert over_time[1] == [str(NEWEST), "awaits review", "0.1234"]
    wide = next(table for table in tables(html) if table[0][0] == "Period" and "Sefton" in table[0])
    assert wide[1][wide[0].index("Halton")] == "0.1234 awaits review"
    compared = next(table for table in tables(html) if table[0][:2] == ["Area", "Period"])
    assert next(row for row in compared if row[0] == "Halton")[:3] == ["Halton", str(NEWEST), "awaits review"]
    origin = next(table for table in tables(html) if "Release" in table[0])
    assert origin[1][:2] == [str(NEWEST), "0.1234 awaits review"]


def test_a_group_that_awaits_review_stays_in_its_table_and_makes_no_period_newer(asked: FlaskClient) -> None:
    html = asked.get(f"/indicator/{ID}?place=halton").get_data(as_text=True)
    groups = next(table for table in tables(html) if table[0][0] == "Deprivation quintile")
    assert groups[2] == ["5 - least deprived", str(NEWEST), "awaits review", "0.091"]
    assert "The figure for 5 - least deprived awaits review." in text_of(html)


def test_a_file_never_has_it_as_a_number_without_its_mark(asked: FlaskClient) -> None:
    def read(chart: str) -> list[dict[str, str]]:
        answer = asked.get(f"/charts/indicator/{ID}/{chart}.csv?place=halton")
        return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))

    over_time, together = read("over-time")[0], read("side-by-side")[0]
    assert (over_time["Per cent"], over_time["Awaits review"]) == ("awaits review", str(WRONG))
    assert together["Halton (E06000006)"] == f"{WRONG} awaits review"
    picture = asked.get(f"/charts/indicator/{ID}/over-time.svg?place=halton").get_data(as_text=True)
    assert f"Awaits review, and is not used yet: {NEWEST}." in picture


def test_the_api_gives_it_with_its_note_and_counts_it(asked: FlaskClient) -> None:
    answer = json.loads(asked.get(f"/api/v1/observations?indicator={ID}&place=halton&per_page=100").data)
    noted = [record for record in answer["data"] if record["note"].startswith("awaits review")]
    assert [record["value"] for record in noted] == [WRONG, 0.091]
    assert answer["total"] == len(answer["data"])


def test_no_rank_no_card_and_no_list_rests_on_it(asked: FlaskClient, doubtful: Engine) -> None:
    html = asked.get(f"/indicator/{ID}?place=halton").get_data(as_text=True)
    ranks = [table for table in tables(html) if table[0][:2] == ["Place", "Rank"]]
    assert all("0.1" not in cell for table in ranks for row in table for cell in row)
    assert "0.1%" not in text_of(asked.get("/").get_data(as_text=True))


def test_data_lists_what_waits_and_what_was_settled(asked: FlaskClient, doubtful: Engine) -> None:
    assert "2 figures await review." in text_of(asked.get("/data").get_data(as_text=True))
    (id, _) = sorted(queries.awaiting(doubtful, catalogue()).observation_id)
    settle(doubtful, int(id), "left out", "Example analyst", "a fraction for a percentage")
    said = text_of(asked.get("/data").get_data(as_text=True))
    assert "1 figure awaits review." in said
    assert "left out" in said
    assert "Example analyst" in said
    page = asked.get(f"/indicator/{ID}?place=halton").get_data(as_text=True)
    assert "A newer figure" not in page


def test_one_beyond_the_axis_stands_at_its_edge_and_does_not_stretch_it() -> None:
    indicator = catalogue().indicators[ID]
    days = [date(2020 + year, 12, 31) for year in range(4)]
    frame = pd.DataFrame(
        {
            "period": [str(day.year) for day in days],
            "period_end": days,
            "value": [14.0, 13.0, 12.0, float("nan")],
            "doubtful": [float("nan")] * 3 + [1_250.0],
            **dict.fromkeys(("lower", "upper"), float("nan")),
            "interval_basis": "",
        }
    )
    figure = timeline.over_time(frame, indicator)
    (mark,) = [trace for trace in figure["data"] if trace.get("name") == grammar.AWAITS]
    top = figure["layout"]["yaxis"]["range"][1]
    assert top < 20
    assert mark["y"] == [pytest.approx(top)]
    assert mark["text"] == ["2023: 1,250 awaits review"]


def test_beside_a_figure_that_counts_the_later_one_stands_in_its_row() -> None:
    key = {"series": "s", "area": "halton", "sex": "Persons", "age": "", "category_type": "", "category": ""}
    days = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
    numbers = dict.fromkeys(("lower", "upper", "numerator", "denominator"), float("nan"))
    row = key | days | numbers | {"note": "", "interval_basis": ""}
    held = pd.DataFrame([row | {"value": 12.0}])
    both = with_awaiting(held, pd.DataFrame([row | {"value": 0.12}]))
    assert both[["value", "doubtful"]].to_numpy().tolist() == [[12.0, 0.12]]
