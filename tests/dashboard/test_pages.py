"""What the pages say, asked for as a browser asks, before any script has run."""

import pytest
from flask.testing import FlaskClient

from dashboard import ask, words
from data.catalogue.reader import catalogue
from tests.dashboard.reading import tables


def column_of(table: list[list[str]], name: str) -> int:
    return next(at for at, title in enumerate(table[0]) if title.startswith(name))


def row_of(table: list[list[str]], name: str) -> list[str]:
    return next(row for row in table if row[0].startswith(name))


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/", 200, "<title>How Cheshire and Merseyside is doing against its targets – Beacon</title>"),
        ("/indicators", 200, "<title>Indicators by Place – Beacon</title>"),
        ("/indicators?place=halton", 200, "<title>Indicators: Halton – Beacon</title>"),
        ("/indicator/dementia-diagnosis-rate", 200, "aged 65 and over – Beacon</title>"),
        ("/targets", 200, "<title>Targets – Beacon</title>"),
        ("/target/jfp-dementia-66-7", 200, "<title>Dementia diagnosis rate – Beacon</title>"),
        ("/target/nothing", 404, "<title>There is no such page – Beacon</title>"),
        ("/assurance", 200, "<title>Assurance – Beacon</title>"),
        ("/data", 200, "<title>Data – Beacon</title>"),
        ("/methods", 200, "<title>How we judge – Beacon</title>"),
        ("/about", 200, "<title>About Beacon – Beacon</title>"),
        ("/indicator/dementia", 404, "Dementia diagnosis rate"),
        ("/place/E06000006", 404, 'href="/place/halton"'),
        ("/indicator/dementia", 404, "<title>There is no such page – Beacon</title>"),
        ("/nothing/here", 404, "<title>There is no such page – Beacon</title>"),
        ("/_reload-hash", 404, ""),
    ],
)
def test_every_address_answers_with_its_own_status_and_title(
    client: FlaskClient, path: str, status: int, title: str
):
    answer = client.get(path)
    assert answer.status_code == status
    assert title in answer.text


def test_every_indicator_has_a_page_with_one_heading(client: FlaskClient):
    for id, indicator in catalogue().indicators.items():
        answer = client.get(f"/indicator/{id}")
        assert answer.status_code == 200, id
        assert answer.text.count("<h1") == 1
        assert words.BETTER[indicator.better] in answer.text


def test_the_table_shows_the_figures_that_the_store_holds(client: FlaskClient):
    (table,) = tables(client.get("/indicators").text)
    frame = ask.latest()
    known = catalogue()
    checked = 0
    for figure in frame[frame.value.notna()].itertuples():
        indicator, area = known.indicators[figure.indicator], known.areas[figure.area]
        if area.kind != "place":
            continue
        sex = f", {figure.sex.lower()}" if len(indicator.headline.sexes) > 1 else ""
        cell = row_of(table, indicator.short_title + sex)[column_of(table, area.name)]
        assert cell.split("|")[0] == words.short_amount(figure.value, indicator)
        checked += 1
    assert checked == 8 + 2 * 9 + 2 * 7  # dementia but for one, life expectancy, two waits


def test_suppressed_is_a_word_and_nought_stays_nought(client: FlaskClient):
    (table,) = tables(client.get("/indicators").text)
    assert row_of(table, "Dementia diagnosis rate")[column_of(table, "Knowsley")] == "suppressed"
    assert row_of(table, "Waits over 65 weeks")[column_of(table, "Halton")].split("|")[0] == "0"


def test_a_joint_figure_stands_once_and_both_cheshire_cells_point_to_it(client: FlaskClient):
    (table,) = tables(client.get("/indicators?domain=elective").text)
    row = row_of(table, "Waits over 65 weeks")
    assert row[column_of(table, "Cheshire (East and West together)")].split("|")[0] == "1,234"
    assert row[column_of(table, "Cheshire West")] == "see Cheshire together"
    assert row[column_of(table, "Cheshire East")] == "see Cheshire together"


