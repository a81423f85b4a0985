"""One file of a folder that cannot be read never goes unsaid, and what is no text is not cut into words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import openpyxl
import pytest

import textmine
from textmine.cli import main
from textmine.errors import InputError
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table


def run(words: list[str]) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    return int(stopped.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a table of labelled rows and a workbook that ends early."""
    place = tmp_path / "in"
    place.mkdir()
    rows = textmine.load_corpus().groupby("category").head(8)[["text", "category"]]
    rows.rename(columns={"text": "内容", "category": "问题类别"}).to_csv(place / "a.csv", index=False)
    book = openpyxl.Workbook()
    book.active.append(["内容", "问题类别"])
    book.save(place / "whole.xlsx")
    (place / "b.xlsx").write_bytes((place / "whole.xlsx").read_bytes()[:2000])
    (place / "whole.xlsx").unlink()
    return place


@pytest.mark.parametrize(
    ("command", "output"),
    [
        (["score", "default", "{in}", "--json"], ""),
        (["drift", "default", "{in}", "--json"], ""),
        (["label", "sample", "{in}", "{out}/s.csv", "--n", "3"], "s.csv"),
        (["label", "suspect", "{in}", "{out}/s.csv", "--n", "3"], "s.csv"),
        (["segment", "{in}", "{out}/s.txt"], "s.txt"),
        (["words", "{in}", "{out}/s.csv"], "s.csv"),
        (["train", "{in}", "{out}/m.tmm"], "m.tmm"),
        (["classify", "{in}", "{out}/c.csv", "--resume"], "c.csv"),
    ],
)
def test_the_others_are_done_and_the_failure_is_named(
    folder: Path, tmp_path: Path, command: list[str], output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = [part.format_map({"in": folder, "out": tmp_path}) for part in command]
    for _ in range(
        2 if "--resume" in call else 1
    ):  # a second --resume finds the work complete, and still names it
        assert run(call) == 2
        said = capsys.readouterr()
        assert "b.xlsx" in said.err
        assert not output or (tmp_path / output).stat().st_size > 0
    if "--json" in call:
        assert json.loads(said.out)


def test_segment_unpacks_gzip_and_refuses_workbooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.txt.gz").write_bytes(gzip.compress("小区路灯不亮\n楼下停车难\n".encode()))
    assert run(["segment", str(tmp_path / "t.txt.gz"), str(tmp_path / "o.txt")]) == 0
    assert (tmp_path / "o.txt").read_text(encoding="utf-8").splitlines() == ["小区 路灯 不亮", "楼下 停车难"]
    book = openpyxl.Workbook()
    book.active.append(["内容"])
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "t.xlsx").rename(tmp_path / "t.txt")
    assert run(["segment", str(tmp_path / "t.txt"), str(tmp_path / "p.txt")]) == 2
    assert "give it the ending .xlsx" in capsys.readouterr().err
    (tmp_path / "empty.txt").touch()
    assert run(["segment", str(tmp_path / "empty.txt"), str(tmp_path / "e.txt")]) == 0


@pytest.mark.parametrize("stream_from", [0, 10**9])
def test_records_that_each_bring_a_key_are_refused(tmp_path: Path, stream_from: int) -> None:
    path = tmp_path / "keys.jsonl"
    path.write_text("".join(f'{{"内容":"灯","k{n}":1}}\n' for n in range(17_000)), encoding="utf-8")
    with pytest.raises(InputError, match="columns"):
        open_stream(path, stream_from=stream_from)


def test_a_users_own_column_of_sheets_is_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, own in (("一月", "q"), ("二月", "r")):
        sheet = book.create_sheet(name)
        sheet.append(["编号", "内容", "source_sheet"])
        sheet.append(["1", "路灯坏了", own])
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert table.frame["source_sheet"].tolist() == ["q", "r"]
    assert table.frame["textmine_source_sheet"].tolist() == ["一月", "二月"]
    assert any("textmine_source_sheet" in note for note in table.warnings)


def test_files_that_name_their_source_already_are_joined(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(
            f"编号,内容,source_file\n1,路灯坏了,{name}旧.csv\n", encoding="utf-8"
        )
    table = read_table(tmp_path)
    assert table.frame["source_file"].tolist() == ["a旧.csv", "b旧.csv"]
    assert not table.failures
