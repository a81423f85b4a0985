"""Write a target beside itself and rename it when complete: it is there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from textmine.errors import InputError

__all__ = ["check_folder", "check_target", "complete_or_nothing"]


def check_target(path: Path, *, force: bool, sources: Iterable[Path] = ()) -> Path:
    """Refuse a target that exists, is a folder or cannot be written, before any work is done.

    One of the sources is never replaced, not with `force` either: what is read would be lost. Neither is a file in a folder
    that is read, which would be read as well.
    """
    _check_free(path, force=force)
    check_folder(path.parent)
    there = path.resolve()
    if path.exists() and any(there.is_relative_to(source.resolve()) for source in sources):
        raise InputError(
            "the target is one of the inputs",
            path=path,
            fix="name another target",
            zh="输出与输入是同一个文件（或在输入文件夹之内），请换一个输出名",
        )
    return path


def _check_free(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise InputError(
            "the target is a folder", path=path, fix="name a file", zh="输出目标是文件夹，请给出文件名"
        )
    if path.exists() and not force:
        raise InputError(
            "the target exists",
            path=path,
            fix="add --force to replace it",
            zh="输出文件已存在，加 --force 覆盖",
        )


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written to; nothing is created."""
    for parent in (folder, *folder.parents):
        if parent.exists():
            if not parent.is_dir() or not os.access(parent, os.W_OK):
                raise InputError(
                    "cannot write here",
                    path=parent,
                    fix="choose another folder",
                    zh="此处不可写，请换一个文件夹",
                )
            return


@contextlib.contextmanager
def complete_or_nothing(path: str | Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a private file beside the target; rename it to the target when the block ends well, else remove it.

    Parents are created. The file keeps the target's ending, so that writers can tell the format.

    Raises
    ------
    InputError
        When the target exists and `force` is not given, is a folder, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> with complete_or_nothing(Path(folder, "out.txt")) as partial:
    ...     _ = partial.write_text("完", encoding="utf-8")
    >>> Path(folder, "out.txt").read_text(encoding="utf-8")
    '完'
    """
    target = Path(path)
    _check_free(target, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes the file readable by its owner only: it may hold personal data.
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.stem[:40]}-", suffix="".join(target.suffixes[-2:])
        )
    except OSError as error:
        raise InputError(
            f"cannot write here ({error.strerror})",
            path=target,
            fix="choose another folder",
            zh="此处不可写，请换一个文件夹",
        ) from None
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.chmod(0o666 & ~_umask())
        partial.replace(target)
    except OSError as error:
        raise InputError(f"cannot write ({error.strerror or error})", path=target, zh="写入失败") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
