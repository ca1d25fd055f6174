"""Columns of figures as floats, missing ones as NaN; what is no number breaks the contract."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.statistics.errors import StatisticsError


def floats(given: pd.Series | pd.DataFrame) -> npt.NDArray[np.float64]:
    """The values of a column or a frame, of its shape. Raises StatisticsError for text that is no number."""
    try:
        return np.asarray(given.to_numpy(dtype=np.float64, na_value=np.nan))
    except (TypeError, ValueError) as error:
        raise StatisticsError("a figure is not a number") from error
