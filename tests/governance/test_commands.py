from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from textmine.cli import main
from textmine.governance.comparison import compare_models
from textmine.governance.effects import Effect
from textmine.governance.outcomes import read_panel
from textmine.governance.scenarios import SCENARIOS, draw_conditions
from textmine.governance.simulation import simulate_cells, simulate_city, write_city
from textmine.reading.tables import read_table
from textmine.report.governance import draw_figures, render_report
from textmine.report.governance_words import verdict


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(words))
    return int(stop.value.code or 0)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    scenario = replace(SCENARIOS["S1"], n_communities=24, n_months=20, cohorts=(9, 11), cases_a_month=10.0)
    write_city(simulate_city(seed=1, conditions=draw_conditions(scenario, 1), texts=pd.DataFrame()), folder)
    return folder


def panel_words(city: Path, target: Path, *more: str) -> list[str]:
    return [
        "panel", str(city / "cases.parquet"), "--communities", str(city / "communities.csv"),
        "--adoption", str(city / "adoption.csv"), str(target), *more,
    ]  # fmt: skip


def test_simulate_writes_the_city_and_prints_its_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("simulate", str(tmp_path / "c"), "--seed", "2", "--scenario", "S7", "--json", "--quiet") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["truth"]["effects"][0]["method"] == "truth"
    assert sorted(p.name for p in (tmp_path / "c").iterdir()) == [
        "adoption.csv", "cases.parquet", "communities.csv", "truth.json",
    ]  # fmt: skip
    assert run("simulate", str(tmp_path / "c")) == 2
    assert "--force" in capsys.readouterr().err


def test_simulate_refuses_an_unknown_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("simulate", str(tmp_path / "c"), "--scenario", "S77") == 2
    assert "S0, S1" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()


def test_panel_and_compare_run_from_file_to_report(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "panel.csv"
    assert run(*panel_words(city, target)) == 0
    assert run("compare", str(target), "--out", str(tmp_path / "out"), "--json", "--quiet") == 0
    printed = json.loads(capsys.readouterr().out)
    written = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert printed == written
    assert {e["outcome"] for e in written["effects"]} >= {"solved_share", "rmst_days", "log_incidents"}
    assert len([e for e in written["effects"] if e["outcome"] == "solved_share"]) == 5
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "http://" not in re.sub(r'(xmlns|href)="[^"]*"|data:[^"]*', "", html)


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "jsonl", "csv.gz"])
def test_panel_reads_back_alike_from_every_format(city: Path, tmp_path: Path, ending: str) -> None:
    first, other = tmp_path / "panel.csv", tmp_path / f"panel.{ending}"
    for target in (first, other):
        assert run(*panel_words(city, target, "--quiet")) == 0
    one, two = (read_panel(read_table(path).frame) for path in (first, other))
    pd.testing.assert_frame_equal(one, two, check_dtype=False)


def test_compare_refuses_to_overwrite_and_a_file_that_is_no_panel(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "comparison.json").write_text("{}", encoding="utf-8")
    assert run("compare", str(city / "cases.parquet"), "--out", str(tmp_path)) == 2
    assert "--force" in capsys.readouterr().err
    assert run("compare", str(city / "communities.csv"), "--out", str(tmp_path / "new")) == 2
    assert "not a panel" in capsys.readouterr().err


def test_panel_names_the_file_of_a_wrong_join(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = pd.read_csv(city / "communities.csv").assign(community_id=lambda t: "x" + t["community_id"])
    wrong.to_csv(tmp_path / "w.csv", index=False)
    words = panel_words(city, tmp_path / "p.csv")
    words[words.index("--communities") + 1] = str(tmp_path / "w.csv")
    assert run(*words, "--lang", "zh") == 2
    err = capsys.readouterr().err
    assert "cases.parquet" in err
    assert "社区编号不在社区表中" in err
    assert not (tmp_path / "p.csv").exists()


def test_panel_reads_cases_with_chinese_headings(city: Path, tmp_path: Path) -> None:
    cases = pd.read_parquet(city / "cases.parquet").rename(
        columns={
            "case_id": "工单编号",
            "received_at": "受理时间",
            "community_id": "所属社区",
            "satisfaction": "满意度",
        }
    )
    cases.to_parquet(tmp_path / "工单.parquet")
    words = panel_words(city, tmp_path / "p.csv")
    words[1] = str(tmp_path / "工单.parquet")
    assert run(*words, "--quiet") == 0
    assert len(pd.read_csv(tmp_path / "p.csv")) == 24 * 20


def test_report_says_a_sentence_for_every_figure() -> None:
    found = compare_models(simulate_cells(draw_conditions(SCENARIOS["S4"], 1), 1))
    figures = draw_figures(found, lang="zh")
    assert len(figures) >= 6
    for lang in ("en", "zh"):
        html = render_report(found, figures, lang=lang)
        captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
        assert len(captions) == len(figures) == len(set(captions))
        assert all(len(c) > 20 for c in captions)


def test_report_escapes_what_it_is_given() -> None:
    table = simulate_cells(draw_conditions(SCENARIOS["S7"], 1), 1).assign(
        model_id="<script>alert(1)</script>"
    )
    found = compare_models(table)
    assert "<script>alert" not in render_report(found, {}, lang="en")


@pytest.mark.parametrize(
    "flags, low, expected",
    [
        ((), 0.01, "The share solved rose."),
        ((), -0.01, "Neither a rise nor a fall can be concluded."),
        (("pre_trend",), 0.01, "It must not be called an effect of the model"),
        (("pre_trend_not_excluded",), 0.01, "rose after adoption, but that communities were heading there"),
        (("not_clear_without_trend",), 0.01, "cannot be ruled out"),
        (("pre_trend_not_excluded", "placebo_effect"), 0.01, "It must not be called an effect of the model"),
        (("not_clear_after_many_looks",), 0.01, "It must not be called an effect of the model"),
    ],
)
def test_verdict_says_no_more_than_the_flags_allow(flags: tuple[str, ...], low: float, expected: str) -> None:
    effect = Effect("first_secretary", "solved_share", 0.05, low, 0.1, 18, "imputation", flags)
    assert expected in verdict(effect, "en")


def test_verdict_without_a_number_concludes_nothing() -> None:
    nan = float("nan")
    effect = Effect("first_secretary", "solved_share", nan, nan, nan, 1, "none", ("no_controls",))
    assert "nothing can be concluded (no community without the model" in verdict(effect, "en")
    assert "无法得出结论" in verdict(effect, "zh")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "did you mean 'first_secretary'?"), ("zh", "是否为 first_secretary？")]
)
def test_panel_names_models_the_catalogue_does_not_hold(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    own = tmp_path / "city"
    shutil.copytree(city, own)
    adoption = pd.read_csv(own / "adoption.csv", dtype=str)
    adoption.loc[adoption["model_id"] == "first_secretary", "model_id"] = "first_secretery"
    adoption.loc[adoption.index[0], "model_id"] = "own_model_x"
    adoption.to_csv(own / "adoption.csv", index=False)
    assert run(*panel_words(own, tmp_path / "p.csv"), "--lang", lang) == 0
    told = capsys.readouterr().err
    assert said in told
    assert "own_model_x" in told
    assert "retired_party_branch" not in told
