"""What is asked <-> the address."""

from datetime import date

import pytest

from dashboard.selection import Choices, Selection, asked, read

CHOICES = Choices(places=["halton", "sefton"], domains=["dementia"], series=["one-series"], areas=["rbn"])


def test_a_whole_state_survives_the_way_into_the_address_and_back():
    state = Selection(
        place="halton",
        as_of=date(2025, 3, 18),
        since=date(2025, 1, 21),
        domain="dementia",
        series="one-series",
        sex="Male",
        area="rbn",
    )
    pairs = dict(pair.split("=") for pair in state.query().removeprefix("?").split("&"))
    assert read(pairs, CHOICES) == state


def test_nothing_chosen_is_an_empty_query_string():
    assert Selection().query() == ""
    assert read({}, CHOICES) == Selection()


@pytest.mark.parametrize("value", ["all", "", "  "])
def test_all_places_is_no_choice(value: str):
    found = read({"place": value}, CHOICES)
    assert found.place == ""
    assert found.problems == ()


@pytest.mark.parametrize(
    "given",
    [
        {"place": "atlantis"},
        {"place": "<script>alert(1)</script>"},
        {"place": "halton' OR 1=1 --"},
        {"place": "x" * 10_000},
        {"as_of": "3/18/2025"},
        {"as_of": "18 Marsh 2025"},
        {"as_of": "2025-02-30"},
        {"as_of": "20250318"},
        {"as_of": "0001-01-01"},
        {"as_of": "9999-12-31"},
        {"since": "tomorrow"},
        {"domain": "nothing"},
        {"sex": "Both"},
        {"series": "no-such-series"},
    ],
)
def test_a_bad_value_is_told_in_a_short_sentence_and_leaves_nothing_chosen(given: dict[str, str]):
    found = read(given, CHOICES)
    assert found == Selection()
    assert len(found.problems) == 1
    assert len(found.problems[0]) < 250


@pytest.mark.parametrize(
    "typed", ["18/3/2025", "18/03/25", "18 Mar 25", "18 march 2025", "18-Mar-2025", "2025-03-18"]
)
@pytest.mark.parametrize("key", ["as_of", "on", "since"])
def test_a_date_is_read_as_people_here_write_it(key: str, typed: str):
    selection = read({key: typed}, CHOICES)
    assert selection.problems == ()
    assert (selection.since if key == "since" else selection.as_of) == date(2025, 3, 18)


def test_keys_of_others_and_repeated_keys_do_no_harm():
    assert read({"utm_source": "x", "place": ["sefton", "halton"]}, CHOICES).place == "halton"


def test_the_place_and_dates_go_along_from_page_to_page_and_nothing_else_does():
    state = Selection(place="halton", as_of=date(2025, 3, 18), domain="dementia", sex="Male", area="rbn")
    assert state.carried() == "?place=halton&as_of=2025-03-18"


def test_a_key_given_once_is_a_value_and_given_twice_a_list_as_dash_hands_them_on():
    assert asked([("place", ["halton"]), ("places", ["a", "b"])]) == {"place": "halton", "places": ["a", "b"]}


def test_places_given_as_several_keys_are_the_same_state_as_in_one():
    choices = Choices(places=["halton", "sefton"], indicators=["one"])
    several = read(asked([("places", ["sefton", "halton", "sefton"])]), choices)
    assert several == read({"places": "halton,sefton"}, choices) == Selection(places="halton,sefton")
