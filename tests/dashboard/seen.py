"""How colours are seen: contrast (WCAG 2.2), colour vision deficiency (Machado, Oliveira and Fernandes 2009),
and how far apart two colours are (CIEDE2000).
"""

import math

Linear = tuple[float, float, float]

# The full deficiency (severity 1.0), for linear RGB: table 1 of the paper.
VISION: dict[str, tuple[Linear, Linear, Linear]] = {
    "full colour vision": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> Linear:
    """Return a colour such as "#005EB8" in linear RGB, each from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def over(colour: str, opacity: float, ground: str) -> str:
    """Return the colour that a translucent one makes on a ground."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(opacity * top + (1 - opacity) * below):02X}" for top, below in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    light = sorted(_luminance(colour) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def apart(one: str, other: str, vision: str = "full colour vision") -> float:
    """Return how far two colours are apart (CIEDE2000) for a kind of colour vision; 2 can just be told."""
    return _ciede2000(_lab(_as_seen(linear(one), vision)), _lab(_as_seen(linear(other), vision)))


def _times(matrix: tuple[Linear, Linear, Linear], vector: Linear) -> Linear:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def _as_seen(colour: Linear, vision: str) -> Linear:
    first, second, third = (min(1.0, max(0.0, one)) for one in _times(VISION[vision], colour))
    return first, second, third


def _lab(colour: Linear) -> Linear:
    x, y, z = (_curve(one / white) for one, white in zip(_times(_TO_XYZ, colour), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _curve(value: float) -> float:
    return value ** (1 / 3) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29


def _ciede2000(one: Linear, other: Linear) -> float:
    """The formula of Sharma, Wu and Dalal 2005, whose test data the tests use."""
    mean = (math.hypot(*one[1:]) + math.hypot(*other[1:])) / 2
    grey = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25**7))
    (light1, chroma1, hue1), (light2, chroma2, hue2) = (_polar(lab, grey) for lab in (one, other))
    turn = (hue2 - hue1 + 180) % 360 - 180 if chroma1 * chroma2 else 0.0
    if turn == -180:
        turn = 180.0
    middle = _middle(hue1, hue2) if chroma1 * chroma2 else hue1 + hue2
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    by_light = (light2 - light1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    hue = 2 * math.sqrt(chroma1 * chroma2) * math.sin(math.radians(turn / 2))
    by_hue = hue / (1 + 0.015 * chroma * _hue_weight(middle))
    rotation = -math.sin(math.radians(60 * math.exp(-(((middle - 275) / 25) ** 2))))
    rotation *= 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    return math.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)


def _polar(lab: Linear, grey: float) -> Linear:
    light, a, b = lab[0], lab[1] * grey, lab[2]
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _middle(one: float, other: float) -> float:
    if abs(one - other) <= 180:
        return (one + other) / 2
    return (one + other + 360) / 2 if one + other < 360 else (one + other - 360) / 2


def _hue_weight(hue: float) -> float:
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    return 1 + sum(size * math.cos(math.radians(times * hue + shift)) for size, times, shift in waves)
