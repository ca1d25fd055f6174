"""Which series a row of the tidy layout belongs to: a publisher's own, or a local return. Pure.

One rule: a row is official only where it names the publisher of one of the indicator's series, and either
the publisher's own file stands behind it (with its checksum, as in the starter figures), or no source reads
that series from files of its own. Every other row is a local return: a series of its own for each publisher.
An indicator that is made of local returns takes any organisation's, but one's for an area.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from data.catalogue.models import Indicator, Series
from data.catalogue.returns import series_of

TIDY = "tidy"  # the source of series that no publisher's own layout is read for


@dataclass(frozen=True)
class Named:
    """What a row says of its series.

    kind: of its area. traced: whether the publisher's file and its checksum stand behind it. vouched: whether
    the list of starter files says that the file is a copy of official figures.
    """

    series: str
    publisher: str
    kind: str
    traced: bool = False
    vouched: bool = False


def plain(name: str) -> str:
    """A publisher's name as it is compared."""
    return " ".join(name.casefold().split())


def chosen(indicator: Indicator, row: Named) -> Series | None:
    """The series of a row; None where it names one that its figures cannot be of."""
    official = list(_official(indicator, row))
    for_kind = [series for series in official if row.series or row.kind in series.area_kinds]
    for_any = [series for series in official if not series.area_kinds]
    first = next(iter([*for_kind, *for_any]), None)
    if first is not None:
        return first
    own = series_of(indicator, row.publisher)
    return own if row.series in ("", own.id) else None


def _official(indicator: Indicator, row: Named) -> Iterable[Series]:
    """The series of the definition that the row may be of."""
    for series in indicator.series:
        publisher = series.publisher or indicator.publisher
        named = plain(row.publisher) == plain(publisher) or indicator.is_returned
        unnamed = not row.publisher and row.vouched
        behind = row.traced or row.vouched or series.source == TIDY
        if not series.is_return and row.series in ("", series.id) and (named or unnamed) and behind:
            yield series


def why_not(indicator: Indicator, row: Named) -> tuple[str, str]:
    """Why a row's series is none of them, and what to do."""
    known = next((series for series in indicator.series if series.id == row.series), None)
    of = f"series {row.series!r}" + (f" of publisher {row.publisher!r}" if row.publisher else "")
    if known is not None and plain(row.publisher) in ("", plain(known.publisher or indicator.publisher)):
        fault = f"{of} is read from its publisher's own files"
        return fault, "load those, or leave `series` empty: the row is then a local return"
    remedy = "leave `series` empty for a local return, or add the series to the indicator's definition"
    return f"{of} is none of the series of {indicator.id}", remedy
