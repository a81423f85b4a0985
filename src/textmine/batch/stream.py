"""Classify files of any size: read, classify, write in chunks, with the fate of every row on record."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

import textmine
from textmine.batch.earlier import EarlierChecks
from textmine.batch.masking import cues_of, mask_frame, masked_record
from textmine.batch.options import BatchOptions, BatchResult, ChunkWorker, Progress
from textmine.batch.resume import PartialWork
from textmine.batch.sinks import open_sink, storable_types
from textmine.classify.model import ComplaintClassifier
from textmine.classify.rows import ClassifyOptions, add_columns
from textmine.classify.store import default_model_path, model_checksum
from textmine.errors import InputError
from textmine.reading.formats import file_checksum
from textmine.reading.headingrows import remark_on_copies, rows_of_headings
from textmine.reading.stream import Chunk, TableStream, open_stream
from textmine.reading.tables import Table, describe_sources
from textmine.schema import CLASSIFICATION
from textmine.text.privatecolumns import remarks_on_keys
from textmine.writing.classified import CHECKED, write_classified_workbook
from textmine.writing.tablerows import TableRows
from textmine.writing.tables import format_of
from textmine.writing.targets import complete_or_nothing

__all__ = [
    "BatchOptions",
    "BatchResult",
    "ChunkWorker",
    "classify_file",
    "classify_read_table",
    "describe_run",
]

# Rows a chunk: what is lost by a kill and held in memory. Also the row groups of parquet, so a change changes bytes.
CHUNK_ROWS = {"fast": 4_096, "best": 2_048}


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
    stream = TableStream(list(table.frame.columns), table.roles, table.sources, len(table.frame), whole=table)
    worker = ChunkWorker(model, options, options.mode_for(len(table.frame)))
    run = _Run(stream.require_text(), worker, BatchOptions(jobs=1))
    frames = []
    for frame, _ in run.classified(progress, None):
        frames.append(frame)
    return Classified(pd.concat(frames, ignore_index=True), run.columns, worker.mode, tuple(run.notes))


@dataclass
class _Run:
    """Hold what one run over a stream collects."""

    stream: TableStream
    worker: ChunkWorker
    batch: BatchOptions
    columns: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    n_review: int = 0
    n_resumed: int = 0
    n_copies: int = 0  # rows that repeat the headings, where no reader of the whole table has counted them
    cues: dict[str, str] | None = (
        None  # of the columns to mask; None before the first part, and without masking
    )

    def classified(
        self, progress: Progress | None, work: PartialWork | None
    ) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Yield input with added columns, and the added columns, chunk by chunk in order."""
        n_done = 0
        checks = EarlierChecks(self.stream.roles)
        for chunk, added in self._answers(work):
            frame, notes = add_columns(checks.written_out(chunk.frame), added)
            if not self.columns:
                self.notes += notes
                self.columns = _headings_of(added, list(frame.columns[len(chunk.frame.columns) :]))
            if self.batch.is_masked:
                if self.cues is None:
                    self.cues = cues_of(self.stream, chunk.frame)
                    looked_at = chunk.frame if self.stream.whole is None else self.stream.whole.frame
                    self.notes += remarks_on_keys(looked_at, self.stream.roles, self.cues)
                frame = mask_frame(frame, self.stream.roles, cues=self.cues)
            self._count(added)
            if self.stream.whole is None:
                self.n_copies += len(rows_of_headings(chunk.frame, self.stream.roles))
            yield frame, added
            n_done += len(frame)
            if progress is not None:
                progress(n_done, self.stream.n_rows)
        self.notes += checks.remarks()

    def _count(self, added: pd.DataFrame) -> None:
        self.statuses.update(added["status"].tolist())
        self.categories.update(c for c in added["category"].tolist() if isinstance(c, str))
        self.n_review += int(added["needs_review"].sum())

    def _answers(self, work: PartialWork | None) -> Iterator[tuple[Chunk, pd.DataFrame]]:
        """Classify chunks side by side, a few ahead of the one that is waited for."""
        n_ahead = self.batch.n_jobs + 1
        waiting: deque[tuple[Chunk, Future[pd.DataFrame]]] = deque()
        with ThreadPoolExecutor(self.batch.n_jobs, thread_name_prefix="classify") as pool:
            try:
                for number, chunk in enumerate(self.stream.chunks(CHUNK_ROWS[self.worker.mode])):
                    waiting.append((chunk, pool.submit(self._answer, number, chunk, work)))
                    if len(waiting) > n_ahead:
                        first, answer = waiting.popleft()
                        yield first, answer.result()
                while waiting:
                    first, answer = waiting.popleft()
                    yield first, answer.result()
            finally:
                for _, answer in waiting:
                    answer.cancel()

    def _answer(self, number: int, chunk: Chunk, work: PartialWork | None) -> pd.DataFrame:
        kept = work.load(number, len(chunk.frame)) if work is not None else None
        if kept is not None:
            self.n_resumed += len(kept)
            return kept
        documents = chunk.documents(self.stream.roles)
        if self.batch.cluster is not None:
            added = self.batch.cluster.classify_chunk(self.worker, documents, chunk.problems)
        else:
            added = self.worker(documents, chunk.problems)
        if work is not None:
            work.save(number, added)
        return added

    def result(self, target: Path, **more: Any) -> BatchResult:
        if self.n_copies:
            self.notes.append(remark_on_copies(self.n_copies))
        return BatchResult(
            output=target,
            n_rows=sum(self.statuses.values()),
            n_ok=self.statuses["ok"],
            n_empty=self.statuses["empty"],
            n_unreadable=self.statuses["unreadable"],
            n_needs_review=self.n_review,
            category_counts=dict(sorted(self.categories.items())),
            mode=self.worker.mode,
            warnings=tuple(dict.fromkeys([*self.stream.warnings, *self.notes])),
            failures=tuple(error.remark() for error in self.stream.failures),
            n_rows_resumed=self.n_resumed,
            columns_left=()
            if self.cues is None
            else tuple(h for h in self.stream.headings if h not in self.cues),
            **more,
        )


