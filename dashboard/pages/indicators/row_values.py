"""The table of everything: what stands in each row and cell, from the statements. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dashboard import words
from data.catalogue.line_names import line_name
from data.catalogue.models import Area, Indicator, Target
from data.catalogue.reader import Catalogue
from data.judgement.off_plan import JUDGED, direction_of_change
from data.judgement.pairs import Period, is_history, shared_period
from data.judgement.status import Point, Status
from data.statistics.trajectory import AtDeadline, Word
from data.wording import doubts, sentences
from data.wording.sentences import at_deadline

JOINT = "joint"
NO_TARGET = "no target agreed"
NOT_FOR_IT = "the row’s target is for others"
LOCAL = ("place", JOINT)
SEE_JOINT = "see Cheshire together"
NOT_BY_PLACE = "Not published by Place."
ENDED_AS: Mapping[Word, AtDeadline] = {"met": "met", "not met": "missed"}
"""How a target ended where its newest figure says the same today."""
Earlier = Callable[[Status, Period], float | None]
"""The figure a line had in an earlier period (last and first day), None where it had none."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: its text, the period where it differs from the row's, and the statement it is the figure of.

    `status` is None for the figure of an earlier period, which no statement is about; `newer` is then the
    area's latest figure. `mark`: a kind of figures.icons.MARKS, "" where change cannot be told. `against`:
    the value it was judged by where that is not the row's target. `at_deadline`: how the target ended where
    the newest figure says otherwise today. `apart`: the row's target is none of this area's. `awaits`: what
    awaits review here, in words.
    """

    text: str
    period: str = ""
    status: Status | None = None
    is_figure: bool = False
    newer: "Cell | None" = None
    mark: str = ""
    against: str = ""
    at_deadline: str = ""
    apart: bool = False
    awaits: str = ""

    @property
    def word(self) -> str:
        """Return the word of the first statement, "" where there is no figure that it is about."""
        return self.status.now.word if self.status and self.is_figure else ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One headline line of one indicator. `cells` and `statuses`: by area slug; not every area has a cell.

    `common`: the word all Places (or all areas, where no Place has a figure) have alike because none of them
    can be judged, "" where there is none; it is written once a row.
    """

    indicator: Indicator
    sex: str
    period: str
    target: Target | None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    by_place: bool = False
    common: str = ""
    other_series: tuple[str, str] | None = None

    @property
    def line(self) -> tuple[str, str]:
        """Return what names the row: indicator and sex."""
        return self.indicator.id, self.sex

    @property
    def title(self) -> str:
        """Return the row's heading: the short title, with the sex where lines are by sex."""
        return line_name(self.indicator, self.sex)

    @property
    def has_figures(self) -> bool:
        """Whether anything is held: of the headline, or of another series."""
        return bool(self.cells) or self.other_series is not None


def lines(statuses: Iterable[Status]) -> dict[tuple[str, str], dict[str, Status]]:
    """Return the statements of each line: (indicator, sex) -> area slug -> status."""
    by_line: dict[tuple[str, str], dict[str, Status]] = {}
    for status in statuses:
        by_line.setdefault((status.indicator, status.sex), {})[status.place] = status
    return by_line


def period_of(line: Mapping[str, Status], areas: Mapping[str, Area]) -> Period | None:
    """Return the period of a row: the newest that most Places have reached, else that most areas have."""
    local = [status.latest for slug, status in line.items() if areas[slug].kind in LOCAL]
    return shared_period(local) or shared_period(status.latest for status in line.values())


@dataclass(frozen=True)
class Around:
    """What all rows are made with.

    beside: indicator id -> the first series (id, name) beside the headline that has figures. today: the day
    of the statements.
    """

    known: Catalogue
    earlier: Earlier
    beside: Mapping[str, tuple[str, str]]
    today: date


def rows(
    indicators: Iterable[Indicator],
    statuses: Iterable[Status],
    around: Around,
) -> list[Row]:
    """Return the rows in the order of `indicators`, one for each sex that has figures.

    `statuses`: at the compared areas.
    """
    by_line = lines(statuses)
    made = []
    for indicator in indicators:
        sexes = [sex for sex in indicator.headline.sexes if (indicator.id, sex) in by_line]
        with_any = [
            sex for sex in sexes if any(status.latest for status in by_line[indicator.id, sex].values())
        ]
        for sex in with_any or sexes[:1]:
            named = sex if with_any or len(sexes) == 1 else ""
            made.append(_row(_Line(indicator, named, by_line[indicator.id, sex], around)))
    return made


@dataclass(frozen=True)
class _Line:
    """What the cells of a row are made with: the statements of one line, by area slug."""

    indicator: Indicator
    sex: str
    statuses: Mapping[str, Status]
    around: Around

    def target(self) -> Target | None:
        """The row's target: that of C&M as a whole, else the one that most areas are held against."""
        keys = [
            (status.now.target_key, self.around.known.areas[slug].kind != "system")
            for slug, status in self.statuses.items()
            if status.now.target_key
        ]
        many = [key for key, _ in keys]
        key = min(keys, key=lambda pair: (pair[1], -many.count(pair[0])), default=("", True))[0]
        return self.around.known.targets.get(key)


