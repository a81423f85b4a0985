"""Say how a batch is worked through, and what became of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from textmine.classify.model import ComplaintClassifier
from textmine.classify.rows import ClassifyOptions, classify_documents
from textmine.errors import InputError

__all__ = ["BatchOptions", "BatchResult", "ChunkWorker", "Cluster", "PartJob", "Progress", "sum_results"]

Progress = Callable[[int, int], None]
_MAX_JOBS = 16


@dataclass(frozen=True)
class ChunkWorker:
    """Classify documents with one model in one mode."""

    model: ComplaintClassifier
    options: ClassifyOptions
    mode: str

    def __call__(self, documents: list[str], problems: dict[int, str]) -> pd.DataFrame:
        """Return the columns we add, one row a document."""
        return classify_documents(documents, self.model, self.options, problems=problems, mode=self.mode)


@dataclass(frozen=True)
class PartJob:
    """Say how one file of a folder is classified; plain values only, so that it can travel to another machine."""

    source: Path
    target: Path
    columns: tuple[tuple[str, str], ...]
    encoding: str | None
    mode: str
    review_target: float
    scheme: str | None
    is_masked: bool


class Cluster(Protocol):
    """Classify somewhere else: chunks of one file, or whole files of a folder both sides can reach."""

    def classify_chunk(
        self, worker: ChunkWorker, documents: list[str], problems: dict[int, str]
    ) -> pd.DataFrame:
        """Return the columns we add, one row a document."""

    def classify_parts(self, jobs: Sequence[PartJob]) -> Iterator[tuple[PartJob, BatchResult | InputError]]:
        """Yield each job with its result, as they become ready."""


@dataclass(frozen=True)
class BatchOptions:
    """Say how a batch is worked through; nothing here changes a category.

    Attributes
    ----------
    jobs : int
        Threads that classify; 0 takes one for each processor.
    is_resumable : bool
        Keep unfinished work in ``TARGET.partial`` and take it up again.
    is_masked : bool
        Mask personal data in the output.
    cluster : Cluster, optional
        Another place to classify, such as a Dask cluster; see `textmine.batch.distributed`.
    """

    jobs: int = 0
    is_resumable: bool = False
    is_masked: bool = False
    cluster: Cluster | None = None

    def __post_init__(self) -> None:
        if self.jobs < 0:
            raise InputError(
                f"{self.jobs} jobs", fix="give --jobs 1 or more, or leave it out", zh="--jobs 应为正整数"
            )

    @property
    def n_jobs(self) -> int:
        """Return the number of threads to use."""
        return min(self.jobs or os.cpu_count() or 1, _MAX_JOBS)


@dataclass(frozen=True)
class BatchResult:
    """Say what became of a batch.

    Attributes
    ----------
    columns_left : tuple of str
        Headings of the input's columns that masking left as they are; none without masking.
    """

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
    was_complete: bool = False
    n_rows_resumed: int = 0
    columns_left: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            **self.__dict__,
            "output": str(self.output),
            "warnings": list(self.warnings),
            "failures": list(self.failures),
            "columns_left": list(self.columns_left),
        }


@dataclass
class _Sums:
    n_rows: int = 0
    n_ok: int = 0
    n_empty: int = 0
    n_unreadable: int = 0
    n_needs_review: int = 0
    n_rows_resumed: int = 0


def sum_results(target: Path, results: Sequence[BatchResult | InputError], mode: str) -> BatchResult:
    """Add up what became of several files; refusals are kept in words."""
    sums, categories, warnings, failures = _Sums(), Counter[str](), list[str](), list[str]()
    left: list[str] = []
    for result in results:
        if isinstance(result, InputError):
            failures.append(result.remark())
            continue
        for name in vars(sums):
            setattr(sums, name, getattr(sums, name) + getattr(result, name))
        categories.update(result.category_counts)
        warnings += result.warnings
        failures += result.failures
        left += result.columns_left
    return BatchResult(
        output=target,
        category_counts=dict(sorted(categories.items())),
        mode=mode,
        warnings=tuple(dict.fromkeys(warnings)),
        failures=tuple(failures),
        columns_left=tuple(dict.fromkeys(left)),
        **vars(sums),
    )
