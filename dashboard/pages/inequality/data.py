"""What the page on inequality asks the store, answered once for every state of it, as frames."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy import special

from dashboard import ask
from dashboard.by_state import kept_by_state
from dashboard.parts.table import official_code
from data.catalogue.models import Indicator
from data.judgement import equity
from data.judgement.equity import Group, Verdict
from data.statistics import inequality

STEPS = 21  # points of the fitted line: enough for its curve


@dataclass(frozen=True)
class Evidence:
    """What one verdict rests on. Frames are shared: never change one in place.

    dots: label, code, rank, period, value, lower, upper, interval_basis of the last period that all groups
    have; fitted: (rank, value) along the line; gaps: columns of equity.evidence, period_start and period_end,
    with sii and rii turned round so that above nought (above 1) is worse for the poorest; left_out:
    equity.leave_one_out.
    """

    verdict: Verdict
    dots: pd.DataFrame
    fitted: tuple[tuple[float, float], ...]
    gaps: pd.DataFrame
    left_out: pd.DataFrame


@kept_by_state(size=64)
def evidence(indicator: str, as_of: date | None = None) -> list[Evidence]:
    """Return the evidence of every verdict of an indicator that has figures, in the order of the verdicts."""
    held = ask.equity_groups(indicator, as_of)
    groups = {(area, sex, tuple(group.name for group in of)): of for area, sex, of in held}
    verdicts = ask.equity_verdicts(as_of)[indicator]
    definition = ask.defined().indicators[indicator]
    rested = [(verdict, groups.get((verdict.area, verdict.sex, verdict.groups), [])) for verdict in verdicts]
    made = [_of(verdict, definition, of) for verdict, of in rested if of]
    return [evidence for evidence in made if len(evidence.dots)]


def _of(verdict: Verdict, indicator: Indicator, groups: list[Group]) -> Evidence:
    gaps = equity.evidence(groups, indicator)
    points = {point.period: point for group in groups for point in group.points}
    if gaps.empty:
        return Evidence(verdict, pd.DataFrame(), (), gaps, pd.DataFrame())
    dots = _dots(groups, str(gaps.period.iloc[-1]))
    turned = gaps.assign(
        period_start=[points[label].start for label in gaps.period],
        period_end=[points[label].end for label in gaps.period],
        sii=-gaps.sii,
        sii_lower=-gaps.sii_upper,
        sii_upper=-gaps.sii_lower,
        rii=1 / gaps.rii,
        rii_lower=1 / gaps.rii_upper,
        rii_upper=1 / gaps.rii_lower,
    )
    fitted = _fitted(dots, [group.population for group in groups], indicator)
    return Evidence(verdict, dots, fitted, turned, equity.leave_one_out(groups, indicator))


def _dots(groups: list[Group], period: str) -> pd.DataFrame:
    ranks = inequality.ridits([group.population for group in groups])
    areas = ask.defined().areas
    rows = []
    for group, rank in zip(groups, ranks, strict=True):
        point = next((point for point in group.points if point.period == period), None)
        label = areas[group.name].name if group.name in areas else group.name
        rows.append(
            {
                "label": label,
                "code": official_code(areas[group.name]) if group.name in areas else "",
                "rank": float(rank),
                "period": period,
                "value": point.value if point else None,
                "lower": point.lower if point else None,
                "upper": point.upper if point else None,
                "interval_basis": point.interval_basis if point else "",
            }
        )
    return pd.DataFrame(rows).astype({"value": float, "lower": float, "upper": float})


def _fitted(
    dots: pd.DataFrame, population: list[float], indicator: Indicator
) -> tuple[tuple[float, float], ...]:
    """The line that the slope index is read from, in the indicator's units; none where none can be."""
    transform = equity.transform_of(indicator)
    outcome = equity.adverse(dots[["value"]], indicator)["value"]
    index = inequality.sii(pd.DataFrame({"population": population, "value": outcome}), transform=transform)
    if index.reason:
        return ()
    ranks = np.linspace(0, 1, STEPS)
    onto, back = {"logit": (special.logit, special.expit), "log": (np.log, np.exp)}.get(
        transform or "", (np.asarray, np.asarray)
    )
    ends = onto(np.array([index.fit_most_deprived, index.fit_least_deprived]))
    line = back(ends[0] + (ends[1] - ends[0]) * ranks)
    if indicator.is_percentage:
        line = 100 * (1 - line) if indicator.better == "higher" else 100 * line
    elif indicator.better == "higher":
        line = -line
    return tuple(zip(ranks.tolist(), line.tolist(), strict=True))
