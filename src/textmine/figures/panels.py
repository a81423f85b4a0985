"""Draw what a panel of communities shows and what its estimates are made of, each on given axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmine.figures.style import INK, MARKERS, PALETTE, SOFT, label_periods

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

__all__ = ["draw_closing", "draw_cohort_quarters", "draw_issue_months", "draw_two_way_parts"]

# Days closer to the start than this part of the axis would be written over the number at day 0.
_NARROW_DAYS = 0.08
_GREY, _WARN, _COOL = "#9aa5b1", "#b45309", "#155e75"


def _plain(ax: Axes) -> Axes:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def draw_closing(
    table: pd.DataFrame,
    ax: Axes,
    ax_risk: Axes,
    *,
    labels: dict[str, str],
    baseline: str,
    xlabel: str = "",
    ylabel: str = "",
) -> Axes:
    """Draw the share of cases still open by day under each model, and below it how many were.

    `baseline` is the row of months without a model, drawn in grey; each curve has a sign of its own.
    """
    names = [baseline, *sorted(m for m in table["model_id"].unique() if m != baseline)]
    names = [name for name in names if (table["model_id"] == name).any()]
    days = sorted(table["day"].unique())
    for at, name in enumerate(names):
        rows = table.loc[table["model_id"] == name].sort_values("day", kind="stable")
        colour = _GREY if name == baseline else PALETTE[(at - 1) % len(PALETTE)]
        # Between the days a panel knows the curve is not known; a line joins them.
        marker = MARKERS[at % len(MARKERS)]
        ax.plot(rows["day"], rows["share_open"], marker=marker, ms=4.5, color=colour, lw=1.6)
        ax.vlines(rows["day"], rows["low"], rows["high"], color=colour, lw=1)
        y = len(names) - 1 - at
        # The rows below are the key to the curves: by sign, not by colour alone.
        ax_risk.plot(-0.045 * max(days), y, marker=marker, ms=4.5, color=colour, clip_on=False)
        for day, n in zip(rows["day"], rows["n_open"]):
            if 0 < day < _NARROW_DAYS * max(days):
                continue
            ax_risk.text(day, y, f"{n:,}", ha="center", va="center", fontsize=7, color=INK)
    ax.set_ylim(0, 1.03)
    ax.set_xlim(-0.07 * max(days), max(days) + 1.2)
    ax.set_xticks([day for day in days if not 0 < day < _NARROW_DAYS * max(days)])
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax_risk.set_xlim(ax.get_xlim())
    ax_risk.set_ylim(-0.6, len(names) - 0.4)
    ax_risk.set_xticks([])
    ax_risk.set_yticks(range(len(names)))
    ax_risk.set_yticklabels([labels.get(name, name) for name in reversed(names)], fontsize=8)
    for at, tick in enumerate(reversed(ax_risk.get_yticklabels())):
        tick.set_color(SOFT if at == 0 and names[0] == baseline else PALETTE[(at - 1) % len(PALETTE)])
    for spine in ax_risk.spines.values():
        spine.set_visible(False)
    ax_risk.tick_params(length=0)
    return _plain(ax)


def draw_issue_months(table: pd.DataFrame, ax: Axes, *, labels: dict[str, str], bar: str = "") -> Axes:
    """Draw each category's cases month by month, against its own mean; the total stands beside its name."""
    order = table.drop_duplicates("category")["category"].tolist()
    months = sorted(table["month"].unique())
    wide = table.pivot_table(index="category", columns="month", values="to_mean").reindex(order)[months]
    totals = table.groupby("category")["n"].sum()
    image = ax.imshow(wide.to_numpy(float), cmap="PuOr_r", vmin=0.0, vmax=2.0, aspect="auto")
    ax.set_yticks(range(len(order)))
    ax.set_yticklabels([f"{labels.get(c, c)} ({totals[c]:,})" for c in order], fontsize=8)
    label_periods(ax, months, size=8)
    ax.tick_params(length=0)
    figure = ax.get_figure()
    assert figure is not None
    colours = figure.colorbar(image, ax=ax, shrink=0.8, ticks=[0, 0.5, 1, 1.5, 2])
    colours.ax.set_yticklabels(["0", "0.5", "1", "1.5", "≥2"])
    colours.set_label(bar, fontsize=8)
    return ax


def draw_cohort_quarters(
    table: pd.DataFrame, ax: Axes, *, xlabel: str = "", ylabel: str = "", bar: str = ""
) -> Axes:
    """Draw the effect of every cohort in every quarter; a frame marks those whose band excludes zero."""
    cohorts = sorted(table["cohort"].unique())
    quarters = sorted(table["quarter"].unique())
    values = np.full((len(cohorts), len(quarters)), np.nan)
    rows = table["cohort"].map(cohorts.index).to_numpy()
    columns = table["quarter"].map(quarters.index).to_numpy()
    values[rows, columns] = 100 * table["estimate"].to_numpy(float)
    reach = float(np.nanmax(np.abs(values))) or 1.0
    image = ax.imshow(values, cmap="RdBu", vmin=-reach, vmax=reach, aspect="auto")
    for row, column, low, high in zip(rows, columns, table["low"], table["high"]):
        value = values[row, column]
        if len(quarters) <= 20:
            colour = "white" if abs(value) > 0.65 * reach else INK
            ax.text(column, row, f"{value:+.0f}", ha="center", va="center", fontsize=7, color=colour)
        if low * high > 0:
            ax.add_patch(_frame(column, row))
    for row, cohort in enumerate(cohorts):
        if cohort in quarters:
            ax.vlines(quarters.index(cohort) - 0.5, row - 0.5, row + 0.5, color=INK, lw=2)
    ax.set_yticks(range(len(cohorts)))
    ax.set_yticklabels(cohorts, fontsize=8)
    label_periods(ax, quarters, size=8)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.tick_params(length=0)
    figure = ax.get_figure()
    assert figure is not None
    figure.colorbar(image, ax=ax, shrink=0.8).set_label(bar, fontsize=8)
    return ax


def _frame(column: int, row: int) -> Rectangle:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, fill=False, edgecolor=_WARN, lw=1.6)


def draw_two_way_parts(
    table: pd.DataFrame, ax: Axes, *, labels: dict[str, str], xlabel: str = "", ylabel: str = ""
) -> Axes:
    """Draw the comparisons inside the two-way regression by weight and estimate; forbidden ones stand out."""
    marks, calm = ("o", "^", "s", "D"), iter((_GREY, _COOL))
    for at, (kind, rows) in enumerate(table.groupby("kind", sort=True)):
        is_bad = bool(rows["is_forbidden"].iloc[0])
        share = float(rows["weight"].sum())
        ax.scatter(
            rows["weight"],
            100 * rows["estimate"],
            s=34,
            marker=marks[at % len(marks)],
            color=_WARN if is_bad else next(calm),
            label=f"{labels.get(str(kind), str(kind))}: {share:.0%}",
            lw=0,
            alpha=0.85,
        )
    ax.axhline(0, color=INK, lw=0.8)
    ax.axhline(100 * float(table["two_way_estimate"].iloc[0]), color=INK, lw=1, ls="--")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.set_xlim(left=0)
    figure = ax.get_figure(root=True)
    assert figure is not None
    # Beside the points, not over them.
    figure.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=8)
    return _plain(ax)
