"""The definitions, read and checked: indicators, areas, targets, trajectories and breaks. Their only reader.

All problems are collected and told at once in one `DefinitionError`, each with file, key and remedy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar, get_args

from data.catalogue.areas import index_by_code, peer
from data.catalogue.checks import (
    check_areas,
    check_breaks,
    check_caveats,
    check_indicators,
    check_regions,
    check_relations,
    check_releases,
    check_targets,
    check_trajectories,
    check_versions,
    used_twice,
)
from data.catalogue.definition import Definition
from data.catalogue.files import Problems, read_entries, read_table, read_toml, validated
from data.catalogue.lists import AuthorityRegion, Meeting, Paper, Programme, Reading
from data.catalogue.models import (
    Area,
    AreaKind,
    Break,
    Domain,
    Indicator,
    Quality,
    Series,
    Target,
    TargetRelation,
    TrajectoryPoint,
)
from data.catalogue.release_days import Release
from data.errors import DefinitionError, Problem

__all__ = [
    "Area",
    "Break",
    "Catalogue",
    "Domain",
    "Indicator",
    "Meeting",
    "Paper",
    "Programme",
    "Quality",
    "Reading",
    "Series",
    "Target",
    "TargetRelation",
    "TrajectoryPoint",
    "catalogue",
    "load_catalogue",
]

DEFINITIONS = Path(str(files("data"))) / "definitions"
Model = TypeVar("Model", bound=Definition)
Located = list[tuple[str, Model]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Catalogue:
    """Everything defined. Dictionaries are keyed by id, slug, key, file or cell, in the order of the pages.

    A catalogue equals only itself, so that what is worked out from it can be cached under it.
    """

    indicators: dict[str, Indicator]
    areas: dict[str, Area]
    targets: dict[str, Target]
    relations: tuple[TargetRelation, ...]
    trajectories: tuple[TrajectoryPoint, ...]
    breaks: tuple[Break, ...]
    domains: tuple[Domain, ...]
    meetings: tuple[Meeting, ...]
    papers: dict[str, Paper]
    programmes: dict[str, Programme]
    readings: dict[str, Reading]
    authority_regions: dict[str, AuthorityRegion]

    def title_of(self, document: str) -> str:
        """The title of a paper by the file it was read from; what is none of the papers is as it is named."""
        paper = self.papers.get(document)
        return paper.title if paper else document

    @cached_property
    def places(self) -> tuple[Area, ...]:
        """The nine Places in the order of the Partnership's plan."""
        return tuple(area for area in self.areas.values() if area.kind == "place")

    @cached_property
    def series(self) -> dict[str, Series]:
        """Every series by its id."""
        return {series.id: series for indicator in self.indicators.values() for series in indicator.series}

    @cached_property
    def indicator_of(self) -> dict[str, Indicator]:
        """Series id -> the indicator it belongs to."""
        return {series.id: indicator for indicator in self.indicators.values() for series in indicator.series}

    def is_local_return(self, series_id: str) -> bool:
        """Whether a series is of local returns: another publisher's, or an indicator's that has no other."""
        return self.series[series_id].is_return or self.indicator_of[series_id].is_returned

    @cached_property
    def _by_code(self) -> dict[str, Area]:
        return index_by_code(self.areas.values())

    def area_for(self, code: str, name: str | None = None) -> Area | None:
        """The area of an ODS or ONS code in any case, or of a slug; None where it is not one we keep.

        A code of an English authority, region or ICB that is not defined gives an area for comparison,
        with the name given and the lower-case code as its slug.
        """
        tidy = code.strip()
        return self._by_code.get(tidy.upper()) or self.areas.get(tidy.lower()) or peer(tidy, name)

    def region_of(self, slug: str) -> str:
        """The region of an area, or of an authority kept for comparison only; "" where it is not defined."""
        area, other = self.areas.get(slug), self.authority_regions.get(slug)
        return area.region if area else other.region if other else ""

    def series_for(self, source: str) -> list[Series]:
        """The series that one source module reads."""
        return [series for series in self.series.values() if series.source == source]

    def targets_for(self, indicator_id: str) -> list[Target]:
        """Every version of every target for an indicator, in the order of the register."""
        return [target for target in self.targets.values() if target.indicator == indicator_id]

    def trajectory_of(self, target_key: str) -> list[TrajectoryPoint]:
        """The dated points told for a target, by place and date, of every kind."""
        points = [point for point in self.trajectories if point.target_key == target_key]
        return sorted(points, key=lambda point: (point.place, point.date))

    def agreed_path(self, target_key: str, place: str) -> list[TrajectoryPoint]:
        """The points of a path that papers state, by date; empty where only the target itself was stated.

        Whether it counts as agreed is told by targets.agreed_path.
        """
        points = [point for point in self.trajectory_of(target_key) if point.place == place]
        path = [point for point in points if point.kind in ("trajectory", "milestone", "target")]
        return path if any(point.kind != "target" for point in path) else []

    def breaks_for(self, indicator_id: str, series: str = "", area: str = "") -> list[Break]:
        """The breaks that touch an indicator's series at an area; "" stands for any series, any area."""
        own = {own_series.id for own_series in self.indicators[indicator_id].series}
        return [
            series_break
            for series_break in self.breaks
            if (not series_break.indicator or series_break.indicator == indicator_id)
            and (
                not series_break.series
                or (series_break.series in own and series in ("", series_break.series))
            )
            and (not series_break.area or area in ("", series_break.area))
        ]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The project's own definitions, read once."""
    return load_catalogue()


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Reads `folder` (the project's own definitions where none is given).

    Raises DefinitionError with every problem found, and returns nothing half read.
    """
    problems = Problems()
    read = _Read.all(folder or DEFINITIONS, problems)
    problems += read.contradictions(problems)
    if problems:
        raise DefinitionError(problems)
    return Catalogue(
        indicators={indicator.id: indicator for indicator in _with_releases(read)},
        areas={area.slug: area for area in sorted((area for _, area in read.areas), key=_area_rank)},
        targets={target.key: target for _, target in read.targets},
        relations=tuple(relation for _, relation in read.relations),
        trajectories=tuple(point for _, point in read.points),
        breaks=tuple(series_break for _, series_break in read.breaks),
        domains=tuple(read.domains),
        meetings=tuple(meeting for _, meeting in read.meetings),
        papers={paper.file: paper for _, paper in read.papers},
        programmes={programme.id: programme for _, programme in read.programmes},
        readings={reading.cell: reading for _, reading in read.readings},
        authority_regions={authority.code.lower(): authority for _, authority in read.authority_regions},
    )


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was read, each with where it stands; `ids` and `keys` also name what could not be read."""

    domains: list[Domain]
    ids: set[str]
    indicators: Located[Indicator]
    areas: Located[Area]
    keys: set[str]
    targets: Located[Target]
    relations: Located[TargetRelation]
    points: Located[TrajectoryPoint]
    breaks: Located[Break]
    meetings: Located[Meeting]
    papers: Located[Paper]
    programmes: Located[Programme]
    readings: Located[Reading]
    releases: Located[Release]
    authority_regions: Located[AuthorityRegion]

    @classmethod
    def all(cls, folder: Path, problems: Problems) -> "_Read":
        keys: set[str] = set()
        return cls(
            domains=[domain for _, domain in _table(folder, "domains.csv", Domain, problems)],
            ids={path.stem for path in (folder / "indicators").glob("*.toml")},
            indicators=_indicators(folder, problems),
            areas=_tables(folder, "areas", Area, problems),
            keys=keys,
            targets=_targets(folder, keys, problems),
            relations=_table(folder, "target_relations.csv", TargetRelation, problems),
            points=_tables(folder, "trajectories", TrajectoryPoint, problems),
            breaks=_table(folder, "breaks.csv", Break, problems),
            meetings=_table(folder, "meetings.csv", Meeting, problems),
            papers=_entries(folder, "papers.toml", Paper, problems),
            programmes=_entries(folder, "programmes.toml", Programme, problems),
            readings=_entries(folder, "readings.toml", Reading, problems),
            releases=_entries(folder, "release_days.toml", Release, problems),
            authority_regions=_table(folder, "authority_regions.csv", AuthorityRegion, problems),
        )

    def contradictions(self, problems: Problems) -> list[Problem]:
        """What does not fit together; of definitions that could not be read in full, what could be."""
        areas = self.areas + problems.half_read(Area)
        slugs = {area.slug for _, area in areas}
        places = {area.slug for _, area in areas if area.kind == "place"}
        series_ids = {series.id for _, indicator in self.indicators for series in indicator.series}
        by_key = {target.key: target for _, target in self.targets}
        targets = self.targets + problems.half_read(Target)
        points = self.points + problems.half_read(TrajectoryPoint)
        return [
            *check_indicators(self.indicators + problems.half_read(Indicator), self.ids, self.domains),
            *check_areas(areas),
            *check_targets(targets, self.keys, self.ids, places, self.domains),
            *check_relations(self.relations + problems.half_read(TargetRelation), self.keys),
            *check_versions(targets, self.relations),
            *check_trajectories(points, self.keys, by_key, slugs),
            *check_caveats(self.indicators, self.breaks + problems.half_read(Break)),
            *check_breaks(self.breaks + problems.half_read(Break), self.ids, series_ids, slugs),
            *check_regions(self.authority_regions, slugs),
            *used_twice(((paper.file, where) for where, paper in self.papers), "file of a paper"),
            *used_twice(((programme.id, where) for where, programme in self.programmes), "programme"),
            *check_releases(self.releases, self.ids),
            *used_twice(((reading.cell, where) for where, reading in self.readings), "cell"),
        ]


def _with_releases(read: _Read) -> list[Indicator]:
    """The indicators in order, each with how it is released where the register says so."""
    release_of = {id: release for _, release in read.releases for id in release.indicators}
    ordered = _in_order(read.indicators, read.domains)
    return [indicator.model_copy(update={"release": release_of.get(indicator.id)}) for indicator in ordered]


def _area_rank(area: Area) -> int:
    return get_args(AreaKind).index(area.kind)


def _in_order(located: Located[Indicator], domains: Sequence[Domain]) -> list[Indicator]:
    """By domain, then Beacon number, then title: the order of the table of indicators."""
    rank = {domain.id: place for place, domain in enumerate(domains)}
    return sorted(
        (indicator for _, indicator in located),
        key=lambda indicator: (rank[indicator.domain], indicator.beacon_number or 99, indicator.title),
    )


def _indicators(folder: Path, problems: Problems) -> Located[Indicator]:
    located: Located[Indicator] = []
    for path in sorted((folder / "indicators").glob("*.toml")):
        where = f"indicators/{path.name}"
        raw = read_toml(path, where, problems)
        indicator = None if raw is None else validated(Indicator, raw, where, problems)
        if indicator is None:
            continue
        located.append((where, indicator))
        if indicator.id != path.stem:
            problems.append(
                Problem(
                    where,
                    f"`id` is `{indicator.id}`",
                    f"rename the file {indicator.id}.toml, or mend `id`",
                )
            )
    return located


def _targets(folder: Path, keys: set[str], problems: Problems) -> Located[Target]:
    """The entries of every file; the key of each entry goes into `keys`, whether it could be read or not."""
    located: Located[Target] = []
    for path in sorted((folder / "targets").glob("*.toml")):
        name = f"targets/{path.name}"
        entries, lost = read_entries(path, name, "target", problems)
        keys |= lost
        for number, entry in enumerate(entries, start=1):
            if entry is None:
                continue
            key = str(entry.get("key", "")) if isinstance(entry, dict) else ""
            keys.add(key)
            where = f"{name}, target {number}" + (f" ({key})" if key else "")
            target = validated(Target, entry, where, problems)
            located += [(where, target)] if target is not None else []
    return located


def _entries(folder: Path, name: str, model: type[Model], problems: Problems) -> Located[Model]:
    """The entries of a file of one kind, each under the name of its model: [[paper]]."""
    table = model.__name__.lower()
    entries, _ = read_entries(folder / name, name, table, problems)
    read = [
        (where := f"{name}, {table} {number}", validated(model, entry, where, problems))
        for number, entry in enumerate(entries, start=1)
        if entry is not None
    ]
    return [(where, definition) for where, definition in read if definition is not None]


def _table(folder: Path, name: str, model: type[Model], problems: Problems) -> Located[Model]:
    return read_table(folder / name, name, model, problems)


def _tables(folder: Path, sub: str, model: type[Model], problems: Problems) -> Located[Model]:
    paths = sorted((folder / sub).glob("*.csv"))
    return [row for path in paths for row in _table(folder, f"{sub}/{path.name}", model, problems)]
