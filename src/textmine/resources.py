"""Find the files that travel with the package: corpus, default model, font.

In a checkout the corpus is the top-level folder; in an installed wheel it lies inside the package.
"""

from __future__ import annotations

from pathlib import Path

from textmine.errors import InputError

__all__ = ["corpus_path", "data_path"]

_PACKAGE = Path(__file__).resolve().parent


def data_path(name: str) -> Path:
    """Return the path of a file that ships inside the package.

    Raises
    ------
    InputError
        When the installation is incomplete and the file is missing.

    Examples
    --------
    >>> data_path("fonts/OFL.txt").name
    'OFL.txt'
    """
    path = _PACKAGE / "data" / name
    if not path.exists():
        raise InputError(
            "a file of the package is missing",
            path=path,
            fix="reinstall textmine",
            zh="软件包缺少文件；请重新安装 textmine",
        )
    return path


def corpus_path(name: str) -> Path:
    """Return the path of a file or folder of the authored corpus.

    Raises
    ------
    InputError
        When the corpus holds no such file; the message lists what there is.

    Examples
    --------
    >>> corpus_path("taxonomy.yaml").name
    'taxonomy.yaml'
    """
    folders = [_PACKAGE / "data" / "corpus", _PACKAGE.parent.parent / "corpus"]
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    there = sorted({p.name for folder in folders if folder.is_dir() for p in folder.iterdir()})
    raise InputError(
        f"the corpus holds no {name!r}",
        fix=f"choose one of: {', '.join(there) or '(no corpus installed)'}",
        zh=f"语料中没有“{name}”，可选：{'、'.join(there) or '（未安装语料）'}",
    )
