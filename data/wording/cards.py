"""The pace, the forecast's record, the sum of the Places' targets, the quality of figures, in words. Pure."""

from datetime import timedelta

from data.catalogue.models import Indicator
from data.judgement.forecast_record import Record
from data.judgement.quality import QualityMark
from data.judgement.status import Speed
from data.statistics.contribution import Sum
from data.wording.sentences import NO_DIFFERENCE, age, amount, day, difference, number, the_period


def of_speed(speed: Speed, indicator: Indicator) -> str:
    """Pace required, achieved, and ever achieved by similar areas."""
    if speed.required is None:
        needed = f"Pace required: cannot be told because {speed.required_reason.clause}."
    else:
        needed = f"Pace required: {_pace(speed.required, indicator)}."
    if speed.achieved is None:
        done = f"Pace achieved: cannot be told because {speed.achieved_reason.clause}."
    else:
        over = number(speed.achieved_years, 1).removesuffix(".0")
        done = f"Pace achieved: {_pace(speed.achieved, indicator)}, over {over} years."
    if speed.reached is None or not speed.similar:
        return f"{needed} {done}"
    among = f", among {speed.among}" if speed.among else ""
    ever = f"{speed.reached} of {speed.similar} areas with a similar start ever kept up the pace required"
    return f"{needed} {done} {ever} for as long{among}."


def _pace(change_a_year: float, indicator: Indicator) -> str:
    if abs(change_a_year) <= NO_DIFFERENCE:
        return "no change"
    side = "up" if change_a_year > 0 else "down"
    return f"{difference(change_a_year, indicator)} {side} a year"


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
    all_the_same = " all the same" if word == "unlikely" else ""
    times = "time" if said == 1 else "times"
    return (
        f"Tested on past figures of every area held: “{word}” was said {said:,} {times} of a figure no worse "
        f"than the last one, and {hit:.0%} of these came true{all_the_same}."
    )


def of_sum(total: Sum, indicator: Indicator) -> str:
    """Do the targets of the nine Places add up to that of Cheshire and Merseyside?"""
    if total.reason or total.adds_up is None:
        why = total.reason.clause or "there are no targets to add"
        return (
            "Whether the targets of the nine Places add up to that of Cheshire and Merseyside cannot be told "
            f"because {why}."
        )
    opening = "If every Place met its own target, Cheshire and Merseyside would have"
    meets = "meets" if total.adds_up else "does not meet"
    return f"{opening} {amount(total.implied, indicator)}, which {meets} its target."


def of_quality(mark: QualityMark) -> str:
    """How many Places have a figure of the newest period held by Place, which that is and how old."""
    if mark.latest is None or mark.age is None:
        return "Beacon has no figure for any Place."
    past = age(mark.latest, mark.latest + timedelta(days=mark.age))
    many = f"All {mark.places}" if mark.held == mark.places else f"{mark.held} of {mark.places}"
    return (
        f"{many} Places have a figure for {the_period(mark.period)}, the newest period "
        f"held by Place; it ended on {day(mark.latest)}, {past}."
    )
