"""A folder of tables becomes a folder of parquet files: each part whole or not there, the same wherever it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

from textmine.batch import folders
from textmine.batch.folders import classify_folder, classify_part, wants_folder
from textmine.batch.options import BatchOptions, BatchResult, PartJob
from textmine.batch.stream import classify_file
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import load_model
from textmine.errors import InputError
from textmine.writing.tables import write_table

FAST = ClassifyOptions(mode="fast")


@pytest.fixture
def source(tmp_path: Path, rows: pd.DataFrame) -> Path:
    folder = tmp_path / "in"
    write_table(rows.iloc[:20], folder / "a.parquet")
    write_table(rows.iloc[20:35], folder / "2025" / "b.csv")
    write_table(rows.iloc[35:], folder / "c.xlsx")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def test_wants_folder_only_for_a_folder_into_a_name_without_ending(tmp_path: Path) -> None:
    assert wants_folder([tmp_path], tmp_path / "out")
    assert not wants_folder([tmp_path], tmp_path / "out.csv")
    assert not wants_folder([tmp_path, tmp_path], tmp_path / "out")
    assert not wants_folder([tmp_path / "a.csv"], tmp_path / "out")


def test_classify_folder_gives_each_file_what_it_gets_alone(
    tmp_path: Path, source: Path, model_path: Path
) -> None:
    model = load_model(model_path)
    result = classify_folder(source, tmp_path / "out", model, FAST, model_name=str(model_path))
    assert (result.n_rows, result.n_ok, result.n_empty, result.failures) == (50, 48, 2, ())
    found = contents(tmp_path / "out")
    assert list(found) == ["2025/b.csv.parquet", "a.parquet", "c.xlsx.parquet"]
    for name, content in found.items():
        alone = tmp_path / "alone.parquet"
        classify_file(
            source / name.removesuffix(".parquet") if name != "a.parquet" else source / name,
            alone,
            model,
            FAST,
            force=True,
        )
        assert content == alone.read_bytes()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "2025",
        "_provenance.json",
        "a.parquet",
        "c.xlsx.parquet",
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["alone.parquet", "in", "out"]
    assert len(pd.read_parquet(tmp_path / "out")) == 50


def test_classify_folder_names_the_file_that_fails_and_does_the_others(
    tmp_path: Path, source: Path, model_path: Path
) -> None:
    (source / "d.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = classify_folder(source, tmp_path / "out", load_model(model_path), FAST)
    assert result.n_rows == 50
    assert len(result.failures) == 1
    assert "d.csv" in result.failures[0]
    with pytest.raises(InputError, match="no table"):
        classify_folder(tmp_path / "empty", tmp_path / "other", load_model(model_path), FAST)


def test_classify_folder_refuses_a_target_that_exists(tmp_path: Path, source: Path, model_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("我的", encoding="utf-8")
    with pytest.raises(InputError, match="--force"):
        classify_folder(source, tmp_path / "out", load_model(model_path), FAST)
    assert (tmp_path / "out" / "mine.txt").exists()
    with pytest.raises(InputError, match="did not make"):
        classify_folder(source, tmp_path / "out", load_model(model_path), FAST, force=True)
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "我的"
    (tmp_path / "out" / "mine.txt").unlink()
    for _ in range(2):  # an empty folder, then one of ours
        classify_folder(source, tmp_path / "out", load_model(model_path), FAST, force=True)
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with pytest.raises(InputError, match="did not make"):
        classify_folder(source, tmp_path / "link", load_model(model_path), FAST, force=True)
    with pytest.raises(InputError, match="lies in the input"):
        classify_folder(source, source / "out", load_model(model_path), FAST)


def test_classify_folder_takes_up_finished_files_again(
    tmp_path: Path, source: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, again = load_model(model_path), BatchOptions(jobs=1, is_resumable=True)
    whole = classify_folder(source, tmp_path / "whole", model, FAST)
    asked: list[str] = []

    def dies_at_the_second(job: PartJob, model: object, *, jobs: int = 1) -> BatchResult:
        asked.append(job.source.name)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return classify_part(job, model, jobs=jobs)

    monkeypatch.setattr(folders, "classify_part", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        classify_folder(source, tmp_path / "out", model, FAST, batch=again)
    assert not (tmp_path / "out").exists()
    result = classify_folder(source, tmp_path / "out", model, FAST, batch=again)
    assert asked == ["b.csv", "a.parquet", "a.parquet", "c.xlsx"]
    assert result.n_rows_resumed == 15
    assert (result.n_rows, result.category_counts) == (whole.n_rows, whole.category_counts)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not (tmp_path / "out.partial").exists()
    assert classify_folder(source, tmp_path / "out", model, FAST, batch=again).was_complete
    with pytest.raises(InputError, match="another input"):
        classify_folder(source, tmp_path / "out", model, ClassifyOptions(mode="best"), batch=again)


def test_classify_folder_asks_the_cluster_for_files_not_rows(
    tmp_path: Path, source: Path, model_path: Path
) -> None:
    model = load_model(model_path)

    class Backwards:
        def classify_parts(self, jobs: Sequence[PartJob]) -> Iterator[tuple[PartJob, BatchResult]]:
            for job in reversed(jobs):
                yield job, classify_part(job, model)

    classify_folder(source, tmp_path / "here", model, FAST)
    classify_folder(source, tmp_path / "there", model, FAST, batch=BatchOptions(cluster=Backwards()))
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
    records = [json.loads((tmp_path / at / "_provenance.json").read_text()) for at in ("here", "there")]
    assert records[0] == records[1]
