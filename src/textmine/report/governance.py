"""Write the comparison of governance models: tables, figures, and one page that says what may be concluded."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from textmine.figures import governance as draw
from textmine.governance.comparison import Comparison
from textmine.governance.effects.results import Effect
from textmine.report.governance_words import (
    FIGURES,
    caption,
    flag_sentence,
    method_name,
    model_name,
    outcome_name,
    verdict,
)
from textmine.report.page import render_page, write_page
from textmine.writing.tables import write_table
from textmine.writing.targets import complete_or_nothing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FILES", "draw_figures", "write_report"]

FILES = ("effects.csv", "report.html")

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Do governance models work?", "社区治理模式有效吗？"),
    "lead": (
        "What came with each model, how sure one can be, and what cannot be said.",
        "每种模式带来了什么变化、有多大把握、哪些不能下结论。",
    ),
    "conclusions": ("What can and cannot be concluded", "能得出与不能得出的结论"),
    "no_model": (
        "No community adopted a model within these months: there is nothing to conclude about models.",
        "在这些月份内没有社区启用任何模式，无法对模式下结论。",
    ),
    "method_note": (
        "Effects are differences to what communities without the model, and the same communities before it, lead one to "
        "expect (imputation; standard errors by community). The usual two-way regression is shown only because it misleads.",
        "效果是与未启用社区及同一社区启用前相比的差异（插补法，按社区聚类标准误）。常用的双向固定效应回归会误导，仅作对照展示。",
    ),
    "figures": ("Figures", "图"),
    "all_effects": ("All effects", "全部效果"),
    "other_methods": ("The same by other methods", "其他方法的结果"),
    "trends": ("Before adoption", "启用之前"),
    "notes": ("Left out, and why", "未计入的数据及原因"),
    "limits": ("What this page cannot tell", "本页不能说明的"),
    "model": ("Model", "模式"),
    "outcome": ("Outcome", "指标"),
    "estimate": ("Estimate", "估计"),
    "interval": ("95 % interval", "95%区间"),
    "n_treated": ("Adopters", "采用社区"),
    "method": ("Method", "方法"),
    "remarks": ("Mind", "注意"),
    "p_value": ("p", "p值"),
    "p_adjusted": ("p, all tests counted", "多重检验校正p值"),
    "slope": ("Slope a month", "每月斜率"),
    "missed": ("Effect a missed trend could feign", "可能被漏检的走势所能造成的“效果”"),
    "without": ("Estimate if the trend went on", "扣除走势后的估计"),
}
_LIMITS = (
    (
        "Sites are chosen, often because they are exemplary or because they are in trouble; a comparison over time removes "
        "fixed differences between communities, not differences in where they were heading.",
        "试点往往因为是典型或因为问题多而被选中；前后对照能去除社区间的固定差异，但不能去除各自走向的差异。",
    ),
    (
        "The share solved is the answer of residents who were reached; those who were not may think otherwise.",
        "解决率来自被回访到的居民；未回访到的居民可能有不同看法。",
    ),
    (
        "A change in the number of complaints is never called an improvement: it needs a correction for the readiness to "
        "report, or an independent audit.",
        "诉求数量的变化不称为改善：需要校正上报意愿，或有独立核查。",
    ),
    (
        "Extra attention to a pilot may not be there when the model is rolled out.",
        "试点期间的额外投入，推广时未必存在。",
    ),
)


def _word(lang: str) -> dict[str, str]:
    return {key: pair[1] if lang == "zh" else pair[0] for key, pair in _WORDS.items()}


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


def _draw_one(name: str, comparison: Comparison, lang: str) -> Figure | None:
    from matplotlib.figure import Figure

    tables = comparison.tables
    names = {m: model_name(m, lang) for m in {e.model_id for e in comparison.effects}}
    zh = lang == "zh"
    points = "解决率变化" if zh else "change in share solved"
    if name in ("event_study", "bounds", "shuffles"):
        return _draw_panels(name, comparison, names, points, zh)
    fig = Figure(figsize=(7.6, 3.6), layout="constrained")
    ax = fig.add_subplot()
    if name == "effects" and any(e.is_known for e in comparison.of_record()):
        draw.draw_effects(comparison.of_record(), ax, labels=names, xlabel=points)
    elif name == "adoption" and len(tables.get("adoption", ())):
        draw.draw_adoption(tables["adoption"], ax, labels=names, ylabel="社区数" if zh else "communities")
    elif name == "funnel" and tables["communities"]["n_valid_cb"].sum() > 0:
        draw.draw_funnel(
            tables["communities"],
            ax,
            xlabel="有效回访数" if zh else "valid call-backs",
            ylabel="解决率" if zh else "share solved",
        )
    elif name == "caterpillar" and tables["communities"]["n_valid_cb"].sum() > 0:
        draw.draw_caterpillar(tables["communities"], ax, xlabel="解决率" if zh else "share solved")
    elif name == "ranks" and len(tables.get("model_ranks", ())):
        draw.draw_rank_probabilities(tables["model_ranks"], ax, labels=names, xlabel="名次" if zh else "rank")
    elif name == "reporting" and {"reports_per_open_day", "intake_per_1000_a_year"} <= set(
        tables["communities"]
    ):
        draw.draw_reporting(
            tables["communities"],
            ax,
            xlabel="每敞口日的重复上报" if zh else "further reports a day open",
            ylabel="每千人每年诉求" if zh else "complaints per 1,000 a year",
        )
    else:
        return None
    return fig


def _draw_panels(
    name: str, comparison: Comparison, names: dict[str, str], points: str, zh: bool
) -> Figure | None:
    from matplotlib.figure import Figure

    key = {"event_study": "event_study", "bounds": "honest_bounds"}.get(name)
    if key is None:
        models = sorted(comparison.shuffles)
    else:
        table = comparison.tables.get(key)
        models = sorted(table["model_id"].unique()) if table is not None and len(table) else []
    if not models:
        return None
    columns = min(len(models), 3)
    rows = -(-len(models) // columns)
    fig = Figure(figsize=(3.4 * columns, 2.6 * rows), layout="constrained")
    axes = np.atleast_1d(fig.subplots(rows, columns, squeeze=False)).ravel()
    for ax, model in zip(axes, models):
        if name == "shuffles":
            draw.draw_shuffles(comparison.shuffles[model], ax, xlabel=points)
        else:
            part = comparison.tables[str(key)]
            part = part.loc[part["model_id"] == model]
            if name == "event_study":
                draw.draw_event_study(part, ax, xlabel="启用后月数" if zh else "months since adoption")
            else:
                draw.draw_bounds(part, ax, xlabel="允许的走势差异" if zh else "allowed difference in trend")
        ax.set_title(names.get(model, model), fontsize=10)
    for ax in axes[len(models) :]:
        ax.set_visible(False)
    return fig


def draw_figures(comparison: Comparison, *, lang: str = "en") -> dict[str, str]:
    """Draw every figure the comparison has data for, as SVG text by name."""
    _figure_font()
    found = {}
    for name in FIGURES:
        fig = _draw_one(name, comparison, lang)
        if fig is not None:
            buffer = io.StringIO()
            fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
            found[name] = buffer.getvalue()
    return found


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None or not np.isfinite(value) else f"{value:.{digits}f}"


def _effect_row(effect: Effect, adjusted: float, lang: str) -> dict[str, Any]:
    return {
        "model": model_name(effect.model_id, lang),
        "outcome": outcome_name(effect.outcome, lang),
        "estimate": _number(effect.estimate),
        "interval": f"{_number(effect.low)} … {_number(effect.high)}",
        "n_treated": effect.n_treated,
        "method": method_name(effect.method, lang),
        "p_value": _number(effect.p_value),
        "p_adjusted": _number(adjusted),
        "remarks": [flag_sentence(flag, lang) for flag in effect.flags],
    }


def _other_rows(comparison: Comparison, lang: str) -> list[dict[str, Any]]:
    table = comparison.tables.get("other_methods")
    if table is None or not len(table):
        return []
    return [
        {
            "model": model_name(row["model_id"], lang),
            "method": method_name(row["method"], lang),
            "estimate": _number(row["estimate"]),
            "interval": f"{_number(row['low'])} … {_number(row['high'])}",
            "remarks": [flag_sentence(flag, lang) for flag in str(row["flags"]).split()],
        }
        for row in table.to_dict("records")
    ]


def _trend_rows(comparison: Comparison, lang: str) -> list[dict[str, Any]]:
    table = comparison.tables.get("pre_trends")
    if table is None or not len(table):
        return []
    return [
        {
            "model": model_name(row["model_id"], lang),
            "slope": _number(row["slope"], 4),
            "slope_p": _number(row["slope_p"]),
            "joint_p": _number(row["joint_p"]),
            "missed": _number(row["detectable_effect"]),
            "without": f"{_number(row['estimate_without_trend'])} "
            f"({_number(row['low_without_trend'])} … {_number(row['high_without_trend'])})",
        }
        for row in table.to_dict("records")
    ]


def render_report(comparison: Comparison, figures: dict[str, str], *, lang: str = "en") -> str:
    """Render the page; figures are embedded, nothing is fetched."""
    looks = comparison.tables.get("many_looks")
    adjusted = looks["p_adjusted"].tolist() if looks is not None else [float("nan")] * len(comparison.effects)
    return render_page(
        "governance.html.j2",
        title=_word(lang)["title"],
        lang=lang,
        words=_word(lang),
        verdicts=[verdict(effect, lang) for effect in comparison.of_record()],
        limits=[pair[1] if lang == "zh" else pair[0] for pair in _LIMITS],
        figures=[
            {
                "name": name,
                "address": "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(),
                "caption": caption(name, comparison, lang),
            }
            for name, svg in figures.items()
        ],
        effects=[_effect_row(e, p, lang) for e, p in zip(comparison.effects, adjusted)],
        others=_other_rows(comparison, lang),
        trends=_trend_rows(comparison, lang),
        notes=list(comparison.notes),
    )


def write_report(
    comparison: Comparison, folder: Path, *, lang: str = "en", force: bool = False
) -> list[Path]:
    """Write effects.csv, one table a file, one figure a file and report.html into a folder; return the paths.

    Raises
    ------
    InputError
        When a file exists and `force` is not given.
    """
    figures = draw_figures(comparison, lang=lang)
    paths = [write_table(comparison.to_frame(), folder / "effects.csv", force=force)]
    for name, table in comparison.tables.items():
        if len(table.columns):
            paths.append(write_table(table, folder / "tables" / f"{name}.csv", force=force))
    for name, svg in figures.items():
        target = folder / "figures" / f"{name}.svg"
        with complete_or_nothing(target, force=force) as partial:
            partial.write_text(svg, encoding="utf-8")
        paths.append(target)
    paths.append(
        write_page(render_report(comparison, figures, lang=lang), folder / "report.html", force=force)
    )
    return paths
