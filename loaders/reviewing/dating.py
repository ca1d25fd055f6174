"""The day on which each figure was published: as stated, as the file says, or as nearly as can be told.

What no file and nobody says is taken from the register of release days, else from the usual lag, and never
lies after the day on which the figure was received. Of a revision whose day is not known only that day is
sure. A day that is given must lie between the end of the period and the day of receipt.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from data.catalogue.reader import Catalogue
from data.errors import Problem
from data.store.order import CALENDAR, ESTIMATED, GUESSED, IN_FILE, RECEIVED, STATED
from loaders.reviewing.plausible import named, where
from loaders.reviewing.revisions import is_revision, revised_on

MOST_TOLD = 20


def dated(
    frame: pd.DataFrame, in_file: date | None, stated: date | None, received: date, catalogue: Catalogue
) -> pd.DataFrame:
    """The observations with `received`, `published` and `published_basis`; a row's own days count first."""
    frame = frame.assign(received=_given(frame, "received", received))
    if stated is not None:
        return frame.assign(published=stated, published_basis=STATED)
    given = _given(frame, "published", in_file)
    keys = list(zip(frame.series, frame.period_end, frame.received, strict=True))
    guesses = {key: _guess(catalogue, *key) for key in dict.fromkeys(keys)}
    days = pd.Series([guesses[key][0] for key in keys], index=frame.index, dtype=object)
    basis = pd.Series([guesses[key][1] for key in keys], index=frame.index, dtype=object)
    known = given.notna()
    return frame.assign(published=given.where(known, days), published_basis=basis.mask(known, IN_FILE))


def _given(frame: pd.DataFrame, name: str, otherwise: date | None) -> pd.Series:
    days = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
    return days.astype(object).where(days.notna(), otherwise)


def _guess(catalogue: Catalogue, series: str, end: date, received: date) -> tuple[date, str]:
    """The day that the register knows of a release, else the usual one; at the latest that of receipt.

    Of another publisher's local return only the day of receipt is known.
    """
    if catalogue.series[series].is_return:
        return received, RECEIVED
    indicator = catalogue.indicator_of[series]
    known = indicator.release.known_day(end) if indicator.release else None
    if known is not None and known <= received:
        return known, CALENDAR
    return min(indicator.expected_on(end), received), ESTIMATED


def as_revisions(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """The observations, those of a revision dated as one: the day its name gives, else that of receipt.

    `names`: of the file, the document and its sheets. A row's release and the file behind it count too.
    """
    said = " ".join(names) + " " + frame.release + " " + frame.origin_name
    revised = {text: is_revision(text) for text in said.unique()}
    days = {text: revised_on(text) if revised[text] else None for text in revised}
    late = said.map(revised).astype(bool) & frame.published_basis.isin([*GUESSED, RECEIVED])
    day = pd.Series([days[text] for text in said], index=frame.index, dtype=object)
    known = day.notna()
    return frame.assign(
        published=frame.published.mask(late, day.where(known, frame.received)),
        published_basis=frame.published_basis.mask(late & known, IN_FILE).mask(late & ~known, RECEIVED),
    )


def untimely(frame: pd.DataFrame, file: str, received: date) -> list[Problem]:
    """A problem for each figure published or received on a day on which it cannot have been."""
    wrong = {
        "was received on {received}, which lies ahead": frame.received > received,
        "was published on {published}, before its period ended": frame.published < frame.period_end,
        "was published on {published}, after it was received": frame.published > frame.received,
    }
    return [
        Problem(
            where(file, row),
            f"({named(row)}) {what.format(received=row.received, published=row.published)}",
            f"give the day it came out, from {row.period_end} to {min(row.received, received)}: "
            + (
                "mend --published"
                if row.published_basis == STATED
                else "mend `published`, or the file's name"
            ),
        )
        for what, rows in wrong.items()
        for _, row in frame[rows].drop_duplicates(["period", "published"]).head(MOST_TOLD).iterrows()
    ]
