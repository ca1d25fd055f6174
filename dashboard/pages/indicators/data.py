"""What the page of all indicators asks: its rows in one state, from the kept statements."""

from datetime import date
from functools import cache

from dashboard import ask
from dashboard.by_state import kept_by_state
from dashboard.pages.indicators import row_order, row_values
from dashboard.pages.indicators.row_values import Row
from dashboard.selection import WITH_FIGURES, Selection
from data.catalogue.models import Area
from data.judgement.pairs import Period
from data.judgement.status import Status


def all_rows(chosen: Selection) -> list[Row]:
    """Return the rows of the chosen subject, in the order of the catalogue."""
    known = ask.defined(chosen.as_of)
    indicators = [
        indicator
        for indicator in known.indicators.values()
        if not chosen.domain or indicator.domain == chosen.domain
    ]
    figures = cache(lambda id: _figures(id, chosen.as_of))

    def earlier(status: Status, period: Period) -> float | None:
        return figures(status.indicator).get((status.place, status.sex, period))

    statuses = ask.statuses(chosen.as_of)
    around = row_values.Around(known, earlier, _other_series(chosen.as_of), chosen.as_of or date.today())
    return row_values.rows(indicators, statuses, around)


def of_status(rows: list[Row], chosen: Selection) -> list[Row]:
    """Return the rows that are left by the choice of status and of those with figures."""
    if chosen.status:
        rows = row_order.of_group(rows, ask.defined(), chosen.place, chosen.status)
    return [row for row in rows if row.has_figures] if chosen.figures == WITH_FIGURES else rows


def columns(rows: list[Row], chosen: Selection) -> list[Area]:
    """Return the areas across."""
    known = ask.defined()
    compared = [known.areas[slug] for slug in ask.compared_areas()]
    return row_values.shown_areas(compared, rows, chosen.place)


@kept_by_state(size=16)
def _other_series(as_of: date | None) -> dict[str, tuple[str, str]]:
    """The first series (id, name) that has figures beside those of the table, of each indicator that has one.

    It may be the headline itself, where its figures are of areas that are no columns.
    """
    series = ask.defined().series
    in_table = {status.indicator for status in ask.statuses(as_of) if status.latest is not None}
    others = {}
    for indicator in ask.defined().indicators.values():
        held = [
            id
            for id in ask.series_held(indicator.id, as_of)
            if id != indicator.headline.id or indicator.id not in in_table
        ]
        if held:
            first = series[held[0]]
            others[indicator.id] = (first.id, f"as a {first.name}" if first.is_return else first.name)
    return others


@kept_by_state(size=512)
def _figures(indicator: str, as_of: date | None) -> dict[tuple[str, str, Period], float]:
    """Every figure of the headline lines: (area, sex, (last day, first day)) -> value."""
    frame = ask.history(indicator, as_of)
    frame = frame[frame.value.notna()]
    periods = zip(frame.period_end, frame.period_start, strict=True)
    keys = zip(frame.area.astype(str), frame.sex.astype(str), periods, strict=True)
    return dict(zip(keys, frame.value, strict=True))
