"""Classify on a Dask cluster: workers get texts and give back categories; reading and writing stay in one place.

The rows, their order and the bytes written are those of a local run: a cluster only changes where chunks are classified.
A worker that dies loses the chunks it held, and these are classified again elsewhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.batch.options import ChunkWorker, Submit
from textmine.classify.rows import ClassifyOptions, classify_documents
from textmine.classify.store import default_model_path, load_model
from textmine.errors import InputError

__all__ = ["ENGINES", "batch_engine"]

ENGINES = ("local", "dask")
_MAX_DEATHS = 10  # a chunk is tried this often on workers that die under it
_CONNECT_SECONDS = 20

_MODELS: dict[str, Any] = {}


@contextlib.contextmanager
def batch_engine(
    engine: str, *, scheduler: str | None = None, n_workers: int = 0, model_name: str = "default"
) -> Iterator[Submit | None]:
    """Open what classifies chunks: None for this process, or a function that sends them to a Dask cluster.

    Parameters
    ----------
    engine : {"local", "dask"}
    scheduler : str, optional
        Address of a running scheduler, ``tcp://HOST:PORT``; without it a cluster of this computer is started.
    n_workers : int
        Processes of the local cluster; 0 takes one for each processor.
    model_name : str
        ``default`` or a path; its bytes are sent to each worker once.

    Raises
    ------
    InputError
        For an unknown engine, or when the scheduler does not answer.

    Examples
    --------
    >>> with batch_engine("local") as submit:
    ...     submit is None
    True
    """
    if engine not in ENGINES:
        raise InputError(
            f"unknown engine {engine!r}",
            fix=f"choose one of: {', '.join(ENGINES)}",
            zh="--engine 只能是 local 或 dask",
        )
    if engine == "local":
        if scheduler or n_workers:
            raise InputError(
                "--scheduler and --workers need --engine dask",
                fix="add --engine dask",
                zh="--scheduler 与 --workers 需要 --engine dask",
            )
        yield None
        return
    path = default_model_path() if model_name == "default" else Path(model_name)
    with _client(scheduler, n_workers) as client:
        yield _sender(client, path.read_bytes())


@contextlib.contextmanager
def _client(scheduler: str | None, n_workers: int) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"no Dask scheduler answers at {scheduler} ({type(error).__name__})",
                fix="start one with `dask scheduler`",
                zh=f"{scheduler} 没有 Dask 调度器响应；请先运行 dask scheduler",
            ) from None
        with client:
            yield client
        return
    with (
        tempfile.TemporaryDirectory(prefix="textmine-dask-") as scratch,
        LocalCluster(
            n_workers=n_workers or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            local_directory=scratch,
            silence_logs=50,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _sender(client: Any, model: bytes) -> Submit:
    import dask

    checksum = hashlib.sha256(model).hexdigest()
    dask.config.set({"distributed.scheduler.allowed-failures": _MAX_DEATHS})
    # The model travels with a plug-in, so that workers that join later, or come back, have it too.
    client.register_plugin(_model_plugin(checksum, model))

    def submit(worker: ChunkWorker, documents: list[str], problems: dict[int, str]) -> pd.DataFrame:
        options = worker.options
        task = client.submit(
            _classify_there,
            checksum,
            documents,
            problems,
            (options.review_target, options.scheme, worker.mode),
            pure=False,
            retries=_MAX_DEATHS,
        )
        try:
            return task.result()
        finally:
            task.release()

    return submit


def _model_plugin(checksum: str, model: bytes) -> Any:
    from distributed import WorkerPlugin

    class ModelPlugin(WorkerPlugin):
        """Give each worker the bytes of the model."""

        name = f"textmine-{checksum[:16]}"

        def setup(self, worker: Any) -> None:
            keep_model(checksum, model)

    return ModelPlugin()


def keep_model(checksum: str, model: bytes) -> None:
    """Load a model from its bytes, once for each process; the loader refuses what is not textmine's."""
    if checksum in _MODELS:
        return
    with tempfile.TemporaryDirectory(prefix="textmine-model-") as folder:
        path = Path(folder, "model.tmm")
        path.write_bytes(model)
        _MODELS[checksum] = load_model(path)


def _classify_there(
    checksum: str, documents: list[str], problems: dict[int, str], how: tuple[float, str | None, str]
) -> pd.DataFrame:
    review_target, scheme, mode = how
    options = ClassifyOptions(review_target=review_target, scheme=scheme)
    return classify_documents(documents, _MODELS[checksum], options, problems=problems, mode=mode)
