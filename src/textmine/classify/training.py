"""Train and score models on tables of labelled complaints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmine.classify.againstdefault import compare_with_default, remark_comparison
from textmine.classify.corrections import answers_column, remark_unknown
from textmine.classify.model import ComplaintClassifier
from textmine.classify.scoring import (
    accuracy_at_coverage,
    bootstrap_interval,
    expected_calibration_error,
    score_predictions,
)
from textmine.errors import InputError, Remark
from textmine.reading.answers import answer_columns, apply_corrections
from textmine.reading.headings import versions_of
from textmine.reading.sheets import to_text
from textmine.reading.tables import Table, read_table
from textmine.taxonomy import Taxonomy, load_taxonomy

__all__ = ["keyed_labels", "labelled_rows", "score_on_table", "train_from_seeds", "train_from_table"]


def labelled_rows(
    table: Table, *, label: str | None = None, taxonomy: Taxonomy | None = None, sure_answers: bool = False
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return documents, labels and second labels of the rows that have both text and label, with notes on the others.

    A `checked_category` that is filled in wins over the label column. Labels of the taxonomy may be written as
    codes or as Chinese names. In a table that `classify` or `label sample` wrote, once or again, a category is the answer of
    a model and no label: only rows somebody checked count, unless `sure_answers` lets those in that were not flagged for
    review.

    Raises
    ------
    InputError
        When there is no label column; the message lists the headings. When the only labels are answers of a model
        and nobody checked any.
    """
    documents, labels, seconds, _, notes = _labelled(
        table, label=label, taxonomy=taxonomy, sure_answers=sure_answers
    )
    return documents, labels, seconds, notes


def _labelled(
    table: Table, *, label: str | None, taxonomy: Taxonomy | None = None, sure_answers: bool
) -> tuple[list[str], list[str], list[str], list[bool], list[str]]:
    """Find the labelled rows, and tell the labels people gave from a model's answers."""
    frame, n = table.frame, len(table.frame)
    path = table.sources[0].path if len(table.sources) == 1 else None
    codes = {c.zh: c.code for c in (taxonomy or load_taxonomy()).categories}
    found = _find_labels(table, label, codes)
    heading, checked, answers, said = found.heading, found.checked, found.answers, found.said
    labels, typed = found.labels, found.typed
    notes: list[str] = [*table.warnings]
    n_checked = sum(map(bool, typed))
    if checked is not None and answers:
        cells = [to_text(v).strip() for v in frame[checked]]
        known = {*codes, *codes.values(), *filter(None, said)}
        if odd := remark_unknown(cells, known, first_row=table.first_row):
            notes.append(odd)
    if heading is None and not n_checked:
        raise _unchecked(path, checked)
    is_persons = [bool(value) for value in labels]
    if heading is None and sure_answers and answers:
        labels, n_sure = _with_sure_answers(frame, labels, said, answers)
        if n_sure:
            notes.append(
                Remark(
                    f"{n_sure} labels are answers of a model that were not flagged for review and not checked",
                    zh=f"{n_sure} 个标签是模型的回答，未标记复核，也未经人核对",
                )
            )
    known = set(codes.values())
    if any(value in known for value in labels):  # mixed codes and names are one label set
        labels = [codes.get(value, value) for value in labels]
    documents = table.documents()
    keep = [at for at in range(n) if labels[at] and documents[at].strip()]
    if len(keep) < n:
        notes.insert(
            0,
            Remark(
                f"{n - len(keep)} of {n} rows have no text or no label and were left out",
                zh=f"{n} 行中有 {n - len(keep)} 行没有文本或没有标签，未采用",
            ),
        )
    if n_checked:
        notes.append(
            Remark(f"{n_checked} labels come from {checked}", zh=f"{n_checked} 个标签来自 {checked} 列")
        )
        if heading is not None and (n_own := len(keep) - sum(bool(typed[at]) for at in keep)):
            notes.append(Remark(f"{n_own} labels come from {heading}", zh=f"{n_own} 个标签来自 {heading} 列"))
    second = _second_heading(frame, is_own=heading is not None, answers=answers)
    seconds = [""] * n if second is None else frame[second].tolist()
    return (
        [documents[at] for at in keep],
        [labels[at] for at in keep],
        [_second(seconds[at], labels[at]) for at in keep],
        [is_persons[at] for at in keep],
        notes,
    )


@dataclass(frozen=True)
class _Labels:
    """Hold what a table says of each row: label, what was typed, the model's answer; and in which columns."""

    labels: list[str]
    typed: list[str]
    said: list[str]
    heading: str | None
    checked: str | None
    answers: str | None


