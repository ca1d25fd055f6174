"""What stands behind an indicator's statements: ranks, areas with a similar start, parts of the gap. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import words
from dashboard.figures import contribution_bars, rank_ranges
from dashboard.pages.shared.indicator_data import Shown
from dashboard.pages.shared.indicator_parts import source_line
from dashboard.pages.shared.judged_line import Whole
from dashboard.parts import components, tables
from dashboard.parts.chart import Chart
from dashboard.parts.table import Cell, Column, Table, limits, measure, named, table_of
from data.catalogue.models import Area
from data.judgement.peers import Peers
from data.judgement.ranks import Ranking
from data.statistics.contribution import Shares
from data.statistics.reason import Reason
from data.wording.cards import of_sum
from data.wording.pictures import of_change_shares, of_gap_shares, of_peers, of_rank, of_ranking, ordinal
from data.wording.sentences import in_period, period

RANK_RULE = "A rank is shown only together with its 95% interval: the ranks it might as well be."


def rank(shown: Shown, ranking: Ranking) -> Chart:
    """Return the Places by rank with its interval, or why there is no rank."""
    title = "Are we really last?"
    table = _rank_table(shown, ranking) if len(ranking.table) else None
    source = source_line(shown, ranking.period)
    if ranking.reason:
        return Chart(
            name="rank",
            title=title,
            sentence=RANK_RULE,
            table=table,
            source=source,
            why=of_ranking(ranking, shown.indicator),
            subject=shown.subject(period=ranking.period),
        )
    texts = [of_rank(ranking, shown.area.slug), of_ranking(ranking, shown.indicator)]
    texts.append(f"{words.BETTER[shown.indicator.better]}.")
    sentence = " ".join(part for part in texts if part)
    figure = rank_ranges.ranked(ranking.table, shown.indicator, shown.area.slug)
    return Chart(
        name="rank",
        title=title,
        sentence=sentence,
        table=table,
        source=source,
        figure=figure,
        key=["rank", "rank-interval", "group"],
        subject=shown.subject(period=ranking.period),
    )


def _rank_table(shown: Shown, ranking: Ranking) -> Table:
    indicator = shown.indicator
    ranked = (Column("Rank", "number"), Column("95% interval of the rank", "interval"))
    columns = [Column("Place", "area"), *ranked, tables.measured(indicator), tables.between(indicator)]
    rows = [
        [
            named(row["name"], shown.codes[row["area"]]),
            _rank(row),
            _ranks(row),
            measure(row["value"], words.short_amount(row["value"], indicator)),
            tables.interval(row["lower"], row["upper"], indicator, row["interval_basis"]),
        ]
        for row in ranking.table.to_dict("records")
    ]
    caption = (
        f"{indicator.short_title}, {period(ranking.period)}, by rank"
        if ranking.period
        else indicator.short_title
    )
    return table_of(caption, columns, rows)


def _rank(row: Mapping[Any, Any]) -> Cell:
    rank = row["rank"]
    return measure(rank, "no rank" if words.is_missing(rank) else ordinal(int(rank)))


def _ranks(row: Mapping[Any, Any]) -> Cell:
    lower, upper = row["rank_lower"], row["rank_upper"]
    if words.is_missing(lower):
        return Cell(None, str(row["reason"]))
    return limits(lower, upper, f"{ordinal(int(lower))} to {ordinal(int(upper))}")


def peers(shown: Shown, similar: Peers) -> Component:
    """Return the areas that started where the Place did as a small table."""
    indicator = shown.indicator
    head = ["Area", period(similar.start_period), period(similar.now_period), "Change"]
    rows = [
        [
            html.Strong(row["name"]) if row["own"] else row["name"],
            words.short_amount(row["start"], indicator),
            words.short_amount(row["now"], indicator),
            _signed(row["change"], indicator.decimals),
        ]
        for row in similar.table.to_dict("records")
    ]
    caption = f"{indicator.short_title}, the most improved first{_left_out(similar)}"
    table = tables.table(caption, head, rows, numeric=range(1, len(head)))
    title, sentence = "Who started where we did and improved?", of_peers(similar, indicator)
    return components.table_block("peers", title, sentence, table, source_line(shown, similar.now_period))


def _left_out(similar: Peers) -> str:
    """Between which rows areas are left out; "" where all are listed."""
    if len(similar.table) > similar.similar:
        return ""
    listed = similar.table[~similar.table.own]
    best, rest = int(listed.improved.sum()), int((~listed.improved).sum())
    return f": the {best} that improved most, the {rest} that did worst, and {similar.own['name']}"


def _signed(value: float, decimals: int) -> str:
    text = words.number(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def contributions(shown: Shown, whole: Whole, areas: Mapping[str, Area]) -> list[Any]:
    """Return which Place accounts for how much of the gap and of the change, and whether targets add up."""
    shares, indicator = whole.shares, shown.indicator
    names = {slug: area.name for slug, area in areas.items()}
    charts: list[Any] = []
    why = list(
        dict.fromkeys(sharing.reason for sharing in (shares.of_gap, shares.of_change) if sharing.reason)
    )
    if not shares.of_gap.reason:
        rows = contribution_bars.gap_rows(shares.of_gap, indicator, names)
        charts.append(_gap(shown, whole, rows, names))
    if not shares.of_change.reason:
        rows = contribution_bars.change_rows(shares.of_change, indicator, names)
        charts.append(_change(shown, whole, rows, names))
    sums = of_sum(whole.adds_up, indicator)
    texts = [_why(shares, why), sums] if why else [sums]
    heading = html.H2("Which Place moves Cheshire and Merseyside", id="parts-title")
    said = html.Section([heading, *(html.P(text) for text in texts)], **{"aria-labelledby": "parts-title"})
    return [said, *charts]


def _why(shares: Shares, reasons: Sequence[Reason]) -> str:
    if shares.of_gap.reason and shares.of_change.reason and len(reasons) == 1:
        why = reasons[0].clause
        return f"Neither the gap nor the change can be shared out among the Places because {why}."
    texts = [
        f"The {what} cannot be shared out among the Places because {sharing.reason.clause}."
        for what, sharing in (("gap", shares.of_gap), ("change", shares.of_change))
        if sharing.reason
    ]
    return " ".join(texts)


def _gap(shown: Shown, whole: Whole, rows: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    indicator, shares = shown.indicator, whole.shares
    head = [
        "Place",
        f"{(indicator.counts_are or 'people').capitalize()} short of the target",
        "Share of the gap",
    ]
    return Chart(
        name="gap-parts",
        title="Which Place accounts for the gap",
        sentence=of_gap_shares(shares, indicator, names),
        table=_shares_table(
            shown, rows, head, f"Parts of the gap of Cheshire and Merseyside {in_period(shares.period)}", 0
        ),
        source=source_line(shown, shares.period),
        figure=contribution_bars.of_gap(rows, names.get(shown.area.slug, "")),
        subject=shown.subject(period=shares.period),
    )


def _change(shown: Shown, whole: Whole, rows: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    indicator, shares = shown.indicator, whole.shares
    caption = f"Parts of the change from {period(shares.before)} to {period(shares.period)}"
    head = ["Place", tables.heading(indicator), "Share of the change"]
    return Chart(
        name="change-parts",
        title="Which Place moved the figure",
        sentence=of_change_shares(shares, indicator, names),
        table=_shares_table(shown, rows, head, caption, max(indicator.decimals, 2)),
        source=source_line(shown, shares.before, shares.period),
        figure=contribution_bars.of_change(rows, indicator, names.get(shown.area.slug, "")),
        subject=shown.subject(period=shares.period),
    )


def _shares_table(shown: Shown, rows: pd.DataFrame, head: list[str], caption: str, decimals: int) -> Table:
    place, amount, share = head
    columns = [
        Column(place, "area"),
        Column(amount, "number", decimals=decimals),
        Column(share, "number", "%", 0),
    ]
    cells = [
        [
            named(row["label"], shown.codes[row["area"]]),
            measure(row["value"], words.number(row["value"], decimals)),
            _share(row["share"]),
        ]
        for row in rows.to_dict("records")
    ]
    return table_of(caption, columns, cells)


def _share(share: float) -> Cell:
    return measure(share, "no gap to share" if words.is_missing(share) else f"{words.number(share, 0)}%")
