"""Check what a classifier is given: documents, labels, words that mark a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.classify.features import Prepared, prepare
from textmine.errors import InputError
from textmine.text.documents import document_text

__all__ = ["accepted_labels", "as_documents", "check_keywords", "check_labels"]


def as_documents(X: Any) -> list[str]:
    """Return one text per row of the input: strings as they are, (title, body) pairs joined.

    Raises
    ------
    InputError
        When a row is neither text nor a pair of texts; the message says which.

    Examples
    --------
    >>> as_documents(["路灯不亮", ("停车难", "小区门口没有车位")])
    ['路灯不亮', '停车难\\n小区门口没有车位']
    >>> as_documents([3])
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: row 1: int is no text; give strings or (title, body) pairs
    """
    if isinstance(X, str):
        raise InputError(
            "one string is not a list of documents",
            fix="give a list: [text]",
            zh="给出的是一个字符串，应为文档列表，如 [文本]",
        )
    rows = X.to_numpy().tolist() if hasattr(X, "to_numpy") else list(X)
    out = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str):
            out.append(row)
        elif row is None or (isinstance(row, float) and row != row):
            out.append("")
        elif (
            isinstance(row, Sequence | np.ndarray)
            and 1 <= len(row) <= 2
            and all(isinstance(c, str) for c in row)
        ):
            out.append(document_text(*row) if len(row) == 2 else str(row[0]))
        else:
            raise InputError(
                f"{type(row).__name__} is no text",
                row=number,
                fix="give strings or (title, body) pairs",
                zh=f"{type(row).__name__} 不是文本；请给出字符串或（标题，正文）",
            )
    return out


def check_labels(texts: list[str], y: Any) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Return the distinct labels, sorted, and each document's position among them; refuse what cannot be learnt from."""
    labels = np.asarray(y.to_numpy() if hasattr(y, "to_numpy") else y)
    if labels.ndim != 1:
        raise InputError(
            "a label is one value, not a list",
            fix="give one label for each document",
            zh="每篇文档应有一个标签，而不是一组；请给出一维的标签",
        )
    if labels.dtype.kind not in "iubUS":
        missing = [at for at, label in enumerate(labels.tolist()) if label is None or label != label]
        if missing:
            raise InputError(
                "the label is missing",
                row=missing[0] + 1,
                fix="leave out rows without a label",
                zh="缺少标签；请去掉没有标签的行",
            )
        if all(isinstance(label, str) for label in labels.tolist()):
            labels = labels.astype(str)
    if not texts:
        raise InputError("there are no documents to learn from", zh="没有可供学习的文档")
    if len(texts) != len(labels):
        raise InputError(
            f"{len(texts)} documents but {len(labels)} labels",
            zh=f"{len(texts)} 篇文档，却有 {len(labels)} 个标签",
        )
    try:
        classes, truth = np.unique(labels, return_inverse=True)
    except TypeError:
        kinds = sorted({type(label).__name__ for label in labels.tolist()})
        raise InputError(
            f"labels of kinds that cannot be compared: {', '.join(kinds)}",
            fix="write all labels as text",
            zh=f"标签的类型无法比较：{'、'.join(kinds)}；请把标签都写成文本",
        ) from None
    if len(classes) < 2:
        raise InputError(
            f"all {len(texts)} rows carry the label {str(classes[0])!r}; a classifier needs at least two labels",
            zh=f"全部 {len(texts)} 行的标签都是“{classes[0]}”；分类器至少需要两个标签",
        )
    return classes, truth.astype(np.int64)


def check_keywords(
    keywords: Mapping[Any, Sequence[str]] | None, classes: npt.NDArray[Any]
) -> tuple[Prepared, npt.NDArray[np.int64]]:
    """Return the keywords as short documents with their class positions."""
    position = {label: at for at, label in enumerate(classes.tolist())}
    unknown = [label for label in keywords or {} if label not in position]
    if unknown:
        raise InputError(
            f"keywords for labels that do not occur: {', '.join(map(str, unknown))}",
            zh=f"这些标签没有出现，却给了关键词：{'、'.join(map(str, unknown))}",
        )
    pairs = [(word, position[label]) for label, words in (keywords or {}).items() for word in words]
    return prepare([word for word, _ in pairs], with_words=True), np.array(
        [at for _, at in pairs], dtype=np.int64
    )


def accepted_labels(
    truth: npt.NDArray[np.int64], alternatives: Any, classes: npt.NDArray[Any]
) -> npt.NDArray[np.bool_]:
    """Return documents × classes: which labels count as right."""
    right = np.zeros((len(truth), len(classes)), dtype=bool)
    right[np.arange(len(truth)), truth] = True
    if alternatives is not None:
        position = {label: at for at, label in enumerate(classes.tolist())}
        for row, label in enumerate(alternatives):
            if label in position:
                right[row, position[label]] = True
    return right
