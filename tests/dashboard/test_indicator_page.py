"""The page of an indicator says of a figure and a target what its Status says, and nothing else."""

import math
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard import ask, words
from dashboard.html.markup import to_html
from dashboard.pages.indicator import statement_cards
from dashboard.pages.shared import indicator_parts, judged_line, story
from dashboard.pages.shared.indicator_data import Shown, compared, focus, gather, selection
from dashboard.pages.shared.indicator_parts import Around, small_multiples, source_line
from dashboard.pages.shared.judged_line import Judged
from dashboard.selection import Selection
from data.catalogue.models import Break
from data.catalogue.reader import catalogue
from data.judgement.annotations import chart_of, fan_of
from data.judgement.change import Goal, after_breaks
from data.judgement.forecast_record import Record
from data.judgement.status import Outlook, Status, record
from data.statistics.reason import NO_GOAL
from data.wording import sentences
from tests.dashboard.reading import tables
from tests.data.examples import monthly_rows
from tests.engines import SqliteStores
from tests.loading import load_example

KNOWN = catalogue()
RATE = KNOWN.indicators["dementia-diagnosis-rate"]
PLACES = ("halton", "cheshire-east", "sefton")
RECORD = Record(RATE.id, 9, 120, 0.81, 0.96, 0.2, 0.25, 40, 0.9, 31, 16 / 31)


def shown_at(indicator: str, **query: str) -> Shown | None:
    defined = KNOWN.indicators[indicator]
    return gather(defined, selection(defined, query))


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def statements_in(page: str) -> str:
    found = re.search(r'<section aria-labelledby="statements-title">.*?</section>', page, re.DOTALL)
    assert found is not None
    return text_of(found[0])


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def told(status: Status) -> list[str]:
    indicator = KNOWN.indicators[status.indicator]
    return [one.sentence for one in sentences.statements(status, indicator)]


@pytest.mark.parametrize("place", PLACES)
def test_the_words_of_every_indicator_are_those_of_its_status(client: FlaskClient, place: str):
    seen = 0
    for id in KNOWN.indicators:
        shown = shown_at(id, place=place)
        page = client.get(f"/indicator/{id}?place={place}").text
        if shown is None:
            assert 'id="statements-title"' not in page
            continue
        text = letters(statements_in(page))
        if not shown.is_headline:
            assert "nothing is told of them" in statements_in(page)
            continue
        (status,) = [one for one in ask.statuses(None, id, shown.area.slug) if one.sex == shown.sex]
        for sentence in told(status):
            assert letters(sentence) in text, (id, sentence)
        assert f'<span class="status {_kind(record(status)["now"])}">' in page
        assert letters(sentences.of_dates(status, date.today())) in text
        seen += 1
    assert seen >= 4


def _kind(word: str) -> str:
    return word.replace(",", "").replace(" ", "-")


def test_nothing_else_on_the_page_judges_a_figure(client: FlaskClient):
    for place in PLACES:
        for id in KNOWN.indicators:
            assert "by this figure" not in client.get(f"/indicator/{id}?place={place}").text


def test_a_statement_that_cannot_be_made_says_why(client: FlaskClient):
    text = statements_in(client.get("/indicator/dementia-diagnosis-rate?place=halton").text)
    assert "Because there are only 2 points since the series changed in April 2024, and 13 are needed" in text
    assert "By the deadline cannot be judged Because the target has no deadline." in text
    assert "The period ended" in text


def test_as_of_a_date_the_statements_are_those_of_that_date(client: FlaskClient):
    day = date(2024, 3, 20)
    text = statements_in(client.get(f"/indicator/dementia-diagnosis-rate?place=halton&as_of={day}").text)
    (status,) = ask.statuses(day, RATE.id, "halton")
    assert status.latest.period == "February 2024"
    assert all(letters(sentence) in letters(text) for sentence in told(status))
    assert "only 2 points, and 13 are needed" in text
    assert letters(sentences.of_dates(status, day)) in letters(text)


def test_each_sex_has_its_own_statements(client: FlaskClient):
    for sex in ("Male", "Female"):
        page = client.get(f"/indicator/life-expectancy?place=sefton&sex={sex}").text
        assert f"Sefton, {sex.lower()}: " in statements_in(page)
        assert f"Where Sefton stands: {sex.lower()}" in statements_in(page)


def test_figures_on_another_basis_have_no_statement_and_lead_to_those_that_have(example_store: str):
    shown = shown_at(RATE.id, place="halton")
    assert shown is not None
    other = replace(shown, series=RATE.series[1])
    assert judged_line.status_of(other) is None
    found = judged_line.judged(other)
    assert (found.status, found.chart, found.fan, found.record) == (None, None, None, None)
    text = text_of(to_html(statement_cards.statements(other, found, RATE.headline, True)))
    assert "Those shown here are by sub-ICB location, so it does not say how they stand against plan" in text
    assert "Show the figures by local authority" in text
    assert statement_cards.pace(other, found, None) is None


