"""What is worked out for a past day serves every day that says the same, and no other."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from dashboard import ask
from dashboard.spans import Spans
from data.catalogue.reader import catalogue
from data.judgement.status import Status
from data.statements import snapshot
from data.statements.validity import Span, span_of, turning_days
from data.store.days import days_of_change
from data.store.engine import store_engine

SOME = ("rtt-within-18-weeks", "dementia-diagnosis-rate", "smoking-prevalence", "cvd-hypertension-treated")
DAYS = [date(2018, 1, 1) + timedelta(days=97 * count) for count in range(32)]


@pytest.fixture
def engine(lively_store: str) -> Engine:
    return store_engine()


def fresh(engine: Engine, id: str, day: date) -> tuple[Status, ...]:
    return tuple(snapshot.answer(engine, catalogue(), indicators=[id], as_of=day, today=date.today()))


@pytest.mark.parametrize("id", SOME)
def test_statements_are_the_same_on_the_first_and_the_last_day_of_their_span(engine: Engine, id: str):
    changed = days_of_change(engine).get(id, ())
    spans = set()
    for day in DAYS:
        statuses = fresh(engine, id, day)
        spans.add((span_of(day, turning_days(catalogue(), id, statuses, day, changed)), statuses))
    assert len(spans) > 4
    for span, statuses in spans:
        for day in (span.first, span.until - timedelta(days=1)):
            if date(1990, 1, 1) < day < date(2100, 1, 1):
                assert fresh(engine, id, day) == statuses, (id, day)


def test_every_day_is_answered_as_if_it_were_asked_alone(engine: Engine):
    for day in DAYS:
        for near in (day, day + timedelta(days=1), day + timedelta(days=9)):
            assert ask.statuses(near, "rtt-within-18-weeks") == fresh(engine, "rtt-within-18-weeks", near)


def test_days_between_two_publications_share_what_the_store_is_asked(engine: Engine):
    days = days_of_change(engine)["rtt-within-18-weeks"]
    first, second = next(pair for pair in pairwise(days) if (pair[1] - pair[0]).days > 2)
    between = [ask.history("rtt-within-18-weeks", day) for day in (first, second - timedelta(days=1))]
    assert between[0] is between[1]
    assert ask.history("rtt-within-18-weeks", second) is not between[0]


def test_as_of_a_day_before_anything_was_published_nothing_is_held(engine: Engine):
    assert ask.latest(date(1990, 1, 1)).empty


def test_a_span_ends_before_the_next_day_on_which_something_turns():
    turns = {date(2024, 4, 1), date(2024, 6, 1)}
    span = span_of(date(2024, 4, 30), turns)
    assert span == Span(date(2024, 4, 1), date(2024, 6, 1))
    assert date(2024, 4, 1) in span
    assert date(2024, 6, 1) not in span
    assert span_of(date(2024, 6, 1), turns) == Span(date(2024, 6, 1), date.max)


def test_only_the_newest_answers_to_a_question_are_kept():
    spans: Spans[int] = Spans(questions=2, each=3)
    for number in range(5):
        spans.put("a", Span(date(2020, 1, number + 1), date(2020, 1, number + 2)), number)
    assert [spans.get("a", date(2020, 1, number + 1)) for number in range(5)] == [None, None, 2, 3, 4]
    for question in "bc":
        spans.put(question, Span(date.min, date.max), 9)
    assert spans.get("a", date(2020, 1, 5)) is None
