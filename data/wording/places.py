"""What is said of one Place as a whole: who lives there, where it is last, its rank in a few words. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Area
from data.judgement.ranks import Ranking
from data.statistics.reason import NO_FIGURE, NO_FIGURES, NO_REASON, Reason
from data.wording.pictures import ordinal
from data.wording.sentences import joined, number, period

# When the Office for National Statistics published its first estimates for mid-2021 (of 30 June 2021).
ESTIMATES_PUBLISHED = date(2022, 12, 21)
# When the indices of deprivation came out, and how many districts England then had: the base of the ranks by
# average score (publisher: MHCLG; for 2019 its File 10). Later boundaries give other ranks.
INDICES = ((date(2025, 10, 30), 2025, 296), (date(2019, 9, 26), 2019, 317))
INDICES_APART = "The two indices use different data and boundaries."
NONE_COMPARED = "No figure of {} can be put in order beside the other Places’, so none is called last."
NONE_TESTED = "None of these measures has 95% intervals, so none can be tested: the order may be chance."


@dataclass(frozen=True, kw_only=True)
class Rank:
    """A rank in a few words: "3rd of 9", "95% interval 1st to 5th", the period; or only why there is none."""

    text: str
    interval: str = ""
    period: str = ""
    reason: Reason = NO_REASON
    last: bool = False
    """Last by its figure, alone or with others."""
    surely: bool = False
    """Whether its whole 95 % interval is that one rank."""
    newest: str = ""
    """The newest period by which the Places can be put in a bare order; "" where they cannot."""
    last_now: bool = False
    """Last by the newest figures, alone or with others, whether or not an interval tests it."""


def rank_at(ranking: Ranking | None, area: str) -> Rank:
    """The rank of an area in a ranking."""
    if ranking is None:
        return Rank(text="", reason=NO_FIGURES)
    newest = (ranking.newest or ranking.period) if area in ranking.bare else ""
    last_now = bool(newest) and ranking.bare[area] == max(ranking.bare.values()) > 1
    areas = ranking.table["area"].tolist()
    row = ranking.table.iloc[areas.index(area)] if area in areas else None
    if ranking.reason or row is None or math.isnan(row["rank"]):
        reason = ranking.reason or (NO_FIGURE if row is None else row["reason"])
        return Rank(text="", reason=reason, newest=newest, last_now=last_now)
    rank, low, high, of = (int(row[name]) for name in ("rank", "rank_lower", "rank_upper", "of"))
    sure = f"surely {ordinal(low)}" if low == high else f"95% interval {ordinal(low)} to {ordinal(high)}"
    last = rank == ranking.table["rank"].max() and rank > 1
    return Rank(
        text=f"{ordinal(rank)} of {of}",
        interval=sure,
        period=ranking.period,
        last=bool(last),
        surely=low == high == rank,
        newest=newest,
        last_now=last_now,
    )


def of_last(ranked: Sequence[tuple[str, Rank]], area: str) -> str:
    """Where an area is last by the newest figures, each with its year and whether it can be tested; then by
    the newest figures that can be tested, with theirs. `ranked`: (line, rank).
    """
    compared = [(line, rank) for line, rank in ranked if rank.newest]
    if not compared:
        return NONE_COMPARED.format(area)
    last = [f"{line} ({_now(rank)})" for line, rank in compared if rank.last_now]
    on = _on(len(last), len(compared))
    where = f"{on}: {joined(last)}" if last else on
    return f"By the newest figures {area} is {where}. {_of_tested(compared)}"


def _on(last: int, of: int) -> str:
    """On how many measures an area is last."""
    if of == 1:
        return f"{'last' if last else 'not last'} on the only measure that can be put in order"
    many = f"all {of}" if last == of else f"{last or 'none'} of the {of}"
    return f"last on {many} measures"


def _now(rank: Rank) -> str:
    """The newest period, and what tests it."""
    if not rank.text or rank.period != rank.newest:
        return f"{period(rank.newest)}, cannot be tested"
    return f"{period(rank.newest)}, {rank.interval}"


def _of_tested(compared: Sequence[tuple[str, Rank]]) -> str:
    tested = [(line, rank) for line, rank in compared if rank.text]
    if not tested:
        return NONE_TESTED
    older = sum(rank.period != rank.newest for _, rank in tested)
    if len(tested) == 1:
        line, rank = tested[0]
        age = ", by an older figure than the newest" if older else ""
        place = "last" if rank.last else "not last"
        return f"Only {line} can be tested{age}: {place} ({period(rank.period)}, {rank.interval})."
    last = [f"{line} ({period(rank.period)}, {rank.interval})" for line, rank in tested if rank.last]
    on = f"last on {len(last)}: {joined(last)}" if last else "last on none"
    age = f", {older} of them by older figures than the newest" if older else ""
    return f"Of the {len(tested)} that can be tested{age}, it is {on}."


def of_area(area: Area, on: date) -> str:
    """Population and deprivation of a Place, as published by a day; "" where nothing was."""
    sentences = []
    if area.population_2021 and on >= ESTIMATES_PUBLISHED:
        sentences.append(
            f"{area.name} has {area.population_2021:,} residents (estimate for mid-2021, "
            "Office for National Statistics)."
        )
    ranked = [_ranked(area, year, of) for published, year, of in INDICES if on >= published]
    ranked = [part for part in ranked if part]
    if ranked:
        sentences.append(
            f"By its average score on the English Index of Multiple Deprivation it was {joined(ranked)}."
        )
    shares = [_share(area, year) for published, year, _ in INDICES if on >= published]
    shares = [part for part in shares if part]
    if shares:
        sentences.append(
            f"Of its neighbourhoods {joined(shares)} were among the most deprived tenth of England."
        )
    return " ".join([*sentences, INDICES_APART] if len(ranked) > 1 else sentences)


def _ranked(area: Area, year: int, of: int) -> str:
    rank = getattr(area, f"imd{year}_rank")
    place = "" if rank == 1 else f"{ordinal(rank)} "
    return f"the {place}most deprived of {of} districts in {year}" if rank else ""


def _share(area: Area, year: int) -> str:
    share = getattr(area, f"most_deprived_tenth_{year}_percent")
    return f"{number(share, 1)}% in {year}" if share is not None else ""
