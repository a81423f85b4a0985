"""Fit the weights by which names of places are found in news, from authored pages alone.

``tests/news/data/place_names.txt`` holds the names that people who read the pages call proper names of a definite place. A
mark of the text is one where the longest of them ends that is in front of it, unless a word for a kind of place goes on
behind (望湖花园|小区).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from textmine.news import placenames
from textmine.news.places import find_places
from textmine.news.sentences import Sentence, split_sentences
from textmine.text.namedictionary import is_common, tag_of, word_logs

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "news" / "data"
NAMES = PAGES / "place_names.txt"
TARGET = ROOT / "src" / "textmine" / "data" / placenames.PLACE_WEIGHTS
UNSEEN = ("tenth", "sixteenth", "twenty_first", "twenty_fifth", "twenty_sixth", "twenty_seventh", "twenty_eighth", "twenty_ninth")  # fmt: skip
INVERSE_PENALTY = 3.0
MIN_ROWS = 2  # A mark of fewer rows gets no weight.
LEAST_WEIGHT = 0.05
N_FOLDS = 6
N_OTHERS = 1
# Words that firms name estates by.
_FIRST_WORDS = (
    "桃源 碧海 兰庭 香榭 紫云 金域 锦绣 盛世 东方 阳光 御景 翡翠 中央 时代 蓝天 绿地 龙湖 华润 天赐 凯旋 温莎 普罗 莱茵 名仕 书香 "
    "学府 水岸 枫丹 江南 丽都 尚品 星河 天鹅 玉兰 橡树 罗马 西城 北辰 和谐 幸福 康桥 山水 云顶 加州 莲花 滨江 长城 国际 贵和 帝景 "
    "瑞景 天玺 观澜 金都 永兴 长安 建国 民族 科技学院 师范大学 纺织公司 供电局 水利局 二轻局"
)
_SECOND_WORDS = (
    "佳景 国际 丽景 华府 名都 名邸 御府 公馆 豪庭 雅居 新城 天下 时代 馨居 水岸 城邦 花城 广场 湾 里 郡 府 苑 庭 园 居 台 阁 轩 "
    "山庄 首府 尚城 印象 春天 世家 一品 之星 半岛 圣菲"
)
# Verbs of reports that the dictionary lacks, or has as nouns.
_VERBS_OF_TODAY = (
    "助力 赋能 领办 下沉 共建 融入 深耕 扎根 走进 回归 联动 撬动 点亮 温暖 守护 服务 反哺 聚力 攻坚 对接 挂钩 包联 联建 结对 "
    "打卡 打造 激活 盘活 做实 建强 压实 帮扶 托举 惠及 落户 进驻 驻守 走访 巡查 排查 整治 改造 治理 提升"
)
_LONGEST = 12
_GOES_ON = re.compile(
    r"小区|社区|街道|新村|家属|居民区|片区|花园|家园|[村市区县]|大道|路口?社区|街社区|里社区|巷社区|苑|宿舍|大院|公寓"
)
_PARTS = "小区 社区 街道 新村 家园 花园 居民区 片区 苑 家属"
_PART_OF_ONE = frozenset(_PARTS.split())


class Row(NamedTuple):
    """Hold one word for a kind of place in a sentence, and where the name that ends in it begins, or nothing."""

    author: str
    page: int
    text: str
    start: int | None
    at: int
    end: int


def begin_of(text: str, end: int, names: frozenset[str]) -> int | None:
    """Give where the longest listed name begins that ends here; nothing where none does, or where it goes on."""
    for start in range(max(0, end - _LONGEST), end - 1):
        name = text[start:end]
        if name not in names:
            continue
        behind = _GOES_ON.match(text, end)
        may_go_on = not name.endswith(("社区", "市", "区", "县")) or name.endswith("小区")
        is_part = behind is not None and (
            name + behind.group() in names or (may_go_on and behind.group() in _PART_OF_ONE)
        )
        return None if is_part else start
    return None


def read_rows(*, unseen: bool) -> list[Row]:
    """Read the words for kinds of places on the pages of the authors learned from, or of those that are not."""
    names = frozenset(NAMES.read_text(encoding="utf-8").split())
    paths = [path for path in sorted(PAGES.glob("*_author.jsonl")) if (path.stem[:-7] in UNSEEN) is unseen]
    if not unseen:
        paths += sorted((ROOT / "corpus" / "news").glob("*.jsonl"))
    rows = []
    for path in paths:
        for page, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            for sentence in split_sentences("\n".join(json.loads(line)["paragraphs"])):
                for at, end in placenames.possible_ends(sentence.text):
                    rows.append(
                        Row(path.stem, page, sentence.text, begin_of(sentence.text, end, names), at, end)
                    )
    return rows


def with_other_names(rows: Sequence[Row], seed: int = 0) -> list[Row]:
    """Add sentences in which another name stands: names of estates are invented more freely than our pages show."""
    chance = random.Random(seed)
    verbs = sorted(w for w in word_logs() if len(w) == 2 and tag_of(w) == "verb" and is_common(w))
    more = []
    for row in rows:
        kind = row.text[row.at : row.end]
        if row.start is not None and kind == "小区":
            for _ in range(N_OTHERS):
                name = chance.choice(_FIRST_WORDS.split()) + chance.choice(_SECOND_WORDS.split())
                text = row.text[: row.start] + name + row.text[row.at :]
                at = row.start + len(name)
                more.append(Row(row.author, row.page, text, row.start, at, at + len(kind)))
        elif row.start is None and tag_of(row.text[row.at - 2 : row.at]) == "verb":
            for verb in (chance.choice(verbs), chance.choice(_VERBS_OF_TODAY.split())):
                text = row.text[: row.at - 2] + verb + row.text[row.at :]
                more.append(Row(row.author, row.page, text, None, row.at, row.end))
    return [*rows, *more]


def fit(marks: Sequence[Iterable[str]], labels: Sequence[bool]) -> dict[str, float]:
    """Fit the weights of the marks by logistic regression with an L2 penalty."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    kept = [dict.fromkeys(own, 1.0) for own in marks]
    seen = Counter(mark for own in kept for mark in own)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{m: 1.0 for m in own if seen[m] >= MIN_ROWS} for own in kept])
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=5000, tol=1e-6)
    model.fit(matrix, labels)
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True))
    return {"bias": round(float(model.intercept_[0]), 2)} | {
        mark: round(weight, 2) for mark, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT
    }


