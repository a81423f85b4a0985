"""Classify on a Dask cluster, with the rows, their order and the bytes of a local run.

Of a single file, workers get texts and give back categories; reading and writing stay in one place. Of a folder, workers read
and write whole files on a disk that all of them reach. A worker that dies loses the chunks or files it held, and these are
classified again elsewhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.batch.folders import classify_part
from textmine.batch.options import BatchResult, ChunkWorker, PartJob
from textmine.classify.rows import ClassifyOptions, classify_documents
from textmine.classify.store import default_model_path, load_model
from textmine.errors import InputError, chinese_of

__all__ = ["ENGINES", "DaskCluster", "batch_engine"]

ENGINES = ("local", "dask")
_MAX_DEATHS = 10  # a chunk is tried this often on workers that die under it
_CONNECT_SECONDS = 20

_MODELS: dict[str, Any] = {}


@contextlib.contextmanager
def batch_engine(
    engine: str, *, scheduler: str | None = None, n_workers: int = 0, model_name: str = "default"
) -> Iterator[DaskCluster | None]:
    """Open the place where a batch is classified: None for this process, or a Dask cluster.

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
    >>> with batch_engine("local") as cluster:
    ...     cluster is None
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
        yield DaskCluster(client, path.read_bytes())


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


class DaskCluster:
    """Classify chunks and files with the workers of a connected client."""

    def __init__(self, client: Any, model: bytes) -> None:
        import dask

        self._client = client
        self._checksum = hashlib.sha256(model).hexdigest()
        dask.config.set({"distributed.scheduler.allowed-failures": _MAX_DEATHS})
        # The model travels with a plug-in, so that workers that join later, or come back, have it too.
        client.register_plugin(_model_plugin(self._checksum, model))

    def classify_chunk(
        self, worker: ChunkWorker, documents: list[str], problems: dict[int, str]
    ) -> pd.DataFrame:
        """Send one chunk and wait for its answer."""
        how = (worker.options.review_target, worker.options.scheme, worker.mode)
        task = self._client.submit(
            _classify_there, self._checksum, documents, problems, how, pure=False, retries=_MAX_DEATHS
        )
        try:
            answer: pd.DataFrame = task.result()
            return answer
        finally:
            task.release()

    def classify_parts(self, jobs: Sequence[PartJob]) -> Iterator[tuple[PartJob, BatchResult | InputError]]:
        """Send all files and yield each as it becomes ready."""
        from distributed import as_completed

        tasks = {
            self._client.submit(
                _classify_part_there, self._checksum, job, pure=False, retries=_MAX_DEATHS
            ): job
            for job in jobs
        }
        for task in as_completed(tasks, loop=self._client.loop):
            found = task.result()
            # A refusal comes back in words: the error itself does not travel.
            yield tasks[task], InputError(found, zh=chinese_of(found)) if isinstance(found, str) else found
            task.release()


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


def _classify_part_there(checksum: str, job: PartJob) -> BatchResult | str:
    try:
        return classify_part(job, _MODELS[checksum])
    except InputError as error:
        return error.remark()
