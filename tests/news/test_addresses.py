"""Forms of address are persons where they stand as names, and roles begin with the role."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textmine.news.people import find_people

ROOT = Path(__file__).resolve().parents[2]


def names(text: str) -> list[str]:
    return [person.name for person in find_people(text)]


@pytest.mark.parametrize(
    "text",
    [
        "三位大爷坐在楼下，这位大姐说好。",
        "几位奶奶来了，20多位阿姨都来了。",
        "记者从云岫市民政局获悉，灯亮了。",
        "老小区的路灯坏了，小马路也黑。",
    ],
)
def test_measure_words_and_prepositions_are_no_families(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老隋带人来看，灯亮了。", "老隋"),
        ("居民张姨说，灯亮了。", "张姨"),
        ("小纪正蹲在井边。", "小纪"),
        ("“林爷爷，灯亮了。”", "林爷爷"),
        ("徒弟小吴没有走。", "小吴"),
    ],
)
def test_forms_of_address_are_persons(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("工作由退休党支部书记江叔平牵头，江叔平天天去。", "退休党支部书记"),
        ("电话那头是北闸口社区党委书记柯玉兰，柯玉兰说好。", "北闸口社区党委书记"),
        ("他刚出门就被居民孔庆林拦住，孔庆林说灯坏了。", "居民"),
        ("经济合作社会计孔庆林说好。", "经济合作社会计"),
    ],
)
def test_roles_begin_with_the_role(text: str, role: str) -> None:
    assert [person.role for person in find_people(text)][:1] == [role]


def test_persons_of_other_authors_are_found_as_often_as_the_docs_say() -> None:
    listed = found = 0
    for path in sorted((ROOT / "tests" / "news" / "data").glob("*_author.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            text = "\n".join(page["paragraphs"])
            persons = {name for name in page.get("persons", ()) if name in text}
            own = find_people(text) if persons else []
            found += len(persons & {name for person in own for name in (person.name, *person.aliases)})
            listed += len(persons)
    said = f"Of {listed} persons whom twenty authors list {found / listed:.0%} are found"
    assert said.replace("%", " %") in " ".join(
        (ROOT / "docs" / "news.md").read_text(encoding="utf-8").split()
    )
    assert found / listed > 0.85
