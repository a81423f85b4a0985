"""Commands of this group."""

import typer

CHINESE: dict[str, str] = {}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
