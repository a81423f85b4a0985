"""Every refusal a user can meet has its Chinese."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "textmine"


def without_chinese(code: str) -> list[int]:
    """Return the lines of calls of InputError that pass no `zh`."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(code))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) == "InputError"
        and not any(word.arg in ("zh", None) for word in call.keywords)
    ]


def test_the_search_finds_a_refusal_without_chinese() -> None:
    assert without_chinese("raise InputError('x', path=p)\nraise InputError('x', zh='为空')") == [1]
    assert without_chinese("errors.InputError('x')") == [1]


@pytest.mark.parametrize(
    "module", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_every_refusal_says_it_in_chinese(module: Path) -> None:
    assert not without_chinese(module.read_text(encoding="utf-8"))
