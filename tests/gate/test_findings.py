"""Hold what the package finds in the shipped texts and in simulated cities, number by number.

The notebooks show some findings; this file keeps the rest: every table in short, each column by its mean or by a
checksum of its words. A rule or constant that moves a finding is named here, with the old value and the new one.

    python tests/gate/test_findings.py    writes tests/gate/findings.json anew (`make notebooks` does it, too)

Moved on purpose? Write it anew, look at the difference, commit both.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

SAVED = Path(__file__).with_name("findings.json")
DIGITS = 5  # Significant: the last digits of a double differ between processors.


def _short(value: Any) -> Any:
    """Make a result fit for the file: numbers rounded, tables column by column, long words as a checksum."""
    if isinstance(value, pd.DataFrame):
        return {"n_rows": len(value)} | {str(name): _short(value[name]) for name in value.columns}
    if isinstance(value, pd.Series):
        if pd.api.types.is_bool_dtype(value.dtype):
            return int(value.sum())
        if pd.api.types.is_numeric_dtype(value.dtype):
            return [int(value.notna().sum()), _short(float(value.mean())), _short(float(value.std()))]
        return _digest("\n".join(map(str, value.tolist())))
    if isinstance(value, np.ndarray):
        return _short(pd.Series(value.ravel()))
    if isinstance(value, dict):
        return {str(key): _short(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_short(item) for item in value]
    if isinstance(value, np.generic):
        return _short(value.item())
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.{DIGITS}g}")
    return value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _corpus(n: int | None = None) -> pd.DataFrame:
    from textmine import load_corpus

    table = load_corpus().rename(columns={"person_id": "person"})
    return table if n is None else table.head(n).reset_index(drop=True)


def _pages() -> pd.DataFrame:
    from textmine.resources import corpus_path

    both = [
        pd.read_json(corpus_path(f"news/{name}.jsonl"), lines=True, dtype=False)
        for name in ("pages", "pages_second")
    ]
    pages = pd.concat(both, ignore_index=True)
    return pages.assign(
        article_id=[f"a{at + 1}" for at in range(len(pages))], text=pages["paragraphs"].str.join("\n")
    )


def _grid(n_treated: int, n_never: int, *, seed: int = 0) -> Any:
    """Make a small city in which models start at three dates."""
    from textmine.governance.effects import Grid

    rng = np.random.default_rng(seed)
    n, times = n_treated + n_never, np.arange(1, 31)
    start = np.r_[np.resize([13.0, 16.0, 19.0], n_treated), np.zeros(n_never)]
    since = np.where(start[:, None] > 0, times - start[:, None] + 1, 0)
    y = 0.6 + rng.normal(0, 0.1, (n, 1)) + rng.normal(0, 0.05, (n, 30)) + 0.08 * (since > 0)
    return Grid(np.arange(n), times, start, y, rng.integers(3, 20, (n, 30)).astype(float))


def personal_data() -> dict[str, Any]:
    from textmine.text.privacy import find_personal_data

    folder = Path(__file__).parents[1] / "text" / "data"
    told = {"corpus": _corpus()["document"].tolist()}
    told |= {path.stem: path.read_text(encoding="utf-8").split("\n") for path in folder.glob("privacy_*.txt")}
    out = {}
    for name, texts in sorted(told.items()):
        spans = [(at, *span) for at, text in enumerate(texts) for span in find_personal_data(text)]
        table = pd.DataFrame(spans, columns=["text", "start", "end", "kind"])
        out[name] = [table["kind"].value_counts().sort_index().to_dict(), _digest(str(spans))]
    return out


def names_in_doubt() -> dict[str, Any]:
    """Read made-up characters as names: most are neither surely a name nor surely none, so every weight counts."""
    from textmine.text.lexicon import domain_lexicon
    from textmine.text.namecandidates import find_candidates
    from textmine.text.namedata import FIRST, LAST, SURNAMES
    from textmine.text.namedictionary import _dictionary, _names_like
    from textmine.text.namemodel import log_name, read_backward, read_forward
    from textmine.text.namescore import name_scores
    from textmine.text.personnames import find_names

    rng = np.random.default_rng(11)
    surnames = [
        *"王李陈黄高方白马江石金龙温万安和时车成明阳平甘水柏巩於",
        "欧阳",
        "上官",
        "司马",
        "东方",
        "南宫",
        "西门",
        "李杨",
        "王陈",
    ]
    given = "丽君国栋志强小红文华建明玉英春海平安成林光新方正高山东来生力长水田石天木心家乐和美云飞雨雪月花交说村收钱事人"
    others = "阿依古丽买提尔江巴特娜扎克斯汀顿"
    made = [
        str(rng.choice(surnames)) + "".join(rng.choice(list(given), rng.integers(1, 3))) for _ in range(580)
    ] + ["".join(rng.choice(list(others), rng.integers(3, 8))) for _ in range(60)]
    places = (
        "我叫{}", "联系人:{},", "联系人{}的电话", "签名:{}", "业主{}交了钱", "业主{},", "我妈{}说", "我是{}", "联系{}问", "致电{},",
        "联系人:张丽君、{}", "业主罗志强与{}来", "房主:张丽君,{},", "问{}女士", "{}13800138000", "本人,{},男,", "我({})", "我是三栋的业主{},",
        "请尽快处理。谢谢。{}", "请处理。{} 2024-01-05", "材料寄给了{},没有回音", "{}等五人联名", "你问{}去", "把{}叫来", "白云飞与{}打架", "和{}吵",
        "在{}说", "{}的车", "{}是谁", "邻居{}家里", "听{}讲,", "是{}打的", "老师{}骂人", "{}·{}来了", "{}先生", "业主罗丽,不知{}罗丽",
        "但是{}说", "小区的{}问", "慢慢地{}说", "骂了{}。", "楼下{}说", "送水的{}说", "区长{}来", "市长{}说", "{}按规定交", "{}但是不来", "{}的事",
        "找{}经理", "转告{},她的灯坏了", "{}你来", "群里{}说", "门口的{}说", "{}和气地说", "{}和王小明去说",
        "拿给{}和王小明看", "在{}与李建国家", "“{}、罗国强", "医生{}和赵小红吵", "那个{}跟王小明吵", "对{}和王小明说", "{}你和王小明来"
    )  # fmt: skip
    out: dict[str, Any] = {}
    kinds = []
    for at, place in enumerate(places):
        told = [place.replace("{}", name) for name in made[at % 4 :: 4]]
        spans = [[text[a:b] for a, b, _ in find_names(text)] for text in told]
        out[place] = [sum(map(len, spans)), _digest(str(spans))]
        for text in told:
            candidates = list(find_candidates(text))
            kinds += [
                (one.left, one.right, score)
                for one, score in zip(candidates, name_scores(text, candidates), strict=True)
            ]
    scored = pd.DataFrame(kinds, columns=["left", "right", "score"])
    for side in ("left", "right"):
        out[side] = scored.groupby(side)["score"].agg(["size", "mean"]).reset_index()
    logs = np.array([log_name(name) for name in made])
    out["names"] = [int(np.isfinite(logs).sum()), logs[np.isfinite(logs)]]
    for read, written in ((read_forward, "{}说"), (read_backward, "说{}")):
        readings = [read(written.replace("{}", name)) for name in made]
        out[read.__name__] = pd.Series([reading.margin for reading in readings if reading])
        out[f"{read.__name__} ends"] = _digest(str([reading and reading.stop for reading in readings]))
    for name, table in (("surnames", SURNAMES), ("first", FIRST), ("last", LAST)):
        out[name] = np.log(list(table.values()))
    words = _dictionary()
    out["words"] = [len(words.logs), len(words.common), [counts.total() for counts in words.given]]
    out["kinds of words"] = dict(sorted(Counter(words.tags.values()).items()))
    out["words like names"] = np.array([words.logs[w] for w in _names_like(words.logs.keys() - words.common)])
    out["words of the lexicon"] = np.array(
        [words.logs[entry.word] for entry in domain_lexicon().entries.values()]
    )
    return out


def near_duplicates() -> dict[str, Any]:
    from textmine.text.duplicates import group_duplicates
    from textmine.text.incidents import find_places, group_incidents

    texts = _corpus()["document"].tolist()
    # Sentences taken out and put in: pairs of every likeness.
    changed = [
        text[: len(text) * (at % 10 + 1) // 11] + texts[at - 1][: at % 7 * 4] for at, text in enumerate(texts)
    ]
    out: dict[str, Any] = {}
    for similarity in (0.3, 0.5, 0.8):
        found = group_duplicates(texts[:1500] + changed[:1500], similarity=similarity)
        out[f"duplicates at {similarity}"] = [
            len(set(found.group.tolist())),
            found.similarity,
            _digest(str(found.group.tolist())),
        ]
    incidents = group_incidents(texts[:1500] + changed[:400])
    out["incidents"] = [
        len(set(incidents.group.tolist())),
        incidents.similarity,
        _digest(str(incidents.group.tolist())),
    ]
    out["places"] = _digest(str([sorted(find_places(text)) for text in texts]))
    return out


def hot_issues() -> dict[str, Any]:
    from textmine import find_hotspots

    corpus = _corpus()
    told, alone = corpus.query("incident != ''"), corpus.query("incident == ''").head(600)
    messages = pd.concat([told, alone], ignore_index=True)
    messages["likes"] = [at % 23 for at in range(len(messages))]
    found = find_hotspots(messages)
    untitled = find_hotspots(messages.head(700).assign(title="").drop(columns=["community", "document"]))
    return {"issues": found.issues, "groups": found.groups, "untitled": untitled.issues}


def words_of_categories() -> dict[str, Any]:
    from textmine import Segmenter
    from textmine.mining.cooccurrence import link_words
    from textmine.mining.keyness import measure_keyness
    from textmine.mining.topics import find_topics
    from textmine.text.lexicon import domain_lexicon
    from textmine.text.newwords import discover_words

    table = _corpus(900)
    words = Segmenter(domain_lexicon()).segment(table["document"].tolist())
    topics = find_topics(words[:400], n_topics=6, n_runs=2)
    return {
        "keyness": measure_keyness(words, table["category"].tolist()),
        "links": link_words(words),
        "topics": topics.topics,
        "topics of documents": topics.documents,
        "held-out gain": [topics.chance, topics.held_out_gain, topics.gain_low, topics.gain_high],
        "new words": discover_words(table["document"].tolist(), min_count=4).table,
    }


def replies_and_trends() -> dict[str, Any]:
    from textmine import score_replies
    from textmine.mining.delays import compare_delays
    from textmine.mining.heat import measure_heat
    from textmine.mining.trends import find_change, measure_season, measure_trends

    corpus = _corpus()
    replied = corpus.query("reply != ''").head(500).reset_index(drop=True)
    rng = np.random.default_rng(5)
    quiet, calendar = rng.poisson(20, 40), np.arange(40) % 12 + 1
    days = pd.Timestamp("2025-12-31") - pd.to_timedelta(np.arange(0, 400, 10), unit="D")
    heat = measure_heat(
        [f"p{at % 17}" for at in range(40)], days, np.arange(40) % 5, today=pd.Timestamp("2025-12-31")
    )
    return {
        "replies": score_replies(replied),
        "delays": compare_delays(corpus[corpus["replied_at"].notna()], by="district", min_messages=20),
        "trends": measure_trends(corpus["received_at"], corpus["category"]),
        "change": [
            find_change(np.r_[quiet[:20], quiet[20:] + step], calendar=calendar) for step in (0, 3, 6)
        ],
        "season": measure_season(quiet, calendar),
        "heat": [heat.value, heat.low, heat.high],
    }


def news() -> dict[str, Any]:
    from textmine import extract_claims
    from textmine.news.catalogue import assign_model
    from textmine.news.claims import assign_models
    from textmine.news.issues import extract_issues
    from textmine.news.mechanisms import detect_mechanisms

    articles = _pages()
    models = assign_models(articles)
    guesses = [assign_model(str(t), x) for t, x in zip(articles["title"], articles["text"], strict=True)]
    return {
        "models": models,
        "sure": [float(guess.confidence) for guess in guesses],
        "points": [float(sum(guess.points.values())) for guess in guesses],
        "claims": extract_claims(articles, models=models),
        "issues": extract_issues(articles),
        "mechanisms": detect_mechanisms(articles, models=models),
    }


def sentences_in_doubt() -> dict[str, Any]:
    """Record what speaks for and against every sentence and figure, not only what was decided."""
    from textmine.news.figure_features import figure_features
    from textmine.news.figure_grams import figure_grams
    from textmine.news.issue_features import read_sentence
    from textmine.news.issue_marks import piece_marks
    from textmine.news.issue_model import piece_probabilities
    from textmine.news.numbers import find_quantities
    from textmine.news.sentences import split_sentences

    marks: Counter[str] = Counter()
    of_figures: Counter[str] = Counter()
    sure: list[float] = []
    for text in _pages()["text"]:
        sentences = split_sentences(text)
        readings = [read_sentence(sentence.text) for sentence in sentences]
        for number, sentence in enumerate(sentences):
            marks.update([mark for groups in piece_marks(readings[number]) for own in groups for mark in own])
            sure += piece_probabilities(readings[number])
            quantities = find_quantities(sentence.text)
            for quantity, features in zip(
                quantities, figure_features(sentence.text, quantities), strict=True
            ):
                of_figures.update(features)
                of_figures.update(figure_grams(sentence.text, quantity.start, quantity.end))
    return {
        "marks": dict(sorted(marks.items())),
        "problem": pd.Series(sure),
        "marks of figures": [len(of_figures), of_figures.total(), _digest(str(sorted(of_figures.items())))],
    }


def cleaned_pages() -> dict[str, Any]:
    from textmine.news.articles import clean_page
    from textmine.news.noise import COMBINATIONS, NOISE_KINDS, CleanPage, add_noise

    told = [CleanPage.of(row) for row in _pages().to_dict("records")[:12]]
    out: dict[str, Any] = {}
    for kinds in [*((kind,) for kind in NOISE_KINDS), *COMBINATIONS.values()]:
        cleaned = [clean_page(add_noise(page, kinds, seed=at)) for at, page in enumerate(told)]
        out[", ".join(kinds)] = [
            _digest(str([(a.title, a.outlet, a.byline, a.published, a.paragraphs) for a in cleaned])),
            sum(len(a.removed) + len(a.repairs) for a in cleaned),
        ]
    return out


def classifier() -> dict[str, Any]:
    from textmine import default_model, load_taxonomy
    from textmine.classify.calibration import fit_calibration, fit_review_curve
    from textmine.classify.rows import ClassifyOptions, classify_documents
    from textmine.classify.scoring import bootstrap_interval
    from textmine.classify.seeds import fit_from_seeds, score_seeds

    held = _corpus().query("part == 'heldout'")["document"].tolist()
    truth = _corpus().query("part == 'heldout'")["category"].tolist()
    model = default_model()
    best = classify_documents(held, model, ClassifyOptions())
    pairs = [f"{a}另外，{b}" for a, b in zip(held[:150], held[150:300], strict=False)]
    rng = np.random.default_rng(0)
    right = rng.integers(0, 3, 400)
    scores = rng.normal(size=(400, 3))
    scores[np.arange(400), right] += 1.2
    fitted = fit_calibration(scores, np.eye(3, dtype=bool)[right])
    few = fit_calibration(scores[:20], np.eye(3, dtype=bool)[right[:20]])
    p = fitted.probabilities(scores)
    curve = fit_review_curve(p.max(axis=1), p.argmax(axis=1) == right)
    seeded = fit_from_seeds(load_taxonomy(), held[:200])
    return {
        "best": best,
        "fast": classify_documents(held, model, ClassifyOptions(), mode="fast"),
        "two issues": classify_documents(pairs, model, ClassifyOptions()),
        "interval": bootstrap_interval(truth, best["category"].tolist()),
        "calibration": [fitted.slope, fitted.bias.tolist(), list(fitted.margin), few.slope],
        "curve": [curve.confidence, curve.accuracy],
        "seeds": score_seeds(load_taxonomy(), held[:200]),
        "without labels": seeded.predict_proba(held[200:300]),
    }


def self_training() -> dict[str, Any]:
    from textmine import ComplaintClassifier

    table = _corpus(400)
    model = ComplaintClassifier(self_training=True).fit(
        table["document"].tolist()[:120],
        table["category"].tolist()[:120],
        unlabelled=table["document"].tolist()[120:320],
    )
    return {"probabilities": model.predict_proba(table["document"].tolist()[320:])}


def simulated_city() -> dict[str, Any]:
    from textmine.governance.panel import build_panel
    from textmine.governance.scenarios import SCENARIOS, draw_conditions
    from textmine.governance.simulation import simulate_cells, simulate_city

    city = simulate_city(seed=3, scenario="S1")
    panel = build_panel(city.cases, city.communities, city.adoption)
    cases = city.cases.drop(columns=[c for c in ("title", "text") if c in city.cases])
    out: dict[str, Any] = {"cases": cases, "communities": city.communities, "panel": panel}
    for name, scenario in SCENARIOS.items():
        drawn = draw_conditions(scenario, seed=1)
        out[name] = [drawn.residents, drawn.p_without, drawn.p_with, drawn.incidents]
        out[name] += [drawn.reports_per_incident, drawn.start, int(drawn.is_treated.sum())]
    out["cells"] = simulate_cells(draw_conditions(SCENARIOS["S1"], seed=1), seed=2)
    return out


def effects() -> dict[str, Any]:
    from textmine.governance.effects import impute, imputed_effect, randomisation_inference, synthetic_did
    from textmine.governance.effects.group_time import group_time_of
    from textmine.governance.effects.inference import randomisation_inference as shuffled
    from textmine.governance.effects.pooling import pool_effects
    from textmine.governance.effects.pretrend import event_study, pre_trend
    from textmine.governance.effects.sensitivity import honest_bounds, placebo_dates

    many, few, one = _grid(14, 14), _grid(4, 12), _grid(1, 12)
    fit = impute(many)
    own = many.start > 0
    found = randomisation_inference(few, n_draws=199)
    made = synthetic_did(one)
    trend = pre_trend(fit, many.weight, own)
    assert trend is not None
    pooled = pool_effects([0.06, 0.02, 0.05, -0.01], np.diag([0.02, 0.03, 0.02, 0.02]) ** 2, list("甲乙丙丁"))
    groups = group_time_of(many)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bounds = honest_bounds(many, own)
    return {
        "imputed": imputed_effect(fit, many.weight, is_small_sample=True).to_record(),
        "shuffled": [found.estimate, found.p_value, found.low, found.high],
        "in strata": shuffled(few, strata=np.arange(16) % 2, n_draws=99).p_value,
        "synthetic": made.to_record(),
        "event study": event_study(fit, many.weight, own),
        "trend": trend.to_record(),
        "placebos": [effect.to_record() for effect in placebo_dates(many)],
        "bounds": bounds,
        "groups": [groups.effects, groups.band(), groups.pretest(), *map(float, groups.simple())],
        "pooled": [pooled.mean, pooled.low, pooled.high, pooled.tau, pooled.overall],
    }


def comparison() -> dict[str, Any]:
    from textmine.governance.comparison import compare_models
    from textmine.governance.panel import build_panel
    from textmine.governance.scenarios import SCENARIOS, Scenario, draw_conditions
    from textmine.governance.simulation import simulate_city

    small = Scenario(
        **{
            **SCENARIOS["S1"].__dict__,
            "n_communities": 40,
            "cases_a_month": 8.0,
            "treated_counts": (12, 4, 2, 0, 0),
        }
    )
    city = simulate_city(seed=4, conditions=draw_conditions(small, seed=4))
    found = compare_models(build_panel(city.cases, city.communities, city.adoption))
    return {"effects": found.to_frame(), **found.tables}


def measures() -> dict[str, Any]:
    from textmine.governance.measures.funnel import funnel_limits, funnel_ratio_limits
    from textmine.governance.measures.rates import PRESETS, performance_index
    from textmine.governance.measures.shrinkage import shrink_counts, shrink_rates

    rng = np.random.default_rng(2)
    n = rng.integers(5, 200, 60)
    k = rng.binomial(n, rng.beta(20, 12, 60))
    funnel = funnel_limits(k, n)
    rates, counts = shrink_rates(k, n), shrink_counts(k, n * 0.6)
    asked = pd.DataFrame(
        {"n_valid_cb": n, "n_contacted": n - n // 9, "n_solved": k, "n_sat": k // 2, "n_basic": k // 3}
    )
    return {
        "funnel": [funnel.overdispersion, funnel.to_frame(), funnel_ratio_limits(k, n * 0.6).to_frame()],
        "rates": [rates.mean, rates.low, rates.high],
        "counts": [counts.mean, counts.low, counts.high],
        "index": {name: performance_index(asked, weights=name) for name in PRESETS},
    }


SECTIONS: dict[str, Callable[[], dict[str, Any]]] = {
    each.__name__: each
    for each in (
        personal_data,
        names_in_doubt,
        near_duplicates,
        hot_issues,
        words_of_categories,
        replies_and_trends,
        news,
        sentences_in_doubt,
        cleaned_pages,
        classifier,
        self_training,
        simulated_city,
        effects,
        comparison,
        measures,
    )
}


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {k: v for key, item in value.items() for k, v in _flat(item, f"{name} / {key}").items()}
    if isinstance(value, list):
        return {k: v for at, item in enumerate(value) for k, v in _flat(item, f"{name}[{at}]").items()}
    return {name: value}


def _is_same(was: Any, now: Any) -> bool:
    if isinstance(was, float) and isinstance(now, int | float) and not isinstance(now, bool):
        return bool(np.isclose(was, now, rtol=2 * 10.0 ** (1 - DIGITS), atol=1e-9))
    return bool(was == now)


@pytest.mark.parametrize("section", SECTIONS)
def test_findings_have_not_moved(section: str) -> None:
    was = _flat(json.loads(SAVED.read_text(encoding="utf-8"))[section])
    now = _flat(json.loads(json.dumps(_short(SECTIONS[section]()), ensure_ascii=False)))
    moved = [
        f"{section}{name}: was {was.get(name)!r}, is {now.get(name)!r}"
        for name in {**was, **now}
        if name not in was or name not in now or not _is_same(was[name], now[name])
    ]
    assert not moved, "\n".join(["moved on purpose? python tests/gate/test_findings.py", *moved[:30]])


if __name__ == "__main__":
    import sys

    kept = json.loads(SAVED.read_text(encoding="utf-8")) if SAVED.exists() else {}
    for name in sys.argv[1:] or SECTIONS:
        kept[name] = _short(SECTIONS[name]())
    SAVED.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
