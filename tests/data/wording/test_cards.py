"""The parts of a statement say the words of its sentence; caution, sum of targets and quality in words."""

import re
from dataclasses import replace
from datetime import date

import pytest

from data.judgement.forecast_record import Record
from data.judgement.quality import QualityMark
from data.judgement.status import Change, Now, Outlook, Status
from data.statistics.contribution import Sum
from data.statistics.reason import NO_FIGURES, STANDARDISED, too_few
from data.wording import sentences
from data.wording.cards import of_quality, of_record, of_sum
from data.wording.quality_words import caveats_known
from data.wording.sentences import statements
from tests.data.wording import test_sentences as examples

NOW, PERCENT = examples.NOW, examples.PERCENT
NOTHING = Status(PERCENT.id, "halton", "example", "Persons", "", "%", change=Change(reason=NO_FIGURES))
STATUS = replace(examples.STATUS, change=Change(reason=too_few(9, 13, "points")))
ENDED = replace(NOW, word="not met", at_deadline="met", against="target", deadline=date(2025, 3, 31))
RECORD = Record("example", 9, 120, 0.81, 0.96, 0.2, 0.25, 40, 0.9, 31, 16 / 31)


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


@pytest.mark.parametrize(
    "status",
    [
        STATUS,
        NOTHING,
        replace(STATUS, now=Now("no target agreed", "no live target names this indicator")),
        replace(
            STATUS, now=replace(NOW, word="deadline passed, no figure for it", reason="no figure is held")
        ),
        replace(STATUS, now=ENDED),
        replace(STATUS, change=Change("trend", trend="increasing", difference=1.2, since="2020")),
        replace(
            STATUS, change=Change("chart", variation="concern_low", signals=("shift",), assurance="fail")
        ),
        replace(STATUS, change=Change(reason=too_few(9, 13, "points"), difference=1.0, since="March 2025")),
        replace(STATUS, outlook=Outlook(0.1, "unlikely", 60, 58, 62, date(2027, 3, 31), 20)),
    ],
)
def test_the_parts_of_a_statement_leave_no_word_of_its_sentence_out_and_add_none(status: Status):
    for one in statements(status, PERCENT):
        assert letters(one.heading + one.word + one.text) == letters(one.sentence)
        assert one.sentence.endswith(".")
        assert one.word
        assert not one.text or one.text[0].isupper() or one.text[0].isdigit()


def test_the_word_of_a_statement_is_the_answer_in_short():
    status = replace(
        STATUS,
        change=Change("chart", variation="improvement_high", difference=1.2, since="March 2025"),
        outlook=Outlook(0.9, "likely", 67, 65, 69, date(2027, 3, 31), 20),
    )
    now, change, outlook = statements(status, PERCENT)
    assert (now.word, outlook.word) == ("behind", "likely")
    assert change.word == "a real change, higher than usual, for the better"
    assert change.text == "1.2 percentage points higher than in March 2025."
    assert [one.word for one in statements(NOTHING, PERCENT)] == [
        "no data",
        "cannot be judged",
        "cannot be judged",
    ]


@pytest.mark.parametrize(
    ("word", "ended", "told"),
    [
        ("not met", "met", "not met (met at its deadline); 0.8 percentage points below the target"),
        ("met", "missed", "met (missed at its deadline); 0.8 percentage points below the target"),
        ("not met", "missed", "not met (missed at its deadline); "),
        ("not met", "no figure", "not met (no figure is held for its deadline); "),
        ("not there yet", "", "not there yet; 0.8 percentage points below the target"),
    ],
)
def test_how_a_target_ended_stands_beside_what_is_so_now(word: str, ended: str, told: str):
    now = replace(ENDED, word=word, at_deadline=ended)  # type: ignore[arg-type]
    assert told in sentences.of_now(now, PERCENT).sentence
    assert statements(replace(STATUS, now=ENDED), PERCENT)[0].text.startswith(
        "Met at its deadline. 0.8 percentage points below the target"
    )


def test_a_reason_with_brackets_of_its_own_stays_whole():
    tolerated = replace(NOW, word="on plan", reason="within the agreed tolerance: 1 point (agreed in 2025)")
    statement = statements(replace(STATUS, now=tolerated), PERCENT)[0]
    assert statement.text.startswith(
        "Within the agreed tolerance: 1 point (agreed in 2025). 0.8 percentage points below"
    )
    assert "on plan (within the agreed tolerance: 1 point (agreed in 2025)); 0.8" in statement.sentence


def test_a_forecast_word_is_told_with_what_came_of_it_before():
    assert of_record(RECORD, "unlikely") == (
        "Tested on past figures of every area held: “unlikely” was said 31 times of a figure no worse "
        "than the last one, and 52% of these came true all the same."
    )
    assert "“likely” was said 40 times of a figure no worse" in of_record(RECORD, "likely")
    assert of_record(RECORD, "likely").endswith("and 90% of these came true.")
    assert "81% of 120 outcomes lay inside the 80% intervals" in of_record(RECORD, "uncertain")
    assert "81% of 120" in of_record(replace(RECORD, unlikely=0, hit_unlikely=None), "unlikely")
    assert of_record(None, "likely") == of_record(Record("example"), "likely") == ""


def test_whether_the_plans_add_up_is_told_or_why_not():
    assert of_sum(Sum(66.0, False, -0.7), PERCENT).endswith(
        "would have 66.0%, which does not meet its target."
    )
    assert of_sum(Sum(67.0, True, 0.3), PERCENT).endswith("would have 67.0%, which meets its target.")
    assert of_sum(Sum(reason=STANDARDISED), PERCENT).endswith(
        "cannot be told because this is a standardised figure, which its counts do not give back."
    )


def test_the_quality_mark_counts_places_and_days():
    mark = QualityMark(PERCENT.id, "", "", "", "exact", 8, 9, date(2026, 3, 31), 40, None, "March 2026")
    assert of_quality(mark) == (
        "8 of 9 Places have a figure for March 2026, the newest period held by Place; "
        "it ended on 31 March 2026, 1 month ago."
    )
    assert of_quality(replace(mark, latest=None, age=None)) == "Beacon has no figure for any Place."
    assert of_quality(replace(mark, held=9)).startswith(
        "All 9 Places have a figure for March 2026, the newest"
    )


def test_a_past_day_knows_no_caveat_of_a_later_one():
    before, after = date(2024, 3, 31), date(2024, 4, 30)
    changed = "From April 2024 the registered population is taken from another register"
    knows = [any(text.startswith(changed) for text in caveats_known(PERCENT, day)) for day in (before, after)]
    assert knows == [False, True]
    assert len(caveats_known(PERCENT, before)) == len(PERCENT.caveats) - 1
