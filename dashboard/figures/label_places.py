"""Where a label may stand: boxes in a chart, and the free one among candidates. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

Spot = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in any one unit, such as parts of the chart or pixels; up and right are more."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, spot: Spot) -> bool:
        """Say whether a point lies inside or on the edge."""
        return self.left <= spot[0] <= self.right and self.bottom <= spot[1] <= self.top

    def overlap(self, other: "Box") -> float:
        """Return the area that two boxes share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0.0) * max(height, 0.0)

    @property
    def area(self) -> float:
        """Width times height."""
        return (self.right - self.left) * (self.top - self.bottom)


def freest(candidates: Sequence[Box], spots: Sequence[Spot], taken: Sequence[Box] = ()) -> int:
    """Return which candidate covers the least of points and of boxes taken; of equal ones the first."""

    def covered(at: int) -> float:
        box = candidates[at]
        hidden = sum(box.holds(spot) for spot in spots)
        return hidden + 100 * sum(box.overlap(other) for other in taken) / box.area

    return min(range(len(candidates)), key=covered)
