"""Classify a folder of tables into a folder of parquet files, file by file: the unit that a cluster works on.

Each output file is written beside its place and renamed, and the folder gets its name when all of them stand: whoever reads
it sees every row or nothing. A file is classified by the same function here and on a worker, so the bytes are the same.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import textmine
from textmine.batch.options import BatchOptions, BatchResult, PartJob, Progress, sum_results
from textmine.batch.resume import PartialWork
from textmine.batch.stream import classify_file
from textmine.classify.model import ComplaintClassifier
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import default_model_path, model_checksum
from textmine.errors import InputError, Remark, chinese_of
from textmine.reading.formats import file_checksum, table_files
from textmine.reading.stream import open_stream
from textmine.writing.targets import check_folder

__all__ = ["RECORD", "check_folder_target", "classify_folder", "classify_part", "wants_folder"]

# Readers of parquet folders pass over names that begin with an underscore.
RECORD = "_provenance.json"


def wants_folder(inputs: Sequence[Path], target: Path) -> bool:
    """Tell whether a folder is to become a folder: one folder in, and a target without an ending.

    Examples
    --------
    >>> wants_folder([Path("一月.csv")], Path("out")), wants_folder([Path(".")], Path("out.parquet"))
    (False, False)
    >>> wants_folder([Path(".")], Path("out"))
    True
    """
    return len(inputs) == 1 and inputs[0].is_dir() and not target.suffix


def check_folder_target(target: Path, source: Path, *, force: bool) -> None:
    """Refuse a target that exists, lies in the input or cannot be made, before any work is done.

    Only a folder that textmine made, or an empty one, is ever replaced: everything in it goes.
    """
    check_folder(target.parent)
    if target.resolve().is_relative_to(source.resolve()):
        raise InputError(
            "the target lies in the input",
            path=target,
            fix="name another place",
            zh="输出不能放在输入文件夹之内",
        )
    if force and target.exists() and not _is_ours(target):
        raise InputError(
            "the target holds what textmine did not make",
            path=target,
            fix="name another target, or empty the folder yourself",
            zh="目标中有并非 textmine 生成的内容；请换一个输出名，或自行清空",
        )
    if target.exists() and not force:
        raise InputError(
            "the target exists",
            path=target,
            fix="add --force to replace it",
            zh="输出文件夹已存在，加 --force 覆盖",
        )


def _is_ours(target: Path) -> bool:
    if target.is_symlink() or not target.is_dir():
        return False
    return (target / RECORD).is_file() or not any(target.iterdir())


def classify_part(job: PartJob, model: ComplaintClassifier, *, jobs: int = 1) -> BatchResult:
    """Classify one file of a folder; the result does not depend on where this happens."""
    options = ClassifyOptions(mode=job.mode, review_target=job.review_target, scheme=job.scheme)
    job.target.parent.mkdir(parents=True, exist_ok=True)
    return classify_file(
        job.source,
        job.target,
        model,
        options,
        columns=dict(job.columns),
        encoding=job.encoding,
        force=True,
        batch=BatchOptions(jobs=jobs, is_masked=job.is_masked),
    )


def classify_folder(
    source: Path,
    target: Path,
    model: ComplaintClassifier,
    options: ClassifyOptions,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    force: bool = False,
    model_name: str = "default",
    batch: BatchOptions | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Classify every table of a folder into a parquet file of the same name in another folder.

    Parameters
    ----------
    columns, encoding
        As for `read_table`.
    model_name : str
        ``default`` or the path of the model, for the record.

    Returns
    -------
    BatchResult
        Sums over all files; a file that cannot be read is named in `failures`, the others are done.

    Raises
    ------
    InputError
        When the folder holds no table, none can be read, or the target stands in the way.
    """
    how = batch or BatchOptions()
    files = table_files(source)
    if not files:
        raise InputError("the folder holds no table", path=source, zh="文件夹中没有表格")
    counts = {file: _n_rows(file, options.mode, columns, encoding) for file in files}
    mode = options.mode_for(sum(counts.values()))
    model_path = default_model_path() if model_name == "default" else Path(model_name)
    about = {
        "textmine": textmine.__version__,
        "model": model_name,
        "model sha256": model_checksum(model_path) if model_path.is_file() else "",
        "mode": mode,
        "scheme": options.scheme or "",
        "review target": options.review_target,
        "columns": dict(columns or {}),
        "encoding": encoding or "",
        "is_masked": how.is_masked,
        "files": {_name(file, source): file_checksum(file) for file in files},
    }
    work = PartialWork(target, about)
    if how.is_resumable and target.exists() and not force:
        return _complete(work, about, target)
    check_folder_target(target, source, force=force)
    with _place(work, is_resumable=how.is_resumable, force=force) as folder:
        jobs = [
            PartJob(
                file.resolve(),
                (folder / f"{_name(file, source)}").resolve(),
                tuple((columns or {}).items()),
                encoding,
                mode,
                options.review_target,
                options.scheme,
                how.is_masked,
            )
            for file in files
        ]
        results = _worked_through(jobs, model, how, progress, sum(counts.values()))
        _put_in_place(folder, target, {**about, "job": work.key})
    return sum_results(target, results, mode)


