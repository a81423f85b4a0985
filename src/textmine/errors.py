"""Say what can go wrong, in one sentence a person can act on.

Every error a user can cause is an :class:`InputError`; the command line prints it as one
line and exits with 2. Anything else that escapes is a defect of textmine (exit 1). What a
user should know without it being an error is a :class:`Remark`.
"""

from __future__ import annotations

import os

__all__ = ["InputError", "Remark", "TextmineError", "chinese_of", "remark_at"]


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
        'a.csv，第 3 行：文件为空'
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
        between, before = ("，", "：") if chinese else (", ", ": ")
        return (f"{between.join(where)}{before}{said}" if where else said).replace("\n", " ")

    def remark(self) -> Remark:
        """Return the error as a remark, for what goes on in spite of it.

        Examples
        --------
        >>> InputError("empty file", path="a.csv", zh="文件为空").remark().zh
        'a.csv：文件为空'
        """
        return Remark(self.message("en"), zh=self.message("zh"))


class Remark(str):
    """Tell the user something that is no error, in English, and carry the Chinese of it.

    It is an ordinary string everywhere (results, JSON, provenance: English); the command line shows `zh` with
    ``--lang zh``. Copies and pickles keep both.

    Examples
    --------
    >>> note = Remark("3 rows have no date", zh="3 行没有日期")
    >>> note, note.zh, note == "3 rows have no date"
    ('3 rows have no date', '3 行没有日期', True)
    """

    zh: str

    def __new__(cls, english: str, *, zh: str = "") -> Remark:
        made = super().__new__(cls, english)
        made.zh = zh
        return made


def chinese_of(note: str) -> str:
    """Return the Chinese of a remark; a plain string, or a remark without Chinese, stays as it is.

    Examples
    --------
    >>> chinese_of(Remark("empty", zh="为空")), chinese_of("a.csv")
    ('为空', 'a.csv')
    """
    return getattr(note, "zh", "") or str(note)


def remark_at(where: str, note: str) -> Remark:
    """Say before a remark where it belongs, such as the name of a file.

    Examples
    --------
    >>> remark_at("一月.csv", Remark("3 rows have no date", zh="3 行没有日期")).zh
    '一月.csv：3 行没有日期'
    """
    return Remark(f"{where}: {note}", zh=f"{where}：{chinese_of(note)}")
