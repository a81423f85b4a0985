"""Measure cleaning per kind of noise, extraction against authored gold, and speed; print the tables of docs/news.md.

``python benchmarks/bench_news.py [speed]``; with ``speed`` that alone. Where real pages are found (``news_raw`` in the folder that
TEXTMINE_REAL_DATA names) their speed is measured too.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
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

SPEED_REPEATS = 8


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


def speed(pages: list[dict[str, Any]], others: dict[str, list[str]]) -> dict[str, float]:
    """Time rounds over the pages and over the texts of others, and keep of each part the round least disturbed.

    Texts end otherwise in each round and are read in turn, so that none is remembered from one round to the next.
    """
    best: dict[str, float] = {}

    def timed(name: str, n: int, call: Callable[[], object]) -> None:
        start = time.process_time()
        call()
        taken = 1000 * (time.process_time() - start) / n
        best[name] = min(taken, best.get(name, taken))

    def clean(number: int) -> None:
        for seed, page in enumerate(pages):
            clean_page(add_noise(CleanPage.of(page), COMBINATIONS["portal"], seed=seed + number))

    sets = {"": ["\n".join(page["paragraphs"]) for page in pages]} | others
    for number in range(-1, SPEED_REPEATS):  # The first round loads vocabularies and the classifier.
        if number <= 0:
            best.clear()
        timed("cleaning", len(pages), partial(clean, number))
        for kind, own in sets.items():
            articles = pd.DataFrame(
                {
                    "article_id": [f"a{n}" for n in range(len(own))],
                    "title": "",
                    "text": [f"{text}\n第{number}遍" for text in own],
                }
            )
            timed(f"models{kind}", len(own), partial(assign_models, articles))
            models = assign_models(articles)
            timed(f"figures{kind}", len(own), partial(extract_claims, articles, models=models))
            timed(f"problems{kind}", len(own), partial(extract_issues, articles))
            timed(f"mechanisms{kind}", len(own), partial(detect_mechanisms, articles, models=models))
    parts = ("models", "figures", "problems", "mechanisms")
    read = {kind: sum(best[f"{part}{kind}"] for part in parts) for kind in sets}
    return {
        "yardstick, CPU seconds": yardstick(),
        "pages cleaned per CPU second": round(1000 / best["cleaning"]),
        **{f"characters per page{kind}": round(sum(map(len, own)) / len(own)) for kind, own in sets.items()},
        **{
            f"pages read per CPU second after cleaning{kind}": round(1000 / taken)
            for kind, taken in read.items()
        },
        **{f"milliseconds a page, {name}": round(taken, 2) for name, taken in best.items()},
    }


# A sentence told again is remembered: each copy of a real page has another common character changed throughout.
_CHANGED = ("的之", "了啦", "在于", "和与", "是乃", "党团", "区坊", "们伙")


def real_pages() -> list[str]:
    """Read and clean the real pages, eight copies of each; none where they are absent."""
    folder = Path(os.environ.get("TEXTMINE_REAL_DATA", "")) / "news_raw"
    texts = [
        clean_page(path.read_text(encoding="utf-8", errors="replace")).text
        for path in sorted(folder.glob("*.txt"))
    ]
    return [text.replace(old, new) for old, new in _CHANGED for text in texts]


def pages_of_authors() -> list[dict[str, Any]]:
    """Read the pages of all further authors."""
    folder = Path(__file__).parents[1] / "tests" / "news" / "data"
    return [
        json.loads(line)
        for path in sorted(folder.glob("*_author.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def yardstick() -> float:
    """Count to five million: about 0.25 CPU seconds on an idle core of 2024; more when cores are shared."""
    start, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return round(time.process_time() - start, 2)


def main() -> None:
    pages = load("pages.jsonl")
    if sys.argv[1:] != ["speed"]:
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
    others = {", other pages": ["\n".join(page["paragraphs"]) for page in pages_of_authors()]}
    if texts := real_pages():
        others[", real pages"] = texts
    for name, value in speed(pages, others).items():
        print(f"{name}: {value:g}")


if __name__ == "__main__":
    main()
