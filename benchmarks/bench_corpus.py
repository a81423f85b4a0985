"""Measure the authored corpus: variety, agreement of two readers, and what a model learns from it.

    python benchmarks/bench_corpus.py                    everything (about ten minutes on two free cores)
    python benchmarks/bench_corpus.py variety agreement  some parts; the others stay as saved
    python benchmarks/bench_corpus.py --table            print what was saved

Real messages are looked for in TEXTMINE_REAL_DATA or ../shared/data; they are scored, never learned from, but for the
one floor that bootstraps guide words on unlabelled text, and that model is thrown away. Results go to
benchmarks/results/corpus.json.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmine.classify.features import Features, prepare
from textmine.classify.linear import fit_linear
from textmine.classify.model import SCALES, ComplaintClassifier
from textmine.classify.secondlevel import fit_second_level
from textmine.classify.seeds import fit_from_seeds, score_seeds
from textmine.classify.store import default_model
from textmine.reading.corpus import load_corpus
from textmine.resources import corpus_path
from textmine.taxonomy import load_taxonomy
from textmine.text.documents import document_text
from textmine.text.duplicates import near_duplicate_groups

sys.path.insert(0, str(Path(__file__).resolve().parent))
from corpus_measures import (
    common_runs,
    distinct_share,
    document,
    kappa,
    kappa_interval,
    mask,
    place_pattern,
    read_rows,
)

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).resolve().parent / "results" / "corpus.json"
MIN_GOLD_ROWS = 5  # categories with fewer gold rows are left out of macro-F1
SIZES = (250, 500, 1000, 2000)
SEEDS = 3
# Published in the project's research notes: 650 in-domain labels, cross-validated on the visible gold.
IN_DOMAIN = {"macro_f1_strict": 0.67, "macro_f1": 0.756, "accuracy": 0.815}


def real_folder() -> Path | None:
    """Find the real data, or None."""
    named = os.environ.get("TEXTMINE_REAL_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if (folder / "community_gold_dev.csv").is_file() else None


def read_messages(folder: Path) -> pd.Series:
    """Read the real messages, one document an id."""
    parts = []
    for sheet in (3, 4):
        t = pd.read_excel(folder / "tipdm2020" / f"附件{sheet}.xlsx", dtype=str, engine="openpyxl").fillna("")
        documents = [document_text(a, b) for a, b in zip(t["留言主题"], t["留言详情"], strict=True)]
        parts.append(pd.Series(documents, index=f"{sheet}-" + t["留言编号"].str.strip()))
    joined = pd.concat(parts)
    return joined[~joined.index.duplicated()]


def score_gold(predicted: Sequence[str], gold: pd.DataFrame) -> dict[str, Any]:
    """Score as the contract does: an alternative counts as right, and then as its own class."""
    pred = np.asarray(predicted, dtype=object)
    first, alt = gold["primary"].to_numpy(object), gold["alt"].to_numpy(object)
    right = (pred == first) | ((pred == alt) & (alt != ""))
    truth = np.where(right, pred, first)
    support = gold["primary"].value_counts()
    f1 = {}
    for code in sorted(support[support >= MIN_GOLD_ROWS].index):
        hit = int(((truth == code) & (pred == code)).sum())
        wrong = int(((truth == code) ^ (pred == code)).sum())
        f1[code] = 2 * hit / (2 * hit + wrong) if hit else 0.0
    return {
        "n": len(pred),
        "accuracy": float(right.mean()),
        "strict_accuracy": float((pred == first).mean()),
        "macro_f1": float(np.mean(list(f1.values()))),
        "per_class": {c: round(v, 3) for c, v in f1.items()},
        "support": {c: int(support[c]) for c in f1},
    }


def interval(predicted: Sequence[str], gold: pd.DataFrame, *, n_draws: int = 1000) -> dict[str, list[float]]:
    """Return 95 % bootstrap intervals over messages of accuracy and macro-F1."""
    rng = np.random.default_rng(0)
    pred = np.asarray(predicted, dtype=object)
    values = []
    for _ in range(n_draws):
        rows = rng.integers(0, len(gold), len(gold))
        got = score_gold(pred[rows], gold.iloc[rows])
        values.append((got["accuracy"], got["macro_f1"]))
    low, high = np.percentile(np.array(values), [2.5, 97.5], axis=0)
    return {"accuracy": [low[0], high[0]], "macro_f1": [low[1], high[1]]}


class Learner:
    """Fit the default model's best mode, uncalibrated, on any rows of the corpus; texts are prepared once."""

    def __init__(self, gold: Gold) -> None:
        self.corpus = load_corpus()
        self.codes, self.truth = np.unique(self.corpus["category"].to_numpy(str), return_inverse=True)
        self.prepared = prepare(self.corpus["document"].tolist(), with_words=True)
        self.gold = gold
        self.messages = prepare(gold.texts, with_words=True)

    def score(self, rows: np.ndarray, others: np.ndarray | None = None) -> dict[str, Any]:
        """Learn from rows; score the real messages, and other rows of the corpus where given."""
        part = self.prepared.take(rows)
        features = Features.fit(part, scales=SCALES["best"])
        weights, intercepts = fit_linear(
            features.transform(part), self.truth[rows], n_classes=len(self.codes), penalty=1.0, seed=0
        )
        scorer = features.scorer(weights)
        predicted = self.codes[(scorer.score(self.messages)[0] + intercepts).argmax(axis=1)]
        out = score_gold(predicted.tolist(), self.gold.labels)
        if others is not None:
            inside = (scorer.score(self.prepared.take(others))[0] + intercepts).argmax(axis=1)
            out["own_rows"] = float((inside == self.truth[others]).mean())
        return out


