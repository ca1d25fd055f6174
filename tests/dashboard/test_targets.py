"""The register of targets and each target's page: complete, searchable, taken away safely."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from flask.testing import FlaskClient

from dashboard.figures import versions
from dashboard.pages.shared import register_rows
from dashboard.pages.targets import build as page
from dashboard.web import downloads
from data.catalogue.reader import Target, catalogue
from data.store.engine import store_engine
from tests.dashboard.reading import tables
from tests.loading import load_example

KNOWN = catalogue()


def rows(client: FlaskClient, query: str = "") -> list[list[str]]:
    found = tables(client.get(f"/targets{query}").text)
    return found[0][1:] if found else []


def downloaded(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(client.get(f"/targets.csv{query}").data.decode("utf-8-sig"))))


def test_every_target_of_the_register_is_a_row_with_a_page(client: FlaskClient):
    text = client.get("/targets").text
    assert len(rows(client)) == len(KNOWN.targets)
    assert f"{len(KNOWN.targets)} targets are registered" in text
    assert all(f'href="/target/{key}"' in text for key in KNOWN.targets)


def test_the_whole_register_stays_light(client: FlaskClient):
    answer = client.get("/targets", headers={"Accept-Encoding": "br"})
    assert len(answer.data) < 40_000


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("programme=nhs-objectives-2023-24", "programme", "nhs-objectives-2023-24"),
        ("domain=elective", "domain", "elective"),
        ("kind=milestone", "kind", "milestone"),
        ("status=superseded", "status", "superseded"),
    ],
)
def test_a_filter_leaves_what_the_register_has_of_it(client: FlaskClient, query: str, field: str, value: str):
    expected = [one.key for one in KNOWN.targets.values() if getattr(one, field) == value]
    assert [one["key"] for one in downloaded(client, f"?{query}")] == expected
    assert len(rows(client, f"?{query}")) == len(expected)


def test_a_place_has_its_own_targets_and_those_of_every_place(client: FlaskClient):
    found = downloaded(client, "?place=halton")
    assert {(one["scope"], one["place"]) for one in found} == {("one Place", "halton"), ("every Place", "")}


def test_every_word_of_a_search_must_be_found_in_any_case(client: FlaskClient):
    found = [row[0] for row in rows(client, "?q=DEMENTIA+66.7")]
    assert found
    assert all("ementia" in name for name in found)
    assert rows(client, "?q=no-such-word-anywhere") == []
    assert "None of the 344 targets" in client.get("/targets?q=no-such-word-anywhere").text


def test_a_past_date_leaves_what_had_been_set_by_then(client: FlaskClient):
    found = downloaded(client, "?as_of=2023-06-01")
    assert 0 < len(found) < len(KNOWN.targets)
    assert max(one["set_on"] for one in found) <= "2023-06-01"


def test_orders(client: FlaskClient):
    names = [one["name"].casefold() for one in downloaded(client, "?sort=title")]
    assert names == sorted(names)
    dates = [one["deadline"] for one in downloaded(client, "?sort=deadline")]
    dated = [day for day in dates if day]
    assert dates == sorted(dated) + [""] * (len(dates) - len(dated))


def test_what_is_asked_is_told_where_it_is_unknown(client: FlaskClient):
    assert "There is no kind of target called “wish”" in client.get("/targets?kind=wish").text


def test_a_download_has_the_rows_of_the_page_and_every_column(client: FlaskClient):
    answer = client.get("/targets.xlsx?domain=dementia")
    name = f"beacon_targets_as-of-{date.today()}.xlsx"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert (book.active.title, book.sheetnames) == ("Cover", ["Cover", "Targets"])
    sheet = book["Targets"]
    assert len(sheet.tables) == 1
    head, *body = sheet.iter_rows(values_only=True)
    assert set(Target.model_fields) <= set(head)
    assert [row[0] for row in body] == [one["key"] for one in downloaded(client, "?domain=dementia")]
    assert body[0][head.index("value")] == 66


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_run_in_a_spreadsheet_is_made_harmless(start: str):
    records = [{"words": f"{start}1+1", "value": -5.0}]
    (row,) = list(csv.DictReader(StringIO(downloads.as_csv(records).decode("utf-8-sig"), newline="")))
    assert row == {"words": f"'{start}1+1", "value": "-5.0"}
    sheet = openpyxl.load_workbook(BytesIO(downloads.as_xlsx("Targets", records, [])))["Targets"]
    assert (sheet["A2"].data_type, sheet["B2"].value) == ("s", -5)
    assert "'" not in str(sheet["A2"].value)


def test_every_target_has_a_page_with_its_exact_words(client: FlaskClient):
    for key, target in KNOWN.targets.items():
        answer = client.get(f"/target/{key}")
        assert answer.status_code == 200, key
        assert target.words.split("<")[0].split("&")[0].split(">")[0] in answer.text, key
        assert answer.text.count("<h1") == 1


def test_a_moved_deadline_stays_visible(client: FlaskClient):
    text = client.get("/target/jfp-elective-65-weeks-sep24").text
    assert "2 versions are known. It was due by March 2024 before." in text
    assert "September 2024 (the end of the month); was March 2024 before" in text
    (row,) = [row for row in rows(client) if row[0].startswith("Eliminate 65 week waits|")]
    assert row[3] == "September 2024|was March 2024|passed"
    assert 'href="/target/nhs2324-10-rtt-65-weeks"' in text
    earlier = client.get("/target/nhs2324-10-rtt-65-weeks").text
    assert "The newest was set in 2024 (only the year is known)" in earlier


def test_versions_are_a_picture_with_its_words(client: FlaskClient):
    text = client.get("/target/jfp-elective-65-weeks-sep24").text
    picture = re.search(r'<div class="versions" role="img" aria-label="([^"]*)"><svg', text)
    assert picture
    assert picture[1].startswith("Line of time: 2022: 0 incomplete")


def test_a_picture_of_versions_shows_the_whole_of_every_label():
    label = "2023: at least 80% of GP recorded hypertension, by end of 2029"
    picture = versions.drawn([versions.Span(label, date(2023, 1, 17), date(2029, 12, 31), True)])
    lines = re.findall(r'font-weight="700">([^<]*)</text>', picture)
    assert " ".join(lines) == label
    assert max(map(len, lines)) <= versions.LONGEST


def test_no_line_of_a_year_crosses_the_words_of_a_version():
    spans = [versions.Span("x " * at, date(2019 + at, 1, 17), date(2029, 12, 31), True) for at in (30, 5)]
    picture = versions.drawn(spans)
    words = [int(y) for y in re.findall(r'<text x="10" y="(\d+)"', picture)]
    strokes = [(int(a), int(b)) for a, b in re.findall(r"M[\d.]+ (\d+)V(\d+)", picture)]
    assert len(words) == 3
    assert strokes
    assert not [(y, ends) for y in words for ends in strokes if ends[0] < y + 3 and ends[1] > y - 10]


def test_a_target_of_any_length_of_life_can_be_drawn():
    one = versions.Span("a < b & c", date(2024, 1, 1), None, True)
    assert "a &lt; b &amp; c" in versions.drawn([one])
    other = versions.Span("x" * 200, date(2024, 1, 1), date(2060, 1, 1), False)
    assert ElementTree.fromstring(versions.drawn([one, other])).tag.endswith("svg")


def test_conflicts_stand_side_by_side(client: FlaskClient):
    text = client.get("/target/strategy-dementia-66").text
    assert "What contradicts it" in text
    both = (KNOWN.targets["strategy-dementia-66"], KNOWN.targets["nhs2324-25-dementia-66-7"])
    assert all(f"“{one.words}”" in text for one in both)


def test_it_is_told_whether_any_figure_can_tell(client: FlaskClient):
    measured = client.get("/target/jfp-dementia-66-7").text
    assert 'href="/indicator/dementia-diagnosis-rate"' in measured
    assert "Now against plan: met; 4.3 percentage points above the target of 66.7% or more" in measured
    unmeasured = next(
        one for one in KNOWN.targets.values() if register_rows.measured(one, KNOWN) == register_rows.NO_SERIES
    )
    assert "No public series measures it" in client.get(f"/target/{unmeasured.key}").text


def test_what_is_not_published_is_never_called_published_elsewhere():
    told = {register_rows.measured(one, KNOWN) for one in KNOWN.targets.values()}
    assert not [text for text in told if text.startswith("published elsewhere: none")]
    assert "no public series measures it at C&M system level; proxies: " in "\n".join(told)
    assert not [text for text in told if text.count("(") != text.count(")")]


def test_marks_are_told_and_completeness_is_no_praise(client: FlaskClient):
    text = client.get("/target/jfp-elective-65-weeks-sep24").text
    assert "missing</span> Achievable (baseline)" in text
    assert "It is not for that reason a good one." in text


def test_an_unknown_target_offers_the_nearest(client: FlaskClient):
    answer = client.get("/target/jfp-dementia")
    assert answer.status_code == 404
    assert 'href="/target/jfp-dementia-66-7"' in answer.text


def test_a_chart_links_to_the_words_of_its_target(client: FlaskClient):
    text = client.get("/indicator/dementia-diagnosis-rate?place=halton").text
    # beside the main chart, beside the small ones, and below the words quoted on the page itself
    assert text.count('href="/target/jfp-dementia-66-7?place=halton"') == 3
    assert 'href="/target/jfp-dementia-66-7"' in client.get("/indicators").text


def test_every_programme_kind_status_and_relation_has_words():
    assert set(register_rows.held(KNOWN.targets.values(), "programme")) <= set(KNOWN.programmes)
    assert set(register_rows.held(KNOWN.targets.values(), "status")) <= set(register_rows.STATUSES)
    assert {one.relation for one in KNOWN.relations} <= set(register_rows.RELATIONS)
    assert page.state({"sort": "title"}).sort == "title"


def test_a_lapsed_target_says_met_or_missed_at_its_deadline(client: FlaskClient):
    later = client.get("/target/jfp-elective-65-weeks-sep24").text
    assert "Its deadline was 30 September 2024. " in later
    assert "Beacon has no figure for that period, so nothing says whether it was met" in later
    before = client.get("/target/jfp-elective-65-weeks-sep24?as_of=2024-09-30").text
    assert "Its deadline was" not in before


def test_a_redated_target_was_met_or_missed_at_its_own_deadline(
    web: object, empty_store: None, tmp_path: Path
):
    waiting = {"E92000001": 9876, "E54000008": 0}
    rows = [
        {"indicator": "rtt-over-65-weeks", "area_code": code, "period": period, "value": value}
        for code, value in waiting.items()
        for period in ("March 2024", "April 2024")
    ]
    load_example(store_engine(), tmp_path, rows, published=date(2024, 6, 13))
    text = web.test_client().get("/target/nhs2324-10-rtt-65-weeks").text  # type: ignore[attr-defined]
    assert "Its deadline was 31 March 2024. England: " in text
    assert "missed</span> by the figure for it, 9,876 pathways in March 2024." in text
    assert "Cheshire and Merseyside, as a yardstick: " in text
    assert "met</span> by the figure for it, 0 pathways in March 2024." in text
    assert "The figure is judged against another target first" in text
    assert 'href="/target/jfp-elective-65-weeks-sep24"' in text


def test_a_target_for_every_place_names_the_worst_place_and_shows_all_nine(client: FlaskClient):
    text = client.get("/target/strategy-dementia-66?as_of=2024-03-20").text
    assert "A target for every Place passes only if the worst Place passes." in text
    assert "It does not pass now: " in text
    assert "; the worst is Sefton, 60.5% in February 2024." in text
    (table,) = [one for one in tables(text) if one[0][0] == "Place"]
    assert [row[0] for row in table[1:10]] == [place.name for place in KNOWN.places]
    assert table[1][1:] == ["60.5%, February 2024", "not met", "this target"]


def test_a_replaced_target_says_which_one_its_figures_are_judged_against_now(client: FlaskClient):
    (table,) = [
        one for one in tables(client.get("/target/strategy-dementia-66").text) if one[0][0] == "Place"
    ]
    assert {row[3] for row in table[1:] if row[2] not in ("–",)} == {"Dementia diagnosis rate"}


def test_a_replaced_target_says_that_others_are_live(client: FlaskClient):
    told = "It has been replaced: today’s figures are judged against the targets that are live."
    assert told in client.get("/target/strategy-dementia-66").text
    assert told not in client.get("/target/jfp-dementia-66-7").text


def test_a_direction_without_a_value_is_judged_nowhere(client: FlaskClient):
    text = client.get("/target/beacon-01-life-expectancy").text
    assert "No Place is judged: the target gives a direction and no value." in text
    assert "passes only if the worst Place passes" not in text
    (table,) = [one for one in tables(text) if one[0][0] == "Place"]
    assert table[0] == ["Place", "Newest figure"]


def test_without_a_figure_for_any_place_a_sentence_stands_for_the_table(client: FlaskClient):
    text = client.get("/target/strategy-cvd-htn-treated-80").text
    assert "Figures by Place are published, but only that of Cheshire and Merseyside has been loaded" in text
    assert not [one for one in tables(text) if one[0][0] == "Place"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("jfp-elective-65-weeks-sep24", "September 2024 (the end of the month)"),
        ("strategy-cvd-htn-treated-80", "end of 2029 (the paper gives the year only)"),
        ("jfp-carers-identified-5", "March 2028 (financial year end: JFP period)"),
        ("jfp-elective-65-weeks-sep24", "in 2024 (only the year is known)"),
        ("strategy-dementia-66", "on 17 January 2023 (date of the paper)"),
        ("jfp-mh-mhst-wave-11", "wave 11"),
        ("s2125-financial-balance", "at least £0 net position"),
    ],
)
def test_what_a_paper_leaves_open_is_told_as_the_paper_has_it(client: FlaskClient, key: str, told: str):
    assert told in client.get(f"/target/{key}").text


def test_a_live_target_whose_deadline_has_passed_says_so(client: FlaskClient):
    key, told = "strategy-diagnostics-13wk", "live; its deadline has passed"
    assert told in client.get(f"/target/{key}").text
    assert told not in client.get(f"/target/{key}?as_of=2023-06-01").text
    replaced = client.get("/target/nhs2324-10-rtt-65-weeks").text
    assert "<dt>Status</dt><dd>replaced</dd>" in replaced


def test_other_targets_stand_by_their_names_and_never_by_a_key(client: FlaskClient):
    text = client.get("/target/strategy-cvd-htn-treated-80").text
    assert '77% by March 2024 (<a href="/target/nhs2324-29-hypertension-77">' in text
    visible = re.compile(r">[^<]*\b(?:nhs2324|strategy|jfp|s2125|beacon)-[a-z0-9-]*[^<]*<")
    for key in KNOWN.targets:
        page_text = client.get(f"/target/{key}").text
        main = page_text[page_text.index("<h1") : page_text.index("</main>")]
        assert not visible.search(main), key


def test_a_replacement_that_leads_backwards_is_not_told_as_one(client: FlaskClient):
    text = client.get("/target/strategy-diagnostics-activity-120").text
    assert "One version is known; it has not been re-dated or replaced." in text
    assert "This is not replaced, although the register says so, by the earlier " in text


def test_an_index_is_headed_by_its_own_unit_and_said_to_be_worked_out(client: FlaskClient):
    found = tables(client.get("/target/jfp-carers-identified-5").text)
    (points,) = [one for one in found if one[0][0] == "On"]
    assert points[0][2] == "Index"
    assert {row[3] for row in points[1:]} == {"worked out from the words, agreed by nobody"}


def test_the_register_counts_the_agreed_the_derived_and_the_missing_ways(client: FlaskClient):
    text = client.get("/targets").text
    found = next(table for table in tables(text) if table[0][0] == "Way to the target")
    many = {row[0]: [int(cell) for cell in row[1:]] for row in found[1:]}
    assert 0 < many["All"][0] < len(KNOWN.indicators)
    assert 0 < many["All"][1] < 9 * len(KNOWN.indicators)
    assert [sum(row[at] for name, row in many.items() if name != "All") for at in (0, 1)] == many["All"]
    agreed, straight = many["Agreed trajectory"], many["Straight line, not an agreed trajectory"]
    assert agreed == [0, 0]
    assert f"0 of {many['All'][0]} indicators have an agreed trajectory" in text
    assert "Where no target applies, or only a standing standard without a date, no way is needed" in text
    assert f"{straight[1]} a straight line that nobody agreed" in text
    halton = client.get("/targets?place=halton").text
    assert re.search(r"Here, 0 of \d+ indicators have an agreed trajectory", halton)


def test_the_list_of_beacon_indicators_says_where_it_is_from(client: FlaskClient):
    told = "These entries were compiled without that table to hand and should be checked against it."
    assert told in client.get("/target/beacon-07-self-harm-15-19").text
    assert told in client.get("/targets?programme=beacon-indicators").text
    assert told not in client.get("/targets").text


@pytest.mark.parametrize(
    ("key", "verified"),
    [
        ("beacon-01-life-expectancy", "verified"),
        ("beacon-07-self-harm-15-19", "not verified"),
        ("beacon-10-unemployment", "none known"),
    ],
)
def test_it_is_told_whether_the_publishers_id_was_seen(client: FlaskClient, key: str, verified: str):
    assert f"Publisher’s own id of the series: {verified}." in client.get(f"/target/{key}").text
