"""The page for scrutiny: what can be checked, is late, lapsed, conflicts or is missing; and its downloads."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask.testing import FlaskClient

from dashboard import ask
from dashboard.pages.assurance import routes as assurance_routes
from dashboard.pages.assurance.parts import SECTIONS
from dashboard.pages.shared import register_state
from dashboard.selection import Selection
from data.catalogue.reader import catalogue
from data.targets.coverage import needs_path
from tests.dashboard.reading import tables

KNOWN = catalogue()


def named(client: FlaskClient, query: str, heading: str) -> list[list[str]]:
    """The rows of the table whose first column is so headed."""
    found = tables(client.get(f"/assurance{query}").text)
    return next((table[1:] for table in found if table[0][0] == heading), [])


def downloaded(client: FlaskClient, name: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/assurance-{name}.csv{query}")
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))


def test_it_begins_with_a_sentence_and_has_every_section(client: FlaskClient):
    text = client.get("/assurance").text
    assert "of 344 targets can be held beside a figure" in text
    assert text.index("of 344 targets can be held beside a figure") < text.index("<h2")
    for name, title in SECTIONS.items():
        assert f'id="{name}-title">{title}</h2>' in text
        assert f'href="#{name}-title"' in text
    assert 'href="/assurance"' in client.get("/").text


def test_the_papers_add_up_to_the_register_and_lead_to_it_filtered(client: FlaskClient):
    rows = named(client, "", "Paper or list")
    assert rows[-1][:2] == ["All", "344"]
    assert sum(int(row[1]) for row in rows[:-1]) == 344
    text = client.get("/assurance?place=halton").text
    assert 'href="/targets?place=halton&amp;programme=place-plans-2024-25"' in text
    assert 'href="/targets?place=halton&amp;domain=dementia"' in text
    shown = len(tables(client.get("/targets?place=halton&domain=dementia").text)[0]) - 1
    (dementia,) = [row for row in named(client, "?place=halton", "Subject") if row[0] == "Dementia"]
    assert int(dementia[1]) == shown


def test_a_late_figure_says_when_it_was_due_and_by_how_many_days(client: FlaskClient):
    late = {row["indicator"]: row for row in downloaded(client, "late", "?as_of=2026-01-31")}
    dementia = late["dementia-diagnosis-rate"]
    due = date.fromisoformat(dementia["due_about"])
    assert int(dementia["days_late"]) == (date(2026, 1, 31) - due).days > 0
    rows = named(client, "?as_of=2026-01-31", "Indicator")
    assert any(row[0] == "Dementia diagnosis rate" and row[1] == dementia["days_late"] for row in rows)
    days = [int(row["days_late"]) for row in late.values()]
    assert days == sorted(days, reverse=True)


def test_as_of_a_day_on_which_the_figures_were_new_nothing_is_late(client: FlaskClient):
    (newest,) = [
        one for one in register_state.gather(Selection()).late if one.indicator == "dementia-diagnosis-rate"
    ]
    text = client.get(f"/assurance?as_of={newest.due.isoformat()}").text
    assert "figures published by" in text
    found = downloaded(client, "late", f"?as_of={newest.due.isoformat()}")
    assert "dementia-diagnosis-rate" not in {row["indicator"] for row in found}


def test_a_lapsed_target_says_met_or_missed_by_the_figure_for_its_deadline(client: FlaskClient):
    rows = {row["target"]: row for row in downloaded(client, "lapsed")}
    assert all(
        row["at_deadline"] in ("met", "missed", "no figure")
        and row["now"] in ("met", "not met", "deadline passed, no figure for it")
        for row in rows.values()
    )
    order = [row["target_as_a_whole_now"] for row in rows.values()]
    assert order == sorted(order, key=["not met", "deadline passed, no figure for it", "met"].index)
    assert {KNOWN.targets[key].deadline < date.today() for key in rows} == {True}
    told = named(client, "", "Target")
    assert [row[0] for row in told[: len(rows)]] == [KNOWN.targets[key].name for key in rows]
    assert downloaded(client, "lapsed", "?as_of=2023-01-31") == []


def test_a_place_is_measured_by_the_yardsticks_of_the_whole(client: FlaskClient):
    rows = downloaded(client, "lapsed", "?place=halton")
    assert {row["area"] for row in rows} == {"halton"}
    missed = next(row for row in rows if row["target"] == "nhs2324-10-rtt-65-weeks")
    assert missed["standing"] == "yardstick"


def test_a_chosen_place_narrows_and_says_so(client: FlaskClient):
    text = client.get("/assurance?place=halton").text
    assert "Narrowed to Halton: targets set for Halton alone and for every Place" in text
    targets = downloaded(client, "deadlines", "?place=halton")
    assert all(row["scope"] in ("Halton", "every Place") for row in targets)
    ways = downloaded(client, "ways", "?place=halton")
    assert {row["area"] for row in ways} == {"halton"}
    needed = {one.indicator for one in ask.statuses(None, "", "halton") if needs_path(one)}
    assert [row["indicator"] for row in ways] == [id for id in KNOWN.indicators if id in needed]
    assert "Narrowed to" not in client.get("/assurance").text


def test_conflicts_stand_side_by_side_and_lead_to_both(client: FlaskClient):
    rows = named(client, "", "One target")
    assert len(rows) == len([one for one in KNOWN.relations if one.relation == "conflicts-with"]) == 4
    text = client.get("/assurance").text
    for key in ("strategy-dementia-66", "nhs2324-25-dementia-66-7"):
        assert f'href="/target/{key}"' in text


def test_deadlines_that_no_figure_can_meet_are_named(client: FlaskClient):
    text = client.get("/assurance").text
    assert 'href="/target/jfp-mh-ips"' in text
    assert "its deadline may have passed when it was set (year only)" in text


def test_what_is_not_measured_is_counted_and_the_quality_of_the_rest_is_told(client: FlaskClient):
    text = client.get("/assurance").text
    assert "No public series measures 154 of the targets" in text
    rows = {row["indicator"]: row for row in downloaded(client, "quality")}
    assert set(rows) == set(KNOWN.indicators)
    life = rows["life-expectancy"]
    assert (life["held"], life["places"], life["source"]) == ("9", "9", "official statistics")
    found = tables(client.get("/assurance").text)
    (quality,) = [table for table in found if "Places held" in table[0]]
    assert life["period"] == "2018 to 2020"  # in words, so that no spreadsheet makes it a date
    assert next(row for row in quality if row[0] == "Life expectancy")[2] == "9 of 9 for 2018–20"


@pytest.mark.parametrize("name", list(assurance_routes.TABLES))
def test_every_table_can_be_taken_away(client: FlaskClient, name: str):
    answer = client.get(f"/assurance-{name}.xlsx")
    saved = f"beacon_assurance-{name}_as-of-{date.today()}.xlsx"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{saved}"'
    cover, sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets
    assert cover.title == "Cover"
    assert sheet.max_row - bool(sheet.tables) == len(downloaded(client, name)) + (not sheet.tables)
    assert f'href="/assurance-{name}.csv?place=halton"' in client.get("/assurance?place=halton").text


def test_without_figures_it_says_so_and_counts_the_register(web: object, empty_store: None):
    text = web.test_client().get("/assurance").text  # type: ignore[attr-defined]
    assert "0 of 344 targets can be held beside a figure" in text
    assert "0 of 0 indicators with figures by area are later than due" in text


def test_a_store_that_does_not_answer_gives_no_half_file(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BEACON_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    assert client.get("/assurance-late.csv").status_code == 503
    assert client.get("/assurance").status_code == 503
