"""Draw results about governance models, each on a given axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.figures.style import HATCHES, PALETTE, label_periods
from textmine.governance.effects.inference import Randomisation
from textmine.governance.effects.results import Effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "draw_adoption",
    "draw_bounds",
    "draw_caterpillar",
    "draw_effects",
    "draw_event_study",
    "draw_funnel",
    "draw_rank_probabilities",
    "draw_reporting",
    "draw_shuffles",
]

INK, SOFT, ACCENT, WARN = "#1f2933", "#9aa5b1", "#155e75", "#b45309"


def _plain(ax: Axes) -> Axes:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _nothing(ax: Axes) -> Axes:
    """Leave an axis that has nothing to show with a dash instead of an error."""
    ax.text(0.5, 0.5, "–", ha="center", va="center", color=SOFT, transform=ax.transAxes)
    ax.set_xticks([])
    ax.set_yticks([])
    return _plain(ax)


def draw_effects(
    effects: Sequence[Effect], ax: Axes, *, labels: dict[str, str] | None = None, xlabel: str = ""
) -> Axes:
    """Draw effects with their intervals; an unclear one is grey, an unknown one only named."""
    names = labels or {}
    if not effects:
        return _nothing(ax)
    for at, effect in enumerate(reversed(list(effects))):
        if not effect.is_known:
            ax.text(0, at, "?", ha="center", va="center", color=SOFT)
            continue
        colour = ACCENT if effect.is_clear else SOFT
        if np.isfinite(effect.low) and np.isfinite(effect.high):
            ax.plot([effect.low, effect.high], [at, at], color=colour, lw=2, solid_capstyle="round")
        ax.plot(effect.estimate, at, "o", color=colour, ms=7)
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_yticks(range(len(effects)))
    ax.set_yticklabels(
        [f"{names.get(e.model_id, e.model_id)} (n={e.n_treated})" for e in reversed(list(effects))]
    )
    ax.set_ylim(-0.6, len(effects) - 0.4)
    ax.set_xlabel(xlabel)
    return _plain(ax)


def draw_event_study(table: pd.DataFrame, ax: Axes, *, xlabel: str = "", ylabel: str = "") -> Axes:
    """Draw effects by month since adoption with pointwise intervals and the simultaneous band."""
    if not len(table):
        return _nothing(ax)
    month = table["month"].to_numpy(float)
    ax.fill_between(month, table["band_low"], table["band_high"], color=SOFT, alpha=0.25, lw=0)
    for is_after, colour in ((False, WARN), (True, ACCENT)):
        at = (month >= 0) == is_after
        ax.vlines(month[at], table["low"].to_numpy()[at], table["high"].to_numpy()[at], color=colour, lw=1.4)
        ax.plot(month[at], table["estimate"].to_numpy()[at], "o", color=colour, ms=4)
    # The band of months seen in few communities would squeeze everything else flat.
    reach = 1.6 * float(np.nanmax(np.abs(table[["low", "high"]].to_numpy()))) if len(table) else 1.0
    ax.set_ylim(-reach, reach)
    ax.axhline(0, color=INK, lw=0.8)
    ax.axvline(-0.5, color=INK, lw=0.8, ls=":")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return _plain(ax)


def draw_adoption(
    steps: pd.DataFrame, ax: Axes, *, labels: dict[str, str] | None = None, ylabel: str = ""
) -> Axes:
    """Draw how many communities had each model in each month, one model on top of the other, each with its own hatching."""
    if not len(steps):
        return _nothing(ax)
    months = sorted(steps["month"].unique())
    below = np.zeros(len(months))
    for at, (model, rows) in enumerate(steps.groupby("model_id", sort=True)):
        values = rows.set_index("month")["n_communities"].reindex(months).fillna(0).to_numpy(float)
        # One on top of the other: models adopted in step would hide each other as lines.
        ax.fill_between(
            range(len(months)),
            below,
            below + values,
            step="post",
            color=PALETTE[at % len(PALETTE)],
            alpha=0.75,
            hatch=HATCHES[at % len(HATCHES)],
            edgecolor="white",
            lw=0,
            label=(labels or {}).get(str(model), str(model)),
        )
        below = below + values
    label_periods(ax, months)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(ylabel)
    ax.legend(frameon=False, fontsize=8, loc="upper left")
    return _plain(ax)


def draw_funnel(communities: pd.DataFrame, ax: Axes, *, xlabel: str = "", ylabel: str = "") -> Axes:
    """Draw each community's share solved against its call-backs, with 95 % and 99.8 % limits that allow for spread."""
    from textmine.governance.measures import funnel_limits

    n = communities["n_valid_cb"].to_numpy(float)
    funnel = funnel_limits(communities["solved_share"].fillna(0).to_numpy() * n, n)
    order = np.argsort(n, kind="stable")
    for low, high, style in ((funnel.low95, funnel.high95, "--"), (funnel.low998, funnel.high998, "-")):
        ax.plot(n[order], low[order], style, color=SOFT, lw=1)
        ax.plot(n[order], high[order], style, color=SOFT, lw=1)
    outside = funnel.is_outside
    ax.axhline(funnel.target, color=INK, lw=0.8)
    ax.scatter(n[~outside], funnel.rate[~outside], s=14, color=ACCENT, alpha=0.7, lw=0)
    ax.scatter(n[outside], funnel.rate[outside], s=22, color=WARN, lw=0)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return _plain(ax)


