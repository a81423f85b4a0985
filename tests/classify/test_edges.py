"""Odd training data through the command line: it works, or says in one line why not."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from textmine.cli import main
from textmine.reading.tables import read_table

LAMP, CAR = "小区门口的路灯坏了三天", "下班回来找不到停车位"


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    return int(stopped.value.code or 0)


def trained(folder: Path, rows: list[tuple[str, object]]) -> int:
    pd.DataFrame(rows, columns=["内容", "label"]).to_csv(folder / "rows.csv", index=False)
    return run("train", folder / "rows.csv", folder / "m.tmm", "--force", "-q")


def classified(folder: Path, texts: list[str], *options: str) -> pd.DataFrame:
    pd.DataFrame({"工单编号": [str(i) for i in range(len(texts))], "内容": texts}).to_csv(
        folder / "in.csv", index=False
    )
    code = run(
        "classify",
        folder / "in.csv",
        folder / "out.jsonl",
        "--model",
        folder / "m.tmm",
        "--force",
        "-q",
        *options,
    )
    assert code == 0
    return read_table(folder / "out.jsonl").frame


def test_one_class_is_refused_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(tmp_path, [(LAMP, "路灯"), (LAMP + "！", "路灯")]) == 2
    said = capsys.readouterr().err.strip()
    assert "'路灯'" in said
    assert "at least two labels" in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "m.tmm").exists()


def test_one_row_a_class_works_and_flags_everything(tmp_path: Path) -> None:
    assert trained(tmp_path, [(LAMP, "路灯"), (CAR, "停车")]) == 0
    frame = classified(tmp_path, ["路灯又坏了", "没有停车位"])
    assert frame["category"].tolist() == ["路灯", "停车"]
    assert [str(v).lower() for v in frame["needs_review"]] == ["true", "true"]


def test_one_class_with_a_single_row_among_many(tmp_path: Path) -> None:
    rows = (
        [(f"{LAMP}{i}", "路灯") for i in range(40)]
        + [(f"{CAR}{i}", "停车") for i in range(40)]
        + [("自来水发黄", "供水")]
    )
    assert trained(tmp_path, rows) == 0
    assert classified(tmp_path, ["自来水发黄发臭"])["category"].tolist() == ["供水"]


def test_empty_texts_and_labels_are_left_out_with_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(LAMP, "路灯"), ("", "路灯"), ("   ", "停车"), (CAR, "停车"), (CAR + "啊", "")]
    pd.DataFrame(rows, columns=["内容", "label"]).to_csv(tmp_path / "rows.csv", index=False)
    assert run("train", tmp_path / "rows.csv", tmp_path / "m.tmm", "--json") == 0
    assert json.loads(capsys.readouterr().out)["n_rows"] == 2
    frame = classified(tmp_path, ["", "路灯不亮", " \t"])
    assert frame["status"].tolist() == ["empty", "ok", "empty"]
    assert frame["category"].isna().tolist() == [True, False, True]


def test_only_empty_texts_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(tmp_path, [("", "路灯"), (" ", "停车")]) == 2
    assert "no row has both text and label" in capsys.readouterr().err


@pytest.mark.parametrize("options", [("--best",), ("--fast",)])
def test_texts_of_a_hundred_thousand_characters(tmp_path: Path, options: tuple[str, ...]) -> None:
    long_lamp = (LAMP + "，晚上很黑。") * 6000
    assert len(long_lamp) > 100_000
    assert trained(tmp_path, [(long_lamp, "路灯"), (CAR, "停车"), (LAMP, "路灯"), (CAR + "！", "停车")]) == 0
    frame = classified(tmp_path, [long_lamp, (CAR + "。") * 10_000], *options)
    assert frame["category"].tolist() == ["路灯", "停车"]
    assert frame["内容"].str.len().tolist() == [len(long_lamp), 110_000]


@pytest.mark.parametrize(
    "labels",
    [
        ("路 灯", "停 车"),
        ("1", "2"),
        ("01", "1"),
        ("a,b", 'c"d'),
        ("=1+1", "-x"),
        ("其他", "其它"),
        ("L" * 200, "灯"),
    ],
)
def test_labels_of_any_spelling_come_back_as_they_were(tmp_path: Path, labels: tuple[str, str]) -> None:
    assert trained(tmp_path, [(LAMP, labels[0]), (CAR, labels[1])]) == 0
    said = classified(tmp_path, [LAMP, CAR])["category"].tolist()
    assert [str(v) for v in said] == list(labels)


def test_white_space_around_labels_does_not_make_two_of_one(tmp_path: Path) -> None:
    assert trained(tmp_path, [(LAMP, "路灯"), (LAMP + "了", " 路灯 "), (CAR, "停车")]) == 0
    assert set(classified(tmp_path, [LAMP, CAR])["category"]) == {"路灯", "停车"}


def test_numbers_in_a_workbook_are_labels_too(tmp_path: Path) -> None:
    pd.DataFrame([(LAMP, 1), (CAR, 2)], columns=["内容", "label"]).to_excel(
        tmp_path / "rows.xlsx", index=False
    )
    assert run("train", tmp_path / "rows.xlsx", tmp_path / "m.tmm", "-q") == 0
    assert [str(v) for v in classified(tmp_path, [LAMP, CAR])["category"]] == ["1", "2"]