def _name(file: Path, source: Path) -> str:
    """Name a file's output: the same place and name, and parquet's ending where it has another."""
    name = file.relative_to(source).as_posix()
    return name if name.lower().endswith(".parquet") else f"{name}.parquet"


def _n_rows(file: Path, mode: str | None, columns: Mapping[str, str] | None, encoding: str | None) -> int:
    """Count rows where that is cheap, or where the way to take depends on it; a file that fails is named later."""
    try:
        if file.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            return int(pq.ParquetFile(file).metadata.num_rows)
        return 0 if mode else open_stream(file, columns=columns, encoding=encoding).n_rows
    except (InputError, OSError, ValueError):
        return 0


@contextlib.contextmanager
def _place(work: PartialWork, *, is_resumable: bool, force: bool) -> Iterator[Path]:
    """Yield the folder the parts are written to; it is kept after a failure when it may be taken up again."""
    if is_resumable:
        with work.open(force=force):
            yield work.folder / "parts"
        work.remove()
        return
    work.target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work.target.parent, prefix=f".{work.target.name[:40]}-") as name:
        yield Path(name, "parts")


def _worked_through(
    jobs: list[PartJob],
    model: ComplaintClassifier,
    how: BatchOptions,
    progress: Progress | None,
    n_rows: int,
) -> list[BatchResult | InputError]:
    """Classify the files here, or on a cluster; results come back in the order of the files."""
    found: dict[PartJob, BatchResult | InputError] = {}
    waiting = []
    for job in jobs:
        kept = _kept_result(job)
        if kept is None:
            waiting.append(job)
        else:
            found[job] = kept
    ready = how.cluster.classify_parts(waiting) if how.cluster else _locally(waiting, model, how.n_jobs)
    for job, result in ready:
        found[job] = result
        if isinstance(result, BatchResult):
            _keep_result(job, result)
        if progress is not None and n_rows:
            progress(sum(r.n_rows for r in found.values() if isinstance(r, BatchResult)), n_rows)
    results = [found[job] for job in jobs]
    failures = [r for r in results if isinstance(r, InputError)]
    if len(failures) == len(results):
        raise failures[0]
    return results


def _locally(
    jobs: list[PartJob], model: ComplaintClassifier, n_jobs: int
) -> Iterator[tuple[PartJob, BatchResult | InputError]]:
    for job in jobs:
        try:
            yield job, classify_part(job, model, jobs=n_jobs)
        except InputError as error:
            yield job, error


def _result_file(job: PartJob) -> Path:
    return job.target.with_name(f".{job.target.name}.json")


def _keep_result(job: PartJob, result: BatchResult) -> None:
    in_two_languages = {
        name: [[note, chinese_of(note)] for note in getattr(result, name)]
        for name in ("warnings", "failures")
    }
    _result_file(job).write_text(
        json.dumps(result.to_dict() | in_two_languages, ensure_ascii=False), encoding="utf-8"
    )


def _kept_result(job: PartJob) -> BatchResult | None:
    """Return what is known of a part that an earlier run finished; parts are there whole or not at all."""
    try:
        known = json.loads(_result_file(job).read_text(encoding="utf-8"))
        if not job.target.exists():
            return None
        texts = {
            name: tuple(Remark(english, zh=chinese) for english, chinese in known[name])
            for name in ("warnings", "failures")
        }
        left = tuple(known["columns_left"])
        return BatchResult(
            **{
                **known,
                **texts,
                "output": job.target,
                "n_rows_resumed": known["n_rows"],
                "columns_left": left,
            }
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _put_in_place(folder: Path, target: Path, about: Mapping[str, Any]) -> None:
    for left in folder.rglob(".*"):  # what was needed to go on, and drafts of workers that died
        left.unlink()
    (folder / RECORD).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    if target.is_dir():
        shutil.rmtree(target)
    folder.replace(target)


def _complete(work: PartialWork, about: Mapping[str, Any], target: Path) -> BatchResult:
    try:
        known = json.loads((target / RECORD).read_text(encoding="utf-8"))
        is_same = known["job"] == work.key and all((target / name).is_file() for name in about["files"])
    except (OSError, ValueError, KeyError, TypeError):
        is_same = False
    if not is_same:
        raise InputError(
            "the target is of another input, model or option",
            path=target,
            fix="name another target, or add --force to replace it",
            zh="输出已存在，但来自另一输入、模型或选项；请换一个输出名，或加 --force 覆盖",
        )
    return replace(sum_results(target, [], str(about["mode"])), was_complete=True)
