"""The commands of the store from end to end: what an office does over two months."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from textmine.classify.model import ComplaintClassifier
from textmine.classify.store import save_model
from textmine.cli import build_app
from textmine.reading.tables import read_table

HEADINGS = ["工单编号", "受理时间", "所属社区", "诉求内容", "办结时间"]


def run(*words: object) -> dict[str, object]:
    result = CliRunner().invoke(build_app(), [*map(str, words), "--json", "--quiet"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    """A model of other labels, so that its answers cannot be mistaken."""
    texts = ["路灯坏了", "路灯不亮", "停车难", "没有停车位"]
    return save_model(
        ComplaintClassifier(calibrate=False).fit(texts, ["甲", "甲", "乙", "乙"]), tmp_path / "b.tmm"
    )


@pytest.fixture
def store(tmp_path: Path, model_path: Path) -> Path:
    january = [
        ("1", "2025-01-05", "梧桐里", "路灯不亮", "2025-01-09"),
        ("2", "2025-01-06", "墨池", "停车位被占", ""),
        ("3", "2025-01-07", "梧桐里", "停车难", "2025-01-08"),
    ]
    february = [
        ("1", "2025-01-05", "梧桐里", "路灯不亮", ""),  # closed before, open again
        ("2", "2025-01-06", "墨池", "停车位被占，第二次反映", ""),  # corrected
        ("3", "2025-01-07", "梧桐里", "停车难", "2025-01-08"),  # as it was
        ("4", "2025-02-01", "墨池", "=路灯全黑，电话13974028816", ""),
    ]
    place = tmp_path / "cases.duckdb"
    for name, rows in (("一月", january), ("二月", february)):
        pd.DataFrame(rows, columns=HEADINGS).to_csv(
            tmp_path / f"{name}.csv", index=False, encoding="utf-8-sig"
        )
        found = run("store", "add", place, tmp_path / f"{name}.csv", "--model", model_path, "--fast")
    assert {k: found[k] for k in ("n_new", "n_corrected", "n_reopened", "n_repeated")} == {
        "n_new": 1,
        "n_corrected": 1,
        "n_reopened": 1,
        "n_repeated": 1,
    }
    return place


def exported(store: Path, target: Path, *words: object) -> pd.DataFrame:
    run("store", "export", store, target, *words)
    return read_table(target).frame


def test_store_keeps_every_version_of_a_case(tmp_path: Path, store: Path) -> None:
    now = exported(store, tmp_path / "now.csv")
    assert now["工单编号"].tolist() == ["3", "1", "2", "4"]
    assert now["change"].tolist() == ["new", "reopened", "corrected", "new"]
    ever = exported(store, tmp_path / "ever.parquet", "--all-versions")
    assert ever.groupby("工单编号")["version"].apply(list).to_dict() == {
        "1": [1, 2],
        "2": [1, 2],
        "3": [1],
        "4": [1],
    }
    first = ever[(ever["工单编号"] == "1") & (ever["version"] == 1)].iloc[0]
    assert (first["办结时间"], first["source_file"], first["source_row"]) == ("2025-01-09", "一月.csv", 1)


def test_store_add_of_the_same_file_again_says_so(tmp_path: Path, store: Path, model_path: Path) -> None:
    again = run("store", "add", store, tmp_path / "一月.csv", "--model", model_path, "--fast")
    assert again["was_known"]
    assert again["batch_id"] == 1
    assert run("store", "info", store)["n_rows"] == 7


def test_store_reclassify_keeps_the_old_answer_beside_the_new(
    tmp_path: Path, store: Path, other_model: Path
) -> None:
    before = exported(store, tmp_path / "before.parquet", "--all-versions")
    given = run("store", "add", store, "--reclassify", "--model", other_model, "--fast")
    assert given["n_answers"] == 6
    after = exported(store, tmp_path / "after.parquet", "--all-versions", "--all-answers")
    assert len(after) == 12
    old = after[after["category"].isin(["灯", "车"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, before)
    assert set(after["category"]) == {"灯", "车", "甲", "乙"}
    assert set(exported(store, tmp_path / "last.csv")["category"]) == {"甲", "乙"}
    assert run("store", "add", store, "--reclassify", "--model", other_model, "--fast")["n_answers"] == 0


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_store_exports_any_slice_in_any_format(tmp_path: Path, store: Path, kind: str) -> None:
    def keys(*words: object) -> list[str]:
        target = tmp_path / f"slice.{kind}"
        if not run("store", "export", store, target, "--force", *words)["n_rows"]:
            return []
        return read_table(target).frame["工单编号"].astype(str).tolist()

    assert keys("--category", "灯") == ["1", "4"]
    assert keys("--community", "墨池") == ["2", "4"]
    assert keys("--since", "2025-01-06", "--until", "2025-01-31") == ["3", "2"]
    assert keys("--category", "灯", "--community", "墨池", "--since", "2025-02-01") == ["4"]
    assert keys("--until", "2024-12-31") == []


def test_store_export_masks_and_writes_no_formula(tmp_path: Path, store: Path) -> None:
    masked = exported(store, tmp_path / "masked.csv", "--mask", "--community", "墨池")
    assert masked["诉求内容"].tolist()[1] == "=路灯全黑，电话[PHONE_1]"
    assert masked["工单编号"].tolist() == ["2", "4"]


def test_store_info_counts_and_says_where_it_all_came_from(store: Path) -> None:
    info = run("store", "info", store)
    assert (info["n_cases"], info["n_versions"], info["n_rows"]) == (4, 6, 7)
    assert info["by_month"] == {"2025-01": {"灯": 1, "车": 2}, "2025-02": {"灯": 1}}
    assert info["by_category"] == {"灯": 2, "车": 2}
    assert [batch["files"][0][0] for batch in info["batches"]] == ["一月.csv", "二月.csv"]
    assert all(
        len(batch["files"][0][2]) == 64 and batch["textmine"] and batch["added_at"]
        for batch in info["batches"]
    )
    assert stat.S_IMODE(store.stat().st_mode) == 0o600


def test_store_info_warns_of_drift_in_words(tmp_path: Path, store: Path, model_path: Path) -> None:
    for name, text in (("三月", "路灯不亮"), ("四月", "停车位太少")):
        rows = [(f"{name}{at}", "2025-03-01", "梧桐里", f"{text}{at}", "") for at in range(150)]
        pd.DataFrame(rows, columns=HEADINGS).to_csv(tmp_path / f"{name}.csv", index=False)
        run("store", "add", store, tmp_path / f"{name}.csv", "--model", model_path, "--fast")
    assert run("store", "info", store)["drift"]["is_warning"]
    shown = CliRunner().invoke(build_app(), ["store", "info", str(store)])
    assert "changed" in shown.output
    assert "PSI" in shown.output


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "the input has a column 'status'; ours is called textmine_status"),
        ("zh", "本程序的列写为 textmine_status"),
    ],
)
def test_export_says_which_of_our_columns_got_another_name(
    lang: str, told: str, tmp_path: Path, model_path: Path
) -> None:
    table, store = tmp_path / "a.csv", tmp_path / "s.duckdb"
    table.write_text("诉求内容,status\n路灯不亮,办结\n", encoding="utf-8")
    run("store", "add", store, table, "--model", model_path)
    result = CliRunner().invoke(
        build_app(), ["store", "export", str(store), str(tmp_path / "out.csv"), "--lang", lang]
    )
    assert result.exit_code == 0
    assert told in result.stderr
    assert read_table(tmp_path / "out.csv").frame["status"].tolist() == ["办结"]
