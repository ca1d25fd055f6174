"""The forecast's track record in words: sentences and rows by rule from the records. Pure."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import words
from dashboard.parts.table import Cell, Column, label, measure
from data.catalogue.models import Indicator
from data.judgement import forecast_record
from data.judgement.forecast_record import Record
from data.judgement.status import EXACT
from data.statistics.forecast import LIKELY, UNLIKELY

FEWEST_SAID = 10  # times that a word was said before an indicator is named for it
PROMISED = 0.8
SHOWN, WITHHELD, TOO_FEW = "shown", "withheld", "too few to say"
MEASURES = (
    *("Forecasts checked", "In the 80% interval", "In the 95% interval"),
    *("Brier score", "Brier score of a random walk", "“Likely” said", "came true"),
    *("“Unlikely” said", "came true after all"),
)
COLUMNS = (Column("Indicator"), Column("Its forecast"), *(Column(title, "number") for title in MEASURES))
NOTHING = "No track record is held yet: it is worked out after a load. Until then no forecast is shown."
NOTHING_CHECKED = "No line in the store is long enough for a forecast to be checked."
Names = Mapping[str, Indicator]


def share(value: float | None) -> str:
    """Return a share as people read it, or that it was never said."""
    return "never said" if value is None else f"{value:.0%}"


def checked(records: Sequence[Record]) -> list[Record]:
    """Return the records that hold a forecast, the poorest coverage first."""
    return sorted(
        (record for record in records if record.n),
        key=lambda record: (record.cover80 or 0.0, record.indicator),
    )


def kind(record: Record) -> str:
    """Return whether an indicator's forecast is shown, withheld, or has too little behind it."""
    if record.n < forecast_record.FEWEST_FORECASTS:
        return TOO_FEW
    return WITHHELD if forecast_record.withheld([record]) else SHOWN


def summary(records: Sequence[Record]) -> str:
    """Return the whole record in sentences, numbers first."""
    if not records:
        return NOTHING
    whole = forecast_record.overall(records)
    if not whole.n or whole.brier is None or whole.walk_brier is None:
        return NOTHING_CHECKED
    return (
        f"{whole.n:,} forecasts of {words.counted(whole.lines, 'line')} were held against what came. The "
        f"80% intervals held {share(whole.cover80)} of the outcomes, the 95% intervals "
        f"{share(whole.cover95)}. The Brier score is {whole.brier:.3f}; that of a random walk with drift "
        f"is {whole.walk_brier:.3f}. “Likely” was said {whole.likely:,} times{_true(whole.hit_likely)}; "
        f"“unlikely” {whole.unlikely:,} times{_true(whole.hit_unlikely, ' all the same')}."
    )


def _true(hit: float | None, how: str = "") -> str:
    return "" if hit is None else f", and it came true{how} in {hit:.0%}"


def cautions(records: Sequence[Record], names: Names) -> list[str]:
    """Return what the record warns of: words that came true too seldom or too often, narrow intervals."""
    whole, known = forecast_record.overall(records), checked(records)
    warnings = [_of_unlikely(whole, known, names), _of_likely(known, names)]
    if whole.cover80 is not None and whole.cover80 < PROMISED:
        warnings.append(
            f"The 80% intervals held {whole.cover80:.0%} of the outcomes, not 80%: they are a little too "
            "narrow. Read every interval as somewhat wider."
        )
    worse = [record for record in known if (record.brier or 0.0) > (record.walk_brier or 0.0)]
    if worse:
        warnings.append(
            f"For {len(worse)} of {len(known)} indicators the simplest method, a random walk with drift, "
            f"had the better Brier score: {_listed(worse, names)}."
        )
    if known:
        warnings.append(
            "Forecasts of one line overlap, and lines of neighbours move together, so these are fewer "
            "independent tests than their number says."
        )
    return [warning for warning in warnings if warning]


