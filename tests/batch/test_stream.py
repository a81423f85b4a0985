"""Batches: every row and column kept, the same bytes however they are worked through."""

from __future__ import annotations

import shutil
import time
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pandas as pd
import pytest

from textmine.batch import stream as streaming
from textmine.batch.distributed import batch_engine
from textmine.batch.resume import PartialWork, record_path
from textmine.batch.stream import BatchOptions, classify_file, classify_read_table
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model
from textmine.errors import InputError
from textmine.reading.tables import read_table
from textmine.writing.tables import write_table

FORMATS = ("csv", "tsv", "jsonl", "parquet", "xlsx", "csv.gz")
RESUMABLE = BatchOptions(jobs=2, is_resumable=True)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "CHUNK_ROWS", {"fast": 7, "best": 7})


def run(
    source: Path, target: Path, model_path: Path, mode: str = "fast", **options: object
) -> streaming.BatchResult:
    model = load_model(model_path)
    return classify_file(
        source, target, model, ClassifyOptions(mode=mode), model_name=str(model_path), **options
    )


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("source_kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_classify_file_keeps_rows_and_columns_in_order(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame, kind: str, source_kind: str
) -> None:
    source = write_table(rows, tmp_path / f"in.{source_kind}")
    result = run(source, tmp_path / f"out.{kind}", model_path)
    assert (result.n_rows, result.n_ok, result.n_empty) == (50, 48, 2)
    out = read_table(result.output).frame
    assert list(out.columns[:4]) == list(rows.columns)
    assert out["工单编号"].tolist() == rows["工单编号"].tolist()
    assert [v for v in out["诉求内容"].tolist() if isinstance(v, str) and v.strip()] == [
        v for v in rows["诉求内容"] if v.strip()
    ]
    assert out["status"].tolist() == ["办结"] * 50
    assert out["textmine_status"].tolist()[7] == "empty"
    assert sum(result.category_counts.values()) == 48


@pytest.mark.parametrize("kind", FORMATS)
def test_classify_file_gives_the_same_bytes_with_any_number_of_jobs_and_when_resumable(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame, kind: str
) -> None:
    source = write_table(rows, tmp_path / "in.csv")
    targets = []
    for number, batch in enumerate((BatchOptions(jobs=1), BatchOptions(jobs=3), RESUMABLE)):
        target = tmp_path / str(number) / f"out.{kind}"
        targets.append(run(source, target, model_path, batch=batch).output.read_bytes())
    assert targets[0] == targets[1] == targets[2]


def test_classify_file_agrees_with_classifying_the_table_at_once(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame
) -> None:
    source = write_table(rows, tmp_path / "in.csv")
    run(source, tmp_path / "out.parquet", model_path)
    options = ClassifyOptions(mode="fast")
    at_once = classify_read_table(read_table(source), load_model(model_path), options).frame
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), at_once, check_dtype=False)


