"""The labelling loop: what to label next, whether people agree, what is probably wrong, and that corrections help."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from sklearn.metrics import cohen_kappa_score

from textmine.classify.labelling import (
    find_suspect_labels,
    lone_labels,
    measure_agreement,
    sample_to_label,
)
from textmine.classify.model import ComplaintClassifier
from textmine.cli import main
from textmine.errors import InputError
from textmine.reading.corpus import load_corpus
from textmine.reading.tables import read_table
from textmine.taxonomy import load_taxonomy

CATEGORIES = ("transport", "education", "health", "labour")


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    return int(stopped.value.code or 0)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    corpus = load_corpus("train")
    chosen = corpus[corpus["category"].isin(CATEGORIES)]
    return (
        chosen.groupby("category").head(80).reset_index(drop=True)[["complaint_id", "document", "category"]]
    )


@pytest.fixture(scope="module")
def fitted(rows: pd.DataFrame) -> ComplaintClassifier:
    return ComplaintClassifier().fit(rows["document"], rows["category"])


@pytest.fixture(scope="module")
def batch() -> list[str]:
    return load_corpus("heldout")["document"].tolist()


# label sample -----------------------------------------------------------------------------------------------------


def test_sample_gives_every_category_its_quota(fitted: ComplaintClassifier, batch: list[str]) -> None:
    chosen = sample_to_label(batch, fitted, n=50)
    assert len(chosen) == 50
    unsure = chosen[chosen["chosen_for"] == "unsure"]
    assert (chosen["chosen_for"] == "random").sum() == 10
    counts = Counter(unsure["category"])
    assert set(counts) == set(CATEGORIES)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_sample_takes_the_least_sure_of_each_category(fitted: ComplaintClassifier, batch: list[str]) -> None:
    chosen = sample_to_label(batch, fitted, n=40)
    p = np.sort(fitted.predict_proba(batch), axis=1)
    margin = p[:, -1] - p[:, -2]
    unsure = chosen[chosen["chosen_for"] == "unsure"]["row"].to_numpy() - 1
    assert margin[unsure].mean() < margin.mean() / 2


def test_sample_takes_one_of_a_group_of_doubles_and_none_that_is_labelled(
    fitted: ComplaintClassifier,
) -> None:
    doubles = [f"公交车站牌被撞歪了，晚上看不清{'！' * i}" for i in range(5)]
    others = ["幼儿园学费一学期涨了两千", "医院挂号要排三个小时的队", "老板拖欠两个月工资不给"]
    chosen = sample_to_label([*doubles, *others], fitted, n=8)
    assert len(set(chosen["row"]) & {1, 2, 3, 4, 5}) == 1
    fewer = sample_to_label([*doubles, *others], fitted, n=8, exclude=others)
    assert set(fewer["row"]) <= {1, 2, 3, 4, 5}


def test_sample_is_repeatable_and_of_nothing_is_nothing(
    fitted: ComplaintClassifier, batch: list[str]
) -> None:
    pd.testing.assert_frame_equal(sample_to_label(batch, fitted, n=9), sample_to_label(batch, fitted, n=9))
    assert len(sample_to_label(["", " \n"], fitted)) == 0


def test_sample_workbook_offers_the_categories_and_its_answers_are_no_labels(
    batch: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows nobody looked at were scored and learnt as if somebody had labelled them so: the model's own answers."""
    pd.DataFrame({"工单编号": range(len(batch)), "内容": batch}).to_csv(tmp_path / "batch.csv", index=False)
    target = tmp_path / "next.xlsx"
    assert run("label", "sample", tmp_path / "batch.csv", target, "--n", "30", "--lang", "zh", "-q") == 0
    book = load_workbook(target)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1.startswith('"对,政务作风,')
    assert {"category", "category_zh", "chosen_for"} <= set(headings)
    names = [row[headings.index("category_zh")].value for row in sheet.iter_rows(min_row=2)]
    assert set(names) <= set(validation.formula1.strip('"').split(","))
    assert run("score", "default", target) == 2
    assert "none was checked" in capsys.readouterr().err
    at = headings.index("checked_category") + 1
    for row in range(2, 12):
        sheet.cell(row, at).value = "对"
    book.save(tmp_path / "甲.xlsx")
    for row in range(2, 12):
        sheet.cell(row, at).value = names[row - 2] if row > 2 else "其他"
    book.save(tmp_path / "乙.xlsx")
    assert run("score", "default", tmp_path / "甲.xlsx", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["accuracy"]) == (10, 1.0)
    assert run("train", tmp_path / "甲.xlsx", tmp_path / "m.tmm", "--json") == 0
    assert json.loads(capsys.readouterr().out)["n_rows"] == 10
    assert run("label", "agree", tmp_path / "甲.xlsx", tmp_path / "乙.xlsx", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["observed"]) == (10, 0.9)


