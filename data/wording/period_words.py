"""The publisher's label of a period as it stands in a sentence. Pure."""

import re


def period(label: str) -> str:
    """The publisher's label of a period with a proper dash: "2015 - 17" -> "2015–17"."""
    return re.sub(r"\s+-\s+", "–", label.strip())


def in_period(label: str) -> str:
    """in March 2026, in the 12 months to March 2026, on 30 June 2021."""
    is_day = re.match(r"\d{1,2} [A-Z]", label)
    return f"{'on' if is_day else 'in'} {the_period(label)}"


def the_period(label: str) -> str:
    """March 2026, the 12 months to March 2026, 30 June 2021."""
    return f"the {period(label)}" if label.startswith("12 months") else period(label)