def _find_labels(table: Table, label: str | None, codes: Mapping[str, str]) -> _Labels:
    """Find the labels of a table; what was typed into ``checked_category`` wins over them.

    Raises
    ------
    InputError
        When there is no such column, or none that holds labels.
    """
    frame, n = table.frame, len(table.frame)
    path = table.sources[0].path if len(table.sources) == 1 else None
    found = ", ".join(map(str, frame.columns))
    if label is not None and label not in frame.columns:
        raise InputError(
            "no such column",
            path=path,
            column=label,
            fix=f"found: {found}",
            zh=f"没有这一列；现有列：{found}",
        )
    checked = table.roles.get("checked_category")
    all_answers = answer_columns(list(map(str, frame.columns)), checked=checked or "")
    answers = all_answers[0] if all_answers else None
    if label is None:
        own = versions_of(list(map(str, frame.columns)), "category")[::-1]
        places = [table.roles.get("label"), table.roles.get("category"), *own]
        heading = next((h for h in places if h is not None and h not in all_answers), None)
    else:
        heading, checked = (None, checked) if label == checked else (label, None)
    if heading is None and checked is None:
        if answers:
            raise _unchecked(path, None)
        raise InputError(
            "no column is known to hold the labels",
            path=path,
            fix=f"name it with --label HEADING; headings found: {found}",
            zh=f"找不到标签列；请用 --label 列名 指定。现有列：{found}",
        )
    labels = [to_text(v).strip() for v in frame[heading]] if heading else [""] * n
    beside = answers or heading or table.roles.get("category")
    said = [to_text(v).strip() for v in frame[beside]] if beside else labels
    typed = [""] * n
    if checked is not None:
        typed = apply_corrections(said, [to_text(v).strip() for v in frame[checked]], codes)
        labels = [new or old for new, old in zip(typed, labels, strict=True)]
    return _Labels(labels, typed, said, heading, checked, answers)


def _unchecked(path: str | None, checked: str | None) -> InputError:
    return InputError(
        "the categories in this table are a model's answers and none was checked",
        path=path,
        column=checked,
        fix="type the right category, or ok where the answer is right, into some rows",
        zh="表中的类别是模型的回答，还没有人核对；请在一些行里填上正确的类别，对的填“对”",
    )


def _second_heading(frame: pd.DataFrame, *, is_own: bool, answers: str | None) -> str | None:
    """Name the column of second levels that goes with the labels; those of a model go with its own answers only."""
    levels = versions_of(list(map(str, frame.columns)), "subcategory")
    if is_own and answers:
        levels = levels[1:]
    return levels[0] if levels else None


def _with_sure_answers(
    frame: pd.DataFrame, labels: Sequence[str], answers: Sequence[str], column: str
) -> tuple[list[str], int]:
    """Fill blank labels with the model's answer where the row was not flagged for review; a sample to label flags none.

    Parameters
    ----------
    column : heading of the answers
    """
    headings = list(map(str, frame.columns))
    flags = versions_of(headings, "needs_review")
    if not flags:
        return list(labels), 0  # nothing says which answers were sure
    name = flags[0]
    if len(flags) < len(answer_columns(headings)) and headings.index(name) < headings.index(column):
        return list(labels), 0  # the flags are those of an earlier run
    flagged = [to_text(v).strip().lower() not in ("false", "0") for v in frame[name]]
    filled = [
        label or ("" if unsure else answer)
        for label, answer, unsure in zip(labels, answers, flagged, strict=True)
    ]
    return filled, sum(1 for old, new in zip(labels, filled, strict=True) if new and not old)


def keyed_labels(table: Table, *, label: str | None = None) -> dict[str, str]:
    """Return the labels of a table by its ids; a table without ids is keyed by row number.

    A confirmation such as 对 is the answer it stands beside, and a Chinese name is its code, as everywhere: two people who
    judge alike have equal labels however they typed them. Where anything was checked, rows nobody checked are blank. Rows that
    share an id keep apart: the second one's key is ``7 (2)``.

    Raises
    ------
    InputError
        When there is no label column, or the only labels are answers of a model that nobody checked.
    """
    codes = {c.zh: c.code for c in load_taxonomy().categories}
    found = _find_labels(table, label, codes)
    if found.heading is None and not any(found.typed):
        path = table.sources[0].path if len(table.sources) == 1 else None
        raise _unchecked(path, found.checked)
    labels = found.typed if any(found.typed) else found.labels
    ids = table.column("id")
    keys = (
        [str(at + 1) for at in range(len(table.frame))] if ids is None else [to_text(v).strip() for v in ids]
    )
    seen: Counter[str] = Counter()
    for at, key in enumerate(keys):
        seen[key] += 1
        if seen[key] > 1:
            keys[at] = f"{key} ({seen[key]})"
    return dict(zip(keys, (codes.get(value, value) for value in labels), strict=True))


def _second(value: Any, label: str) -> str:
    """Keep a second label only under its own first one: a corrected category makes the old second level void."""
    text = to_text(value).strip()
    return text if "." not in text or text.startswith(f"{label}.") else ""


