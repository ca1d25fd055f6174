"""The table of everything: every word and figure in it is the statement's; filters, orders, the guard."""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any, get_args

import pytest
from flask.testing import FlaskClient

from dashboard import ask, words
from dashboard.figures import icons
from dashboard.html.markup import to_html
from dashboard.pages.indicators import cell_html, parts, row_html, row_order, row_values, whole_table
from dashboard.pages.indicators.row_values import Row
from dashboard.selection import Selection
from data.catalogue.reader import catalogue
from data.judgement import off_plan
from data.judgement.false_alarms import guard
from data.judgement.status import Change, Now, Point, Status
from data.statistics.reason import too_few
from data.statistics.trajectory import Word

KNOWN = catalogue()
WORDS = sorted(get_args(Word), key=len, reverse=True)
RATE = KNOWN.indicators["dementia-diagnosis-rate"]
TODAY = date(2026, 6, 1)
MARCH = (date(2026, 3, 1), date(2026, 3, 31), "March 2026")
SEPTEMBER = (date(2025, 9, 1), date(2025, 9, 30), "September 2025")
Page = dict[str, dict[str, str]]


def read(page: str) -> Page:
    """The table as it is seen: row's heading -> column's heading -> text; a cell over several in each."""
    head, *rows = re.findall(r"<tr.*?</tr>", page, re.S)
    columns = [text for _, text in _cells(re.sub(r'<span class="visually-hidden">.*?</span>', "", head))]
    found: Page = {}
    for row in rows:
        title = re.search(r'scope="row".*?<a [^>]*>(.*?)</a>', row, re.S)
        if title:
            cells = [text for many, text in _cells(row) for _ in range(many)]
            found[unescape(title[1])] = dict(zip(columns, cells, strict=True))
    return found


def _cells(row: str) -> Iterator[tuple[int, str]]:
    """How many columns each cell spans and its text, as a wide window shows it."""
    for attributes, inner in re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.S):
        if "narrow-only" in attributes:
            continue
        many = re.search(r'colspan="(\d+)"', attributes)
        wide = re.sub(r"<(a|span|abbr)[^>]*narrow-only[^>]*>.*?</\1>", "", inner)
        yield int(many[1]) if many else 1, unescape(re.sub(r"<[^>]+>", "", wide))


def word_in(cell: str) -> str:
    """The word of the first statement in a cell, "" where there is none."""
    return next((word for word in WORDS if word in cell), "")


def heading(one: dict[str, Any]) -> str:
    indicator = KNOWN.indicators[one["indicator"]]
    sex = f", {one['sex'].lower()}" if len(indicator.headline.sexes) > 1 else ""
    return indicator.short_title + sex


def test_every_figure_and_word_is_that_of_the_api_and_the_statements(client: FlaskClient):
    page = read(client.get("/indicators").text)
    records = client.get("/api/v1/status?per_page=1000").json["data"]
    assert len(records) == len(ask.statuses())
    judged = 0
    for told, status in zip(records, ask.statuses(), strict=True):
        assert (told["now"], told["value"]) == (status.now.word, status.latest and status.latest.value)
        row = page.get(heading(told), {})
        cell = row.get(KNOWN.areas[told["place"]].name, "")
        if told["value"] is None:
            assert word_in(cell) == "", told
            continue
        indicator = KNOWN.indicators[told["indicator"]]
        assert words.short_amount(told["value"], indicator) in cell, told
        assert word_in(cell) == told["now"], told
        judged += 1
    assert judged > 40


def test_every_mark_of_change_is_that_of_the_statement(client: FlaskClient):
    page = read(client.get("/indicators").text)
    for status in ask.statuses():
        if status.latest is None or status.latest.value is None:
            continue
        cell = page[titled(status)][KNOWN.areas[status.place].name]
        said = [text for text in icons.MARKS.values() if text in cell]
        mark = row_values.change_mark(status, KNOWN.indicators[status.indicator])
        assert said == ([icons.MARKS[mark]] if mark else []), status


def status(place: str = "halton", word: Word = "not met", value: float | None = 60.0, **more: Any) -> Status:
    start, end, period = more.pop("period", MARCH)
    point = Point(start, end, period, value) if value is not None else None
    now = Now(word, target_key="jfp-dementia-66-7", gap=-6.7, target=66.7, against="target", standing="own")
    made = Status(RATE.id, place, RATE.headline.id, "Persons", "", "%", latest=point, now=now)
    return replace(made, **more)


