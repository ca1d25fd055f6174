"""The files of assets/ as documents name them: style within, scripts by addresses that never change."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import dash

FOLDER = Path(__file__).parents[2] / "assets"
EARLY = ("charts.js", "menu.js", "start.js")
"""Scripts that work on the document as it was sent, without Dash."""
NOT_BY_DASH = r"\.css$|" + "|".join(rf"^{name}$" for name in EARLY)
"""The files that Dash itself must not name in its documents (a pattern of file names)."""


def styles() -> str:
    """Return the style sheets as one element: the first picture of a page waits for no second answer."""
    # Within a document a relative address would be one below the page's own.
    sheets = _sheets().replace('url("fonts/', f'url("{dash.get_asset_url("fonts/")}')
    return f"<style>\n{sheets}</style>"


@lru_cache(maxsize=1)
def _sheets() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.css")))


def scripts(names: Sequence[str] = EARLY) -> str:
    """Return script elements, run once the document is parsed. An address tells its last change."""
    changed = {name: (FOLDER / name).stat().st_mtime for name in names}
    tags = [
        f'<script defer src="{dash.get_asset_url(name)}?m={time}"></script>' for name, time in changed.items()
    ]
    return "\n".join(tags)
