"""Measure cleaning per kind of noise, extraction against authored gold, and speed; print the tables of docs/news.md."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.news.articles import clean_page
from textmine.news.catalogue import assign_model
from textmine.news.claims import assign_models, extract_claims
from textmine.news.issues import extract_issues
from textmine.news.mechanisms import detect_mechanisms
from textmine.news.noise import COMBINATIONS, NOISE_KINDS, CleanPage, add_noise
from textmine.news.people import find_people
from textmine.news.scoring import body_score, score_pages
from textmine.resources import corpus_path

SPEED_REPEATS = 10


def load(name: str) -> list[dict[str, Any]]:
    path = Path(corpus_path("news")) / name
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


AUTHORS = ("third", "fourth", "training")


def further_author(name: str) -> tuple[pd.DataFrame, dict[str, float]]:
    """Score the pages of a further author, noise and all; seen by now, and part of what weights are fitted on."""
    path = Path(__file__).parents[1] / "tests" / "news" / "data" / f"{name}_author.jsonl"
    pages = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cleaned = [clean_page(page["page"]) for page in pages]
    bodies = [body_score(c.text, "\n".join(p["paragraphs"])) for c, p in zip(cleaned, pages, strict=True)]
    bodies_right = {
        "bodies exact": sum(score == (1.0, 1.0) for score in bodies) / len(pages),
        "titles right": sum(c.title == p["title"] for c, p in zip(cleaned, pages, strict=True)) / len(pages),
    }
    return score_pages(pages).to_frame(), bodies_right


def cleaning(pages: list[dict[str, Any]]) -> pd.DataFrame:
    rows = []
    for name, kinds in ({"none": ()} | {kind: (kind,) for kind in NOISE_KINDS} | COMBINATIONS).items():
        scores, titles = [], 0
        for seed, record in enumerate(pages):
            page = CleanPage.of(record)
            cleaned = clean_page(add_noise(page, kinds, seed=seed))
            scores.append(body_score(cleaned.text, "\n".join(page.paragraphs)))
            titles += cleaned.title == page.title
        precision, recall = zip(*scores, strict=True)
        rows.append(
            {
                "noise": name,
                "precision": round(sum(precision) / len(precision), 4),
                "lowest precision": round(min(precision), 4),
                "recall": round(sum(recall) / len(recall), 4),
                "lowest recall": round(min(recall), 4),
                "pages exact": f"{sum(s == (1.0, 1.0) for s in scores)}/{len(scores)}",
                "titles right": f"{titles}/{len(scores)}",
            }
        )
    return pd.DataFrame(rows)


def extraction(sets: dict[str, list[dict[str, Any]]]) -> pd.DataFrame:
    columns = {}
    for name, pages in sets.items():
        measures = vars(score_pages(pages)).copy()
        right = sum(
            assign_model(p["title"], "\n".join(p["paragraphs"])).model_id == p["model_id"] for p in pages
        )
        measures["models_right"] = round(right / len(pages), 3)
        columns[name] = measures
    return pd.DataFrame(columns)


def persons(sets: dict[str, list[dict[str, Any]]]) -> pd.DataFrame:
    """Compare the persons found with the gold: a name is found under itself or as an alias of another."""
    rows = {}
    for name, pages in sets.items():
        n_gold = n_found = n_given = n_right = 0
        for page in pages:
            given = find_people("\n".join(page["paragraphs"]))
            gold = {person["name"] for person in page["persons"]}
            known = {form for person in given for form in (person.name, *person.aliases)}
            n_gold, n_found = n_gold + len(gold), n_found + len(gold & known)
            n_given += len(given)
            n_right += sum(bool(gold & {person.name, *person.aliases}) for person in given)
        rows[name] = {"persons": n_gold, "recall": n_found / n_gold, "precision": n_right / n_given}
    return pd.DataFrame(rows).round(3)


def speed(pages: list[dict[str, Any]]) -> dict[str, float]:
    # Every text is another one: what is remembered of a text helps its own steps alone.
    texts = ["\n".join([*page["paragraphs"], f"第{n}遍"]) for n in range(SPEED_REPEATS) for page in pages]
    raw = [
        add_noise(CleanPage.of(page), COMBINATIONS["portal"], seed=n) for n, page in enumerate(pages)
    ] * SPEED_REPEATS
    articles = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(texts))], "title": "", "text": texts})

    def read() -> None:
        models = assign_models(articles)
        extract_claims(articles, models=models)
        extract_issues(articles)
        detect_mechanisms(articles, models=models)

    models = assign_models(articles)
    steps = {
        "figures": lambda: extract_claims(articles, models=models),
        "problems": lambda: extract_issues(articles),
        "mechanisms": lambda: detect_mechanisms(articles, models=models),
    }

    def clean() -> None:
        for text in raw:
            clean_page(text)

    result = {
        "characters per page": round(articles["text"].str.len().mean()),
        "yardstick, CPU seconds": yardstick(),
    }
    for name, call in (
        ("pages cleaned per CPU second", clean),
        ("pages read per CPU second after cleaning", read),
    ):
        call()  # loads vocabularies and the classifier
        start = time.process_time()
        call()
        result[name] = round(len(texts) / (time.process_time() - start))
    for name, step in steps.items():
        start = time.process_time()
        step()
        result[f"milliseconds a page, {name}"] = round(1000 * (time.process_time() - start) / len(texts), 1)
    return result


def yardstick() -> float:
    """Count to five million: about 0.25 CPU seconds on an idle core of 2024; more when cores are shared."""
    start, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return round(time.process_time() - start, 2)


def main() -> None:
    pages = load("pages.jsonl")
    second = load("pages_second.jsonl")
    print(f"## Cleaning, {len(pages) + len(second)} authored pages a kind of noise\n")
    print(cleaning(pages + second).to_string(index=False))
    print("\n## Extraction from clean authored pages\n")
    print(extraction({"first": pages, "second": second}).to_string())
    print("\n## Persons\n")
    print(persons({"first": pages, "second": second}).to_string())
    for name in AUTHORS:
        table, bodies = further_author(name)
        print(f"\n## Extraction from the pages of the {name} author\n")
        print(table.to_string(index=False), bodies)
    print("\n## Speed, one core\n")
    for name, value in speed(pages).items():
        print(f"{name}: {value:g}")


if __name__ == "__main__":
    main()