def rows_of(statuses: Iterable[Status], earlier: dict[str, float] | None = None, **more: Any) -> list[Row]:
    def before(one: Status, period: object) -> float | None:
        assert period == (SEPTEMBER[1], SEPTEMBER[0])
        return (earlier or {}).get(one.place)

    indicators = more.pop("indicators", [RATE])
    around = row_values.Around(KNOWN, before, {}, more.pop("today", TODAY))
    return row_values.rows(indicators, list(statuses), around)


def cell_of(one: Status, **more: Any) -> str:
    (row,) = rows_of([one, status("sefton", "met")], **more)
    area = KNOWN.areas[one.place]
    return cell_html.cell(row.cells[one.place], area, "place", row.common)


@pytest.mark.parametrize("word", [word for word in WORDS if word != "no data"])
def test_every_word_stands_whole_beside_its_own_shape(word: Word):
    cell = cell_of(status(word=word))
    kind = word.replace(",", "").replace(" ", "-")
    assert f'class="shape shape-{kind}" aria-hidden="true"' in cell
    assert word_in(re.sub(r"<[^>]+>", "", cell)) == word


def test_a_row_has_one_period_and_newer_figures_say_theirs_and_carry_the_statement():
    old = [status(slug, period=SEPTEMBER) for slug in ("halton", "sefton", "wirral")]
    (row,) = rows_of([*old, status("england", "behind"), status("st-helens", "met")], {"england": 65.0})
    assert row.period == "September 2025"
    england, local = row.cells["england"], row.cells["st-helens"]
    assert (england.text, england.period, england.word) == ("65.0%", "", "")
    assert england.newer is not None
    assert (england.newer.text, england.newer.period, england.newer.word) == ("60.0%", "March 2026", "behind")
    assert (local.text, local.period, local.word, local.newer) == ("60.0%", "March 2026", "met", None)


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        (Change(reason=too_few(9, 13, "points")), ""),
        (Change("chart", variation="common_cause"), "none"),
        (Change("trend", trend="no_significant_change"), "none"),
        (Change("chart", variation="improvement_high"), "better-up"),
        (Change("chart", variation="concern_low"), "worse-down"),
        (Change("chart", variation="neutral_high"), "neither-up"),
        (Change("trend", trend="increasing"), "better-up"),
        (Change("trend", trend="decreasing"), "worse-down"),
    ],
)
def test_the_mark_says_direction_and_whether_that_is_better(change: Change, mark: str):
    assert RATE.better == "higher"
    cell = cell_of(status(change=change))
    assert (f'href="#mark-{mark}"' in cell) is bool(mark)
    assert (icons.MARKS.get(mark, "change") in cell) is bool(mark)


def test_what_no_place_can_be_judged_by_is_written_once_and_heard_in_every_cell():
    found = [status(slug, "too old to judge") for slug in ("halton", "sefton")]
    (row,) = rows_of([*found, status("england", "met")])
    assert row.common == "too old to judge"
    assert "visually-hidden" in cell_html.cell(row.cells["halton"], KNOWN.areas["halton"], "", row.common)
    (other,) = rows_of([*found, status("wirral", "not met")])
    assert other.common == ""


def test_how_a_target_ended_is_told_where_the_newest_figure_says_otherwise():
    passed = Now("not met", at_deadline="met", target_key="jfp-dementia-66-7", target=66.7)
    assert '<span class="sub">met at its deadline</span>' in cell_of(status(now=passed))
    none = replace(passed, at_deadline="no figure")
    assert "no figure is held for its deadline" in cell_of(status(now=none))
    for same in (replace(passed, at_deadline="missed"), replace(passed, at_deadline="")):
        assert "deadline" not in cell_of(status(now=same))


def test_a_target_of_its_own_is_named_where_it_is_not_the_rows():
    system = status("cheshire-and-merseyside", "met")
    other = replace(status().now, target_key="strategy-dementia-66")
    (row,) = rows_of([system, status(now=other)])
    assert row.target is not None
    assert row.target.key == "jfp-dementia-66-7"
    assert row.cells["halton"].against == words.target_value(KNOWN.targets["strategy-dementia-66"], RATE)
    assert row.cells["cheshire-and-merseyside"].against == ""


