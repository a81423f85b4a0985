"""`train` says how the default model does on the same rows, and warns before somebody changes to a worse one."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from textmine.classify.againstdefault import compare_with_default
from textmine.classify.model import ComplaintClassifier
from textmine.classify.store import default_model, load_model
from textmine.cli import main
from textmine.reading.corpus import load_corpus

WARNING = "keep the default model"


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    return int(stopped.value.code or 0)


@pytest.fixture(scope="module")
def unseen() -> pd.DataFrame:
    return load_corpus("heldout")[["document", "category"]].rename(
        columns={"document": "内容", "category": "label"}
    )


def test_few_labels_of_the_defaults_own_set_are_warned_about(
    unseen: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unseen.head(200).to_csv(tmp_path / "rows.csv", index=False)
    assert run("train", tmp_path / "rows.csv", tmp_path / "m.tmm", "--json") == 0
    said, told = capsys.readouterr()
    found = json.loads(said)["default_model"]
    right = default_model().predict(unseen["内容"].head(200).tolist()) == unseen["label"].head(200)
    assert found["n_rows"] == 200
    assert found["accuracy"] == round(float(right.mean()), 4) > 0.75
    assert found["own_accuracy"] == json.loads(said)["out_of_fold"]["best"]["accuracy"] < 0.6
    assert WARNING in told
    assert "default model: accuracy" in told
    assert load_model(tmp_path / "m.tmm").training_["default_model"] == found


def test_the_warning_is_said_in_chinese_and_when_quiet(
    unseen: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"utilities": "市政公用", "transport": "道路交通"}
    rows = unseen[unseen["label"].isin(names)].replace({"label": names})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    assert run("train", tmp_path / "rows.csv", tmp_path / "m.tmm", "--lang", "zh") == 0
    assert "默认模型：人工标注的 60 行上准确率" in capsys.readouterr().err
    rows.groupby("label").head(1).to_csv(tmp_path / "two.csv", index=False)
    assert run("train", tmp_path / "two.csv", tmp_path / "m.tmm", "--lang", "zh", "-q", "--force") == 0
    assert "行数太少，新模型无从打分" in capsys.readouterr().err


def test_score_takes_chinese_names_for_codes_and_codes_for_names(
    unseen: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table whose only labels are Chinese names was refused: the default model answers in codes."""
    names = {"utilities": "市政公用", "transport": "道路交通"}
    rows = unseen[unseen["label"].isin(names)]
    chinese = rows.replace({"label": names}).rename(columns={"label": "类别"})
    rows.to_csv(tmp_path / "codes.csv", index=False)
    chinese.to_csv(tmp_path / "names.csv", index=False)
    said = []
    for name in ("codes", "names"):
        assert run("score", "default", tmp_path / f"{name}.csv", "--json") == 0
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] == said[1]
    assert run("train", tmp_path / "names.csv", tmp_path / "m.tmm", "-q") == 0
    capsys.readouterr()
    assert run("score", tmp_path / "m.tmm", tmp_path / "codes.csv", "--json") == 0
    assert set(json.loads(capsys.readouterr().out)["per_class"]) == set(names.values())


def test_categories_of_ones_own_are_not_compared(
    unseen: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = unseen[unseen["label"].isin(["utilities", "transport"])].assign(
        label=lambda t: t["label"].map(str.upper)
    )
    own.to_csv(tmp_path / "rows.csv", index=False)
    assert run("train", tmp_path / "rows.csv", tmp_path / "m.tmm", "--json") == 0
    said, told = capsys.readouterr()
    assert "default_model" not in json.loads(said)
    assert "default" not in told


def test_answers_of_the_model_and_rows_it_learnt_from_are_left_aside(unseen: pd.DataFrame) -> None:
    learnt = load_corpus("train").groupby("category").head(3)
    texts = [*unseen["内容"].head(60), *learnt["document"]]
    labels = [*unseen["label"].head(60), *learnt["category"]]
    model = ComplaintClassifier().fit(texts, labels)
    found = compare_with_default(model, texts, labels, [at < 40 or at >= 60 for at in range(len(texts))])
    assert found is not None
    assert found["n_rows"] == 40
    assert compare_with_default(model, texts, labels, [at >= 60 for at in range(len(texts))]) is None
    assert compare_with_default(model, texts, labels, [False] * len(texts)) is None


def test_corrections_are_no_random_rows(unseen: pd.DataFrame, tmp_path: Path) -> None:
    """Corrected are the rows the default model was unsure of: that a model of one's own does better on them says little."""
    from textmine.classify.training import train_from_table

    unseen[["内容"]].head(200).to_csv(tmp_path / "batch.csv", index=False)
    assert run("classify", tmp_path / "batch.csv", tmp_path / "done.csv", "-q") == 0
    done = pd.read_csv(tmp_path / "done.csv").assign(checked_category="")
    wrong = done["category"] != unseen["label"].head(200)
    done.loc[wrong, "checked_category"] = unseen["label"].head(200)[wrong]
    done.to_csv(tmp_path / "checked.csv", index=False)
    model = train_from_table(tmp_path / "checked.csv")
    found = model.training_["default_model"]
    assert (found["n_rows"], found["accuracy"]) == (int(wrong.sum()), 0.0)
    assert any("drawn at random" in note for note in model.training_["notes"])
