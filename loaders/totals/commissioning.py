"""From counts by provider and commissioner to areas. Counts are added; rates are never averaged.

By commissioner: sub-ICBs, the areas made of them (Places, the joint area, the system), the other ICBs and
England. By provider: trusts, the system as the sum of its hospital trusts, England. Figures of commissioners
outside England (NONC) are in no figure of a trust or of England, as in the publisher's own national figure;
regional and national hubs buy for no single ICB and are in the figures of trusts and of England only.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data import periods
from data.catalogue.models import Area, Series
from data.errors import BadInput, Problem
from loaders.contract import Checked, Column, Table
from loaders.source import Context, Observed
from loaders.totals.agreement import (
    refuse_lone_services,
    refuse_two_names,
    refuse_unequal,
    refuse_unequal_totals,
)
from loaders.totals.mappings import former_commissioners
from loaders.totals.organisation_names import check_commissioners, check_trusts, with_plain_codes

OUTSIDE_ENGLAND = "NONC"
COUNTRY = "E92000001"
HOSPITALS = ("acute", "specialist")
_TOTALS = (
    "country",
    "system",
    "place",
    "joint",
    "sub-icb",
)  # kinds of area whose figures are sums of reporters
OF_WHOM = (
    Column("period", ("Period",), "code", blank="no"),
    Column("provider", ("Provider Org Code",), "code", blank="no"),
    Column("parent", ("Commissioner Parent Org Code",), "code"),
    Column("parent_name", ("Commissioner Parent Name",), required=False),
    Column("commissioner", ("Commissioner Org Code",), "code", blank="no"),
    Column("provider_name", ("Provider Org Name",), required=False),
    Column("commissioner_name", ("Commissioner Org Name",), required=False),
)
"""The columns of an extract that say of which month, provider and commissioner (with its ICB) a row is."""
OTHER_NAMES = ("Provider Parent Org Code", "Provider Parent Name")
"""Columns beside them that are not needed."""
_BOARD = re.compile(r"[A-Z]\d[A-Z]\d[A-Z]")
_BOARD_NAME = re.compile(r"NHS (.+?) INTEGRATED CARE BOARD", re.IGNORECASE)
_MONTH = re.compile(r"[A-Za-z0-9]+-([A-Za-z]+)-(\d{4})")


@dataclass(frozen=True)
class Measure:
    """How a measure comes from the counts. `percent`: the value is the share, else it is the numerator."""

    numerator: str
    denominator: str = ""
    percent: bool = False


@dataclass
class Areas:
    """Sums by area. `frame`: area, category, one column per count, row (which rows were added).

    `set_aside` and `warnings`: what is not in it, and why.
    """

    frame: pd.DataFrame
    set_aside: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def month_of(texts: pd.Series, table: Table) -> periods.Period:
    """The one month a file is of, from texts such as RTT-January-2026. Raises BadInput."""
    named = sorted(set(texts))
    if len(named) != 1:
        fault = f"holds {len(named)} months ({', '.join(named[:6])})"
        raise BadInput(Problem(table.where(column="Period"), fault, "load each month's own file"))
    match = _MONTH.fullmatch(named[0])
    try:
        if match is None:
            raise ValueError(f"{named[0]!r} names no month")
        return periods.month(int(match[2]), periods.month_named(match[1]))
    except ValueError as error:
        raise BadInput(Problem(table.where(column="Period"), str(error), "download it again")) from None


def by_commissioner(rows: pd.DataFrame, counts: Sequence[str], context: Context) -> Areas:
    """Sums on the commissioner basis. `rows`: commissioner, parent, category, and the counts."""
    sums = Areas(pd.DataFrame())
    rows = _of_todays_groups(rows, context, sums)
    members = _of_sub_icbs(rows, context, sums)
    icbs = _of_icbs(rows, context, sums)
    england = rows[rows.commissioner != OUTSIDE_ENGLAND]
    sums.set_aside[f"commissioners outside England ({OUTSIDE_ENGLAND})"] += len(rows) - len(england)
    sums.frame = pd.concat(
        [
            _summed(rows, "commissioner", members, counts),
            _summed(rows, "parent", icbs, counts),
            _country(england, counts, context, f"every commissioner but {OUTSIDE_ENGLAND}"),
        ],
        ignore_index=True,
    )
    return sums


def by_provider(rows: pd.DataFrame, counts: Sequence[str], context: Context, month: periods.Period) -> Areas:
    """Sums on the provider basis. `rows`: provider, commissioner, category, and the counts."""
    sums = Areas(pd.DataFrame())
    ours = rows[rows.commissioner != OUTSIDE_ENGLAND]
    codes = set(ours.provider)
    trusts = [area for area in context.catalogue.areas.values() if area.kind == "trust"]
    without = f", without {OUTSIDE_ENGLAND}"
    members = [
        (trust.ods_code, trust.slug, trust.ods_code + without) for trust in trusts if trust.ods_code in codes
    ]
    for system in (area for area in context.catalogue.areas.values() if area.kind == "system"):
        members += _hospitals(system, trusts, codes, month, sums)
    kept = {code for code, _, _ in members}
    others = ~ours.provider.isin(kept)
    sums.set_aside["providers not kept (counted for commissioners and England)"] += int(others.sum())
    sums.frame = pd.concat(
        [
            _summed(ours, "provider", members, counts),
            _country(ours, counts, context, f"every provider{without}"),
        ],
        ignore_index=True,
    )
    return sums


def _of_todays_groups(rows: pd.DataFrame, context: Context, sums: Areas) -> pd.DataFrame:
    """The rows by today's codes: groups that have merged since are added up, where all parts are there."""
    areas, held = context.catalogue.areas, set(rows.commissioner)
    parts: dict[str, list[str]] = {}
    for code, slug in former_commissioners().items():
        parts.setdefault(areas[slug].ods_code, []).append(code)
    today: dict[str, str] = {}
    for code, former in parts.items():
        missing = [part for part in former if part not in held]
        if code in held or len(missing) == len(former):
            continue
        if missing:
            sums.warnings.append(f"no figure for {code}: its part {', '.join(missing)} is not in the file")
            continue
        today |= dict.fromkeys(former, code)
    return rows.assign(commissioner=rows.commissioner.astype(object).replace(today)) if today else rows