def test_a_rate_of_the_whole_is_a_yardstick_for_its_parts_and_stays_its_own(client: FlaskClient):
    page = client.get("/indicators?domain=dementia").text
    (table,) = tables(page)
    row = row_of(table, "Dementia diagnosis rate")
    assert row[column_of(table, "Cheshire and Merseyside")] == "71.0%|met"
    assert row[column_of(table, "Sefton")] == "62.0%|not met"
    assert "C&M’s target" in row[1]
    told = "the target was set for Cheshire and Merseyside as a whole, not for this area."
    assert told in client.get("/indicator/dementia-diagnosis-rate?place=sefton").text


def test_only_rows_with_figures_are_left_on_request_and_they_come_first(client: FlaskClient):
    (everything,) = tables(client.get("/indicators?domain=dementia").text)
    (held,) = tables(client.get("/indicators?domain=dementia&figures=held").text)
    assert [row[0].split("|")[0] for row in held] == ["Indicator", "Dementia", "Dementia diagnosis rate"]
    assert len(everything) > len(held)
    assert everything[2] == held[2]


def test_what_is_not_needed_is_empty_for_the_eye_and_told_to_a_screen_reader(client: FlaskClient):
    page = client.get("/indicators").text
    assert '<span class="visually-hidden">not needed: each Place has its own figure</span>' in page


def test_male_comes_before_female_in_every_row_that_has_both(client: FlaskClient):
    (table,) = tables(client.get("/indicators").text)
    names = [row[0].split("|")[0] for row in table]
    assert names.index("Life expectancy, female") == names.index("Life expectancy, male") + 1


def test_rows_without_places_say_so_and_show_the_whole_area(client: FlaskClient):
    (table,) = tables(client.get("/indicators?domain=cvd").text)
    row = row_of(table, "Blood pressure to target")
    told = "Figures by Place are published, but only that of Cheshire and Merseyside has been loaded so far."
    assert any(told in cell for cell in row)
    assert any(cell.startswith("72.4%") for cell in row)


def test_a_chosen_place_leaves_its_own_column_and_those_it_is_compared_with(client: FlaskClient):
    (table,) = tables(client.get("/indicators?place=halton").text)
    heads = [title.split("|")[0] for title in table[0]]
    assert heads == ["Indicator", "Target", "Halton", "Cheshire and Merseyside", "England"]


def test_a_past_date_shows_what_was_published_by_then(client: FlaskClient):
    page = client.get("/indicator/dementia-diagnosis-rate?place=halton&as_of=2024-03-20").text
    (over_time, *_) = tables(page)
    assert [row[0] for row in over_time[1:]] == ["February 2024", "January 2024"]
    assert "figures published by 20 March 2024" in page


def test_a_joint_area_stands_in_for_its_place_and_says_so(client: FlaskClient):
    page = client.get("/indicator/rtt-within-18-weeks?place=cheshire-east").text
    assert "not published for Cheshire East alone" in page
    assert "Cheshire (East and West together): 60.0% in February 2024" in page


def test_a_computed_interval_is_marked(client: FlaskClient):
    page = client.get("/indicator/rtt-within-18-weeks?place=halton").text
    assert "95% interval 59.0 to 61.0, computed from the counts" in page


def test_lines_by_sex_are_chosen_and_never_mixed(client: FlaskClient):
    male = tables(client.get("/indicator/life-expectancy?place=sefton&sex=Male").text)[0]
    female = tables(client.get("/indicator/life-expectancy?place=sefton&sex=Female").text)[0]
    assert [row[1] for row in male[1:]] == ["76.0", "75.0"]
    assert [row[1] for row in female[1:]] == ["81.0", "80.0"]


def test_categories_are_shown_where_they_are_published(client: FlaskClient):
    page = client.get("/indicator/cvd-hypertension-treated").text
    assert "Cheshire and Merseyside by deprivation of neighbourhoods, in fifths of England" in page
    assert ["1 - most deprived", "12 months to March 2024", "70.5%", "70.3 to 70.7"] in [
        row for table in tables(page) for row in table
    ]


def test_a_target_is_quoted_with_its_document(client: FlaskClient):
    page = client.get("/indicator/rtt-over-65-weeks").text
    target = catalogue().targets["jfp-elective-65-weeks-sep24"]
    assert f"“{target.words}”" in page
    assert catalogue().title_of(target.document) in page


