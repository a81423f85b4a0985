"""The main job through the command line: what an analyst types, and what goes wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.cli import build_command, main, translations
from textmine.reading.tables import read_table
from textmine.schema import CLASSIFICATION


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    return int(stopped.value.code or 0)


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    rows = "工单编号,诉求标题,诉求内容,所属社区,受理时间\n0001,路灯,小区东门的路灯坏了三天,梧桐里,2024/3/1\n0002,,,梧桐里,2024/3/2\n0003,=1+1,幼儿园退费不退,墨池,2024/3/3\n"
    file = tmp_path / "三月.csv"
    file.write_bytes(rows.encode("gb18030"))
    return file


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_classify_keeps_every_row_and_column_in_order(batch: Path, tmp_path: Path, kind: str) -> None:
    assert run("classify", batch, tmp_path / f"out.{kind}", "--quiet") == 0
    before, after = read_table(batch).frame, read_table(tmp_path / f"out.{kind}").frame
    ours = [*CLASSIFICATION.names, *(["checked_category"] if kind == "xlsx" else [])]
    assert after.columns.tolist() == [*before.columns, *ours]
    assert after["工单编号"].tolist() == ["0001", "0002", "0003"]
    assert after["status"].tolist() == ["ok", "empty", "ok"]
    assert after["category"][0] == "utilities"
    assert pd.isna(after["category"][1])
    assert [str(v).lower() for v in after["needs_review"]][1] == "true"


def test_classify_writes_a_workbook_an_office_can_work_in(batch: Path, tmp_path: Path) -> None:
    assert run("classify", batch, tmp_path / "out.xlsx", "-q", "--lang", "zh") == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    first = book.worksheets[0]
    assert book.sheetnames[:1] + book.sheetnames[-2:] == ["分类结果", "汇总", "来源"]
    assert first.freeze_panes == "A2"
    assert first.auto_filter.ref.startswith("A1:")
    headings = [c.value for c in first[1]]
    drop = first.data_validations.dataValidation[0]
    assert headings[-1] == "checked_category"
    assert str(drop.sqref).startswith(openpyxl.utils.get_column_letter(len(headings)))
    assert first["B4"].value == "=1+1"
    assert first["B4"].data_type == "s"
    origin = {r[0]: r[1] for r in book["来源"].iter_rows(values_only=True)}
    assert origin["model"] == "default"
    assert len(origin["input 1 sha256"]) == 64


def test_classify_prefixes_headings_that_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("内容,status\n路灯坏了,办结\n", encoding="utf-8")
    assert run("classify", tmp_path / "a.csv", tmp_path / "b.csv", "-q") == 0
    frame = read_table(tmp_path / "b.csv").frame
    assert frame["status"].tolist() == ["办结"]
    assert frame["textmine_status"].tolist() == ["ok"]


def test_classify_adds_the_official_scheme(batch: Path, tmp_path: Path) -> None:
    assert run("classify", batch, tmp_path / "b.csv", "-q", "--scheme", "petition") == 0
    assert read_table(tmp_path / "b.csv").frame["petition_class"][0] == "城乡建设"


def test_json_is_the_only_thing_on_stdout(
    batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("classify", batch, tmp_path / "b.csv", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["n_rows"] == 3
    assert said["n_empty"] == 1


def bad_inputs(folder: Path) -> dict[str, tuple[Path, str]]:
    (folder / "empty.csv").touch()
    (folder / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    (folder / "notext.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["内容"])
    book.save(folder / "whole.xlsx")
    (folder / "cut.xlsx").write_bytes((folder / "whole.xlsx").read_bytes()[:-99])
    (folder / "locked.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    )
    return {
        "missing": (folder / "none.xlsx", "no such file"),
        "empty": (folder / "empty.csv", "empty"),
        "picture": (folder / "picture.xlsx", "PNG"),
        "without text": (folder / "notext.csv", "甲, 乙"),
        "truncated": (folder / "cut.xlsx", "truncated"),
        "encrypted": (folder / "locked.xlsx", "password"),
    }


def test_bad_input_gets_exit_code_2_and_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, (path, expected) in bad_inputs(tmp_path).items():
        assert run("classify", path, tmp_path / "out.csv", "--quiet") == 2, name
        said = capsys.readouterr().err
        assert expected in said, name
        assert len(said.strip().splitlines()) == 1, name
        assert not (tmp_path / "out.csv").exists()


def test_bad_targets_get_exit_code_2(batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there.csv").write_text("old")
    for target, expected in (
        (tmp_path, "folder"),
        (tmp_path / "there.csv", "--force"),
        (tmp_path / "a.docx", "ending"),
        (batch / "below" / "a.csv", "cannot write"),
    ):
        assert run("classify", batch, target, "--quiet") == 2
        assert expected in capsys.readouterr().err
    assert (tmp_path / "there.csv").read_text() == "old"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_named(batch: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    assert run("classify", batch, tmp_path / "locked" / "a.csv", "-q") == 2


def test_wrong_calls_get_exit_code_2(batch: Path, tmp_path: Path) -> None:
    assert run("classify", batch) == 2
    assert run("nonsense") == 2
    assert run("classify", batch, tmp_path / "o.csv", "--fast", "--best") == 2
    assert run("classify", batch, tmp_path / "o.csv", "--review-target", "97") == 2
    assert run("classify", batch, tmp_path / "o.csv", "--columns", "body=内容") == 2
    assert run("classify", batch, tmp_path / "o.csv", "--model", tmp_path / "no.tmm") == 2


def test_corrections_typed_into_excel_are_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("路灯坏了" + "呀" * i, "utilities") for i in range(8)] + [
        ("车位不够" + "啊" * i, "transport") for i in range(8)
    ]
    frame = pd.DataFrame(rows, columns=["内容", "category"]).assign(
        checked_category=[None] * 15 + ["物业管理"]
    )
    frame.to_excel(tmp_path / "checked.xlsx", index=False)
    assert run("train", tmp_path / "checked.xlsx", tmp_path / "m.tmm", "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["label_counts"] == {
        "property": 1,
        "transport": 7,
        "utilities": 8,
    }
    assert run("score", tmp_path / "m.tmm", tmp_path / "checked.xlsx", "--json") == 0
    scored = json.loads(capsys.readouterr().out)
    assert {
        "n",
        "accuracy",
        "macro_f1",
        "weighted_f1",
        "per_class",
        "ece",
        "accuracy_at_coverage",
        "confusion",
        "intervals",
    } <= set(scored)


def test_explain_and_drift_answer(batch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "default", "公交车半小时不来一趟", "--json") == 0
    assert json.loads(capsys.readouterr().out)["label"] == "transport"
    assert run("drift", "default", batch, "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["n"] == 2


def test_report_shows_corrections_and_escapes_scripts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,内容\n1,<script>alert(1)</script>路灯坏了\n", encoding="utf-8")
    assert run("classify", tmp_path / "a.csv", tmp_path / "b.xlsx", "-q") == 0
    assert run("report", tmp_path / "b.xlsx", "--out", tmp_path / "r.html", "-q", "--lang", "zh") == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert run("report", tmp_path / "a.csv", "--out", tmp_path / "s.html", "-q") == 2


def commands() -> list[tuple[str, object]]:
    found = []

    def walk(command: object, name: str) -> None:
        found.append((name, command))
        for child, part in getattr(command, "commands", {}).items():
            walk(part, f"{name} {child}")

    walk(build_command(), "textmine")
    return found


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda v: v if isinstance(v, str) else "")
def test_every_help_text_has_its_chinese(name: str, command: object) -> None:
    words = translations()
    assert " ".join(command.help.split()) in words, command.help
    missing = [p.help for p in command.params if getattr(p, "help", None) and p.help not in words]
    assert not missing


def test_help_is_spoken_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("hotspots", "--help", "--lang", "zh") == 0
    assert "显示此帮助并退出" in capsys.readouterr().out


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "n"), [("附件3", 4326), ("附件4", 2816)])
@pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet"])
def test_real_exports_go_through_whole(real_data: Path, tmp_path: Path, name: str, n: int, kind: str) -> None:
    source = real_data / "tipdm2020" / f"{name}.xlsx"
    assert run("classify", source, tmp_path / f"out.{kind}", "--quiet", "--fast") == 0
    before, after = read_table(source).frame, read_table(tmp_path / f"out.{kind}").frame
    assert len(after) == n
    for column in before.columns:
        if kind == "csv" or before[column].dtype == object:
            continue
        assert (before[column].astype(str).to_numpy() == after[column].astype(str).to_numpy()).all(), column
    assert (after["status"] == "ok").all()
