"""One's own tables: usual Chinese headings, names in place of keys, and everything that may be wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.cli import main
from textmine.errors import InputError
from textmine.governance import panel as panel_module
from textmine.governance.comparison import Comparison, compare_models
from textmine.governance.inputs import prepare_inputs
from textmine.governance.outcomes import read_panel
from textmine.governance.panel import build_panel
from textmine.governance.tables import load_tables, name_columns, with_whole_counts
from textmine.report.governance_notes import note_sentence
from textmine.schema import CASES

N, MONTHS = 12, 8
Three = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def tables() -> Three:
    rng = np.random.default_rng(0)
    rows = [
        (f"{c}-{m}-{k}", f"c{c:02d}", f"2023-{m:02d}-0{k + 1}", "是", rng.choice(["是", "否"]))
        for c in range(N)
        for m in range(1, MONTHS + 1)
        for k in range(3)
    ]
    cases = pd.DataFrame(rows, columns=["case_id", "community_id", "received_at", "callback_valid", "solved"])
    communities = pd.DataFrame(
        {
            "community_id": [f"c{c:02d}" for c in range(N)],
            "name": [f"第{c}社区" for c in range(N)],
            "residents": 3000,
        }
    )
    adoption = pd.DataFrame(
        {"community_id": ["c00", "c01", "c02"], "model_id": "first_secretary", "adopted_month": "2023-05"}
    )
    return cases, communities, adoption


@pytest.fixture(autouse=True)
def few_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("N_SHUFFLES", "N_SHUFFLES_SIDE"):
        monkeypatch.setattr(f"textmine.governance.comparison.{name}", 39)


def compared(*three: pd.DataFrame) -> Comparison:
    return compare_models(build_panel(*three))


Change = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], Three]
REFUSED: list[tuple[Change, str]] = [
    (lambda c, m, a: (c.assign(community_id="x" + c["community_id"]), m, a), "check leading zeros"),
    (lambda c, m, a: (c, m.drop(columns="residents"), a), "residents"),
    (lambda c, m, a: (c, pd.concat([m, m[:1]]), a), "'c00' stands in more than one row"),
    (lambda c, m, a: (c, m[:0], a), "no rows"),
    (lambda c, m, a: (c[:0], m, a), "no rows"),
    (lambda c, m, a: (pd.concat([c, c[:1]]), m, a), "'0-1-0' stands in more than one row"),
    (lambda c, m, a: (c, m, a.assign(community_id=["c00", "c01", "zz"])), "such as 'zz'"),
    (
        lambda c, m, a: (c, m, a.assign(community_id=["c00", "", "c02"])),
        "communities the communities table lacks",
    ),
    (lambda c, m, a: (c, m, pd.concat([a, a[:1]])), "more than one row of adoption"),
    (lambda c, m, a: (c, m, a.assign(adopted_month="未启用")), "row 2, column 'adopted_month'"),
    (lambda c, m, a: (c, m, a.assign(precision="星期")), "month, quarter, year or before"),
    (lambda c, m, a: (c, m, a.drop(columns="model_id")), "model_id"),
    (lambda c, m, a: (c.assign(solved="也许"), m, a), "neither yes nor no"),
    (lambda c, m, a: (c.assign(received_at=["2203-01-01", *c["received_at"][1:]]), m, a), "mistyped"),
]


@pytest.mark.parametrize("change, words", REFUSED)
def test_build_panel_refuses_what_cannot_be_meant(change: Change, words: str) -> None:
    with pytest.raises(InputError, match=words):
        build_panel(*change(*tables()))


NARROWER: list[tuple[Change, tuple[str, ...], str]] = [
    (lambda c, m, a: (c, m, a.assign(adopted_month="2019-01")), ("adopted_before_panel",), "no month before"),
    (lambda c, m, a: (c, m, a.assign(adopted_month="2023-01")), ("adopted_before_panel",), "no month before"),
    (lambda c, m, a: (c[c["community_id"] == "c00"], m[:1], a[:1]), ("no_controls", "series_too_short"), ""),
    (
        lambda c, m, a: (
            c,
            m,
            m[["community_id"]].assign(model_id="first_secretary", adopted_month="2023-05"),
        ),
        ("no_controls",),
        "",
    ),
    (
        lambda c, m, a: (c.assign(callback_valid="否"), m, a),
        ("no_callbacks",),
        "no case has a valid call-back",
    ),
    (lambda c, m, a: (c.drop(columns="solved"), m, a), ("no_answers",), "no case says whether it was solved"),
]


@pytest.mark.parametrize("change, flags, note", NARROWER)
def test_where_the_data_cannot_tell_there_is_no_number(
    change: Change, flags: tuple[str, ...], note: str
) -> None:
    found = compared(*change(*tables()))
    (effect,) = found.of_record()
    assert not effect.is_known
    assert set(flags) <= set(effect.flags)
    assert "not_identified" in effect.flags
    assert any(note in said for said in [*found.notes, ""])
    assert found.to_record()["effects"][0]["estimate"] is None


NOTED: list[tuple[Change, str]] = [
    (
        lambda c, m, a: (c, m.assign(residents=["", *m["residents"][1:]]), a),
        "1 communities without residents",
    ),
    (lambda c, m, a: (c, m, a.assign(adopted_month="2030-01")), "3 adoptions lie after 2023-08"),
    (lambda c, m, a: (c, m, a.assign(dose=["3", "每周两次", "5"])), "1 doses are not numbers"),
    (
        lambda c, m, a: (c, m, a.assign(adopted_month=["2023-05", "2023-05", ""])),
        "1 communities adopted without a known month",
    ),
    (lambda c, m, a: (c[~c["received_at"].str.startswith("2023-04")], m, a), r"1 months \\(2023-04\\)"),
    (lambda c, m, a: (c.assign(solved=["", *c["solved"][1:]]), m, a), "1 valid call-backs do not say"),
    (lambda c, m, a: (c.assign(community_id=["", *c["community_id"][1:]]), m, a), "1 cases left out"),
    (
        lambda c, m, a: (c, m, pd.concat([a, a[:1].assign(model_id="x", adopted_month="2023-07")])),
        "1 communities adopted a second model",
    ),
]


@pytest.mark.parametrize("change, words", NOTED)
def test_what_is_left_out_is_noted_in_both_languages(change: Change, words: str) -> None:
    notes = build_panel(*change(*tables())).attrs["notes"]
    (said,) = [note for note in notes if pd.Series([note]).str.contains(words.replace("\\\\", "\\")).item()]
    chinese = note_sentence(said, "zh")
    assert chinese != said
    assert not any(letter.isascii() and letter.isalpha() for letter in chinese.replace("c00", ""))
    assert note_sentence(said, "en") == said


def test_a_community_without_residents_keeps_its_rates_but_has_no_intake_rate() -> None:
    cases, communities, adoption = tables()
    found = compared(cases, communities.assign(residents=[0, *[3000] * (N - 1)]), adoption)
    row = found.tables["communities"].set_index("community_id").loc["c00"]
    assert np.isnan(row["intake_per_1000_a_year"])
    assert 0 < row["solved_share"] < 1


def test_without_answers_no_community_gets_a_share_of_zero() -> None:
    cases, communities, adoption = tables()
    found = compared(cases.drop(columns="solved"), communities, adoption)
    assert found.tables["communities"]["solved_share"].isna().all()


PANELS: list[tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = [
    (lambda p: p.assign(n_valid_cb=-1), "a count is below 0"),
    (lambda p: p.assign(n_solved=p["n_valid_cb"] + 3), "6 solved of 3 called back"),
    (lambda p: p.assign(n_solved="多"), "not a number"),
    (lambda p: pd.concat([p, p[:1]]), "in more than one row"),
    (lambda p: p.assign(month=""), "blank"),
    (lambda p: p.assign(model_id=np.where(p["t"] > 6, "b", "a")), "more than one model_id"),
    (lambda p: p.assign(g=np.where(p["t"] > 6, 5, 4)), "more than one g"),
    (lambda p: p.drop(columns="n_solved"), "not a panel"),
    (lambda p: p[:0], "no rows"),
]


@pytest.mark.parametrize("change, words", PANELS)
def test_read_panel_refuses_what_is_no_panel(
    change: Callable[[pd.DataFrame], pd.DataFrame], words: str
) -> None:
    whole = build_panel(*tables())
    with pytest.raises(InputError, match=words):
        read_panel(change(whole))


def test_read_panel_learns_the_start_from_months_marked_as_treated() -> None:
    whole = build_panel(*tables())
    by_hand = whole.assign(model_id=whole["model_id"].where(whole["is_treated"], ""))
    by_hand = by_hand.drop(columns=["g", "adopted_month", "t", "is_usable"])
    found, wanted = read_panel(by_hand), read_panel(whole)
    assert found[["model_id", "g", "is_treated"]].equals(wanted[["model_id", "g", "is_treated"]])
    ever = by_hand.assign(is_treated=by_hand["community_id"] == "c03")
    assert set(read_panel(ever).loc[lambda t: t["community_id"] == "c03", "g"]) == {-1}


def test_names_of_communities_serve_as_keys_where_each_is_ones_own() -> None:
    cases, communities, adoption = tables()
    names = communities.set_index("community_id")["name"]
    named = cases.assign(community_id=cases["community_id"].map(names))
    found = prepare_inputs(named, communities, adoption)
    assert found.cases["community_id"].tolist() == cases["community_id"].tolist()
    assert any("joined by name" in note for note in found.notes)
    with pytest.raises(InputError, match="communities the communities table lacks"):
        prepare_inputs(named, communities.assign(name="同名社区"), adoption)


CHINESE_CASES = {
    "case_id": "工单编号", "community_id": "社区名称", "received_at": "受理时间",
    "callback_valid": "是否有效回访", "solved": "是否解决",
}  # fmt: skip


def own_files(folder: Path) -> list[str]:
    cases, communities, adoption = tables()
    names = communities.set_index("community_id")["name"]
    told = cases.assign(community_id=cases["community_id"].map(names)).rename(columns=CHINESE_CASES)
    told.rename(columns={"社区名称": "所属社区"}).to_csv(folder / "工单.csv", index=False, encoding="gb18030")
    places = communities.rename(
        columns={"community_id": "社区编号", "name": "社区名称", "residents": "常住人口"}
    )
    places.to_excel(folder / "社区.xlsx", index=False)
    starts = adoption.assign(model_id="社区第一书记", adopted_month="2023年5月")
    starts = starts.rename(
        columns={"community_id": "社区编号", "model_id": "治理模式", "adopted_month": "启用月份"}
    )
    starts.to_csv(folder / "启用.csv", index=False)
    return [str(folder / name) for name in ("工单.csv", "社区.xlsx", "启用.csv")]


def test_own_tables_with_chinese_headings_give_the_same_panel(tmp_path: Path) -> None:
    files = own_files(tmp_path)
    found = load_tables(*(Path(name) for name in files))
    panel = build_panel(found.cases, found.communities, found.adoption)
    wanted = build_panel(*tables())
    same = ["community_id", "month", "model_id", "g", "n_recv", "n_solved", "residents"]
    pd.testing.assert_frame_equal(panel[same], wanted[same])


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(words))
    return int(stop.value.code or 0)


def test_own_tables_go_from_the_command_line_to_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases, communities, adoption = own_files(tmp_path)
    target = str(tmp_path / "面板.xlsx")
    words = ["panel", cases, "--communities", communities, "--adoption", adoption, target, "--lang", "zh"]
    assert run(*words) == 0
    assert "已按名称关联" in capsys.readouterr().err
    assert run("compare", target, "--out", str(tmp_path / "结果"), "--quiet", "--lang", "zh") == 0
    assert (tmp_path / "结果" / "report.html").exists()


def test_headings_given_by_hand_win(tmp_path: Path) -> None:
    cases, communities, adoption = tables()
    told = cases.rename(columns={"received_at": "登记日"}).assign(received_at="不详")
    told.to_csv(tmp_path / "cases.csv", index=False)
    communities.to_csv(tmp_path / "communities.csv", index=False)
    adoption.to_csv(tmp_path / "adoption.csv", index=False)
    words = ["panel", str(tmp_path / "cases.csv"), "--communities", str(tmp_path / "communities.csv")]
    words += ["--adoption", str(tmp_path / "adoption.csv"), str(tmp_path / "p.csv"), "--quiet"]
    assert run(*words) == 2
    assert run(*words, "--columns", "time=登记日") == 0
    assert len(pd.read_csv(tmp_path / "p.csv")) == N * MONTHS


def test_a_folder_with_one_bad_file_does_the_others_and_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases, communities, adoption = tables()
    folder = tmp_path / "cases"
    folder.mkdir()
    cases[: len(cases) // 2].to_csv(folder / "a.csv", index=False)
    cases[len(cases) // 2 :].to_csv(folder / "b.csv", index=False)
    (folder / "c.xlsx").write_bytes(b"not a workbook")
    communities.to_csv(tmp_path / "communities.csv", index=False)
    adoption.to_csv(tmp_path / "adoption.csv", index=False)
    words = ["panel", str(folder), "--communities", str(tmp_path / "communities.csv")]
    words += ["--adoption", str(tmp_path / "adoption.csv"), str(tmp_path / "p.csv"), "--quiet"]
    assert run(*words) == 2
    assert "c.xlsx" in capsys.readouterr().err
    assert pd.read_csv(tmp_path / "p.csv")["n_recv"].sum() == len(cases)


def test_name_columns_leaves_documented_names_alone() -> None:
    table = pd.DataFrame(columns=["solved", "是否解决", "备注"])
    assert name_columns(table, CASES).columns.tolist() == ["solved", "是否解决", "备注"]


def test_gap_notes_are_silent_without_counts() -> None:
    assert panel_module.gap_notes(pd.DataFrame({"month": ["2023-01"]})) == []


def test_with_whole_counts_leaves_what_no_whole_number_can_hold() -> None:
    panel = pd.DataFrame({"residents": [1e20, None], "n_recv": [2.0**53 - 1, None], "n_sat": [1.5, 2.0]})
    found = with_whole_counts(panel)
    assert found.dtypes.astype(str).tolist() == ["float64", "Int64", "float64"]
    assert found["n_recv"].tolist()[0] == 2**53 - 1