def fit_both(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Fit both regressions: whether a name ends at a word, and at which character in front it begins."""
    rows = with_other_names(rows)
    begins = [
        (placenames.begin_marks(row.text, start, row.at, row.end), start == row.start)
        for row in rows
        for start in range(placenames.earliest_begin(row.text, row.at), row.at)
    ]
    return {
        "ends": fit(
            [placenames.end_marks(row.text, row.at, row.end) for row in rows],
            [row.start is not None for row in rows],
        ),
        "begins": fit([marks for marks, _ in begins], [label for _, label in begins]),
    }


def count(rows: Sequence[Row], weights: dict[str, dict[str, float]] | None) -> Counter[tuple[str, str]]:
    """Count names, names given, and names given right, by level, with these weights or with those in use."""
    if weights is not None:
        unit = placenames._UNIT
        pair = tuple({m: round(unit * w) for m, w in weights[part].items()} for part in ("ends", "begins"))
        placenames._weights = lambda: pair  # type: ignore[assignment]
        placenames._scale.cache_clear()
    counts: Counter[tuple[str, str]] = Counter()
    pages: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        pages.setdefault((row.author, row.page), []).append(row)
    for own in pages.values():
        texts = list(dict.fromkeys(row.text for row in own))
        given = set()
        for place in find_places([Sentence(text, 0, 0) for text in texts]):
            given.add((texts[place.number], place.start, place.start + len(place.name)))
            counts[place.level, "given"] += 1
        for row in own:
            if row.start is not None:
                level = placenames.level_of(row.text[row.at : row.end])
                counts[level, "names"] += 1
                counts[level, "right"] += (row.text, row.start, row.end) in given
    return counts


def print_counts(title: str, counts: Counter[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Print and give recall and precision by level."""
    table = {}
    for level in (*placenames.LEVELS, "all"):
        names, given, right = (
            sum(n for (own, what), n in counts.items() if what == wanted and level in (own, "all"))
            for wanted in ("names", "given", "right")
        )
        table[level] = {
            "names": names,
            "recall": round(right / names, 3),
            "precision": round(right / given, 3),
        }
        print(f"{title}, {level}: {table[level]}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="judge authors' pages without those pages")
    rows = read_rows(unseen=False)
    if not parser.parse_args().check:
        content: dict[str, object] = {
            "made_by": "benchmarks/train_place_names.py",
            "learned_from": "authored pages in which readers marked the names of places",
        }
        content |= fit_both(rows)
        TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        print(f"{len(rows):,} words, {sum(row.start is not None for row in rows):,} names")
        return
    shipped = count(read_rows(unseen=True), None)
    authors = sorted({row.author for row in rows})
    total: Counter[tuple[str, str]] = Counter()
    for fold in (authors[n::N_FOLDS] for n in range(N_FOLDS)):
        weights = fit_both([row for row in rows if row.author not in fold])
        total += count([row for row in rows if row.author in fold], weights)
    result = {
        "authors left out": print_counts("authors left out", total),
        "authors nothing is learned of": print_counts("authors nothing is learned of", shipped),
    }
    path = Path(__file__).with_name("results") / "news_place_names.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
