"""Parse the command line, call the library, say what happened. No logic lives here."""

import importlib
import sys
from typing import Annotated, Any

import typer

import textmine
from textmine.cli import console, options, usage
from textmine.garbage import seldom_collected

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


def _say_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"textmine {textmine.__version__}\n")
        raise typer.Exit


def _start(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Read, classify and evaluate what residents and newspapers write about communities."""


def translations() -> dict[str, str]:
    """Return the Chinese of every help text, keyed by the English."""
    words = {
        "Read, classify and evaluate what residents and newspapers write about communities.": (
            "读取、分类并评估居民诉求与社区治理新闻。"
        ),
        "Print the version and exit.": "打印版本号并退出。",
        **console.CHINESE,
        **options.CHINESE,
    }
    for name in _MODULES:
        words.update(importlib.import_module(f"textmine.cli.{name}").CHINESE)
    return words


def build_command(lang: str = "en") -> Any:
    """Build the program, with its help in Chinese where asked."""
    command = typer.main.get_command(build_app())
    if lang == "zh":
        usage.speak_chinese(command, translations())
    return command


def main(arguments: list[str] | None = None) -> None:
    """Run `textmine`; exit with 0, with 2 when the input or the call is wrong, with 1 on a defect."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = console.language_of(words)

    def call() -> int:
        command = build_command(lang)
        return usage.invoke(command, usage.without_language(words, command), lang=lang)

    with seldom_collected():
        raise SystemExit(console.run(call, lang=lang))
