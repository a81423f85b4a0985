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
from textmine.classify.training import keyed_labels, labelled_rows
from textmine.errors import InputError
from textmine.reading.answers import answer_columns
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
    assert "第 5 行" in remark_unknown(typed, ["transport", "道路交通", "property"], first_row=2).zh  # type: ignore[union-attr]


def test_remark_unknown_names_five_and_counts_the_rest() -> None:
    found = remark_unknown([f"新类{at}" for at in range(8)], ["transport"])
    assert found is not None
    assert found.count("is no known category") == 5
    assert found.endswith("and 3 more")


# classified again --------------------------------------------------------------------------------------------------

OLD = ["text", *CLASSIFICATION.names, "checked_category"]
AGAIN = [f"textmine_{name}" for name in CLASSIFICATION.names]


@pytest.mark.parametrize(
    ("headings", "answers"),
    [
        (["text", "category"], []),
        (["text", "category", "checked_category"], []),
        (["text", "category", "confidence"], []),
        (["text", "category", "category_zh", "checked_category"], ["category"]),
        (["text", "category", "confidence", "second_category", "margin", "chosen_for"], ["category"]),
        ([*OLD, *AGAIN], ["textmine_category", "category"]),
        (
            [*OLD, *AGAIN, *(f"textmine_{name}" for name in AGAIN)],
            ["textmine_textmine_category", "textmine_category", "category"],
        ),
        # A column of labels stays one, however often the table is classified.
        (["text", "category", "textmine_category", *CLASSIFICATION.names[1:]], ["textmine_category"]),
        (["text", "category", "textmine_category", *OLD[2:]], ["textmine_category"]),
        (
            ["text", "category", "textmine_category", *OLD[2:], "textmine_textmine_category", *AGAIN[1:]],
            ["textmine_textmine_category", "textmine_category"],
        ),
    ],
)
def test_answer_columns_are_told_from_labels(headings: list[str], answers: list[str]) -> None:
    assert answer_columns(headings) == answers


def twice_classified(checked: list[str]) -> Table:
    old = classified(checked).frame
    new = old[list(CLASSIFICATION.names)].assign(category="sanitation").add_prefix("textmine_")
    frame = pd.concat([old, new], axis=1)
    return Table(frame, recognise_roles(list(frame.columns)), ())


def test_an_older_answer_of_a_model_is_no_label_either() -> None:
    with pytest.raises(InputError, match="none was checked"):
        labelled_rows(twice_classified(["", "", ""]))
    _, labels, _, _ = labelled_rows(twice_classified(["物业管理", "对", ""]))
    assert labels == ["property", "sanitation"]  # the newest answer is what 对 stands beside


def test_true_labels_stay_labels_when_the_table_is_classified() -> None:
    frame = classified(["", "", ""]).frame.rename(columns={"category": "textmine_category"})
    frame.insert(1, "category", ["land", "land", "housing"])
    table = Table(frame, recognise_roles(list(frame.columns)), ())
    assert table.roles["category"] == "textmine_category"
    assert labelled_rows(table)[1] == ["land", "land", "housing"]


def test_second_levels_of_a_model_do_not_go_with_labels_of_a_person() -> None:
    table = classified(["", "", ""], label=["utilities"] * 3, subcategory=["utilities.power"] * 3)
    assert labelled_rows(table)[2] == [""] * 3
    own = table.frame.assign(textmine_subcategory="", subcategory="utilities.water")
    assert labelled_rows(Table(own, recognise_roles(list(own.columns)), ()))[2] == ["utilities.water"] * 3


def test_naming_the_column_of_checks_reads_confirmations_too() -> None:
    assert labelled_rows(classified(["对", "物业管理", ""]), label="checked_category")[1] == [
        "utilities",
        "property",
    ]


def test_equal_judgements_have_equal_keyed_labels_however_they_were_typed() -> None:
    typed = (["对", "物业管理", ""], ["utilities", "property", ""], ["市政公用", "property", " "])
    assert [list(keyed_labels(classified(cells)).values()) for cells in typed] == [
        ["utilities", "property", ""]
    ] * 3
    with pytest.raises(InputError, match="none was checked"):
        keyed_labels(classified(["", "", ""]))
