"""Plan how a large jsonl file is read: one pass that learns headings and kinds of values, then its rows in chunks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import remark_at
from textmine.reading.delimited import MAX_COLUMNS, too_many_columns
from textmine.reading.headings import name_fields
from textmine.reading.lines import find_encoding, text_lines
from textmine.reading.sheets import UNREADABLE, no_records, plain_value
from textmine.reading.tables import column_of
from textmine.reading.textstream import Plan, RowPart
from textmine.text.privacy import is_private_number

__all__ = ["plan_json_lines"]


def plan_json_lines(path: Path, encoding: str | None) -> Plan:
    """Go through a jsonl file once; return its headings, the kinds of its values and how to read its rows."""
    found = encoding or find_encoding(path)
    kinds: dict[str, set[str]] = {}
    n_rows = n_bad = 0
    counts: dict[str, int] = {}
    for n_seen, (record, problem) in enumerate(_json_records(path, found), start=1):
        n_rows = n_seen
        n_bad += problem is not None
        for name, value in record.items():
            kinds.setdefault(name, set()).add(_kind(value))
            counts[name] = counts.get(name, 0) + 1
        if len(kinds) > MAX_COLUMNS:
            raise too_many_columns(len(kinds), path=path, row=n_seen)
    for name, n in counts.items():
        if n < n_rows:
            kinds[name].add("NoneType")
    headings, notes = name_fields(list(kinds))
    fixed = {h: frozenset(kinds[name]) for h, name in zip(headings, kinds, strict=True)}

    def parts(size: int) -> Iterator[RowPart]:
        records: list[dict[str, Any]] = []
        problems: dict[int, str] = {}
        for record, problem in _json_records(path, found):
            if problem:
                problems[len(records)] = problem
            records.append(record)
            if len(records) == size:
                yield _json_frame(records, list(kinds), fixed), problems
                records, problems = [], {}
        if records:
            yield _json_frame(records, list(kinds), fixed), problems

    if n_bad:
        notes.append(no_records(n_bad))
    warnings = tuple(remark_at(path.name, note) for note in notes)

    def private_numbers() -> frozenset[str]:
        if not any(kinds[name] & {"int", "float"} for name in kinds):
            return frozenset()
        named = {
            name
            for record, _ in _json_records(path, found)
            for name, value in record.items()
            if type(value) is not str and is_private_number(value)
        }
        return frozenset(h for h, name in zip(headings, kinds, strict=True) if name in named)

    return Plan(
        path,
        "jsonl",
        found,
        1,
        headings,
        n_rows,
        parts,
        warnings,
        fixed,
        private_numbers=private_numbers,
    )


def _kind(value: Any) -> str:
    is_huge = isinstance(value, int) and not -(2**63) <= value < 2**63
    return "huge int" if is_huge else type(value).__name__


def _json_records(path: Path, encoding: str) -> Iterator[tuple[dict[str, Any], str | None]]:
    for line in text_lines(path, encoding, set()):
        text = line.removesuffix("\n")
        if not text.strip():
            continue
        try:
            record = json.loads(text)
            if not isinstance(record, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError):
            yield {UNREADABLE: text}, "the line is no JSON object"
            continue
        yield {str(name): plain_value(value) for name, value in record.items()}, None


def _json_frame(
    records: list[dict[str, Any]], names: list[str], kinds: Mapping[str, frozenset[str]]
) -> pd.DataFrame:
    data = {
        heading: column_of([record.get(name) for record in records], kinds[heading])
        for heading, name in zip(kinds, names, strict=True)
    }
    return pd.DataFrame(data, index=pd.RangeIndex(len(records)))
