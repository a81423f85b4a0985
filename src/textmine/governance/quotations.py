"""Give simulated cases the words of authored complaints."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.resources import corpus_path

__all__ = ["CATEGORY_ZH", "held_out_texts", "quote_texts"]

CATEGORY_ZH = {
    "property": "物业管理", "building": "房屋楼宇", "utilities": "市政公用", "transport": "道路交通",
    "sanitation": "市容环卫", "pollution": "环境污染", "safety": "公共安全", "disputes": "矛盾纠纷",
    "welfare": "民政帮扶", "administration": "政务作风",
}  # fmt: skip


def quote_texts(
    category: npt.NDArray[Any], texts: pd.DataFrame | None, rng: np.random.Generator
) -> pd.DataFrame:
    """Choose for each case a complaint of its category; without texts a plain sentence names the category.

    Raises
    ------
    InputError
        When the texts hold no complaint of a category that is needed.
    """
    codes = np.array(list(CATEGORY_ZH), dtype=object)[category]
    if texts is None or not len(texts):
        named = pd.Series(codes).map(CATEGORY_ZH)
        return pd.DataFrame(
            {"category": codes, "title": "反映" + named + "问题", "text": "居民反映" + named + "方面的问题。"}
        )
    pick = np.full(len(codes), -1)
    for code in CATEGORY_ZH:
        rows = np.flatnonzero((texts["category"] == code).to_numpy())
        at = np.flatnonzero(codes == code)
        if not len(rows):
            raise InputError(
                f"the texts hold no complaint of category {code!r}",
                fix="give texts of every category",
                zh=f"文本中没有类别 {code} 的诉求；请给出各类别的文本",
            )
        pick[at] = rng.choice(rows, len(at))
    chosen = texts.iloc[pick]
    title = chosen["title"] if "title" in chosen else pd.Series("", index=chosen.index)
    return pd.DataFrame(
        {"category": codes, "title": title.fillna("").to_numpy(), "text": chosen["text"].to_numpy()}
    )


def held_out_texts() -> pd.DataFrame | None:
    """Return the authored complaints the default model never learned from, where the corpus is installed."""
    from textmine.reading.corpus import load_corpus

    try:
        corpus_path("complaints.jsonl")
    except InputError:
        return None
    return load_corpus("heldout")