def two_lines() -> list[Row]:
    first, second, third, fourth = list(KNOWN.indicators.values())[:4]
    of = {first.id: "met", second.id: "not met", third.id: "behind, within uncertainty"}
    of |= {fourth.id: "not there yet"}
    statuses = [
        replace(status(place, word), indicator=id, sex=KNOWN.indicators[id].headline.sexes[0])  # type: ignore[arg-type]
        for id, word in of.items()
        for place in ("halton", "england")
    ]
    return rows_of(statuses, indicators=[first, second, third, fourth])


def titles(rows: Iterable[Row]) -> list[str]:
    return [row.indicator.id for row in rows]


def test_rows_are_left_by_how_they_stand_at_places_and_not_at_england():
    rows = two_lines()
    met, missed, maybe, yet = titles(rows)
    assert titles(row_order.of_group(rows, KNOWN, "", "off-plan")) == [missed, maybe]
    assert titles(row_order.of_group(rows, KNOWN, "halton", "not-yet")) == [yet]
    assert titles(row_order.of_group(rows, KNOWN, "halton", "on-plan")) == [met]
    assert row_order.of_group(rows, KNOWN, "sefton", "off-plan") == []
    assert titles(row_order.of_group(rows, KNOWN, "sefton", "unjudged")) == [met, missed, maybe, yet]


def test_worst_first_is_the_published_order_then_what_is_on_plan():
    rows = two_lines()
    met, missed, maybe, yet = titles(rows)
    assert titles(row_order.ordered(rows, KNOWN, "", "worst")) == [missed, maybe, yet, met]
    assert titles(row_order.ordered(rows, KNOWN, "", "halton")) == [missed, maybe, yet, met]
    assert titles(row_order.ordered(rows, KNOWN, "", "")) == [met, missed, maybe, yet]
    by_name = row_order.ordered(rows, KNOWN, "", "name")
    assert [row.indicator.short_title for row in by_name] == sorted(row.indicator.short_title for row in rows)


def test_the_page_puts_the_worst_first_as_the_exceptions_do(client: FlaskClient):
    page = list(read(client.get("/indicators?sort=worst&status=off-plan").text))
    worst = off_plan.by_line(off_plan.exceptions(ask.statuses(), KNOWN))
    assert page == [titled(one[0]) for one in worst]
    assert page


def titled(one: Status) -> str:
    return heading({"indicator": one.indicator, "sex": one.sex})


@pytest.mark.parametrize(
    ("group", "place", "words_of"),
    [
        ("off-plan", "sefton", off_plan.OFF_PLAN),
        ("on-plan", "halton", off_plan.WELL),
        ("unjudged", "halton", {*WORDS} - off_plan.JUDGED - {"no data"}),
    ],
)
def test_the_filter_by_status_leaves_the_rows_that_stand_so(
    client: FlaskClient, group: str, place: str, words_of: set[str]
):
    page = client.get(f"/indicators?place={place}&status={group}").text
    mine = off_plan.standing_for(ask.statuses(), KNOWN, place)
    left = [titled(one) for one in mine if one.now.word in words_of]
    assert left
    shown = read(page)
    name = KNOWN.areas[place].name
    assert [
        title for title, row in shown.items() if word_in(row[name]) or "see Cheshire" in row[name]
    ] == left
    assert re.search(rf"{len(shown)} of \d+ rows, ", page)


def test_a_sorted_column_is_marked_and_leads_back(client: FlaskClient):
    page = client.get("/indicators?sort=halton&domain=dementia").text
    assert page.count(' aria-sort="') == 1
    assert re.search(r'aria-sort="other"><a[^>]*href="\?domain=dementia"[^>]*>Halton', page)
    assert 'href="?domain=dementia&amp;sort=sefton"' in page
    assert '<th scope="rowgroup"' not in page
    by_name = client.get("/indicators?sort=name").text
    assert 'aria-sort="ascending"' in by_name
    bare = [title.split(",")[0].casefold() for title in read(by_name)]
    assert bare == sorted(bare)


