"""The home page: the counts, what is off plan, what changed since a meeting; over the example store."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient

from dashboard import ask
from dashboard.html.markup import to_html
from dashboard.pages.home import parts as home_parts
from dashboard.parts import components
from data.catalogue.reader import catalogue
from data.judgement import off_plan
from data.judgement.status import Change
from data.statistics.reason import too_few
from data.statistics.trajectory import Word
from data.store.migrate import migrate
from tests.data.examples import monthly_rows
from tests.data.judgement.test_off_plan import example
from tests.engines import SqliteStores
from tests.loading import load_example

ASSETS = Path(__file__).parents[2] / "assets"
CSS = "".join(path.read_text() for path in sorted(ASSETS.glob("*.css")))


def part(page: str, name: str) -> str:
    """The text between one heading of the page and the next, without tags."""
    found = page.split(f'<h2 id="{name}">')[1].split("<h2")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def test_the_first_sentence_counts_the_lines_of_the_whole_area(client: FlaskClient):
    counted = off_plan.counts(ask.statuses(), catalogue())
    page = client.get("/").text
    assert f"Of {counted.lines} indicator lines for Cheshire and Merseyside, {counted.judged} can be" in page
    assert f"{counted.unjudged} cannot be judged: no data (" in page
    assert page.index("indicator lines for") < page.index('id="off-plan"') < page.index('id="changes"')


def test_a_place_changes_the_sentence_the_cards_and_the_changes(client: FlaskClient):
    page = client.get("/?place=sefton").text
    assert "<title>How Sefton is doing against the targets – Beacon</title>" in page
    assert "indicator lines for Sefton" in page
    cards = part(page, "off-plan")
    assert "Dementia diagnosis rate: Sefton" in cards
    assert "Halton" not in cards
    assert "Halton" not in part(page, "changes")


def test_a_card_says_everything_that_is_asked_without_a_click(client: FlaskClient):
    page = client.get("/?place=sefton").text
    card = page.split('class="cards"')[1].split("</article>")[0]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))
    for told in ("not met", "62.0%", "Plan 66.7% or more", "percentage points below", "Real change or noise"):
        assert told in text
    for told in (
        "By the deadline",
        "Higher is better",
        "The period ended",
        "The next figure was due about",
    ):
        assert told in text
    assert 'href="/indicator/dementia-diagnosis-rate?place=sefton"' in card
    assert '<span class="shape shape-not-met" aria-hidden="true"></span>not met' in card


def test_areas_off_plan_by_one_line_share_a_card(client: FlaskClient):
    page = client.get("/").text
    lines = off_plan.by_line(off_plan.exceptions(ask.statuses(), catalogue()))
    assert page.count("<article>") == len(lines)
    assert any(len(line) > 1 for line in lines)
    assert "Also off plan" in page


def test_a_joint_area_stands_for_its_place_on_the_home_page(client: FlaskClient):
    assert "Cheshire (East and West together)" in part(client.get("/?place=cheshire-east").text, "changes")
    assert "Cheshire (East and West together)" not in part(client.get("/?place=halton").text, "changes")


def test_changes_are_counted_from_the_latest_meeting_unless_another_is_chosen(client: FlaskClient):
    page = client.get("/").text
    assert "What changed since 14 November 2023" in page
    assert '<option value="2023-11-14" selected>14 November 2023, meeting</option>' in page
    assert "What changed since 17 January 2023" in client.get("/?since=2023-01-17").text
    assert "What changed since 3 March 2022" in client.get("/?since=2022-03-03").text


def test_new_figures_and_targets_since_the_meeting_are_told_with_links(client: FlaskClient):
    page = client.get("/").text
    changes = part(page, "changes")
    assert "Dementia diagnosis rate : June 2024 for eight Places" in changes
    assert "Eliminate 65 week waits : re-dated in 2024 (only the year is known)" in changes
    assert 'href="/target/jfp-elective-65-weeks-sep24"' in page
    assert 'href="/indicator/dementia-diagnosis-rate"' in page
    assert "177 targets that no indicator here measures were set in 2024 (only the year is known)" in changes


def test_a_past_date_judges_and_compares_as_of_that_day(client: FlaskClient):
    page = client.get("/?as_of=2023-09-01").text
    assert "What changed since 18 July 2023" in page
    assert "2023-09-19" not in page.split('id="changes"')[1]
    assert "<article>" not in page


def test_a_date_that_does_not_lie_before_is_told(client: FlaskClient):
    page = client.get("/?since=2026-01-01&as_of=2025-01-01").text
    assert "1 January 2026 does not lie before 1 January 2025. Choose an earlier date." in page


def test_before_the_first_meeting_there_is_none_to_count_from(client: FlaskClient):
    page = client.get("/?as_of=2022-01-01").text
    assert (
        "No meeting of the Partnership before 1 January 2022 is recorded" in page
        or "No figure had been" in page
    )


def test_the_ways_on_lead_to_places_and_subjects(client: FlaskClient):
    page = client.get("/?since=2023-01-17").text
    assert 'href="/place/halton?since=2023-01-17"' in page
    assert 'href="/indicators?since=2023-01-17&amp;domain=dementia"' in page
    assert 'href="/indicators?place=halton"' in client.get("/?place=halton").text


def test_the_22_beacon_indicators_are_counted_apart_from_others_of_their_themes(client: FlaskClient):
    page = client.get("/").text
    section = page.split("<h2>The themes of the 22 Beacon Indicators</h2>")[1].split("</section>")[0]
    counted = re.findall(r"(\d+) Beacon Indicators?(?: and (\d+) more)?", section)
    assert sum(int(beacons) for beacons, _ in counted) == 22
    themes = {domain.id for domain in catalogue().domains if domain.theme}
    every = [one for one in catalogue().indicators.values() if one.domain in themes]
    assert sum(int(beacons) + int(more or 0) for beacons, more in counted) == len(every) > 22
    assert "Beacon Indicator" not in page.split("<h2>Other subjects</h2>")[1].split("</section>")[0]


def test_an_empty_store_has_a_sentence_and_the_ways_on(web: object, empty_store: None):
    page = web.test_client().get("/").text  # type: ignore[attr-defined]
    assert "No figures have been loaded yet" in page
    assert 'id="off-plan"' not in page
    assert "Choose a Place" in page


@pytest.fixture
def revised(sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store in which a figure was revised after the latest meeting, which the environment names."""
    with sqlite_stores.store(tmp_path) as engine:
        migrate(engine)
        load_example(engine, tmp_path, monthly_rows([61, 62]), published=date(2023, 5, 1))
        load_example(engine, tmp_path, monthly_rows([63]), name="b.csv", published=date(2024, 1, 1))
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        yield


