"""The catalogue holds five models with located facts, and pages find their model or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.news.catalogue import assign_model, compare_with_catalogue, load_models
from textmine.news.kinds import GRADES, KINDS
from textmine.news.mechanisms import MECHANISM_CODES


def test_load_models_gives_five_with_sound_codes() -> None:
    models = load_models()
    assert [m.model_id for m in models] == [
        "veteran_secretary_office", "retired_party_branch", "first_secretary", "secretary_workshop", "cadres_to_community",
    ]  # fmt: skip
    for model in models:
        assert set(model.mechanisms) <= set(MECHANISM_CODES)
        assert set(model.mechanisms.values()) <= {"concrete", "named"}
        assert model.not_reported
        for fact in model.record["figures"]:
            assert fact["kind"] in KINDS
            assert fact["grade"] in GRADES
            assert fact["locator"] >= 1
            assert fact["low"] is not None or fact["high"] is not None
        for date in model.record["adoption"]:
            assert date["precision"] in ("month", "year", "before", "none")
            assert bool(date["date"]) == (date["precision"] in ("month", "year"))


def test_load_models_refuses_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "目录.yaml"
    path.write_text("models: 3", encoding="utf-8")
    with pytest.raises(InputError, match="not a catalogue"):
        load_models(path)
    with pytest.raises(InputError, match="no such file"):
        load_models(tmp_path / "无.yaml")


def test_assign_model_finds_the_authored_models(authored: list[dict[str, Any]]) -> None:
    right = sum(
        assign_model(p["title"], "\n".join(p["paragraphs"])).model_id == p["model_id"] for p in authored
    )
    assert right / len(authored) >= 0.9


@pytest.mark.parametrize("text", ["", "小区业主换了物业。", "The lamp is broken."])
def test_assign_model_gives_none(text: str) -> None:
    assert assign_model("", text).model_id == ""


def test_compare_with_catalogue_shows_both_sides() -> None:
    found = pd.DataFrame(
        {
            "model_id": ["first_secretary"] * 2,
            "mechanism": ["emergency", "exemplars"],
            "strength": ["named", "named"],
        }
    )
    table = compare_with_catalogue(found).set_index("mechanism")
    assert (table.loc["emergency", "catalogue"], table.loc["emergency", "found"]) == ("concrete", "named")
    assert table.loc["exemplars", "catalogue"] == ""
    assert not table["agrees"].any()


@pytest.mark.real_data
def test_load_models_agrees_with_extraction_on_its_pages(real_data: Path) -> None:
    from textmine.news.articles import clean_pages
    from textmine.news.claims import assign_models
    from textmine.news.mechanisms import detect_mechanisms

    articles = clean_pages([real_data / "news_raw"])
    models = assign_models(articles)
    documents = {
        Path(path).stem: key
        for path, key in zip(articles["source_path"], articles["article_id"], strict=True)
    }
    assert {models[documents[m.document]]: m.model_id for m in load_models()} == {
        m.model_id: m.model_id for m in load_models()
    }
    table = compare_with_catalogue(detect_mechanisms(articles, models=models))
    assert table["agrees"].mean() >= 0.6
    for model in load_models():
        n = len(articles.set_index("article_id").loc[documents[model.document], "paragraphs"])
        assert all(fact["locator"] <= n for fact in model.record["figures"])
