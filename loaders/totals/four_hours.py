"""Emergency departments that sent how many came, and not how long they waited: in no share within four hours.

Fourteen trusts tested other standards and sent no four-hour figures; the publisher leaves them out of its own
figure of England too. Counted, they would be a hundred per cent within four hours.
"""

import pandas as pd

from data import periods
from loaders.totals.mappings import field_test_trusts

MANY = 1000  # attendances of a major department in a month: of so many some wait over four hours
UNSENT = "attendances were sent, and no four-hour figures"


def without_waits(frame: pd.DataFrame, month: periods.Period) -> "pd.Series[bool]":
    """Whether each provider sent no four-hour figures. Columns used: code, major, attended, over, country."""
    testing = [
        code for code, trust in field_test_trusts().items() if trust.first <= month.start <= trust.last
    ]
    none = (frame.over == 0) & (frame.attended > 0) & ~frame.country
    return none & (frame.code.isin(testing) | (frame.major >= MANY))


def less(country: pd.DataFrame, left_out: pd.DataFrame) -> pd.DataFrame:
    """England's row without the providers that sent no four-hour figures; its `row` and `note` tell them."""
    if left_out.empty:
        return country
    return country.assign(
        attended=country.attended - left_out.attended.sum(),
        row=country.row + f", less the providers without four-hour figures: {' + '.join(left_out.code)}",
        note=note_of(left_out.code),
    )


def note_of(codes: "pd.Series[str]") -> str:
    """The note of a total that leaves these providers out; "" where there are none."""
    return f"without {', '.join(codes)}, which sent no four-hour figures" if len(codes) else ""
