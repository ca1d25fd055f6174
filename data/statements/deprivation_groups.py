"""The groups of deprivation with their verdicts (judgement.equity), asked of the store."""

from datetime import date

from data.catalogue.reader import Catalogue
from data.judgement.equity import (
    BETWEEN,
    FIFTHS_OF_ENGLAND,
    NO_WEIGHTS,
    OF_ENGLAND,
    WITHIN,
    Group,
    Verdict,
    groups_of_places,
    groups_within,
    is_group,
    judged,
)
from data.judgement.lines import lines_of
from data.statistics.inequality import CAUTION
from data.store import queries
from data.store.engine import Store


def verdicts(engine: Store, catalogue: Catalogue, id: str, as_of: date | None = None) -> list[Verdict]:
    """The verdict between the Places for each headline line, then those within areas where published."""
    indicator = catalogue.indicators[id]
    judgements = [
        judged(Verdict(indicator=id, sex=sex, kind=BETWEEN, caution=CAUTION), indicator, groups)
        for sex, groups in between(engine, catalogue, id, as_of).items()
    ]
    for area, sex, groups in within(engine, catalogue, id, as_of):
        equal = all(group.population == 1 for group in groups)
        of_england = any(group.of for group in groups)
        caution = " ".join([OF_ENGLAND] * of_england + [NO_WEIGHTS] * equal)
        verdict = Verdict(indicator=id, sex=sex, kind=WITHIN, area=area, caution=caution)
        judgements.append(judged(verdict, indicator, groups))
    return judgements


def between(
    engine: Store, catalogue: Catalogue, id: str, as_of: date | None = None
) -> dict[str, list[Group]]:
    """The Places with their figures, most deprived first, for each headline line (by sex)."""
    areas = [area.slug for area in catalogue.areas.values() if area.kind in ("place", "joint")]
    lines = lines_of(queries.history(engine, catalogue, id, areas=areas, as_of=as_of))
    sexes = catalogue.indicators[id].headline.sexes
    return {sex: groups_of_places(catalogue, id, lines, sex) for sex in sexes}


def within(
    engine: Store, catalogue: Catalogue, id: str, as_of: date | None = None
) -> list[tuple[str, str, list[Group]]]:
    """Area, sex and the area's fifths or tenths with their figures, wherever the publisher gives them.

    They are parts of the area's own people: its own fifths, or those of them who live in a fifth of England.
    """
    indicator = catalogue.indicators[id]
    areas = [area.slug for area in catalogue.areas.values() if area.kind in ("place", "joint", "system")]
    frame = queries.history(engine, catalogue, id, areas=areas, breakdown=True, as_of=as_of)
    if frame.empty:
        return []
    inside = frame.category_type.str.contains("within area") | frame.category_type.eq(FIFTHS_OF_ENGLAND)
    frame = frame[inside & frame.sex.isin(indicator.headline.sexes) & frame.category.map(is_group)]
    return [
        (str(area), str(sex), groups_within(catalogue, indicator, str(area), rows))
        for (area, sex, _kind), rows in frame.groupby(["area", "sex", "category_type"], sort=False)
    ]