def _merged() -> set[str]:
    """The codes of groups that are none of today's."""
    return {code for code, slug in former_commissioners().items() if code != slug.upper()}


def with_former_codes(rules: pd.Series) -> pd.Series:
    """Each rule with the groups that a merged commissioner is the sum of."""
    merged = Counter(former_commissioners().values())
    for slug in (slug for slug, number in merged.items() if number > 1):
        codes = " + ".join(code for code, became in former_commissioners().items() if became == slug)
        rules = rules.str.replace(slug.upper(), f"{slug.upper()} ({codes})", regex=False)
    return rules


Member = tuple[str, str, str]  # code in the file, slug of the area it counts for, the area's rule


def _of_sub_icbs(rows: pd.DataFrame, context: Context, sums: Areas) -> list[Member]:
    """Sub-ICBs, and the areas whose members are all sub-ICBs and all in the file."""
    areas, codes = context.catalogue.areas, set(rows.commissioner)
    parts = {slug: area for slug, area in areas.items() if area.kind == "sub-icb"}
    members = [(part.ods_code, part.slug, part.ods_code) for part in parts.values() if part.ods_code in codes]
    for area in areas.values():
        if not area.members or not set(area.members) <= set(parts):
            continue
        wanted = [parts[slug].ods_code for slug in area.members]
        missing = [code for code in wanted if code not in codes]
        if missing:
            sums.warnings.append(f"no figure for {area.name}: {', '.join(missing)} not in the file")
            continue
        members += [(code, area.slug, " + ".join(wanted)) for code in wanted]
    return members


def _of_icbs(rows: pd.DataFrame, context: Context, sums: Areas) -> list[Member]:
    """The other ICBs, by the code of the commissioner's parent."""
    members = []
    for code, count in rows.parent.value_counts().items():
        area = context.area_of(str(code)) or new_board(str(code), _parent_name(str(code), rows))
        if not code:
            continue  # hubs and NONC: no ICB's
        if area is None or area.kind not in ("icb", "system"):
            sums.set_aside[f"ICB not known ({code})"] += int(count)
            sums.warnings.append(f"ICB not known: {_first_of(str(code), rows)}")
        elif context.kept(area).kind == "icb":
            members.append((str(code), area.slug, f"commissioners of {code}"))
    return members


