"""Keep unfinished work beside the target, so that a killed run goes on where it stood and gives the same bytes.

What is kept are the classified columns, one file a chunk: they are small and cost the time. The input is read again and the
target written again from its start, so that no half-written file is ever continued.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.reading.formats import file_checksum

__all__ = ["PartialWork", "fingerprint", "record_path"]

_JOB, _RECORD, _LOCK = "job.json", "record.json", "lock"


def fingerprint(job: Mapping[str, Any]) -> str:
    """Return one checksum for everything that decides what the target will hold.

    Examples
    --------
    >>> fingerprint({"mode": "fast"}) == fingerprint({"mode": "best"})
    False
    """
    text = json.dumps(job, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def record_path(target: Path) -> Path:
    """Return where the record of a resumable job stands when the target is complete."""
    return target.with_name(f"{target.name}.provenance.json")


class PartialWork:
    """Hold the folder ``TARGET.partial`` of one job."""

    def __init__(self, target: Path, job: Mapping[str, Any]) -> None:
        self.target, self.job = target, dict(job)
        self.folder = target.with_name(f"{target.name}.partial")
        self.key = fingerprint(job)

    def state_of_target(self) -> str:
        """Tell what stands at the target: ``absent``, ``complete`` (by this job) or ``other``; ``unknown`` without a record."""
        if not self.target.exists():
            return "absent"
        self._finish_renaming()
        record = _read_json(record_path(self.target))
        if record is None:
            return "unknown"
        if record.get("job") != self.key:
            return "other"
        if record.get("sha256") != file_checksum(self.target):
            return "other"
        self._finish_removing()
        return "complete"

    def _finish_renaming(self) -> None:
        """A run killed after its target stood, but before its record did, is completed here."""
        waiting = _read_json(self.folder / _RECORD)
        if waiting and waiting.get("job") == self.key and waiting.get("sha256") == file_checksum(self.target):
            (self.folder / _RECORD).replace(record_path(self.target))
            self.remove()

    def _finish_removing(self) -> None:
        """A run killed after its record stood, but before its folder was gone, is completed here."""
        found = _read_json(self.folder / _JOB)
        if not self.folder.is_dir() or (found is not None and found.get("key") != self.key):
            return
        with contextlib.suppress(OSError), (self.folder / _LOCK).open("a+b") as file:
            if _is_locked(file):
                self.remove()

    @contextlib.contextmanager
    def open(self, *, force: bool = False) -> Iterator[None]:
        """Make or take up the folder; one process at a time.

        Raises
        ------
        InputError
            When the folder holds work on another input, or another process is at work in it.
        """
        found = _read_json(self.folder / _JOB)
        if found is not None and found.get("key") != self.key:
            if not force:
                raise InputError(
                    "unfinished work on another input, model or option stands here",
                    path=self.folder,
                    fix="remove the folder, or add --force to start afresh",
                    zh="此处有另一输入、模型或选项的未完成工作；请删除该文件夹，或加 --force 重新开始",
                )
            self.remove()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"cannot write here ({error.strerror})", path=self.folder, zh="此处不可写"
            ) from None
        with _alone(self.folder / _LOCK):
            if not (self.folder / _JOB).exists():
                _write_json(self.folder / _JOB, {"key": self.key, "job": self.job})
            yield

    def load(self, number: int, n_rows: int) -> pd.DataFrame | None:
        """Return the classified columns of a chunk, or None when they must be computed."""
        import pyarrow as pa
        import pyarrow.feather as feather

        try:
            table = feather.read_table(self._part(number), memory_map=False)
        except (OSError, pa.ArrowException):
            return None
        types = {pa.string(): "str", pa.large_string(): "str"}
        frame = table.to_pandas(
            types_mapper=lambda kind: pd.StringDtype(na_value=float("nan")) if kind in types else None
        )
        return frame if len(frame) == n_rows else None

    def save(self, number: int, added: pd.DataFrame) -> None:
        """Keep the classified columns of a chunk; the file is there whole or not at all."""
        import pyarrow.feather as feather

        path = self._part(number)
        path.parent.mkdir(exist_ok=True)
        draft = path.with_suffix(".draft")
        feather.write_feather(added, draft, compression="lz4")
        draft.replace(path)

    def _part(self, number: int) -> Path:
        return self.folder / f"{number // 1000:05d}" / f"{number:08d}.arrow"

    def draft(self) -> Path:
        """Return where the target is written until it is complete."""
        return self.folder / f"draft{''.join(self.target.suffixes[-2:])}"

    def finish(self, about: Mapping[str, Any]) -> None:
        """Put the complete target and its record in place and remove the folder."""
        draft = self.draft()
        record = {"job": self.key, "sha256": file_checksum(draft), **about}
        _write_json(self.folder / _RECORD, record)
        draft.replace(self.target)
        (self.folder / _RECORD).replace(record_path(self.target))
        self.remove()

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    draft.replace(path)


_PATIENCE = 3.0  # Seconds.


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that the operating system releases when the process ends, however it ends.

    Workers hold the lock of the run that started them, and end a moment after a run that is killed: so long is waited.
    """
    with path.open("a+b") as file:
        until = time.monotonic() + _PATIENCE
        # A run that ends well removes the folder, and the lock that is waited for is then one of nothing.
        while not (is_ours := _is_locked(file)) or not _is_there(file, path):
            if is_ours or time.monotonic() > until:
                raise InputError(
                    "another process works on this target",
                    path=path.parent,
                    fix="wait for it",
                    zh="另一进程正在处理此输出",
                )
            time.sleep(0.05)
        yield


def _is_there(file: Any, path: Path) -> bool:
    """Tell whether an open file still stands under its name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _is_locked(file: Any) -> bool:
    try:
        _lock(file)
    except OSError:
        return False
    return True


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
