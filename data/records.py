"""Figures as records, with the field names people script against: one form for command, API and exports."""

from typing import Any

import pandas as pd

from data.catalogue import Catalogue

OBSERVATION_FIELDS = (
    "indicator",
    "series",
    "place",
    "place_name",
    "period_start",
    "period_end",
    "period",
    "sex",
    "age",
    "category_type",
    "category",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "unit",
    "source",
    "publisher",
    "release",
    "published",
    "loaded",
    "note",
)


def observation_records(
    frame: pd.DataFrame, catalogue: Catalogue, names: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the observations of `queries.history` as records; `names` is slug -> name of the areas.

    A figure that is missing or suppressed is None. Days are ISO text; `loaded` is the moment in UTC.
    """
    shown = frame.rename(columns={"area": "place"})
    shown["place_name"] = shown.place.map(names)
    shown["unit"] = shown.indicator.map({key: one.unit for key, one in catalogue.indicators.items()})
    for name in ("period_start", "period_end", "published", "loaded"):
        shown[name] = [None if pd.isna(one) else one.isoformat() for one in shown[name]]
    shown = shown[list(OBSERVATION_FIELDS)].astype(object)
    return shown.where(shown.notna(), None).to_dict("records")
