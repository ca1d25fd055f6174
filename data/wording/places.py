"""What is said of one Place as a whole: who lives there, where it is last, its rank in a few words. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Area
from data.judgement.ranks import Ranking
from data.statistics.reason import NO_FIGURE, NO_FIGURES, NO_REASON, Reason
from data.wording.pictures import ordinal
from data.wording.sentences import joined, number

# When the Office for National Statistics published its first estimates for mid-2021 (of 30 June 2021).
ESTIMATES_PUBLISHED = date(2022, 12, 21)
# When the indices of deprivation came out, and how many districts England then had: the base of the ranks by
# average score (publisher: MHCLG; for 2019 its File 10). Later boundaries give other ranks.
INDICES = ((date(2025, 10, 30), 2025, 296), (date(2019, 9, 26), 2019, 317))
INDICES_APART = "The two indices use different data and boundaries."
NO_RANK = "No line of {} has a 95% interval at every Place, so no rank is given: a bare rank may be chance."


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


def rank_at(ranking: Ranking | None, area: str) -> Rank:
    """The rank of an area in a ranking."""
    if ranking is None or ranking.reason:
        return Rank(text="", reason=ranking.reason if ranking else NO_FIGURES)
    areas = ranking.table["area"].tolist()
    row = ranking.table.iloc[areas.index(area)] if area in areas else None
    if row is None or math.isnan(row["rank"]):
        return Rank(text="", reason=NO_FIGURE if row is None else row["reason"])
    rank, low, high, of = (int(row[name]) for name in ("rank", "rank_lower", "rank_upper", "of"))
    sure = f"surely {ordinal(low)}" if low == high else f"95% interval {ordinal(low)} to {ordinal(high)}"
    last = rank == ranking.table["rank"].max() and rank > 1
    return Rank(
        text=f"{ordinal(rank)} of {of}",
        interval=sure,
        period=ranking.period,
        last=bool(last),
        surely=low == high == rank,
    )


def of_last(ranked: Sequence[tuple[str, Rank]], area: str) -> str:
    """Where an area is last of the nine by its figure, and where that is sure. `ranked`: (line, rank)."""
    known = [(line, rank) for line, rank in ranked if rank.text]
    if not known:
        return NO_RANK.format(area)
    last = [line for line, rank in known if rank.last]
    lines = f"{len(known)} ranked {'line' if len(known) == 1 else 'lines'}"
    if not last:
        return f"No: by its figures {area} is last on none of the {lines}."
    surely = [line for line, rank in known if rank.last and rank.surely]
    opening = f"By its figure {area} is last on {len(last)} of the {lines}: {joined(last)}."
    if not surely:
        return f"{opening} On none of them is that sure: by the 95% interval another Place may be last."
    if len(surely) == len(last):
        return f"{opening} Its 95% interval says so, too."
    return (
        f"{opening} Its 95% interval says so on {joined(surely)} only; on the others it may be another Place."
    )


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
            f"By its average score on the English Index of Multiple Deprivation it is {joined(ranked)}."
        )
    shares = [_share(area, year) for published, year, _ in INDICES if on >= published]
    shares = [part for part in shares if part]
    if shares:
        sentences.append(f"Among the most deprived tenth of England are {joined(shares)}.")
    return " ".join([*sentences, INDICES_APART] if len(ranked) > 1 else sentences)


def _ranked(area: Area, year: int, of: int) -> str:
    rank = getattr(area, f"imd{year}_rank")
    return f"the {ordinal(rank)} most deprived of {of} districts in {year}" if rank else ""


def _share(area: Area, year: int) -> str:
    share = getattr(area, f"most_deprived_tenth_{year}_percent")
    return f"{number(share, 1)}% of its neighbourhoods in {year}" if share is not None else ""
