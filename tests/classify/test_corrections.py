"""What people typed is told from what a model said."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.classify.corrections import (
    answers_column,
    apply_corrections,
    is_confirmation,
    remark_unknown,
)
from textmine.classify.training import labelled_rows
from textmine.errors import InputError
from textmine.reading.headings import recognise_roles
from textmine.reading.tables import Table
from textmine.schema import CLASSIFICATION


def classified(checked: list[str], **more: list[str]) -> Table:
    n = len(checked)
    frame = pd.DataFrame({name: [""] * n for name in CLASSIFICATION.names})
    frame = frame.assign(
        text=[f"路灯坏了第{at}天" for at in range(n)],
        category=["utilities"] * n,
        needs_review=[at % 2 == 0 for at in range(n)],
        checked_category=checked,
        **more,
    )
    return Table(frame, recognise_roles(list(frame.columns)), ())


@pytest.mark.parametrize("cell", ["对", "ok", "OK", " √ ", "正确"])
def test_is_confirmation_knows_the_usual_ways(cell: str) -> None:
    assert is_confirmation(cell)
    assert apply_corrections(["land"], [cell]) == ["land"]


def test_labelled_rows_never_takes_a_models_answers_for_labels() -> None:
    with pytest.raises(InputError, match="none was checked"):
        labelled_rows(classified(["", "", ""]))
    documents, labels, _, notes = labelled_rows(classified(["对", "", "物业管理"]))
    assert labels == ["utilities", "property"]
    assert documents == ["路灯坏了第0天", "路灯坏了第2天"]
    assert any("2 labels come from" in note for note in notes)


def test_labelled_rows_can_add_answers_that_were_not_flagged_and_says_so() -> None:
    _, labels, _, notes = labelled_rows(classified(["", "", "物业管理", "", ""]), sure_answers=True)
    assert labels == ["utilities", "property", "utilities"]
    assert any("2 labels are answers of a model" in note for note in notes)


def test_labelled_rows_prefers_a_column_of_true_labels() -> None:
    _, labels, _, _ = labelled_rows(classified(["", "对", ""], label=["land", "land", "land"]))
    assert labels == ["land", "utilities", "land"]


def test_answers_column_needs_the_whole_signature() -> None:
    assert answers_column(pd.DataFrame(columns=["category", "confidence"])) is None


def test_naming_the_column_is_believed() -> None:
    _, labels, _, _ = labelled_rows(classified(["", "", ""]), label="category")
    assert labels == ["utilities"] * 3


def test_remark_unknown_names_slips_with_rows_and_the_nearest_category() -> None:
    typed = ["transport", "", "trasnport", "道路交能", "trasnport", "对"]
    found = remark_unknown(typed, ["transport", "道路交通", "property"])
    assert found is not None
    assert "'trasnport' is no known category (2 rows, first row 3; nearest: transport)" in found
    assert "“道路交能”不是已有类别（1 行，首见第 4 行；最接近：道路交通）" in found.zh
    assert remark_unknown(["transport", "ok", ""], ["transport"]) is None


def test_remark_unknown_names_five_and_counts_the_rest() -> None:
    found = remark_unknown([f"新类{at}" for at in range(8)], ["transport"])
    assert found is not None
    assert found.count("is no known category") == 5
    assert found.endswith("and 3 more")
