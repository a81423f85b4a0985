"""Plan how a large text table is read: one pass that learns what it holds, then its rows in chunks."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import remark_at
from textmine.reading.delimited import Record, delimited_records, sniff_delimiter
from textmine.reading.headingrows import find_headings, remark_on_two_rows
from textmine.reading.headings import name_columns, title_above
from textmine.reading.lines import DAMAGED, encoding_of_head, find_encoding, text_lines
from textmine.reading.plausibility import LAST_ROWS, check_last_row, short_rows
from textmine.reading.sheets import is_tab_separated

__all__ = ["DelimitedText", "Plan", "RowPart", "Seen", "plan_delimited"]

_HEADER_ROWS = 40

RowPart = tuple[pd.DataFrame, dict[int, str]]


@dataclass(frozen=True)
class Plan:
    """Hold what the first pass over a file found, and how to get its rows."""

    path: Path
    format: str
    encoding: str | None
    header_row: int
    headings: list[str]
    n_rows: int
    parts: Callable[[int], Iterator[RowPart]]
    warnings: tuple[str, ...] = ()
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    last_warnings: tuple[str, ...] = ()
    sha256: str = ""  # blank when the pass did not go through the bytes as they stand
    # Headings of columns of numbers among which are telephones or numbers of identity; asked only for masking.
    private_numbers: Callable[[], frozenset[str]] = frozenset


@dataclass
class Seen:
    """Collect what only a pass over all rows can tell."""

    n_rows: int = 0
    n_filled: int = 0  # up to the last row that is not blank
    n_short: int = 0
    width: int = 0
    last_filled: deque[tuple[int, list[str | None]]] = field(default_factory=partial(deque, maxlen=LAST_ROWS))
    used: np.ndarray[Any, np.dtype[np.bool_]] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    sha256: str = ""

    def add(self, cells: list[str | None]) -> None:
        self.n_rows += 1
        if len(cells) > self.width:
            self.width = len(cells)
            self.used = np.append(self.used, np.zeros(self.width - len(self.used), dtype=bool))
        filled = [at for at, cell in enumerate(cells) if cell is not None]
        self.used[filled] = True
        if filled:
            self.n_filled = self.n_rows
            self.last_filled.append((self.n_rows, cells))

    def as_row(self) -> list[str | None]:
        """Stand for all rows: a cell is filled where any row has one."""
        return ["x" if is_used else None for is_used in self.used]


def plan_delimited(path: Path, encoding: str | None, columns: Mapping[str, str] | None) -> Plan:
    """Go through a delimited file once; return its headings, size and how to read its rows."""
    from textmine.reading.arrowcsv import plan_regular

    source = plan = None
    if (first_try := encoding or encoding_of_head(path)) in ("utf-8", "utf-8-sig"):
        # Arrow refuses what is not UTF-8, so a file it can read whole needs no look at its encoding.
        source = _look_at_head(path, first_try, columns)
        plan = plan_regular(source) if source.is_plain else None
    if source is None or plan is None:
        source = _look_at_head(path, encoding or find_encoding(path), columns)
        plan = _plan_tolerant(source)
    seen, used_row, parts = plan
    headings, notes = name_columns(source.header_cells, [used_row])
    if seen.n_short:
        notes.append(short_rows(seen.n_short))
    if joined := remark_on_two_rows(source.n_above, source.header):
        notes.insert(0, joined)
    if source.title:
        notes.insert(0, title_above(source.n_above, source.title))
    odd: list[str] = []
    for number, cells in seen.last_filled:
        if number > seen.n_filled - LAST_ROWS:
            own = cells[: len(headings)] + [None] * (len(headings) - len(cells))
            odd += check_last_row(own, source.header + 1 + number)
    return Plan(
        path,
        "delimited",
        {"mixed": "mixed utf-8 and gb18030", DAMAGED: "gb18030"}.get(source.encoding, source.encoding),
        source.header + 1,
        headings,
        seen.n_filled,
        lambda size: parts(headings, seen.n_filled, size),
        tuple(remark_at(path.name, note) for note in notes),
        dict.fromkeys(headings, frozenset({"str"})),
        tuple(remark_at(path.name, note) for note in odd),
        seen.sha256,
    )


@dataclass(frozen=True)
class DelimitedText:
    """Hold what the first lines of a delimited file tell."""

    path: Path
    encoding: str
    delimiter: str
    header: int
    header_cells: list[str | None]
    last_header_line: int
    title: str
    is_plain: bool
    n_above: int = 0

    def records(self) -> Iterator[Record]:
        """Yield all records, from the first line on."""
        odd: set[int] = set()
        lines = text_lines(self.path, self.encoding, odd)
        return delimited_records(lines, self.delimiter, odd=odd, path=self.path)


def _look_at_head(path: Path, encoding: str, columns: Mapping[str, str] | None) -> DelimitedText:
    head = "".join(_first_characters(text_lines(path, encoding, set()), 65536))
    text = DelimitedText(
        path, encoding, sniff_delimiter(head, is_tsv=is_tab_separated(path)), 0, [], 0, "", False
    )
    first = list(islice(text.records(), _HEADER_ROWS))
    cells, top, header = find_headings([r.cells for r in first], columns=columns)
    if not first:
        return text
    return replace(
        text,
        header=header,
        n_above=top,
        header_cells=cells,
        last_header_line=first[header].last_line,
        title=" ".join(c for r in first[:top] for c in r.cells if c is not None),
        is_plain=text.delimiter.isascii() and not any(r.problem for r in first[: header + 1]),
    )


def _first_characters(lines: Iterator[str], n: int) -> Iterator[str]:
    for line in lines:
        yield line
        n -= len(line)
        if n <= 0:
            return


def _plan_tolerant(source: DelimitedText) -> Any:
    seen = Seen()
    # Blank rows at the end are no rows, so blank rows wait until a filled one follows.
    lengths: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    for at, record in enumerate(source.records()):
        if at > source.header:
            seen.add(record.cells)
            if seen.n_filled != seen.n_rows:
                waiting[len(record.cells)] += 1
                continue
            if waiting:
                lengths.update(waiting)
                waiting.clear()
            lengths[len(record.cells)] += 1
    used = seen.as_row()
    width = len(name_columns(source.header_cells, [used])[0])
    seen.n_short = sum(n for length, n in lengths.items() if 0 < length < width)

    def parts(headings: list[str], n_rows: int, size: int) -> Iterator[RowPart]:
        rows: list[list[str | None]] = []
        problems: dict[int, str] = {}
        n_done = 0
        for at, record in enumerate(source.records()):
            if at <= source.header:
                continue
            if n_done + len(rows) >= n_rows:
                break
            if record.problem:
                problems[len(rows)] = record.problem
            rows.append(record.cells[:width] + [None] * (width - len(record.cells)))
            if len(rows) == size:
                yield _text_frame(rows, headings), problems
                n_done += len(rows)
                rows, problems = [], {}
        if rows:
            yield _text_frame(rows, headings), problems

    return seen, used, parts


def _text_frame(rows: list[list[str | None]], headings: list[str]) -> pd.DataFrame:
    data = {
        name: pd.Series(list(values), dtype="str")
        for name, values in zip(headings, zip(*rows, strict=True), strict=True)
    }
    return pd.DataFrame(data, index=pd.RangeIndex(len(rows)))
