"""Every column a command writes is explained in docs/data-dictionary.md."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from textmine import load_corpus
from textmine.cli import build_app
from textmine.mining.hotspots import HOTSPOTS
from textmine.mining.replies import REPLY_SCORES
from textmine.schema import CLAIMS, CLASSIFICATION, ISSUES, MECHANISMS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
TABLES = {
    table["command"]: {row[0] for row in table["columns"]}
    for table in yaml.safe_load((ROOT / "docs" / "further_tables.yaml").read_text(encoding="utf-8"))
}
EXPLAINED = TABLES | {
    "classify": set(CLASSIFICATION.names),
    "hotspots": set(HOTSPOTS.names),
    "hotspots -members": {"rank", "issue_id"},
    "replies": set(REPLY_SCORES.names),
}


def run(*words: str) -> None:
    result = CliRunner().invoke(build_app(), [*words, "--quiet", "--force"])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keep = ["complaint_id", "title", "text", "received_at", "person_id", "community", "reply", "replied_at"]
    heldout = load_corpus("heldout")
    table = heldout[keep].assign(label=heldout["category"])
    path = tmp_path_factory.mktemp("batch") / "batch.csv"
    table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("command", sorted(set(EXPLAINED) - {"news"}))
def test_every_column_a_command_writes_is_explained(command: str, batch: Path, tmp_path: Path) -> None:
    given = set(pd.read_csv(batch, nrows=0).columns)
    name, _, suffix = command.partition(" -")
    extra = {"keyness": ["--by", "label"], "trends": ["--by", "label"], "label sample": ["--n", "5"]}
    extra |= {"context": ["--word", "电梯"], "replies -delays": ["--by", "community"]}
    given |= {"community"}
    run(*name.split(), str(batch), str(tmp_path / "out.csv"), *extra.get(command, []))
    written = tmp_path / (f"out-{suffix}.csv" if suffix else "out.csv")
    columns = set(pd.read_csv(written, nrows=0, encoding="utf-8-sig").columns)
    assert columns - given <= EXPLAINED[command]
    assert columns & EXPLAINED[command]


def test_the_columns_of_news_are_explained(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "退休党支部进楼栋\n\n支部三个月化解纠纷12件，居民反映的漏水问题已经修好。\n", encoding="utf-8"
    )
    run("news", str(page), "--out", str(tmp_path / "out"))
    for name, schema in (("claims", CLAIMS), ("issues", ISSUES), ("mechanisms", MECHANISMS)):
        columns = pd.read_csv(tmp_path / "out" / f"{name}.csv", nrows=0, encoding="utf-8-sig").columns
        assert set(columns) - TABLES["news"] == set(schema.names)


def test_the_page_holds_every_declared_column() -> None:
    for names in EXPLAINED.values():
        for name in names:
            assert re.search(rf"^\| `{re.escape(name)}`", PAGE, flags=re.MULTILINE), name
