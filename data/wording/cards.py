"""The statements as cards, the forecast's track record, the sum of the Places' targets, in words. Pure.

A card says the words of its statement (data.wording.sentences), parted into heading, word and rest.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from data.catalogue.models import Indicator
from data.judgement.forecast_record import Record
from data.judgement.quality import QualityMark
from data.judgement.status import Change, Status
from data.statistics.contribution import Sum
from data.wording.sentences import age, amount, day, of_change, of_now, of_outlook

CANNOT = "cannot be judged"
ENDS_CHANGE = re.compile(r"; | over five points|\.$")


@dataclass(frozen=True)
class Card:
    """heading: the question. word: the answer in a few words. text: what it rests on, "" for nothing more."""

    heading: str
    word: str
    text: str


def cards(status: Status, indicator: Indicator) -> tuple[Card, Card, Card]:
    """The three statements: now against plan, real change or noise, by the deadline."""
    now = of_now(status.now, indicator)
    change = of_change(status.change, indicator)
    outlook = of_outlook(status.outlook, indicator)
    return (
        _card(now, status.now.word),
        _card(change, _change_word(status.change, change.partition(": ")[2])),
        _card(outlook, status.outlook.word if status.outlook.probability is not None else CANNOT),
    )


def _change_word(change: Change, told: str) -> str:
    return CANNOT if change.reason else ENDS_CHANGE.split(told, maxsplit=1)[0]


def _card(sentence: str, word: str) -> Card:
    heading, _, told = sentence.partition(": ")
    rest = told.removeprefix(word).lstrip(" ;:,.")
    reason = re.match(r"\(([^()]*)\)[;.] ?(.*)", rest)
    parts = [f"{reason[1]}.", reason[2]] if reason else [rest]
    return Card(heading, word, " ".join(part[:1].upper() + part[1:] for part in parts if part))


def of_record(record: Record | None, word: str) -> str:
    """What came of earlier forecasts of the indicator that said `word`; "" where none is kept.

    The test asks whether the figure would be no worse than the last one then seen (statistics.backtest).
    """
    if record is None or not record.n:
        return ""
    said, hit = {
        "likely": (record.likely, record.hit_likely),
        "unlikely": (record.unlikely, record.hit_unlikely),
    }.get(word, (0, None))
    if not said or hit is None:
        if record.cover80 is None:
            return ""
        return (
            f"Tested on past figures of every area held, {record.cover80:.0%} of {record.n:,} outcomes lay "
            "inside the 80% intervals."
        )
    came = "came true all the same" if word == "unlikely" else "came true"
    times = "forecast" if said == 1 else "forecasts"
    return (
        f"Tested on past figures of every area held, {hit:.0%} of {said:,} {times} of “{word}” {came} "
        "(the figure was no worse than before)."
    )


def of_sum(found: Sum, indicator: Indicator) -> str:
    """Do the targets of the nine Places add up to that of Cheshire and Merseyside?"""
    if found.reason or found.adds_up is None:
        return (
            "Whether the targets of the nine Places add up to that of Cheshire and Merseyside cannot be "
            f"told: {found.reason or 'no targets to add'}."
        )
    told = "If every Place met its own target, Cheshire and Merseyside would have"
    meets = "meets" if found.adds_up else "does not meet"
    return f"{told} {amount(found.implied, indicator)}, which {meets} its target."


def of_quality(mark: QualityMark) -> str:
    """How many Places have the latest figure, and how old it is."""
    if mark.latest is None or mark.age is None:
        return f"None of the {mark.places} Places has a figure."
    past = age(mark.latest, mark.latest + timedelta(days=mark.age))
    return (
        f"{mark.held} of {mark.places} Places have the latest figure, whose period ended on "
        f"{day(mark.latest)}, {past}."
    )
