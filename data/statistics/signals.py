"""The false-alarm guard: how many signals chance alone would raise on a page, and which are worth your time.

Sources: Benjamini and Hochberg (1995) for the filter; OHID's 99.8 % for its trend; the chance that a stable,
normally varying series ends on a flagged point was simulated with our own XmR rules.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control

from data.statistics.errors import StatisticsError

Floats = npt.NDArray[np.float64]

CHART_LENGTHS = (13, 24, 36)
CHART_FALSE_ALARMS = (0.011, 0.015, 0.017)
TREND_FALSE_ALARM = 0.002
SLOPES_FALSE_ALARM = 0.05
FALSE_DISCOVERIES = 0.05
ROUNDING = 1e-12


def adjusted(p_values: npt.ArrayLike) -> Floats:
    """Benjamini-Hochberg adjusted p-values, same shape; NaN (no p-value) stays NaN and is not counted.

    Raises StatisticsError for a p-value outside 0 to 1.
    """
    p = np.asarray(p_values, dtype=np.float64)
    known = ~np.isnan(p)
    if ((p[known] < 0) | (p[known] > 1)).any():
        raise StatisticsError("a p-value lies between 0 and 1")
    answer = np.full(p.shape, np.nan)
    if known.any():
        answer[known] = false_discovery_control(p[known])
    return answer


def worth_your_time(p_values: npt.ArrayLike, share: float = FALSE_DISCOVERIES) -> npt.NDArray[np.bool_]:
    """Signals kept when at most `share` of those kept may be false alarms; False without a p-value."""
    return np.nan_to_num(adjusted(p_values), nan=1.0) <= share * (1 + ROUNDING)


def chart_false_alarm(points: int) -> float:
    """Chance that a stable series of so many points shows a special cause at its last point."""
    return float(np.interp(points, CHART_LENGTHS, CHART_FALSE_ALARMS))


def expected_by_chance(chart_points: Iterable[int] = (), trends: int = 0, slopes_tests: int = 0) -> float:
    """How many signals a page would show if nothing were really changing.

    `chart_points`: the number of points of each control chart with an icon; `trends`: recent trends that
    could be calculated; `slopes_tests`: tests of a changing gap.
    """
    charts = sum(chart_false_alarm(points) for points in chart_points)
    return charts + trends * TREND_FALSE_ALARM + slopes_tests * SLOPES_FALSE_ALARM
