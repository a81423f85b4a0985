"""Speak to people on stderr and to programs on stdout.

Words and progress go to stderr; stdout carries one JSON object when ``--json`` is given and nothing otherwise.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from textmine.errors import InputError, TextmineError, chinese_of

EXIT_INPUT = 2
EXIT_DEFECT = 1

Force = Annotated[bool, typer.Option("--force", help="Replace an existing target.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of messages and labels: en or zh.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only warnings and errors.")]

CHINESE = {
    "Replace an existing target.": "覆盖已有的输出文件。",
    "Print one JSON object on stdout.": "在标准输出打印一个 JSON 对象。",
    "Language of messages and labels: en or zh.": "提示与标签的语言：en 或 zh。",
    "Print only warnings and errors.": "只输出提醒与错误。",
    "Show this message and exit.": "显示此帮助并退出。",
}


@dataclass(frozen=True)
class Console:
    """Say things in the user's language, unless asked to be quiet."""

    lang: str = "en"
    is_quiet: bool = False
    is_json: bool = False

    def say(self, english: str, chinese: str) -> None:
        """Write one line to stderr."""
        if not self.is_quiet:
            sys.stderr.write((chinese if self.lang == "zh" else english) + "\n")
            sys.stderr.flush()

    def warn(self, text: str) -> None:
        """Write a warning to stderr, also when quiet: it may concern the result."""
        sys.stderr.write(("提醒：" + chinese_of(text) if self.lang == "zh" else "note: " + text) + "\n")

    def give(self, result: dict[str, Any]) -> None:
        """Print the result as one JSON object when ``--json`` was given."""
        if self.is_json:
            sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str, allow_nan=False) + "\n")

    @contextmanager
    def step(self, english: str, chinese: str) -> Iterator[None]:
        """Announce a step, and say how long it took when it took long."""
        self.say(f"{english} ...", f"{chinese} ……")
        start = time.monotonic()
        yield
        seconds = time.monotonic() - start
        if seconds > 2:
            self.say(f"  {seconds:.0f} s", f"  用时 {seconds:.0f} 秒")


def console_for(lang: str = "en", quiet: bool = False, is_json: bool = False) -> Console:
    """Make the console of one command, refusing an unknown language.

    Examples
    --------
    >>> console_for("zh").lang
    'zh'
    """
    if lang not in ("en", "zh"):
        raise InputError(
            f"unknown language {lang!r}", fix="choose en or zh", zh=f"未知语言 {lang!r}，请选 en 或 zh"
        )
    return Console(lang=lang, is_quiet=quiet, is_json=is_json)


def language_of(arguments: list[str]) -> str:
    """Read the language from raw arguments, so that help and errors can be spoken before parsing."""
    for at, word in enumerate(arguments):
        if word == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return "en"


def run(call: Callable[[], Any], *, lang: str = "en") -> int:
    """Run a command; turn what goes wrong into one line and an exit code."""
    try:
        code = call()
    except TextmineError as error:
        text = error.message(lang) if isinstance(error, InputError) else str(error)
        sys.stderr.write(("错误：" if lang == "zh" else "error: ") + text + "\n")
        return EXIT_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("已中断\n" if lang == "zh" else "interrupted\n")
        return 130
    except Exception as error:
        if os.environ.get("TEXTMINE_DEBUG"):
            traceback.print_exc()
        said = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        sys.stderr.write(
            f"textmine 自身出错，请反馈（设 TEXTMINE_DEBUG=1 可查看位置）：{said}\n"
            if lang == "zh"
            else f"defect in textmine, please report it (TEXTMINE_DEBUG=1 shows where): {said}\n"
        )
        return EXIT_DEFECT
    return code if isinstance(code, int) else 0
