"""The documentation is that of the program: commands, Python names, tables, links, front doors.

``python benchmarks/write_reference.py`` writes the reference pages anew.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from textmine import load_corpus
from textmine.cli import build_app
from textmine.writing.tables import write_table

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def load_writer(name: str = "write_reference") -> ModuleType:
    path = ROOT / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITER = load_writer()


@pytest.mark.parametrize("name", sorted(WRITER.PAGES))
def test_reference_pages_are_those_of_the_program(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == WRITER.PAGES[name](), "run: python benchmarks/write_reference.py"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_front_doors_state_the_saved_results(name: str) -> None:
    summary = load_writer("write_summary")
    assert (ROOT / name).read_text(encoding="utf-8") == summary.filled(ROOT / name)


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/*.md"):
        assert page.name in navigation, page.name


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpus/*.md")], ids=lambda p: p.name
)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target.strip()).exists(), target


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_front_doors_name_the_two_commands_and_their_example_runs(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    (snippet,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    scope: dict[str, Any] = {}
    exec(snippet, scope)
    assert scope["batch"]["confidence"].between(0, 1).all()


def test_a_notebook_quotes_measures_of_replies_as_their_page_has_them() -> None:
    """They were measured on labels that are not part of the project: the notebook cannot assert them itself."""
    cells = json.loads((ROOT / "notebooks" / "08_how_good_are_replies.ipynb").read_text("utf-8"))["cells"]
    page = (ROOT / "docs" / "mining.md").read_text(encoding="utf-8")
    auc = dict(re.findall(r"^\| (\w+) \| (0\.\d+) \| [+-]0", page, flags=re.MULTILINE))
    length = float(auc.pop("n_characters"))
    turned = {name: max(float(value), 1 - float(value)) for name, value in auc.items()}
    assert length > max(turned.values())
    quoted = (length, turned["n_parts"], turned["boilerplate_share"])
    assert [f".{round(1000 * value)}" for value in quoted] == re.findall(
        r"\.\d{3}", "".join(cells[0]["source"])
    )


COMMAND_LINE = re.compile(r"^(?:\.venv/bin/)?textmine (.*?)(?:\s+#.*)?$", flags=re.MULTILINE)
RECIPES = ("README.md", "README.zh-CN.md", "docs/analyst.zh.md", "docs/researcher.md")


def lay_out_files(folder: Path) -> None:
    """Put the files that the recipes speak of into a folder, all invented."""
    table = load_corpus("train")
    table = table.groupby("category").head(14).sort_values("complaint_id")
    table = table[
        ["complaint_id", "title", "text", "received_at", "community", "category", "reply", "replied_at"]
    ]
    table = table.rename(columns={"category": "label"}).reset_index(drop=True)
    write_table(table.iloc[:120], folder / "三月.xlsx")
    write_table(table.iloc[120:], folder / "四月.xlsx")
    for month in ("一月.xlsx", "积压.csv", "甲.xlsx", "乙.xlsx"):
        write_table(table.iloc[:60], folder / month)
    write_table(table.iloc[60:120], folder / "二月.csv")
    for role in ("labelled.csv", "new.csv"):
        write_table(table, folder / role)
    (folder / "pages").mkdir()
    (folder / "pages" / "a.txt").write_text(
        "退休党支部进楼栋\n\n支部三个月化解纠纷12件。\n", encoding="utf-8"
    )


def check_some_rows(path: Path) -> None:
    """Do what the guide asks of a person: look at rows, confirm or correct."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("checked_category") + 1
    for row in range(2, sheet.max_row):
        sheet.cell(row, column).value = "对" if row % 9 else "物业管理"
    book.save(path)


@pytest.mark.parametrize("page", RECIPES)
def test_command_lines_of_the_recipes_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(
        r"```(?:bash|sh)\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL
    )
    lines = [line for block in blocks for line in COMMAND_LINE.findall(block)]
    assert lines
    lay_out_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    for line in lines:
        words = shlex.split(line)
        if "情况说明" in line:
            renamed = load_corpus("heldout")[["text", "received_at"]]
            write_table(renamed.set_axis(["情况说明", "登记日期"], axis=1), Path(words[1]), force=True)
        force = [] if words[0] in ("score", "explain", "drift") else ["--force"]
        result = CliRunner().invoke(build_app(), [*words, "--quiet", *force])
        assert result.exit_code == 0, f"{page}: {line}\n{result.output} {result.exception}"
        if words[0] == "classify" and words[2].endswith(".xlsx"):
            check_some_rows(tmp_path / words[2])


if __name__ == "__main__":
    WRITER.main()
