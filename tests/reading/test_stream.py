"""Streamed reading gives what reading the whole file gives."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.errors import InputError
from textmine.reading.lines import find_encoding
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table
from textmine.reading.textstream import plan_delimited
from textmine.writing.cells import is_missing


def plain(frame: pd.DataFrame) -> list[list[object]]:
    return [[None if is_missing(v) else v for v in row] for row in frame.astype(object).to_numpy().tolist()]


def assert_same(path: Path, *, size: int = 2, **options: object) -> None:
    whole = read_table(path, **options)
    stream = open_stream(path, stream_from=0, **options)
    assert stream.whole is None
    chunks = list(stream.chunks(size))
    assert stream.headings == list(whole.frame.columns)
    assert stream.n_rows == len(whole.frame) == sum(len(c.frame) for c in chunks)
    assert [row for c in chunks for row in plain(c.frame)] == plain(whole.frame)
    assert {c.start + at: why for c in chunks for at, why in c.problems.items()} == whole.problems
    assert stream.roles == whole.roles
    assert stream.warnings == whole.warnings
    assert [s.sha256 for s in stream.sources] == [s.sha256 for s in whole.sources]
    if "text" in whole.roles:
        assert [text for c in chunks for text in c.documents(stream.roles)] == whole.documents()


CASES = {
    "regular": "编号,标题,诉求内容\n001,路灯,不亮\n002,,停车难\n003,噪音,\n",
    "mark": "\ufeff编号,诉求内容\n001,路灯不亮\n",
    "quotes": '编号,诉求内容\n1,"路灯""东门""\n不亮,请修"\n2,"",\n',
    "ragged": "编号,诉求内容\n1,路灯不亮\n2,停车难,附件\n3\n\n4,噪音\n",
    "title rows": "热线工单统计表,,\n编号,标题,诉求内容\n1,路灯,不亮\n2,停车,难\n",
    "blank tail": "编号,诉求内容\n1,路灯不亮\n,\n\n",
    "blank columns": "编号,诉求内容,,\n1,路灯不亮,,\n2,停车难,,\n",
    "duplicate headings": "内容,内容,内容_2\n路灯,不亮,三天\n",
    "returns": "编号,诉求内容\r\n1,路灯不亮\r\n2,停车难\r\n",
    "lone return": "编号,诉求内容\n1,路灯\r不亮\n2,停车难\n",
    "runaway quote": '编号,诉求内容\n1,"路灯不亮\n2,停车难\n3,噪音\n',
    "no rows": "编号,诉求内容\n",
    "control characters": "编号,诉求内容\n1,路灯\x01不亮\x0b请修\n",
    "separators": "编号,诉求内容\n1,路灯\u2028不亮\x85请修\n",
    "semicolons": "编号;诉求内容\n1;路灯不亮，请修\n2;停车难\n",
    "shifted": "受理时间,诉求内容\n" + "路灯三天不亮请修,2025-01-02\n" * 6,
    "sums": "编号,诉求内容,点赞数\n1,路灯不亮,3\n2,停车难,4\n合计,,7\n\n",
    "formula": "编号,诉求内容\n=1+1,@路灯\n",
}


@pytest.mark.parametrize("name", CASES)
def test_open_stream_agrees_with_reading_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CASES[name].encode())
    assert_same(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_open_stream_finds_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CASES["regular"].encode(encoding))
    assert_same(path)
    assert_same(path, encoding=encoding)


def test_open_stream_keeps_lines_of_another_encoding_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "编号,诉求内容\n1,路灯不亮\n".encode() + "2,停车难\n".encode("gb18030") + "3,噪音\n".encode()
    )
    assert find_encoding(path) == "mixed"
    assert_same(path)
    assert list(next(open_stream(path, stream_from=0).chunks(9)).problems) == [1]


def test_open_stream_refuses_bytes_of_another_encoding_naming_the_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,诉求内容\n1,路灯不亮\n".encode("gb18030"))
    with pytest.raises(InputError, match="bytes that are not utf-8"):
        open_stream(path, encoding="utf-8", stream_from=0)


def test_open_stream_reads_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(CASES["regular"].encode()))
    assert_same(path)


def test_open_stream_reads_json_lines_with_values_of_one_kind_per_column(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "text": "路灯不亮"},
        {"id": 2, "text": "停车难", "likes": 3},
        {"id": 10**20, "x": [1, {"a": 2}]},
    ]
    path = tmp_path / "a.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join([lines[0], "no json", *lines[1:], ""]), encoding="utf-8")
    assert_same(path)


def test_open_stream_reads_parquet_as_stored(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"编号": [1, None, 3], "诉求内容": ["路灯不亮", None, "停车难"], "分": [0.5, 1.0, None]})
    pq.write_table(table, path, row_group_size=2)
    stream = open_stream(path, stream_from=0)
    frames = [chunk.frame for chunk in stream.chunks(2)]
    assert [len(f) for f in frames] == [2, 1]
    assert plain(pd.concat(frames)) == [[1, "路灯不亮", 0.5], [None, None, 1.0], [3, "停车难", None]]


def test_open_stream_joins_a_folder_and_names_the_file_that_fails(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,诉求内容\n1,路灯不亮\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("诉求内容,编号\n停车难,2\n", encoding="gb18030")
    (tmp_path / "c.csv").write_text("别的,列\n停车难,2\n", encoding="utf-8")
    stream = open_stream(tmp_path, stream_from=0)
    frame = pd.concat([chunk.frame for chunk in stream.chunks(5)])
    assert plain(frame) == [["1", "路灯不亮", "a.csv"], ["2", "停车难", "b.csv"]]
    assert [Path(str(e.path)).name for e in stream.failures] == ["c.csv"]


def test_open_stream_reads_small_files_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CASES["regular"], encoding="utf-8")
    stream = open_stream(path)
    assert stream.whole is not None
    assert [len(chunk.frame) for chunk in stream.chunks(2)] == [2, 1]


def test_open_stream_refuses_a_gzip_bomb_while_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textmine.reading.lines.packed_limit", lambda n_bytes: 3_000_000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,text\n" + b"1,2\n" * 1_000_000))
    with pytest.raises(InputError, match="absurd size"):
        open_stream(path, stream_from=0)


CELLS = st.text(st.sampled_from('路灯a1,"\n\r;\t \x0b\u2028='), max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), end=st.sampled_from(["\n", "\r\n"])
)
def test_arrow_and_tolerant_reader_agree_on_proper_csv(
    tmp_path: Path, rows: list[list[str]], end: str
) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=end)
        writer.writerows([["编号", "标题", "诉求内容"], *rows])
    assert_same(path, size=3)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from('路a,"\n\r;'), max_size=40))
def test_arrow_and_tolerant_reader_agree_on_any_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"编号,诉求内容\n{text}".encode())
    assert_same(path, size=3)


def test_plan_delimited_finds_the_same_rows_in_a_long_regular_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [[f"{at:06d}", f"路灯{at}", '东门"坏"了\n请修' if at % 7 == 0 else "不亮"] for at in range(40_000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["编号", "标题", "诉求内容"], *rows])
    plan = plan_delimited(path, None, None)
    assert plan.n_rows == 40_000
    assert [row for frame, _ in plan.parts(7_000) for row in plain(frame)] == rows


def test_blank_records_at_the_end_of_jsonl_are_rows_in_either_way(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    blank = '{"编号": null, "内容": null}\n{"编号": null}\n'
    path.write_text('{"编号": "1", "内容": "路灯"}\n' + blank + '{"编号": "2"}\n' + blank, encoding="utf-8")
    whole = read_table(path).frame
    stream = open_stream(path, stream_from=0)
    parts = pd.concat([chunk.frame for chunk in stream.chunks(2)], ignore_index=True)
    assert len(whole) == len(parts) == stream.n_rows == 6
    pd.testing.assert_frame_equal(whole, parts)


def test_values_that_are_known_headings_are_no_headings_of_records(tmp_path: Path) -> None:
    # Tables put together by hand repeat their headings; a parquet file names its columns itself.
    frame = pd.DataFrame(
        {
            "编号": ["1", "工单编号", "3", None],
            "x": ["a", "内容", "b", None],
            "内容": ["路灯", "标题", "停车", None],
        }
    )
    for name in ("a.parquet", "a.jsonl"):
        path = tmp_path / name
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        else:
            frame.to_json(path, orient="records", lines=True, force_ascii=False)
        whole = read_table(path)
        assert whole.frame["内容"].tolist()[:3] == ["路灯", "标题", "停车"]
        assert len(whole.frame) == open_stream(path, stream_from=0).n_rows == 4
        assert whole.roles == open_stream(path, stream_from=0).roles == {"text": "内容", "id": "编号"}


def test_fields_without_a_name_or_with_the_same_get_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"内容": "路灯", "": "甲"}\n{"内容": "停车", "": null}\n', encoding="utf-8")
    stream = open_stream(path, stream_from=0)
    assert stream.headings == list(read_table(path).frame.columns) == ["内容", "column_2"]
    assert [chunk.frame["column_2"].tolist()[:1] for chunk in stream.chunks(5)] == [["甲"]]
    twice = tmp_path / "b.parquet"
    pq.write_table(pa.table([["路灯"], ["1"], ["2"]], names=["内容", "备注", "备注"]), twice)
    stream = open_stream(twice, stream_from=0)
    assert stream.headings == list(read_table(twice).frame.columns) == ["内容", "备注", "备注_2"]
    assert [chunk.frame.iloc[0].tolist() for chunk in stream.chunks(5)] == [["路灯", "1", "2"]]
    assert stream.warnings == read_table(twice).warnings != ()


@pytest.mark.parametrize("below", [0, 1, 2, 3])
@pytest.mark.parametrize("mark", ["", '"'])
def test_a_sum_in_the_last_three_rows_is_named_in_either_way(tmp_path: Path, below: int, mark: str) -> None:
    path = tmp_path / "a.csv"
    rows = ["1,路灯不亮", "2,停车难", "3,电梯停运", f"{mark}合计{mark},", *(["制,表人王丽"] * below)]
    path.write_text("\n".join(["编号,内容", *rows, ",", ""]), encoding="utf-8")
    told = [
        any("合计" in note for note in t.warnings)
        for t in (read_table(path), open_stream(path, stream_from=0))
    ]
    assert told == [below < 3] * 2