def _first_of(code: str, rows: pd.DataFrame) -> str:
    """A commissioner's parent with its name and the first row that has it."""
    first = rows[(rows.parent == code).to_numpy()].iloc[0]
    name = str(first.get("parent_name", ""))
    return f"{code}{f' ({name})' if name else ''}, row {first.row}; its rows count for England"


def _parent_name(code: str, rows: pd.DataFrame) -> str:
    return str(rows.parent_name[(rows.parent == code).to_numpy()].iloc[0]) if "parent_name" in rows else ""


def new_board(code: str, name: str) -> Area | None:
    """A board that no definition names, under its own code and name: six began in April 2026."""
    board = _BOARD_NAME.fullmatch(name.strip()) if _BOARD.fullmatch(code) else None
    return Area(slug=code.lower(), name=board[1].title(), kind="icb", ods_code=code) if board else None


def _hospitals(
    system: Area, trusts: Sequence[Area], codes: set[str], month: periods.Period, sums: Areas
) -> list[Member]:
    """The trusts mapped to a system; hospitals that were open and are missing are told.

    Community and mental health trusts count too, but seldom have anybody waiting: they are not missed.
    """
    here = [trust.ods_code for trust in trusts if trust.system == system.slug and trust.ods_code in codes]
    missing = missing_hospitals(system, trusts, codes, month)
    rule = f"by hospital trust: {' + '.join(here)}, without {OUTSIDE_ENGLAND}"
    if here and missing:
        sums.warnings.append(f"{system.name} by hospital trust, {month.label}: {not_in_file(missing)}")
    return [(code, system.slug, rule) for code in here]


def not_in_file(codes: Sequence[str]) -> str:
    """What is told of a total that some reporters are missing from; "" where none is."""
    return f"{', '.join(codes)} not in the file" if codes else ""


def missing_hospitals(
    system: Area, trusts: Iterable[Area], codes: Collection[str], month: periods.Period
) -> list[str]:
    """The codes of a system's hospitals that were open in a month and are not among `codes`."""
    return [
        trust.ods_code
        for trust in trusts
        if trust.system == system.slug
        and trust.trust_type.startswith(HOSPITALS)
        and was_open(trust, month)
        and trust.ods_code not in codes
    ]


def _lacking_hospitals(sums: Areas, held: Collection[str], context: Context, month: periods.Period) -> None:
    """Say, in rule and note, which of a system's hospitals no total of it nor that of England has."""
    areas, frame = context.catalogue.areas, sums.frame
    frame["note"] = ""
    for system in (area for area in areas.values() if area.kind == "system"):
        if missing := missing_hospitals(system, areas.values(), held, month):
            totals = frame.area.map(lambda slug: slug in areas and areas[slug].kind in _TOTALS)
            lacking = f"; hospitals not in the file: {', '.join(missing)}"
            frame["row"] = frame.row.mask(totals, frame.row + lacking)
            frame["note"] = frame.note.mask(totals, not_in_file(missing))


def was_open(trust: Area, month: periods.Period) -> bool:
    """Whether a trust still had figures of its own in a month."""
    return trust.status == "active" or (trust.closed_on is not None and month.start < trust.closed_on)


def _summed(rows: pd.DataFrame, key: str, members: Sequence[Member], counts: Sequence[str]) -> pd.DataFrame:
    """Sums by area and category of the rows whose `key` is a member's code."""
    names = [*counts, "rows_added"]
    reduced = rows.assign(rows_added=1).groupby([key, "category"], sort=False)[names].sum().reset_index()
    joined = pd.DataFrame(members, columns=[key, "area", "rule"]).merge(reduced, on=key)
    sums = joined.groupby(["area", "category", "rule"], sort=False)[names].sum().reset_index()
    return _with_origin(sums, counts)


def _country(rows: pd.DataFrame, counts: Sequence[str], context: Context, rule: str) -> pd.DataFrame:
    (slug,) = context.area_slugs(pd.Series([COUNTRY]))
    sums = rows.assign(rows_added=1).groupby("category", sort=False)[[*counts, "rows_added"]].sum()
    return _with_origin(sums.reset_index().assign(area=slug, rule=rule), counts)


