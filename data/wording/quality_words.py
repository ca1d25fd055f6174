"""What a quality mark says of source and geography, and which caveats a day can know, in words. Pure."""

import re
from datetime import date

from data.catalogue.models import Indicator
from data.periods import MONTHS

_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{4}})\b")

LOCAL_RETURN = "local return"
"""What stands beside every figure that is no official one."""
QUALITY_SOURCE = {
    "official statistics": "official statistics",
    "audit": "a clinical audit",
    LOCAL_RETURN: f"a {LOCAL_RETURN}",
}
GEOGRAPHY = {
    "exact": "published for each of the nine Places",
    "joint": "published for seven Places and for Cheshire East and West together",
    "proxy": "not published for Places; a near neighbour stands in",
    "none": "not published for Places",
}


def caveats_known(indicator: Indicator, day: date) -> list[str]:
    """The caveats that could be written by a day: of those that name a month none names a later one."""
    return [text for text in indicator.caveats if all(month <= day for month in _months(text))]


def _months(text: str) -> list[date]:
    return [date(int(year), MONTHS.index(name) + 1, 1) for name, year in _MONTH.findall(text)]
