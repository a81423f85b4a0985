"""Persons are found by role and by speech, joined with their other names, and masked in full."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from textmine.news.names import is_personal_name
from textmine.news.people import extract_people, find_people, mask_people, mask_table


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“灯亮了。”居民李明光说。", "李明光"),
        ("社区党委书记高桂花介绍，以前没有灯。", "高桂花"),
        ("工作队队长、副书记李海清决定修路。李海清说好。", "李海清"),
        ("社区书记郗文和两位居民坐到一起。郗文说好。", "郗文"),
        ("党员夏侯琳笑着说，不累。", "夏侯琳"),
    ],
)
def test_find_people_finds_a_name(text: str, name: str) -> None:
    assert name in [person.name for person in find_people(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "居民方便多了。",
        "党员干部下沉社区，群众高兴地说好。",
        "书记工作室成立于2016年。",
        "The mayor said so.",
    ],
)
def test_find_people_finds_no_one(text: str) -> None:
    assert find_people(text) == []


def test_find_people_recalls_the_authored_persons(authored: list[dict[str, Any]]) -> None:
    wanted = found = 0
    for page in authored:
        names = " ".join(
            p.name + " " + " ".join(p.aliases) for p in find_people("\n".join(page["paragraphs"]))
        )
        full = [person["name"] for person in page["persons"] if is_personal_name(person["name"])]
        wanted += len(full)
        found += sum(name in names for name in full)
    assert found / wanted >= 0.6


def test_mask_people_leaves_nothing_of_a_name_and_changes_nothing_else() -> None:
    text = "书记刘桂兰说好。老刘今年66岁，刘桂兰从不缺席。"
    masked = mask_people(text, find_people(text))
    assert masked == "书记〔人物1〕说好。〔人物1〕今年66岁，〔人物1〕从不缺席。"
    assert mask_people(text, []) == text


def test_mask_table_reaches_lists_and_records() -> None:
    people = {"a1": find_people("居民李明光说好。")}
    table = pd.DataFrame(
        {
            "article_id": ["a1"],
            "paragraphs": [["李明光来了。"]],
            "removed": [[{"kind": "x", "sample": "李明光"}]],
        }
    )
    masked = mask_table(table, people)
    assert "李明光" not in str(masked.to_dict())
    assert "李明光" in str(table.to_dict())


def test_extract_people_of_nothing_keeps_its_headings() -> None:
    assert list(extract_people(pd.DataFrame({"article_id": [], "text": []})).columns)[:2] == [
        "article_id",
        "name",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "第一书记任期两年。",
        "楼栋长都难。",
        "记者查阅社区登记簿。",
        "议题从居民来信中挑选。",
        "党员包楼包片。",
    ],
)
def test_find_people_takes_no_words_for_names(text: str) -> None:
    assert find_people(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("供电公司的阮劲松带着同事钻进车库。", "阮劲松"),
        ("第一书记缪承志被手机震醒。", "缪承志"),
        ("徒弟小邵的第一课上在垃圾房。", "小邵"),
        ("79岁的唐老伯给出评价。", "唐老伯"),
    ],
)
def test_find_people_finds_names_no_saying_follows(text: str, name: str) -> None:
    assert name in [person.name for person in find_people(text)]


def test_find_people_joins_forms_of_address() -> None:
    people = find_people("社区书记王建国说，修。老王回家了。王书记第二天又来，王建国笑了。")
    assert [(p.name, sorted(p.aliases)) for p in people] == [("王建国", sorted(["老王", "王书记"]))]


def test_find_people_names_the_same_persons_in_a_page_of_any_length() -> None:
    page = "居民李明光说，灯亮了。支部书记刘静兰和老刘不是一个人？刘静兰笑了。王老师点头。"
    once, often = find_people(page), find_people(page * 800)
    assert [(p.name, p.role, p.aliases) for p in once] == [(p.name, p.role, p.aliases) for p in often]
    assert [800 * p.n_mentions for p in once] == [p.n_mentions for p in often]


def test_find_people_of_one_surname_share_no_form_of_address() -> None:
    people = find_people("居民李明光说，灯亮了。居民李玉芳说，路平了。老李笑了。")
    assert [(p.name, p.aliases) for p in people] == [("李明光", ()), ("李玉芳", ()), ("老李", ())]


def test_numbers_of_persons_are_masked_and_those_of_services_are_not() -> None:
    text = "热线12345转来：致电13812345678，或027-87654321，邮箱li@example.cn，车号鄂A12345；办结1087件。"
    masked = mask_people(text, [])
    assert masked == "热线12345转来：致电〔电话〕，或〔电话〕，邮箱〔邮箱〕，车号〔车牌〕；办结1087件。"
    assert mask_people(masked, []) == masked
