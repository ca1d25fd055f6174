"""Areas by name: for returns that give a name where a code is asked, and names that are not the code's.

A name is taken for a code only where it is one area's alone. Spellings such as St. Helens are no other name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from data.catalogue.models import Area

_LEFT_OUT = re.compile(
    r"\b(city council|council|metropolitan|borough of|borough|district|city of|county of|unitary authority"
    r"|unitary|local authority|mbc|mdc|bc|ua|la|nhs|integrated care board|icb|foundation trust|trust)\b"
)
_NO_OTHER = ("place", "system")  # kinds of area of which a name beside another's code is a mistake
_MAY_SHARE = ("sub-icb", "joint", "trust")  # kinds that are named after Places
_ALIKE = 0.88  # how near a misspelt name of a Place comes to it, and to no other of the nine


def plain_name(name: str) -> str:
    """A name without case, signs and the words that councils, boards and trusts put round it."""
    words = name.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    words = re.sub(r"[^a-z0-9]+", " ", words)
    words = re.sub(r"\bsaint\b", "st", words)
    return " ".join(_LEFT_OUT.sub(" ", words).split())


class AreaNames:
    """The names of the areas a catalogue keeps."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._of_name: dict[str, set[str]] = defaultdict(set)
        self._areas = {area.slug: area for area in areas}
        for area in self._areas.values():
            for name in (area.name, area.short_name, area.ons_name, area.former_name):
                if name:
                    self._of_name[plain_name(name)].add(area.slug)

    def area_named(self, name: str) -> Area | None:
        """The one area of that name; None where none or several have it."""
        slugs = self._of_name.get(plain_name(name), set()) if name.strip() else set()
        return self._areas[next(iter(slugs))] if len(slugs) == 1 else None

    def own_named(self, name: str) -> Area | None:
        """The Place or the system of that name, of which no other area's code may stand beside it."""
        area = self.area_named(name)
        return area if area is not None and area.kind in _NO_OTHER else None

    def contradicts(self, area: Area, name: str) -> Area | None:
        """The other area that a name beside an area's code belongs to; None where they do not contradict."""
        if area.kind == "trust":
            other = self.area_named(name)
            return other if other is not None and other.kind == "trust" and other.slug != area.slug else None
        other = self.own_named(name) or self._misspelt(name)
        if other is None or other.slug == area.slug or self.area_named(name) == area:
            return None
        return None if area.kind in _MAY_SHARE else other

    def _misspelt(self, name: str) -> Area | None:
        """The Place whose name is nearly this one; None where the name is another area's, or none is near."""
        if not name.strip() or self.area_named(name) is not None:
            return None
        places = {plain_name(area.name): area for area in self._areas.values() if area.kind == "place"}
        near = get_close_matches(plain_name(name), list(places), 1, _ALIKE)
        return places[near[0]] if near else None

    def may_be(self, area: Area, name: str) -> bool:
        """Whether a name beside an area's code may be that area's, as far as can be told."""
        if area.kind not in _NO_OTHER:
            return True
        plain = plain_name(name)
        own = [plain_name(text) for text in (area.name, area.short_name, area.ons_name) if text]
        within = any(text in plain or plain in text for text in own)
        return within or bool(get_close_matches(plain, own, 1, 0.7))

    def known(self, name: str) -> str:
        """The one area of that name with its code, in words; "" where there is none."""
        area = self.area_named(name)
        return _shown(area) if area is not None else ""

    def nearest(self, text: str) -> str:
        """What was probably meant by a code or name that is none, in words; "" where nothing is near."""
        codes = {
            code.upper(): area
            for area in self._areas.values()
            for code in (area.ons_code, area.ods_code, area.slug)
            if code
        }
        if match := get_close_matches(text.strip().upper(), list(codes), 1, 0.75):
            return _shown(codes[match[0]])
        if match := get_close_matches(plain_name(text), list(self._of_name), 1, 0.7):
            return _shown(self._areas[min(self._of_name[match[0]])])
        return ""


def _shown(area: Area) -> str:
    return f"{area.name} ({area.ons_code or area.ods_code or area.slug})"
