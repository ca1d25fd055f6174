"""What a load changed, for a person to look at: revisions, rows against expectation, gaps and sudden jumps.

Nothing is altered by what is found here. The jump rule is ours: a step more than six times the usual step
of the same line is worth a look; it is often a change of definition or a trust that did not submit. So is a
figure five times larger or smaller than the line's usual size, which no neighbour comes near. One that is of
another scale (judgement.doubt) awaits review, which the load has seen to.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from math import isnan
from operator import itemgetter
from statistics import median

import pandas as pd

from data.catalogue.reader import DEFINITIONS, Catalogue, Indicator
from data.periods import MONTHS, months
from data.store.engine import Store
from data.store.provenance import brought_by, loads_held
from data.store.queries import history
from data.store.write import LoadResult, NewLoad, keep_review
from data.wording.doubts import AWAITS, of_size
from loaders.naming import first_named

EXPECTED = DEFINITIONS / "expected_rows.csv"
LARGEST = 5
PEERS = ("icb", "region", "authority")
POINTS_FOR_A_JUMP = 8
USUAL_STEPS = 6
NEIGHBOURS = 5  # figures before the newest that tell the usual size of a line
MANY_TIMES = 5
SMALL_COUNT = 50  # a smaller number of people may well be five times another
MONTHS_APART = {"monthly": 1, "quarterly": 3, "annual": 12}


@dataclass(frozen=True)
class Drift:
    """What a load's review found; every list holds sentences, the most important first."""

    revisions: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    jumps: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """Everything found."""
        return [*self.rows, *self.revisions, *self.gaps, *self.jumps]


def review(engine: Store, catalogue: Catalogue, load: NewLoad, result: LoadResult) -> list[str]:
    """Review what a load changed and keep what was found with it; return the sentences."""
    headline = _headline(result.changed, catalogue)
    held = lines(engine, catalogue, headline) if result.load_id else []
    drift = _drift(catalogue, result.changed, held, unexpected_rows(load.source, load.rows_read))
    drift.jumps[:0] = awaiting_review(result.doubtful, catalogue)
    if result.load_id:
        keep_review(engine, result.load_id, asdict(drift))
    return drift.sentences


def review_again(engine: Store, catalogue: Catalogue, load_id: int) -> None:
    """Review a load that was broken off before its review, from what the store holds of it."""
    loads = loads_held(engine)
    load = loads[loads.id == load_id].iloc[0]
    changed = brought_by(engine, load_id)
    changed = changed[changed.series.isin(list(catalogue.series))]
    held = lines(engine, catalogue, _headline(changed, catalogue))
    drift = _drift(catalogue, changed, held, unexpected_rows(load.source, load.rows_read))
    keep_review(engine, load_id, asdict(drift))


def _drift(catalogue: Catalogue, changed: pd.DataFrame, held: list["Line"], rows: list[str]) -> Drift:
    brought = [line for line in held if _is_own(line.area, catalogue)]
    return Drift(
        revisions=revisions(changed, catalogue),
        rows=rows,
        gaps=gaps(brought, catalogue),
        jumps=[*changes_of_scale(held, catalogue), *jumps(brought, catalogue)],
    )