def _with_origin(sums: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """Say in `row` what was added up. A service of which nothing at all was counted is left out."""
    sums = sums[(sums.category == "") | (sums[list(counts)] != 0).any(axis=1)]
    words = [
        f"sum of {number:,} row{'s' * (number != 1)}: {rule}"
        for number, rule in zip(sums.rows_added, sums.rule, strict=True)
    ]
    return sums.drop(columns=["rows_added", "rule"]).assign(row=words)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How an extract's counts become observations.

    `release`: the word before the month. `service`: the column of the service's code; `total`: the code of
    the total's row; `category`: the column that names the service. `adds_up`: count -> what is added up to
    it, in words, and those columns. `measures`: measure -> the counts it is made of.
    """

    release: str
    service: str
    total: str
    category: str
    category_type: str
    adds_up: Mapping[str, tuple[str, tuple[str, ...]]]
    measures: Mapping[str, Measure]
    named: Callable[[str], str] = str


def observe(checked: Checked, context: Context, rules: Rules) -> Observed:
    """The measures asked for, by commissioner and by provider, in all and by service.

    Raises BadInput where the file contradicts itself: parts that do not add up to their total.
    """
    frame, table = with_plain_codes(checked.frame), checked.table
    month = month_of(frame.period, table)
    check_trusts(frame, "provider", "provider_name", context)
    check_commissioners(frame, context)
    for whole, (words, parts) in rules.adds_up.items():
        refuse_unequal(frame, frame[list(parts)].sum(axis=1), whole, words, table)
    asked = {name for measure in rules.measures.values() for name in (measure.numerator, measure.denominator)}
    counts = [name for name in frame.columns if name in asked]
    refuse_unequal_totals(frame, counts, rules.service, rules.total, table)
    refuse_two_names(frame, "commissioner", "parent", table)
    if rules.category == rules.service:
        refuse_lone_services(frame, rules.service, table)
    else:
        refuse_two_names(frame, rules.service, rules.category, table)
    names = frame[rules.category].map({name: rules.named(name) for name in frame[rules.category].unique()})
    rows = frame.assign(category=names.where(frame[rules.service] != rules.total, ""))
    sums = {
        "commissioner": by_commissioner(rows, counts, context),
        "provider": by_provider(rows, counts, context, month),
    }
    for basis in sums.values():
        _lacking_hospitals(basis, set(frame.provider), context, month)
    given = {name: measure for name, measure in rules.measures.items() if measure.numerator in counts}
    observed, warnings = observations(sums, context.series, given, month, rules.category_type)
    if not set(frame.commissioner).isdisjoint(_merged()):
        observed = observed.assign(row=with_former_codes(observed.row))
    aside: Counter[str] = Counter()
    for basis in sums.values():
        aside |= basis.set_aside
        warnings += basis.warnings
    release = f"{rules.release} {month.label}"
    return Observed(observed.assign(sheet=table.sheet), release, set_aside=aside, warnings=warnings)


def observations(
    sums: Mapping[str, Areas],
    series: Sequence[Series],
    measures: Mapping[str, Measure],
    month: periods.Period,
    category_type: str,
) -> tuple[pd.DataFrame, list[str]]:
    """The observations of the series asked for, and warnings about those that cannot be given.

    `sums`: basis -> sums.
    """
    frames, warnings = [pd.DataFrame()], []
    for wanted in series:
        basis, name = str(wanted.select.get("basis", "")), str(wanted.select.get("measure", ""))
        if basis not in sums or name not in measures:
            warnings.append(f"no figure for {wanted.id}: the file cannot give {name!r} by {basis!r}")
            continue
        frames.append(_of_measure(sums[basis].frame, measures[name]).assign(series=wanted.id))
    frame = pd.concat(frames, ignore_index=True)
    if frame.empty:
        return frame, warnings
    frame["category_type"] = np.where(frame.category == "", "", category_type)
    return frame.assign(period_start=month.start, period_end=month.end, period=month.label), warnings


def _of_measure(sums: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    frame = sums[["area", "category", "row"]].assign(numerator=sums[measure.numerator].astype(float))
    frame["note"] = sums.note if "note" in sums else ""
    frame["value"] = frame.numerator
    if measure.denominator:
        frame["denominator"] = sums[measure.denominator].astype(float)
    if measure.percent:
        nobody = frame.denominator == 0
        frame["value"] = 100 * frame.numerator / frame.denominator.where(~nobody)
        frame["note"] = frame.note.mask(nobody, "nobody was waiting")
    return frame
