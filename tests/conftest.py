"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real files, or skip: the project must pass without it."""
    named = os.environ.get("TEXTMINE_REAL_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real files are absent: set TEXTMINE_REAL_DATA to their folder")
    return folder
