"""List the places and offices that a page names: level, the unit each lies in, other names, mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.garbage import seldom_collected
from textmine.news.people import find_people
from textmine.news.places import Place, find_places
from textmine.news.sentences import Sentence, split_sentences
from textmine.schema import Column, TableSchema
from textmine.text.namedictionary import is_word

__all__ = ["PLACES", "NamedPlace", "extract_places", "find_named_places"]

PLACES = TableSchema(
    "places",
    ("article_id", "name"),
    (
        Column("article_id", "id", "page that names the place", "篇目编号"),
        Column("name", "text", "name with the word for its kind", "地名"),
        Column("level", "code", "estate, community, street, road, district or office", "层级"),
        Column("within", "text", "the unit named right in front of it", "所属"),
        Column("other_names", "text", "other names on the page, joined by ；", "别称"),
        Column("n_mentions", "number", "mentions under any name", "提及次数"),
    ),
)
# What a name may lack where it is told again: 望湖花园小区 and 望湖花园, 木棉社区 and 木棉.
_KIND = re.compile(r"(?:小区|社区|街道|居民区|片区|新村|村)$")
_SHORTEST_ALONE = 2
_SURE_ALONE = 4  # Characters from which a name without its kind is no other word, dictionary or not.
_OFFICE = re.compile(
    r"(“[^“”，。]{2,10}”|‘[^‘’，。]{2,10}’)?(?:(?:老|名)?书记|老党员|人民|党员|民情|红色)?(?:工作室|调解室|议事厅|议事室|会客厅)"
)


@dataclass(frozen=True)
class NamedPlace:
    """Hold a place or an office: its fullest name, level, the unit it lies in, its other names, mentions under any."""

    name: str
    level: str
    within: str
    other_names: tuple[str, ...]
    n_mentions: int


def find_named_places(text: str) -> list[NamedPlace]:
    """List the places and offices of one article in the order in which they are first named.

    Names that differ in the word for their kind alone are one place; the fullest is its name. A name without that word
    counts where it is no ordinary word. Offices are those named in quotation marks or after a person of the page.

    Examples
    --------
    >>> text = "北关街道木棉里社区的灯亮了。木棉里的老人说，“老马书记”工作室帮的忙。"
    >>> for place in find_named_places(text):
    ...     print(place.name, place.level, place.within, place.other_names, place.n_mentions)
    北关街道 street  () 1
    木棉里社区 community 北关街道 ('木棉里',) 2
    “老马书记”工作室 office  () 1
    >>> find_named_places("")
    []
    """
    sentences = split_sentences(text)
    mentions = find_places(sentences)
    fullest = _fullest_names(mentions)
    first: dict[str, Place] = {}
    counts: Counter[str] = Counter()
    others: dict[str, Counter[str]] = {}
    within: dict[str, Counter[str]] = {}
    for before, place in zip([None, *mentions], mentions, strict=False):
        name = fullest[place.name]
        first.setdefault(name, place)
        counts[name] += 1
        if place.name != name:
            others.setdefault(name, Counter())[place.name] += 1
        if before is not None and _is_right_behind(before, place):
            within.setdefault(name, Counter())[fullest[before.name]] += 1
    for name, alone, n in _told_without_kind(text, sentences, mentions, list(first)):
        counts[name] += n
        others.setdefault(name, Counter())[alone] += n
    rows = [
        (
            (place.number, place.start),
            NamedPlace(
                name,
                place.level,
                max(within[name], key=lambda unit: within[name][unit]) if name in within else "",
                tuple(sorted(others.get(name, ()))),
                counts[name],
            ),
        )
        for name, place in first.items()
    ]
    rows += list(_offices(text, sentences, mentions, fullest))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _fullest_names(mentions: Sequence[Place]) -> dict[str, str]:
    """Give for each name the longest one that is the same without the word for its kind."""
    by_core: dict[tuple[str, bool], str] = {}
    for place in mentions:
        core = _core(place)
        if len(place.name) > len(by_core.get(core, "")):
            by_core[core] = place.name
    return {place.name: by_core[_core(place)] for place in mentions}


def _core(place: Place) -> tuple[str, bool]:
    # A community and an estate of one name (木棉社区, 木棉小区) are two places; an estate and its garden are one.
    return (
        _KIND.sub("", place.name) or place.name
    ) if place.level == "estate" else place.name, place.level == "estate"


def _is_right_behind(before: Place, place: Place) -> bool:
    return before.number == place.number and before.start + len(before.name) == place.start


def _told_without_kind(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Place], names: Sequence[str]
) -> Iterator[tuple[str, str, int]]:
    """Yield names that stand alone elsewhere: the full name, the name alone, how often."""
    cores: dict[str, list[str]] = {}
    for name in names:
        core = _KIND.sub("", name)
        if core != name and len(core) >= _SHORTEST_ALONE and (len(core) >= _SURE_ALONE or not is_word(core)):
            cores.setdefault(core, []).append(name)
    cores = {core: own for core, own in cores.items() if len(own) == 1}  # 木棉 may mean either of two.
    if not cores:
        return
    taken = {
        (place.number, at) for place in mentions for at in range(place.start, place.start + len(place.name))
    }
    counts: Counter[str] = Counter()
    pattern = re.compile("|".join(map(re.escape, sorted(cores, key=len, reverse=True))))
    for number, sentence in enumerate(sentences):
        for match in pattern.finditer(sentence.text):
            counts[match.group()] += (number, match.start()) not in taken
    for core, n in sorted(counts.items()):
        if n:
            yield cores[core][0], core, n


def _offices(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Place], fullest: dict[str, str]
) -> Iterator[tuple[tuple[int, int], NamedPlace]]:
    people: tuple[str, ...] | None = None
    found: dict[str, tuple[int, int]] = {}
    counts: Counter[str] = Counter()
    units: dict[str, str] = {}
    for number, sentence in enumerate(sentences):
        for match in _OFFICE.finditer(sentence.text):
            name = match.group()
            if match.group(1) is None:
                if people is None:
                    people = tuple(person.name for person in find_people(text))
                whose = next((own for own in people if sentence.text.endswith(own, 0, match.start())), "")
                if not whose:
                    continue
                name = whose + name
            counts[name] += 1
            found.setdefault(name, (number, match.start()))
            near = [
                p
                for p in mentions
                if p.number == number and p.start < match.start() and p.level != "district"
            ]
            if near:
                units.setdefault(name, fullest[near[-1].name])
    for name, at in found.items():
        yield at, NamedPlace(name, "office", units.get(name, ""), (), counts[name])


@seldom_collected()
def extract_places(articles: pd.DataFrame) -> pd.DataFrame:
    """List the places and offices of articles, one row per place and article.

    Parameters
    ----------
    articles : DataFrame
        Schema ``ARTICLES``; `article_id` and `text` are used.

    Returns
    -------
    DataFrame
        Schema ``PLACES``; empty, with its headings, for no articles.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a1"], "text": ["北关街道木棉里社区的灯亮了。"]})
    >>> extract_places(articles)[["name", "level", "within"]].values.tolist()
    [['北关街道', 'street', ''], ['木棉里社区', 'community', '北关街道']]
    """
    return PLACES.frame(
        [
            {
                "article_id": key,
                "name": place.name,
                "level": place.level,
                "within": place.within,
                "other_names": "；".join(place.other_names),
                "n_mentions": place.n_mentions,
            }
            for key, text in zip(articles["article_id"], articles["text"], strict=True)
            for place in find_named_places(str(text))
        ]
    )
