"""Measure the classifier: quality on real labels, learning curve, mode without labels, speed.

    python benchmarks/bench_classification.py [quality|tried|confidence|curve|nolabels|several|speed|stages|scaling ...]

Real labels come from the folder TEXTMINE_REAL_DATA (or ../shared/data) and are only read here; nothing fitted on them is
kept. The table goes to stdout and, as JSON, to benchmarks/results/classification_<part>.json.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmine.classify.model import SCALES, ComplaintClassifier
from textmine.classify.scoring import (
    accuracy_at_coverage,
    bootstrap_interval,
    compare_predictions,
    expected_calibration_error,
    score_predictions,
)
from textmine.classify.splitting import duplicate_groups, split_documents
from textmine.reading.tables import read_complaints, read_table

ROOT = Path(__file__).resolve().parents[1]
REAL = Path(os.environ.get("TEXTMINE_REAL_DATA", ROOT.parent / "shared" / "data")) / "tipdm2020"
RESULTS = ROOT / "benchmarks" / "results"
REVIEW_TARGET = 0.97


def save(part: str, table: pd.DataFrame) -> None:
    print(f"\n## {part}\n")
    print(table.to_string(index=False))
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(table.to_dict("records"), ensure_ascii=False, indent=1)
    (RESULTS / f"classification_{part}.json").write_text(text + "\n", encoding="utf-8")


def labelled() -> tuple[list[str], np.ndarray[Any, Any]]:
    table = read_table(REAL / "labelled_dev.csv").frame
    return table["text"].tolist(), table["label"].to_numpy(dtype=str)


def naive() -> Any:
    """The recipe everyone publishes: jieba, TF-IDF, LinearSVC."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    jieba.setLogLevel(60)
    return make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LinearSVC())


def character_svc() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    return make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True),
        LinearSVC(class_weight="balanced"),
    )


def quality() -> None:
    """Grouped 5-fold cross-validation; calibration and review line are set inside each training part."""
    texts, labels = labelled()
    groups = duplicate_groups(texts)
    folds = list(split_documents(texts, labels, groups=groups))
    predicted: dict[str, np.ndarray[Any, Any]] = {}
    confidence: dict[str, np.ndarray[Any, Any]] = {}
    flagged: dict[str, np.ndarray[Any, Any]] = {}
    for name in ("naive", "characters, sklearn", "best", "fast"):
        predicted[name] = np.empty(len(labels), dtype=labels.dtype)
        confidence[name], flagged[name] = np.full(len(labels), np.nan), np.zeros(len(labels), bool)
    for train, test in folds:
        part, held = [texts[i] for i in train], [texts[i] for i in test]
        for name, make in (("naive", naive), ("characters, sklearn", character_svc)):
            predicted[name][test] = make().fit(part, labels[train]).predict(held)
        model = ComplaintClassifier().fit(part, labels[train], groups=groups[train])
        for mode in ("best", "fast"):
            p = model.predict_proba(held, mode=mode)
            predicted[mode][test] = model.classes_[p.argmax(axis=1)]
            confidence[mode][test] = p.max(axis=1)
            flagged[mode][test] = p.max(axis=1) < model.review_threshold(REVIEW_TARGET, mode=mode)
    rows = []
    for name, said in predicted.items():
        scores = score_predictions(labels.tolist(), said.tolist())
        low, high = bootstrap_interval(labels.tolist(), said.tolist())
        row = {
            "recipe": name,
            "macro_f1": scores.macro_f1,
            "low": low,
            "high": high,
            "accuracy": scores.accuracy,
        }
        gap = compare_predictions(labels.tolist(), predicted["naive"].tolist(), said.tolist())
        row |= {"minus_naive": gap.difference, "gap_low": gap.low, "gap_high": gap.high}
        if name in ("best", "fast"):
            right = said == labels
            kept = ~flagged[name]
            row |= {"ece": expected_calibration_error(confidence[name], right)}
            row |= {
                f"accuracy_surest_{k}": v for k, v in accuracy_at_coverage(confidence[name], right).items()
            }
            row |= {"unflagged_share": kept.mean(), "accuracy_unflagged": right[kept].mean()}
        rows.append(row)
    save("quality", pd.DataFrame(rows).round(4))


