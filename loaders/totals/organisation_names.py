"""The codes of trusts and commissioners as publishers write them, and names that belong to another's code."""

import re

import pandas as pd

from loaders.source import Context, Contradiction
from loaders.totals.area_codes import ANOTHER_TRUST, out_of_scope

_CHANGED = "the rows or codes were changed: download it again"
_COMMISSIONER_NAME = re.compile(r".* - (\w{3,5})")
CODES = ("provider", "commissioner", "parent")


def with_plain_codes(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of an extract with its codes in capitals."""
    capitals = {name: {code: str(code).upper() for code in frame[name].unique()} for name in CODES}
    return frame.assign(**{name: frame[name].map(capitals[name]) for name in CODES})


def check_trusts(frame: pd.DataFrame, code: str, name: str, context: Context) -> None:
    """Keep the names (column `name`) of trusts that stand beside another trust's code (column `code`).

    The file is refused for them. Publishers shorten names: only one that is a trust's own, or was, is told.
    """
    if name not in frame:
        return
    for own, text in frame[[code, name]].drop_duplicates().itertuples(index=False):
        trust, named = context.area_of(str(own)), context.names.area_named(str(text))
        if named is None or named.kind != "trust":
            continue
        if trust is None and out_of_scope(str(own)) == ANOTHER_TRUST:
            _keep(
                context, own, text, f"{own} is none of the codes of {named.name}, but is called {text!r} here"
            )
        elif trust is not None and trust.kind == "trust" and trust.slug != named.slug:
            _keep(context, own, text, f"{own} is {trust.name}, but is called {text!r} here")


def check_commissioners(frame: pd.DataFrame, context: Context) -> None:
    """Keep the names of commissioners that end in another code than theirs, as in `NHS ... ICB - 01F`."""
    if "commissioner_name" not in frame:
        return
    for code, name in frame[["commissioner", "commissioner_name"]].drop_duplicates().itertuples(index=False):
        match = _COMMISSIONER_NAME.fullmatch(str(name).strip())
        if match and match[1].upper() != code:
            _keep(context, code, name, f"the commissioner {code} is called {name!r} here")


def _keep(context: Context, code: object, name: object, fault: str) -> None:
    context.contradictions.append(Contradiction(str(code), str(name), fault, _CHANGED))