def test_classify_file_streams_large_text_to_the_same_bytes(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_table(rows, tmp_path / "in.csv")
    run(source, tmp_path / "whole.parquet", model_path)
    monkeypatch.setattr(streaming, "open_stream", partial(streaming.open_stream, stream_from=0))
    run(source, tmp_path / "streamed.parquet", model_path)
    assert (tmp_path / "whole.parquet").read_bytes() == (tmp_path / "streamed.parquet").read_bytes()


def test_classify_file_resumes_after_a_failure_without_classifying_again(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame
) -> None:
    source = write_table(rows, tmp_path / "in.csv")
    whole = run(source, tmp_path / "whole.csv", model_path).output.read_bytes()

    def stop(done: int, total: int) -> None:
        if done >= 21:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(source, tmp_path / "out.csv", model_path, batch=RESUMABLE, progress=stop)
    assert not (tmp_path / "out.csv").exists()
    assert (tmp_path / "out.csv.partial").is_dir()
    result = run(source, tmp_path / "out.csv", model_path, batch=RESUMABLE)
    assert result.n_rows_resumed >= 21
    assert result.output.read_bytes() == whole
    assert not (tmp_path / "out.csv.partial").exists()


def test_classify_file_says_that_a_resumable_target_is_complete(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame
) -> None:
    source = write_table(rows, tmp_path / "in.csv")
    for _ in range(2):
        result = run(source, tmp_path / "out.csv", model_path, batch=RESUMABLE)
    assert result.was_complete
    record_path(tmp_path / "out.csv").unlink()
    assert run(source, tmp_path / "out.csv", model_path, batch=RESUMABLE).was_complete


def test_classify_file_refuses_to_resume_into_a_target_of_another_input(
    tmp_path: Path, model_path: Path, rows: pd.DataFrame
) -> None:
    first = write_table(rows, tmp_path / "a.csv")
    second = write_table(rows.iloc[:20], tmp_path / "b.csv")
    run(first, tmp_path / "out.csv", model_path, batch=RESUMABLE)
    before = (tmp_path / "out.csv").read_bytes()
    with pytest.raises(InputError, match="of another input"):
        run(second, tmp_path / "out.csv", model_path, batch=RESUMABLE)
    record_path(tmp_path / "out.csv").unlink()
    with pytest.raises(InputError, match="differs from what"):
        run(second, tmp_path / "out.csv", model_path, batch=RESUMABLE)
    assert (tmp_path / "out.csv").read_bytes() == before
    assert run(second, tmp_path / "out.csv", model_path, batch=RESUMABLE, force=True).n_rows == 20


def test_partial_work_of_another_job_is_refused_and_of_two_processes_too(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    first = PartialWork(target, {"input": "a"})
    with (
        first.open(),
        pytest.raises(InputError, match="another process"),
        PartialWork(target, {"input": "a"}).open(),
    ):
        pass
    with (
        pytest.raises(InputError, match="unfinished work on another input"),
        PartialWork(target, {"input": "b"}).open(),
    ):
        pass
    with PartialWork(target, {"input": "b"}).open(force=True):
        pass


def test_partial_work_waits_for_what_a_killed_run_leaves_behind(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    held, freed = Event(), Event()

    def hold() -> None:
        with PartialWork(target, {}).open():
            held.set()
            time.sleep(0.5)
            freed.set()

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    with PartialWork(target, {}).open():
        assert freed.is_set()
    thread.join()


def test_partial_work_that_another_run_completes_meanwhile_is_not_begun_again(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    held = Event()

    def hold() -> None:
        work = PartialWork(target, {})
        with work.open():
            held.set()
            time.sleep(0.5)
            work.draft().write_text("done")
            work.finish({})

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    with pytest.raises(InputError, match="another process"), PartialWork(target, {}).open():
        pass
    thread.join()
    assert target.read_text() == "done"
    assert PartialWork(target, {}).state_of_target() == "complete"


@pytest.mark.parametrize("is_job_known", [True, False])
def test_a_folder_left_by_a_run_killed_while_removing_it_goes(tmp_path: Path, is_job_known: bool) -> None:
    target = tmp_path / "out.csv"
    work = PartialWork(target, {"input": "a"})
    with work.open():
        work.save(0, pd.DataFrame({"category": ["灯"]}))
        work.draft().write_text("done")
        kept = shutil.copytree(work.folder, tmp_path / "kept")
        work.finish({})
    shutil.copytree(kept, work.folder)
    if not is_job_known:
        (work.folder / "job.json").unlink()
    assert work.state_of_target() == "complete"
    assert not work.folder.exists()


def test_unfinished_work_of_another_job_beside_a_complete_target_stays(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    work, other = PartialWork(target, {"input": "a"}), PartialWork(target, {"input": "b"})
    with work.open():
        work.draft().write_text("done")
        work.finish({})
    with other.open():
        other.save(0, pd.DataFrame({"category": ["灯"]}))
    assert work.state_of_target() == "complete"
    with other.open():
        assert other.load(0, 1) is not None


def test_partial_work_computes_a_damaged_part_again(tmp_path: Path) -> None:
    work = PartialWork(tmp_path / "out.csv", {})
    with work.open():
        work.save(0, pd.DataFrame({"category": ["灯", None]}))
        assert work.load(0, 2) is not None
        assert work.load(0, 3) is None
        work._part(0).write_bytes(work._part(0).read_bytes()[:40])
        assert work.load(0, 2) is None


def test_classify_file_keeps_unreadable_rows_with_status(tmp_path: Path, model_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes("编号,诉求内容\n1,路灯不亮\n".encode() + "2,停车难\n".encode("gb18030"))
    result = run(source, tmp_path / "out.csv", model_path)
    assert (result.n_ok, result.n_unreadable) == (1, 1)
    assert read_table(tmp_path / "out.csv").frame["诉求内容"].tolist() == ["路灯不亮", "停车难"]


def test_classify_file_masks_texts_and_person(tmp_path: Path, model_path: Path) -> None:
    table = pd.DataFrame(
        {"编号": ["13974028816"], "来电人": ["何秀英"], "诉求内容": ["路灯不亮，电话13974028816"]}
    )
    source = write_table(table, tmp_path / "in.csv")
    run(source, tmp_path / "out.csv", model_path, batch=BatchOptions(is_masked=True))
    out = read_table(tmp_path / "out.csv").frame
    assert out.iloc[0, :3].tolist() == ["[PHONE_1]", "[PERSON]", "路灯不亮，电话[PHONE_1]"]


def test_classify_file_gives_one_type_to_a_column_that_mixes_them(tmp_path: Path, model_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = ['{"text": "路灯不亮", "n": 1, "m": 1}'] * 8 + ['{"text": "停车难", "n": null, "m": "一"}'] * 8
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(source, tmp_path / "out.parquet", model_path)
    out = pd.read_parquet(tmp_path / "out.parquet")
    assert out["m"].tolist() == ["1"] * 8 + ["一"] * 8
    assert out["n"].tolist()[:8] == [1] * 8
    assert out["n"].isna().tolist() == [False] * 8 + [True] * 8


def test_batch_options_refuse_negative_jobs() -> None:
    with pytest.raises(InputError, match="-1 jobs"):
        BatchOptions(jobs=-1)


def test_batch_engine_refuses_unknown_engines_and_stray_options() -> None:
    with pytest.raises(InputError, match="unknown engine"), batch_engine("spark"):
        pass
    with pytest.raises(InputError, match="need --engine dask"), batch_engine("local", n_workers=2):
        pass