def tried(n_repeats: int = 2) -> None:
    """What was tried on the same folds, features and learner alone; "best" is what is used."""
    from dataclasses import replace

    from textmine.classify.features import IDF_POWER, Features, Prepared, prepare
    from textmine.classify.linear import fit_linear
    from textmine.reading.corpus import load_corpus

    texts, labels = labelled()
    truth = np.unique(labels, return_inverse=True)[1]
    groups = duplicate_groups(texts)
    whole = prepare(texts, with_words=True)
    cut = prepare([text[:800] for text in texts], with_words=True)
    corpus = prepare(load_corpus("train")["document"].tolist(), with_words=True)
    best, fast = SCALES["best"], SCALES["fast"]
    variants: dict[str, dict[str, Any]] = {
        "best": {},
        "fast": {"scales": fast},
        "best, IDF to the power 1": {"power": 1.0},
        "best, IDF to the power 1.5": {"power": 1.5},
        "best, IDF to the power 3": {"power": 3.0},
        "best, C = 1": {"penalty": 1.0},
        "best, C = 0.25": {"penalty": 0.25},
        "best, IDF from the authored corpus too": {"idf": corpus},
        "best, first 800 characters only": {"source": cut},
        "characters only": {"scales": (1.0, 0.0, 0.0)},
        "head only": {"scales": (0.0, 1.0, 0.0)},
        "words only": {"scales": (0.0, 0.0, 1.0)},
        "best, no head": {"scales": (1.0, 0.0, 1.0)},
    }

    def scores(
        train: Any,
        test: Any,
        *,
        scales: tuple[float, ...] = best,
        power: float = IDF_POWER,
        penalty: float = 0.5,
        idf: Prepared | None = None,
        source: Prepared = whole,
    ) -> Any:
        part = source.take(train)
        features = Features.fit(part, scales=scales, unlabelled=idf)
        features = replace(features, idf=features.idf ** (power / IDF_POWER))
        weights, intercepts = fit_linear(features.transform(part), truth[train], n_classes=7, penalty=penalty)
        return features.scorer(weights).score(source.take(test))[0] + intercepts

    rows = []
    for name, options in variants.items():
        f1, accuracy, surest = [], [], []
        for seed in range(n_repeats):
            out = np.zeros((len(texts), 7))
            for train, test in split_documents(texts, labels, groups=groups, seed=seed):
                out[test] = scores(train, test, **options)
            said = out.argmax(axis=1)
            ranked = np.sort(out, axis=1)
            f1.append(score_predictions(truth.tolist(), said.tolist()).macro_f1)
            accuracy.append(float((said == truth).mean()))
            surest.append(accuracy_at_coverage(ranked[:, -1] - ranked[:, -2], said == truth)["0.9"])
        rows.append(
            {
                "recipe": name,
                "macro_f1": np.mean(f1),
                "accuracy": np.mean(accuracy),
                "surest_90_by_margin": np.mean(surest),
            }
        )
    save("tried", pd.DataFrame(rows).round(4))