def test_the_form_carries_the_place_and_works_without_scripts(client: FlaskClient):
    page = client.get("/indicators?place=halton&status=off-plan&as_of=2024-06-01").text
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if "of-table" in one)
    hidden = [one for one in re.findall(r"<input[^>]*>", form) if 'type="hidden"' in one]
    assert [re.findall(r'(?:name|value)="([^"]*)"', one) for one in hidden] == [
        ["place", "halton"],
        ["as_of", "2024-06-01"],
    ]
    assert '<option value="off-plan" selected>' in form
    assert 'type="submit"' in form


def with_signals() -> list[Row]:
    signal = Change("chart", variation="concern_low", points=24)
    quiet = Change("chart", variation="common_cause", points=24)
    changes = {"halton": signal, "sefton": signal, "wirral": signal, "knowsley": quiet, "liverpool": quiet}
    return rows_of([status(slug, change=one) for slug, one in changes.items()])


def test_the_guard_is_over_what_is_shown_and_told_in_a_sentence():
    rows = with_signals()
    found = row_order.signals(rows, ["halton", "sefton", "wirral", "knowsley", "liverpool"])
    assert found.guard == guard(rows[0].statuses.values())
    assert found.rows == tuple(rows)
    told = to_html(parts.signals(found.guard, Selection()))
    assert "Of 5 figures here that can be tested, 3 show a real change; fewer than 1 would by chance" in told
    assert "3 remain after the filter for false alarms." in told
    assert 'href="?figures=signals"' in told
    quiet = row_order.signals(rows, ["knowsley"])
    assert quiet.rows == ()
    assert "href" not in to_html(parts.signals(quiet.guard, Selection()))
    nothing = row_order.signals([], [])
    assert "Nothing shown has enough figures" in to_html(parts.signals(nothing.guard, Selection()))


def test_a_choice_that_leaves_no_row_says_so_and_leads_back(client: FlaskClient):
    page = client.get("/indicators?figures=signals&place=sefton&domain=dementia").text
    assert "No row is left by this choice." in page
    assert 'href="?place=sefton">Show all rows' in page


def test_a_table_of_120_indicators_stays_small():
    places = [*(one.slug for one in KNOWN.places), "cheshire-and-merseyside", "england"]
    trends = (Change("trend", trend="increasing"), Change("trend", trend="decreasing"), Change())
    judged = [word for word in WORDS if word in off_plan.JUDGED]
    many = []
    for number in range(120):
        mixed = [(number * 7 + at * 13) % 997 for at in range(len(places))]
        statuses = [
            status(slug, judged[mix % len(judged)], mix / 10, change=trends[mix % 3])
            for slug, mix in zip(places, mixed, strict=True)
        ]
        (row,) = rows_of(statuses)
        many.append(replace(row, indicator=RATE.model_copy(update={"id": f"example-{number}"})))
    to = row_html.Addresses(lambda id, **_: f"/indicator/{id}", lambda key: f"/target/{key}", lambda _: "?")
    layout = row_html.Layout([KNOWN.areas[slug] for slug in places], KNOWN.domains, "halton", to)
    made = to_html(whole_table.table(many, layout))
    assert made.count('scope="row"') == 120
    assert len(made) < 600_000
    assert len(gzip.compress(made.encode())) < 30_000
    assert made.count("data:") == 0


OLD = (date(2023, 1, 1), date(2023, 1, 31), "January 2023")


def test_a_figure_of_years_before_does_not_stand_between_those_of_the_row():
    others = [status("sefton"), status("wirral")]
    around = row_values.Around(KNOWN, lambda *_: None, {}, TODAY)
    (row,) = row_values.rows([RATE], [status(period=OLD), *others], around)
    assert (row.cells["halton"].text, row.cells["halton"].word) == ("none since January 2023", "")
    (late,) = row_values.rows([RATE], [status(period=SEPTEMBER), *others], around)
    assert (late.cells["halton"].text, late.cells["halton"].period) == ("60.0%", "September 2025")


def test_where_the_target_of_a_row_is_for_others_the_cell_says_so():
    apart = status("england", "no target agreed")
    (row,) = rows_of([status(), replace(apart, now=Now("no target agreed"))])
    cell = cell_html.cell(row.cells["england"], KNOWN.areas["england"], "wider", row.common)
    assert row_values.NOT_FOR_IT in cell
    assert row_values.NOT_FOR_IT not in cell_html.cell(row.cells["halton"], KNOWN.areas["halton"], "", "")
