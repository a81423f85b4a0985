"""Words alone sort texts; phrases count by their parts; refinement learns what the words do not say; refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from textmine.classify.seeds import fit_from_seeds, score_seeds
from textmine.cli import main
from textmine.errors import InputError
from textmine.reading.corpus import load_corpus
from textmine.taxonomy import Category, Subcategory, Taxonomy, load_taxonomy


def taxonomy_of(**seeds: tuple[str, ...]) -> Taxonomy:
    return Taxonomy(
        tuple(
            Category(code, code, subcategories=(Subcategory(f"{code}.a", code, seeds=words),))
            for code, words in seeds.items()
        )
    )


WATER_AND_BUS = taxonomy_of(water=("自来水供应管理", "停水"), bus=("公交线路管理", "公交车"))


def test_a_phrase_counts_by_its_words() -> None:
    scores = score_seeds(WATER_AND_BUS, ["自来水又黄又臭", "这条线路早上等不到车", "楼上漏雨"])
    assert scores.argmax(axis=1)[:2].tolist() == [0, 1]
    assert scores[2].tolist() == [0, 0]


def test_a_whole_seed_counts_more_than_its_part() -> None:
    taxonomy = taxonomy_of(one=("停水",), two=("停水通知单",))
    scores = score_seeds(taxonomy, ["又停水了", "路灯不亮", "公交车晚点"])
    assert scores[0, 0] >= scores[0, 1]


def test_a_word_of_every_category_says_nothing() -> None:
    scores = score_seeds(WATER_AND_BUS, ["请加强管理", "停水了", "公交车没来"])
    assert scores[0].tolist() == [0, 0]


def test_the_head_of_a_text_counts_more() -> None:
    filler = "我们是这里的老住户了" * 8
    scores = score_seeds(
        WATER_AND_BUS, [f"停水。{filler}公交车。", f"公交车。{filler}停水。", "无关", "别的"]
    )
    assert scores[0].argmax() == 0
    assert scores[1].argmax() == 1


def test_one_document_alone_has_a_score() -> None:
    assert score_seeds(load_taxonomy(), ["公交车班次太少"]).max() > 0
    assert score_seeds(load_taxonomy(), []).shape == (0, 17)


def test_scores_do_not_depend_on_the_order_of_documents() -> None:
    texts = ["停水三天", "公交车太挤", "自来水发黄", "楼道灯不亮"]
    np.testing.assert_allclose(
        score_seeds(WATER_AND_BUS, texts)[::-1], score_seeds(WATER_AND_BUS, texts[::-1])
    )


@pytest.fixture(scope="module")
def rows() -> tuple[list[str], np.ndarray]:
    corpus = load_corpus("train")
    chosen = corpus[corpus["category"].isin(["transport", "education", "labour", "utilities"])]
    return chosen["document"].tolist(), chosen["category"].to_numpy(dtype=str)


@pytest.fixture(scope="module")
def four() -> Taxonomy:
    wanted = ("transport", "education", "labour", "utilities")
    return Taxonomy(tuple(c for c in load_taxonomy().categories if c.code in wanted))


def test_refinement_beats_the_words_it_starts_from(
    four: Taxonomy, rows: tuple[list[str], np.ndarray]
) -> None:
    texts, truth = rows
    alone = (np.array(four.codes)[score_seeds(four, texts).argmax(axis=1)] == truth).mean()
    model = fit_from_seeds(four, texts)
    assert (model.predict(texts) == truth).mean() > alone + 0.03
    assert alone > 0.5


def test_the_model_says_that_it_never_saw_a_label(four: Taxonomy, rows: tuple[list[str], np.ndarray]) -> None:
    model = fit_from_seeds(four, rows[0][:200])
    assert "never checked against true labels" in model.training_["labels"]
    assert model.review_threshold(0.9) > 1  # every row needs review: no confidence was learnt


def test_same_texts_give_the_same_model(four: Taxonomy, rows: tuple[list[str], np.ndarray]) -> None:
    one, two = (fit_from_seeds(four, rows[0][:150]) for _ in range(2))
    np.testing.assert_array_equal(one.heads_["best"].weights, two.heads_["best"].weights)


def test_too_few_texts_and_foreign_texts_are_refused() -> None:
    with pytest.raises(InputError, match="give at least 50"):
        fit_from_seeds(WATER_AND_BUS, ["停水"] * 100)  # one distinct text
    with pytest.raises(InputError, match="fewer than two categories"):
        fit_from_seeds(WATER_AND_BUS, [f"第{i}个路灯不亮" for i in range(60)])


def test_train_without_labels_through_the_command_line(
    tmp_path: Path, rows: tuple[list[str], np.ndarray], capsys: pytest.CaptureFixture[str]
) -> None:
    taxonomy = tmp_path / "分类.yaml"
    taxonomy.write_text(
        "categories:\n"
        "  - {code: 交通, zh: 交通, subcategories: [{code: 交通.a, zh: 路, seeds: [公交, 道路, 停车, 红绿灯]}]}\n"
        "  - {code: 教育, zh: 教育, subcategories: [{code: 教育.a, zh: 学, seeds: [学校, 幼儿园, 老师, 入学]}]}\n",
        encoding="utf-8",
    )
    (tmp_path / "texts.jsonl").write_text(
        "\n".join(json.dumps({"内容": text}, ensure_ascii=False) for text in rows[0][:300]), encoding="utf-8"
    )
    with pytest.raises(SystemExit) as stopped:
        main(
            [
                "train",
                str(tmp_path / "texts.jsonl"),
                str(tmp_path / "m.tmm"),
                "--no-labels",
                str(taxonomy),
                "--json",
            ]
        )
    assert not stopped.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["classes"] == ["交通", "教育"]
    assert "never checked" in said["labels"]