# label agree ------------------------------------------------------------------------------------------------------


def alpha_by_the_coincidence_matrix(table: list[list[str]]) -> float:
    """Krippendorff's alpha the long way round: the coincidence matrix of his 2011 paper."""
    values = sorted({v for row in table for v in row if v})
    o = np.zeros((len(values), len(values)))
    for row in table:
        said = [values.index(v) for v in row if v]
        for a, b in itertools.permutations(said, 2):
            o[a, b] += 1 / (len(said) - 1)
    n_c, n = o.sum(axis=1), o.sum()
    observed = o.sum() - np.trace(o)
    expected = sum(n_c[a] * n_c[b] for a in range(len(values)) for b in range(len(values)) if a != b) / (
        n - 1
    )
    return float(1 - observed / expected)


@pytest.mark.parametrize("seed", range(4))
def test_kappa_agrees_with_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = rng.choice(["停车", "噪音", "供水"], 120)
    second = np.where(rng.random(120) < 0.7, first, rng.choice(["停车", "噪音", "供水"], 120))
    keys = [str(i) for i in range(120)]
    found = measure_agreement(
        {"甲": dict(zip(keys, first, strict=True)), "乙": dict(zip(keys, second, strict=True))}
    )
    assert found.kappa == pytest.approx(cohen_kappa_score(first, second))
    assert found.observed == pytest.approx((first == second).mean())
    assert found.low <= found.alpha <= found.high


