"""Keep cases in one file: batches added once, corrections kept beside what they correct, answers of every model on record.

A case is a row with a key; without one its content is its key. The same content under a key is the same record and is counted
once; other content under a known key is a new version of the case. What a model said about a version stands in a table of its
own, so that a new model adds answers and removes none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import textmine
from textmine.batch.options import ChunkWorker
from textmine.batch.storefile import ask, open_store
from textmine.batch.stream import CHUNK_ROWS
from textmine.errors import InputError
from textmine.reading.longnumbers import lost_digits
from textmine.reading.sheets import to_text
from textmine.reading.stream import TableStream, open_stream
from textmine.reading.times import parse_times
from textmine.schema import CLASSIFICATION
from textmine.writing.cells import json_value

__all__ = ["AddResult", "StoredModel", "add_batch", "answer_all"]

_ROLES = ("title", "text", "community", "channel", "unit", "satisfaction")
_TIMES = {"received_at": "time", "closed_at": "closed_time"}
_ANSWER = [c for c in CLASSIFICATION.names if c != "status"]


@dataclass(frozen=True)
class AddResult:
    """Say what a batch brought: rows read, and of these new, corrected, re-opened or already there."""

    store: Path
    batch_id: int
    n_rows: int
    n_new: int
    n_corrected: int
    n_reopened: int
    n_repeated: int
    n_answers: int
    was_known: bool = False
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            **self.__dict__,
            "store": str(self.store),
            "warnings": list(self.warnings),
            "failures": list(self.failures),
        }


@dataclass(frozen=True)
class StoredModel:
    """Name the model whose answers are stored, and how it is asked."""

    worker: ChunkWorker
    name: str
    sha256: str

    @property
    def key(self) -> str:
        """Return what answers are filed under: checksum of the model, and mode."""
        return f"{self.sha256}:{self.worker.mode}"


def add_batch(
    store: str | Path,
    source: str | Path | Sequence[str | Path],
    model: StoredModel,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> AddResult:
    """Classify a batch and add it to a store, made where there is none; all of it or nothing.

    Parameters
    ----------
    model : StoredModel
        Asked about every row; answers it gave before are not replaced.

    Returns
    -------
    AddResult
        Adding the same file with the same model again changes nothing.

    Raises
    ------
    InputError
        When the input cannot be read, the store is no store of textmine, or another process holds it for too long.
    """
    stream = open_stream(source, columns=columns, sheet=sheet, encoding=encoding).require_text()
    digest = hashlib.sha256("\n".join(s.sha256 for s in stream.sources).encode()).hexdigest()
    digest = f"{digest}:{sheet or ''}:{json.dumps(stream.roles, ensure_ascii=False, sort_keys=True)}"
    if encoding is not None:  # read otherwise, the same bytes are other texts
        digest += f":{encoding}"
    place, said = Path(store), (stream.warnings, tuple(e.remark() for e in stream.failures))
    if place.is_file():
        with open_store(place) as db:
            if known := _known_batch(db, digest, model):
                return AddResult(place, *known, 0, 0, 0, known[1], 0, True, *said)
    rows = _rows_of(stream, model)  # slow: done while others may use the store, and may add this very batch
    with open_store(place, is_new_allowed=True) as db:
        if known := _known_batch(db, digest, model):
            return AddResult(place, *known, 0, 0, 0, known[1], 0, True, *said)
        ask(db, "BEGIN TRANSACTION")
        batch_id = ask(db, "SELECT coalesce(max(batch_id), 0) + 1 FROM batches")[0][0]
        counts = _insert(db, rows, batch_id, model)
        files = json.dumps(
            [[Path(s.path).name, s.sheet, s.sha256, s.n_rows] for s in stream.sources], ensure_ascii=False
        )
        ask(
            db,
            "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [batch_id, files, digest, len(rows), model.key, model.name, textmine.__version__, _now()],
        )
        ask(db, "COMMIT")
    return AddResult(place, batch_id, len(rows), *counts, False, *said)


def _known_batch(db: Any, digest: str, model: StoredModel) -> tuple[int, int] | None:
    """Return number and rows of the batch with this content that this model answered, or None."""
    found = ask(
        db,
        "SELECT batch_id, n_rows FROM batches WHERE input_sha256 = ? AND model_key = ?",
        [digest, model.key],
    )
    return (found[0][0], found[0][1]) if found else None


def answer_all(store: str | Path, model: StoredModel) -> int:
    """Ask a model about every version it has not answered; old answers stay beside the new. Return how many it gave."""
    with open_store(store) as db:
        waiting = db.execute(
            "SELECT version_id, document, is_unreadable FROM versions WHERE version_id NOT IN "
            "(SELECT version_id FROM answers WHERE model_key = ?) ORDER BY version_id",
            [model.key],
        ).fetch_df()
    size = CHUNK_ROWS[model.worker.mode]
    parts = []
    for start in range(0, len(waiting), size):
        part = waiting.iloc[start : start + size]
        problems = {at: "kept as unreadable" for at, bad in enumerate(part["is_unreadable"].tolist()) if bad}
        answers = model.worker(part["document"].tolist(), problems)
        parts.append(answers.assign(version_id=part["version_id"].to_numpy()))
    if not parts:
        return 0
    with open_store(store) as db:
        ask(db, "BEGIN TRANSACTION")
        n_given = _insert_answers(db, pd.concat(parts, ignore_index=True), model)
        ask(db, "COMMIT")
    return n_given


def _rows_of(stream: TableStream, model: StoredModel) -> pd.DataFrame:
    """Return one row per input row: key, content, what is looked up by, and the model's answer."""
    names = [name for name in stream.headings if name not in ("source_file", "source_sheet")]
    parts = []
    for chunk in stream.chunks(CHUNK_ROWS[model.worker.mode]):
        frame = chunk.frame
        documents = chunk.documents(stream.roles)
        values = [[json_value(v) for v in frame[name].tolist()] for name in names]
        contents = [
            json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
            for row in zip(*values, strict=True)
        ]
        ids = frame[stream.roles["id"]].tolist() if "id" in stream.roles else [None] * len(frame)
        if lost := lost_digits(ids):
            raise _no_keys(stream, lost)
        hashes = [
            hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest() for content in contents
        ]
        part = pd.DataFrame(
            {
                "row_number": range(chunk.start + 1, chunk.start + 1 + len(frame)),
                "case_key": [to_text(i).strip() or f"content:{h}" for i, h in zip(ids, hashes, strict=True)],
                "content_sha256": hashes,
                "content": contents,
                "document": documents,
                "is_unreadable": [at in chunk.problems for at in range(len(frame))],
                **{name: _raw_times(stream, frame, role) for name, role in _TIMES.items()},
                **{role: _texts(stream, frame, role) for role in _ROLES},
                "source_file": frame["source_file"].tolist()
                if "source_file" in frame
                else stream.sources[0].path,
            }
        )
        part["source_file"] = [Path(str(p)).name for p in part["source_file"]]
        parts.append(pd.concat([part, model.worker(documents, chunk.problems)], axis=1))
    whole = pd.concat(parts, ignore_index=True)
    # Only a whole column tells how dates with the year last are to be read.
    return whole.assign(**{name: parse_times(whole[name]).astype("datetime64[us]") for name in _TIMES})


