"""The predictive distribution behind the forecast: local level plus drift, its parameters integrated out.

Gaussian process with level covariance (1 - r) I + r min(t, t') and, for monthly series, a season; regressors
[1, t]; flat prior on the level, N(0, 0.25 sigma^2) on the drift, inverse-gamma on sigma^2. Each r (and season
strength tau) is equally likely beforehand, is weighted by its marginal likelihood, and predicts a Student t.
What depends only on which periods were seen is worked out once and kept.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import linalg, special

Floats = npt.NDArray[np.float64]

SIGNAL_SHARES = (0.0, 0.03, 0.08, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0)
SEASON_STRENGTHS = (0.0, 0.05, 0.2, 0.6)
MONTHS = 12
PRIOR_PRECISION = np.diag([1e-8, 1 / 0.25])
JITTER = 1e-9
PRIOR_SCALE = 0.5
NEGLIGIBLE = 1e-12
GRID = 50  # limits are read between points a fiftieth of the standard deviation apart, as in the reference
NEWTON_STEPS = 50


@dataclass(frozen=True, kw_only=True)
class _Factors:
    """For each of m pairs (r, tau), n periods seen and H ahead; everything but the figures themselves."""

    seen: Floats  # (n, 2) regressors
    ahead: Floats  # (H, 2)
    whiten: Floats  # (m, n, n) inverse Cholesky factors
    whitened: Floats  # (m, n, 2) whitened regressors
    inverse: Floats  # (m, 2, 2) inverse of A
    log_determinants: Floats  # (m,) the part of the log weight without the figures
    gain: Floats  # (m, H, n)
    spread: Floats  # (m, H) variance per unit of S / n


@dataclass(frozen=True)
class Mixture:
    """Student t's with `freedom` degrees: weight (m,), centre and scale (m, H) for H periods ahead."""

    weight: Floats
    centre: Floats
    scale: Floats
    freedom: int

    def mean(self) -> Floats:
        """Mean for each period ahead, (H,)."""
        return np.asarray(self.weight @ self.centre)

    def deviation(self) -> Floats:
        """Standard deviation for each period ahead, (H,); needs three or more degrees of freedom."""
        inner = self.scale**2 * (self.freedom / (self.freedom - 2))
        return np.sqrt(self.weight @ (inner + (self.centre - self.mean()) ** 2))

    def below(self, x: npt.ArrayLike) -> Floats:
        """The chance of a figure at or below x, which is (H,) or (k, H)."""
        at = (np.asarray(x, dtype=np.float64)[..., None, :] - self.centre) / self.scale
        return np.asarray(np.einsum("m,...mh->...h", self.weight, special.stdtr(self.freedom, at)))

    def limits(self, chances: npt.ArrayLike) -> Floats:
        """The figures that are not exceeded with the given chances (k,): (k, H)."""
        chance = np.asarray(chances, dtype=np.float64)[:, None]
        mean, step = self.mean(), self.deviation() / GRID
        cell = np.floor((self._exact(chance) - mean) / step)
        low, high = mean + cell * step, mean + (cell + 1) * step
        below_low, below_high = self.below(low), self.below(high)
        return np.asarray(low + (chance - below_low) / (below_high - below_low) * step)

    def _exact(self, chance: Floats) -> Floats:
        """Quantiles by Newton's method, kept inside the quantiles of the single components."""
        single = self.centre + self.scale * special.stdtrit(self.freedom, chance)[..., None]
        low, high = single.min(axis=1), single.max(axis=1)
        x = self.weight @ single
        for _ in range(NEWTON_STEPS):
            step = (self.below(x) - chance) / self._density(x)
            x = np.clip(x - step, low, high)
            if (np.abs(step) < 1e-9 * (high - low) + 1e-13 * np.abs(x)).all():
                break
        return x

    def _density(self, x: Floats) -> Floats:
        nu = self.freedom
        constant = np.exp(special.gammaln((nu + 1) / 2) - special.gammaln(nu / 2)) / np.sqrt(nu * np.pi)
        at = (x[..., None, :] - self.centre) / self.scale
        each = constant * (1 + at * at / nu) ** (-(nu + 1) / 2) / self.scale
        return np.asarray(np.einsum("m,...mh->...h", self.weight, each))


