"""Read news pages into all their tables at once, and write these with their report into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from textmine.errors import InputError
from textmine.news.articles import clean_pages
from textmine.news.catalogue import load_models
from textmine.news.claims import assign_models, extract_claims
from textmine.news.copies import find_copies
from textmine.news.evidence import build_evidence
from textmine.news.gazetteer import extract_places
from textmine.news.issues import extract_issues
from textmine.news.mechanisms import detect_mechanisms, load_mechanisms
from textmine.news.people import extract_people, find_people, mask_table
from textmine.report.news import model_file, write_news_report
from textmine.writing.tables import write_table

__all__ = ["FILES", "Newsroom", "all_files", "read_news", "write_news"]

FILES = (
    "articles.jsonl",
    "issues.csv",
    "claims.csv",
    "mechanisms.csv",
    "people.csv",
    "places.csv",
    "report.html",
)


def all_files() -> list[str]:
    """Name every file that may be written: `FILES`, then a page per model.

    Examples
    --------
    >>> all_files()[-2:]
    ['model-cadres_to_community.html', 'model-none.html']
    """
    return [*FILES, *(model_file(model.model_id) for model in load_models()), model_file("")]


@dataclass(frozen=True)
class Newsroom:
    """Hold everything read from some pages: articles, problems, figures, mechanisms, persons, places, model by article."""

    articles: pd.DataFrame
    issues: pd.DataFrame
    claims: pd.DataFrame
    mechanisms: pd.DataFrame
    people: pd.DataFrame
    places: pd.DataFrame
    models: dict[str, str]

    def masked(self) -> Newsroom:
        """Return the same with persons' names replaced by tags in every table."""
        known = {
            str(k): find_people(str(t))
            for k, t in zip(self.articles["article_id"], self.articles["text"], strict=True)
        }
        tables = {
            name: mask_table(getattr(self, name), known)
            for name in ("articles", "issues", "claims", "mechanisms", "people", "places")
        }
        tables["articles"]["byline"] = ""
        # Crawlers name files by headlines, and these name people.
        tables["articles"]["source_path"] = [
            f"{key}{Path(str(path)).suffix}"
            for key, path in zip(self.articles["article_id"], self.articles["source_path"], strict=True)
        ]
        # What was taken off a page may name its reporter, whom the text does not.
        for name in ("removed", "repairs"):
            if name in tables["articles"]:
                tables["articles"][name] = tables["articles"][name].map(_without_samples)
        tables["people"]["aliases"] = ""
        return Newsroom(**tables, models=self.models)


def _without_samples(steps: object) -> object:
    if not isinstance(steps, list):
        return steps
    return [{**step, "sample": ""} if isinstance(step, dict) and "sample" in step else step for step in steps]


def read_news(
    paths: Iterable[str | Path],
    *,
    encoding: str | None = None,
    mechanisms: str | Path | None = None,
    failed: list[InputError] | None = None,
    notes: list[str] | None = None,
    sheet: str | None = None,
) -> Newsroom:
    """Clean pages and extract problems, figures, mechanisms, persons and places.

    Parameters
    ----------
    mechanisms : path, optional
        A vocabulary of mechanisms that adds to ours.
    failed : list, optional
        Pages that cannot be read are put here; without it the first one raises.
    sheet : str, optional
        Of tables of pages read this sheet only.
    notes : list, optional
        What was odd in tables of pages is put here.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "页.txt")
    >>> _ = path.write_text("区里选派38名干部任社区第一书记，化粪池渗漏的问题当天解决。", encoding="utf-8")
    >>> found = read_news([path])
    >>> len(found.claims), found.models
    (1, {'a1': 'first_secretary'})
    """
    vocabulary = load_mechanisms(mechanisms)
    articles = clean_pages(paths, encoding=encoding, sheet=sheet, failed=failed, notes=notes)
    copies = find_copies(articles)
    articles["copy_of"] = [copies.get(str(key), "") for key in articles["article_id"]]
    models = assign_models(articles)
    return Newsroom(
        articles,
        extract_issues(articles),
        extract_claims(articles, models=models),
        detect_mechanisms(articles, models=models, vocabulary=vocabulary),
        extract_people(articles),
        extract_places(articles),
        models,
    )


def write_news(found: Newsroom, folder: Path, *, lang: str = "en") -> None:
    """Write the tables, the report and a page per model into a folder; each file whole or not at all.

    A page per model that the folder holds from before goes: it would speak of other articles.
    """
    for name in all_files()[len(FILES) :]:
        (folder / name).unlink(missing_ok=True)
    write_table(found.articles, folder / "articles.jsonl", force=True)
    for name in ("issues", "claims", "mechanisms", "people", "places"):
        write_table(getattr(found, name), folder / f"{name}.csv", force=True)
    evidence = build_evidence(found.articles, found.claims, found.mechanisms, found.models)
    write_news_report(folder / "report.html", found.articles, found.issues, evidence, found.models, lang=lang)
