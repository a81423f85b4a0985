"""The authored news pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from textmine.resources import corpus_path


@pytest.fixture(scope="session")
def authored() -> list[dict[str, Any]]:
    """Return the authored development pages with their gold."""
    return _read("pages.jsonl")


@pytest.fixture(scope="session")
def authored_second() -> list[dict[str, Any]]:
    """Return the pages by another author, which the rules had not seen when they were first scored."""
    return _read("pages_second.jsonl")


def _read(name: str) -> list[dict[str, Any]]:
    lines = corpus_path(f"news/{name}").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
