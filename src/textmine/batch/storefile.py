"""Open the file of a case store: one process at a time, no code from the file, a half-made file never in its place."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textmine.errors import InputError

__all__ = ["ask", "open_store"]

_FORMAT = "textmine store 1"
WAIT_SECONDS = 600.0
_PAUSE_SECONDS = 0.05

_TABLES = (
    "CREATE TABLE about (format VARCHAR)",
    # One row per file (or files) added; `files` lists name, sheet, SHA-256 and rows of each.
    "CREATE TABLE batches (batch_id INTEGER PRIMARY KEY, files VARCHAR, input_sha256 VARCHAR, n_rows BIGINT, "
    "model_key VARCHAR, model_name VARCHAR, textmine VARCHAR, added_at TIMESTAMP)",
    # One row per distinct content of a case; the highest version is the current one.
    "CREATE TABLE versions (version_id BIGINT PRIMARY KEY, version INTEGER, change VARCHAR, first_batch INTEGER, "
    "case_key VARCHAR, content_sha256 VARCHAR, content VARCHAR, document VARCHAR, is_unreadable BOOLEAN, "
    "received_at TIMESTAMP, closed_at TIMESTAMP, title VARCHAR, text VARCHAR, community VARCHAR, channel VARCHAR, "
    "unit VARCHAR, satisfaction VARCHAR, UNIQUE (case_key, content_sha256))",
    # Every row of every batch: nothing that came in is without a place.
    "CREATE TABLE sightings (batch_id INTEGER, row_number BIGINT, source_file VARCHAR, version_id BIGINT, "
    "PRIMARY KEY (batch_id, row_number))",
    "CREATE TABLE answers (version_id BIGINT, model_key VARCHAR, model_name VARCHAR, textmine VARCHAR, "
    "classified_at TIMESTAMP, category VARCHAR, category_zh VARCHAR, subcategory VARCHAR, confidence DOUBLE, "
    "second_category VARCHAR, second_confidence DOUBLE, needs_review BOOLEAN, features_unseen_share DOUBLE, "
    "status VARCHAR, PRIMARY KEY (version_id, model_key))",
)
# A store from a stranger may hold views and macros; none may reach files or the network.
_CONFIG = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


@contextlib.contextmanager
def open_store(path: str | Path, *, is_new_allowed: bool = False) -> Iterator[Any]:
    """Open a store and close it; an open transaction is rolled back when the block fails.

    Raises
    ------
    InputError
        When there is no store, the file is something else, or another process holds it longer than ten minutes.
    """
    import duckdb

    store = Path(path)
    if not is_new_allowed and not store.is_file():
        raise InputError(
            "no such store",
            path=store,
            fix="make one with `textmine store add`",
            zh="案件库不存在，请先用 store add 建立",
        )
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        with _alone(store):
            if not store.exists():
                _make(store)
            db = _connect(store)
            try:
                yield db
            finally:
                db.close()
    except (duckdb.IOException, duckdb.CatalogException, duckdb.InvalidInputException) as error:
        raise _refusal(store, str(error).splitlines()[0][:120]) from None
    except OSError as error:
        raise InputError(f"cannot write here ({error.strerror})", path=store, zh="此处不可写") from None


def ask(db: Any, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement to its end and return its rows; DuckDB allows no other statement before that."""
    return db.execute(question, list(values)).fetchall()


def _connect(store: Path) -> Any:
    import duckdb

    db = duckdb.connect(str(store), config=_CONFIG)
    try:
        found = ask(db, "SELECT format FROM about")
    except duckdb.Error:
        found = []
    if found != [(_FORMAT,)]:
        db.close()
        raise _refusal(store, "its tables are not textmine's")
    return db


def _refusal(store: Path, reason: str) -> InputError:
    return InputError(
        f"this is no case store ({reason})", path=store, fix="name another file", zh="这不是案件库文件"
    )


def _make(store: Path) -> None:
    """Make an empty store beside its place and rename it: a crash leaves no half-made file where the store belongs."""
    import duckdb

    with tempfile.TemporaryDirectory(dir=store.parent, prefix=f".{store.name[:40]}-") as folder:
        draft = Path(folder, "new.duckdb")
        db = duckdb.connect(str(draft), config=_CONFIG)
        for statement in _TABLES:
            ask(db, statement)
        ask(db, "INSERT INTO about VALUES (?)", [_FORMAT])
        db.close()
        # Cases are personal data: the owner's eyes only.
        draft.chmod(0o600)
        draft.replace(store)


@contextlib.contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Wait for the store's lock; the operating system releases it when its holder ends, however it ends."""
    lock = store.with_name(f"{store.name}.lock")
    deadline = time.monotonic() + WAIT_SECONDS
    with lock.open("a+b") as file:
        lock.chmod(0o600)
        while True:
            try:
                _try_lock(file)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise InputError(
                        "another process holds the store",
                        path=store,
                        fix="try again later",
                        zh="另一进程正在使用案件库",
                    ) from None
                time.sleep(_PAUSE_SECONDS)
        yield


def _try_lock(file: Any) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
