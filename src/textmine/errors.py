"""Say what can go wrong, in one sentence a person can act on.

Every error a user can cause is an :class:`InputError`; the command line prints it as one
line and exits with 2. Anything else that escapes is a defect of textmine (exit 1).
"""

from __future__ import annotations

import os

__all__ = ["InputError", "TextmineError"]


class TextmineError(Exception):
    """Mark every error that textmine raises on purpose."""


class InputError(TextmineError, ValueError):
    """Report input, or a call, that cannot be used: where, what was found, what to do.

    Parameters
    ----------
    problem : str
        What was found, as a sentence without its final stop.
    path, row, column
        Where, as far as known. `row` counts as a spreadsheet does: the first row is 1.
    fix : str
        What the user can do about it.
    zh : str
        The problem and its remedy in Chinese, shown with ``--lang zh``.

    Examples
    --------
    >>> raise InputError("no column holds the text", path="一月.xlsx", fix="name it with --columns text=HEADING")
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: 一月.xlsx: no column holds the text; name it with --columns text=HEADING
    """

    def __init__(
        self,
        problem: str,
        *,
        path: str | os.PathLike[str] | None = None,
        row: int | None = None,
        column: str | None = None,
        fix: str = "",
        zh: str = "",
    ) -> None:
        self.problem, self.row, self.column, self.fix, self.zh = problem, row, column, fix, zh
        self.path = None if path is None else os.fspath(path)
        super().__init__(self.message("en"))

    def message(self, lang: str = "en") -> str:
        """Return the error as one line, in English or, where given, in Chinese.

        Examples
        --------
        >>> InputError("empty file", path="a.csv", row=3, zh="文件为空").message("zh")
        'a.csv, 第 3 行: 文件为空'
        """
        chinese = lang == "zh"
        where = [self.path] if self.path else []
        if self.row is not None:
            where.append(f"第 {self.row} 行" if chinese else f"row {self.row}")
        if self.column is not None:
            where.append(f"列“{self.column}”" if chinese else f"column {self.column!r}")
        said = (
            self.zh if chinese and self.zh else "; ".join(part for part in (self.problem, self.fix) if part)
        )
        return (f"{', '.join(where)}: {said}" if where else said).replace("\n", " ")
