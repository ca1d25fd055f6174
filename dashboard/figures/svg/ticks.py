"""Where the ticks of an axis stand and what they say, by Plotly's rules. Pure."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard.figures.svg.axis import Axis, listed
from dashboard.figures.svg.drawable import CannotDraw

TENS = (2, 5, 10)
POWERS = {-12: "p", -9: "n", -6: "μ", -3: "m", 3: "k", 6: "M", 9: "B", 12: "T"}
MINUS = "−"
_NUMBER = re.compile(r"(?P<sign>\+?)(?P<group>,?)(?:\.(?P<digits>\d+))?(?P<trim>~?)(?P<type>[dfg%]?)")


@dataclass(frozen=True)
class Tick:
    """A tick: its place on the axis's scale, and its words."""

    place: float
    text: str


def ticks(axis: Axis) -> list[Tick]:
    """Return the ticks of an axis within its range, in the order of their places.

    Raises CannotDraw for days or powers whose ticks are not given.
    """
    spec = axis.spec
    if spec.get("tickmode", "array" if spec.get("tickvals") is not None else "") == "array":
        return _given(axis)
    if axis.kind != "linear":
        raise CannotDraw(f"a {axis.kind} axis without its ticks cannot be drawn as SVG: give tickvals")
    step = float(spec.get("dtick") or _step(axis))
    say = numbers(axis, step)
    return [Tick(place, say(place)) for place in _multiples(axis, step)]


def _room(axis: Axis) -> tuple[float, float]:
    """The ends of the range, a trace wider: a tick on the very end is drawn."""
    low, high = sorted((axis.low, axis.high))
    slack = (high - low) * 1e-4
    return low - slack, high + slack


def _given(axis: Axis) -> list[Tick]:
    places = [axis.scaled(value) for value in listed(axis.spec.get("tickvals"))]
    texts = listed(axis.spec.get("ticktext"))
    low, high = _room(axis)
    labelled = []
    for at, place in enumerate(places):
        if place is None or not low < place < high:
            continue
        if at >= len(texts):
            raise CannotDraw("a tick without its words cannot be drawn as SVG: give ticktext with tickvals")
        labelled.append(Tick(place, str(texts[at])))
    return list(dict.fromkeys(labelled))


def _step(axis: Axis) -> float:
    """The distance of ticks that Plotly chooses: two, five or ten times a power of ten."""
    rough = abs(axis.high - axis.low) / _count(axis)
    base = 10.0 ** math.floor(math.log10(rough))
    return base * next((tens for tens in TENS if tens > rough / base), TENS[-1])


def _count(axis: Axis) -> float:
    asked = axis.spec.get("nticks")
    if asked:
        return float(asked)
    return min(9.0, max(4.0, axis.length / (40 if axis.letter == "y" else 80))) + 1


def _multiples(axis: Axis, step: float) -> Iterator[float]:
    low, high = _room(axis)
    at = math.ceil(low / step)
    while (place := at * step) <= high:
        yield place
        at += 1


def numbers(axis: Axis, step: float) -> Callable[[float], str]:
    """Return what says the number of a tick: by the axis's format, or with the decimals the steps need."""
    asked = axis.spec.get("tickformat")
    if asked:
        return lambda value: _affixed(axis, formatted(value, asked))
    widest = max(abs(axis.low), abs(axis.high)) or 1.0
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
    return f"{text}{axis.spec.get('ticksuffix', '')}"


def formatted(value: float, form: str) -> str:
    """Return a number by a d3 format, of those the house uses: "," ",.1f" ".0%" "+.2f" "d" ".3g"."""
    match = _NUMBER.fullmatch(form)
    if not match:
        raise CannotDraw(f"the number format {form!r} cannot be drawn as SVG")
    kind = match["type"] or "g"
    digits = match["digits"] or {"d": "0", "g": "12" if not match["type"] else "6"}.get(kind, "6")
    text = f"{value:{match['sign']}{match['group']}.{digits}{'f' if kind == 'd' else kind}}"
    if match["trim"] and "." in text:
        text = re.sub(r"\.?0+(%?)$", r"\1", text)
    return ("0" if text in ("-0", "+0") else text).replace("-", MINUS)
