"""Hold the rows of a table for a sheet, block by block: from memory, or from private files when there are too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.writing.cells import MAX_CELL_CHARACTERS

__all__ = ["Spool", "TableRows", "rows_of"]

Block = list[list[Any]]


@dataclass(frozen=True)
class TableRows:
    """Hold headings, the number of rows, and a way to go through the values as often as needed.

    Attributes
    ----------
    names : list of str
    n_rows : int
    n_pieces : list of int
        How many cells of a sheet the longest value of each column fills.
    blocks : function that yields one list of values per column, for some rows at a time
    """

    names: list[str]
    n_rows: int
    n_pieces: list[int]
    blocks: Callable[[], Iterator[Block]]

    def with_blank(self, name: str) -> TableRows:
        """Return the table with a column of blanks at the end; itself when it has such a column."""
        if name in self.names:
            return self

        def blocks() -> Iterator[Block]:
            for block in self.blocks():
                yield [*block, [None] * len(block[0])]

        return replace(self, names=[*self.names, name], n_pieces=[*self.n_pieces, 1], blocks=blocks)

    def frame_of(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns as a table in memory."""
        places = [self.names.index(name) for name in names]
        found: list[list[Any]] = [[] for _ in places]
        for block in self.blocks():
            for values, at in zip(found, places, strict=True):
                values.extend(block[at])
        return pd.DataFrame(dict(zip(names, found, strict=True)))


def rows_of(frame: pd.DataFrame) -> TableRows:
    """Take the rows of a table in memory.

    Examples
    --------
    >>> rows = rows_of(pd.DataFrame({"编号": [1], "内容": ["长" * 40_000]}))
    >>> rows.names, rows.n_rows, rows.n_pieces
    (['编号', '内容'], 1, [1, 2])
    """
    columns = [frame.iloc[:, at].tolist() for at in range(frame.shape[1])]
    return TableRows(
        [str(name) for name in frame.columns],
        len(frame),
        [_n_pieces(c) for c in columns],
        lambda: iter([columns]),
    )


class Spool:
    """Keep the chunks of a table in files of a private folder until all of them are known.

    Columns whose values are of mixed kinds stay in memory: only inputs that are there already have such columns.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     spool = Spool(Path(folder))
    ...     spool.append(pd.DataFrame({"内容": ["路灯不亮"], "时间": [pd.Timestamp(2025, 1, 2)]}))
    ...     spool.append(pd.DataFrame({"内容": [None], "时间": ["不详"]}))
    ...     rows = spool.rows()
    ...     [block[0] for block in rows.blocks()], rows.n_rows
    ([['路灯不亮'], [None]], 2)
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: list[str] = []
        self._n_pieces: list[int] = []
        self._mixed: list[dict[int, list[Any]]] = []
        self._n_rows = 0

    def append(self, frame: pd.DataFrame) -> None:
        """Take the next rows; every chunk has the columns of the first."""
        import pyarrow as pa
        import pyarrow.feather as feather

        if not self._names:
            self._names = [str(name) for name in frame.columns]
            self._n_pieces = [1] * len(self._names)
        mixed: dict[int, list[Any]] = {}
        arrays = []
        for at in range(len(self._names)):
            column = frame.iloc[:, at]
            if column.dtype == object or isinstance(column.dtype, pd.CategoricalDtype):
                mixed[at] = column.tolist()
                arrays.append(pa.nulls(len(frame)))
                self._n_pieces[at] = max(self._n_pieces[at], _n_pieces(mixed[at]))
            else:
                arrays.append(pa.array(column, from_pandas=True))
                self._n_pieces[at] = max(self._n_pieces[at], _n_pieces_of_array(arrays[-1]))
        table = pa.Table.from_arrays(arrays, names=[str(at) for at in range(len(arrays))])
        feather.write_feather(table, self._file(len(self._mixed)), compression="lz4")
        self._mixed.append(mixed)
        self._n_rows += len(frame)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:08d}.arrow"

    def rows(self) -> TableRows:
        """Return what was taken so far."""
        return TableRows(self._names, self._n_rows, self._n_pieces, self._blocks)

    def _blocks(self) -> Iterator[Block]:
        import pyarrow.feather as feather

        for number, mixed in enumerate(self._mixed):
            table = feather.read_table(self._file(number), memory_map=False)
            yield [
                mixed[at] if at in mixed else table.column(at).to_pylist() for at in range(len(self._names))
            ]


def _n_pieces(values: list[Any]) -> int:
    longest = max((len(v) for v in values if isinstance(v, str)), default=0)
    return max(1, -(-longest // MAX_CELL_CHARACTERS))


def _n_pieces_of_array(values: Any) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return 1
    longest = pc.max(pc.utf8_length(values)).as_py() or 0
    return max(1, -(-longest // MAX_CELL_CHARACTERS))