def draw(table: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Draw rows stratified by category, at least two each."""
    shuffled = table.sample(frac=1, random_state=seed)
    rank = shuffled.groupby("category").cumcount()
    size = shuffled.groupby("category")["category"].transform("size")
    return shuffled[(rank < 2) | (rank < size * n / len(table))]


def measure_variety(folder: Path) -> dict[str, Any]:
    """Measure set phrases, near-duplicates and distinct 4-grams, beside those of real messages."""
    rows = read_rows()
    texts = [document(r) for r in rows]
    sets = {"corpus": [mask(t, place_pattern(rows)) for t in texts]}
    raw = {"corpus": texts}
    raw["labelled_dev"] = pd.read_csv(folder / "tipdm2020" / "labelled_dev.csv")["text"].tolist()
    sets["labelled_dev"] = [mask(t) for t in raw["labelled_dev"]]
    n = min(sum(len(re.sub(r"\s", "", t)) for t in s) for s in sets.values()) * 9 // 10
    out: dict[str, Any] = {"n_characters_compared": n}
    for name, masked in sets.items():
        runs = common_runs(masked, more_than=int(0.005 * len(masked)))
        groups = pd.Series(near_duplicate_groups(raw[name]))
        lengths = np.array([len(t) for t in raw[name]])
        out[name] = {
            "n": len(masked),
            "length_quartiles": np.percentile(lengths, [25, 50, 75]).tolist(),
            "runs_of_12_in_more_than_half_a_percent": len(runs),
            "most_common_run_share": max(common_runs(masked, more_than=1).values(), default=1) / len(masked),
            "rows_with_near_duplicate_share": float(groups.duplicated(keep=False).mean()),
            "distinct_4_grams": distinct_share(masked, n_characters=n),
        }
    return out


def measure_agreement() -> dict[str, Any]:
    """Measure the agreement of writers and the blind second reader, over all and per category."""
    second = pd.read_csv(corpus_path("labelling/second_labels.csv"), keep_default_na=False)
    a, b = second["first"].tolist(), second["second"].tolist()
    same = second["first"] == second["second"]
    with_alt = (
        same
        | ((second["first"] == second["second_alt"]) & (second["second_alt"] != ""))
        | ((second["first_second_category"] == second["second"]) & (second["first_second_category"] != ""))
    )
    per = {}
    for code in load_taxonomy().codes:
        low, high = kappa_interval(a, b, code)
        n = int((second["first"] == code).sum())
        per[code] = {"n": n, "kappa": kappa(a, b, code), "low": low, "high": high}
    adjudicated = pd.read_csv(corpus_path("labelling/adjudication.csv"))
    return {
        "n": len(second),
        "agreement": float(same.mean()),
        "agreement_with_alternatives": float(with_alt.mean()),
        "kappa": kappa(a, b),
        "interval": kappa_interval(a, b),
        "per_category": per,
        "adjudicated": adjudicated["kept"].value_counts().to_dict(),
    }


@dataclass(frozen=True)
class Gold:
    """Hold the real messages, which of them carry a gold label, and the labels."""

    every: list[str]
    positions: list[int]
    labels: pd.DataFrame

    @property
    def texts(self) -> list[str]:
        """List the labelled messages, in the order of their labels."""
        return [self.every[at] for at in self.positions]


def read_gold(folder: Path) -> Gold:
    """Read the real messages and the visible gold labels."""
    messages = read_messages(folder)
    labels = pd.read_csv(folder / "community_gold_dev.csv", keep_default_na=False).set_index("id")
    return Gold(messages.tolist(), messages.index.get_indexer(labels.index).tolist(), labels)


def score_floors(gold: Gold) -> dict[str, Any]:
    """Score guide words alone and bootstrapped on the unlabelled messages; quote the published in-domain figure."""
    taxonomy = load_taxonomy()
    scores = score_seeds(taxonomy, gold.every)[gold.positions]
    guessed = [taxonomy.codes[int(s.argmax())] if s.max() > 0 else "other" for s in scores]
    bootstrapped = fit_from_seeds(taxonomy, gold.every).predict(gold.texts)
    return {
        "guide words alone": with_interval(guessed, gold.labels),
        "guide words, bootstrapped": with_interval(bootstrapped, gold.labels),
        "in_domain_650": IN_DOMAIN,
    }


def score_default(gold: Gold) -> dict[str, Any]:
    """Score the default model as it is shipped (a test compares the file with what the corpus makes)."""
    model = default_model()
    p = model.predict_proba(gold.texts)
    held = load_corpus("heldout")
    inside = model.predict(held["document"].tolist()) == held["category"].to_numpy()
    return {
        "default model": {
            **with_interval(model.classes_[p.argmax(axis=1)], gold.labels),
            "n_rows": int((load_corpus()["part"] == "train").sum()),
            "mean_confidence": float(p.max(axis=1).mean()),
            "heldout_accuracy": float(inside.mean()),
            "n_heldout": len(held),
        },
        "default model, fast": with_interval(model.predict(gold.texts, mode="fast"), gold.labels),
    }


def score_all_rows(gold: Gold) -> dict[str, Any]:
    """Score a model of all rows."""
    model = ComplaintClassifier(calibrate=False)
    corpus = load_corpus()
    model.fit(corpus["document"].tolist(), corpus["category"].tolist())
    return {"corpus, all rows": with_interval(model.predict(gold.texts), gold.labels)}


def with_interval(predicted: Sequence[str], gold: pd.DataFrame) -> dict[str, Any]:
    """Score, with intervals."""
    return {**score_gold(predicted, gold), "interval": interval(predicted, gold)}


def learning_curve(gold: Gold) -> list[dict[str, Any]]:
    """Score models from growing parts of the training rows, several draws a size."""
    learner = Learner(gold)
    train = learner.corpus[learner.corpus["part"] == "train"]
    out = []
    for size in (*SIZES, len(train)):
        seeds = range(SEEDS) if size < len(train) else range(1)
        got = [learner.score(np.sort(draw(train, size, seed).index.to_numpy())) for seed in seeds]
        out.append(
            {"n": size, "accuracy": [g["accuracy"] for g in got], "macro_f1": [g["macro_f1"] for g in got]}
        )
    return out


def without_writer(gold: Gold) -> dict[str, dict[str, float]]:
    """Score, for each writer, a model of all the others' rows, on real messages and on the writer's own rows."""
    learner = Learner(gold)
    writers = learner.corpus["writer"].to_numpy(str)
    out = {}
    for writer in sorted(set(writers.tolist())):
        own = np.flatnonzero(writers == writer)
        got = learner.score(np.flatnonzero(writers != writer), own)
        out[writer] = {"n": len(own), **{k: got[k] for k in ("accuracy", "macro_f1", "own_rows")}}
    return out


def score_second_level() -> dict[str, Any]:
    """Score the second level of each writer's rows, given the right category, by models of all other writers' rows.

    Once on title and text, once on the title alone: messages of one line tell less.
    """
    corpus = load_corpus()
    texts, titles = corpus["document"].tolist(), corpus["title"].tolist()
    categories, truth = corpus["category"].to_numpy(str), corpus["subcategory"].to_numpy(str)
    classes, positions = np.unique(categories, return_inverse=True)
    writers = corpus["writer"].to_numpy(str)
    penalty = ComplaintClassifier().penalty
    right = {"document": np.zeros(len(corpus), dtype=bool), "title": np.zeros(len(corpus), dtype=bool)}
    for writer in np.unique(writers).tolist():
        learnt, own = np.flatnonzero(writers != writer), writers == writer
        levels = fit_second_level(
            [texts[at] for at in learnt],
            positions[learnt],
            classes,
            truth[learnt].tolist(),
            penalty=penalty,
            seed=0,
        )
        for category, (subs, head) in levels.items():
            rows = np.flatnonzero(own & (categories == category))
            if not len(rows):
                continue
            for name, given in (("document", texts), ("title", titles)):
                scores, _ = head.scores(prepare([given[at] for at in rows], with_words=False))
                right[name][rows] = subs[scores.argmax(axis=1)] == truth[rows]
    return {
        "n": len(corpus),
        "n_codes": len(np.unique(truth)),
        **{f"accuracy, {name}": round(float(found.mean()), 3) for name, found in right.items()},
        "per_category": {
            str(c): round(float(right["document"][categories == c].mean()), 3) for c in classes.tolist()
        },
    }


def print_second_level(got: dict[str, Any]) -> None:
    """Print the accuracy of the second level."""
    print(
        f"\nsecond level: {got['n']} rows, {got['n_codes']} codes, each writer left out, category given: accuracy "
        f"{got['accuracy, document']:.3f}, by the title alone {got['accuracy, title']:.3f}\n"
    )
    print("| category | accuracy |\n|---|---|")
    for code, accuracy in sorted(got["per_category"].items(), key=lambda item: item[1]):
        print(f"| {code} | {accuracy:.2f} |")


def print_tables(result: dict[str, Any]) -> None:
    """Print the tables as Markdown, as they stand in docs/corpus.md."""
    if "variety" in result:
        print_variety(result["variety"])
    if "agreement" in result:
        print_agreement(result["agreement"])
    models = {**result.get("floors", {}), **result.get("default", {}), **result.get("all_rows", {})}
    if models:
        print_models(models)
    if "learning_curve" in result:
        print("\n| training rows | accuracy | macro-F1 (range over draws) |\n|---|---|---|")
        for point in result["learning_curve"]:
            f1 = point["macro_f1"]
            print(
                f"| {point['n']} | {np.mean(point['accuracy']):.3f} | {np.mean(f1):.3f} ({min(f1):.3f}–{max(f1):.3f}) |"
            )
    if "without_writer" in result:
        print("\n| without writer | rows | real macro-F1 | that writer's own rows |\n|---|---|---|---|")
        for writer, got in result["without_writer"].items():
            print(f"| {writer} | {got['n']} | {got['macro_f1']:.3f} | {got['own_rows']:.3f} |")
    if "second_level" in result:
        print_second_level(result["second_level"])


def print_variety(variety: dict[str, Any]) -> None:
    """Print measures of wording."""
    print(
        f"variety (distinct 4-grams over {variety['n_characters_compared']} characters, names and numbers masked)\n"
    )
    print(
        "| | rows | length (quartiles) | most common 12-run | rows with a near-duplicate | distinct 4-grams |"
    )
    print("|---|---|---|---|---|---|")
    for name in ("corpus", "labelled_dev"):
        v = variety[name]
        quartiles = " / ".join(f"{q:.0f}" for q in v["length_quartiles"])
        print(
            f"| {name} | {v['n']} | {quartiles} | {v['most_common_run_share']:.2%} of rows | "
            f"{v['rows_with_near_duplicate_share']:.2%} | {v['distinct_4_grams']:.3f} |"
        )


def print_agreement(a: dict[str, Any]) -> None:
    """Print the agreement of two readers."""
    print(
        f"\nagreement: {a['n']} rows, {a['agreement']:.1%} equal, {a['agreement_with_alternatives']:.1%} counting "
        f"alternatives, kappa {a['kappa']:.3f} ({a['interval'][0]:.3f}–{a['interval'][1]:.3f}); "
        f"adjudicated {a['adjudicated']}\n"
    )
    print("| category | rows | kappa | 95 % interval |\n|---|---|---|---|")
    for code, k in a["per_category"].items():
        print(f"| {code} | {k['n']} | {k['kappa']:.2f} | {k['low']:.2f}–{k['high']:.2f} |")


def print_models(models: dict[str, Any]) -> None:
    """Print scores on real messages."""
    print(
        "\n| learned from | accuracy | 95 % | strict accuracy | macro-F1 | 95 % |\n|---|---|---|---|---|---|"
    )
    for name, got in models.items():
        if "interval" in got:
            low, high = got["interval"]["accuracy"]
            f_low, f_high = got["interval"]["macro_f1"]
            print(
                f"| {name} | {got['accuracy']:.3f} | {low:.3f}–{high:.3f} | {got['strict_accuracy']:.3f} | "
                f"{got['macro_f1']:.3f} | {f_low:.3f}–{f_high:.3f} |"
            )
        elif name == "in_domain_650":
            print(
                f"| 650 in-domain labels (published) | {got['accuracy']:.3f} | | | {got['macro_f1']:.3f} | |"
            )
    if default := models.get("default model"):
        print(f"\nmean confidence of the default model {default['mean_confidence']:.3f}")
        print(f"accuracy on {default['n_heldout']} held-out rows {default['heldout_accuracy']:.3f}")
        print("\n| category | gold rows | F1 |\n|---|---|---|")
        for code, value in sorted(default["per_class"].items(), key=lambda item: item[1]):
            print(f"| {code} | {default['support'][code]} | {value:.2f} |")


PARTS: dict[str, Callable[[Gold], Any]] = {
    "floors": score_floors,
    "default": score_default,
    "all_rows": score_all_rows,
    "learning_curve": learning_curve,
    "without_writer": without_writer,
}


def main() -> None:
    """Measure the parts asked for, save each when it is done, and print the tables."""
    names = ["variety", "agreement", "second_level", *PARTS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", help=f"any of: {', '.join(names)}; none means all")
    parser.add_argument("--table", action="store_true", help="print what was saved")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(names):
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    result = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    folder = real_folder()
    for name in [] if chosen.table else chosen.parts or names:
        if name == "agreement":
            measured: Any = measure_agreement()
        elif name == "second_level":
            measured = score_second_level()
        elif folder is None:
            print(f"real data are absent: {name} is left as it was", file=sys.stderr)
            continue
        elif name == "variety":
            measured = measure_variety(folder)
        else:
            measured = PARTS[name](read_gold(folder))
        result = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        result[name] = measured
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print_tables(result)


if __name__ == "__main__":
    main()
