"""What batches and stores do just below and just above each of their limits."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from textmine.batch.distributed import DaskCluster
from textmine.batch.options import BatchOptions
from textmine.batch.slices import _drift
from textmine.classify.rows import ClassifyOptions


def _current(n_old: int, n_new: int, *, moved: float = 0.0) -> pd.DataFrame:
    """Make the current answers of two batches in which a share of the second moved to another category."""
    rows = [("灯" if at % 2 else "车", 1) for at in range(n_old)]
    rows += [("灯" if at % 2 or at < moved * n_new else "车", 2) for at in range(n_new)]
    table = pd.DataFrame(rows, columns=["category", "batch_id"])
    return table.assign(unseen=0.05)


@pytest.mark.parametrize(
    ("n_old", "n_new", "is_compared"), [(100, 100, True), (99, 100, False), (100, 99, False)]
)
def test_batches_of_a_hundred_rows_are_compared(n_old: int, n_new: int, is_compared: bool) -> None:
    assert (_drift(_current(n_old, n_new))["psi"] is not None) is is_compared


@pytest.mark.parametrize(("moved", "is_warning"), [(0.4, False), (0.56, True)])
def test_a_store_warns_from_a_population_stability_of_a_quarter(moved: float, is_warning: bool) -> None:
    found = _drift(_current(1000, 1000, moved=moved))
    assert found["is_warning"] is is_warning
    assert (found["psi"] > 0.25) is is_warning
    assert 0.1 < found["psi"] < 0.5


def test_at_most_sixteen_threads_work_on_a_batch() -> None:
    assert BatchOptions(jobs=12).n_jobs == 12
    assert BatchOptions(jobs=100).n_jobs == 16


class _DyingWorkers:
    """Stand in for a client of Dask, which runs a task once and again as often as `retries` says."""

    def __init__(self, n_deaths: int) -> None:
        self._n_deaths = n_deaths

    def register_plugin(self, plugin: object) -> None:
        """Send the model nowhere."""

    def submit(self, *_: object, pure: bool, retries: int) -> _DyingWorkers:
        assert not pure
        self._retries = retries
        return self

    def result(self) -> pd.DataFrame:
        if self._n_deaths > self._retries:
            raise RuntimeError("KilledWorker")
        return pd.DataFrame({"category": ["灯"]})

    def release(self) -> None:
        """Forget the answer."""


@pytest.mark.parametrize(("n_deaths", "is_answered"), [(10, True), (11, False)])
def test_a_chunk_is_given_up_when_eleven_workers_died_under_it(n_deaths: int, is_answered: bool) -> None:
    cluster = DaskCluster(_DyingWorkers(n_deaths), b"")
    worker = SimpleNamespace(options=ClassifyOptions(), mode="fast")
    if is_answered:
        assert len(cluster.classify_chunk(worker, ["路灯不亮"], {})) == 1
    else:
        with pytest.raises(RuntimeError, match="KilledWorker"):
            cluster.classify_chunk(worker, ["路灯不亮"], {})
