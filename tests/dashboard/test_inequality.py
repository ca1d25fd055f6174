"""The page on inequality: one verdict an indicator, honest about what it cannot tell, and its evidence."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import Engine

from dashboard.pages.inequality import data as inequality_data
from dashboard.pages.inequality import verdict_words
from data.catalogue.reader import catalogue
from data.judgement import equity
from data.judgement.equity import Verdict
from data.statements import snapshot
from data.statistics import inequality
from data.statistics.reason import NO_FIGURES, NO_REASON, too_few
from tests.dashboard.browsing import check, fits, open_details, opened, resized
from tests.dashboard.reading import tables
from tests.data.examples import yearly_rows
from tests.engines import SqliteStores
from tests.loading import load_example

ID = "smoking-prevalence"
DEFINED = catalogue()
BY_IMD = sorted(DEFINED.places, key=lambda place: -(place.imd2019_score or 0))
TODAY = date.today()
FIRST = TODAY.year - 6  # of six years, the last of which ended less than a year ago
FIFTHS = ["Most deprived quintile", "Second most deprived quintile", "Average deprived quintile"]
FIFTHS += ["Second least deprived quintile", "Least deprived quintile"]


def rows_closing(years: int = 6):
    """The more deprived an example Place, the faster its made-up figure falls."""
    rows = []
    for rank, place in enumerate(BY_IMD):
        fall = 1.2 - 0.1 * rank
        values = [20 - rank - fall * year + 0.05 * math.sin(rank * 3 + year) for year in range(years)]
        rows += yearly_rows([round(one, 3) for one in values], indicator=ID, code=place.ons_code, first=FIRST)
    return rows


def rows_widening_within_halton():
    rows = []
    for rank, name in enumerate(FIFTHS):
        values = [25 - 2 * rank - (0.2 + 0.2 * rank) * y + 0.02 * ((rank * y) % 3) for y in range(5)]
        kind = "LSOA11 deprivation quintiles within area (IMD trend)"
        rows += yearly_rows(
            [round(one, 3) for one in values],
            indicator=ID,
            category_type=kind,
            category=name,
            first=FIRST + 1,
        )
    return rows


@pytest.fixture
def unequal(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store in which the gap between the example Places closes, which the environment names."""
    with sqlite_stores.store(tmp_path) as engine:
        load_example(engine, tmp_path, rows_closing())
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield engine


@pytest.fixture
def pages(web: object, unequal: Engine) -> FlaskClient:
    return web.test_client()  # type: ignore[attr-defined,no-any-return]


def line(kind: str = "between", verdict: str = verdict_words.CANNOT, **more) -> Verdict:
    return Verdict(
        indicator=ID, sex=more.pop("sex", "Persons"), kind=kind, verdict=verdict, groups=("a", "b"), **more
    )


CLOSING = "closing, poorest improving faster"


@pytest.mark.parametrize(
    ("verdict", "way"),
    [
        (CLOSING, "closing"),
        ("closing, but because the better-off are getting worse", "closing"),
        ("everyone improving, gap wider", "widening"),
        ("gap wider, poorest getting worse", "widening"),
        ("cannot tell yet", ""),
    ],
)
def test_each_verdict_goes_one_way(verdict: str, way: str):
    assert verdict_words.direction(verdict) == way


def test_figures_within_areas_come_first_as_soon_as_they_could_be_tested():
    between = line(verdict=CLOSING, p_value=0.01)
    short = line("within", reason=too_few(2, 3, "years"))
    assert (
        verdict_words.verdict_of(ID, [between, short], TODAY).rests_on,
        verdict_words.verdict_of(ID, [between, short], TODAY).verdict,
    ) == (
        "between",
        CLOSING,
    )
    found = verdict_words.verdict_of(ID, [between, replace(short, p_value=0.4, reason=NO_REASON)], TODAY)
    assert (found.rests_on, found.verdict, found.reason) == (
        "within",
        verdict_words.CANNOT,
        verdict_words.BY_CHANCE,
    )


def test_fifths_that_stand_alone_say_why_nothing_can_be_told():
    nothing = replace(line(reason=NO_FIGURES), groups=())
    found = verdict_words.verdict_of(ID, [nothing, line("within", reason=too_few(1, 3, "years"))], TODAY)
    assert (found.rests_on, found.reason.short) == ("within", "1 of 3 years")


def test_a_verdict_stands_only_where_more_than_half_of_the_lines_give_it():
    one, other = line(verdict=CLOSING, sex="Male"), line(sex="Female")
    assert verdict_words.verdict_of(ID, [one, other], TODAY).verdict == verdict_words.CANNOT
    assert verdict_words.verdict_of(ID, [other, one], TODAY).reason.short == "its lines do not agree"
    assert verdict_words.chance(0.047) == "in 4.7% of cases"
    assert verdict_words.chance(0.23) == "in 23% of cases"
    assert verdict_words.verdict_of(ID, [one, replace(one, sex="Female")], TODAY).verdict == CLOSING