def _no_keys(stream: TableStream, lost: list[str]) -> InputError:
    """Refuse keys that different cases share because their last digits are lost."""
    heading = stream.roles["id"]
    return InputError(
        f"keys have lost their last digits ({lost[0]}): different cases would become one",
        path=Path(stream.sources[0].path),
        column=heading,
        fix="export the column as text from where it came, or name another key with --columns id=HEADING",
        zh=f"编号已失真（如 {lost[0]}），不同的工单会被并成一件；请在来源系统中按文本格式重新导出该列，或用 --columns id=列名 指定其他编号列",
    )


def _raw_times(stream: TableStream, frame: pd.DataFrame, role: str) -> pd.Series:
    values = frame[stream.roles[role]].tolist() if role in stream.roles else [None] * len(frame)
    return pd.Series(values, dtype=object)


def _texts(stream: TableStream, frame: pd.DataFrame, role: str) -> list[str | None]:
    if role not in stream.roles:
        return [None] * len(frame)
    return [to_text(v) or None for v in frame[stream.roles[role]].tolist()]


_PLACE_ROWS = """
CREATE TEMP TABLE placed AS
WITH incoming AS (
    SELECT *, row_number() OVER (PARTITION BY case_key, content_sha256 ORDER BY row_number) AS nth FROM rows_in
),
-- A row is fresh when neither the store nor an earlier row of this batch holds its key with its content.
fresh AS (
    SELECT * FROM incoming i WHERE nth = 1 AND NOT EXISTS (
        SELECT 1 FROM versions v WHERE v.case_key = i.case_key AND v.content_sha256 = i.content_sha256)
),
before AS (SELECT case_key, max(version) AS version, arg_max(closed_at, version) AS closed_at FROM versions GROUP BY case_key)
SELECT f.*,
    coalesce(b.version, 0) + row_number() OVER (PARTITION BY f.case_key ORDER BY f.row_number) AS version,
    coalesce(
        lag(f.closed_at) OVER (PARTITION BY f.case_key ORDER BY f.row_number),
        CASE WHEN row_number() OVER (PARTITION BY f.case_key ORDER BY f.row_number) = 1 THEN b.closed_at END
    ) AS closed_before
FROM fresh f LEFT JOIN before b USING (case_key)
"""