def confidence(n_repeats: int = 3) -> None:
    """What else could tell right from wrong predictions: accuracy on the surest 90 and 80 % with further evidence.

    Out-of-fold scores of the better way's features and learner; a logistic regression on each set of columns, itself fitted in
    ten folds, ranks the rows. Naive Bayes, class centroids and the 15 nearest labelled documents give the margin of the category.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.naive_bayes import ComplementNB

    from textmine.classify.features import Features, prepare
    from textmine.classify.linear import fit_linear

    texts, labels = labelled()
    truth = np.unique(labels, return_inverse=True)[1]
    groups, whole = duplicate_groups(texts), prepare(texts, with_words=True)
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in range(n_repeats):
        out = {name: np.zeros((len(texts), 7)) for name in ("SVC", "naive Bayes", "centroids", "neighbours")}
        for train, test in split_documents(texts, labels, groups=groups, seed=seed):
            features = Features.fit(whole.take(train), scales=SCALES["best"])
            known, held = features.transform(whole.take(train)), features.transform(whole.take(test))
            weights, intercepts = fit_linear(known, truth[train], n_classes=7, penalty=0.5)
            out["SVC"][test] = held @ weights + intercepts
            out["naive Bayes"][test] = (
                ComplementNB(alpha=0.3).fit(known, truth[train]).predict_log_proba(held)
            )
            centres = np.vstack([np.asarray(known[truth[train] == k].mean(axis=0)) for k in range(7)])
            out["centroids"][test] = held @ (centres / np.linalg.norm(centres, axis=1, keepdims=True)).T
            near = np.maximum((held @ known.T).toarray(), 0.0)
            for row, at in enumerate(test):
                best = np.argsort(-near[row], kind="stable")[:15]
                out["neighbours"][at] = np.bincount(
                    truth[train][best], weights=near[row][best] ** 2, minlength=7
                )
        rows, first = np.arange(len(texts)), out["SVC"].argmax(axis=1)
        right = first == truth

        def margin(scores: Any, rows: Any = rows, first: Any = first) -> Any:
            others = scores.copy()
            others[rows, first] = -np.inf
            return scores[rows, first] - others.max(axis=1)

        top = -np.sort(-out["SVC"], axis=1)
        base = [top[:, 0], top[:, 1]]
        more = {name: margin(out[name]) for name in ("naive Bayes", "centroids", "neighbours")}
        sets = {"two highest scores (what is used)": base}
        sets |= {f"and {name}": [*base, column] for name, column in more.items()}
        sets["and all three"] = [*base, *more.values()]
        for name, columns in sets.items():
            matrix = np.column_stack([(c - c.mean()) / c.std() for c in columns])
            matrix = np.hstack([matrix, np.eye(7)[first]])
            folds = KFold(10, shuffle=True, random_state=seed)
            p = cross_val_predict(
                LogisticRegression(max_iter=500), matrix, right, cv=folds, method="predict_proba"
            )
            at = accuracy_at_coverage(p[:, 1], right)
            found.setdefault(name, []).append((at["0.9"], at["0.8"]))
    save(
        "confidence",
        pd.DataFrame(
            {"evidence": name, "surest_90": np.mean(v, axis=0)[0], "surest_80": np.mean(v, axis=0)[1]}
            for name, v in found.items()
        ).round(4),
    )


def curve(n_draws: int = 20) -> None:
    """Few labels: n a class drawn from a training fold, scored on its test fold; the rest of the fold is unlabelled.

    What `ComplaintClassifier.fit` does for its better way, called directly: texts are prepared once for all draws.
    """
    from textmine.classify.features import prepare
    from textmine.classify.selftraining import fit_with_unlabelled

    texts, labels = labelled()
    truth = np.unique(labels, return_inverse=True)[1]
    prepared = prepare(texts, with_words=True)
    folds = list(split_documents(texts, labels))
    rows = []
    for n in (5, 10, 20, 50):
        found: dict[str, list[float]] = {"labels only": [], "labels + unlabelled": []}
        for draw in range(n_draws):
            train, test = folds[draw % len(folds)]
            rng = np.random.default_rng(draw)
            chosen = np.concatenate(
                [rng.permutation(train[labels[train] == k])[:n] for k in np.unique(labels)]
            )
            rest = prepared.take(np.setdiff1d(train, chosen))
            held = prepared.take(test)
            for name, more in (("labels only", None), ("labels + unlabelled", rest)):
                features, weights, intercepts = fit_with_unlabelled(
                    prepared.take(chosen),
                    truth[chosen],
                    more,
                    idf_source=more,
                    scales=SCALES["best"],
                    n_classes=7,
                    penalty=0.5,
                    seed=0,
                )
                said = (features.scorer(weights).score(held)[0] + intercepts).argmax(axis=1)
                found[name].append(score_predictions(truth[test].tolist(), said.tolist()).macro_f1)
        rows += [
            {
                "labels_per_class": n,
                "mode": k,
                "macro_f1": np.mean(v),
                "sd_of_draws": np.std(v),
                "n_draws": n_draws,
            }
            for k, v in found.items()
        ]
    save("curve", pd.DataFrame(rows).round(4))


def official_taxonomy() -> Any:
    """Make a taxonomy of the seven labels whose words are the official scheme's own names of all three levels, as they stand."""
    from textmine.taxonomy import Category, Subcategory, Taxonomy

    scheme = read_table(REAL / "附件1_标签体系.xlsx").frame
    categories = []
    for label in sorted(set(labelled()[1])):
        part = scheme[scheme["一级分类"].str.strip() == label]
        names = [str(name).strip() for name in (label, *part["二级分类"], *part["三级分类"])]
        seeds = tuple(dict.fromkeys(name for name in names if name and name != "nan"))
        categories.append(
            Category(label, label, subcategories=(Subcategory(label + ".", label, seeds=seeds),))
        )
    return Taxonomy(tuple(categories))


