"""Fixtures for the text layer: gold readers and the generator of awkward texts."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
_MARK = re.compile("⟦([A-Z0-9]+):([^⟧]*)⟧")
_TERM = re.compile(r"\[([^\]]*)\]")


def _read(name: str, pattern: re.Pattern[str]) -> list[tuple[str, set[tuple[int, int, str]]]]:
    """Read a gold file: plain sentence, spans (start, stop, kind)."""
    rows = []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        text, spans, at = "", set(), 0
        for match in pattern.finditer(line):
            text += line[at : match.start()]
            inside = match.group(match.lastindex or 0)
            spans.add(
                (len(text), len(text) + len(inside), match.group(1) if match.lastindex == 2 else "TERM")
            )
            text += inside
            at = match.end()
        rows.append((text + line[at:], spans))
    return rows


@pytest.fixture(scope="session")
def personal_gold() -> Callable[[str], list[tuple[str, set[tuple[int, int, str]]]]]:
    return lambda name: _read(name, _MARK)


@pytest.fixture(scope="session")
def term_gold() -> list[tuple[str, set[tuple[int, int, str]]]]:
    return _read("domain_terms.txt", _TERM)


@pytest.fixture(scope="session")
def fuzzed_texts() -> Callable[..., Iterator[str]]:
    return runpy.run_path(str(Path(__file__).parent / "fuzz.py"))["fuzzed_texts"]


@pytest.fixture(scope="session")
def incident_gold() -> Callable[[str], list[tuple[str, str]]]:
    """Read a gold of incidents: texts, each with the name of its incident."""

    def read(name: str) -> list[tuple[str, str]]:
        rows, number = [], 0
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                rows.append((line[2:], f"{number}{line[0]}"))
            number += not line
        return rows

    return read
