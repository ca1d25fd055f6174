"""The files of assets/ as documents name them: style within, scripts by addresses that never change."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import dash

from data.errors import BeaconError, Problem

SHEETS = ("beacon.css", "pages.css")
# Beside this package, in a checkout as where it is installed. It has no module of its own, which would be
# sent to browsers with the rest; without one importlib.resources does not find it by its name.
FOLDER = Path(str(files("dashboard"))).parent / "assets"
EARLY = ("charts.js", "menu.js", "start.js")
"""Scripts that work on the document as it was sent, without Dash."""
NEEDED = (*SHEETS, *EARLY, "page.js", "icon.svg")
"""Without these no page is whole; without the typeface or the small plotly.js it is only worse."""
NOT_BY_DASH = r"\.css$|" + "|".join(rf"^{name}$" for name in EARLY)
"""The files that Dash itself must not name in its documents (a pattern of file names)."""


def styles() -> str:
    """Return the style sheets as one element: the first picture of a page waits for no second answer."""
    # Within a document a relative address would be one below the page's own.
    sheets = _sheets().replace('url("fonts/', f'url("{dash.get_asset_url("fonts/")}')
    return f"<style>\n{sheets}</style>"


@lru_cache(maxsize=1)
def _sheets() -> str:
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in SHEETS)


def require() -> None:
    """Raise BeaconError where a file is missing that every page needs."""
    problems = [
        Problem(str(FOLDER / name), "is missing", "install Beacon again")
        for name in NEEDED
        if not (FOLDER / name).is_file()
    ]
    if problems:
        raise BeaconError(problems)


def scripts(names: Sequence[str] = EARLY) -> str:
    """Return script elements, run once the document is parsed. An address tells its last change."""
    changed = {name: (FOLDER / name).stat().st_mtime for name in names}
    tags = [
        f'<script defer src="{dash.get_asset_url(name)}?m={time}"></script>' for name, time in changed.items()
    ]
    return "\n".join(tags)