def nolabels() -> None:
    """No label at all: words as seeds, refined on the same texts without their labels. Three tasks, so that none is tuned to."""
    from textmine.classify.seeds import fit_from_seeds, score_seeds
    from textmine.reading.corpus import load_corpus
    from textmine.taxonomy import load_taxonomy

    texts, labels = labelled()
    corpus = load_corpus("train")
    real, gold = community_gold()
    tasks: list[tuple[str, Any, list[str], Callable[[list[str]], float]]] = [
        (
            "7 official labels, official names",
            official_taxonomy(),
            texts,
            lambda said: score_predictions(labels.tolist(), said).macro_f1,
        ),
        (
            "17 categories, guide words, authored corpus",
            load_taxonomy(),
            corpus["document"].tolist(),
            lambda said: score_predictions(corpus["category"].tolist(), said).macro_f1,
        ),
        ("17 categories, guide words, real messages", load_taxonomy(), real, gold),
    ]
    rows = []
    for task, taxonomy, documents, score in tasks:
        codes = np.array(taxonomy.codes)
        seeds = codes[score_seeds(taxonomy, documents).argmax(axis=1)]
        refined = fit_from_seeds(taxonomy, documents).predict(documents)
        rows.append(
            {
                "task": task,
                "texts": len(documents),
                "words_alone": score(seeds.tolist()),
                "refined": score(refined.tolist()),
            }
        )
    save("nolabels", pd.DataFrame(rows).round(4))


def community_gold() -> tuple[list[str], Callable[[list[str]], float]]:
    """Return 7,000 real messages and a score of their predictions on the 291 with a gold category (first or alternative)."""
    from bench_corpus import read_gold, real_folder, score_gold

    folder = real_folder()
    assert folder is not None
    found = read_gold(folder)

    def score(said: list[str]) -> float:
        return float(score_gold([said[at] for at in found.positions], found.labels)["macro_f1"])

    return found.every, score


_CONNECTIONS = (
    "另外，", "还有，", "而且", "同时，", "顺便反映一下，", "再有就是", "\n", "此外，", "二是", "还想说一件事：",
)  # fmt: skip


