from __future__ import annotations

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.inputs import (
    month_name,
    parse_month,
    prepare_inputs,
    read_booleans,
    read_dates,
    read_identifiers,
)

CASES = pd.DataFrame(
    {
        "case_id": ["1", "2", "3"],
        "community_id": ["c1", "c1", "c2"],
        "received_at": ["2023-01-05", "2023/2/3", "2023年3月1日"],
        "solved": ["是", "否", ""],
    }
)
COMMUNITIES = pd.DataFrame(
    {"community_id": ["c1", "c2"], "name": ["桂花社区", "翠竹社区"], "residents": ["3,200", 0]}
)
ADOPTION = pd.DataFrame(
    {"community_id": ["c1"], "model_id": ["first_secretary"], "adopted_month": ["2023-02"]}
)


@pytest.mark.parametrize(
    "value, first, last",
    [
        ("2023-05", "2023-05", "2023-05"),
        ("2023/5", "2023-05", "2023-05"),
        ("2023.5", "2023-05", "2023-05"),
        ("2023年05月", "2023-05", "2023-05"),
        ("202305", "2023-05", "2023-05"),
        ("20230517", "2023-05", "2023-05"),
        ("2023-05-17 08:00:00", "2023-05", "2023-05"),
        ("2023/5/1", "2023-05", "2023-05"),
        (pd.Timestamp("2023-05-17"), "2023-05", "2023-05"),
        ("２０２３－０５", "2023-05", "2023-05"),
        ("2023Q2", "2023-04", "2023-06"),
        ("2023年第二季度", "2023-04", "2023-06"),
        ("2023", "2023-01", "2023-12"),
        (2023.0, "2023-01", "2023-12"),
        ("2023年", "2023-01", "2023-12"),
    ],
)
def test_parse_month_reads_the_usual_spellings(value: object, first: str, last: str) -> None:
    span = parse_month(value)
    assert span is not None
    assert (month_name(span.first), month_name(span.last)) == (first, last)


@pytest.mark.parametrize("value", [None, "", " ", float("nan"), pd.NaT, "—", "nan"])
def test_parse_month_takes_a_blank_for_no_month(value: object) -> None:
    assert parse_month(value) is None


@pytest.mark.parametrize("value", ["2023-13", "五月", "05-2023", "2023-0"])
def test_parse_month_refuses_what_is_no_month(value: str) -> None:
    with pytest.raises(InputError, match="is not a month"):
        parse_month(value)


def test_read_booleans_understands_chinese_numbers_and_text() -> None:
    values = pd.Series(
        ["是", "否", "TRUE", "false", "1", "0", 1.0, 0, None, "", "已解决", "未解决", "Y"], dtype=object
    )
    expected = [True, False, True, False, True, False, True, False, None, None, True, False, True]
    assert [None if pd.isna(v) else v for v in read_booleans(values)] == expected


def test_read_booleans_names_the_row_of_what_is_neither() -> None:
    with pytest.raises(InputError, match=r"row 3, column 'solved': 'maybe' \(1 row\): neither yes nor no"):
        read_booleans(pd.Series(["是", "maybe"], name="solved"))


def test_read_dates_turns_time_zones_into_beijing_time() -> None:
    found = read_dates(pd.Series(pd.to_datetime(["2023-01-31T20:00:00Z"])))
    assert str(found.iloc[0]) == "2023-02-01 04:00:00"


def test_read_identifiers_keep_leading_zeros() -> None:
    assert read_identifiers(pd.Series(["007", " 7 ", None])).tolist() == ["007", "7", ""]


def test_prepare_inputs_leaves_the_given_tables_alone() -> None:
    before = CASES.copy()
    prepare_inputs(CASES, COMMUNITIES, ADOPTION)
    pd.testing.assert_frame_equal(CASES, before)


def test_prepare_inputs_says_which_communities_have_no_residents() -> None:
    found = prepare_inputs(CASES, COMMUNITIES, ADOPTION)
    assert any("1 communities without residents" in note and "c2" in note for note in found.notes)
    assert found.communities["residents"].tolist()[0] == 3200
    assert pd.isna(found.communities["residents"].tolist()[1])


def test_prepare_inputs_refuses_a_join_that_loses_most_cases() -> None:
    wrong = COMMUNITIES.assign(community_id=["0c1", "0c2"])
    with pytest.raises(InputError, match=r"3 of 3 rows name communities .* leading zeros"):
        prepare_inputs(CASES, wrong, ADOPTION.iloc[:0])


def test_prepare_inputs_leaves_out_a_few_stray_cases_and_says_so() -> None:
    many = pd.DataFrame(
        {
            "case_id": range(100),
            "community_id": ["c1"] * 99 + ["c9"],
            "received_at": "2023-01-05",
            "solved": "是",
        }
    )
    found = prepare_inputs(many, COMMUNITIES, ADOPTION)
    assert len(found.cases) == 99
    assert any("1 cases left out: their community is unknown" in note for note in found.notes)


def test_prepare_inputs_refuses_adoption_by_an_unknown_community() -> None:
    with pytest.raises(InputError, match="'c7'"):
        prepare_inputs(CASES, COMMUNITIES, ADOPTION.assign(community_id="c7"))


def test_prepare_inputs_refuses_a_case_number_that_repeats() -> None:
    with pytest.raises(InputError, match="stands in more than one row of cases"):
        prepare_inputs(CASES.assign(case_id="1"), COMMUNITIES, ADOPTION)


def test_prepare_inputs_refuses_a_table_without_cases() -> None:
    with pytest.raises(InputError, match="no rows"):
        prepare_inputs(CASES.iloc[:0], COMMUNITIES, ADOPTION)


def test_prepare_inputs_refuses_dates_none_of_which_can_be_read() -> None:
    with pytest.raises(InputError, match="no case has a readable date"):
        prepare_inputs(CASES.assign(received_at="昨天"), COMMUNITIES, ADOPTION)


def test_prepare_inputs_names_the_row_of_a_wrong_month() -> None:
    with pytest.raises(InputError, match=r"adoption.csv, row 2, column 'adopted_month'"):
        prepare_inputs(
            CASES, COMMUNITIES, ADOPTION.assign(adopted_month="春天"), paths=(None, None, "adoption.csv")
        )


def test_prepare_inputs_widens_a_quarter_to_all_its_months() -> None:
    found = prepare_inputs(CASES, COMMUNITIES, ADOPTION.assign(adopted_month="2023-05", precision="quarter"))
    assert [month_name(found.adoption.iloc[0][name]) for name in ("first_month", "last_month")] == [
        "2023-04",
        "2023-06",
    ]


def test_prepare_inputs_ignores_a_closing_before_the_receipt() -> None:
    cases = CASES.assign(closed_at=["2023-01-01", "2023-02-09", None])
    found = prepare_inputs(cases, COMMUNITIES, ADOPTION)
    assert found.cases["closed_at"].isna().tolist() == [True, False, True]
    assert any("closed before they were received" in note for note in found.notes)


def test_every_word_that_is_neither_yes_nor_no_is_named_with_its_rows() -> None:
    cells = pd.Series(["是", "部分解决", "待定", "部分解决", "", "否", *"甲乙丙丁"], name="是否解决")
    with pytest.raises(InputError) as error:
        read_booleans(cells)
    assert error.value.row == 3
    assert "'部分解决' (2 rows), '待定' (1 row), '甲' (1 row), '乙' (1 row), '丙' (1 row) …" in str(
        error.value
    )
    assert "'部分解决'（2 行）、'待定'（1 行）" in error.value.message("zh")
