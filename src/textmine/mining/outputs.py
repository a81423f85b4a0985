"""Write the tables of one result together: sheets of a workbook, or files side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from textmine.mining.hotspots import Hotspots
from textmine.mining.inputs import add_columns
from textmine.writing.tables import format_of, write_table
from textmine.writing.targets import complete_or_nothing

__all__ = ["member_table", "target_of", "write_sheets"]


def target_of(output: str | Path, name: str) -> Path:
    """Say where the table `name` of a result goes: into the workbook itself, or beside the target.

    Examples
    --------
    >>> target_of("out/hot.csv.gz", "members").name, target_of("hot.xlsx", "members").name
    ('hot-members.csv.gz', 'hot.xlsx')
    """
    path = Path(output)
    if format_of(path) == "xlsx":
        return path
    stem, dot, rest = path.name.partition(".")
    if path.name.count(".") > 1:
        rest = ".".join(path.name.split(".")[-2:]) if path.name.endswith(".gz") else path.suffix[1:]
        stem = path.name[: -len(rest) - 1]
    return path.with_name(f"{stem}-{name}{dot}{rest}")


def write_sheets(
    tables: Mapping[str, pd.DataFrame],
    output: str | Path,
    *,
    force: bool = False,
    about: Mapping[str, str] | None = None,
    lang: str = "en",
) -> list[Path]:
    """Write several tables; the first is the main one. A workbook says on its last sheet, headed in `lang`, what they were made of.

    Returns
    -------
    list of Path
        One workbook, or one file per table that has rows (the first two always).

    Raises
    ------
    InputError
        When a target exists and `force` is not given, or its ending is unknown.
    """
    path = Path(output)
    if format_of(path) == "xlsx":
        from textmine.writing.workbook import Workbook

        with complete_or_nothing(path, force=force) as partial, Workbook(partial) as book:
            for name, table in tables.items():
                book.add_table(name, table)
            if about:
                book.add_provenance(about, lang=lang)
        return [path]
    written = []
    for at, (name, table) in enumerate(tables.items()):
        if at < 2 or len(table):
            target = path if at == 0 else target_of(path, name)
            written.append(write_table(table, target, force=force))
    return written


def member_table(frame: pd.DataFrame, found: Hotspots) -> tuple[pd.DataFrame, dict[str, str]]:
    """Join the rank of their issue to the rows of the input that belong to one.

    Returns
    -------
    (DataFrame, dict of str to str)
        `rank`, every input column, `issue_id`, sorted by rank; and what those of ours are called whose names had to change.
    """
    rows = found.members["row"].to_numpy(dtype="int64")
    chosen = frame.iloc[rows].reset_index(drop=True)
    return add_columns(chosen, found.members[["rank", "issue_id"]].reset_index(drop=True), first=["rank"])
