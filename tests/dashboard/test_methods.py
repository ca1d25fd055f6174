"""The page on methods: every word and icon explained, whose rule each is, the track record as it is kept."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard.figures import icons, interval_coverage
from dashboard.figures.svg import picture as svg
from dashboard.html.markup import to_html
from dashboard.pages.methods import parts as methods_parts
from dashboard.pages.methods import rules_change, rules_figures, rules_rest, track_words
from dashboard.pages.methods.rule import LABELS, Section
from data.catalogue.reader import catalogue
from data.judgement import forecast_record
from data.judgement.false_alarms import Guard
from data.judgement.forecast_record import Record
from data.statements import snapshot
from data.statistics.trajectory import Word
from data.wording import meanings
from tests.dashboard.reading import tables
from tests.data.examples import monthly_rows, yearly_rows
from tests.engines import SqliteStores
from tests.loading import load_example

DEFINED = catalogue()
NAMES = DEFINED.indicators
GOOD = Record("smoking-prevalence", 3, 100, 0.81, 0.95, 0.21, 0.25, 20, 0.9, 12, 0.1)
POOR = Record("obesity-year6", 2, 300, 0.55, 0.8, 0.31, 0.29, 30, 0.5, 40, 0.625)
FEW = Record("readmissions-30-days", 1, 12, 0.5, 0.9, 0.25, 0.3)
NONE = Record("living-wage") if "living-wage" in NAMES else Record(next(iter(NAMES)))
RECORDS = [GOOD, POOR, FEW, NONE]
MONTHS_OF_EXAMPLE = [60 + 0.2 * n + 1.5 * ((n * 7) % 5 - 2) for n in range(30)]
YEARS_OF_EXAMPLE = [18.0, 17.4, 17.9, 16.6, 16.9, 15.8, 16.0, 15.1, 15.4, 14.2]


@pytest.fixture
def told(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store whose track record is worked out, which the environment names."""
    rows = monthly_rows(MONTHS_OF_EXAMPLE) + yearly_rows(YEARS_OF_EXAMPLE, indicator="smoking-prevalence")
    with sqlite_stores.store(tmp_path) as engine:
        load_example(engine, tmp_path, rows)
        snapshot.refresh(engine, DEFINED)
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield engine


def sections() -> list[Section]:
    modules = (rules_figures, rules_change, rules_rest)
    return [one for module in modules for one in vars(module).values() if isinstance(one, Section)]


def rows_of_record(page: str) -> list[list[str]]:
    return next(
        table for table in tables(page) if table[0] == [column.title for column in track_words.COLUMNS]
    )[1:]


def parts(records: list[Record]) -> str:
    return to_html(methods_parts.track_parts(records, NAMES, lambda id: f"/indicator/{id}"))


def test_every_word_against_plan_is_explained_beside_its_shape(client: FlaskClient):
    assert set(meanings.WORDS) == set(get_args(Word))
    page = client.get("/methods").text
    table = next(table for table in tables(page) if table[0] == ["Word", "What it says"])
    assert dict(table[1:]) == meanings.WORDS
    for word in get_args(Word):
        assert f'class="shape shape-{word.replace(",", "").replace(" ", "-")}"' in page


def test_every_icon_stands_beside_its_words(client: FlaskClient):
    page = client.get("/methods").text
    shown = [row[1] for table in tables(page) if table[0] == ["Icon", "What it says"] for row in table[1:]]
    assert [text.lower() for text in shown] == [
        text.lower() for text in (*icons.VARIATION.values(), *icons.ASSURANCE.values())
    ]
    assert page.count("data:image/svg+xml") == len(shown)


def test_every_link_of_the_contents_leads_to_a_heading_and_every_heading_is_in_them(client: FlaskClient):
    page = client.get("/methods").text
    contents = re.search(r'<nav class="contents.*?</nav>', page, re.S)
    assert contents
    links = re.findall(r'href="#([\w-]+)">([^<]+)<', contents[0])
    headings = re.findall(r'<h2 id="([\w-]+)">([^<]+)</h2>', page)
    charts = {name for name, _ in headings if name == f"{methods_parts.CHART}-title"}
    assert links == [one for one in headings if one[0] not in charts]
    assert len({name for name, _ in links}) == len(links) > 15


def test_every_rule_says_whose_it_is_and_why(client: FlaskClient):
    page = client.get("/methods").text
    rules = [rule for one in sections() for rule in one.rules]
    assert {rule.whose for rule in rules} == set(LABELS)
    assert page.count('<span class="whose">') == len(rules)
    for one in rules:
        assert one.why.endswith((".", "?"))
        assert to_html(one.says) in page
        assert f"<strong>{LABELS[one.whose]}</strong>. {to_html(one.why)}" in page


@pytest.mark.parametrize(
    "words",
    [
        *("2.66", "13 points", "seven or more in a row", "2 of 1,000 cases", "10,000 times", "yardstick"),
        *("40 to 44 of 100", "more than half of its lines", "reach back three years", "above nought"),
        *("fewer than 67% of at least 30 outcomes", "Benjamini and Hochberg", "strict sense", "one period"),
        *("held 61, 62 and 67; this one held 77", "half as many periods", "straight line, not an agreed"),
        *("withheld a small number", "fewer than ten people", "half a standard deviation", "95% interval"),
    ],
)
def test_the_numbers_of_the_rules_are_told(client: FlaskClient, words: str):
    assert words in client.get("/methods").text