def _row(line: _Line) -> Row:
    areas, target = line.around.known.areas, line.target()
    period = period_of(line.statuses, areas)
    asked = words.target_value(target, line.indicator) if target else ""
    cells = {
        slug: _cell(status, status.latest, period, line, asked)
        for slug, status in line.statuses.items()
        if status.latest is not None
    }
    cells |= _see_joint(cells, line.statuses, areas)
    return Row(
        indicator=line.indicator,
        sex=line.sex,
        period=_label(line.statuses.values(), period),
        target=target,
        cells=cells,
        statuses=line.statuses,
        by_place=any(areas[slug].kind in LOCAL for slug in cells),
        common=_common(cells, areas),
        other_series=line.around.beside.get(line.indicator.id),
    )


def _label(statuses: Iterable[Status], period: Period | None) -> str:
    held = (status.latest for status in statuses if status.latest)
    return next((point.period for point in held if (point.end, point.start) == period), "")


def _cell(status: Status, latest: Point, period: Period | None, line: _Line, asked: str) -> Cell:
    """The figure of the row's period with a newer one below it; the newest alone where there is none."""
    newest = replace(_newest(status, latest, period, line, asked), awaits=doubts.awaiting_short(status))
    if period is None or not newest.period:
        return newest
    before = line.around.earlier(status, period)
    if before is None:
        return newest
    amount = words.short_amount(before, line.indicator)
    return Cell(text=amount, is_figure=True, newer=replace(newest, awaits=""), awaits=newest.awaits)


def _newest(status: Status, latest: Point, period: Period | None, line: _Line, asked: str) -> Cell:
    label = "" if (latest.end, latest.start) == period else words.period(latest.period)
    if is_history(latest.end, period[0] if period else None):
        return Cell(text=words.none_since(latest.period), status=status)
    if latest.value is None:
        return Cell(text=words.marker(latest.note), period=label, status=status)
    against = _asked(status, line) if status.now.word in JUDGED else ""
    return Cell(
        text=words.short_amount(latest.value, line.indicator),
        period=label,
        status=status,
        is_figure=True,
        mark=change_mark(status, line.indicator),
        against=against if against != asked else "",
        at_deadline=""
        if status.now.at_deadline == ENDED_AS.get(status.now.word)
        else at_deadline(status.now),
        apart=bool(asked) and status.now.word == NO_TARGET,
    )


def _asked(status: Status, line: _Line) -> str:
    target = line.around.known.targets.get(status.now.target_key)
    return words.target_value(target, line.indicator) if target else ""


def change_mark(status: Status, indicator: Indicator) -> str:
    """Return the kind of figures.icons.MARKS for whether a line really changes; "" where none can be told."""
    change = status.change
    if not change.method:
        return ""
    if not change.is_signal:
        return "none"
    rising = change.variation.endswith("_high") or change.trend == "increasing"
    return f"{direction_of_change(status, indicator) or 'neither'}-{'up' if rising else 'down'}"


def _common(cells: Mapping[str, Cell], areas: Mapping[str, Area]) -> str:
    local = {cell.word or (cell.newer.word if cell.newer else "") for cell in _local(cells, areas)} - {""}
    (word, *others) = local or {""}
    return "" if others or word in JUDGED else word


def _local(cells: Mapping[str, Cell], areas: Mapping[str, Area]) -> list[Cell]:
    """The cells of Places and joint areas; all cells where there is none."""
    return [cell for slug, cell in cells.items() if areas[slug].kind in LOCAL] or list(cells.values())


def _see_joint(
    cells: Mapping[str, Cell], statuses: Mapping[str, Status], areas: Mapping[str, Area]
) -> dict[str, Cell]:
    """The cells of Places whose figure stands once, in the column of their joint area."""
    held = {slug for slug in cells if areas[slug].kind == JOINT}
    return {
        slug: Cell(text=SEE_JOINT, status=status)
        for slug, status in statuses.items()
        if areas[slug].joint in held and slug not in cells
    }


def shown_areas(areas: Sequence[Area], rows: Sequence[Row], chosen: str) -> list[Area]:
    """Return the columns: all areas, or the chosen Place with what it is compared with.

    A joint area is a column only where a row has a figure for it.
    """
    with_joint = {slug for row in rows for slug in row.cells}
    kept = [area for area in areas if area.kind != JOINT or area.slug in with_joint]
    if not chosen:
        return kept
    joint = next((area.joint for area in areas if area.slug == chosen), "")
    return [area for area in kept if area.kind not in LOCAL or area.slug in (chosen, joint)]


def message(row: Row) -> str:
    """Return why a row has no figures for Places, in one short sentence."""
    if not row.cells and row.other_series is None:
        return sentences.first_sentence(sentences.why_no_figures(row.indicator))
    return sentences.first_sentence(row.indicator.note_if_no_figures or NOT_BY_PLACE)