@pytest.mark.parametrize("seed", range(4))
def test_alpha_agrees_with_the_coincidence_matrix(seed: int) -> None:
    """Three annotators, with gaps."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(["停车", "噪音", "供水", "垃圾"], 80)
    table = []
    for value in truth:
        row = [value if rng.random() < 0.7 else str(rng.choice(["停车", "噪音", "供水"])) for _ in range(3)]
        table.append([v if rng.random() < 0.85 else "" for v in row])
    labels = {name: {str(i): row[at] for i, row in enumerate(table)} for at, name in enumerate("甲乙丙")}
    shared = [row for row in table if sum(map(bool, row)) >= 2]
    found = measure_agreement(labels)
    assert found.n == len(shared)
    assert found.kappa is None
    assert found.alpha == pytest.approx(alpha_by_the_coincidence_matrix(shared))


def test_alpha_of_the_published_example() -> None:
    """Krippendorff 2011, example C: four observers, twelve units, nominal alpha .743."""
    said = {
        "A": "1 2 3 3 2 1 4 1 2 . . .",
        "B": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C": ". 3 3 3 2 3 4 2 2 5 1 .",
        "D": "1 2 3 3 2 4 4 1 2 5 1 .",
    }
    labels = {
        name: {str(at): "" if v == "." else v for at, v in enumerate(values.split())}
        for name, values in said.items()
    }
    assert measure_agreement(labels).alpha == pytest.approx(0.743, abs=5e-4)


def test_agreement_is_one_when_all_agree_and_about_zero_by_chance() -> None:
    rng = np.random.default_rng(0)
    keys = [str(i) for i in range(400)]
    first, second = (dict(zip(keys, rng.choice(["停车", "噪音"], 400), strict=True)) for _ in range(2))
    assert measure_agreement({"甲": first, "乙": first}).alpha == 1
    assert abs(measure_agreement({"甲": first, "乙": second}).alpha) < 0.12


def test_agree_writes_the_rows_to_adjudicate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, third in (("甲", "噪音"), ("乙", "垃圾")):
        pd.DataFrame(
            {
                "工单编号": ["001", "002", "003", "004"],
                "内容": ["a"] * 4,
                "label": ["停车", "供水", third, "停车"],
            }
        ).to_csv(tmp_path / f"{name}.csv", index=False)
    target = tmp_path / "裁定.csv"
    assert run("label", "agree", tmp_path / "甲.csv", tmp_path / "乙.csv", "--out", target, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["n_to_adjudicate"]) == (4, 1)
    frame = read_table(target).frame
    assert frame.iloc[0].tolist() == ["003", "噪音", "垃圾"]


def test_sample_of_a_checked_table_keeps_its_checks_and_learns_no_answer_of_its_own(
    batch: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second answer beside 对 would be what 对 confirms, and the first one's flags would make it a sure one."""
    pd.DataFrame({"工单编号": range(len(batch)), "内容": batch}).to_csv(tmp_path / "batch.csv", index=False)
    assert run("classify", tmp_path / "batch.csv", tmp_path / "done.csv", "-q", "--fast") == 0
    done = read_table(tmp_path / "done.csv").frame
    done["category"] = "land"
    done["人工类别"] = ["对", "ok", "道路交通", *[""] * (len(done) - 3)]
    done.to_csv(tmp_path / "checked.csv", index=False)
    n = len(done)
    assert run("label", "sample", tmp_path / "checked.csv", tmp_path / "s.csv", "--n", n, "--lang", "zh") == 0
    assert "人工类别 列有 2 个“对”是对先前 category 列的确认" in capsys.readouterr().err
    sample = read_table(tmp_path / "s.csv")
    assert "checked_category" not in sample.frame.columns
    assert sample.roles["category"] == "textmine_category"
    typed = sample.frame.set_index("工单编号")["人工类别"].fillna("")
    assert typed.loc[["0", "1", "2"]].tolist() == ["征地拆迁", "land", "道路交通"]
    assert run("train", tmp_path / "s.csv", tmp_path / "m.tmm", "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["n_rows"] == 3
    assert run("classify", tmp_path / "s.csv", tmp_path / "again.csv", "-q", "--fast") == 0
    assert run("train", tmp_path / "again.csv", tmp_path / "m2.tmm", "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["n_rows"] > 3


def test_agree_reads_a_confirmation_as_the_answer_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids, answers = [str(at) for at in range(6)], ["land", "utilities"] * 3
    typed = {
        "甲": ["对", "✓", "对", "是", "道路交通", ""],
        "乙": ["land", "市政公用", "ok", "对", "对", "对"],
    }
    for name, cells in typed.items():
        frame = pd.DataFrame({
            "工单编号": ids, "内容": "路灯", "category": answers, "confidence": 0.9, "margin": 0.8, "checked_category": cells,
        })  # fmt: skip
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    both = (tmp_path / "甲.csv", tmp_path / "乙.csv")
    assert run("label", "agree", *both, "--out", tmp_path / "d.csv", "--json", "-q") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["n"], said["observed"]) == (5, 0.8)
    assert read_table(tmp_path / "d.csv").frame.to_numpy().tolist() == [["4", "transport", "land"]]
    assert run("label", "agree", *both, "--out", tmp_path / "d.csv", "--force", "-q", "--lang", "zh") == 0
    assert read_table(tmp_path / "d.csv").frame.to_numpy().tolist() == [["4", "道路交通", "征地拆迁"]]
    assert run("label", "agree", both[0], both[0], "--json", "-q") == 0
    assert json.loads(capsys.readouterr().out)["kappa"] == 1.0


def test_agree_refuses_one_annotator_and_strangers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row was labelled by two"):
        measure_agreement({"甲": {"1": "停车"}, "乙": {"2": "停车"}})
    pd.DataFrame({"内容": ["a"], "label": ["停车"]}).to_csv(tmp_path / "甲.csv", index=False)
    assert run("label", "agree", tmp_path / "甲.csv") == 2


# label suspect ----------------------------------------------------------------------------------------------------


def test_suspect_finds_planted_errors(rows: pd.DataFrame) -> None:
    """Ten labels of 320 are swapped: most stand among the twenty most suspect, ranked by how improbable they are."""
    labels = rows["category"].tolist()
    rng = np.random.default_rng(1)
    planted = rng.choice(len(labels), 10, replace=False)
    for at in planted:
        labels[at] = CATEGORIES[(CATEGORIES.index(labels[at]) + 1) % 4]
    found = find_suspect_labels(rows["document"].tolist(), labels, n=20)
    caught = set(found["row"] - 1) & set(planted.tolist())
    assert len(caught) >= 5  # by chance it would be less than one
    gap = found["p_suggested"] - found["p_label"]
    assert gap.is_monotonic_decreasing
    assert (found["label"] != found["suggested"]).all()
    assert found["reason"].str.startswith("like texts of").all()


def test_suspect_refuses_too_few_rows() -> None:
    with pytest.raises(InputError, match="too few rows"):
        find_suspect_labels(["路灯不亮", "车位太少"], ["灯", "车"])


def test_suspect_leaves_out_labels_of_one_text_and_names_them(
    rows: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = rows.groupby("category").head(25)
    documents, labels = some["document"].tolist(), some["category"].tolist()
    documents[3:3], labels[3:3] = ["公积金贷款额度太低", "公积金贷款额度太低"], ["welfare", "welfare"]
    documents.insert(9, "征地补偿款没有发")
    labels.insert(9, "land")
    assert lone_labels(documents, labels) == ["land", "welfare"]
    found = find_suspect_labels(documents, labels, n=10)
    assert len(found)
    assert [labels[row - 1] for row in found["row"]] == found["label"].tolist()  # rows of the input
    pd.DataFrame({"内容": documents, "标签": labels}).to_csv(tmp_path / "in.csv", index=False)
    assert run("label", "suspect", tmp_path / "in.csv", tmp_path / "out.csv", "-q", "--lang", "zh") == 0
    said = capsys.readouterr().err
    assert "这 3 行未参加" in said
    for code in ("land", "welfare"):
        assert load_taxonomy().name_of(code) in said


# the whole loop ---------------------------------------------------------------------------------------------------


def test_corrections_typed_into_the_workbook_make_the_next_model_better(
    rows: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sample, type the truth into `checked_category`, train again, and compare before with after on rows nobody used."""
    corpus = load_corpus()
    corpus = corpus[corpus["category"].isin(CATEGORIES)]
    pool = (
        corpus[corpus["part"] == "train"]
        .groupby("category")
        .tail(60)[["complaint_id", "document", "category"]]
    )
    test = corpus[corpus["part"] == "heldout"][["document", "category"]]
    few = rows.groupby("category").head(4)
    names = {"complaint_id": "工单编号", "document": "内容", "category": "label"}
    few.rename(columns=names).to_csv(tmp_path / "first.csv", index=False)
    pool.drop(columns="category").rename(columns=names).to_csv(tmp_path / "pool.csv", index=False)
    test.rename(columns=names).to_csv(tmp_path / "test.csv", index=False)
    assert run("train", tmp_path / "first.csv", tmp_path / "first.tmm", "-q") == 0
    sampled = tmp_path / "next.xlsx"
    assert (
        run(
            "label",
            "sample",
            tmp_path / "pool.csv",
            sampled,
            "--model",
            tmp_path / "first.tmm",
            "--n",
            "60",
            "-q",
        )
        == 0
    )
    frame = pd.read_excel(sampled, dtype=str, engine="openpyxl")
    truth = pool.set_index("complaint_id")["category"]
    frame["checked_category"] = [truth[key] for key in frame["工单编号"]]
    both = pd.concat([frame, few.rename(columns={**names, "category": "checked_category"})])
    both.to_excel(tmp_path / "checked.xlsx", index=False)
    assert run("train", tmp_path / "checked.xlsx", tmp_path / "second.tmm", "-q") == 0
    table = []
    for name in ("first", "second"):
        capsys.readouterr()
        assert run("score", tmp_path / f"{name}.tmm", tmp_path / "test.csv", "--json") == 0
        said = json.loads(capsys.readouterr().out)
        table.append({"model": name, "accuracy": said["accuracy"], "macro_f1": said["macro_f1"]})
    before, after = pd.DataFrame(table).set_index("model").to_dict("index").values()
    assert after["macro_f1"] > before["macro_f1"] + 0.05
    assert after["accuracy"] > before["accuracy"]


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "1 rows have an id that came before"), ("zh", "1 行的编号前面已出现过")]
)
def test_rows_that_share_an_id_are_all_compared(
    lang: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "工单编号,内容,标签\n1,路灯坏,灯\n1,停车难,{}\n2,漏水,水\n3,垃圾,脏\n"
    files = [tmp_path / "甲.csv", tmp_path / "乙.csv"]
    for file, label in zip(files, ("车", "灯"), strict=True):
        file.write_text(rows.format(label), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["label", "agree", *map(str, files), "--label", "标签", "--json", "--lang", lang])
    out, err = capsys.readouterr()
    assert not stopped.value.code
    assert told in err
    assert json.loads(out)["n"] == 4


def test_rows_that_say_nothing_are_never_to_be_labelled() -> None:
    """A row of sums holds a number where the text should be; `classify` calls it empty."""
    chosen = sample_to_label(
        ["路灯不亮", "6", "……", "", "车位费太贵"],
        ComplaintClassifier(calibrate=False).fit(["路灯坏了", "车位费高"], ["灯", "车"]),
        n=5,
    )
    assert chosen["row"].tolist() == [1, 5]
