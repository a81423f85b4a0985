"""Load the corpus that was written for textmine."""

from __future__ import annotations

import json

import pandas as pd

from textmine.errors import InputError
from textmine.resources import corpus_path
from textmine.text.documents import document_text

__all__ = ["load_corpus"]

PARTS = ("train", "heldout")
_TIMES = ("received_at", "replied_at", "closed_at")


def load_corpus(part: str | None = None) -> pd.DataFrame:
    """Load the authored complaints.

    Parameters
    ----------
    part : {"train", "heldout"}, optional
        The default model learns from ``train`` alone; demos, notebooks and simulations use ``heldout``.

    Returns
    -------
    DataFrame
        One row per complaint: `complaint_id`, `category`, `subcategory`, `second_category`, `community`, `street`,
        `district`, `title`, `text`, `received_at`, `channel`, `person_id`, `style`, `incident` (shared by several
        people's complaints about one event), `writer`, `reply`, `replied_at`, `is_closed`, `closed_at`,
        `satisfaction`, `part`, `document` (title, newline, text).

    Raises
    ------
    InputError
        For an unknown part.

    Examples
    --------
    >>> corpus = load_corpus("heldout")
    >>> bool(len(corpus) > 400), sorted(corpus["part"].unique())
    (True, ['heldout'])
    """
    if part is not None and part not in PARTS:
        raise InputError(
            f"unknown part {part!r}",
            fix=f"choose one of: {', '.join(PARTS)}",
            zh=f"未知部分“{part}”，可选：{'、'.join(PARTS)}",
        )
    with corpus_path("complaints.jsonl").open(encoding="utf-8") as lines:
        table = pd.DataFrame([json.loads(line) for line in lines])
    for name in _TIMES:
        table[name] = pd.to_datetime(table[name].where(table[name] != "", None))
    texts = ["title", "text", "reply", "satisfaction", "incident", "second_category"]
    table[texts] = table[texts].fillna("")
    table["document"] = [document_text(a, b) for a, b in zip(table["title"], table["text"], strict=True)]
    return table if part is None else table[table["part"] == part].reset_index(drop=True)
