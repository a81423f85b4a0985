"""Parse the command line, call the library, say what happened. No logic lives here."""

import importlib
import sys
from collections.abc import Iterable

import click
import typer

from textmine.cli import console

# Each module holds `register(app)` and `CHINESE`, the translation of its help texts.
_MODULES = ("classifying", "labels", "texts", "mining", "pages", "governance", "storing", "reports")


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
    }
    for name in _MODULES:
        words.update(importlib.import_module(f"textmine.cli.{name}").CHINESE)
    return words


def _commands(command: click.Command) -> Iterable[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _commands(child)


def build_command(lang: str = "en") -> click.Command:
    """Build the program, with its help in Chinese where asked."""
    command = typer.main.get_command(build_app())
    if lang == "zh":
        words = translations()
        for part in _commands(command):
            part.help = words.get((part.help or "").strip(), part.help)
            for option in part.params:
                if isinstance(option, click.Option | click.Argument) and getattr(option, "help", None):
                    option.help = words.get(option.help, option.help)  # type: ignore[union-attr, arg-type]
    return command


def main(arguments: list[str] | None = None) -> None:
    """Run `textmine`; exit with 0, with 2 when the input or the call is wrong, with 1 on a defect."""
    words = sys.argv[1:] if arguments is None else arguments
    lang = console.language_of(words)
    command = build_command(lang)

    def call() -> None:
        try:
            code = command.main(args=words, prog_name="textmine", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            raise SystemExit(console.EXIT_INPUT) from None
        except click.exceptions.Abort:
            raise KeyboardInterrupt from None
        if isinstance(code, int) and code:
            raise SystemExit(code)

    raise SystemExit(console.run(call, lang=lang))
