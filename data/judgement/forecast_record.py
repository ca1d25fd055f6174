"""What came of the forecast's earlier words, as values; and which forecasts are withheld for it. Pure.

Where an indicator's intervals hold too few of the outcomes its forecast is withheld and says why (ours).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from data.statistics.reason import Reason, plainly

FEWEST_FORECASTS = 30
POOR_COVERAGE = 0.67
"""The best coverage of the library methods that were tried and refused (METHODS section 6): an 80 % interval
that holds no more of an indicator's outcomes than theirs did is not shown either."""


@dataclass(frozen=True)
class Record:
    """What came of `n` forecasts of one indicator, or of all: shares inside the intervals, Brier scores
    (beside a random walk with drift), how often each word was said and how often it then happened.
    """

    indicator: str = ""
    lines: int = 0
    n: int = 0
    cover80: float | None = None
    cover95: float | None = None
    brier: float | None = None
    walk_brier: float | None = None
    likely: int = 0
    hit_likely: float | None = None
    unlikely: int = 0
    hit_unlikely: float | None = None


SHARES = {"cover80": "n", "cover95": "n", "brier": "n", "walk_brier": "n"} | {
    "hit_likely": "likely",
    "hit_unlikely": "unlikely",
}


def overall(records: Iterable[Record]) -> Record:
    """All the records as one, each weighted by its forecasts."""
    known = [asdict(record) for record in records if record.n]
    if not known:
        return Record()
    counts = {name: sum(record[name] for record in known) for name in ("lines", "n", "likely", "unlikely")}
    shares = {
        name: sum((record[name] or 0.0) * record[weight] for record in known) / counts[weight]
        for name, weight in SHARES.items()
        if counts[weight]
    }
    return Record("", **counts, **shares)


def withheld(records: Iterable[Record]) -> dict[str, Reason]:
    """Why an indicator's forecast is not shown, for those whose intervals held too few outcomes."""
    return {
        record.indicator: plainly(
            f"the 80% intervals of its forecasts held only {record.cover80:.0%} of {record.n:,} past outcomes"
        )
        for record in records
        if record.n >= FEWEST_FORECASTS and record.cover80 is not None and record.cover80 < POOR_COVERAGE
    }
