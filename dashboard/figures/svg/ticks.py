"""Where the ticks of an axis stand and what they say, by Plotly's rules. Pure."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.figures.svg.axis import EPOCH, Axis, listed, unscaled
from dashboard.figures.svg.known import CannotDraw

TENS, MONTHS, DAYS = (2, 5, 10), (1, 2, 3, 6, 12), (1, 2, 3, 7, 14)
YEAR, MONTH = 365.2425, 365.2425 / 12
POWERS = {-12: "p", -9: "n", -6: "μ", -3: "m", 3: "k", 6: "M", 9: "B", 12: "T"}
MINUS = "−"
_NUMBER = re.compile(r"(?P<sign>\+?)(?P<group>,?)(?:\.(?P<digits>\d+))?(?P<trim>~?)(?P<type>[dfg%]?)")
_DAY = {"%Y": "{0:%Y}", "%y": "{0:%y}", "%b": "{0:%b}", "%B": "{0:%B}", "%m": "{0:%m}", "%d": "{0:%d}"}
_SUNDAY = date(2000, 1, 2).toordinal() - EPOCH


@dataclass(frozen=True)
class Tick:
    """A tick: its place on the axis's scale, its words, and how much smaller or further off they are set."""

    place: float
    text: str
    size: float = 1.0
    dx: float = 0.0  # in font sizes
    dy: float = 0.0


def ticks(axis: Axis) -> list[Tick]:
    """Return the ticks of an axis within its range, in the order of their places."""
    spec = axis.spec
    if spec.get("tickmode", "array" if spec.get("tickvals") is not None else "") == "array":
        return _given(axis)
    step = spec.get("dtick") or _step(axis)
    if axis.kind == "category":
        return _named(axis, step)
    if axis.kind == "date":
        return _dated(axis, step)
    if axis.kind == "log":
        return _logarithmic(axis, step)
    first = float(spec.get("tick0") or 0.0)
    if axis.least and not spec.get("dtick") and step < 2 * axis.least[0]:
        step, first = axis.least
    say = numbers(axis, float(step))
    return [Tick(place, say(place)) for place in _multiples(axis, float(step), first)]


def _room(axis: Axis) -> tuple[float, float]:
    """The ends of the range, a trace wider: a tick on the very end is drawn."""
    low, high = sorted((axis.low, axis.high))
    slack = (high - low) * 1e-4
    return low - slack, high + slack


def _given(axis: Axis) -> list[Tick]:
    places = [axis.scaled(value) for value in listed(axis.spec.get("tickvals"))]
    texts = listed(axis.spec.get("ticktext"))
    low, high = _room(axis)
    found = []
    for at, place in enumerate(places):
        if place is None or not low < place < high:
            continue
        if at >= len(texts):
            raise CannotDraw("a tick without its words cannot be drawn as SVG: give ticktext with tickvals")
        found.append(Tick(place, str(texts[at])))
    return list(dict.fromkeys(found))


def _step(axis: Axis) -> Any:
    """The distance of ticks that Plotly chooses: a number; M3 for months; L0.5, D1 or D2 for logarithms."""
    rough = abs(axis.high - axis.low) / _count(axis)
    if axis.kind == "category":
        return math.ceil(max(rough, 1))
    if axis.kind == "date":
        return _date_step(rough)
    if axis.kind == "log":
        return _log_step(axis, rough)
    return _rounded(rough, TENS)


def _count(axis: Axis) -> float:
    asked = axis.spec.get("nticks")
    if asked:
        return float(asked)
    if axis.kind == "category":
        return axis.length / (float(axis.spec.get("tickfont", {}).get("size", 12)) * 1.2)
    return min(9.0, max(4.0, axis.length / (40 if axis.letter == "y" else 80))) + 1


def _rounded(rough: float, among: tuple[int, ...], base: float | None = None) -> float:
    base = 10.0 ** math.floor(math.log10(rough)) if base is None else base
    return base * next((one for one in among if one > rough / base), among[-1])


def _date_step(rough: float) -> Any:
    if rough * 2 > YEAR:
        return f"M{12 * round(max(1, _rounded(rough / YEAR, TENS)))}"
    if rough * 2 > MONTH:
        return f"M{round(_rounded(rough / MONTH, MONTHS, 1))}"
    return max(1.0, _rounded(rough, DAYS, 1))


def _log_step(axis: Axis, rough: float) -> Any:
    if rough > 0.7:
        return math.ceil(rough)
    if abs(axis.high - axis.low) >= 1:
        return "D2" if rough > 0.3 else "D1"
    count = 1.5 * abs(axis.high - axis.low) / rough
    straight = abs(10**axis.high - 10**axis.low) / count
    return f"L{_rounded(straight, TENS):g}"


def _multiples(axis: Axis, step: float, first: float = 0.0) -> Iterator[float]:
    low, high = _room(axis)
    at = math.ceil((low - first) / step)
    while (place := first + at * step) <= high:
        yield place
        at += 1


def _named(axis: Axis, step: Any) -> list[Tick]:
    low, high = _room(axis)
    last = len(axis.categories) - 1
    start = max(0, math.ceil(low / step) * step)
    found = range(int(start), int(min(last, math.floor(high))) + 1, int(step))
    return [Tick(float(place), axis.categories[place]) for place in found]


