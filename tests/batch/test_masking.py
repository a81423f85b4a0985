"""Masking for handing on, and what a run leaves behind or says: nothing of a resident."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from textmine.batch.masking import mask_frame
from textmine.batch.options import BatchOptions
from textmine.batch.stream import classify_file
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table
from textmine.text.privatecolumns import columns_to_mask
from textmine.writing.tables import write_table

ROLES = {"id": "编号", "person": "来电人", "text": "内容", "time": "时间", "unit": "承办单位"}
TABLE = pd.DataFrame(
    {
        "编号": ["13974028816", "2"],
        "来电人": ["何秀英", None],
        "内容": ["我叫何秀英，电话13974028816，再打13974028816或13874028817", "路灯不亮"],
        "备注": ["联系人电话13974028816", None],
        "时间": ["2025-01-02", "2025-01-03"],
        "承办单位": ["城管局13974028816", "住建局"],
    }
)


def test_mask_frame_tags_texts_and_person_and_keeps_codes_times_and_offices() -> None:
    out = mask_frame(TABLE, ROLES)
    assert out["内容"].tolist() == ["我叫[NAME_1]，电话[PHONE_1]，再打[PHONE_1]或[PHONE_2]", "路灯不亮"]
    assert out["来电人"].tolist()[0] == "[PERSON]"
    assert out["来电人"].isna().tolist() == [False, True]
    assert out["备注"].tolist()[0] == "联系人电话[PHONE_1]"
    for kept in ("编号", "时间"):
        assert out[kept].tolist() == TABLE[kept].tolist()
    assert out["承办单位"].tolist() == ["城管局[PHONE_1]", "住建局"]


def test_classify_masks_keys_that_are_telephones_and_says_so(tmp_path: Path, model_path: Path) -> None:
    numbers = [13974028816.0, 13874028817.0, None, 15012345670.0]
    table = pd.DataFrame({"编号": numbers, "手机": numbers, "诉求内容": ["路灯不亮", "停车难", "灯", "车"]})
    for ending in ("xlsx", "csv", "parquet", "jsonl"):
        source, target = tmp_path / f"a.{ending}", tmp_path / f"out-{ending}.csv"
        write_table(table, source)
        result = classify_file(
            source, target, load_model(model_path), ClassifyOptions(), batch=BatchOptions(is_masked=True)
        )
        found = read_table(target).frame
        assert found["编号"].fillna("").tolist() == ["[PHONE_1]", "[PHONE_1]", "", "[PHONE_1]"]
        assert found["手机"].fillna("").tolist() == ["[PHONE_1]", "[PHONE_1]", "", "[PHONE_1]"]
        assert any("no longer tell rows apart" in note for note in result.warnings)


def test_mask_frame_does_not_depend_on_the_rows_around() -> None:
    whole, cues = mask_frame(TABLE, ROLES), columns_to_mask(TABLE, ROLES)
    parts = pd.concat([mask_frame(TABLE.iloc[at : at + 1], ROLES, cues=cues) for at in (0, 1)])
    pd.testing.assert_frame_equal(whole, parts)


def test_mask_frame_leaves_its_input_and_our_columns_unchanged() -> None:
    before = TABLE.copy()
    out = mask_frame(TABLE, ROLES, ours=["备注"])
    assert out["备注"].tolist()[0] == "联系人电话13974028816"
    pd.testing.assert_frame_equal(TABLE, before)
    assert mask_frame(TABLE.iloc[:0], ROLES).empty


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_masked_target_holds_nothing_of_the_resident(tmp_path: Path, model_path: Path, kind: str) -> None:
    source = write_table(TABLE.drop(columns=["编号", "承办单位"]), tmp_path / "in.csv")
    target = tmp_path / f"out.{kind}"
    options = ClassifyOptions(mode="fast")
    classify_file(source, target, load_model(model_path), options, batch=BatchOptions(is_masked=True))
    text = read_table(target).frame.to_string()
    assert "13974028816" not in text
    assert "何秀英" not in text


def run(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "textmine", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_words_of_a_run_hold_nothing_of_the_resident_and_no_temporary_file_stays(
    tmp_path: Path, model_path: Path
) -> None:
    scratch, place = tmp_path / "tmp", tmp_path / "place"
    scratch.mkdir()
    place.mkdir()
    source = place / "in.csv"
    # A row of another encoding, an open quote and a formula: each gets a word, none of it from the row.
    rows = [
        "编号,来电人,内容",
        "1,何秀英,我叫何秀英电话13974028816",
        '2,"何秀英,路灯不亮13974028816',
        "3,何秀英,=1+1",
    ]
    source.write_bytes("\n".join(rows).encode() + "\n4,何秀英,停车难13974028816\n".encode("gb18030"))
    for target, more in (("a.xlsx", ["--lang", "zh"]), ("b.parquet", ["--resume"]), ("c.csv", ["--json"])):
        done = run("classify", source, place / target, "--model", model_path, "--fast", *more, folder=scratch)
        assert done.returncode == 0, done.stderr
        assert "何秀英" not in done.stderr + done.stdout
        assert "13974028816" not in done.stderr + done.stdout
    added = run("store", "add", place / "s.duckdb", source, "--model", model_path, "--fast", folder=scratch)
    assert added.returncode == 0, added.stderr
    assert "何秀英" not in added.stderr + added.stdout
    names = {
        "in.csv",
        "a.xlsx",
        "b.parquet",
        "b.parquet.provenance.json",
        "c.csv",
        "s.duckdb",
        "s.duckdb.lock",
    }
    assert {p.name for p in place.iterdir()} == names
    assert list(scratch.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs modes of files")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_unfinished_work_is_for_its_owner_alone(tmp_path: Path, model_path: Path, kind: str) -> None:
    source = write_table(TABLE, tmp_path / "in" / "in.csv")
    seen: list[tuple[Path, int]] = []

    def look(done: int, total: int) -> None:
        for path in [*(tmp_path / "out").rglob("*"), *Path(tempfile.gettempdir()).glob("textmine-*")]:
            seen.append((path, stat.S_IMODE(path.stat().st_mode)))

    for resumable in (True, False):
        classify_file(
            source,
            tmp_path / "out" / f"{resumable}.{kind}",
            load_model(model_path),
            ClassifyOptions(mode="fast"),
            batch=BatchOptions(is_resumable=resumable),
            progress=look,
        )
    done = {tmp_path / "out" / f"True.{kind}", tmp_path / "out" / f"True.{kind}.provenance.json"}
    # A file is private when it, or a folder of ours above it, lets nobody else in.
    private = {path for path, mode in seen if not mode & 0o077}
    bare = {path for path, _ in seen if path not in done and not private & {path, *path.parents}}
    assert private
    assert bare == set()


def test_mask_frame_masks_personal_columns_as_mask_does() -> None:
    table = pd.DataFrame(
        {
            "内容": ["路灯不亮"] * 2,
            "联系人": ["赵六/钱七", "无"],
            "身份证": [320106198001011234, 0],
            "备注": ["x", "y"],
        }
    )
    out = mask_frame(table, {"text": "内容"})
    assert out["联系人"].tolist() == ["[NAME_1]/[NAME_2]", "无"]
    assert out["身份证"].tolist()[0] == "[ID_1]"
    # The type of a column does not depend on what was found in a part of the table.
    assert out.iloc[:1].dtypes.tolist() == mask_frame(table.iloc[:1], {"text": "内容"}).dtypes.tolist()


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize("source_kind", ["jsonl", "parquet", "xlsx"])
def test_mobile_numbers_in_columns_of_numbers_are_masked_in_every_part(
    tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch, source_kind: str, kind: str
) -> None:
    rows = 5_000  # more than one part; the telephone stands in the last
    table = pd.DataFrame(
        {
            "内容": ["路灯不亮"] * rows,
            "呼入": pd.Series([1] * (rows - 1) + [13974028816]),
            "呼出": pd.Series([None] * (rows - 1) + [13974028816], dtype="Int64"),
            "件数": range(rows),
        }
    )
    source = write_table(table, tmp_path / f"in.{source_kind}")
    options = ClassifyOptions(mode="fast")
    for limit in (0, 1 << 30):
        monkeypatch.setattr("textmine.batch.stream.open_stream", partial(open_stream, stream_from=limit))
        target = tmp_path / f"out{limit}.{kind}"
        result = classify_file(
            source, target, load_model(model_path), options, batch=BatchOptions(is_masked=True)
        )
        assert result.columns_left == ("件数",)
        found = read_table(target).frame
        assert found["呼入"].astype(str).tolist()[-1] == "[PHONE_1]"
        assert found["呼出"].astype(str).tolist()[-1] == "[PHONE_1]"
        assert found["呼入"].astype(str).tolist()[0] == "1"


def test_classify_names_the_columns_that_masking_left(tmp_path: Path, model_path: Path) -> None:
    source = write_table(TABLE, tmp_path / "in.csv")
    command = ("classify", source, tmp_path / "out.csv", "--model", model_path, "--fast", "--mask")
    assert "left as they are: 编号\n" in run(*command, folder=tmp_path).stderr
    assert "原样保留的列：编号\n" in run(*command, "--force", "--lang", "zh", folder=tmp_path).stderr


def test_masked_tables_hold_no_names_of_files_and_sheets(tmp_path: Path, model_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("何秀英 13974028816", "四月"):
        with pd.ExcelWriter(folder / f"{name}.xlsx") as book:
            for sheet in ("何秀英投诉", "三月"):
                TABLE.assign(编号=["1", "2"]).to_excel(book, sheet_name=sheet, index=False)
    for command in (
        ("mask", folder, tmp_path / "masked.xlsx"),
        ("classify", folder, tmp_path / "classified.xlsx", "--model", model_path, "--fast", "--mask"),
        ("classify", folder, tmp_path / "c.csv", "--model", model_path, "--fast", "--mask", "--resume"),
        ("store", "add", tmp_path / "cases.store", folder, "--model", model_path, "--fast"),
        ("store", "export", tmp_path / "cases.store", tmp_path / "export.xlsx", "--mask"),
    ):
        assert run(*command, folder=tmp_path).returncode == 0
    for name in ("masked.xlsx", "classified.xlsx", "export.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as book:
            text = "".join(book.read(part).decode() for part in book.namelist())
        assert "何秀英" not in text
        assert "13974028816" not in text
    written = (tmp_path / "c.csv").read_text() + (tmp_path / "c.csv.provenance.json").read_text()
    assert "何秀英" not in written
    assert "13974028816" not in written
    sheets = read_table(tmp_path / "masked.xlsx").frame["source_sheet"]
    assert sorted(set(sheets)) == ["[NAME_1]投诉", "三月"]
