"""What the dashboard asks is answered once for a state of the store, and anew in the next."""

from datetime import date
from types import SimpleNamespace

import pytest

import dashboard.by_state
from dashboard.by_state import kept_by_state


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The state of the store, to be changed in place: no store is asked for it."""
    present = ["first"]
    monkeypatch.setattr(dashboard.by_state, "_stamp", lambda: present[0])
    return present


def example_question(worked: list[str], **more: object):
    @kept_by_state(size=2, **more)
    def question(indicator: str, area: str = "", *, as_of: date | None = None) -> list[str]:
        """Return what is asked."""
        worked.append(indicator)
        return [indicator, area, str(as_of)]

    return question


def test_the_same_question_is_answered_once_however_it_is_put(state: list[str]):
    worked: list[str] = []
    question = example_question(worked)
    answers = [question("a"), question("a", ""), question(indicator="a", area="", as_of=None)]
    assert worked == ["a"]
    assert all(answer is answers[0] for answer in answers)
    assert question("a", as_of=date(2024, 1, 1)) == ["a", "", "2024-01-01"]
    assert (question.__name__, question.__doc__) == ("question", "Return what is asked.")


def test_a_new_state_of_the_store_is_asked_anew_and_the_old_one_still_answers(state: list[str]):
    worked: list[str] = []
    question = example_question(worked)
    for state[0] in ("first", "second", "first"):
        question("a")
    assert worked == ["a", "a"]


def test_the_questions_put_last_are_kept(state: list[str]):
    worked: list[str] = []
    question = example_question(worked)
    for indicator in "abacab":
        question(indicator)
    assert worked == ["a", "b", "c", "b"]


@pytest.mark.parametrize(("daily", "times"), [(False, 1), (True, 2)])
def test_what_depends_on_the_day_is_asked_anew_on_the_next(
    state: list[str], monkeypatch: pytest.MonkeyPatch, daily: bool, times: int
):
    worked: list[str] = []
    question = example_question(worked, daily=daily)
    for day in (1, 2):
        that_day = SimpleNamespace(today=lambda day=day: date(2100, 1, day))
        monkeypatch.setattr(dashboard.by_state, "date", that_day)
        question("a")
    assert len(worked) == times


def test_an_argument_that_a_question_does_not_have_is_refused(state: list[str]):
    with pytest.raises(TypeError, match="unexpected keyword"):
        example_question([])("a", place="halton")