def _insert(db: Any, rows: pd.DataFrame, batch_id: int, model: StoredModel) -> tuple[int, int, int, int, int]:
    """Insert versions, sightings and answers; count new, corrected, re-opened, repeated rows and answers."""
    db.register("rows_in", rows)
    ask(db, _PLACE_ROWS)
    first_id = ask(db, "SELECT coalesce(max(version_id), 0) FROM versions")[0][0]
    columns = ", ".join(
        [
            "case_key",
            "content_sha256",
            "content",
            "document",
            "is_unreadable",
            "received_at",
            "closed_at",
            *_ROLES,
        ]
    )
    change = (
        "CASE WHEN version = 1 THEN 'new' WHEN closed_before IS NOT NULL AND closed_at IS NULL THEN 'reopened' "
        "ELSE 'corrected' END"
    )
    ask(
        db,
        f"INSERT INTO versions SELECT ? + row_number() OVER (ORDER BY row_number), version, {change}, ?, {columns} FROM placed",
        [first_id, batch_id],
    )
    ask(
        db,
        "INSERT INTO sightings SELECT ?, r.row_number, r.source_file, v.version_id FROM rows_in r "
        "JOIN versions v USING (case_key, content_sha256)",
        [batch_id],
    )
    counts = dict(
        ask(db, "SELECT change, count(*) FROM versions WHERE first_batch = ? GROUP BY change", [batch_id])
    )
    picked = db.execute(
        f"SELECT v.version_id, {', '.join('r.' + c for c in [*_ANSWER, 'status'])} FROM rows_in r "
        "JOIN versions v USING (case_key, content_sha256) "
        "QUALIFY row_number() OVER (PARTITION BY v.version_id ORDER BY r.row_number) = 1"
    ).fetch_df()
    n_answers = _insert_answers(db, picked, model)
    ask(db, "DROP TABLE placed")
    db.unregister("rows_in")
    n_fresh = sum(counts.values())
    fresh = (counts.get("new", 0), counts.get("corrected", 0), counts.get("reopened", 0))
    return (*fresh, len(rows) - n_fresh, n_answers)


def _insert_answers(db: Any, answers: pd.DataFrame, model: StoredModel) -> int:
    before = ask(db, "SELECT count(*) FROM answers")[0][0]
    db.register("answers_in", answers)
    names = ", ".join([*_ANSWER, "status"])
    ask(
        db,
        f"INSERT INTO answers SELECT version_id, ?, ?, ?, ?, {names} FROM answers_in a "
        "WHERE NOT EXISTS (SELECT 1 FROM answers o WHERE o.version_id = a.version_id AND o.model_key = ?) ORDER BY version_id",
        [model.key, model.name, textmine.__version__, _now(), model.key],
    )
    db.unregister("answers_in")
    return int(ask(db, "SELECT count(*) FROM answers")[0][0] - before)


def _now() -> dt.datetime:
    return dt.datetime.now().replace(microsecond=0)
