"""Values on their way to the store and back."""

from typing import Any

import numpy as np
import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain Python values. NumPy's own integers would be stored as bytes, NaN as a number."""
    names = [str(name) for name in frame.columns]
    columns = [_plain(frame[name]) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    """The cells of a column as plain values, None for a missing one."""
    cells = column.astype(object).where(column.notna(), None).tolist()
    return [cell.item() if isinstance(cell, np.generic) else cell for cell in cells]