def test_what_cannot_be_told_says_why_and_what_is_told_does_not():
    assert (
        verdict_words.verdict_of(ID, [line(reason=too_few(2, 3, "years"))], TODAY).reason.short
        == "2 of 3 years"
    )
    assert verdict_words.verdict_of(ID, [line(verdict=CLOSING)], TODAY).reason == NO_REASON
    assert verdict_words.verdict_of(ID, [], TODAY).reason.short == "no figures"


def test_the_summary_counts_every_indicator_once():
    every = [
        verdict_words.verdict_of("a", [line(verdict=CLOSING)], TODAY),
        verdict_words.verdict_of("b", [line()], TODAY),
        verdict_words.verdict_of("c", [], TODAY),
    ]
    text = verdict_words.summary(every)
    assert "Of 3 indicators" in text
    assert "closing for 1 and widening for 0; for 2 the figures cannot tell yet" in text
    assert "Of those 2, 1 has figures" in text
    assert "1 cannot be tested at all" in text


def test_the_page_gives_the_verdict_that_is_kept(pages: FlaskClient, unequal: Engine):
    (kept_one,) = [one for one in snapshot.equity_verdicts(unequal, DEFINED, date.today()) if one.groups]
    text = pages.get("/inequality").text
    row = next(row for table in tables(text) for row in table if row[0] == "Smoking")
    assert kept_one.verdict == CLOSING
    assert row[1].startswith(CLOSING)
    assert row[2] == "none held"
    assert row[4] == f"from {-kept_one.sii_first:.1f} to {-kept_one.sii_last:.1f} percentage points"
    assert row[5] == f"from {1 / kept_one.rii_first:.2f} to {1 / kept_one.rii_last:.2f} times"
    assert "closing for 1 and widening for 0; for " in text
    assert inequality.CAUTION in text


def test_every_indicator_stands_on_the_page_once(pages: FlaskClient):
    text = pages.get("/inequality").text.split("</form>")[-1]
    listed = [row[0] for table in tables(text) for row in table[1:]]
    assert listed == ["Smoking"]
    assert text.count("cannot tell yet</strong>") >= 1
    for indicator in DEFINED.indicators.values():
        assert indicator.short_title.replace("&", "&amp;") in text, indicator.id


def test_the_evidence_has_every_place_from_most_to_least_deprived(pages: FlaskClient):
    text = pages.get(f"/inequality?indicator={ID}").text
    dots, absolute, relative, left_out = tables(text)
    assert [row[0] for row in dots[1:]] == [place.name for place in BY_IMD]
    assert [row[0] for row in absolute[1:]] == [str(FIRST + 5 - year) for year in range(6)]
    assert len(relative) == 7
    assert [row[0] for row in left_out[1:]] == [place.name for place in BY_IMD]
    assert "Chance alone would show as much in fewer than 1% of cases" in text
    assert "Source: " in text


def test_the_fitted_line_ends_where_the_slope_index_says(pages: FlaskClient):
    pages.get("/inequality")
    (found,) = inequality_data.evidence(ID)
    assert [rank for rank, _ in (found.fitted[0], found.fitted[-1])] == [0, 1]
    assert found.fitted[0][1] - found.fitted[-1][1] == pytest.approx(found.gaps.sii.iloc[-1])
    assert found.gaps.sii.iloc[-1] == pytest.approx(-(found.verdict.sii_last or 0))
    assert found.dots["rank"].is_monotonic_increasing


def test_the_chosen_place_shows_its_fifths_first(pages: FlaskClient, unequal: Engine, tmp_path: Path):
    load_example(unequal, tmp_path, rows_closing() + rows_widening_within_halton())
    text = pages.get(f"/inequality?indicator={ID}&place=halton").text
    first, *_ = tables(text)
    assert [row[0] for row in first[1:]] == FIFTHS
    assert text.index("Within Halton") < text.index("Between the nine Places")
    assert equity.NO_WEIGHTS in text
    assert "its neighbourhoods by fifths: the most deprived fifth, " in text
    assert "everyone improving, gap wider" in text


def test_a_past_date_shows_what_was_known_then(pages: FlaskClient):
    text = pages.get(f"/inequality?indicator={ID}&as_of={FIRST - 1}-01-01").text
    assert "because there are no figures." in text
    assert "cannot tell yet" in text
    assert f"indicator={ID}" in text.split("Show the newest figures")[0].rsplit("<a", 1)[1]


