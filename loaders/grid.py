"""From British National Grid to longitude and latitude (WGS84). Pure.

Ordnance Survey, "A guide to coordinate systems in Great Britain": the grid's projection undone, then a change
of datum by seven parameters, which is right to about five metres anywhere in Great Britain: far less than a
map of districts shows.
"""

from functools import cache
from typing import Any

import numpy as np

# Written out, and not left to PROJ: it would take a finer grid of shifts on the machines that hold one, and
# the same file would then give other boundaries there.
_STEPS = (
    "inv proj=tmerc lat_0=49 lon_0=-2 k=0.9996012717 x_0=400000 y_0=-100000 ellps=airy",
    "proj=push v_3",
    "proj=cart ellps=airy",
    "proj=helmert x=446.448 y=-125.157 z=542.060 rx=0.1502 ry=0.2470 rz=0.8421 s=-20.4894"
    " convention=position_vector",
    "inv proj=cart ellps=WGS84",
    "proj=pop v_3",
    "proj=unitconvert xy_in=rad xy_out=deg",
)


def to_wgs84(easting: np.ndarray, northing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude in degrees of points on the grid, in metres."""
    longitude, latitude = _transformer().transform(easting, northing)
    return longitude, latitude


@cache
def _transformer() -> Any:
    # Only a file of boundaries on the grid needs it, and it would slow the start of every command.
    from pyproj import Transformer

    return Transformer.from_pipeline(" step ".join(("proj=pipeline", *_STEPS)))
