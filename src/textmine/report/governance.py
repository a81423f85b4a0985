"""Write the comparison of governance models: tables, figures, and one page that says what may be concluded."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np

from textmine.governance.comparison import Comparison
from textmine.governance.effects.results import Effect
from textmine.report.governance_captions import caption
from textmine.report.governance_figures import draw_figures
from textmine.report.governance_notes import note_sentence
from textmine.report.governance_words import (
    flag_sentence,
    method_name,
    model_name,
    outcome_name,
    verdict,
)
from textmine.report.page import render_page, write_page
from textmine.writing.tables import write_table
from textmine.writing.targets import complete_or_nothing

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
        notes=[note_sentence(note, lang) for note in comparison.notes],
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
