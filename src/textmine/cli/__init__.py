"""Parse the command line, call the library, say what happened. No logic lives here."""

import importlib
import sys
from collections.abc import Iterable
from typing import Any

import typer

from textmine.cli import console, options

# Each module holds `register(app)` and `CHINESE`, the translation of its help texts.
_MODULES = (
    "classifying",
    "labels",
    "texts",
    "mining",
    "wording",
    "pages",
    "governance",
    "storing",
    "reports",
)


def build_app() -> typer.Typer:
    """Build the program with every command."""
    app = typer.Typer(
        name="textmine",
        help="Read, classify and evaluate what residents and newspapers write about communities.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_start)
    for name in _MODULES:
        importlib.import_module(f"textmine.cli.{name}").register(app)
    return app


def _start() -> None:
    """Read, classify and evaluate what residents and newspapers write about communities."""


def translations() -> dict[str, str]:
    """Return the Chinese of every help text, keyed by the English."""
    words = {
        "Read, classify and evaluate what residents and newspapers write about communities.": (
            "读取、分类并评估居民诉求与社区治理新闻。"
        ),
        **console.CHINESE,
        **options.CHINESE,
    }
    for name in _MODULES:
        words.update(importlib.import_module(f"textmine.cli.{name}").CHINESE)
    return words


def _commands(command: Any) -> Iterable[Any]:
    yield command
    for child in getattr(command, "commands", {}).values():
        yield from _commands(child)


def build_command(lang: str = "en") -> Any:
    """Build the program, with its help in Chinese where asked."""
    command = typer.main.get_command(build_app())
    if lang == "zh":
        words = translations()
        for part in _commands(command):
            part.help = words.get(" ".join((part.help or "").split()), part.help)
            # The help option is made lazily and then kept; making it here lets it be spoken too.
            for option in (*part.params, part.get_help_option(typer.Context(part))):
                if text := getattr(option, "help", None):
                    option.help = words.get(text, text)
    return command


def main(arguments: list[str] | None = None) -> None:
    """Run `textmine`; exit with 0, with 2 when the input or the call is wrong, with 1 on a defect."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = console.language_of(words)
    # `textmine --lang zh --help` is what people type; the option belongs to the commands.
    if words and words[0].startswith("--lang"):
        del words[: 1 if "=" in words[0] else 2]
    raise SystemExit(console.run(lambda: build_command(lang)(args=words, prog_name="textmine"), lang=lang))
