"""The one period at which areas are compared: never one area's spring beside another's autumn. Pure."""

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Shared:
    """A period as figures carry it: first and last day, and the publisher's label."""

    start: date
    end: date
    label: str

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of this very period. Columns used: period_start, period_end."""
        return frame[(frame.period_start == self.start) & (frame.period_end == self.end)]


def shared(newest: pd.DataFrame) -> Shared | None:
    """Return the newest period that more than half of the areas have reached; None where no figure is held.

    `newest`: one row an area, its newest (period_start, period_end, period, value). Only rows with a figure
    count, so that a period of which everything is withheld is not chosen.
    """
    known = newest[newest.value.notna()].sort_values(["period_end", "period_start"], ascending=False)
    if known.empty:
        return None
    row = known.iloc[len(known) // 2]
    return Shared(row.period_start, row.period_end, str(row.period))
