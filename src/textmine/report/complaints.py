"""Report on a classified table: what is in it, how sure it is, and every row to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.reading.answers import apply_corrections
from textmine.reading.headings import versions_of
from textmine.reading.sheets import to_text
from textmine.reading.straytimes import without_strays
from textmine.reading.tables import Table
from textmine.reading.times import parse_times
from textmine.report.hot import HotSection, hot_section
from textmine.report.page import render_page
from textmine.report.words import WORDS
from textmine.taxonomy import Taxonomy, load_taxonomy
from textmine.writing.classified import category_colours

__all__ = ["Extra", "render_complaints_report"]

MAX_ROWS = 5000  # more rows make a page slow to open; the workbook holds them all
MAX_COMMUNITIES = 60
_MAX_TIME = 40


@dataclass(frozen=True)
class Extra:
    """Hold a further section of the report: sentences, and a table where there is one."""

    title: str
    sentences: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = field(default=())


def _ours(table: Table, name: str) -> pd.Series | None:
    newest = versions_of(list(map(str, table.frame.columns)), name)
    return table.frame[newest[0]] if newest else None


def _true(values: pd.Series | None, n: int) -> list[bool]:
    if values is None:
        return [False] * n
    return [str(v).strip().lower() in ("true", "1", "1.0", "是") for v in values]


def render_complaints_report(
    table: Table,
    *,
    lang: str = "en",
    title: str = "",
    facts: Sequence[tuple[str, str]] = (),
    extras: Sequence[Extra] = (),
) -> str:
    """Render the report of a classified table as one HTML page.

    A category typed into ``checked_category`` wins over the model's, and such a row no longer needs review.

    Raises
    ------
    InputError
        When the table has no category column; the message lists the headings.
    """
    frame, taxonomy = table.frame, load_taxonomy()
    category = table.column("category")
    if category is None:
        found = ", ".join(map(str, frame.columns))
        raise InputError(
            "this table is not classified: it has no column category",
            fix=f"run `textmine classify` first; headings found: {found}",
            zh=f"此表尚未分类（没有 category 列），请先运行 textmine classify；现有列：{found}",
        )
    rows = _rows(table, category, taxonomy, lang)
    words = WORDS[lang]
    categories = _categories(rows, words)
    months, step = _months(rows)
    n_review = int(rows["review"].sum())
    sure = rows["confidence"].dropna()
    hot = hot_section(table)
    cards = [
        {"value": f"{len(rows):,}", "label": words["rows"]},
        {"value": f"{n_review:,}", "label": words["n_review"]},
        {"value": f"{sure.mean():.0%}" if len(sure) else "–", "label": words["mean_confidence"]},
        {"value": str(sum(c["code"] != "" for c in categories)), "label": words["n_categories"]},
    ]
    places = sorted(set(rows["community"]) - {""})
    if places:
        cards.append({"value": str(len(places)), "label": words["n_communities"]})
    if hot:
        cards.append({"value": f"{hot.n_issues:,}", "label": words["hot"]})
    rows["hot"] = [hot.rank_of_row.get(at, "") if hot else "" for at in range(len(rows))]
    colours = category_colours([c["name"] for c in sorted(categories, key=lambda c: str(c["code"]))])
    shown = rows.sort_values(["review", "confidence"], ascending=[False, True], kind="stable").head(MAX_ROWS)
    return render_page(
        "complaints.html.j2",
        script="complaints.js",
        lang=lang,
        title=title or words["title"],
        lead=words["lead"].format(n=f"{len(rows):,}", review=f"{n_review:,}"),
        words=words,
        cards=cards,
        categories=categories,
        top=max((c["n"] for c in categories), default=1),
        heat=_heat(rows, categories) if places else None,
        places=places,
        months=months,
        month_top=max((m["n"] for m in months), default=1),
        month_step=step,
        hot=hot,
        hot_headings=_hot_headings(hot, words),
        has_growth=hot is not None and any(issue["bars"] for issue in hot.issues),
        headings=[
            {"key": key, "name": words[key], "numeric": key == "confidence"}
            for key in ("id", "time", "community", "category", "confidence", "review", "text")
        ],
        rows=[
            {
                **row,
                "colour": colours.get(str(row["category"]), "#eee"),
                "confidence": _two(row["confidence"]),
                "moment": "" if row["moment"] is pd.NaT else f"{row['moment']:%Y-%m-%dT%H:%M:%S}",
                "month": "" if row["moment"] is pd.NaT else f"{row['moment']:%Y-%m}",
            }
            for row in shown.to_dict("records")
        ],
        n_rows=len(rows),
        n_left_out=len(rows) - len(shown),
        facts=list(facts),
        extras=list(extras),
    )


def _hot_headings(hot: HotSection | None, words: dict[str, Any]) -> list[dict[str, Any]]:
    if hot is None:
        return []
    keys = ["rank", "issue", "place", "heat", "period", "n_messages", "n_people"]
    keys += ["likes"] if hot.has_likes else []
    keys += ["growth"] if any(issue["bars"] for issue in hot.issues) else []
    texts = ("issue", "place", "period", "growth")
    return [{"key": key, "name": words[key], "numeric": key not in texts} for key in keys]


def _two(value: Any) -> str:
    return "" if value != value else f"{value:.2f}"


def _time(moment: Any, written: str) -> str:
    """Write a time in one way, with the hour where there is one; what is not understood stands as it was written."""
    if pd.isna(moment):
        return written if len(written) <= _MAX_TIME else written[:_MAX_TIME] + "…"
    return f"{moment:%Y-%m-%d}" if moment == moment.normalize() else f"{moment:%Y-%m-%d %H:%M}"


def _rows(table: Table, category: pd.Series, taxonomy: Taxonomy, lang: str) -> pd.DataFrame:
    n = len(table.frame)
    codes = {c.zh: c.code for c in taxonomy.categories}
    checked_column = table.column("checked_category")
    checked = [to_text(v).strip() for v in checked_column] if checked_column is not None else [""] * n
    said = [to_text(v) for v in category]
    settled = apply_corrections(said, checked, codes)
    final = [new or old for new, old in zip(settled, said, strict=True)]
    review = [r and not c for r, c in zip(_true(_ours(table, "needs_review"), n), checked, strict=True)]
    sub = _ours(table, "subcategory")
    confidence = _ours(table, "confidence")
    times = table.column("time")

    def texts(role: str) -> list[str]:
        column = table.column(role)
        return [to_text(v) for v in column] if column is not None else [""] * n

    moments = without_strays(parse_times(times)).tolist() if times is not None else [pd.NaT] * n
    nothing = "（未分类）" if lang == "zh" else "(not classified)"
    return pd.DataFrame(
        {
            "id": texts("id"),
            "moment": moments,
            "time": [_time(m, to_text(v)) for m, v in zip(moments, times, strict=True)]
            if times is not None
            else [""] * n,
            "community": texts("community"),
            "code": final,
            "category": [taxonomy.name_of(code, lang=lang) if code else nothing for code in final],
            "sub": [
                taxonomy.name_of(to_text(v), lang=lang) if s == f else ""
                for v, s, f in zip(sub if sub is not None else [""] * n, said, final, strict=True)
            ],
            # The model's confidence is in its own answer; in what a person put in its place there is none.
            "confidence": pd.to_numeric(confidence, errors="coerce").where(
                np.array([s == f for s, f in zip(said, final, strict=True)])
            )
            if confidence is not None
            else [float("nan")] * n,
            "review": review,
            "text": table.documents() if {"text", "title"} & set(table.roles) else [""] * n,
        }
    )


def _categories(rows: pd.DataFrame, words: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for (code, name), part in rows.groupby(["code", "category"], sort=True):
        mean, n_review = part["confidence"].mean(), int(part["review"].sum())
        tip = f"{name}: {len(part)} · {words['n_review']} {n_review}"
        tip += "" if mean != mean else f" · {words['mean_confidence']} {mean:.0%}"
        share = len(part) / len(rows)
        out.append(
            {"code": code, "name": name, "n": len(part), "n_review": n_review, "share": share, "tip": tip}
        )
    return sorted(out, key=lambda c: (-c["n"], c["code"]))


def _months(rows: pd.DataFrame) -> tuple[list[dict[str, Any]], int]:
    moments = without_strays(rows["moment"]).dropna()
    if moments.empty:
        return [], 1
    counts = moments.dt.to_period("M").value_counts().sort_index()
    whole = pd.period_range(counts.index.min(), counts.index.max(), freq="M")
    if len(whole) > 240:  # a stray date would stretch the axis over centuries
        whole = whole[whole.isin(counts.index)]
    return [{"name": str(month), "n": int(counts.get(month, 0))} for month in whole], max(1, len(whole) // 8)


def _heat(rows: pd.DataFrame, categories: list[dict[str, Any]]) -> dict[str, Any]:
    names = [c["name"] for c in categories]
    placed = rows[rows["community"] != ""]
    counts = (
        placed.groupby(["community", "category"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=names, fill_value=0)
    )
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MAX_COMMUNITIES]
    top = max(int(counts.to_numpy().max()), 1)
    lines = [
        {
            "name": name,
            "n": int(counts.loc[name].sum()),
            "cells": [{"n": int(v), "depth": float(v) / top} for v in counts.loc[name]],
        }
        for name in order
    ]
    return {"columns": names, "rows": lines, "n_left_out": len(counts) - len(order)}
