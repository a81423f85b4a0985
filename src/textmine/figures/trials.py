"""Draw many trials of an estimator where the truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, use_chinese_font
from textmine.governance.measures.rates import wilson_interval

__all__ = ["draw_power", "draw_trials"]


def draw_trials(trials: pd.DataFrame, *, truth: float, ax: Any, xlabel: str = "估计效果") -> Any:
    """Draw the interval of every trial, sorted by estimate; those that miss the truth stand out.

    Parameters
    ----------
    trials : DataFrame with `estimate`, `low`, `high`, one row a trial
    truth : float
        Drawn as a line; in the unit of the estimates.
    """
    table = trials.sort_values("estimate", kind="stable")
    at = np.arange(len(table))
    misses = ((table["low"] > truth) | (table["high"] < truth)).to_numpy()
    for is_miss, colour, label in ((False, PALETTE[0], "区间含真值"), (True, PALETTE[5], "区间不含真值")):
        part = table[misses == is_miss]
        ax.hlines(at[misses == is_miss], part["low"], part["high"], color=colour, lw=1.4, label=label)
        ax.scatter(part["estimate"], at[misses == is_miss], color=colour, s=12)
    ax.axvline(truth, color=INK, lw=1.2, ls="--")
    ax.axvline(0, color=SOFT, lw=0.8)
    ax.set_yticks([])
    ax.set_ylabel("各次模拟")
    ax.set_xlabel(xlabel)
    ax.legend(frameon=False, fontsize=9, loc="lower right")
    ax.spines[["top", "right", "left"]].set_visible(False)
    return use_chinese_font(ax)


def draw_power(
    shares: pd.DataFrame,
    *,
    ax: Any,
    n_trials: int | None = None,
    xlabel: str = "",
    ylabel: str = "判为有效果的比例",
) -> Any:
    """Draw the share of trials that find an effect, one line a method (columns), over the index.

    Parameters
    ----------
    shares : DataFrame of shares from 0 to 1
    n_trials : int, optional
        Trials each share rests on: then its 95 % interval of Wilson is drawn, since few trials tell a share roughly.
    """
    for which, name in enumerate(shares.columns):
        colour = PALETTE[which % len(PALETTE)]
        ax.plot(shares.index, shares[name], "o-", color=colour, lw=1.6, label=str(name))
        if n_trials is not None:
            found = (shares[name].to_numpy(dtype=float) * n_trials).round()
            bounds = wilson_interval(found, np.full(len(found), n_trials))
            ax.vlines(shares.index, bounds.low, bounds.high, color=colour, lw=1.2)
    ax.axhline(0.05, color=SOFT, lw=0.8, ls=":")
    ax.set_ylim(0, 1.02)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.legend(frameon=False, fontsize=9)
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)
