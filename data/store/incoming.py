"""What the rows of a load are beside what the store holds: new, revised, unchanged or held already. Pure.

A row is left out only where the store already holds the very same statement: equal figures with the same
publication date; or, where that date is not known, equal to the newest figures, or from the same file. So the
same bytes twice change nothing, and "as of" a past date stays true whatever is loaded later.
"""

from collections.abc import Sequence

import pandas as pd

from data.errors import BadInput, Problem
from data.store.order import GUESSED, RECEIVED, standing

FIGURES = ["value", "lower", "upper", "numerator", "denominator"]
PERIOD = ["period_start", "period_end"]
_SAID = ["published", "published_basis", "release", "origin_sha256", "received"]
_UNDATED = (*GUESSED, RECEIVED)
MOST_NAMED = 5


def classified(frame: pd.DataFrame, held: pd.DataFrame, file: str, is_return: bool) -> pd.DataFrame:
    """Add `kind` (new, revised, unchanged), `held` (the store has it already) and `old`, the value now.

    `held_by`: of a row that is held, the load that holds it. `held`: the statements about these periods that
    count, with id, load_id, origin_name and the columns of a row.
    `is_return`: whether a later file of unknown date corrects an earlier one of the same day. Of a
    publisher's files that cannot be told: raises BadInput where two of them contradict each other.
    """
    pairs = _pairs(frame, held)
    newest = pairs.drop_duplicates("row_id", keep="last").set_index("row_id").reindex(frame.index)
    known = newest.id.notna()
    result = frame.assign(kind="new", held=_is_held(frame, pairs, newest), old=newest.value_held)
    result["held_by"] = _held_by(frame, pairs).where(result.held)
    result.loc[known, "kind"] = "revised"
    result.loc[newest.same.eq(True) | result.held, "kind"] = "unchanged"
    revised = result.kind == "revised"
    guessed = frame.published_basis.isin(GUESSED) & revised
    behind, level = newest.rank_held > newest["rank"], newest.rank_held == newest["rank"]
    again = _any(frame, pairs, pairs.same) & ~is_return
    own = _any(frame, pairs, pairs.same_file)
    same_day = ~(newest.received > newest.received_held)
    dated = newest.firm_held.eq(True) & (newest.published_basis_held != RECEIVED)
    first = guessed & ~own & (behind | (level & (dated & same_day | again)))
    fuller = newest.more.eq(True) & ~newest.firm_held.eq(True)
    late = guessed & ~own & level & ~first & ~fuller
    twice = revised & ~own & level & ~newest.more.eq(True) & (frame.published_basis == RECEIVED)
    twice &= newest.published_basis_held == RECEIVED
    if not is_return:
        _refuse_unordered(frame, newest, (late | twice) & same_day, file)
    result.loc[first, "kind"] = "new"
    # A revision of unknown date was published after what it revises: at the latest on the day it came to us.
    result.loc[late, "published"] = frame.received
    result.loc[late, "published_basis"] = RECEIVED
    return result


def _pairs(frame: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Each row beside every statement held about its period, the one that counts last."""
    key = ["line_id", *PERIOD]
    rows = frame.reset_index(names="row_id")[["row_id", *key, *FIGURES, "note", *_SAID]]
    pairs = _ranked(rows).merge(_ranked(held), on=key, suffixes=("", "_held"))
    pairs["same"] = pairs.note == pairs.note_held
    pairs["less"], pairs["more"], agrees = False, False, True
    for name in FIGURES:
        incoming, stored = pairs[name], pairs[f"{name}_held"]
        equal = (incoming == stored) | (incoming.isna() & stored.isna())
        pairs["same"] &= equal
        agrees &= equal | ((name != "value") & (incoming.isna() | stored.isna()))
        pairs["less"] |= incoming.isna() & stored.notna()
        pairs["more"] |= incoming.notna() & stored.isna()
    # Beside the same value a file may leave out, or add, an interval or counts: that contradicts nothing.
    pairs["less"] &= agrees & ~pairs.more
    pairs["more"] &= agrees
    pairs["same_file"] = pairs.origin_sha256 == pairs.origin_sha256_held
    return pairs.sort_values(["firm_held", "published_held", "rank_held", "id"])


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(firm=~rows.published_basis.isin(GUESSED), rank=standing(rows.release))


def _any(frame: pd.DataFrame, pairs: pd.DataFrame, where: "pd.Series[bool]") -> "pd.Series[bool]":
    return pd.Series(frame.index.isin(pairs.row_id[where]), index=frame.index)


def _is_held(frame: pd.DataFrame, pairs: pd.DataFrame, newest: pd.DataFrame) -> "pd.Series[bool]":
    as_firm = (pairs.firm_held | ~pairs.firm) & (pairs.rank_held >= pairs["rank"])
    dated = _any(frame, pairs, pairs.same & as_firm & (pairs.published == pairs.published_held))
    undated = frame.published_basis.isin(_UNDATED)
    earlier = (newest.same.eq(True) | newest.less.eq(True)) & (newest.rank_held >= newest["rank"])
    earlier &= newest.published_held <= newest.published
    return dated | (undated & (earlier | _any(frame, pairs, pairs.same & pairs.same_file)))


def _held_by(frame: pd.DataFrame, pairs: pd.DataFrame) -> "pd.Series[float]":
    """The load of the newest statement that says the same as each row, or more."""
    saying = pairs[pairs.same | pairs.less].drop_duplicates("row_id", keep="last").set_index("row_id")
    return saying.load_id.reindex(frame.index)


def _refuse_unordered(frame: pd.DataFrame, newest: pd.DataFrame, wrong: "pd.Series[bool]", file: str) -> None:
    """Two files of a publisher came on one day, contradict each other, and neither says when it came out."""
    if not wrong.any():
        return
    others, periods = (_first(texts[wrong].unique()) for texts in (newest.origin_name, frame.period))
    fault = (
        f"gives {int(wrong.sum()):,} figures of {periods} otherwise than {others}, which came on the same "
        "day, and neither says when it was published"
    )
    raise BadInput(Problem(file, fault, "load the later of the two with --published and its day"))


def _first(texts: Sequence[str]) -> str:
    more = len(texts) - MOST_NAMED
    return ", ".join(map(str, texts[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")


def corrected_days(frame: pd.DataFrame, held: pd.DataFrame) -> list[str]:
    """What to tell of rows that this very file gave before as published on another day, by the two days."""
    kept = frame[~frame.held]
    pairs = _pairs(kept, held) if len(kept) else pd.DataFrame()
    if pairs.empty:
        return []
    moved = pairs[pairs.same & pairs.same_file & (pairs.published != pairs.published_held)]
    counts = moved.groupby(["published_held", "published"]).row_id.nunique()
    return [
        f"{count:,} figures of this very file were loaded before as published on {before}: from now on it is "
        f"{now}"
        for (before, now), count in counts.items()
    ]
