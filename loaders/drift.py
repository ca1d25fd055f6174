"""What a load changed, for a person to look at: revisions, rows against expectation, gaps and sudden jumps.

Nothing is altered by what is found here. The jump rule is ours: a step more than six times the usual step
of the same line is worth a look; it is often a change of definition or a trust that did not submit.
"""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine

from data.catalogue import Catalogue
from data.periods import MONTHS, months
from data.queries import history
from data.store import PERIOD, LoadResult, NewLoad, keep_review

EXPECTED = Path(__file__).parent.parent / "data" / "definitions" / "expected_rows.csv"
LARGEST = 5
POINTS_FOR_A_JUMP = 8
USUAL_STEPS = 6
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


def review(engine: Engine, catalogue: Catalogue, load: NewLoad, result: LoadResult) -> list[str]:
    """Review what a load changed and keep what was found with it; return the sentences."""
    own = result.changed[result.changed.area.isin(list(catalogue.areas))]
    headline = _headline(own, catalogue)
    histories = _histories(engine, catalogue, headline) if result.load_id else pd.DataFrame()
    found = Drift(
        revisions=revisions(result.changed, catalogue),
        rows=unexpected_rows(load.source, load.rows_read),
        gaps=gaps(histories, headline, catalogue),
        jumps=jumps(histories, headline, catalogue),
    )
    if result.load_id:
        keep_review(engine, result.load_id, asdict(found))
    return found.sentences


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
    return changed[changed.series.isin(list(catalogue.series)) & (changed.category == "")]


def _histories(engine: Engine, catalogue: Catalogue, headline: pd.DataFrame) -> pd.DataFrame:
    found = [
        history(
            engine,
            catalogue,
            catalogue.indicator_of[series].id,
            areas=headline.area[headline.series == series].unique().tolist(),
            series_id=series,
        )
        for series in headline.series.unique()
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def gaps(histories: pd.DataFrame, headline: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """A sentence for each series whose newest periods do not follow each other."""
    told: dict[str, list[str]] = {}
    for (series, area), line in _lines(histories, headline):
        apart = MONTHS_APART.get(catalogue.indicator_of[series].frequency)
        missing = _missing(line.period_end.tolist(), apart) if apart else None
        if missing:
            told.setdefault(f"{catalogue.indicator_of[series].short_title}: {missing}", []).append(area)
    return [f"{what} ({_some(areas, catalogue)})" for what, areas in told.items()]


def _missing(ends: list[date], apart: int) -> str | None:
    """The newest stretch without a figure between two that are there."""
    for earlier, later in reversed(list(pairwise(ends))):
        between = (later.year - earlier.year) * 12 + later.month - earlier.month
        if between >= 2 * apart:
            first, last = months(earlier, apart), months(later, -apart)
            named = [f"{MONTHS[one.month - 1]} {one.year}" for one in (first, last)]
            return (
                f"no figure for the period to {named[0]}"
                if first == last
                else f"no figures from {named[0]} to {named[1]}"
            )
    return None


def jumps(histories: pd.DataFrame, headline: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """A sentence for each line whose newest step is far larger than its usual step."""
    found = []
    for (series, area), line in _lines(histories, headline):
        apart = MONTHS_APART.get(catalogue.indicator_of[series].frequency, 0)
        if apart and _missing(line.period_end.tolist()[-2:], apart):
            continue  # a step over a gap is no usual step
        values = line.value.dropna()
        steps = values.diff().abs().dropna()
        usual = float(steps.iloc[:-1].median()) if len(steps) >= POINTS_FOR_A_JUMP else 0.0
        if usual > 0 and steps.iloc[-1] > USUAL_STEPS * usual:
            times = steps.iloc[-1] / usual
            indicator = catalogue.indicator_of[series]
            found.append(
                (
                    -times,
                    f"jump, worth a look: {indicator.short_title}, {_name(area, catalogue)}, "
                    f"{line.period.iloc[-1]}: {values.iloc[-2]:,.10g} to {values.iloc[-1]:,.10g}, "
                    f"{times:.0f} times the usual step",
                )
            )
    return [sentence for _, sentence in sorted(found)[: 2 * LARGEST]]


def _lines(histories: pd.DataFrame, headline: pd.DataFrame) -> Iterable[tuple[tuple[str, str], pd.DataFrame]]:
    """The lines whose newest period this load has brought."""
    if histories.empty:
        return
    # Most lines of a first load have one point: no gap and no step, and no need to look at each.
    points = histories.groupby(["series", "area", "sex"], sort=False).period_end.transform("size")
    histories = histories[points > 1]
    brought = set(
        zip(headline.series, headline.area, headline.sex, *(headline[name] for name in PERIOD), strict=True)
    )
    for (series, area, sex), line in histories.groupby(["series", "area", "sex"], sort=False):
        if (series, area, sex, line.period_start.iloc[-1], line.period_end.iloc[-1]) in brought:
            yield (series, area), line


def _name(slug: str, catalogue: Catalogue) -> str:
    return catalogue.areas[slug].name if slug in catalogue.areas else slug


def _some(slugs: list[str], catalogue: Catalogue) -> str:
    names = list(dict.fromkeys(_name(slug, catalogue) for slug in slugs))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _what(row: object, catalogue: Catalogue) -> str:
    series, area, period = (getattr(row, name) for name in ("series", "area", "period"))
    breakdown = " ".join(getattr(row, name) for name in ("age", "category") if getattr(row, name))
    sex = getattr(row, "sex", "")
    parts = [catalogue.indicator_of[series].short_title, _name(area, catalogue), period]
    parts += [sex if sex != "Persons" else "", breakdown]
    return ", ".join(part for part in parts if part)
