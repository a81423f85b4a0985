"""Classify the rows of a table: the columns we add, and the fate of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.classify.model import ComplaintClassifier
from textmine.classify.several import find_second_issues
from textmine.errors import InputError, Remark
from textmine.reading.headings import free_heading
from textmine.schema import CLASSIFICATION
from textmine.taxonomy import Taxonomy, load_taxonomy
from textmine.text.documents import says_something

__all__ = ["FAST_FROM_ROWS", "SCHEMES", "ClassifyOptions", "add_columns", "classify_documents"]

# Up to this many rows the better way takes seconds to a minute; beyond, the fast way is the default.
FAST_FROM_ROWS = 100_000
SCHEMES = ("petition",)
DEFAULT_REVIEW_TARGET = 0.9
_MOSTLY_UNSEEN, _MUCH_UNSEEN, _LEAST_CHINESE = 0.5, 0.3, 0.25


@dataclass(frozen=True)
class ClassifyOptions:
    """Say how rows are classified.

    Attributes
    ----------
    mode : {"best", "fast"} or None
        None chooses by the number of rows.
    review_target : float
        Share that should be right among rows not flagged for review.
    scheme : str or None
        ``petition`` adds the official first-level petition class by the crosswalk.
    """

    mode: str | None = None
    review_target: float = DEFAULT_REVIEW_TARGET
    scheme: str | None = None
    taxonomy: Taxonomy = field(default_factory=load_taxonomy)

    def __post_init__(self) -> None:
        if not 0 < self.review_target < 1:
            raise InputError(
                f"a review target of {self.review_target} is no share",
                fix="give a number between 0 and 1, such as 0.97",
                zh=f"复核目标 {self.review_target} 不是比例，请给 0 到 1 之间的数，如 0.97",
            )
        if self.scheme is not None and self.scheme not in SCHEMES:
            raise InputError(
                f"unknown scheme {self.scheme!r}",
                fix=f"choose one of: {', '.join(SCHEMES)}",
                zh=f"未知分类体系“{self.scheme}”，可选：{'、'.join(SCHEMES)}",
            )

    def mode_for(self, n_rows: int) -> str:
        """Return the way to take for so many rows."""
        return self.mode or ("fast" if n_rows >= FAST_FROM_ROWS else "best")


def _is_foreign(texts: Sequence[str], unseen: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which texts the model cannot read, whatever confidence its other features give.

    Most features were never seen, or hardly a letter is Chinese and a third of the features were never seen: of a model
    trained on another language they were.
    """
    found = unseen > _MOSTLY_UNSEEN
    for at in np.flatnonzero((unseen > _MUCH_UNSEEN) & ~found).tolist():
        letters = [c for c in texts[at] if c.isalpha()]
        found[at] = sum("\u4e00" <= c <= "\u9fff" for c in letters) < _LEAST_CHINESE * len(letters)
    return np.asarray(found, dtype=bool)


def classify_documents(
    documents: Sequence[str],
    model: ComplaintClassifier,
    options: ClassifyOptions,
    *,
    problems: dict[int, str] | None = None,
    mode: str = "best",
) -> pd.DataFrame:
    """Classify documents into the columns of the classification schema, one row each, in order.

    Parameters
    ----------
    problems : dict of position to reason
        Rows that could not be read; they are not classified.

    Returns
    -------
    DataFrame
        A row that is empty or unreadable has a blank category and confidence, and needs review. The second category is that
        of a second issue where the better way finds one, with a confidence above .5; else it is the runner-up.
    """
    bad = problems or {}
    status = [
        "unreadable" if at in bad else ("ok" if says_something(text) else "empty")
        for at, text in enumerate(documents)
    ]
    rows = [at for at, state in enumerate(status) if state == "ok"]
    n = len(documents)
    columns: dict[str, Any] = {name: np.full(n, None, dtype=object) for name in CLASSIFICATION.names}
    columns["status"][:] = status
    columns["needs_review"][:] = True
    if rows:
        texts = [documents[at] for at in rows]
        prepared = model.prepare(texts, mode=mode)
        p, unseen = model.predict_with_evidence(prepared, mode=mode)
        order = np.argsort(-p, axis=1, kind="stable")[:, :2]
        labels = np.array([str(label) for label in model.classes_.tolist()], dtype=object)
        names = np.array([options.taxonomy.name_of(label) for label in labels], dtype=object)
        first = labels[order[:, 0]]
        seconds = model.predict_second_level(prepared, first.tolist())
        line = model.review_threshold(options.review_target, mode=mode)
        top = np.arange(len(rows))
        sure, next_sure = p[top, order[:, 0]].round(4), p[top, order[:, 1]].round(4)
        if mode == "best":
            several = find_second_issues(model, texts, order[:, 0], mode=mode)
            order[several.is_several, 1] = several.position[several.is_several]
            next_sure = np.where(several.is_several, several.confidence.round(4), next_sure)
        found = (
            ("category", first),
            ("category_zh", names[order[:, 0]]),
            ("subcategory", np.array([s or None for s in seconds], dtype=object)),
            (
                "subcategory_zh",
                np.array([options.taxonomy.name_of(s) if s else None for s in seconds], dtype=object),
            ),
            ("confidence", sure),
            ("second_category", labels[order[:, 1]]),
            ("second_category_zh", names[order[:, 1]]),
            ("second_confidence", next_sure),
            ("needs_review", (p[top, order[:, 0]] < line) | _is_foreign(texts, unseen)),
            ("features_unseen_share", unseen.round(4)),
        )
        for name, values in found:
            columns[name][rows] = values
    frame = pd.DataFrame({name: _typed(name, columns[name]) for name in CLASSIFICATION.names})
    if options.scheme == "petition":
        codes = [s or c for s, c in zip(columns["subcategory"], columns["category"], strict=True)]
        frame["petition_class"] = [options.taxonomy.petition_class(code) if code else None for code in codes]
    return frame


def _typed(name: str, values: npt.NDArray[np.object_]) -> pd.Series:
    if name == "needs_review":
        return pd.Series(values, dtype="bool")
    if name.endswith(("confidence", "_share")):
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype="str")


def add_columns(frame: pd.DataFrame, added: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Put added columns behind the input's; where the input has such a heading, ours gets the prefix ``textmine_``.

    Returns
    -------
    table, warnings

    Examples
    --------
    >>> both, notes = add_columns(pd.DataFrame({"status": ["办结"]}), pd.DataFrame({"status": ["ok"]}))
    >>> both.columns.tolist(), notes
    (['status', 'textmine_status'], ["the input has a column 'status'; ours is called textmine_status"])
    """
    taken = set(map(str, frame.columns))
    names: list[str] = []
    notes: list[str] = []
    for name in added.columns:
        ours = free_heading(str(name), taken)
        if ours != name:
            notes.append(
                Remark(
                    f"the input has a column {name!r}; ours is called {ours}",
                    zh=f"输入表已有列 {name}，本程序的列写为 {ours}",
                )
            )
        names.append(ours)
    renamed = added.set_axis(names, axis=1)
    renamed.index = frame.index
    return pd.concat([frame, renamed], axis=1), notes