@pytest.mark.parametrize("asked", ["atlantis", "<script>alert(1)</script>", "x" * 500, ""])
def test_an_unknown_indicator_is_told_and_all_are_shown(pages: FlaskClient, asked: str):
    answer = pages.get("/inequality", query_string={"indicator": asked})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert ("There is no indicator called" in answer.text) == bool(asked)
    assert f"Of {len(DEFINED.indicators)} indicators" in answer.text


def test_an_empty_store_can_tell_nothing_and_says_so(web: object, empty_store: None):
    text = web.test_client().get("/inequality").text  # type: ignore[attr-defined]
    assert f"closing for 0 and widening for 0; for {len(DEFINED.indicators)} the figures cannot" in text


@pytest.mark.parametrize("state", ["", f"?indicator={ID}", "?indicator=life-expectancy"])
def test_the_page_is_accessible_and_fits(quiet: Page, site: str, unequal: Engine, state: str):
    opened(quiet, f"{site}/inequality{state}")
    open_details(quiet)
    check(quiet)
    resized(quiet, 320)
    fits(quiet)


def test_without_figures_of_the_places_those_within_areas_say_why():
    short = line(kind="within", reason=too_few(1, 3, "years"))
    told = verdict_words.verdict_of(
        ID, [short, Verdict(indicator=ID, sex="Persons", kind="between", reason=NO_FIGURES)], TODAY
    )
    assert (told.reason.short, told.rests_on) == ("1 of 3 years", "within")


def test_a_verdict_of_figures_on_days_runs_from_day_to_day():
    on_days = line(verdict=CLOSING, p_value=0.02, first="30 June 2021", last="30 June 2023")
    told = verdict_words.statement(on_days, "between the nine Places", TODAY)
    assert told.startswith("From 30 June 2021 to 30 June 2023, between the nine Places: closing")


def test_a_gap_that_reads_the_same_is_neither_wider_nor_narrower():
    periods = ("2015 - 17", "2023 - 25")
    assert verdict_words.of_gap(4.18, 4.21, periods, ("4.2 years", "4.2 years")).endswith(": about the same.")
    assert verdict_words.of_gap(4.18, 4.61, periods, ("4.2 years", "4.6 years")).endswith(": wider.")


def test_a_verdict_carries_its_years(pages: FlaskClient):
    text = pages.get("/inequality").text
    row = next(row for table in tables(text) for row in table if row[0] == "Smoking")
    assert row[1] == f"{CLOSING}|{FIRST} to {FIRST + 5}"
    assert f"{CLOSING}, {FIRST} to {FIRST + 5}" in row[3]


def test_figures_that_ended_over_two_years_ago_are_history_in_the_past_tense():
    ended = date(2020, 12, 31)
    old = line(verdict=CLOSING, p_value=0.01, first="2015", last="2020", ended=ended)
    current = verdict_words.verdict_of(ID, [old], date(2022, 12, 31))
    assert (current.direction, current.verdict, current.years) == ("closing", CLOSING, "2015 to 2020")
    past = verdict_words.verdict_of(ID, [old], date(2023, 1, 2))
    assert (past.direction, past.verdict) == ("history", "gap narrowed, poorest improved faster")
    assert verdict_words.of_lines([old], {}, past.on).startswith("gap narrowed")
    text = verdict_words.summary([past])
    assert "closing for 0 and widening for 0" in text
    assert "For 1 the figures ended over two years ago" in text
    told = verdict_words.statement(old, "between the nine Places", past.on)
    assert "history, and no verdict on today" in told
    assert "closing" not in told
    assert set(verdict_words.PAST) == set(get_args(inequality.Verdict))


def test_history_within_areas_gives_way_to_what_the_places_say_today():
    old = line("within", verdict=CLOSING, p_value=0.01, ended=date(2019, 8, 31), first="2015", last="2019")
    now = line(verdict="gap wider, poorest getting worse", p_value=0.01, ended=date(2024, 12, 31))
    found = verdict_words.verdict_of(ID, [old, now], date(2025, 6, 1))
    assert (found.rests_on, found.direction) == ("between", "widening")


def test_a_page_of_old_figures_says_nothing_in_the_present_tense(
    pages: FlaskClient, unequal: Engine, tmp_path: Path
):
    rows = [row | {"period": str(int(row["period"]) - 4)} for row in rows_closing()]
    for row in rows:
        row["indicator"] = "overweight-adults"
    load_example(unequal, tmp_path, rows, name="old_example.csv")
    text = pages.get("/inequality?indicator=overweight-adults").text
    assert "gap narrowed, poorest improved faster" in text
    assert CLOSING not in text.split("</form>")[-1]
    row = next(
        row
        for table in tables(pages.get("/inequality").text)
        for row in table
        if row[0].startswith("Overweight")
    )
    assert row[1] == f"gap narrowed, poorest improved faster|{FIRST - 4} to {FIRST + 1}, history"