def test_each_point_names_its_file_and_row(client: FlaskClient):
    page = client.get("/indicator/dementia-diagnosis-rate?place=halton").text
    origin = tables(page)[-1]
    assert origin[0][-3:] == ["File", "Sheet", "Row"]
    assert all(row[4].startswith("example.csv") for row in origin[1:])
    assert all(row[6].isdigit() for row in origin[1:])


@pytest.mark.parametrize(
    ("id", "why"),
    [
        (
            "fuel-poverty",
            "Published, but not loaded yet. Whoever runs this site can load the publisher’s file",
        ),
        (
            "progress-8",
            "Published, but not loaded yet. Whoever runs this site can copy the publisher’s figures",
        ),
        ("neet-18-24", "Not published for Places. The survey is reliable for regions only"),
        ("local-supply-chain-spend", "No open figures exist: NHS trusts and councils would have to return"),
    ],
)
def test_an_indicator_without_figures_says_why_and_what_to_do(client: FlaskClient, id: str, why: str):
    page = client.get(f"/indicator/{id}").text
    assert "No figures to show" in page
    assert why in page
    rows = tables(client.get("/indicators").text)[0]
    told = why.split(". ")[0]
    assert any(told in cell for cell in row_of(rows, catalogue().indicators[id].short_title))


def test_what_is_not_loaded_is_told_in_the_same_words_in_every_row(client: FlaskClient):
    cells = (cell for row in tables(client.get("/indicators").text)[0] for cell in row if "loaded" in cell)
    told = {cell.removeprefix("no figure|") for cell in cells}
    assert told == {
        "Published, but not loaded yet.",
        "Figures by Place are published, but only that of Cheshire and Merseyside has been loaded so far.",
        "Figures by Place are published, but not loaded yet.|See it by hospital trust",
    }


def test_an_indicator_and_what_comes_near_it_lead_to_each_other(client: FlaskClient):
    beacon = client.get("/indicator/neet-18-24?as_of=2025-03-18").text
    assert "Their figures stand under their own names and never as this one’s." in beacon
    assert 'href="/indicator/neet-16-17?as_of=2025-03-18"' in beacon
    proxy = client.get("/indicator/neet-16-17").text
    assert "This is another measure than the one it comes near." in proxy
    assert 'href="/indicator/neet-18-24"' in proxy
    assert "Near this measure" not in client.get("/indicator/dementia-diagnosis-rate").text


def test_an_unknown_indicator_offers_the_nearest(client: FlaskClient):
    page = client.get("/indicator/dementia-diagnosis").text
    assert 'href="/indicator/dementia-diagnosis-rate"' in page


def test_an_empty_store_is_told_in_sentences(web: object, empty_store: None):
    client = web.test_client()  # type: ignore[attr-defined]
    assert "No figures have been loaded yet" in client.get("/").text
    assert client.get("/indicators").status_code == 200
    assert "No figures to show" in client.get("/indicator/dementia-diagnosis-rate").text


def test_a_store_that_does_not_answer_is_told_in_a_sentence(
    web: object, monkeypatch: pytest.MonkeyPatch, tmp_path: object
):
    monkeypatch.setenv("BEACON_DATABASE_URL", f"sqlite:///{tmp_path}/never-migrated.db")
    client = web.test_client()  # type: ignore[attr-defined]
    answer = client.get("/indicators")
    assert answer.status_code == 503
    assert "The figures cannot be reached" in answer.text
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_figures_held_by_category_only_are_shown_as_a_table(client: FlaskClient):
    page = client.get("/indicator/diagnostics-within-6-weeks").text
    table = tables(page)[0]
    assert table[0][0] == "Diagnostic test"
    assert table[1] == ["CT", "99.9%", "94.8%"]
    assert "no figure is held for all of them together" in page


def test_rows_of_the_table_lead_to_a_series_by_hospital_trust(client: FlaskClient):
    page = client.get("/indicators?domain=diagnostics").text
    assert "/indicator/diagnostics-within-6-weeks?series=nhse-dm01-provider-within-6-weeks" in page


def test_a_date_that_lies_ahead_is_told(client: FlaskClient):
    page = client.get("/?as_of=2099-06-01").text
    assert "1 June 2099 lies ahead: targets are judged as of that day" in page
    assert "figures published by" not in page
