"""Print and save the numbers of docs/text.md: words, terms, masking, cleaning, incidents. Real files are used where present.

``python benchmarks/bench_text.py [PART ...]``; parts: gold fuzz words corpus cleaning speed. All of them without an argument.
Each part is saved in results/text_<part>.json.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import runpy
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("TEXTMINE_REAL_DATA", HERE.parent / "shared" / "data"))


def cpu(call: Callable[[], Any], n_rounds: int = 3) -> float:
    """Return the least CPU seconds of some rounds."""
    best = float("inf")
    for _ in range(n_rounds):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def jieba_tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def messages() -> list[str]:
    from textmine.reading.tables import read_table

    texts = []
    for name in ("附件3.xlsx", "附件4.xlsx"):
        frame = read_table(REAL / "tipdm2020" / name).frame
        texts += [f"{a}\n{b}" for a, b in zip(frame["留言主题"], frame["留言详情"], strict=True)]
    return texts


def say(part: str, found: dict[str, Any]) -> None:
    """Print a part's numbers and save them."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    sys.stdout.write(f"{part}: {text}\n")
    (HERE / "benchmarks" / "results" / f"text_{part}.json").write_text(text + "\n", encoding="utf-8")


def ratio(right: int, others: int) -> float:
    """Return a share, rounded."""
    return round(right / max(1, right + others), 3)


def bench_words() -> dict[str, Any]:
    """Compare words with jieba's on the real messages and the two test sets."""
    from textmine.text.segment import Segmenter
    from textmine.text.wordscore import score_words

    tokenizer, texts, segmenter = jieba_tokenizer(), messages(), Segmenter()
    ours = segmenter.segment(texts)
    n_other = sum(a != tokenizer.lcut(b) for a, b in zip(ours, texts, strict=True))
    found: dict[str, Any] = {"messages": {"n": len(texts), "differing_from_jieba": n_other}}
    for name in ("pku", "msr"):
        path = next((REAL / "icwb2").rglob(f"{name}_test_gold.utf8"))
        gold = [line.split() for line in path.read_text("utf-8").splitlines()]
        lines = ["".join(words) for words in gold]
        cut = segmenter.segment(lines)
        n_other = sum(a != tokenizer.lcut(b) for a, b in zip(cut, lines, strict=True))
        found[name] = {
            "n": len(lines),
            "differing_from_jieba": n_other,
            "f1": round(score_words(gold, cut).f1, 4),
        }
    return found


def bench_speed() -> dict[str, Any]:
    """Measure CPU time against jieba in the same rounds, import time, and documents per second of the other tools."""
    from textmine.text.duplicates import near_duplicate_groups
    from textmine.text.incidents import group_incidents
    from textmine.text.privacy import mask_personal_data
    from textmine.text.segment import Segmenter

    tokenizer, texts, segmenter = jieba_tokenizer(), messages(), Segmenter()
    segmenter.segment(texts[:50])
    part = texts[::4]
    rounds = []
    for _ in range(3):
        slow = cpu(lambda: [tokenizer.lcut(t) for t in part], 1)
        rounds.append(round(slow / cpu(lambda: segmenter.segment(part), 3), 1))
    found: dict[str, Any] = {"times_jieba_per_cpu_second": rounds, "messages": len(part)}
    code = "import time; t = time.perf_counter(); import textmine; print(time.perf_counter() - t)"
    imports = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    found["import_seconds"] = round(min(imports), 4)
    near_duplicate_groups(texts[:20])
    mask_personal_data(texts[:20])
    found["mask_cpu_seconds_per_1000"] = round(cpu(lambda: mask_personal_data(texts[:1000]), 1), 2)
    rng = random.Random(1)
    many = [rng.choice(texts)[:200] + rng.choice(texts)[:150] for _ in range(100_000)]
    found["near_duplicates_100000_cpu_seconds"] = round(cpu(lambda: near_duplicate_groups(many), 1), 1)
    found["incidents_7142_cpu_seconds"] = round(cpu(lambda: group_incidents(texts), 1), 1)
    short = [text[:120] for text in many]
    found["incidents_100000_texts_of_120_cpu_seconds"] = round(cpu(lambda: group_incidents(short), 1), 1)
    return found


def bench_fuzz() -> dict[str, Any]:
    """Compare words with jieba's on fuzzed texts."""
    from textmine.text.segment import Segmenter

    fuzzed = runpy.run_path(str(HERE / "tests/text/fuzz.py"))["fuzzed_texts"]
    tokenizer, segmenter = jieba_tokenizer(), Segmenter()
    n = int(os.environ.get("TEXTMINE_FUZZ", "200000"))
    texts = fuzzed(n, list(tokenizer.FREQ)[::37], seed=77)
    n_other = sum(segmenter.segment([text])[0] != tokenizer.lcut(text) for text in texts)
    return {"n": n, "seed": 77, "differing_from_jieba": n_other}


