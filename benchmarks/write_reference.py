"""Write the reference pages of the documentation from the program: commands, Python, tables.

``python benchmarks/write_reference.py`` writes docs/commands.md, docs/api.md and docs/data-dictionary.md;
tests/gate/test_docs.py fails when one of them is not what the program says.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import textmine
from textmine.cli import build_command, translations
from textmine.schema import TableSchema

DOCS = Path(__file__).resolve().parents[1] / "docs"
_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
# Where the columns of each output are declared: page title, Chinese title, who writes it, module, name.
SCHEMAS = (
    ("Classified complaints", "分类结果", "`classify`", "textmine.schema", "CLASSIFICATION"),
    ("Hot issues", "热点问题", "`hotspots`", "textmine.mining.hotspots", "HOTSPOTS"),
    ("Replies", "答复评分", "`replies`", "textmine.mining.replies", "REPLY_SCORES"),
    ("Articles", "新闻篇目", "`news`: articles.jsonl", "textmine.schema", "ARTICLES"),
    ("Issues in news", "新闻中的问题", "`news`: issues.csv", "textmine.schema", "ISSUES"),
    ("Claims in news", "新闻中的数字主张", "`news`: claims.csv", "textmine.schema", "CLAIMS"),
    ("Mechanisms in news", "新闻中的机制", "`news`: mechanisms.csv", "textmine.schema", "MECHANISMS"),
    ("People in news", "新闻中的人物", "`textmine.news.people`", "textmine.news.people", "PEOPLE"),
    ("Places in news", "新闻中的地点", "`textmine.news.gazetteer`", "textmine.news.gazetteer", "PLACES"),
    ("Cases", "工单", "`simulate`; input of `panel`", "textmine.schema", "CASES"),
    ("Communities", "社区", "`simulate`; input of `panel`", "textmine.schema", "COMMUNITIES"),
    ("Adoption", "启用记录", "`simulate`; input of `panel`", "textmine.schema", "ADOPTION"),
    ("Panel", "社区–月份面板", "`panel`; input of `compare`", "textmine.governance.panel", "PANEL"),
)


def commands() -> Iterator[tuple[str, Any]]:
    """List every command of the program with its full name."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", {})
        if not children:
            yield name, command
        for child, part in sorted(children.items()):
            yield from walk(part, f"{name} {child}".strip())

    yield from walk(build_command(), "")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def command_page() -> str:
    """Write what every command and option means, in English and Chinese."""
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
                else f"`{part.metavar or part.name.upper()}`"
            )
            lines.append(_row(spelled, text, words.get(text, "")))
        lines.append("")
    return "\n".join(lines)


def _section(title: str, body: str) -> str:
    body = inspect.cleandoc(body)
    if title in ("Examples", "Example"):
        return f"**{title}**\n\n```pycon\n{body}\n```"
    if title not in ("Parameters", "Returns", "Raises", "Attributes", "Yields"):
        return f"**{title}**\n\n{body}"
    items: list[str] = []
    for line in body.splitlines():
        if line and not line.startswith(" "):
            name, _, kind = line.partition(" : ")
            items.append(f"- `{name}`" + (f" ({kind})" if kind else ""))
        elif line.strip():
            items[-1] += (": " if ": " not in items[-1] else " ") + line.strip()
    return f"**{title}**\n\n" + "\n".join(items)


def _docstring(thing: Any) -> str:
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", inspect.getdoc(thing) or "").replace("``", "`")
    parts = _SECTION.split(text)
    titled = zip(parts[1::2], parts[2::2], strict=True)
    return "\n\n".join([parts[0].strip(), *(_section(title, body) for title, body in titled)])


def _signature(name: str, thing: Any) -> str:
    signature = str(inspect.signature(thing))
    signature = (
        re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature).replace("(self, ", "(").replace("(self)", "()")
    )
    return f"{name}{signature}"


def _first_sentence(thing: Any) -> str:
    head = (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`")
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", head)


def _public(name: str) -> Any:
    return getattr(textmine, name)


def modules() -> list[str]:
    """List every module of the package below the command line that declares public names."""
    found = [m.name for m in pkgutil.walk_packages(textmine.__path__, "textmine.")]
    return sorted(m for m in found if not m.startswith("textmine.cli") and not m.endswith("__main__"))


