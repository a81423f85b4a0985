"""Speak Chinese where the library that parses the command line would speak English: help pages and wrong calls."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import typer

from textmine.cli.console import EXIT_INPUT, console_for

INTERRUPTED = 130
CHINESE_HEADINGS = {"Usage": "用法", "Arguments": "参数", "Options": "选项", "Commands": "命令"}
# Placeholders as the English help shows them; an argument without a metavar is shown by its name.
CHINESE_NAMES = {
    "INPUT... OUTPUT": "输入... 输出",
    "INPUT...": "输入...",
    "INPUT": "输入",
    "DIR": "文件夹",
    "MODEL": "模型",
    "OUTPUT": "输出",
    "CASES": "工单表",
    "COMMUNITIES": "社区表",
    "ADOPTION": "启用表",
    "PANEL": "面板",
    "STORE": "库",
    "classified": "分类结果",
    "labelled": "已标注表",
    "model": "模型",
    "paths": "网页",
    "source": "输入",
    "sources": "输入",
    "store": "库",
    "target": "输出",
    "text": "文本",
}
_TYPES = {"str": "文本", "int": "整数", "float": "小数", "path": "路径", "file": "文件", "bool": "是否"}
_TYPE = re.compile(r"<(?:list\[)?(\w+)(?: range)?\]?>")
# What the parser says about a value or a call, and the same in Chinese.
_SENTENCES = (
    (r"No such command '(.*)'\.", r"没有命令“\1”"),
    (r"Missing command\.", "缺少命令"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", r"多出的参数：\1"),
    (r"Option '(.*)' requires (?:an|\d+) arguments?\.", r"选项 \1 后面缺少值"),
    (r"Option '(.*)' does not take a value\.", r"选项 \1 不接受值"),
    (r"Input should be a valid number\b.*", "应为数字"),
    (r"Input should be a valid integer\b.*", "应为整数"),
    (r"Input should be a valid boolean\b.*", "应为 true 或 false"),
    (r"Input should be a finite number", "应为有限的数字"),
    (r"Input should be greater than or equal to (.*)", r"不得小于 \1"),
    (r"Input should be less than or equal to (.*)", r"不得大于 \1"),
    (r"Input should be greater than (.*)", r"应大于 \1"),
    (r"Input should be less than (.*)", r"应小于 \1"),
)
_NO_LINE_START = "，。；：、！？）】》”…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap_wide(text: str, width: int) -> list[str]:
    """Break a text into lines of a terminal, where a Chinese character takes two places.

    Examples
    --------
    >>> wrap_wide("输出文件，扩展名决定格式：xlsx、csv。", 20)
    ['输出文件，扩展名决定', '格式：xlsx、csv。']
    """
    lines, used = [""], 0
    for token in re.findall(r"\[\S{1,20}\]|[\x21-\x7e]+|\s+|.", text):
        if used + _width(token) > width and lines[-1] and token not in _NO_LINE_START:
            lines.append("")
            used = 0
        if token.isspace() and not lines[-1]:
            continue
        lines[-1] += token
        used += _width(token)
    return [line.rstrip() for line in lines]


class ChineseHelp(typer.Context.formatter_class):  # type: ignore[misc, valid-type]
    """Lay out a help page with Chinese headings, and with columns that count Chinese characters as two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{CHINESE_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for line in wrap_wide(" ".join(text.split()), self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [(_TYPE.sub(_chinese_type, first), _chinese_remarks(second)) for first, second in rows]
        column = min(max((_width(first) for first, _ in said), default=0), col_max) + col_spacing
        for first, second in said:
            lines = wrap_wide(second, max(self.width - column - 2, 10))
            if _width(first) > column - col_spacing:
                lines.insert(0, "")
            gaps = [column - _width(first), *[column + self.current_indent] * len(lines)]
            self.write(f"{'':>{self.current_indent}}{first}")
            for gap, line in zip(gaps, lines, strict=False):
                self.write((" " * gap + line if line else "") + "\n")


def _chinese_type(found: re.Match[str]) -> str:
    return f"<{_TYPES.get(found[1].lower(), found[1])}>"


def _chinese_remarks(text: str) -> str:
    said, bracket, remarks = text.rpartition("  [")
    if not bracket:
        return text
    for english, chinese in (("default: ", "默认："), ("required", "必填"), ("; ", "；")):
        remarks = remarks.replace(english, chinese)
    return f"{said}{bracket}{remarks}"


def all_commands(command: Any) -> Iterable[Any]:
    """Yield a command and, where it is a group, all commands below it."""
    yield command
    for child in getattr(command, "commands", {}).values():
        yield from all_commands(child)


def speak_chinese(command: Any, words: dict[str, str]) -> None:
    """Give a program, as just built, Chinese help pages; `words` translates its own texts."""
    for part in all_commands(command):
        part.help = words.get(" ".join((part.help or "").split()), part.help)
        part.short_help = part.help  # the library shortens a text by its words, of which Chinese has one
        part.context_class = type("Context", (part.context_class,), {"formatter_class": ChineseHelp})
        part.options_metavar = "[选项]"
        if hasattr(part, "subcommand_metavar"):
            part.subcommand_metavar = "命令 [参数]..."
        # The help option is made lazily and then kept; making it here lets it be spoken too.
        for option in (*part.params, part.get_help_option(typer.Context(part))):
            if text := getattr(option, "help", None):
                option.help = words.get(text, text)
            if option.param_type_name == "argument":
                name = option.metavar or option.name
                option.metavar = CHINESE_NAMES.get(name, name)


def without_language(words: Sequence[str], command: Any) -> list[str]:
    """Take ``--lang`` out of what stands before the command; the option itself belongs to the commands.

    So ``textmine --lang zh``, ``textmine label --help --lang zh`` and ``textmine store --lang zh info`` all work.

    Raises
    ------
    InputError
        When the language is unknown.
    """
    kept: list[str] = []
    at = 0
    while at < len(words):
        name, equals, value = words[at].partition("=")
        if name == "--lang" and (equals or at + 1 < len(words)):
            console_for(value if equals else words[at + 1])
            at += 1 if equals else 2
            continue
        kept.append(words[at])
        at += 1
        command = getattr(command, "commands", {}).get(kept[-1], command)
        if not hasattr(command, "commands"):
            return [*kept, *words[at:]]
    return kept


def invoke(command: Any, words: Sequence[str], *, lang: str = "en") -> int:
    """Run a command; say what is wrong with the call in the user's language and return the exit code."""
    try:
        code = command.main(args=list(words), prog_name="textmine", standalone_mode=False)
    except Exception as error:
        show: Callable[[], None] | None = getattr(error, "show", None)
        if show is None:
            raise
        if lang != "zh" or type(error).__name__ == "NoArgsIsHelpError":
            show()
        else:
            sys.stderr.write(_wrong_call(error))
        return getattr(error, "exit_code", EXIT_INPUT)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _wrong_call(error: Any) -> str:
    """Say the usage of the command, where help is, and what is wrong."""
    context, before = getattr(error, "ctx", None), ""
    if context is not None:
        before = f"{context.get_usage()}\n帮助：{context.command_path} --help --lang zh\n\n"
    return f"{before}错误：{chinese_problem(error)}\n"


def chinese_problem(error: Any) -> str:
    """Say what the parser found wrong with a call, by the kind of its exception."""
    kind = type(error).__name__
    param: Any = getattr(error, "param", None)
    what = "选项" if getattr(param, "param_type_name", "") == "option" else "参数"
    name = " / ".join(param.opts) if what == "选项" else getattr(param, "metavar", None) or ""
    if kind == "NoSuchOption":
        near = "、".join(sorted(error.possibilities or ()))
        return f"没有选项 {error.option_name}" + (f"；是否想用 {near}？" if near else "")
    if kind == "MissingParameter":
        return f"缺少{what} {name}".rstrip()
    said = _chinese_sentence(str(error.message))
    return f"{what} {name} 的值无效：{said}" if kind == "BadParameter" and param is not None else said


def _chinese_sentence(english: str) -> str:
    for pattern, chinese in _SENTENCES:
        if found := re.fullmatch(pattern, english):
            return found.expand(chinese)
    return f"命令写法有误（{english}）"
