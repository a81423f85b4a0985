"""Write classified complaints as a workbook an office can work in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.schema import CLASSIFICATION
from textmine.taxonomy import Taxonomy
from textmine.writing.tablerows import TableRows
from textmine.writing.workbook import Workbook

__all__ = ["CHECKED", "category_colours", "checked_choices", "summarise", "write_classified_workbook"]

CHECKED = "checked_category"
# Pale fills that stay readable under black text, also when printed in grey.
_FILLS = (
    "#FDE2DF", "#FCE8CF", "#FFF3C4", "#EAF3CE", "#D9F0DB", "#D3EFE7", "#D4EDF4", "#D8E6F8", "#DFDFF7", "#EADCF5",
    "#F5DCF0", "#FADCE5", "#EFE3D8", "#E3E8DC", "#DCE5E8", "#E6E0EA", "#ECECEC",
)  # fmt: skip
_REVIEW_FILL = "#FFD966"
_SHEETS = {"en": ("classified", "summary"), "zh": ("分类结果", "汇总")}


def category_colours(labels: list[str]) -> dict[str, str]:
    """Give each label a pale fill, in order; more labels than fills share them."""
    return {label: _FILLS[at % len(_FILLS)] for at, label in enumerate(labels)}


def checked_choices(labels: Sequence[str], taxonomy: Taxonomy, *, lang: str = "en") -> list[str]:
    """List what ``checked_category`` offers: the first choice confirms the model's answer, the others are the categories.

    Only what somebody looked at can be scored, so a right answer is confirmed too.

    Examples
    --------
    >>> from textmine.taxonomy import load_taxonomy
    >>> checked_choices(["transport", "own"], load_taxonomy(), lang="zh")
    ['对', '道路交通', 'own']
    """
    return ["对", *(taxonomy.name_of(label) for label in labels)] if lang == "zh" else ["ok", *labels]


def summarise(
    frame: pd.DataFrame, columns: Mapping[str, str], taxonomy: Taxonomy, *, lang: str = "en"
) -> pd.DataFrame:
    """Count rows by category: rows, share, mean confidence, rows that need review.

    Parameters
    ----------
    columns : mapping of our column names to the headings they got in `frame`

    Returns
    -------
    DataFrame
        Most frequent category first; rows without a category last; headings in the language asked for.
    """
    category = frame[columns["category"]].fillna("")
    review = frame[columns["needs_review"]].astype(bool)
    confidence = pd.to_numeric(frame[columns["confidence"]], errors="coerce")
    rows = []
    for code, n in (
        category.value_counts(sort=True).sort_index().sort_values(ascending=False, kind="stable").items()
    ):
        inside = category == code
        mean = confidence[inside].mean()
        name = (
            taxonomy.name_of(str(code), lang=lang)
            if code
            else ("（未分类）" if lang == "zh" else "(not classified)")
        )
        rows.append(
            (
                code,
                name,
                int(n),
                n / len(frame),
                None if mean != mean else round(mean, 3),
                int(review[inside].sum()),
            )
        )
    headings = {
        "en": ["category", "name", "n_rows", "share", "mean_confidence", "n_needs_review"],
        "zh": ["类别代码", "类别", "条数", "占比", "平均置信度", "需复核条数"],
    }[lang]
    return pd.DataFrame(rows, columns=headings)


def write_classified_workbook(
    table: TableRows,
    path: Path,
    *,
    columns: Mapping[str, str],
    taxonomy: Taxonomy,
    labels: list[str],
    provenance: Mapping[str, Any],
    checked: str = CHECKED,
    lang: str = "en",
) -> list[str]:
    """Write rows, summary and provenance; returns warnings.

    The first sheet holds every row with an empty ``checked_category`` and a drop-down of the labels, which `train`,
    `score` and `report` understand. Where the input has a column of checks already, `checked` names it.
    """
    rows = table.with_blank(checked)
    data, summary = _SHEETS[lang]
    fills = category_colours(labels)
    by_name = {taxonomy.name_of(label): colour for label, colour in fills.items()}
    meanings = {
        columns[c.name]: (c.meaning_zh if lang == "zh" else c.meaning) for c in CLASSIFICATION.columns
    }
    with Workbook(path) as book:
        book.add_table(
            data,
            rows,
            choices={checked: checked_choices(labels, taxonomy, lang=lang)},
            colours={
                columns["category"]: fills,
                columns["category_zh"]: by_name,
                columns["needs_review"]: {"True": _REVIEW_FILL},
            },
            comments=meanings,
        )
        counted = table.frame_of([columns[name] for name in ("category", "needs_review", "confidence")])
        book.add_table(summary, summarise(counted, columns, taxonomy, lang=lang), shares=("share", "占比"))
        book.add_provenance(provenance, lang=lang)
    return book.warnings
