"""What a cell says: its text, the number in it, and what to do where that is none. Pure."""

import re

import numpy as np

NOT_COMPUTED = "#NOT COMPUTED!"
"""What stands here for a formula whose result no program has stored."""
ERRORS_OF_FORMULAS = frozenset(
    [*"#REF! #DIV/0! #N/A #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC!".split(), NOT_COMPUTED]
)
_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_GAPS = "\u00a0\u2009\u202f "  # that part thousands, as commas do
_THOUSANDS = re.compile(rf"[-+]?[0-9]{{1,3}}(?:(?:,[0-9]{{3}})+|(?:[{_GAPS}][0-9]{{3}})+)(?:\.[0-9]+)?")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_OTHER_POINT = re.compile(r"[-+]?[0-9]+[,\u00b7\u2022][0-9]+")
_WITH_SIGN = re.compile(r"[^0-9]*[0-9][0-9.,]*[^0-9]*")
_LONGEST_SIGN = 14  # of a word that stands for no figure


def cell_text(cell: object) -> str:
    """A cell as text; whole numbers of a workbook without the ".0" it stores them with."""
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return (text if text.isascii() else _UNSEEN.sub("", text)).strip()


def number_text(text: str) -> str | None:
    """A number as Python reads it, without what parts its thousands; None where the text is none."""
    if _PLAIN.fullmatch(text):
        return text
    text = text.replace("\u2212", "-")
    if _PLAIN.fullmatch(text):
        return text
    return re.sub(f"[,{_GAPS}]", "", text) if _THOUSANDS.fullmatch(text) else None


def remedy(text: str, own: bool) -> str:
    """What to do with a cell that holds no number; `own`: whether it stands in a file that people fill in."""
    if text == NOT_COMPUTED:
        return "open the workbook in a spreadsheet, let it calculate, and save it"
    if text in ERRORS_OF_FORMULAS:
        return "mend the formula, or leave the cell empty and say why in a note"
    if not own:
        sign = len(text) <= _LONGEST_SIGN and not any(letter.isdigit() for letter in text)
        means = "if it is the publisher's sign for no figure, add it to the source's markers"
        return means if sign else "the cell was changed: download it again"
    if _OTHER_POINT.fullmatch(text):
        return "write it with a point, such as 72.4"
    if text.startswith(("<", ">")) or not any(letter.isdigit() for letter in text):
        return "leave the cell empty and say why in `note`, for example suppressed"
    if _WITH_SIGN.fullmatch(text):
        return "write the number alone, and what its sign means in `note`"
    return "write a plain number, such as 72.4"