def predict(values: Floats, horizon: int, monthly: bool) -> Mixture:
    """Predictive distribution 1..horizon periods after the last value of an evenly spaced series (n,).

    Missing periods are NaN; the first and the last value are given, and the differences are not all equal.
    """
    positions = np.flatnonzero(~np.isnan(values))
    seen = values[positions]
    scale, level = scale_of(values), float(seen.mean())
    z = (seen - level) / scale
    factors = _factors(tuple(int(p) for p in positions), horizon, monthly)
    n = len(z)
    white = factors.whiten @ z
    coefficients = np.einsum("mij,mnj,mn->mi", factors.inverse, factors.whitened, white)
    left = white - np.einsum("mnj,mj->mn", factors.whitened, coefficients)
    prior = np.einsum("mi,ij,mj->m", coefficients, PRIOR_PRECISION, coefficients)
    spread = (left**2).sum(axis=1) + prior + PRIOR_SCALE
    log_weight = factors.log_determinants - n / 2 * np.log(spread)
    weight = np.exp(log_weight - log_weight.max())
    kept = weight > NEGLIGIBLE * weight.sum()
    weight, coefficients = weight[kept] / weight[kept].sum(), coefficients[kept]
    residual = z - coefficients @ factors.seen.T
    centre = coefficients @ factors.ahead.T + np.einsum("mhn,mn->mh", factors.gain[kept], residual)
    deviation = np.sqrt(spread[kept, None] / n * factors.spread[kept])
    return Mixture(weight, level + scale * centre, scale * deviation, n)


def scale_of(values: Floats) -> float:
    """Standard deviation (n in its divisor) of the differences between neighbours, else between figures."""
    differences = np.diff(values)
    differences = differences[~np.isnan(differences)]
    if len(differences) < 2:
        differences = np.diff(values[~np.isnan(values)])
    return float(differences.std())


@lru_cache(maxsize=256)
def _factors(positions: tuple[int, ...], horizon: int, monthly: bool) -> _Factors:
    n = len(positions)
    t = np.array([*positions, *range(positions[-1] + 1, positions[-1] + 1 + horizon)], dtype=np.float64)
    regressors = np.column_stack((np.ones_like(t), t))
    seen, ahead = regressors[:n], regressors[n:]
    covariance = _covariances(t, monthly)
    root = np.linalg.cholesky(covariance[:, :n, :n])
    whiten = np.stack([linalg.solve_triangular(each, np.eye(n), lower=True) for each in root])
    whitened = whiten @ seen
    inverse = np.linalg.inv(whitened.transpose(0, 2, 1) @ whitened + PRIOR_PRECISION)
    gain = covariance[:, n:, :n] @ whiten.transpose(0, 2, 1) @ whiten
    rest = ahead - gain @ seen
    spread = (
        np.diagonal(covariance[:, n:, n:], axis1=1, axis2=2)
        - np.einsum("mhn,mnh->mh", gain, covariance[:, :n, n:])
        + np.einsum("mhi,mij,mhj->mh", rest, inverse, rest)
    )
    logs = 0.5 * np.linalg.slogdet(inverse)[1] - np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return _Factors(
        seen=seen,
        ahead=ahead,
        whiten=whiten,
        whitened=whitened,
        inverse=np.asarray(inverse, dtype=np.float64),
        log_determinants=logs,
        gain=gain,
        spread=spread,
    )


def _covariances(t: Floats, monthly: bool) -> Floats:
    """(m, N, N) for all pairs of r and tau."""
    identity, level = np.eye(len(t)), np.minimum.outer(t, t)
    season = MONTHS * (np.equal.outer(t % MONTHS, t % MONTHS) - 1 / MONTHS)
    return np.stack(
        [
            (1 - r) * identity + r * level + tau * season + JITTER * identity
            for r in SIGNAL_SHARES
            for tau in (SEASON_STRENGTHS if monthly else (0.0,))
        ]
    )
