"""Text comes back from a csv file as it was, and none of it runs as a formula."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.formulas import guard, unguard
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table
from textmine.writing.tables import write_table

TEXTS = st.text(alphabet="'=+-@12.路灯 ", max_size=6)


@given(TEXTS)
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXTS)
def test_what_is_guarded_starts_no_formula(text: str) -> None:
    guarded = guard(text)
    is_number = guarded.lstrip("+-").replace(".", "").isdigit()
    assert guarded[:1] not in "=+-@" or len(guarded) <= 1 or is_number


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
@given(st.lists(TEXTS, min_size=2, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_of_a_csv_file_come_back(tmp_path: Path, name: str, texts: list[str]) -> None:
    cells = [f"{text}x" if not text.strip() else text for text in texts]
    path = write_table(
        pd.DataFrame({"编号": range(len(cells)), "=诉求内容": cells}), tmp_path / name, force=True
    )
    assert read_table(path).frame["=诉求内容"].tolist() == cells
    streamed = [v for chunk in open_stream(path, stream_from=0).chunks(2) for v in chunk.frame["=诉求内容"]]
    assert streamed == cells
