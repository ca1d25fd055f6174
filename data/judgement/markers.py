"""A publisher's note beside a figure: whether it says that the figure is withheld. Pure."""

import re

_WITHHELD = re.compile(r"suppress|disclos|withheld|small number|too small", re.IGNORECASE)


def is_withheld(note: object) -> bool:
    """Whether a note says that the figure is kept back, and not merely that there is none."""
    return isinstance(note, str) and bool(_WITHHELD.search(note))
