"""Classify files of any size: read, classify, write, with the fate of every row on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import textmine
from textmine.classify.model import ComplaintClassifier
from textmine.classify.rows import ClassifyOptions, add_columns, classify_documents
from textmine.reading.tables import Table, read_table
from textmine.schema import CLASSIFICATION
from textmine.writing.classified import write_classified_workbook
from textmine.writing.tables import format_of, write_table
from textmine.writing.targets import complete_or_nothing

__all__ = ["BatchResult", "classify_file", "classify_read_table"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BatchResult:
    """Say what became of a batch."""

    output: Path
    n_rows: int
    n_ok: int
    n_empty: int
    n_unreadable: int
    n_needs_review: int
    category_counts: dict[str, int]
    mode: str
    warnings: tuple[str, ...]
    failures: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {**self.__dict__, "output": str(self.output), "warnings": list(self.warnings), "failures": list(self.failures)}


@dataclass(frozen=True)
class Classified:
    """Hold a classified table: input columns, then ours under the headings they got."""

    frame: pd.DataFrame
    columns: dict[str, str]
    mode: str
    warnings: tuple[str, ...]


def classify_read_table(
    table: Table, model: ComplaintClassifier, options: ClassifyOptions, *, progress: Progress | None = None
) -> Classified:
    """Classify a table as read: every input row and column in order, plus the declared columns."""
    documents = table.documents()
    mode = options.mode_for(len(documents))
    parts = []
    step = 5000
    for start in range(0, max(len(documents), 1), step):
        part = documents[start : start + step]
        bad = {at - start: why for at, why in table.problems.items() if start <= at < start + step}
        parts.append(classify_documents(part, model, options, problems=bad, mode=mode))
        if progress is not None:
            progress(min(start + step, len(documents)), len(documents))
    added = pd.concat(parts, ignore_index=True)
    frame, notes = add_columns(table.frame, added)
    names = list(frame.columns[len(table.frame.columns) :])
    columns = dict(zip([*CLASSIFICATION.names, *added.columns[len(CLASSIFICATION.names) :]], names, strict=True))
    return Classified(frame, columns, mode, tuple(notes))


def classify_file(
    source: str | Path | Sequence[str | Path],
    target: str | Path,
    model: ComplaintClassifier,
    options: ClassifyOptions,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    force: bool = False,
    lang: str = "en",
    model_name: str = "default",
    progress: Progress | None = None,
) -> BatchResult:
    """Classify a file or folder into a target whose ending says the format."""
    kind = format_of(target)
    table = read_table(source, columns=columns, sheet=sheet, encoding=encoding).require_text()
    done = classify_read_table(table, model, options, progress=progress)
    warnings = [*table.warnings, *done.warnings]
    if kind == "xlsx":
        with complete_or_nothing(target, force=force) as partial:
            warnings += write_classified_workbook(
                done.frame,
                partial,
                columns=done.columns,
                taxonomy=options.taxonomy,
                labels=[str(label) for label in model.classes_.tolist()],
                provenance=describe_run(table, model, options, done.mode, model_name),
                lang=lang,
            )
    else:
        write_table(done.frame, target, force=force)
    return _result(Path(target), done, warnings, table)


def _result(target: Path, done: Classified, warnings: list[str], table: Table) -> BatchResult:
    status = done.frame[done.columns["status"]]
    category = done.frame[done.columns["category"]].dropna()
    return BatchResult(
        output=target,
        n_rows=len(done.frame),
        n_ok=int((status == "ok").sum()),
        n_empty=int((status == "empty").sum()),
        n_unreadable=int((status == "unreadable").sum()),
        n_needs_review=int(np.asarray(done.frame[done.columns["needs_review"]], dtype=bool).sum()),
        category_counts={str(k): int(v) for k, v in category.value_counts().sort_index().items()},
        mode=done.mode,
        warnings=tuple(warnings),
        failures=tuple(str(error) for error in table.failures),
    )


def describe_run(
    table: Table, model: ComplaintClassifier, options: ClassifyOptions, mode: str, model_name: str
) -> dict[str, Any]:
    """Return what a reader needs to repeat the run: inputs with checksums, model, options, versions, date."""
    about: dict[str, Any] = {
        "textmine": textmine.__version__,
        "date": dt.datetime.now().isoformat(sep=" ", timespec="seconds"),
        "model": model_name,
        "model training data sha256": model.training_.get("sha256", ""),
        "model training rows": model.training_.get("n_rows", ""),
        "mode": mode,
        "review target": options.review_target,
        "review threshold": round(model.review_threshold(options.review_target, mode=mode), 4),
        "columns used": ", ".join(f"{role}={heading}" for role, heading in table.roles.items()),
    }
    for number, source in enumerate(table.sources, start=1):
        where = f" [{source.sheet}]" if source.sheet else ""
        about[f"input {number}"] = f"{Path(source.path).name}{where}: {source.n_rows} rows, {source.encoding or source.format}"
        about[f"input {number} sha256"] = source.sha256
    return about