def composed(n: int = 200, seed: int = 0) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Compose messages of two issues from held-out texts of two writers; return them with as many single-issue controls."""
    from textmine.reading.corpus import load_corpus

    rows = load_corpus("heldout")
    rows = rows[(rows["second_category"] == "") & (rows["category"] != "other")].reset_index(drop=True)
    rng = np.random.default_rng(seed)
    made: list[tuple[str, str, str]] = []
    while len(made) < n:
        first, second = (rows.iloc[at] for at in rng.integers(0, len(rows), 2))
        if first["category"] == second["category"] or first["writer"] == second["writer"]:
            continue
        between = _CONNECTIONS[rng.integers(len(_CONNECTIONS))]
        made.append(
            (first["text"].rstrip() + between + second["text"], first["category"], second["category"])
        )
    controls = rows.sample(n, random_state=seed)
    return made, list(zip(controls["text"], controls["category"], strict=True))


def several() -> None:
    """Messages of two issues: how many are found, how often wrongly, and whether both categories are right."""
    from textmine.classify.several import find_second_issues
    from textmine.classify.store import default_model

    made, controls = composed()
    model = default_model()
    codes = np.array([str(c) for c in model.classes_])
    texts = [row[0] for row in made] + [row[0] for row in controls]
    order = np.argsort(-model.predict_proba(texts), axis=1)
    found = find_second_issues(model, texts, order[:, 0])
    n = len(made)
    said = found.is_several
    truth = [{row[1], row[2]} for row in made]
    first, runner_up = codes[order[:, 0]], codes[order[:, 1]]
    second = np.where(said, codes[found.position], runner_up)
    hits, alarms = int(said[:n].sum()), int(said[n:].sum())
    row = {
        "n_composed": n,
        "n_controls": len(controls),
        "recall": hits / n,
        "false_alarm_share": alarms / len(controls),
        "precision_at_equal_numbers": hits / (hits + alarms),
        "second_is_one_of_the_two": np.mean([second[at] in truth[at] for at in range(n) if said[at]]),
        "both_right_with_detector": np.mean([{first[at], second[at]} == truth[at] for at in range(n)]),
        "both_right_with_runner_up": np.mean([{first[at], runner_up[at]} == truth[at] for at in range(n)]),
    }
    save("several", pd.DataFrame([row]).round(4))


def cpu(call: Callable[[], Any]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def speed(n_rounds: int = 3) -> None:
    """Raw text to label, CPU seconds, distinct texts; the median of rounds that alternate between the recipes."""
    texts, labels = labelled()
    batch = [t for name in ("附件3.xlsx", "附件4.xlsx") for t in read_complaints(REAL / name)["document"]]
    batch = list(dict.fromkeys(batch))
    base = naive().fit(texts, labels)
    model = ComplaintClassifier(calibrate=False).fit(texts, labels)
    slow_batch = batch[:1500]
    calls: dict[str, tuple[Callable[[], Any], int]] = {
        "naive (jieba, TF-IDF, LinearSVC)": (lambda: base.predict(slow_batch), len(slow_batch)),
        "best": (lambda: model.predict(batch, mode="best"), len(batch)),
        "fast": (lambda: model.predict(batch, mode="fast"), len(batch)),
    }
    for call, _ in calls.values():
        call()  # compile and load dictionaries before the clock runs
    rates: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(n_rounds):
        for name, (call, n) in calls.items():
            rates[name].append(n / cpu(call))
    first = np.array(rates["naive (jieba, TF-IDF, LinearSVC)"])
    rows = [
        {
            "recipe": name,
            "documents_per_cpu_second": round(float(np.median(v))),
            "times_naive": round(float(np.median(np.array(v) / first)), 1),
        }
        for name, v in rates.items()
    ]
    save("speed", pd.DataFrame(rows))


def stages() -> None:
    """Where the time goes: CPU microseconds a text of each stage, real messages, default model."""
    from textmine.classify.features import prepare
    from textmine.classify.several import find_second_issues
    from textmine.classify.store import default_model

    batch = [t for name in ("附件3.xlsx", "附件4.xlsx") for t in read_complaints(REAL / name)["document"]]
    batch = list(dict.fromkeys(batch))
    model = default_model()
    held = {mode: model.prepare(batch, mode=mode) for mode in ("fast", "best")}
    p = {mode: model.predict_with_evidence(held[mode], mode=mode)[0] for mode in held}
    first = {mode: [str(model.classes_[at]) for at in p[mode].argmax(axis=1)] for mode in p}
    calls: dict[tuple[str, str], Callable[[], Any]] = {}
    for mode in ("fast", "best"):
        folding = "fold characters" if mode == "fast" else "fold characters, segment words"
        calls[mode, folding] = lambda m=mode: prepare(batch, with_words=m == "best")
        calls[mode, "features, scores, confidence"] = lambda m=mode: model.predict_with_evidence(
            held[m], mode=m
        )
        calls[mode, "second level"] = lambda m=mode: model.predict_second_level(held[m], first[m])
    calls["best", "look for a second issue"] = lambda: find_second_issues(
        model, batch, p["best"].argmax(axis=1), mode="best"
    )
    rows = []
    for (mode, stage), call in calls.items():
        call()
        seconds = min(cpu(call) for _ in range(3))
        rows.append(
            {"mode": mode, "stage": stage, "microseconds_a_text": round(1e6 * seconds / len(batch), 1)}
        )
    save("stages", pd.DataFrame(rows))


def scaling() -> None:
    """Rows against seconds and peak memory, fast way; texts are those of the corpus with a number added, so all differ."""
    from textmine.classify.store import default_model
    from textmine.reading.corpus import load_corpus

    base = load_corpus("heldout")["document"].tolist()
    model = default_model()
    model.predict(base[:10], mode="fast")
    rows = []
    for n in (10**3, 10**4, 10**5, 10**6):
        seconds = 0.0
        for start in range(0, n, 50_000):
            part = [f"{base[i % len(base)]}{i}" for i in range(start, min(n, start + 50_000))]
            seconds += cpu(lambda texts=part: model.predict_proba(texts, mode="fast"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append(
            {
                "rows": n,
                "cpu_seconds": round(seconds, 2),
                "rows_per_second": round(n / seconds),
                "peak_mb": round(peak),
            }
        )
    save("scaling", pd.DataFrame(rows))


if __name__ == "__main__":
    parts = {
        "quality": quality,
        "tried": tried,
        "confidence": confidence,
        "curve": curve,
        "nolabels": nolabels,
        "several": several,
        "speed": speed,
        "stages": stages,
        "scaling": scaling,
    }
    print(f"blocks: {SCALES}")
    for wanted in sys.argv[1:] or list(parts):
        parts[wanted]()
