"""The authored news pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from textmine.resources import corpus_path


@pytest.fixture(scope="session")
def authored() -> list[dict[str, Any]]:
    """Return the authored development pages with their gold."""
    lines = corpus_path("news/pages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
