"""What a code stands for that is none of the areas kept: a kind of area out of scope, or nobody's code. Pure.

Which codes English authorities have or had is a register of its own; of the other kinds the form tells.
"""

import re
from functools import lru_cache

from pydantic import Field

from data.catalogue.definition import Definition
from loaders.totals.mappings import rows_of

ANOTHER_TRUST = "another trust"
_OUT_OF_SCOPE = (
    (re.compile(r"[A-Z]\d{5}"), "practice or PCN"),
    (re.compile(r"E38\d{6}|E54\d{6}|\d\d[A-Z]|[A-Z]\d[A-Z]\d[A-Z]"), "sub-ICB or ICB of another area"),
    (re.compile(r"E40\d{6}|Y\d\d"), "NHS region other than the North West"),
    (re.compile(r"[NSW]\d{8}"), "area outside England"),
    (re.compile(r"K\d{8}"), "area larger than England"),
    (re.compile(r"E(?:0[0-5]|14|33)\d{6}"), "neighbourhood, ward or constituency"),
    (re.compile(r"E(?:11|13|47|67|99)\d{6}|E129\d{5}"), "group of English authorities"),
    (re.compile(r"R[A-Z0-9]{2}"), ANOTHER_TRUST),
)
_ORGANISATION = re.compile(r"[A-Z0-9]{3}|(?=.*\d)[A-Z0-9]{4,5}")


class Authority(Definition):
    """An English local authority, of today or of former years, under a code that publishers gave it."""

    code: str = Field(pattern=r"^E(06|07|08|09|10)\d{6}$")
    name: str = Field(min_length=1)


@lru_cache(maxsize=1)
def authorities() -> dict[str, str]:
    """Code of an English authority -> its name, from `authorities.csv`."""
    return {authority.code: authority.name for authority in rows_of("authorities.csv", Authority)}


def out_of_scope(code: str) -> str:
    """The kind of area a code is of, in words; "" where nobody knows it."""
    plain = code.strip().upper()
    return next((words for form, words in _OUT_OF_SCOPE if form.fullmatch(plain)), "")


def may_be_organisation(code: str) -> bool:
    """Whether a code has the form of those of NHS organisations, of which no register is held."""
    return _ORGANISATION.fullmatch(code.strip().upper()) is not None
