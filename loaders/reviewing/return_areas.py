"""Which area a row of a return is of: by its code, or a name in place of the code; and what the two say."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from data.catalogue.models import Area
from loaders.naming import first_named
from loaders.reviewing.findings import Findings
from loaders.source import Context
from loaders.totals.area_codes import may_be_organisation, out_of_scope

TOTALS = {"total", "all", "sum", "average", "mean", "grand total", "overall"}


@dataclass(frozen=True)
class _Named:
    """What a code and the name beside it stand for: a slug, "" for none that is kept, or a fault.

    `note`: what is to be told of a name that is not the area's.
    """

    slug: str
    fault: str = ""
    remedy: str = ""
    note: str = ""


def with_areas(
    frame: pd.DataFrame, local: "pd.Series[bool]", context: Context, aside: Counter[str], findings: Findings
) -> pd.DataFrame:
    """The rows of areas that are kept, each with its slug as `area`; a name may stand for a code.

    `frame`: row, area_code, area_name, traced. `local`: whether a row is of a local return.
    """
    known: dict[tuple[str, str, bool, bool], _Named] = {}
    unknown: dict[str, str] = {}
    slugs = []
    for row, *key in zip(frame.row, frame.area_code, frame.area_name, local, frame.traced, strict=True):
        code, name, is_local, traced = key
        first = (code, name, is_local, traced) not in known
        if first:
            known[code, name, is_local, traced] = _named(code, name, is_local, traced, context)
        named = known[code, name, is_local, traced]
        slugs.append(named.slug)
        if named.fault:
            findings.fault(int(row), named.fault, named.remedy, "area_code")
        elif named.note and first:
            findings.note(int(row), named.note)
        elif not named.slug and code:
            aside["area not kept"] += 1
            unknown.setdefault(code, f"{code}{f' ({name})' if name else ''}, row {row}")
    if unknown:
        findings.note_table(f"areas not kept: {first_named(list(unknown.values()), between='; ')}")
    frame = frame.assign(area=slugs)
    return frame[(frame.area != "") | frame.row.isin(findings.wrong)]


def _named(code: str, name: str, is_local: bool, traced: bool, context: Context) -> _Named:
    """The area of a row. A return that names an area nobody knows is a mistake, not another area.

    Of a publisher's own file (`traced`) it is an area that is new.
    """
    area = context.area_of(code, name) or context.names.area_named(code)
    if area is not None and context.unheard(code):
        if not traced:
            return _unknown(code, name, context)
        context.strangers[code] = name
    if area is None:
        elsewhere = out_of_scope(code) or may_be_organisation(code)
        left_out = not code or (elsewhere and not is_local and context.names.own_named(name) is None)
        return _Named("") if left_out else _unknown(code, name, context)
    other = context.names.contradicts(area, name)
    if other is not None:
        remedy = f"write {_code(area)} for {area.name}, {_code(other)} for {other.name}"
        return _Named(area.slug, f"{code!r} is {area.name}, but the name beside it is {name!r}", remedy)
    strange = not traced and name != "" and not context.names.may_be(area, name)
    note = f"{name!r} beside {code} is read as {area.name}: the code decides" if strange else ""
    return _Named(context.kept(area).slug, note=note)


def _unknown(code: str, name: str, context: Context) -> _Named:
    names = context.names
    if code.casefold() in TOTALS:
        return _Named("", f"{code!r} is no area", "delete the row: totals are worked out")
    near = names.known(name) or names.nearest(code) or names.nearest(name)
    remedy = f"the nearest is {near}" if near else "write an ONS or ODS code, or a slug such as halton"
    return _Named("", f"no area has the code or name {code!r}", remedy)


def _code(area: Area) -> str:
    return area.ons_code or area.ods_code or area.slug
