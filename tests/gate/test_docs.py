"""The documentation is that of the program: commands, links, front doors.

``python tests/gate/test_docs.py`` writes docs/commands.md anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from textmine.cli import build_command, translations

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "commands.md"
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def commands() -> Iterator[tuple[str, Any]]:
    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", {})
        if not children:
            yield name, command
        for child, part in sorted(children.items()):
            yield from walk(part, f"{name} {child}".strip())

    yield from walk(build_command(), "")


def render() -> str:
    words = translations()
    lines = [
        "# Commands",
        "",
        "Written from the program; a test compares them. Every command also takes `--help`.",
        "",
    ]
    for name, command in commands():
        help_text = " ".join((command.help or "").split())
        lines += [f"## textmine {name}", "", f"{help_text} {words.get(help_text, '')}".strip(), ""]
        lines += ["| argument or option | meaning | 说明 |", "|---|---|---|"]
        for part in command.params:
            text = getattr(part, "help", None) or ""
            spelled = (
                ", ".join(f"`{o}`" for o in part.opts)
                if part.opts[0].startswith("-")
                else f"`{part.name.upper()}`"
            )
            cells = (spelled, text, words.get(text, ""))
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def test_command_reference_is_that_of_the_program() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: python tests/gate/test_docs.py"


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


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