def _of_unlikely(whole: Record, known: Sequence[Record], names: Names) -> str:
    if whole.hit_unlikely is None or whole.hit_unlikely <= UNLIKELY:
        return ""
    often = [
        record
        for record in known
        if record.unlikely >= FEWEST_SAID
        and record.hit_unlikely is not None
        and record.hit_unlikely > UNLIKELY
    ]
    named = "; ".join(
        f"{_name(record, names)} ({share(record.hit_unlikely)} of {record.unlikely:,})"
        for record in sorted(often, key=lambda record: -(record.hit_unlikely or 0.0))
    )
    return (
        f"“Unlikely” means a chance of 20% or less. It came true in {whole.hit_unlikely:.0%} of "
        f"{whole.unlikely:,} cases, so take it as “less likely than not”, and never as “will not happen”."
        + (f" It came true too often for: {named}." if named else "")
    )


def _of_likely(known: Sequence[Record], names: Names) -> str:
    seldom = [
        record
        for record in known
        if record.likely >= FEWEST_SAID and record.hit_likely is not None and record.hit_likely < LIKELY
    ]
    if not seldom:
        return ""
    named = "; ".join(
        f"{_name(record, names)} ({share(record.hit_likely)} of {record.likely:,})" for record in seldom
    )
    return f"“Likely” means a chance of 80% or more. It came true in fewer cases than that for: {named}."


def _name(record: Record, names: Names) -> str:
    return names[record.indicator].short_title


def _listed(records: Sequence[Record], names: Names) -> str:
    return "; ".join(_name(record, names) for record in records)


def rows(records: Sequence[Record], names: Names) -> list[list[Cell]]:
    """Return a row under COLUMNS for all indicators together, then one each, the poorest coverage first."""
    known = checked(records)
    named = [("All indicators", "", forecast_record.overall(known))]
    named += [(_name(record, names), kind(record), record) for record in known]
    return [[label(name), label(what), *_figures(record)] for name, what, record in named]


def _figures(record: Record) -> list[Cell]:
    scores = [
        measure(score, words.NO_FIGURE if score is None else f"{score:.3f}")
        for score in (record.brier, record.walk_brier)
    ]
    said = [_times(record.likely), _share(record.hit_likely)]
    said += [_times(record.unlikely), _share(record.hit_unlikely)]
    return [_times(record.n), _share(record.cover80), _share(record.cover95), *scores, *said]


def _times(many: int) -> Cell:
    return measure(many, f"{many:,}")


def _share(value: float | None) -> Cell:
    """A share in per cent, as its text has it."""
    return measure(None if value is None else round(100 * value, EXACT), share(value))


def points(records: Sequence[Record], names: Names) -> pd.DataFrame:
    """Return what figures.coverage draws: label, share, kind, text."""
    rows = [
        {
            "label": _name(record, names),
            "share": 100 * (record.cover80 or 0.0),
            "kind": kind(record),
            "text": f"{_name(record, names)}: {share(record.cover80)} of {record.n:,} outcomes; "
            f"{kind(record)}",
        }
        for record in checked(records)
    ]
    return pd.DataFrame(rows, columns=["label", "share", "kind", "text"])


def of_chart(records: Sequence[Record]) -> str:
    """Return the sentence of the chart: range, and how many are withheld."""
    known = checked(records)
    if not known:
        return summary(records)
    withheld = sum(kind(record) == WITHHELD for record in known)
    return (
        f"An 80% interval promises to hold 80% of the outcomes. By indicator they held from "
        f"{share(known[0].cover80)} to {share(known[-1].cover80)}; of {len(known)} indicators "
        f"{withheld} have their forecast withheld (diamonds)."
    )


def unchecked(records: Sequence[Record]) -> str:
    """Return how many indicators have no track record, and why."""
    many = sum(1 for record in records if not record.n)
    if not many:
        return ""
    return (
        f"For {words.counted(many, 'indicator')} no forecast can be checked: their lines are too short, "
        "overlap, or come at uneven times. Where such a line allows a forecast it is shown, without a "
        "record."
    )