def _headings_of(added: pd.DataFrame, names: list[str]) -> dict[str, str]:
    return dict(zip([*CLASSIFICATION.names, *added.columns[len(CLASSIFICATION.names) :]], names, strict=True))


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
    batch: BatchOptions | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Classify a file or folder into a target whose ending says the format, in bounded memory.

    Parameters
    ----------
    columns, sheet, encoding
        As for `read_table`.
    model_name : str
        ``default`` or the path of the model, for the record.
    batch : BatchOptions
        Threads, resuming, masking.
    progress : function of (rows done, rows in all), optional

    Raises
    ------
    InputError
        When the input cannot be read, holds no text column, or the target stands in the way.
    """
    how = batch or BatchOptions()
    final = Path(target)
    kind = format_of(final)
    stream = open_stream(source, columns=columns, sheet=sheet, encoding=encoding).require_text()
    worker = ChunkWorker(model, options, options.mode_for(stream.n_rows))
    run = _Run(stream, worker, how)
    about = describe_run(stream, model, options, worker.mode, model_name)
    if how.is_masked:
        about = masked_record(about)

    def finish_workbook(rows: TableRows, path: Path) -> None:
        run.notes += write_classified_workbook(
            rows,
            path,
            columns=run.columns,
            checked=stream.roles.get("checked_category", CHECKED),
            taxonomy=options.taxonomy,
            labels=[str(label) for label in model.classes_.tolist()],
            provenance=about,
            lang=lang,
        )

    def write(path: Path, work: PartialWork | None) -> None:
        fix = storable_types(stream) if kind == "parquet" else None
        with open_sink(path, kind, finish_workbook) as append:
            for frame, _ in run.classified(progress, work):
                append(frame if fix is None else fix(frame))

    if not how.is_resumable:
        with complete_or_nothing(final, force=force) as partial:
            write(partial, None)
        return run.result(final)
    job = {**about, "lang": lang if kind == "xlsx" else "", "is_masked": how.is_masked, "format": kind}
    return _resume(run, PartialWork(final, job), write, force=force)


def _resume(
    run: _Run, work: PartialWork, write: Callable[[Path, PartialWork | None], None], *, force: bool
) -> BatchResult:
    state = work.state_of_target()
    if state == "complete":
        return run.result(work.target, was_complete=True)
    if state == "other" and not force:
        raise InputError(
            "the target is complete, but of another input, model or option",
            path=work.target,
            fix="name another target, or add --force to replace it",
            zh="输出已存在，但来自另一输入、模型或选项；请换一个输出名，或加 --force 覆盖",
        )
    with work.open(force=force):
        write(work.draft(), work)
        if state == "unknown" and not force:
            # No record says what the target was made from, so it is compared with what it should be.
            is_same = file_checksum(work.draft()) == file_checksum(work.target)
            if not is_same:
                work.remove()
                raise InputError(
                    "the target exists and differs from what this input and model give",
                    path=work.target,
                    fix="name another target, or add --force to replace it",
                    zh="输出已存在，且与此输入和模型的结果不同；请换一个输出名，或加 --force 覆盖",
                )
        work.finish({"run": work.job})
    return run.result(work.target, was_complete=state == "unknown" and not force)


def describe_run(
    table: Table | TableStream,
    model: ComplaintClassifier,
    options: ClassifyOptions,
    mode: str,
    model_name: str,
) -> dict[str, Any]:
    """Return what a reader needs to repeat the run: inputs with checksums, model, options, version.

    There is no time in it: the same input and model give the same bytes on any day.
    """
    return {
        "textmine": textmine.__version__,
        "model": model_name,
        "model sha256": _checksum_of(model_name),
        "model training data sha256": model.training_.get("sha256", ""),
        "model training rows": model.training_.get("n_rows", ""),
        "mode": mode,
        "scheme": options.scheme or "",
        "review target": options.review_target,
        "review threshold": round(model.review_threshold(options.review_target, mode=mode), 4),
        **describe_sources(table.sources, table.roles),
    }


def _checksum_of(model_name: str) -> str:
    path = default_model_path() if model_name == "default" else Path(model_name)
    return model_checksum(path) if path.is_file() else ""
