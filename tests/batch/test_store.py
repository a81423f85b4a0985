"""The case store: nothing lost, nothing twice, every version and every answer on record."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from textmine.batch.slices import Slice, export_slice, masked_slice, population_stability, store_info
from textmine.batch.store import StoredModel, add_batch, answer_all
from textmine.batch.storefile import open_store
from textmine.batch.stream import ChunkWorker
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model, model_checksum
from textmine.errors import InputError
from textmine.writing.tables import write_table


def stored(path: Path, mode: str = "fast") -> StoredModel:
    return StoredModel(
        ChunkWorker(load_model(path), ClassifyOptions(), mode), path.name, model_checksum(path)
    )


@pytest.fixture
def model(model_path: Path) -> StoredModel:
    return stored(model_path)


def batch(path: Path, *rows: tuple[str, str, str]) -> Path:
    return write_table(pd.DataFrame(rows, columns=["工单编号", "诉求内容", "办结时间"]), path, force=True)


def test_add_batch_counts_new_repeated_corrected_and_reopened_rows(
    tmp_path: Path, model: StoredModel
) -> None:
    store = tmp_path / "cases.duckdb"
    first = batch(
        tmp_path / "a.csv", ("1", "路灯不亮", "2025-01-02"), ("2", "停车难", ""), ("2", "停车难", "")
    )
    added = add_batch(store, first, model)
    assert (added.n_rows, added.n_new, added.n_repeated, added.n_answers) == (3, 2, 1, 2)
    second = batch(tmp_path / "b.csv", ("1", "路灯不亮", ""), ("2", "停车位难找", ""), ("3", "路灯全黑", ""))
    added = add_batch(store, second, model)
    assert (added.n_new, added.n_corrected, added.n_reopened, added.n_repeated) == (1, 1, 1, 0)
    info = store_info(store)
    assert (info["n_cases"], info["n_versions"], info["n_rows"]) == (3, 5, 6)


@pytest.mark.parametrize(
    "keys", [("2.0240301090512E+17", "7"), ("2.02403E+13", "7"), ("202403010905120000", "202403010905130000")]
)
def test_add_batch_refuses_keys_that_lost_their_last_digits(
    tmp_path: Path, model: StoredModel, keys: tuple[str, str]
) -> None:
    store = tmp_path / "cases.duckdb"
    rows = [(key, text, "") for key, text in zip(keys, ("路灯不亮", "停车难"), strict=True)]
    with pytest.raises(InputError, match="lost their last digits") as caught:
        add_batch(store, batch(tmp_path / "a.csv", *rows), model)
    assert "编号已失真" in caught.value.message("zh")
    assert not store.exists()
    assert add_batch(store, batch(tmp_path / "b.csv", ("202403010905120001", "停车难", "")), model).n_new == 1


def test_add_batch_of_the_same_file_changes_nothing(tmp_path: Path, model: StoredModel) -> None:
    store = tmp_path / "cases.duckdb"
    source = batch(tmp_path / "a.csv", ("1", "路灯不亮", ""))
    add_batch(store, source, model)
    before = export_slice(store)
    again = add_batch(store, source, model)
    assert again.was_known
    renamed = batch(tmp_path / "copy.csv", ("1", "路灯不亮", ""))
    assert add_batch(store, renamed, model).was_known
    pd.testing.assert_frame_equal(export_slice(store), before)


def test_add_batch_of_an_old_file_does_not_bring_back_what_was_corrected(
    tmp_path: Path, model: StoredModel
) -> None:
    store = tmp_path / "cases.duckdb"
    add_batch(store, batch(tmp_path / "a.csv", ("1", "路灯不亮", "")), model)
    add_batch(store, batch(tmp_path / "b.csv", ("1", "路灯全部不亮", "")), model)
    result = add_batch(store, batch(tmp_path / "c.csv", ("1", "路灯不亮", ""), ("4", "停车难", "")), model)
    assert (result.n_new, result.n_repeated) == (1, 1)
    assert export_slice(store)["诉求内容"].tolist() == ["路灯全部不亮", "停车难"]
    assert export_slice(store, Slice(is_every_version=True))["version"].tolist() == [1, 2, 1]


def test_add_batch_keys_rows_without_an_id_by_content(tmp_path: Path, model: StoredModel) -> None:
    store = tmp_path / "cases.duckdb"
    table = pd.DataFrame({"诉求内容": ["路灯不亮", "停车难", "路灯不亮"]})
    result = add_batch(store, write_table(table, tmp_path / "a.csv"), model)
    assert (result.n_new, result.n_repeated) == (2, 1)


def test_answer_all_keeps_old_answers_beside_new_ones(
    tmp_path: Path, model: StoredModel, model_path: Path
) -> None:
    store = tmp_path / "cases.duckdb"
    add_batch(store, batch(tmp_path / "a.csv", ("1", "路灯不亮", ""), ("2", "停车难", "")), model)
    other = stored(model_path, "best")
    assert answer_all(store, other) == 2
    assert answer_all(store, other) == 0
    both = export_slice(store, Slice(is_every_answer=True))
    assert len(both) == 4
    assert both["model_key"].nunique() == 2
    assert set(export_slice(store)["model_key"]) == {other.key}


def test_export_slice_gives_the_rows_as_read_with_their_origin(tmp_path: Path, model: StoredModel) -> None:
    store = tmp_path / "cases.duckdb"
    table = pd.DataFrame(
        {
            "工单编号": ["001", "002"],
            "受理时间": ["2025-01-31 23:59:59", "2025-02-01"],
            "所属社区": ["甲社区", "乙社区"],
            "诉求内容": ["路灯不亮", "停车难"],
            "status": ["办结", "在办"],
        }
    )
    add_batch(store, write_table(table, tmp_path / "a.csv"), model)
    whole = export_slice(store)
    assert whole["工单编号"].tolist() == ["001", "002"]
    assert whole["status"].tolist() == ["办结", "在办"]
    assert whole["textmine_status"].tolist() == ["ok", "ok"]
    assert whole.attrs["renamed"] == {"status": "textmine_status"}
    assert whole[["source_file", "source_row"]].to_numpy().tolist() == [["a.csv", 1], ["a.csv", 2]]
    assert whole.columns.get_loc("second_category_zh") == whole.columns.get_loc("second_category") + 1
    assert (
        whole["second_category_zh"].tolist() == whole["second_category"].tolist()
    )  # labels of one's own name themselves
    assert export_slice(store, Slice(until="2025-01-31"))["工单编号"].tolist() == ["001"]
    assert export_slice(store, Slice(since="2025-02-01"))["工单编号"].tolist() == ["002"]
    assert export_slice(store, Slice(community="乙社区"))["工单编号"].tolist() == ["002"]
    assert export_slice(store, Slice(category="灯' OR 1=1 --")).empty
    assert masked_slice(whole)["诉求内容"].tolist() == ["路灯不亮", "停车难"]
    assert set(store_info(store)["by_month"]) == {"2025-01", "2025-02"}


def test_export_slice_masks_and_keeps_a_column_of_the_input_named_like_ours(
    tmp_path: Path, model: StoredModel
) -> None:
    store = tmp_path / "cases.duckdb"
    texts = ["路灯不亮", "停车难"]
    mine = pd.DataFrame(
        {
            "诉求内容": texts,
            "change": ["请打13974028816", ""],
            "category": ["路灯", "停车"],
            "textmine_change": "x",
            "input_change": "y",
        }
    )
    add_batch(store, write_table(mine, tmp_path / "a.csv"), model)
    out = masked_slice(export_slice(store))
    assert out.columns.is_unique
    assert out["change"].fillna("").tolist() == ["请打[PHONE_1]", ""]
    assert out["textmine_change"].tolist() == ["x", "x"]
    assert out["input_change"].tolist() == ["y", "y"]
    assert out["textmine_textmine_change"].tolist() == ["new", "new"]
    assert out["category"].tolist() == ["路灯", "停车"]
    assert set(out["textmine_category"]) == {"灯", "车"}


def test_masked_slice_masks_keys_that_are_telephones_wherever_they_stand(
    tmp_path: Path, model: StoredModel
) -> None:
    store = tmp_path / "cases.duckdb"
    numbers = ["13974028816", "13874028817", "15012345670"]
    table = pd.DataFrame({"编号": numbers, "诉求内容": ["路灯不亮", "停车难", "灯"]})
    add_batch(store, write_table(table, tmp_path / "a.csv"), model)
    out = masked_slice(export_slice(store))
    assert out["case_key"].nunique() == 3
    assert not any(number in str(out.to_dict()) for number in numbers)
    assert [note.zh for note in out.attrs["remarks"]]


def test_export_slice_refuses_what_is_no_day(tmp_path: Path, model: StoredModel) -> None:
    with pytest.raises(InputError, match="is no day"):
        export_slice(tmp_path / "x.duckdb", Slice(since="一月"))


def test_store_info_warns_when_a_batch_differs(tmp_path: Path, model: StoredModel) -> None:
    store = tmp_path / "cases.duckdb"
    lights = [(f"a{at}", f"路灯不亮{at}", "") for at in range(120)]
    cars = [(f"b{at}", f"停车位被占{at}", "") for at in range(120)]
    mixed = [(f"c{at}", f"{'路灯不亮' if at % 2 else '停车位被占'}{at}", "") for at in range(120)]
    add_batch(store, batch(tmp_path / "a.csv", *lights), model)
    assert store_info(store)["drift"]["psi"] is None
    add_batch(store, batch(tmp_path / "b.csv", *cars), model)
    assert store_info(store)["drift"]["is_warning"]
    add_batch(store, batch(tmp_path / "c.csv", *mixed), model)
    assert not store_info(store)["drift"]["is_warning"]


def test_population_stability_grows_with_distance() -> None:
    near = population_stability({"灯": 50, "车": 50}, {"灯": 55, "车": 45})
    far = population_stability({"灯": 50, "车": 50}, {"灯": 95, "车": 5})
    assert 0 < near < 0.1 < far


def test_open_store_refuses_what_is_no_store(tmp_path: Path) -> None:
    text = tmp_path / "a.duckdb"
    text.write_text("路灯不亮" * 4000, encoding="utf-8")
    foreign = tmp_path / "b.duckdb"
    duckdb.connect(str(foreign)).execute("CREATE TABLE x (y INTEGER)").close()
    for path in (text, foreign):
        with pytest.raises(InputError, match="no case store"), open_store(path, is_new_allowed=True):
            pass
    with pytest.raises(InputError, match="no such store"), open_store(tmp_path / "c.duckdb"):
        pass


def test_open_store_lets_sql_reach_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    with (
        open_store(tmp_path / "s.duckdb", is_new_allowed=True) as db,
        pytest.raises(duckdb.PermissionException),
    ):
        db.execute(f"SELECT * FROM read_csv('{secret}')")


def test_open_store_is_private_and_rolls_back_what_fails(tmp_path: Path, model: StoredModel) -> None:
    store = tmp_path / "s.duckdb"
    add_batch(store, batch(tmp_path / "a.csv", ("1", "路灯不亮", "")), model)
    assert store.stat().st_mode & 0o077 == 0
    with pytest.raises(KeyError), open_store(store) as db:
        db.execute("BEGIN TRANSACTION")
        db.execute("DELETE FROM versions")
        raise KeyError
    assert len(export_slice(store)) == 1


def _add_many(store: Path, model_path: Path, files: list[Path]) -> None:
    model = stored(model_path)
    for file in files:
        add_batch(store, file, model)


def test_two_processes_add_at_once_without_loss(tmp_path: Path, model_path: Path) -> None:
    files = []
    for number in range(8):
        rows = [(f"{number}-{at}", f"路灯不亮{number}-{at}", "") for at in range(20)]
        files.append(batch(tmp_path / f"{number}.csv", *rows, ("shared", "停车难", "")))
    store = tmp_path / "cases.duckdb"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add_many, args=(store, model_path, files[k::2])) for k in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    info = store_info(store)
    assert (info["n_cases"], info["n_rows"], len(info["batches"])) == (161, 168, 8)


def kill_adds(tmp_path: Path, model_path: Path, *, n_rows: int, n_kills: int) -> int:
    """Kill `store add` at times drawn uniformly over its run; after each, the old state or the new one stands."""
    store = tmp_path / "cases.duckdb"
    command = [
        sys.executable,
        "-m",
        "textmine",
        "store",
        "add",
        str(store),
        "--fast",
        "--model",
        str(model_path),
    ]
    subprocess.run(
        [*command, str(batch(tmp_path / "0.csv", ("x", "停车难", "")))], check=True, stderr=subprocess.DEVNULL
    )
    draw, n_hit, expected, seconds = random.Random(3), 0, 1, 0.0
    for number in range(1, n_kills + 1):
        rows = [(f"{number}-{at}", f"路灯不亮{at}", "") for at in range(n_rows)]
        source = batch(tmp_path / f"{number}.csv", *rows)
        start = time.monotonic()
        process = subprocess.Popen([*command, str(source)], stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(draw.uniform(0, seconds) if seconds else None)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            n_hit += 1
        if not seconds:
            seconds = time.monotonic() - start
        assert store_info(store)["n_cases"] in (expected, expected + n_rows)
        subprocess.run([*command, str(source)], check=True, stderr=subprocess.DEVNULL)
        expected += n_rows
        info = store_info(store)
        assert (info["n_cases"], info["n_rows"], len(info["batches"])) == (expected, expected, number + 1)
    return n_hit


def test_a_kill_while_adding_leaves_the_old_state_or_the_new(tmp_path: Path, model_path: Path) -> None:
    kill_adds(tmp_path, model_path, n_rows=200, n_kills=2)


@pytest.mark.slow
def test_twenty_kills_while_adding_lose_nothing_and_double_nothing(tmp_path: Path, model_path: Path) -> None:
    assert kill_adds(tmp_path, model_path, n_rows=4000, n_kills=21) >= 15