def revisions(changed: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """How many figures were revised, where, and the largest changes."""
    revised = changed[changed.kind == "revised"]
    if revised.empty:
        return []
    areas = list(dict.fromkeys(_name(slug, catalogue) for slug in revised.area if slug in catalogue.areas))
    touched = f", at {', '.join(areas[:9])}" + (" and others" if len(areas) > 9 else "") if areas else ""
    shift = ((revised.value - revised.old).abs() / revised.old.abs()).sort_values(ascending=False)
    largest = revised.loc[shift.dropna().index[:LARGEST]]
    return [
        f"{len(revised):,} published figures were revised{touched}",
        *(
            f"revised: {_what(row, catalogue)} from {row.old:,.10g} to {row.value:,.10g}"
            for row in largest.itertuples()
        ),
    ]


@lru_cache(maxsize=1)
def expected_rows() -> dict[str, tuple[int, int, str]]:
    """Source -> fewest and most rows a file of it usually has, and how that is known."""
    with EXPECTED.open(newline="", encoding="utf-8") as stream:
        return {
            row["source"]: (int(row["low"]), int(row["high"]), row["basis"]) for row in csv.DictReader(stream)
        }


def unexpected_rows(source: str, rows: int) -> list[str]:
    """A sentence where a file is much longer or shorter than its kind usually is."""
    low, high, basis = expected_rows().get(source, (0, rows, ""))
    if low <= rows <= high:
        return []
    return [f"{rows:,} rows were read where {low:,} to {high:,} are usual ({basis})"]


def _headline(changed: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The changed headline figures."""
    return changed[changed.series.isin(list(catalogue.series)) & (changed.category == "")]


def _is_own(area: str, catalogue: Catalogue) -> bool:
    """Whether an area is one of ours; peers are kept for comparison only."""
    return area in catalogue.areas and catalogue.areas[area].kind not in PEERS


@dataclass(frozen=True)
class Line:
    """A headline line whose newest figure a load has brought, the oldest period first."""

    indicator: Indicator
    area: str
    ends: tuple[date, ...]
    periods: tuple[str, ...]
    values: tuple[float, ...]


def lines(engine: Store, catalogue: Catalogue, headline: pd.DataFrame) -> list[Line]:
    """The lines of more than one figure whose newest period is among `headline`."""
    held = []
    for series, changed in headline.groupby("series", sort=False):
        indicator = catalogue.indicator_of[str(series)]
        areas = changed.area.unique().tolist()
        frame = history(engine, catalogue, indicator.id, areas=areas, series_id=str(series))
        brought = set(zip(changed.area, changed.sex, changed.period_end, strict=True))
        rows = zip(frame.area, frame.sex, frame.period_end, frame.period, frame.value, strict=True)
        for (area, sex), line in groupby(rows, key=itemgetter(0, 1)):
            _, _, ends, periods, values = zip(*line, strict=True)
            if len(ends) > 1 and (area, sex, ends[-1]) in brought:
                held.append(Line(indicator, area, ends, periods, values))
    return held


def gaps(brought: Iterable[Line], catalogue: Catalogue) -> list[str]:
    """A sentence for each series whose newest periods do not follow each other."""
    areas_of: dict[str, list[str]] = {}
    for line in brought:
        missing = _missing(line.ends, MONTHS_APART.get(line.indicator.frequency, 0))
        if missing:
            areas_of.setdefault(f"{line.indicator.short_title}: {missing}", []).append(line.area)
    return [f"{what} ({_some(areas, catalogue)})" for what, areas in areas_of.items()]


def _missing(ends: Sequence[date], apart: int) -> str | None:
    """The newest stretch without a figure between two that are there; `apart` 0: none can be told."""
    for earlier, later in reversed(list(pairwise(ends))):
        between = (later.year - earlier.year) * 12 + later.month - earlier.month
        if apart and between >= 2 * apart:
            first, last = months(earlier, apart), months(later, -apart)
            named = [f"{MONTHS[month.month - 1]} {month.year}" for month in (first, last)]
            return (
                f"no figure for the period to {named[0]}"
                if first == last
                else f"no figures from {named[0]} to {named[1]}"
            )
    return None


def awaiting_review(rows: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """A sentence for each figure of another scale than its line, the farthest first; and what to do."""
    if rows.empty:
        return []
    far = (rows.value / rows.usual).map(lambda times: min(times, 1 / times))
    named = rows.loc[far.sort_values(kind="stable").index].head(2 * LARGEST)
    sentences = [
        f"jump, {AWAITS}: {_what(row, catalogue)}: {row.usual:,.10g} to {row.value:,.10g}, "
        f"{of_size(row.value, row.usual)}"
        for row in named.itertuples()
    ]
    left = len(rows) - len(named)
    more = [f"and {left} more figures of another scale"] if left else []
    are = "1 figure is" if len(rows) == 1 else f"{len(rows):,} figures are"
    return [*sentences, *more, f"{are} in no sentence until it is settled: see beacon review"]


def changes_of_scale(held: Iterable[Line], catalogue: Catalogue) -> list[str]:
    """A sentence for each line whose newest figure is many times larger or smaller than its usual size.

    However short the line: a hundredth of the figure before is a fraction in place of a percentage.
    """
    ranked = sorted((share, sentence) for line in held for share, sentence in _scale(line, catalogue))
    more = len(ranked) - 2 * LARGEST
    others = [f"jump, worth a look: {more} more figures of an unusual size"] if more > 0 else []
    return [sentence for _, sentence in ranked[: 2 * LARGEST]] + others


def _scale(line: Line, catalogue: Catalogue) -> Iterator[tuple[float, str]]:
    *earlier, newest = [value for value in line.values if not isnan(value)] or [0.0]
    recent = [value for value in earlier[-NEIGHBOURS:] if value > 0]
    usual = median(recent) if recent else 0.0
    if newest <= 0 or usual <= 0 or (line.indicator.is_count and max(newest, usual) < SMALL_COUNT):
        return
    share = min(newest / usual, usual / newest)
    if share <= 1 / MANY_TIMES and min(recent) / max(recent) > 2 * share:
        yield (
            share,
            f"jump, worth a look: {_newest_of(line, catalogue)}: "
            f"{earlier[-1]:,.10g} to {newest:,.10g}, {of_size(newest, usual)}",
        )


def jumps(brought: Iterable[Line], catalogue: Catalogue) -> list[str]:
    """A sentence for each line whose newest step is far larger than its usual step."""
    ranked = sorted((-times, sentence) for line in brought for times, sentence in _jump(line, catalogue))
    return [sentence for _, sentence in ranked[: 2 * LARGEST]]


def _jump(line: Line, catalogue: Catalogue) -> Iterator[tuple[float, str]]:
    if _missing(line.ends[-2:], MONTHS_APART.get(line.indicator.frequency, 0)):
        return  # a step over a gap is no usual step
    values = [value for value in line.values if not isnan(value)]
    steps = [abs(later - earlier) for earlier, later in pairwise(values)]
    usual = median(steps[:-1]) if len(steps) >= POINTS_FOR_A_JUMP else 0.0
    if usual > 0 and steps[-1] > USUAL_STEPS * usual:
        times = steps[-1] / usual
        yield (
            times,
            f"jump, worth a look: {_newest_of(line, catalogue)}: "
            f"{values[-2]:,.10g} to {values[-1]:,.10g}, {times:.0f} times the usual step",
        )


def _newest_of(line: Line, catalogue: Catalogue) -> str:
    name = _name(line.area, catalogue, line.ends[-1])
    return f"{line.indicator.short_title}, {name}, {line.periods[-1]}"


def _name(slug: str, catalogue: Catalogue, day: date = date.max) -> str:
    return catalogue.areas[slug].name_on(day) if slug in catalogue.areas else slug


def _some(slugs: list[str], catalogue: Catalogue) -> str:
    names = list(dict.fromkeys(_name(slug, catalogue) for slug in slugs))
    return first_named(names, 3)


def _what(row: object, catalogue: Catalogue) -> str:
    series, area, period = (getattr(row, name) for name in ("series", "area", "period"))
    breakdown = " ".join(getattr(row, name) for name in ("age", "category") if getattr(row, name))
    sex = getattr(row, "sex", "")
    parts = [
        catalogue.indicator_of[series].short_title,
        _name(area, catalogue, getattr(row, "period_end", date.max)),
        period,
    ]
    parts += [sex if sex != "Persons" else "", breakdown]
    return ", ".join(part for part in parts if part)
