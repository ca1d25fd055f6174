"""Areas by any of their codes. Join on codes, never on names: publishers spell the same Place many ways."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from data.catalogue.models import Area, AreaKind

_PEER_KINDS: dict[str, AreaKind] = {
    "E06": "authority",
    "E07": "authority",
    "E08": "authority",
    "E09": "authority",
    "E10": "authority",
    "E120": "region",  # E129 are groups of regions, such as the North
    "E54": "icb",
}
_ONS_CODE = re.compile(r"[A-Z]\d{8}")


def codes_of(area: Area) -> tuple[str, ...]:
    """Every code an area answers to, in upper case: ONS, ODS, and its aliases."""
    return tuple(code.upper() for code in (area.ons_code, area.ods_code, *area.aliases) if code)


def index_by_code(areas: Iterable[Area]) -> dict[str, Area]:
    """Code in upper case -> area. Where two areas claim one code the first keeps it."""
    index: dict[str, Area] = {}
    for area in areas:
        for code in codes_of(area):
            index.setdefault(code, area)
    return index


def units(places: Sequence[Area], areas: Mapping[str, Area], held: Callable[[str], bool]) -> tuple[Area, ...]:
    """The Places, or once a joint area where a Place has no figures of its own and the joint area has.

    `held` says whether figures are held for a slug. A Place without any figure stays.
    """
    by_slug: dict[str, Area] = {}
    for place in places:
        joint = areas.get(place.joint)
        unit = joint if joint is not None and not held(place.slug) and held(joint.slug) else place
        by_slug[unit.slug] = unit
    return tuple(by_slug.values())


def peer(code: str, name: str | None = None) -> Area | None:
    """An area kept only for comparison: an English authority, region or ICB that is not defined itself.

    Its slug is the ONS code in lower case. None for any other code.
    """
    tidy = code.strip().upper()
    kind = _PEER_KINDS.get(tidy[:3]) or _PEER_KINDS.get(tidy[:4])
    if kind is None or not _ONS_CODE.fullmatch(tidy):
        return None
    return Area(slug=tidy.lower(), name=_plain(name) or tidy, kind=kind, ons_code=tidy)


def _plain(name: str | None) -> str:
    return " ".join(name.split()) if name else ""