def test_an_area_that_is_not_compared_is_judged_on_its_own(example_store: str):
    shown = shown_at(RATE.id)
    assert shown is not None
    region = replace(shown, area=KNOWN.areas["north-west"])
    status = judged_line.status_of(region)
    assert status is not None
    assert (status.place, status.now.word) == ("north-west", "no data")


def test_the_target_that_is_drawn_is_that_of_the_status(example_store: str):
    for id in KNOWN.indicators:
        for place in PLACES:
            shown = shown_at(id, place=place)
            if shown is None or not shown.is_headline:
                continue
            found = judged_line.judged(shown)
            assert found.status is not None
            drawn = found.target.key if found.target else ""
            assert drawn == (found.status.now.target_key if found.status.now.target is not None else "")
            if found.path and found.status.now.trajectory_value is not None:
                assert found.path.agreed == (found.status.now.trajectory_kind == "agreed")


def forecast_at(place: str) -> tuple[Shown, judged_line.Judged]:
    """A made-up forecast for a line of the example store, with its picture."""
    shown = shown_at(RATE.id, place=place)
    assert shown is not None
    found = judged_line.judged(shown)
    assert found.status is not None
    outlook = Outlook(0.1, "unlikely", 60.0, 58.0, 62.0, date(2024, 9, 30), 5)
    stretch = after_breaks(shown.points, [])  # two points after the break of April 2024 forecast nothing
    fan = fan_of(RATE, stretch, Goal(66.7, ">=", date(2024, 8, 31)))
    return shown, replace(found, status=replace(found.status, outlook=outlook), record=RECORD, fan=fan)


def test_a_forecast_word_stands_beside_its_own_track_record(example_store: str):
    shown, found = forecast_at("halton")
    text = text_of(to_html(statement_cards.statements(shown, found, RATE.headline, True)))
    assert "By the deadline unlikely To meet the target (10%) if the past pattern continues" in text
    assert "“unlikely” was said 31 times of a figure no worse than the last one, and 52% of these" in text
    assert found.status is not None
    without = replace(found, status=replace(found.status, outlook=Outlook(reason=NO_GOAL)))
    assert "Tested on past figures" not in to_html(
        statement_cards.statements(shown, without, RATE.headline, True)
    )


def test_the_main_chart_draws_and_tells_forecast_and_limits_only_where_there_are_any(example_store: str):
    shown, found = forecast_at("halton")
    around = indicator_parts.Around(found, KNOWN.areas, str)
    chart = indicator_parts.main_chart(shown, around)
    assert "forecast" in chart.key
    assert "limits" not in chart.key
    assert "If the past pattern continues" in chart.sentence
    assert "No control limits" not in chart.sentence
    bare = indicator_parts.main_chart(shown, replace(around, judged=replace(found, fan=None)))
    assert "forecast" not in bare.key
    assert "If the past pattern continues" not in bare.sentence


def test_limits_and_marked_points_are_in_the_key(lively_store: str):
    shown = shown_at(RATE.id, place="liverpool")
    assert shown is not None
    found = judged_line.judged(shown)
    assert found.chart is not None
    assert found.chart.points.equals(chart_of(RATE, shown.points, shown.breaks, Goal(66.7, ">=")).points)
    chart = indicator_parts.main_chart(shown, indicator_parts.Around(found, KNOWN.areas, str))
    assert {"limits", "improving"} <= set(chart.key)
    assert "the usual limits are" in chart.sentence


def test_the_places_are_ranked_with_their_uncertainty_or_it_says_why_not(client: FlaskClient):
    page = client.get("/indicator/dementia-diagnosis-rate?place=halton").text
    assert "Are we really last?" in page
    ranked = next(table for table in tables(page) if table[0][1:2] == ["Rank"])
    assert re.fullmatch(r"\d+(st|nd|rd|th) to \d+(st|nd|rd|th)", ranked[1][2])
    counted = text_of(client.get("/indicator/rtt-over-65-weeks?place=halton").text)
    assert "Places are not ranked because this is a count, which grows with the size of a Place." in counted


def test_who_started_alike_and_which_place_moves_the_whole_is_told_or_why_not(lively_client: FlaskClient):
    page = lively_client.get("/indicator/dementia-diagnosis-rate?place=halton").text
    text = text_of(page)
    assert "How fast it must go, and who has done it" in text
    assert "Who started where we did and improved?" in text
    assert "Which Place accounts for the gap" in text
    assert "Which Place moved the figure" in text
    assert "cannot be told because none of the 9 Places has a target of its own" in text
    whole = text_of(lively_client.get("/indicator/dementia-diagnosis-rate").text)
    assert "Areas with a similar start cannot be shown because they are looked for among" in whole


def test_charts_have_names_of_their_own(lively_client: FlaskClient):
    for id in ("dementia-diagnosis-rate", "smoking-prevalence", "rtt-over-65-weeks"):
        page = lively_client.get(f"/indicator/{id}?place=halton").text
        names = re.findall(r' id="([^"]+)"', page)
        assert sorted(names) == sorted(set(names))


def test_the_blocks_stand_in_the_order_people_ask(lively_client: FlaskClient):
    page = lively_client.get("/indicator/dementia-diagnosis-rate?place=halton").text
    order = "statements over-time compared rank side-by-side pace peers parts gap-parts targets about".split()
    places = [page.index(f'id="{name}-title"') for name in order]
    assert places == sorted(places)