def _boundaries(rows: list[Any], segmenter: Any) -> dict[str, Any]:
    """Score the boundaries of marked terms: found, missed, or set inside a term."""
    right = wrong = missed = whole = n = 0
    for text, spans in rows:
        words = segmenter.spans([text])[0]
        ends = {0, *(b for _, b in words)}
        for a, b, _ in spans:
            n, whole = n + 1, whole + ((a, b) in words)
            right += (a in ends) + (b in ends)
            missed += (a not in ends) + (b not in ends)
            wrong += sum(a < end < b for end in ends)
    f1 = round(2 * right / (2 * right + wrong + missed), 3)
    return {"sentences": len(rows), "terms": n, "whole": whole, "boundary_f1": f1}


def _masking(rows: list[Any]) -> dict[str, Any]:
    from textmine.text.privacy import find_personal_data

    right = wrong = missed = 0
    for text, spans in rows:
        found = set(find_personal_data(text))
        right, wrong, missed = (
            right + len(found & spans),
            wrong + len(found - spans),
            missed + len(spans - found),
        )
    return {"sentences": len(rows), "precision": ratio(right, wrong), "recall": ratio(right, missed)}


def _incidents(name: str) -> dict[str, Any]:
    from textmine.text.incidents import group_incidents

    rows: list[tuple[str, str]] = []
    number = 0
    for line in (HERE / "tests/text/data" / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            rows.append((line[2:], f"{number}{line[0]}"))
        number += not line
    groups = group_incidents([text for text, _ in rows]).group.tolist()
    right = wrong = missed = 0
    for a, b in itertools.combinations(range(len(rows)), 2):
        is_same, is_found = rows[a][1] == rows[b][1], groups[a] == groups[b]
        right, wrong = right + (is_same and is_found), wrong + (is_found and not is_same)
        missed += is_same and not is_found
    return {
        "texts": len(rows),
        "pairs": right + missed,
        "precision": ratio(right, wrong),
        "recall": ratio(right, missed),
    }


def bench_gold() -> dict[str, Any]:
    """Score terms, masking and incidents on the authored gold."""
    from textmine.text.lexicon import domain_lexicon
    from textmine.text.segment import Segmenter

    gold = runpy.run_path(str(HERE / "tests/text/conftest.py"))
    terms = gold["_read"]("domain_terms.txt", gold["_TERM"])
    found: dict[str, Any] = {}
    for title, rows in (("terms", terms), ("terms_not_in_the_lexicon", terms[-20:])):
        found[title] = {
            "jieba": _boundaries(rows, Segmenter()),
            "with_lexicon": _boundaries(rows, Segmenter(domain_lexicon())),
        }
    found["masking"] = {
        name: _masking(gold["_read"](f"privacy_{name}.txt", gold["_MARK"]))
        for name in (
            "seen",
            "unseen",
            "fresh",
            "names",
            "third_a",
            "third_b",
            "fourth_a",
            "fourth_b",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
            "twentyfirst",
            "twentysecond",
            "twentythird",
            "twentyfourth",
            "twentyfifth",
            "twentysixth",
            "twentyseventh",
            "twentyeighth",
            "twentyninth",
            "thirtieth",
        )
    }
    found["incidents"] = {name: _incidents(f"incidents_{name}.txt") for name in ("seen", "held")}
    return found


def bench_cleaning() -> dict[str, Any]:
    """Score the article body on authored pages, kind of noise by kind of noise."""
    from textmine.news.articles import clean_page
    from textmine.news.noise import COMBINATIONS, NOISE_KINDS, CleanPage, add_noise
    from textmine.news.scoring import body_score

    pages = [
        CleanPage.of(json.loads(line))
        for name in ("pages", "pages_second")
        for line in (HERE / f"corpus/news/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found: dict[str, Any] = {"pages": len(pages)}
    for kind, makers in ({k: (k,) for k in NOISE_KINDS} | COMBINATIONS).items():
        scores = []
        for seed, page in enumerate(pages):
            noisy, gold = add_noise(page, makers, seed=seed), "\n".join(page.paragraphs)
            scores.append((*body_score(noisy, gold), *body_score(clean_page(noisy).text, gold)))
        names = ("precision_before", "recall_before", "precision", "recall")
        found[kind] = {
            name: round(sum(score[n] for score in scores) / len(scores), 4) for n, name in enumerate(names)
        }
    return found


def bench_corpus() -> dict[str, Any]:
    """Count duplicates, incidents and candidates for new words in the real messages."""
    from textmine.text.duplicates import group_duplicates
    from textmine.text.incidents import group_incidents
    from textmine.text.newwords import discover_words

    texts = messages()
    return {
        "messages": len(texts),
        "groups_of_duplicates": len(group_duplicates(texts).to_frame()),
        "groups_of_incidents": len(group_incidents(texts).to_frame()),
        "candidate_words_in_2000": len(discover_words(texts[:2000]).table),
    }


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "gold": bench_gold,
    "cleaning": bench_cleaning,
    "fuzz": bench_fuzz,
    "words": bench_words,
    "corpus": bench_corpus,
    "speed": bench_speed,
}


def main() -> None:
    for part in sys.argv[1:] or PARTS:
        if part in ("words", "corpus", "speed") and not REAL.is_dir():
            sys.stdout.write(f"{part}: real files are absent, set TEXTMINE_REAL_DATA\n")
            continue
        say(part, PARTS[part]())


if __name__ == "__main__":
    main()
