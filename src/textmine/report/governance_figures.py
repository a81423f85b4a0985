"""Draw the figures of the comparison of governance models, with labels in the reader's language."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from textmine.figures import governance as draw
from textmine.figures import panels
from textmine.governance.comparison import Comparison
from textmine.governance.descriptions import WITHOUT_MODEL
from textmine.report.governance_captions import FIGURES
from textmine.report.governance_words import category_names, comparison_names, model_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_figures"]

_WIDTH = 7.6


class _Draughtsman:
    """Draw one comparison in one language."""

    def __init__(self, comparison: Comparison, lang: str) -> None:
        self.comparison, self.tables = comparison, comparison.tables
        self.zh = lang == "zh"
        self.lang = lang
        self.names = {m: model_name(m, lang) for m in {e.model_id for e in comparison.effects}}
        self.names[WITHOUT_MODEL] = model_name(WITHOUT_MODEL, lang)
        self.points = self.say("change in share solved", "解决率变化")

    def say(self, english: str, chinese: str) -> str:
        return chinese if self.zh else english

    def sheet(self, height: float = 3.6) -> Figure:
        from matplotlib.figure import Figure

        return Figure(figsize=(_WIDTH, height), layout="constrained")

    def has(self, table: str, *columns: str) -> bool:
        found = self.tables.get(table)
        return found is not None and len(found) > 0 and set(columns) <= set(found)

    def effects(self) -> Figure | None:
        if not any(e.is_known for e in self.comparison.of_record()):
            return None
        fig = self.sheet()
        draw.draw_effects(
            self.comparison.of_record(), fig.add_subplot(), labels=self.names, xlabel=self.points
        )
        return fig

    def adoption(self) -> Figure | None:
        if not self.has("adoption"):
            return None
        fig = self.sheet()
        label = self.say("communities", "社区数")
        draw.draw_adoption(self.tables["adoption"], fig.add_subplot(), labels=self.names, ylabel=label)
        return fig

    def closing(self) -> Figure | None:
        if not self.has("closing"):
            return None
        n = self.tables["closing"]["model_id"].nunique()
        fig = self.sheet(3.0 + 0.22 * n)
        ax, risk = fig.subplots(2, 1, height_ratios=[3.0, 0.28 * n + 0.1])
        panels.draw_closing(
            self.tables["closing"],
            ax,
            risk,
            labels=self.names,
            baseline=WITHOUT_MODEL,
            xlabel=self.say("days since receipt", "受理后天数"),
            ylabel=self.say("share still open", "仍未办结的比例"),
        )
        risk.set_title(self.say("cases still open after so many days", "该日后仍未办结的件数"), fontsize=8)
        return fig

    def issue_months(self) -> Figure | None:
        if not self.has("issue_months"):
            return None
        n = self.tables["issue_months"]["category"].nunique()
        fig = self.sheet(1.6 + 0.22 * n)
        codes = self.tables["issue_months"]["category"].unique().tolist()
        panels.draw_issue_months(
            self.tables["issue_months"],
            fig.add_subplot(),
            labels=category_names(codes, self.lang),
            bar=self.say("cases, category's mean = 1", "受理数（该类均值=1）"),
        )
        return fig

    def cohorts(self) -> Figure | None:
        if not self.has("cohort_quarters"):
            return None
        n = self.tables["cohort_quarters"]["cohort"].nunique()
        fig = self.sheet(1.8 + 0.32 * n)
        panels.draw_cohort_quarters(
            self.tables["cohort_quarters"],
            fig.add_subplot(),
            xlabel=self.say("quarter beginning", "季度起始月"),
            ylabel=self.say("adopted in the quarter from", "启用季度"),
            bar=self.say("percentage points", "百分点"),
        )
        return fig

    def two_way(self) -> Figure | None:
        if not self.has("two_way_parts"):
            return None
        fig = self.sheet()
        panels.draw_two_way_parts(
            self.tables["two_way_parts"],
            fig.add_subplot(),
            labels=comparison_names(self.lang),
            xlabel=self.say("weight in the two-way regression", "在双向固定效应回归中的权重"),
            ylabel=self.say("estimate, percentage points", "估计（百分点）"),
        )
        return fig

    def funnel(self) -> Figure | None:
        if not self.tables["communities"]["n_valid_cb"].sum() > 0:
            return None
        fig = self.sheet()
        draw.draw_funnel(
            self.tables["communities"],
            fig.add_subplot(),
            xlabel=self.say("valid call-backs", "有效回访数"),
            ylabel=self.say("share solved", "解决率"),
        )
        return fig

    def caterpillar(self) -> Figure | None:
        if not self.tables["communities"]["n_valid_cb"].sum() > 0:
            return None
        fig = self.sheet()
        draw.draw_caterpillar(
            self.tables["communities"], fig.add_subplot(), xlabel=self.say("share solved", "解决率")
        )
        return fig

    def ranks(self) -> Figure | None:
        if not self.has("model_ranks"):
            return None
        fig = self.sheet()
        draw.draw_rank_probabilities(
            self.tables["model_ranks"],
            fig.add_subplot(),
            labels=self.names,
            xlabel=self.say("rank", "名次"),
        )
        return fig

    def reporting(self) -> Figure | None:
        if not self.has("communities", "reports_per_open_day", "intake_per_1000_a_year"):
            return None
        fig = self.sheet()
        draw.draw_reporting(
            self.tables["communities"],
            fig.add_subplot(),
            xlabel=self.say("further reports a day open", "每敞口日的重复上报"),
            ylabel=self.say("complaints per 1,000 a year", "每千人每年诉求"),
        )
        return fig

    def event_study(self) -> Figure | None:
        return self._small("event_study", self.say("months since adoption", "启用后月数"))

    def bounds(self) -> Figure | None:
        return self._small("honest_bounds", self.say("allowed difference in trend", "允许的走势差异"))

    def shuffles(self) -> Figure | None:
        return self._small(None, self.points)

    def _small(self, table: str | None, xlabel: str) -> Figure | None:
        """Draw one small panel a model."""
        from matplotlib.figure import Figure

        if table is None:
            models = sorted(self.comparison.shuffles)
        else:
            models = sorted(self.tables[table]["model_id"].unique()) if self.has(table) else []
        if not models:
            return None
        columns = min(len(models), 3)
        rows = -(-len(models) // columns)
        fig = Figure(figsize=(3.4 * columns, 2.6 * rows), layout="constrained")
        axes = np.atleast_1d(fig.subplots(rows, columns, squeeze=False)).ravel()
        for ax, model in zip(axes, models):
            if table is None:
                draw.draw_shuffles(self.comparison.shuffles[model], ax, xlabel=xlabel)
            else:
                part = self.tables[table]
                one = draw.draw_event_study if table == "event_study" else draw.draw_bounds
                one(part.loc[part["model_id"] == model], ax, xlabel=xlabel)
            ax.set_title(self.names.get(model, model), fontsize=10)
        for ax in axes[len(models) :]:
            ax.set_visible(False)
        return fig


def _figure_font() -> None:
    """Let figures show Chinese: the shipped font is used where it can be loaded."""
    import matplotlib as mpl
    from matplotlib import font_manager

    from textmine.errors import InputError
    from textmine.resources import data_path

    mpl.rcParams["axes.unicode_minus"] = False
    mpl.rcParams["svg.fonttype"] = "path"
    mpl.rcParams["svg.hashsalt"] = "textmine"
    try:
        path = data_path("fonts/NotoSansSC-Subset.ttf")
    except InputError:
        return
    font_manager.fontManager.addfont(str(path))
    family = font_manager.FontProperties(fname=str(path)).get_name()
    mpl.rcParams["font.family"] = [family, "DejaVu Sans"]


def draw_figures(comparison: Comparison, *, lang: str = "en") -> dict[str, str]:
    """Draw every figure the comparison has data for, as SVG text by name."""
    _figure_font()
    found = {}
    draughtsman = _Draughtsman(comparison, lang)
    for name in FIGURES:
        make: Callable[[], Figure | None] = getattr(draughtsman, name)
        fig = make()
        if fig is not None:
            buffer = io.StringIO()
            fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
            found[name] = buffer.getvalue()
    return found
