"""From British National Grid to longitude and latitude (WGS84). Pure.

The formulas and constants of Ordnance Survey, "A guide to coordinate systems in Great Britain": the inverse
transverse Mercator projection on Airy's ellipsoid, then a change of datum by seven parameters, which is right
to about five metres anywhere in Great Britain: far less than a map of districts shows.
"""

from typing import cast

import numpy as np

_AIRY = (6_377_563.396, 6_356_256.909)  # half axes of the ellipsoid of the grid, in metres
_WGS84 = (6_378_137.0, 6_356_752.3142)
_SCALE, _EAST, _NORTH = 0.9996012717, 400_000.0, -100_000.0  # on the central meridian; of the true origin
_LATITUDE, _LONGITUDE = np.radians(49.0), np.radians(-2.0)  # of the true origin
_SHIFT = np.array([446.448, -125.157, 542.060])  # metres, from the datum of the grid to WGS84
_TURN = np.radians(np.array([0.1502, 0.2470, 0.8421]) / 3600)
_GROWTH = -20.4894e-6
_MILLIMETRE = 1e-5  # metres within which the meridian's arc is found
_STEPS = 20


def to_wgs84(easting: np.ndarray, northing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude in degrees of points on the grid, in metres."""
    latitude, longitude = _unprojected(easting, northing)
    x, y, z = _cartesian(latitude, longitude)
    moved = np.stack(
        [
            _SHIFT[0] + (1 + _GROWTH) * x - _TURN[2] * y + _TURN[1] * z,
            _SHIFT[1] + _TURN[2] * x + (1 + _GROWTH) * y - _TURN[0] * z,
            _SHIFT[2] - _TURN[1] * x + _TURN[0] * y + (1 + _GROWTH) * z,
        ]
    )
    latitude, longitude = _angles(*moved)
    return np.degrees(longitude), np.degrees(latitude)


def _eccentricity(axes: tuple[float, float]) -> float:
    return 1 - axes[1] ** 2 / axes[0] ** 2


def _arc(latitude: np.ndarray) -> np.ndarray:
    """The length of the meridian from the true origin, in metres on the grid."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    apart, together = latitude - _LATITUDE, latitude + _LATITUDE
    return cast(
        np.ndarray,
        b
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(apart) * np.cos(together)
            + 15 / 8 * (n**2 + n**3) * np.sin(2 * apart) * np.cos(2 * together)
            - 35 / 24 * n**3 * np.sin(3 * apart) * np.cos(3 * together)
        ),
    )


def _unprojected(easting: np.ndarray, northing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude on the grid's own datum, in radians."""
    a, e2 = _AIRY[0], _eccentricity(_AIRY)
    foot = (northing - _NORTH) / (a * _SCALE) + _LATITUDE
    for _ in range(_STEPS):
        left = northing - _NORTH - _arc(foot)
        if np.all(np.abs(left) < _MILLIMETRE):
            break
        foot = foot + left / (a * _SCALE)
    bend = 1 - e2 * np.sin(foot) ** 2
    nu, rho = a * _SCALE / np.sqrt(bend), a * _SCALE * (1 - e2) / bend**1.5
    eta2, tan, sec, d = nu / rho - 1, np.tan(foot), 1 / np.cos(foot), easting - _EAST
    latitude = (
        foot
        - tan / (2 * rho * nu) * d**2
        + tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2) * d**4
        - tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4) * d**6
    )
    longitude = (
        _LONGITUDE
        + sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * tan**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4) * d**5
        - sec / (5040 * nu**7) * (61 + 662 * tan**2 + 1320 * tan**4 + 720 * tan**6) * d**7
    )
    return latitude, longitude


def _cartesian(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    e2 = _eccentricity(_AIRY)
    nu = _AIRY[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    across = nu * np.cos(latitude)
    return across * np.cos(longitude), across * np.sin(longitude), (1 - e2) * nu * np.sin(latitude)


def _angles(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    e2, across = _eccentricity(_WGS84), np.hypot(x, y)
    latitude = np.arctan2(z, across * (1 - e2))
    for _ in range(_STEPS):
        nu = _WGS84[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * nu * np.sin(latitude), across)
    return latitude, np.arctan2(y, x)