def train_from_table(
    path: str | Path | Sequence[str | Path],
    *,
    label: str | None = None,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    unlabelled: Sequence[str | Path] = (),
    failed: list[InputError] | None = None,
) -> ComplaintClassifier:
    """Learn a classifier from a labelled table, and IDF from further texts where given.

    Files of a folder that cannot be read are put into `failed`, where one is given; the others are learned from.

    Where the labels are those of the default model, `training_["default_model"]` says how that does on the same rows, and
    the notes warn where it does better.
    """
    table = read_table(path, columns=columns, sheet=sheet, encoding=encoding).require_text()
    documents, labels, seconds, is_persons, notes = _labelled(table, label=label, sure_answers=True)
    if not documents:
        raise InputError("no row has both text and label", path=str(path), zh="没有同时有文本和标签的行")
    further = [read_table(item, columns=None, encoding=encoding) for item in unlabelled]
    more = [text for other in further for text in other.documents()]
    model = ComplaintClassifier()
    model.fit(documents, labels, unlabelled=more or None, second_labels=seconds if any(seconds) else None)
    notes += [note for other in further for note in other.warnings]
    if (compared := compare_with_default(model, documents, labels, is_persons)) is not None:
        model.training_["default_model"] = compared
        is_chosen = (
            label in (None, table.roles.get("checked_category")) and answers_column(table.frame) is not None
        )
        notes += filter(None, [remark_comparison(compared, is_chosen=is_chosen)])
    model.training_["notes"] = notes
    if failed is not None:
        failed += [error for one in (table, *further) for error in one.failures]
    return model


def train_from_seeds(
    taxonomy_path: str | Path,
    texts: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> ComplaintClassifier:
    """Learn a classifier without labels, from a taxonomy's words and the user's own unlabelled texts.

    Parameters
    ----------
    sheet : of the first table
    """
    from textmine.classify.seeds import fit_from_seeds

    documents = [
        text
        for at, item in enumerate(texts)
        for text in read_table(
            item, columns=columns, sheet=None if at else sheet, encoding=encoding
        ).documents()
        if text.strip()
    ]
    return fit_from_seeds(load_taxonomy(taxonomy_path), documents)


def score_on_table(
    model: ComplaintClassifier,
    path: str | Path,
    *,
    label: str | None = None,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    mode: str = "best",
    failed: list[InputError] | None = None,
) -> tuple[dict[str, Any], list[str]]:
    """Score a model on a labelled table; returns plain values and notes.

    Files of a folder that cannot be read are put into `failed`, where one is given.

    Raises
    ------
    InputError
        When no label of the table is known to the model; the message lists both sets.
    """
    table = read_table(path, columns=columns, sheet=sheet, encoding=encoding).require_text()
    if failed is not None:
        failed += table.failures
    documents, labels, _, notes = labelled_rows(table, label=label)
    if not documents:
        raise InputError("no row has both text and label", path=path, zh="没有同时有文本和标签的行")
    known = {str(c) for c in model.classes_.tolist()}
    labels = _as_the_model_writes(labels, known)
    unknown = sorted(set(labels) - known)
    if len(unknown) == len(set(labels)):
        raise InputError(
            f"the model knows none of the labels {', '.join(unknown[:10])}",
            path=path,
            fix=f"it knows: {', '.join(sorted(known))}",
            zh=f"模型不认识这些标签：{'、'.join(unknown[:10])}；它认识：{'、'.join(sorted(known))}",
        )
    if unknown:
        notes.append(
            Remark(
                f"labels the model does not know count as wrong: {', '.join(unknown[:10])}",
                zh=f"模型不认识的标签按错误计：{'、'.join(unknown[:10])}",
            )
        )
    p, _ = model.predict_with_evidence(documents, mode=mode)
    predicted = [str(c) for c in model.classes_[p.argmax(axis=1)].tolist()]
    confidence = p.max(axis=1)
    right = np.array([a == b for a, b in zip(labels, predicted, strict=True)])
    scores = score_predictions(labels, predicted)
    per_class = {
        str(row["label"]): {**{k: float(row[k]) for k in ("precision", "recall", "f1")}, "n": int(row["n"])}
        for row in scores.per_class.to_dict("records")
    }
    result = {
        "n": scores.n,
        "mode": mode,
        "accuracy": scores.accuracy,
        "macro_f1": scores.macro_f1,
        "weighted_f1": scores.weighted_f1,
        "per_class": per_class,
        "ece": expected_calibration_error(confidence, right),
        "mean_confidence": float(confidence.mean()),
        "accuracy_at_coverage": accuracy_at_coverage(confidence, right),
        "confusion": {
            "labels": [str(v) for v in scores.labels],
            "counts": scores.confusion.to_numpy().tolist(),
        },
        "intervals": {
            name: list(bootstrap_interval(labels, predicted, measure=name))
            for name in ("accuracy", "macro_f1")
        },
    }
    return result, notes


def _as_the_model_writes(labels: Sequence[str], known: set[str]) -> list[str]:
    """Turn Chinese names into codes, or codes into names, where only the other is what the model was taught."""
    names = {c.code: c.zh for c in load_taxonomy().categories}
    other = {**names, **{zh: code for code, zh in names.items()}}
    return [other[label] if label not in known and other.get(label) in known else label for label in labels]