def api_page() -> str:
    """Write what can be imported: the front door in full, every other public name in a line."""
    names = [n for n in textmine.__all__ if not n.startswith("_")]
    lines = [
        "# Python",
        "",
        "Written from the docstrings; a test compares them, and another runs every example.",
        "",
        "## The front door",
        "",
        "`from textmine import …`. Importing `textmine` loads no dictionary, model or plotting library.",
        "",
        "| name | what it does |",
        "|---|---|",
        *(_row(f"[`{n}`](#{n.lower()})", _first_sentence(_public(n))) for n in names),
        "",
    ]
    for name in names:
        thing = _public(name)
        lines += [f"### {name}", "", "```python", _signature(name, thing), "```", "", _docstring(thing), ""]
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for method, part in sorted(vars(thing).items()):
                if inspect.isfunction(part) and not method.startswith("_") and part.__doc__:
                    lines += [f"- `.{_signature(method, part)}`: {_first_sentence(part)}"]
            lines.append("")
    lines += ["## Every module", "", "Public names by module, for those who need a part alone.", ""]
    for module_name in modules():
        module = importlib.import_module(module_name)
        own = [n for n in getattr(module, "__all__", []) if callable(getattr(module, n, None))]
        own = [n for n in own if getattr(getattr(module, n), "__module__", "") == module_name]
        if own:
            lines += [f"### `{module_name}`", "", _first_sentence(module), "", "| name | what it does |"]
            lines += ["|---|---|"]
            lines += [_row(f"`{n}`", _first_sentence(getattr(module, n))) for n in sorted(own)]
            lines.append("")
    return "\n".join(lines)


def schema_of(module: str, name: str) -> TableSchema:
    """Fetch a declared table."""
    schema = getattr(importlib.import_module(module), name)
    assert isinstance(schema, TableSchema)
    return schema


def further_tables() -> list[dict[str, Any]]:
    """Read the tables that no schema declares, from docs/further_tables.yaml."""
    loaded: list[dict[str, Any]] = yaml.safe_load((DOCS / "further_tables.yaml").read_text(encoding="utf-8"))
    return loaded


def dictionary_page() -> str:
    """Write every column of every table the program makes or takes."""
    lines = [
        "# Data dictionary 数据字典",
        "",
        "Every column textmine writes or expects. Written from the program's own declarations; a test runs each",
        "command and fails when a column is not in this page. Your own columns are carried along untouched; where one",
        "has the name of ours, ours is called `textmine_<name>`.",
        "",
        "Kinds: `id` key, `code` one of a fixed list, `share` 0 to 1, `count` whole number, `number`, `days`, `people`,",
        "`date` ISO 8601, `month` YYYY-MM, `bool` True or False, `list`, `text`. Blank means unknown or not applicable,",
        "never zero.",
        "",
        "## Complaints 诉求: headings that are understood",
        "",
        "`--columns role=heading` overrides. Headings are compared without spaces, width and brackets' remarks.",
        "",
        "| role | headings, the first found is taken |",
        "|---|---|",
    ]
    roles = importlib.import_module("textmine.reading.headings").ROLES
    lines += [_row(f"`{role}`", "、".join(headings)) for role, headings in roles.items()]
    for title, chinese, writer, module, name in SCHEMAS:
        schema = schema_of(module, name)
        key = "key: " + ", ".join(f"`{k}`" for k in schema.key) if schema.key else "no key"
        lines += ["", f"## {title} {chinese}", "", f"{writer}; {key}.", ""]
        lines += ["| column | kind | meaning | 中文 |", "|---|---|---|---|"]
        lines += [
            _row(f"`{c.name}`" + ("" if c.is_required else " (optional)"), c.kind, c.meaning, c.meaning_zh)
            for c in schema.columns
        ]
    for table in further_tables():
        lines += ["", f"## {table['title']} {table['zh']}", "", f"{table['writer']}.", ""]
        lines += ["| column | kind | meaning | 中文 |", "|---|---|---|---|"]
        lines += [_row(f"`{row[0]}`", row[1], row[2], row[3]) for row in table["columns"]]
    return "\n".join([*lines, ""])


PAGES = {"commands.md": command_page, "api.md": api_page, "data-dictionary.md": dictionary_page}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
