"""Totals that a copy of published figures lacks, added up from its counts. Rates are never averaged."""

import pandas as pd

from data.catalogue.reader import Catalogue
from loaders.source import percentage

_WHEN = ["series", "area", "period_start", "period_end", "period", "sex", "age"]
_COUNTS = ["numerator", "denominator"]
NOTE = "the sum of the categories held: the copy has no total of its own"


def with_totals(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the observations, and a total over the categories of each line, also for the system.

    `frame`: columns of store.write.OBSERVATION, each row with a category and counts. The system's total is
    made for the periods in which every trust of the frame has figures; its rule names them.
    """
    counts = pd.Series({series: indicator.is_count for series, indicator in catalogue.indicator_of.items()})
    totals = _added(frame, counts, "sum of {} rows: the categories held")
    lacking = _lacking(frame, totals)
    totals["row"] += lacking
    totals["note"] += lacking
    trusts = {slug: area for slug, area in catalogue.areas.items() if area.kind == "trust" and area.system}
    mapped = totals[totals.area.isin(list(trusts))]
    reporting = mapped.groupby(["series", "period_end"]).area.transform("nunique")
    whole = mapped[reporting == mapped.groupby("series").area.transform("nunique")]
    whole = whole.assign(area=whole.area.map({slug: trust.system for slug, trust in trusts.items()}))
    codes = " + ".join(trusts[slug].ods_code for slug in sorted(set(mapped.area)))
    system = _added(whole, counts, f"sum of {{}} trusts, by hospital trust: {codes}")
    return pd.concat([frame, totals, system], ignore_index=True)


def _lacking(frame: pd.DataFrame, totals: pd.DataFrame) -> list[str]:
    """For each total, the categories it is without and another period of the same area has, in words."""
    line = ["series", "area", "sex", "age"]
    ever = frame.groupby(line).category.agg(set).to_dict()
    held = frame.groupby([*line, "period_end"]).category.agg(set).to_dict()
    keys = totals[[*line, "period_end"]].itertuples(index=False, name=None)
    lacking = [sorted(ever[key[:-1]] - held[key]) for key in keys]
    return [f", without {', '.join(names)}, held in another month" if names else "" for names in lacking]


def _added(frame: pd.DataFrame, counts: pd.Series, rule: str) -> pd.DataFrame:
    """One row for each group: counts added, the value worked out from them; `rule` tells how many rows."""
    groups = frame.groupby(_WHEN, sort=False)
    summed = groups.first().drop(columns=_COUNTS).join(groups[_COUNTS].sum(min_count=1))
    summed["row"] = groups.size().map(rule.format)
    summed = summed.reset_index()
    share = percentage(summed.numerator, summed.denominator)
    return summed.assign(
        category_type="",
        category="",
        note=NOTE,
        value=summed.numerator.where(summed.series.map(counts), share),
        lower=float("nan"),
        upper=float("nan"),
    )