def _logarithmic(axis: Axis, step: Any) -> list[Tick]:
    low, high = _room(axis)
    if isinstance(step, str) and step.startswith("L"):
        size = float(step[1:])
        at, top = math.ceil(10**low / size), 10**high
        values = [one * size for one in range(max(1, at), math.floor(top / size) + 1)]
        say = numbers(axis, size)
        return [Tick(math.log10(value), say(value)) for value in values]
    digits = {"D1": range(1, 10), "D2": (1, 2, 5)}.get(str(step), (1,))
    every = 1 if isinstance(step, str) else int(step)
    powers = [at for at in range(math.floor(low), math.floor(high) + 1) if at % every == 0]
    places = [(digit, at + math.log10(digit)) for at in powers for digit in digits]
    return [_decade(axis, digit, place, step) for digit, place in places if low <= place <= high]


def _decade(axis: Axis, digit: int, place: float, step: Any) -> Tick:
    """One tick among powers of ten: the powers in full, what stands between as small digits."""
    if axis.spec.get("tickformat"):
        return Tick(place, numbers(axis, 1)(10**place))
    full = digit == 1
    text = _affixed(axis, _shortened(10.0 ** round(place)) if full else str(digit))
    size, dx, dy = (1.0 if full else 0.75), 0.0, 0.0
    if step == "D1" and axis.letter == "y":
        dy = -1 / 6 if full else 0.0
        dx = -size / 4 if text[0] in "01" else 0.0
    elif step == "D1" and text[0] in "01":
        dx, dy = (0.5 if place < 0 else 0.25), 0.5
    return Tick(place, text, size, dx, dy)


def _shortened(value: float) -> str:
    power = math.floor(math.log10(value) + 0.01)
    exponent = 3 * round((power - 1) / 3) if abs(power) > 3 else 0
    return f"{value / 10.0**exponent:.12g}" + POWERS.get(exponent, "")


def numbers(axis: Axis, step: float) -> Callable[[float], str]:
    """Return what says the number of a tick: by the axis's format, or with the decimals the steps need."""
    asked = axis.spec.get("tickformat")
    if asked:
        return lambda value: _affixed(axis, formatted(value, asked))
    widest = max(abs(unscaled(axis.low, axis.kind)), abs(unscaled(axis.high, axis.kind))) or 1.0
    power = math.floor(math.log10(widest) + 0.01)
    exponent = 3 * round((power - 1) / 3) if abs(power) > 3 else 0
    decimals = max(0, 2 - math.floor(math.log10(step) + 0.01) + exponent)

    def say(value: float) -> str:
        text = f"{abs(value) / 10.0**exponent:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        unit = POWERS.get(exponent, "") if abs(value / step) >= 1e-6 else ""
        return _affixed(axis, (MINUS if value < 0 and text != "0" else "") + text + unit)

    return say


def _affixed(axis: Axis, text: str) -> str:
    return f"{axis.spec.get('tickprefix', '')}{text}{axis.spec.get('ticksuffix', '')}"


def formatted(value: float, form: str) -> str:
    """Return a number by a d3 format, of those the house uses: "," ",.1f" ".0%" "+.2f" "d" ".3g"."""
    found = _NUMBER.fullmatch(form)
    if not found:
        raise CannotDraw(f"the number format {form!r} cannot be drawn as SVG")
    kind = found["type"] or "g"
    digits = found["digits"] or {"d": "0", "g": "12" if not found["type"] else "6"}.get(kind, "6")
    text = f"{value:{found['sign']}{found['group']}.{digits}{'f' if kind == 'd' else kind}}"
    if found["trim"] and "." in text:
        text = re.sub(r"\.?0+(%?)$", r"\1", text)
    return ("0" if text in ("-0", "+0") else text).replace("-", MINUS)


def _dated(axis: Axis, step: Any) -> list[Tick]:
    if isinstance(step, str) and step.startswith("M"):
        places, form = _months(axis, int(step[1:])), "%Y" if int(step[1:]) % 12 == 0 else "%b %Y"
    else:
        first = _SUNDAY if float(step) % 1 == 0 else 0
        places, form = list(_multiples(axis, float(step), first)), "%b %-d\n%Y"
    form = axis.spec.get("tickformat") or form
    found, before = [], ""
    for place in places:
        head, _, below = dated(date.fromordinal(math.floor(place) + EPOCH), form).partition("\n")
        text = f"{head}<br>{below}" if below != before else head  # a year is said once
        found.append(Tick(place, _affixed(axis, text)))
        before = below
    return found


def _months(axis: Axis, step: int) -> list[float]:
    """The firsts of months, every `step` of them counted from January 2000."""
    low, high = _room(axis)
    start, end = (date.fromordinal(math.floor(one) + EPOCH) for one in (low, high))
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    kept = [month for month in months if (month - 2000 * 12) % step == 0]
    places = [float(date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH) for month in kept]
    return [place for place in places if low <= place <= high]


def dated(day: date, form: str) -> str:
    """Return a day by a d3 format made of %Y %y %b %B %m %d %e and %-d."""

    def say(match: re.Match[str]) -> str:
        if match[0] in ("%-d", "%e"):
            return str(day.day)
        if match[0] not in _DAY:
            raise CannotDraw(f"{match[0]} in a format of dates cannot be drawn as SVG")
        return _DAY[match[0]].format(day)

    return re.sub(r"%-?.", say, form)
