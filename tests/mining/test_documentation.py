"""The tables of docs/mining.md are those of the last finished runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "mining.md").read_text(encoding="utf-8")
NAMES = re.findall(r"<!-- (\w+) -->", TEXT)


def test_documentation_holds_the_tables_that_are_measured() -> None:
    assert {"incidents", "corpus", "hot", "speed", "topics", "alarms", "replies"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_table_in_the_documentation_is_the_kept_result(name: str) -> None:
    rows = json.loads((ROOT / "benchmarks" / "results" / f"mining_{name}.json").read_text(encoding="utf-8"))
    between = TEXT.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in between.strip().split("\n")]
    assert lines[0] == list(rows[0])
    assert lines[2:] == [[str(value) for value in row.values()] for row in rows]