def test_the_track_record_shown_is_that_which_is_kept(web: object, told: Engine):
    page = web.test_client().get("/methods").text  # type: ignore[attr-defined]
    records = snapshot.track_records(told, DEFINED)
    whole = forecast_record.overall(records)
    assert (whole.lines, whole.n > 30) == (2, True)
    summary = re.search(r'id="track-summary"[^>]*>([^<]+)<', page)
    assert summary
    assert summary[1] == track_words.summary(records)
    for words in (f"{whole.n:,} forecasts of 2 lines", f"held {whole.cover80:.0%}", f"{whole.brier:.3f}"):
        assert words in summary[1]
    first, *others = rows_of_record(page)
    assert first[:3] == ["All indicators", "", f"{whole.n:,}"]
    known = {NAMES[one.indicator].short_title: one for one in records if one.n}
    assert {row[0] for row in others} == set(known)
    for name, _, n, in80, in95, brier, walk, likely, _, unlikely, _ in others:
        one = known[name]
        assert (n, likely, unlikely) == (f"{one.n:,}", f"{one.likely:,}", f"{one.unlikely:,}")
        assert (in80, in95) == (f"{one.cover80:.0%}", f"{one.cover95:.0%}")
        assert (brier, walk) == (f"{one.brier:.3f}", f"{one.walk_brier:.3f}")


def test_the_files_of_the_chart_hold_the_same_record(web: object, told: Engine):
    answer = web.test_client().get("/charts/methods/all/track.csv")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.status_code == 200
    assert (
        int(rows[0]["Forecasts checked"]) == forecast_record.overall(snapshot.track_records(told, DEFINED)).n
    )
    assert web.test_client().get("/charts/methods/all/track.svg").status_code == 200  # type: ignore[attr-defined]


def test_withheld_forecasts_are_named_with_their_reason():
    page = parts(RECORDS)
    named = re.search(r'<ul id="withheld">(.*?)</ul>', page)
    assert named
    assert re.findall(r">([^<]+)</a>", named[1]) == [NAMES[POOR.indicator].short_title]
    assert forecast_record.withheld(RECORDS)[POOR.indicator].short in named[1]
    assert [track_words.kind(one) for one in (GOOD, POOR, FEW)] == ["shown", "withheld", "too few to say"]
    assert "No indicator’s forecast is withheld" in parts([GOOD])


def test_a_caution_stands_where_unlikely_came_true_often_or_likely_seldom():
    unlikely, likely, *rest = track_words.cautions(RECORDS, NAMES)
    assert f"{NAMES[POOR.indicator].short_title} (62% of 40)" in unlikely
    assert NAMES[GOOD.indicator].short_title not in unlikely
    assert f"{NAMES[POOR.indicator].short_title} (50% of 30)" in likely
    assert any("too narrow" in one for one in rest)
    assert any(one.startswith("For 1 of 3 indicators the simplest method") for one in rest)
    assert not any("nlikely" in one for one in track_words.cautions([GOOD], NAMES))


def test_an_indicator_without_any_forecast_to_check_is_counted_and_not_drawn():
    assert "For 1 indicator no forecast can be checked" in parts(RECORDS)
    assert len(track_words.points(RECORDS, NAMES)) == 3
    assert track_words.summary([NONE]) == track_words.NOTHING_CHECKED


def test_the_chart_has_a_shape_for_each_kind_and_a_line_for_the_promise():
    drawn = interval_coverage.held(track_words.points(RECORDS, NAMES), 80, 67)
    shapes = {trace["name"]: (trace["marker"]["symbol"], trace["x"]) for trace in drawn["data"]}
    assert shapes == {
        "Shown": ("circle", [81.0]),
        "Withheld": ("diamond", [55.0]),
        "Too few to say": ("square", [50.0]),
    }
    assert [line["x0"] for line in drawn["layout"]["shapes"]] == [67, 80]
    assert svg.drawn(drawn, 300).startswith("<svg")


def test_without_a_track_record_the_page_says_so(client: FlaskClient, empty_store: None):
    page = client.get("/methods").text
    assert track_words.NOTHING in page
    assert "Of the figures chosen above no line can be tested." in page


def test_a_past_date_says_that_the_rules_are_todays_and_leads_to_the_record_of_today(client: FlaskClient):
    past = client.get("/methods?as_of=2023-05-09").text
    assert "The rules are today’s." in past
    assert 'href="/methods#track-record">The record of today</a>' in past
    assert 'id="track-summary"' not in past
    assert "The rules are today’s." not in client.get("/methods").text


def test_the_guard_is_told_in_numbers():
    found = Guard(signals=1, by_chance=2.4, tested=90, worth=frozenset({("a", "b", "c")}))
    text = to_html(methods_parts.of_guard(found))
    assert (
        "90 lines can be tested. 1 signals a change; chance alone would make about 2 do so. 1 passes" in text
    )
    assert "fewer than 1" in to_html(methods_parts.of_guard(replace(found, by_chance=0.4)))
