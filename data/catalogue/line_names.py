"""The name of an indicator's line: the short title, and the sex where there is a line for each. Pure."""

from data.catalogue.models import Indicator

AFTER_A_NAME = {"Male": ", male", "Female": ", female"}


def sex_in_name(indicator: Indicator, sex: str) -> str:
    """Return ", male" or ", female" as it follows a name; "" where the indicator is not told apart by sex."""
    return AFTER_A_NAME.get(sex, "") if indicator.by_sex else ""


def line_name(indicator: Indicator, sex: str) -> str:
    """Return the short title, with the sex where there is a line for each: "Life expectancy, male"."""
    return indicator.short_title + sex_in_name(indicator, sex)
