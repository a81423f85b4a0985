"""Judge communities against limits that widen for the small: a funnel plot instead of a league table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

__all__ = ["Funnel", "funnel_limits", "standardised_ratio"]

Array = npt.NDArray[Any]
LIMITS = (1.96, 3.09)
WINSOR_SHARE = 0.1


@dataclass(frozen=True)
class Funnel:
    """Hold a funnel: target, over-dispersion, each unit's rate and z, and its limits at 95 % and 99.8 %."""

    target: float
    overdispersion: float
    n: Array
    rate: Array
    z: Array
    low95: Array
    high95: Array
    low998: Array
    high998: Array

    @property
    def is_outside(self) -> npt.NDArray[np.bool_]:
        """Tell which units lie outside the 99.8 % limits."""
        outside: npt.NDArray[np.bool_] = (self.rate < self.low998) | (self.rate > self.high998)
        return outside

    def to_frame(self) -> pd.DataFrame:
        """List the units."""
        names = ("n", "rate", "z", "low95", "high95", "low998", "high998")
        return pd.DataFrame({name: getattr(self, name) for name in names} | {"is_outside": self.is_outside})


def funnel_limits(k: npt.ArrayLike, n: npt.ArrayLike, *, target: float | None = None) -> Funnel:
    """Compute over-dispersed funnel limits for proportions.

    Spiegelhalter 2005, Statistics in Medicine 24: 1185.

    z-scores against the target are winsorised at 10 %, their mean square is the over-dispersion φ, and
    the limits are target ± z·√(max(1, φ)·p(1 - p)/n). Units without trials have NaN.

    Examples
    --------
    >>> found = funnel_limits([18, 160, 700], [22, 200, 1000])
    >>> found.overdispersion > 1 and not found.is_outside.any()
    True
    """
    successes, trials = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    if target is None:
        target = float(successes.sum() / trials.sum()) if trials.sum() else float("nan")
    safe = np.where(trials > 0, trials, np.nan)
    rate = successes / safe
    spread = np.sqrt(max(target * (1 - target), 1e-12) / safe)
    z = (rate - target) / spread
    known = z[np.isfinite(z)]
    low, high = np.quantile(known, [WINSOR_SHARE, 1 - WINSOR_SHARE]) if len(known) else (0.0, 0.0)
    phi = float(np.mean(np.clip(known, low, high) ** 2)) if len(known) else 1.0
    wide = np.sqrt(max(1.0, phi)) * spread
    edges = [np.clip(target + sign * limit * wide, 0, 1) for limit in LIMITS for sign in (-1, 1)]
    return Funnel(target, phi, trials, rate, z, *edges)


def standardised_ratio(observed: npt.ArrayLike, expected: npt.ArrayLike) -> pd.DataFrame:
    """Compute observed over expected with exact Poisson limits on the observed count.

    The limits treat the expectation as known. For a share of successes they are wider than needed, by about
    √(1 - p). Without an expectation the ratio is NaN.

    Examples
    --------
    >>> standardised_ratio([12], [10.0]).round(2).values.tolist()
    [[1.2, 0.62, 2.1]]
    """
    o, e = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    safe = np.where(e > 0, e, np.nan)
    low = np.where(o > 0, stats.chi2.ppf(0.025, 2 * np.maximum(o, 1)) / 2, 0.0)
    high = stats.chi2.ppf(0.975, 2 * (o + 1)) / 2
    return pd.DataFrame({"ratio": o / safe, "low": low / safe, "high": high / safe})
