"""The judgement, measured: how fast charts, forecasts and statements are worked out, and how right they are.

Times are told beside their aims. Gates: the coverage of the forecast's 80 % intervals on the reference
simulation (where a folder shared/oracle lies beside the checkout) and the false alarms of the slopes test.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data.catalogue.models import Indicator, Target
from data.catalogue.reader import Catalogue, catalogue
from data.periods import MONTHS, months
from data.statements import snapshot
from data.statements.compute import compared_areas
from data.statistics.forecast import forecast, random_walk
from data.statistics.inequality import slopes_test
from data.statistics.predictive import predict
from data.statistics.spc import xmr
from data.store.engine import make_engine
from data.store.migrate import migrate
from loaders.pipeline import load_file

SIMULATION = Path(__file__).parents[2] / "shared" / "oracle" / "forecast" / "simulated_series.csv"
COVERAGE = {"A": (0.74, 0.86), "M": (0.74, 0.92)}
HORIZONS = {"A": (1, 3, 5), "M": (3, 6, 12)}
MOST_FALSE_ALARMS = 0.08
PERIODS = {"monthly": 60, "quarterly": 40, "annual": 15, "irregular": 3}
TODAY = date(2026, 2, 1)
random = np.random.default_rng(2023)


def seconds(work: Callable[[], Any]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def print_time(name: str, spent: float, aim: float, unit: str = "s") -> None:
    """Print a time beside its aim."""
    print(f"{name:58} {spent:8.2f} {unit} (aim {aim:g} {unit})")


def charts() -> None:
    """Control charts of 10,000 made-up series of 60 points."""
    index = pd.date_range("2020-01-01", periods=60, freq="MS")
    series = [pd.Series(values, index=index) for values in random.normal(60, 3, (10_000, 60))]
    print_time(
        "control charts, 10,000 series of 60 points",
        seconds(lambda: [xmr(s, better="higher") for s in series]),
        10,
    )


def forecasts() -> None:
    """Monthly forecasts of made-up series of 60 points, 18 months ahead; the first one apart."""
    many = 60 + np.cumsum(random.normal(0, 0.5, (41, 60)), axis=1)

    def time_of(values: Any) -> float:
        return seconds(lambda: forecast(values, horizon=18, frequency="monthly", scale="percent", target=62))

    print_time("the first monthly forecast", 1000 * time_of(many[0]), 1000, "ms")
    print_time(
        "a monthly forecast after the first",
        1000 * float(np.median([time_of(v) for v in many[1:]])),
        30,
        "ms",
    )


def example_target(indicator: Indicator) -> Target:
    """A made-up target for every Place with a deadline ahead, so that every statement is worked out."""
    return Target(
        key=f"example-{indicator.id}",
        indicator=indicator.id,
        domain=indicator.domain,
        name="Example",
        statement="Example",
        direction="increase",
        value=60,
        comparison="<=" if indicator.better == "lower" else ">=",
        unit=indicator.unit,
        scope="every Place",
        deadline=date(2027, 3, 31),
        set_on=date(2020, 1, 1),
        set_on_basis="example",
        document="example.txt",
        section="example",
        words="example",
        kind="outcome",
    )


def labels(frequency: str) -> list[str]:
    """Labels of made-up periods, the latest at the end of 2025."""
    count = PERIODS[frequency]
    if frequency == "monthly":
        days = [months(date(2025, 12, 1), back) for back in range(1 - count, 1)]
        return [f"{MONTHS[day.month - 1]} {day.year}" for day in days]
    if frequency == "quarterly":
        return [f"{2025 - back // 4} Q{4 - back % 4}" for back in range(count)][::-1]
    return [str(2026 - count + place) for place in range(count)]


def example_rows(defined: Catalogue) -> list[dict[str, Any]]:
    """Made-up figures with intervals of every headline line at the compared areas."""
    rows = []
    for indicator in defined.indicators.values():
        periods = labels(indicator.frequency)
        for area in compared_areas(defined):
            for sex in indicator.headline.sexes:
                values = 50 + random.normal(0, 1) + np.cumsum(random.normal(0.05, 0.4, len(periods)))
                for period, value in zip(periods, values, strict=True):
                    limits = {"lower_ci": round(value - 1, 2), "upper_ci": round(value + 1, 2)}
                    row = {"indicator": indicator.id, "area_code": area, "period": period, "sex": sex}
                    row |= {"age": indicator.headline.age, "value": round(value, 2)}
                    rows.append(row | limits)
    return rows


def fill(engine: Engine, folder: Path, defined: Catalogue) -> int:
    """Load the made-up figures into an empty store; return how many there are."""
    migrate(engine)
    rows = example_rows(defined)
    path = folder / "example.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    load_file(path, engine, defined, published=date(2026, 1, 15))
    return len(rows)


def statements() -> None:
    """All statements of a full made-up store worked out, worked out after one load, and read back."""
    known = catalogue()
    targets = {
        f"example-{indicator.id}": example_target(indicator) for indicator in known.indicators.values()
    }
    defined = replace(known, targets=targets, relations=(), trajectories=())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = make_engine(f"sqlite:///{folder / 'example.db'}")
        print(f"{fill(engine, folder, defined):,} made-up figures of {len(defined.indicators)} indicators")
        spent = seconds(lambda: snapshot.refresh(engine, defined, TODAY))
        print_time("all statements, track record and inequality", spent, 60)
        statuses = snapshot.answer(engine, defined, today=TODAY)
        given = sum(bool(status.outlook.word) for status in statuses)
        judged = sum(bool(status.change.method) for status in statuses)
        print(f"{len(statuses)} statuses, {given} with a forecast, {judged} with a chart or a trend")
        snapshot.answer(engine, defined, today=TODAY)
        back = np.median([seconds(lambda: snapshot.answer(engine, defined, today=TODAY)) for _ in range(9)])
        print_time("all statements read back", 1000 * float(back), 50, "ms")
        print_time(
            "nothing to do", 1000 * seconds(lambda: snapshot.refresh(engine, defined, TODAY)), 100, "ms"
        )
        engine.dispose()


def false_alarms(rounds: int = 4000) -> bool:
    """How often Places that merely drift apart by chance are said to close or widen the gap."""
    alarms = 0
    people = random.uniform(100_000, 500_000, 9)
    years = np.arange(10)
    for _ in range(rounds):
        slopes = random.normal(-0.02, 0.01, 9)
        logs = np.outer(years, slopes) + random.normal(0, 0.03, (10, 9))
        values = pd.DataFrame(200 * np.exp(logs), index=years)
        alarms += slopes_test(values, list(people), transform="log").p_value < 0.05
    share = alarms / rounds
    print(f"slopes test, drifting Places: {share:.1%} false alarms at 5% (gate {MOST_FALSE_ALARMS:.0%})")
    return share <= MOST_FALSE_ALARMS


def simulation() -> bool:
    """Coverage and Brier score on the simulated series, beside a random walk with drift."""
    if not SIMULATION.is_file():
        print("the simulated series are not here: no folder shared/oracle beside the checkout")
        return True
    table = pd.read_csv(SIMULATION)
    met = True
    for frequency, several in table.groupby("frequency"):
        rows = [_outcome(line, str(frequency)) for _, line in several.groupby("series")]
        for horizon in HORIZONS[str(frequency)]:
            part = pd.DataFrame([row[horizon] for row in rows])
            low, high = COVERAGE[str(frequency)]
            met &= low <= part.in80.mean() <= high
            print(
                f"{frequency} {horizon:2} ahead, {len(part)} series: 80% held {part.in80.mean():.1%} "
                f"(gate {low:.0%} to {high:.0%}), 95% held {part.in95.mean():.1%}; "
                f"Brier {part.brier.mean():.4f}, random walk with drift {part.walk.mean():.4f}"
            )
    return met


def _outcome(line: pd.DataFrame, frequency: str) -> dict[int, dict[str, float]]:
    seen = line.value[line.part == "seen"].to_numpy()
    future = line.value[line.part == "future"].to_numpy()
    target = np.full(len(future), line.target.iloc[0])
    mixture, walk = predict(seen, len(future), frequency == "M"), random_walk(seen, len(future))
    low95, low80, high80, high95 = mixture.limits([0.025, 0.1, 0.9, 0.975])
    happened = future >= target
    table = {
        "in80": (low80 <= future) & (future <= high80),
        "in95": (low95 <= future) & (future <= high95),
        "brier": (1 - mixture.below(target) - happened) ** 2,
        "walk": (1 - walk.below(target) - happened) ** 2,
    }
    return {h: {name: float(column[h - 1]) for name, column in table.items()} for h in HORIZONS[frequency]}


def main() -> int:
    """Measure everything; 1 where a gate fails."""
    charts()
    forecasts()
    statements()
    met = [false_alarms(), simulation()]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