def draw_caterpillar(communities: pd.DataFrame, ax: Axes, *, xlabel: str = "", n_most: int = 60) -> Axes:
    """Draw raw and shrunken shares with intervals, sorted; of many communities the ends and an even sample."""
    table = communities.dropna(subset=["shrunken_share"]).sort_values("shrunken_share", kind="stable")
    if len(table) > n_most:
        table = table.iloc[np.unique(np.linspace(0, len(table) - 1, n_most).astype(int))]
    at = np.arange(len(table))
    ax.hlines(at, table["shrunken_low"], table["shrunken_high"], color=SOFT, lw=1.2)
    ax.plot(table["shrunken_share"], at, "o", color=ACCENT, ms=3.5)
    ax.plot(table["solved_share"], at, "x", color=WARN, ms=3.5)
    ax.set_yticks([])
    ax.set_xlabel(xlabel)
    return _plain(ax)


def draw_shuffles(found: Randomisation, ax: Axes, *, xlabel: str = "") -> Axes:
    """Draw the estimates of shuffled adoptions and where the true one lies."""
    ax.hist(found.shuffled, bins=30, color=SOFT, alpha=0.7)
    ax.axvline(found.estimate, color=WARN, lw=2)
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_yticks([])
    ax.set_xlabel(xlabel)
    return _plain(ax)


def draw_rank_probabilities(
    ranks: pd.DataFrame, ax: Axes, *, labels: dict[str, str] | None = None, xlabel: str = ""
) -> Axes:
    """Draw the probability of every rank as a table of shaded cells."""
    if not len(ranks):
        return _nothing(ax)
    columns = [name for name in ranks.columns if name.startswith("p_rank_")]
    values = ranks[columns].to_numpy(float)
    ax.imshow(values, cmap="GnBu", vmin=0, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        colour = "white" if value > 0.6 else INK
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour, fontsize=9)
    ax.set_xticks(range(len(columns)))
    ax.set_xticklabels([str(i + 1) for i in range(len(columns))])
    ax.set_yticks(range(len(ranks)))
    ax.set_yticklabels([(labels or {}).get(m, m) for m in ranks["model_id"]])
    ax.set_xlabel(xlabel)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def draw_bounds(bounds: pd.DataFrame, ax: Axes, *, xlabel: str = "", ylabel: str = "") -> Axes:
    """Draw how the interval of one model widens the more later trends may differ from earlier ones."""
    rows = bounds.loc[bounds["restriction"] == "magnitude"]
    x: Any = rows["magnitude"].to_numpy(float)
    ax.fill_between(x, rows["low"], rows["high"], color=ACCENT, alpha=0.2, lw=0)
    ax.plot(x, rows["low"], color=ACCENT, lw=1.4)
    ax.plot(x, rows["high"], color=ACCENT, lw=1.4)
    ax.axhline(0, color=INK, lw=0.8)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return _plain(ax)


def draw_reporting(communities: pd.DataFrame, ax: Axes, *, xlabel: str = "", ylabel: str = "") -> Axes:
    """Draw complaints per thousand residents against how readily residents report."""
    ax.scatter(
        communities["reports_per_open_day"],
        communities["intake_per_1000_a_year"],
        s=14,
        color=ACCENT,
        alpha=0.7,
        lw=0,
    )
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return _plain(ax)
