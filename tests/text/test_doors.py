"""The part of an address that singles out a dwelling is found; places, offices and counts are not."""

from __future__ import annotations

import json
import runpy
from itertools import pairwise
from pathlib import Path

import pytest

from textmine.resources import data_path
from textmine.text.doors import WEIGHTS, find_doors

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("中山北路218弄6号502室住户反映", "218弄6号502室"),
        ("我住王家湾三组12号,叫王德才", "12号"),
        ("家住长乐路68弄15号", "68弄15号"),
        ("建设街45号院3号楼2单元8号", "45号院3号楼2单元8号"),
        ("住址:桃林村71号", "71号"),
        ("住幸福里甲12号", "甲12号"),
        ("住康乐巷8号附2号", "8号附2号"),
        ("我6-1-302的,刚下夜班", "6-1-302"),
        ("锦绣花园三期12-2-1103漏水", "12-2-1103"),
        ("万科城B区7-1201", "7-1201"),
        ("12-702住户反映", "12-702"),
        ("楼上601漏水", "601"),
        ("火车站家属院14号楼东单元5楼西户", "14号楼东单元5楼西户"),
        ("遂州中路306号2单元5楼1号", "306号2单元5楼1号"),
        ("杭州路66号4号楼2单元301", "66号4号楼2单元301"),
        ("老村三巷7号401房", "7号401房"),
        ("家里门牌6号楼2单元401户,欢迎", "6号楼2单元401户"),
    ],
)
def test_the_dwelling_is_found_from_the_first_number_of_the_house_on(text: str, door: str) -> None:
    assert door in [text[start:stop] for start, stop in find_doors(text)]


@pytest.mark.parametrize(
    "text",
    [
        "", "解放路123号店面", "比分3-2-501", "3组2号地块", "家住汇金路777号汇金城", "住在一环路南三段8号线旁", "合同于2021-3-2018签订",
        "户型集中在40-110平之间", "66-110千伏4.0米", "3栋168户", "5栋2019年交房", "型号3-2-501", "公园一号31栋的物业", "楼上3000元", "8栋1800多平方米",
    ],
)  # fmt: skip
def test_places_offices_and_counts_are_no_dwelling(text: str) -> None:
    assert list(find_doors(text)) == []


@pytest.mark.parametrize(
    ("text", "doors"),
    [
        ("202和302两家为了漏水吵到居委会", ["202", "302"]),
        ("我家25号他家26号,就隔一条水沟", ["25号", "26号"]),
        ("家在翠屏湾花园,四号楼,一单元的703,你们写错了", ["四号楼,一单元的703"]),
        ("县人社局225室的同志说材料不齐", []),
        ("住址:灯芯巷12号", ["12号"]),
        ("家庭住址:石桥镇灯芯村三组7号,电话另报", ["7号"]),
        ("地址:灯芯路12号的小吃店", []),
        ("酒店前台说1608房的押金三天退", []),
        ("48号文件和第103号令都写得明白", []),
        ("坐801路、116路和159路都不到", []),
        ("小区共44栋724户,9号楼电梯坏了", []),
        ("国发〔2018〕48号说得明白", []),
        ("打400-820-2508没人接", []),
        ("小区共504户业主签了字", []),
        ("比分3-2-501号方案", []),
    ],
)
def test_doors_are_weighed_by_what_stands_around(text: str, doors: list[str]) -> None:
    assert [text[start:stop] for start, stop in find_doors(text)] == doors


def test_doors_are_in_order_and_do_not_overlap() -> None:
    text = "住址:翠园3栋2单元501室;门牌号12号;楼上602漏水;" * 40
    found = find_doors(text)
    assert len(found) >= 80
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_a_text_of_nothing_but_doors_takes_time_by_its_length() -> None:
    assert len(find_doors("3栋2单元501,602、" * 2000)) == 4000
    assert find_doors("三号四号" * 20_000) == []


def test_the_weights_are_those_of_the_committed_messages() -> None:
    """Fitting again gives the file: nothing was changed by hand, and nothing else was learned from."""
    trained = runpy.run_path(str(ROOT / "benchmarks" / "train_doors.py"))
    stored = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))["weights"]
    fitted = trained["fit"](trained["read_rows"]()[0])
    assert fitted.keys() == stored.keys()
    assert max(abs(fitted[mark] - stored[mark]) for mark in stored) <= 0.002
