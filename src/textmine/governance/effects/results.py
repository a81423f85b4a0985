"""Carry an effect with its uncertainty, the number of communities behind it, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

__all__ = ["Effect", "effects_frame", "interval"]


@dataclass(frozen=True)
class Effect:
    """Hold one estimated effect.

    `estimate`, `low` and `high` are NaN where the data cannot say; `flags` then tells why. `low` and
    `high` are a 95 % interval unless said otherwise. For `solved_share` the unit is a share (0.05 = five
    cases in a hundred).
    """

    model_id: str
    outcome: str
    estimate: float
    low: float
    high: float
    n_treated: int
    method: str
    flags: tuple[str, ...] = ()
    se: float = float("nan")
    p_value: float = float("nan")
    n_controls: int = 0
    details: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_known(self) -> bool:
        """Tell whether there is a number at all."""
        return bool(np.isfinite(self.estimate))

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval lies on one side of zero."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high) and self.low * self.high > 0)

    def with_flags(self, *flags: str) -> Effect:
        """Return the effect with further flags, each once."""
        return Effect(**{**self.__dict__, "flags": tuple(dict.fromkeys([*self.flags, *flags]))})

    def to_record(self) -> dict[str, Any]:
        """Return the effect as written to JSON: what is unknown is null.

        Examples
        --------
        >>> nan = float("nan")
        >>> unknown = Effect("first_secretary", "solved_share", nan, nan, nan, 1, "none", ("no_controls",))
        >>> unknown.to_record()["estimate"] is None
        True
        """

        def number(value: float) -> float | None:
            return float(value) if np.isfinite(value) else None

        return {
            "model_id": self.model_id,
            "outcome": self.outcome,
            "estimate": number(self.estimate),
            "low": number(self.low),
            "high": number(self.high),
            "n_treated": int(self.n_treated),
            "method": self.method,
            "flags": list(self.flags),
            "se": number(self.se),
            "p_value": number(self.p_value),
            "n_controls": int(self.n_controls),
        }


def effects_frame(effects: Iterable[Effect]) -> pd.DataFrame:
    """List effects as a table, flags joined by spaces.

    Examples
    --------
    >>> effects_frame([Effect("first_secretary", "solved_share", 0.05, 0.01, 0.09, 18, "imputation")]).shape
    (1, 11)
    """
    columns = [
        "model_id",
        "outcome",
        "estimate",
        "low",
        "high",
        "n_treated",
        "method",
        "flags",
        "se",
        "p_value",
    ]
    rows = [effect.to_record() | {"flags": " ".join(effect.flags)} for effect in effects]
    return pd.DataFrame(rows, columns=[*columns, "n_controls"]).astype(
        dict.fromkeys(("estimate", "low", "high", "se", "p_value"), float)
    )


Z = float(stats.norm.ppf(0.975))
_ROUNDING = 1e-12  # What is left of a standard error of 0 by the arithmetic of a computer.


def interval(estimate: float, se: float, df: float = float("inf")) -> tuple[float, float, float]:
    """Return the 95 % interval and the p-value of zero; NaN where the standard error is 0, but for rounding, or unknown."""
    if not (np.isfinite(estimate) and np.isfinite(se) and se > _ROUNDING * max(1.0, abs(estimate))):
        return float("nan"), float("nan"), float("nan")
    reach = (float(stats.t.ppf(0.975, df)) if np.isfinite(df) else Z) * se
    p = 2 * stats.t.sf(abs(estimate / se), df) if np.isfinite(df) else 2 * stats.norm.sf(abs(estimate / se))
    return estimate - reach, estimate + reach, float(p)
