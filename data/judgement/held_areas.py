"""Which areas a line is compared among, in words: those of one region are not all of England. Pure."""

from collections.abc import Iterable

from data.catalogue.reader import Catalogue


def others_held(catalogue: Catalogue, slugs: Iterable[str]) -> str:
    """ "the 312 other English areas held", or "the 34 other areas held, all in the North West".

    `slugs`: of the areas with figures, without the Place itself; "" where there is none.
    """
    areas = set(slugs)
    regions = {catalogue.region_of(slug) for slug in areas}
    if not areas:
        return ""
    if len(regions) > 1 or "" in regions:
        return f"the {len(areas):,} other English areas held"
    return f"the {len(areas):,} other areas held, all in the {catalogue.areas[regions.pop()].name}"
