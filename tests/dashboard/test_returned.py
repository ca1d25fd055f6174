"""A local return on the pages: under its own name, marked, and never in the official figures' stead."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard.web.chart_records import OF_RETURN
from tests.engines import SqliteStores
from tests.loading import example_row, load_example

ID = "smoking-prevalence"
COUNCIL = "Example Borough Council"
SERIES = f"local-return-{ID}-example-borough-council"
OWN = f"/indicator/{ID}?place=halton&series={SERIES}"


@pytest.fixture
def returned(
    sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """Official figures of two years, a council's own of two, and those of an indicator without any others."""
    with sqlite_stores.store(tmp_path) as engine:
        official = [example_row(period=period, value=14.5) for period in ("2022", "2023")]
        own = [example_row(period=period, value=9.1, publisher=COUNCIL) for period in ("2023", "2024")]
        alone = example_row(indicator="progress-8", period="2023/24", value=0.3, publisher=COUNCIL)
        made_of = example_row(indicator="local-employees-contract", period="2024/25", value=72.4)
        load_example(engine, tmp_path, [*official, *own, alone, made_of])
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield engine


@pytest.fixture
def asked(web: object, returned: Engine) -> FlaskClient:
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def read(asked: FlaskClient, address: str) -> str:
    html = asked.get(address).get_data(as_text=True)
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
    )


def test_the_official_page_shows_official_figures_and_leads_to_the_return(asked: FlaskClient) -> None:
    said = read(asked, f"/indicator/{ID}?place=halton")
    assert "Halton: 14.5% in 2023." in said
    assert "9.1" not in said
    assert f"Smoking, local return, {COUNCIL}" in said


def test_a_return_is_marked_in_every_chart_and_judged_in_none(asked: FlaskClient) -> None:
    said = read(asked, OWN)
    assert f"These figures are a local return, {COUNCIL}, and no official statistics." in said
    assert "Halton over time, local return" in said
    assert "The nine Places compared, local return" in said
    assert "Halton: 9.1% in 2024. This is a local return, not official statistics." in said
    assert "Kind of source a local return" in said
    assert "Are we really last?" not in said
    assert "Now against plan" not in said


def test_the_file_of_a_return_says_so_and_claims_no_open_licence(asked: FlaskClient) -> None:
    answer = asked.get(OWN.replace("/indicator/", "/charts/indicator/").replace("?", "/over-time.csv?"))
    (row, _) = csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert row["Series"] == f"local return, {COUNCIL} ({SERIES})"
    assert row["Licence"] == OF_RETURN
    assert SERIES in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "address", ["/", "/indicators", "/place/halton", f"/compare?indicator={ID}", "/inequality"]
)
def test_no_other_page_takes_it_for_an_official_figure(asked: FlaskClient, address: str) -> None:
    assert "9.1%" not in read(asked, address)


def test_where_no_official_figure_is_held_it_stands_under_its_own_name(asked: FlaskClient) -> None:
    said = read(asked, "/indicator/progress-8?place=halton")
    assert f"No official figure is held. A local return ({COUNCIL}) stands here instead" in said
    assert f"See it as a local return, {COUNCIL}" in read(asked, "/indicators?figures=all")
    data = read(asked, "/data")
    assert (
        "Progress 8" in data[data.index("What is missing", data.index("Indicators without figures") - 900) :]
    )


def test_an_indicator_made_of_returns_says_so_wherever_it_stands(asked: FlaskClient) -> None:
    assert "72.4% in 2024/25 (local return, not official statistics)" in read(
        asked, "/indicator/local-employees-contract?place=halton"
    )
    assert "Local employees on contracts Higher is better · local return 72.4%" in read(
        asked, "/place/halton"
    )
    assert "2024/25 · local return" in read(asked, "/indicators?place=halton&figures=all")
