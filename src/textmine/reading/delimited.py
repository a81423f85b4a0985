"""Take delimited text apart record by record, whatever stands in it: no line is lost and none swallows the rest."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from textmine.errors import InputError
from textmine.formulas import unguard

__all__ = ["Record", "delimited_records", "sniff_delimiter", "split_lines"]

_DELIMITERS = (",", "\t", ";", "|", "，")
_SNIFF_CHARACTERS = 65536
MAX_COLUMNS = 16384  # what a sheet of Excel holds; more is a file that is not a table
# A quote that is never closed would swallow the rest of the file; no cell of an office has so many lines or characters.
_MAX_RECORD_LINES = 5000
_MAX_RECORD_CHARACTERS = 1 << 24
_STAND_IN = "\ue00d"  # stands for a lone carriage return, which the csv module refuses outside quotes


@dataclass(frozen=True, slots=True)
class Record:
    """Hold the cells of one record (None where blank), its last line (from 1), and what was wrong with it."""

    cells: list[str | None]
    last_line: int
    problem: str | None = None


class _RunawayError(Exception):
    """Say that a record grew beyond what a record can be."""


class _Feed:
    """Hand lines to the csv reader and remember those of the record being read, so that they can be read again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.n_characters = 0
        self.line_number = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_RECORD_LINES or self.n_characters > _MAX_RECORD_CHARACTERS:
            raise _RunawayError
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self.n_characters += len(line)
        self.line_number += 1
        return line

    def start_record(self) -> None:
        self.taken = []
        self.n_characters = 0

    def give_back_all_but_first(self) -> str:
        first, rest = self.taken[0], self.taken[1:]
        self._again.extendleft(reversed(rest))
        self.line_number -= len(rest)
        self.start_record()
        return first


def split_lines(text: str) -> Iterator[str]:
    r"""Split at \n only: other separators of Unicode stand inside what residents write."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def delimited_records(
    lines: Iterable[str], delimiter: str, *, odd: Set[int] = frozenset(), path: Path | None = None
) -> Iterator[Record]:
    """Yield the records of delimited text; a line that opens a quote and never closes it is kept alone, with a reason.

    Parameters
    ----------
    odd : line numbers (from 1) in another encoding than the rest; may grow while the lines are read

    Raises
    ------
    InputError
        When a record has more columns than any sheet.

    Examples
    --------
    >>> found = delimited_records(['编号,内容\\n', '1,"路灯不亮\\n', '2,停车难\\n'], ",")
    >>> [(record.cells, record.problem) for record in found][1:]
    [(['1', '"路灯不亮'], 'line 2 opens a quote that is never closed'), (['2', '停车难'], None)]
    """
    csv.field_size_limit(2**31 - 1)
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.start_record()
        first_line = feed.line_number + 1
        problem = None
        try:
            row = next(reader)
            if len(feed.taken) > 1 and _is_open(feed.taken, delimiter):
                raise _RunawayError
        except StopIteration:
            return
        except _RunawayError:
            row = _plain_split(feed.give_back_all_but_first(), delimiter)
            problem = f"line {first_line} opens a quote that is never closed"
            reader = csv.reader(feed, delimiter=delimiter)
        except csv.Error as error:
            is_broken = len(feed.taken) > 1
            line = feed.give_back_all_but_first()
            row = [] if is_broken else _split_with_returns(line, delimiter)
            if not row:
                row, problem = [line.rstrip("\r\n")], f"line {first_line} cannot be parsed: {error}"
            reader = csv.reader(feed, delimiter=delimiter)
        if odd and any(number in odd for number in range(first_line, feed.line_number + 1)):
            problem = f"line {first_line} is in another encoding than the rest"
        if len(row) > MAX_COLUMNS:
            raise too_many_columns(len(row), path=path, row=first_line)
        yield Record([unguard(cell) if cell else None for cell in row], feed.line_number, problem)


def too_many_columns(n: int, *, path: Path | None, row: int | None = None) -> InputError:
    """Refuse what has more columns than a sheet of Excel holds."""
    return InputError(
        f"{n:,} columns",
        path=path,
        row=row,
        fix=f"this is not a table of complaints; a sheet holds {MAX_COLUMNS:,}",
        zh=f"列数过多（{n:,} 列，工作表最多 {MAX_COLUMNS:,} 列）；请检查分隔符，或删去多余的列",
    )


def _is_open(taken: list[str], delimiter: str) -> bool:
    """Tell whether a record of several lines ended because the file ended, with a quote still open."""
    text = "".join(taken)
    if text.count('"') % 2 == 0:
        return False
    try:
        next(csv.reader(taken, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _plain_split(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def _split_with_returns(line: str, delimiter: str) -> list[str]:
    end = "\r\n" if line.endswith("\r\n") else "\n" if line.endswith("\n") else ""
    inside = line.removesuffix(end) if end else line
    try:
        rows = list(csv.reader([inside.replace("\r", _STAND_IN)], delimiter=delimiter))
    except csv.Error:
        return []
    return [cell.replace(_STAND_IN, "\r") for cell in rows[0]] if rows else []


def sniff_delimiter(text: str, *, is_tsv: bool = False) -> str:
    """Choose the delimiter that splits the first rows most evenly; a comma when none does, in a .tsv file a tab.

    Examples
    --------
    >>> sniff_delimiter("编号;内容\\n1;路灯不亮，请修\\n")
    ';'
    """
    head = text[:_SNIFF_CHARACTERS]
    favourite = "\t" if is_tsv else ","
    best, best_score = favourite, 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _first_rows(head, delimiter)]
        common = max(set(widths), key=widths.count) if widths else 1
        if common < 2:
            continue
        score = (
            widths.count(common) / len(widths)
            + (widths[0] == common)
            + (0.1 if delimiter == favourite else 0.0)
        )
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def _first_rows(head: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(split_lines(head), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == 50:
                break
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > 2 and len(rows) < 50 else rows
