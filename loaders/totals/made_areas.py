"""Areas as publishers give them: names in capitals, Places made of parts. Pure."""

import re
from collections.abc import Iterable

import pandas as pd

from data.catalogue.models import Area
from loaders.source import KEY

_SMALL_WORDS = {"and", "of", "the", "upon", "on", "in", "with", "le"}


def readable(name: str) -> str:
    """Return a name written in capitals as "Bristol, City of"; any other name as it stands."""
    name = " ".join(name.split())
    if not name.isupper():
        return name
    words = re.sub(r"[A-Z']+", lambda word: _cased(word[0]), name)
    return words[:1].upper() + words[1:]


def _cased(word: str) -> str:
    return word.lower() if word.lower() in _SMALL_WORDS else word.capitalize()


def made_of_parts(frame: pd.DataFrame, areas: Iterable[Area], per: pd.Series, note: str) -> pd.DataFrame:
    """Return figures of the areas that are made of sub-ICBs, from the figures of their parts.

    `frame`: observations of the parts, in the columns of `Observed.frame`. `per`: series -> what its rate is
    per. An area of one part has that part's figures as published. For several, counts are added, never rates
    averaged: the rate is worked out from the sums and has no published interval; where a part has no count
    there is no figure. `note` is told with each sum, beside the notes of the parts.
    """
    made = [_made_of(frame, area, per, note) for area in areas if area.members]
    made = [frame for frame in made if len(frame)]
    return pd.concat(made, ignore_index=True) if made else frame.iloc[:0]


def _made_of(frame: pd.DataFrame, area: Area, per: pd.Series, note: str) -> pd.DataFrame:
    parts = frame[frame.area.isin(area.members)]
    if len(area.members) == 1:
        return parts.assign(area=area.slug)
    same = [name for name in KEY if name != "area"]
    groups = [group for _, group in parts.groupby(same, sort=False) if len(group) == len(area.members)]
    return pd.DataFrame([_sum(group, area, per, note) for group in groups], columns=frame.columns)


def _sum(parts: pd.DataFrame, area: Area, per: pd.Series, note: str) -> pd.Series:
    codes = " + ".join(slug.upper() for slug in area.members)
    numerator = parts.numerator.sum(skipna=False)
    denominator = parts.denominator.sum(skipna=False)
    known = pd.notna(numerator) and pd.notna(denominator) and denominator > 0
    total = parts.iloc[0].copy()
    total["area"], total["numerator"], total["denominator"] = area.slug, numerator, denominator
    total["value"] = per[total.series] * numerator / denominator if known else float("nan")
    total["lower"] = total["upper"] = float("nan")
    rule = note if known else f"not worked out: a part of {codes} has no count"
    total["note"] = "; ".join(text for text in dict.fromkeys([rule, *parts.note]) if text)
    total["row"] = f"sum of rows {', '.join(parts.row.astype(str))}: {codes}"
    return total