def test_a_revised_figure_is_told_with_its_old_value(web: object, revised: None):
    page = web.test_client().get("/").text  # type: ignore[attr-defined]
    assert "January 2023 was 61.0%, is 63.0%" in page


@pytest.mark.parametrize("word", get_args(Word))
def test_every_word_against_plan_has_a_shape_and_a_colour(word: str):
    mark = components.status_mark(word)
    kind = mark.className.removeprefix("status ")
    assert f".status.{kind}" in CSS
    assert f".shape-{kind}" in CSS


def test_no_two_parts_of_the_page_have_one_id(client: FlaskClient):
    found = re.findall(r'\sid="([^"]+)"', client.get("/?place=halton").text)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "change",
    [
        Change("trend", trend="increasing", difference=2.0, since="2019"),
        Change("chart", variation="concern_high", difference=2.0, since="2019"),
        Change(reason=too_few(9, 13, "points")),
    ],
)
def test_a_card_tells_every_kind_of_change_with_an_icon_only_for_a_control_chart(change: Change):
    known = catalogue()
    one = example("behind", change=change, people=-120)
    domains = {domain.id: domain for domain in known.domains}
    around = home_parts.Known(
        indicators=known.indicators,
        areas=known.areas,
        domains=domains,
        to=lambda _: "",
        to_target=str,
        today=date(2026, 6, 1),
    )
    card = to_html(home_parts.cards([[one]], around))
    assert ("<img" in card) == bool(change.variation)
    assert "<dt>Real change or noise</dt>" in card
    assert "<strong>about 120 fewer people diagnosed</strong> would close the gap" in card
