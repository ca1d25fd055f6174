"""What a picture shows, as sentences by rule: the same beside it, in its alternative text and in packs.

Pure. Each says first what is seen, then how sure it is, then what is missing.
"""

import math
from collections.abc import Mapping

import pandas as pd

from data.catalogue.models import Indicator
from data.judgement.annotations import ControlChart, Fan
from data.judgement.peers import Peers
from data.judgement.ranks import Ranking
from data.statistics.contribution import Shares
from data.statistics.reason import NO_FORECAST
from data.wording.sentences import SIGNALS, amount, difference, in_period, joined, number, period, the_period

MARKED = {
    "improving": "for the better",
    "concerning": "for the worse",
    "neutral": "where neither high nor low is better",
}
FEWEST_FOR_A_LINK = 5
LINK = 0.6  # from this rank correlation on a link is named; among nine areas less is common by chance
BY_CHANCE = "Some of each change is chance, most of all the largest ones."
ROUNDS_TO_ONE = 0.5
FROM_COUNTS = (
    "These come from the counts; the people told with a Place’s own figure come from its published rate, "
    "which is rounded, and may differ a little."
)
SO_FEW = "So few areas can show a link, never its cause."
FIRST = {"higher": "highest", "lower": "lowest", "neither": "highest"}


def ordinal(rank: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def of_control_chart(chart: ControlChart, indicator: Indicator) -> str:
    """The mean, the usual limits, how many points are marked, and why the latest one is."""
    if chart.reason:
        return f"No control limits are drawn because {chart.reason.clause}."
    rows = chart.points[chart.points.segment == chart.points.segment.max()]
    rows = rows[rows.value.notna()]
    last = rows.iloc[-1]
    limits = f"{number(last.lower, indicator.decimals)} to {number(last.upper, indicator.decimals)}"
    parts = [f"The mean is {amount(last['mean'], indicator)}, the usual limits are {limits}"]
    counted = rows["mark"].value_counts()
    marked = [f"{counted[mark]} {words}" for mark, words in MARKED.items() if mark in counted]
    if not marked:
        return f"{parts[0]}; none of the {len(rows)} points shows a special cause."
    parts.append(
        f"of {len(rows)} points {joined(marked)} {_shows(int(counted.drop('', errors='ignore').sum()))}"
    )
    why = joined([SIGNALS[rule] for rule in last.signals]) if last["mark"] else ""
    parts.append(f"the latest is one: {why}" if why else "the latest is not one")
    return "; ".join(parts) + "."


def _shows(many: int) -> str:
    return "shows a special cause" if many == 1 else "show a special cause"


def of_fan(fan: Fan, indicator: Indicator) -> str:
    """The forecast for the deadline with both limits, and what it rests on."""
    if fan.reason or fan.table.empty:
        return f"No forecast is drawn because {(fan.reason or NO_FORECAST).clause}."
    last = fan.table.iloc[-1]
    sure = [
        f"{share}% limits {number(last[f'lower{share}'], indicator.decimals)} to "
        f"{number(last[f'upper{share}'], indicator.decimals)}"
        for share in (80, 95)
    ]
    return (
        f"If the past pattern continues, {amount(last.centre, indicator)} {in_period(last.period)} "
        f"({joined(sure)}), from {fan.points} points."
    )


def of_rank(ranking: Ranking, area: str) -> str:
    """One area's rank, its interval and the group it stands in; "" where it is not in the table."""
    rows = ranking.table[ranking.table.area == area]
    if ranking.reason:
        return f"Places are not ranked because {ranking.reason.clause}."
    if rows.empty:
        return ""
    row = rows.iloc[0]
    if math.isnan(row["rank"]):
        return f"{row['name']} has no rank because {row.reason.clause}."
    low, high = int(row.rank_lower), int(row.rank_upper)
    sure = f"surely {ordinal(low)}" if low == high else f"95% interval {ordinal(low)} to {ordinal(high)}"
    like = [name for name in _group_of(ranking, row.group) if name != row["name"]]
    with_these = "all the others" if len(ranking.groups) == 1 else joined(like)
    also = f" It stands in one group with {with_these}." if like else " It stands apart from all others."
    sentence = (
        f"{row['name']} is {ordinal(int(row['rank']))} of {int(row.of)} {in_period(ranking.period)} ({sure})."
    )
    return f"{sentence}{also}"


def of_ranking(ranking: Ranking, indicator: Indicator) -> str:
    """The groups from the top, what comes first, and why a newer period is not ranked."""
    if ranking.reason:
        return f"Places are not ranked because {ranking.reason.clause}."
    first = FIRST[indicator.better]
    groups, when = ranking.groups, in_period(ranking.period)
    if len(groups) == 1:
        text = f"{when[:1].upper()}{when[1:]} no other Place can be told apart from the first, {groups[0][0]}"
    else:
        text = (
            f"The groups {when}, the {first} first: {'; '.join(joined(group) for group in groups)}. "
            "No Place can be told apart from the first of its group"
        )
    without = [f"{row.name} ({row.reason})" for row in ranking.table.itertuples() if row.reason]
    more = f" Without a rank: {joined(without)}." if without else ""
    newer = (
        f" The newer figures, {in_period(ranking.newest)}, come without intervals and are not ranked."
        if ranking.newest
        else ""
    )
    return f"{text}.{more}{newer}"


def _group_of(ranking: Ranking, group: float) -> list[str]:
    return list(ranking.table.loc[ranking.table.group == group, "name"])


def of_gap_shares(shares: Shares, indicator: Indicator, names: Mapping[str, str]) -> str:
    """How many people the gap is, and which Places account for most of it."""
    parts = shares.of_gap
    if parts.reason:
        return f"The gap cannot be shared out because {parts.reason.clause}."
    sign = -1 if indicator.better == "lower" else 1
    people = sign * parts.table.people
    total, things, when = sign * parts.total, indicator.counts_are or "people", in_period(shares.period)
    short, beyond = people[people > 0].sort_values(ascending=False), people[people <= 0]
    if short.empty:
        return f"No Place was short of the target {when}."
    more = "fewer" if indicator.better == "lower" else "more"
    largest = [f"{names.get(slug, slug)} {value:,.0f}" for slug, value in short.head(3).items()]
    if total < ROUNDS_TO_ONE:
        by = [f"{names.get(slug, slug)} by {value:,.0f}" for slug, value in short.head(3).items()]
        text = f"Cheshire and Merseyside had no gap {when}. Short of the target: {joined(by)} {things}."
    else:
        text = f"The gap {when} was about {total:,.0f} {more} {things}. Largest: {joined(largest)}."
    there = [names.get(slug, slug) for slug in beyond.index]
    text += f" At or beyond the target: {joined(there)}." if there else ""
    return f"{text} {FROM_COUNTS}" if shares.rounded else text


def of_change_shares(shares: Shares, indicator: Indicator, names: Mapping[str, str]) -> str:
    """By how much C&M changed, and which Places moved it most."""
    parts = shares.of_change
    if parts.reason:
        return f"The change cannot be shared out because {parts.reason.clause}."
    table = parts.table.reindex(parts.table.change.abs().sort_values(ascending=False).index)
    largest = [
        f"{names.get(slug, slug)} {_signed(row.change, indicator)}" for slug, row in table.head(3).iterrows()
    ]
    went, size = "down" if parts.total < 0 else "up", _signed(abs(parts.total), indicator).lstrip("+")
    return (
        f"Cheshire and Merseyside went {went} by {size} "
        f"{'percentage points ' if indicator.unit.startswith('%') else ''}from {period(shares.before)} to "
        f"{period(shares.period)}. What moved it most: {joined(largest)}."
    )


def _signed(value: float, indicator: Indicator) -> str:
    text = number(value, max(indicator.decimals, 2))
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


def of_peers(peers: Peers, indicator: Indicator) -> str:
    """How many similar areas improved, which one most, and where the Place stands among them."""
    if peers.reason:
        return f"Areas with a similar start cannot be shown because {peers.reason.clause}."
    own, best = peers.own, peers.table.iloc[0]
    among = f", among {peers.among}" if peers.among else ""
    opening = (
        f"Of {peers.similar} areas with a similar figure {in_period(peers.start_period)} (within "
        f"{difference(peers.within or 0.0, indicator)} of {own['name']}{among}), {peers.improved} improved "
        f"by {the_period(peers.now_period)}"
    )
    went = f"{own['name']} went from {amount(own.start, indicator)} to {amount(own.now, indicator)}"
    if best.own:
        return f"{opening}. {went}; none improved more. {BY_CHANCE}"
    most = f"{best['name']} most, from {amount(best.start, indicator)} to {amount(best.now, indicator)}"
    if not best.improved:
        return f"{opening}. {went}. {BY_CHANCE}"
    return f"{opening}, {most}. {went}; {peers.ahead} improved more. {BY_CHANCE}"


def of_scatter(rows: pd.DataFrame, across: Indicator, up: Indicator) -> str:
    """Whether Places high in one are high in the other. Columns: label, x, y."""
    known = rows.dropna(subset=["x", "y"])
    pair = f"{across.short_title} and {up.short_title}"
    if len(known) < FEWEST_FOR_A_LINK:
        return f"{pair}: {len(known)} areas have both figures, too few to speak of a link."
    link = float(known.x.rank().corr(known.y.rank()))
    if math.isnan(link) or abs(link) < LINK:
        said = "no clear link"
    else:
        said = "where one is higher the other is mostly " + ("higher, too" if link > 0 else "lower")
    size = number(link, 2).replace("-", "−")
    sure = "" if math.isnan(link) else f" (rank correlation {size}, {len(known)} areas)"
    return f"{pair}: {said}{sure}. {SO_FEW}"


def of_profile(rows: pd.DataFrame, name: str, against: str) -> str:
    """On how many indicators an area is better or worse than the centre. `rows`: of judgement.profile."""
    known = rows[rows.position.notna()]
    if known.empty:
        return f"No indicator of {name} can be compared with {against}."
    judged = known[known.better != "neither"]
    sides = {
        "better than": (judged.position > 0).sum(),
        "worse than": (judged.position < 0).sum(),
        "the same as": (judged.position == 0).sum(),
    }
    parts = [f"{side} {against} on {many}" for side, many in sides.items() if many]
    neither = len(known) - len(judged)
    parts += [f"not compared on {neither}, where neither high nor low is better"] if neither else []
    sure = known.compared.value_counts()
    surely = [f"{word} on {sure[word]}" for word in ("better", "worse") if word in sure]
    many = int(judged.compared.ne("").sum())
    some = (
        f" By its 95% interval, which {many} of them have, {joined(surely) or 'neither on any'}."
        if many
        else ""
    )
    return f"Of {len(known)} indicators, {name} has a figure {joined(parts)}.{some}"


def of_tiles(values: Mapping[str, float], indicator: Indicator, when: str) -> str:
    """The highest and the lowest of the tiles. `values`: by name, of the shared period `when`."""
    if not values:
        return "No figure is held for any Place."
    texts = {name: amount(value, indicator) for name, value in values.items()}
    high, low = texts[max(values, key=values.__getitem__)], texts[min(values, key=values.__getitem__)]
    if high == low:
        return f"All have {high} {in_period(when)}."
    highest, lowest = ([name for name, text in texts.items() if text == end] for end in (high, low))
    return (
        f"Highest {in_period(when)}: {joined(highest)}, {high}; lowest: {joined(lowest)}, {low}. "
        "A darker tile is a higher figure."
    )