def test_a_target_without_a_value_is_quoted_too(client: FlaskClient):
    page = text_of(client.get("/indicator/life-expectancy?place=sefton").text)
    assert "A direction without a value" in page


def test_the_quality_and_the_next_release_are_told(client: FlaskClient):
    page = text_of(client.get("/indicator/dementia-diagnosis-rate?place=halton&as_of=2024-08-01").text)
    assert (
        "Published for all nine Places. 8 of 9 Places have a figure for June 2024, the newest period held by "
        "Place; it ended on 30 June 2024, 1 month ago." in page
    )
    assert "Next release about 21 August 2024" in page


def test_no_figure_from_before_a_break_stands_beside_one_from_after_it(example_store: str):
    shown, found = forecast_at("halton")
    assert "It was " in indicator_parts._over_time_sentence(shown, found, [])
    on = shown.points[-1].start
    cut = Break(series=shown.series.id, on=on, reason="Counted otherwise", source="example")
    told = indicator_parts._over_time_sentence(shown, found, [cut])
    assert "It was " not in told
    assert "Counted otherwise" in told


def test_whom_figures_by_trust_leave_out_is_said_beside_the_figures(
    web: object, sqlite_stores: SqliteStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = monthly_rows([60.0, 61.0], indicator="rtt-within-18-weeks", code="RET")
    with sqlite_stores.store(tmp_path) as engine:
        load_example(engine, tmp_path, rows)
        monkeypatch.setenv("BEACON_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        page = web.test_client().get("/indicator/rtt-within-18-weeks").text  # type: ignore[attr-defined]
    charts = re.findall(r'<p class="source">(Source: [^<]*)</p>', page)
    assert charts
    assert all("without patients of commissioners outside England" in line for line in charts)
    assert "20% of those waiting at the Walton Centre" in charts[0]


def test_a_chart_of_an_earlier_period_cites_the_release_of_that_period(example_store: str):
    indicator = catalogue().indicators["dementia-diagnosis-rate"]
    shown = gather(indicator, selection(indicator, {"place": "halton"}))
    published = dict(zip(shown.frame.period, shown.frame.published, strict=True))
    earlier, newest = sorted(published, key=published.__getitem__)[:: len(published) - 1]
    assert published[earlier] < published[newest]
    assert f"published {words.day(published[earlier])}" in source_line(shown, earlier)
    assert f"published {words.day(published[newest])}" in source_line(shown, earlier, newest)
    assert source_line(shown) == source_line(shown, newest)


def test_a_chart_of_several_periods_cites_its_newest_and_not_what_was_published_last(example_store: str):
    """As with A&E: April 2024 was revised long after, and the figures run to February 2026."""
    indicator = catalogue().indicators["dementia-diagnosis-rate"]
    shown = gather(indicator, selection(indicator, {"place": "halton"}))
    assert shown is not None
    known = shown.frame[shown.frame.area == "halton"].sort_values("period_end")
    oldest, newest = known.period.iloc[0], known.period.iloc[-1]
    revised = shown.frame.assign(
        published=shown.frame.published.where(shown.frame.period != oldest, date(2026, 11, 22))
    )
    late = replace(shown, frame=revised)
    assert source_line(late, oldest, newest) == source_line(shown, newest)


def test_the_small_charts_of_places_cite_their_own_release_and_not_that_of_the_whole(example_store: str):
    """As with healthy life expectancy: the whole has only 2011-13, the Places 2022-24."""
    indicator = catalogue().indicators["dementia-diagnosis-rate"]
    shown = gather(indicator, selection(indicator, {"place": "halton"}))
    assert shown is not None
    local = shown.frame[shown.frame.area != "cheshire-and-merseyside"]
    whole = shown.frame[shown.frame.area == "halton"].assign(
        area="cheshire-and-merseyside", release="Release of the whole", published=date(2000, 1, 1)
    )
    first = whole[whole.period_end == whole.period_end.min()]
    both = pd.concat([local, first.assign(period="2001", period_end=date(2001, 12, 31))])
    system = catalogue().areas["cheshire-and-merseyside"]
    chart = small_multiples(replace(shown, frame=both, area=system), Around(Judged(), {}, str))
    assert chart is not None
    assert "Release of the whole" not in str(chart.source)
    areas = compared(both)
    assert focus(Selection(), both, areas) == areas[0]
    assert focus(Selection(), pd.concat([local, whole]), areas) == system


def test_figures_that_several_share_name_how_many_more():
    indicator = catalogue().indicators["rtt-over-104-weeks"]
    frame = pd.DataFrame(
        {
            "label": ["Sefton", "Wirral", "Halton"],
            "value": [1.0, 0.0, 0.0],
            "lower": math.nan,
            "period": "2024",
        }
    )
    assert story.of_comparison(frame, indicator, "x") == "2024: from 1 (Sefton) to 0 (Halton and 1 more)."
    assert story.of_comparison(frame.assign(value=0.0), indicator, "x") == "2024: all 0."
