"""The encoding a user names is taken by every command that reads a table, for every table it reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from textmine.cli import build_command, main
from textmine.cli.usage import all_commands
from textmine.errors import InputError
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table

# What reads no table of the user's: pages have an option of their own, the rest reads models, stores or nothing.
NO_TABLE = {"explain", "simulate", "demo", "export", "info"}


def test_every_command_that_reads_a_table_takes_the_encoding() -> None:
    commands = [c for c in all_commands(build_command()) if not hasattr(c, "commands")]
    without = {c.name for c in commands if "encoding" not in {p.name for p in c.params}}
    assert without == NO_TABLE


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], str]:
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--json"])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), json.loads(out) if out.strip() else {}, err


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of Taiwan, in which guessing finds other characters."""
    told = ("路燈不亮晚上很黑", "小區裡停得太滿了")
    places = "東西南北中一二三四五六七八九十"
    lines = [
        f"{at},{told[at % 2][:4]}{places[at % 15] * 9}路{places[at * 7 % 13] * 9}第{at * 997},{'甲乙'[at % 2]}"
        for at in range(60)
    ]
    file = tmp_path / "臺.csv"
    file.write_bytes("\n".join(["編號,text,標籤", *lines, ""]).encode("big5", "ignore"))
    return file


CALLS = (
    "train IN m.tmm --label 標籤",
    "label suspect IN out.csv --label 標籤",
    "label agree IN IN2 --label 標籤 --columns id=編號",
    "label sample IN out.csv --n 3 --labelled IN2",
    "segment IN out.txt",
    "words IN out.csv",
    "duplicates IN out.csv",
    "mask IN out.csv",
    "store add out.db IN",
    "classify IN out.csv --fast",
)


@pytest.mark.parametrize("call", CALLS)
def test_a_named_encoding_is_used(
    call: str,
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("IN2.csv").write_bytes(b"".join(table.read_bytes().splitlines(True)[:41]))
    words = call.replace("IN2", "IN2.csv").replace("IN ", f"{table.name} ").split()
    if words[-1] == "IN":
        words[-1] = table.name
    code, _, err = run(capsys, *words, "--encoding", "big5")
    assert code == 0, err
    for written in (*tmp_path.glob("out.csv"), *tmp_path.glob("out.txt")):
        if not call.startswith("words"):
            assert "路" in written.read_text(encoding="utf-8-sig")
    code, _, err = run(
        capsys,
        *words,
        "--encoding",
        "klingon",
        *(() if call.startswith(("store", "label agree")) else ("--force",)),
    )
    assert code == 2
    assert "klingon" in err
    assert "Traceback" not in err


def test_a_table_marked_as_utf8_is_read_as_that(tmp_path: Path) -> None:
    text = "工单编号,诉求内容\n1,路灯不亮\n2,停车难\n"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    (tmp_path / "b.csv").write_bytes(text.encode("utf-8-sig"))
    for stream_from in (0, 1 << 30):
        stream = open_stream(tmp_path, encoding="gb18030", stream_from=stream_from)
        found = [row for chunk in stream.chunks(10) for row in chunk.frame["诉求内容"]]
        assert found == ["路灯不亮", "停车难"] * 2
        assert not stream.failures


def test_a_large_table_that_is_not_of_the_named_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(("工单编号,诉求内容\n" + "1,路灯不亮\n" * 50).encode("gb18030"))
    for reader in (
        lambda: read_table(file, encoding="utf-8"),
        lambda: open_stream(file, encoding="utf-8", stream_from=0),
    ):
        with pytest.raises(InputError, match="not utf-8"):
            reader()


def test_a_batch_added_again_in_another_encoding_is_another(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(tmp_path / "s.db")
    call = ("store", "add", store, str(table), "--fast")
    wrong = run(capsys, *call)
    right = run(capsys, *call, "--encoding", "big5")
    assert (wrong[0], right[0]) == (0, 0)
    assert not right[1]["was_known"]
    assert right[1]["n_new"] == 60
    assert run(capsys, *call, "--encoding", "big5")[1]["was_known"]
