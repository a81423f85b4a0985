"""The part of an address that singles out a dwelling is found; places, offices and counts are not."""

from __future__ import annotations

import pytest

from textmine.text.doors import find_doors


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
        "", "解放路123号店面", "比分3-2-501", "3组2号地块", "家住汇金路777号汇金城", "住在一环路南三段8号线旁", "合同于2021-3-2018签订", "老街17号的张大爷",
        "户型集中在40-110平之间", "66-110千伏4.0米", "3栋168户", "5栋2019年交房", "型号3-2-501", "公园一号31栋的物业", "楼上3000元", "8栋1800多平方米",
    ],
)  # fmt: skip
def test_places_offices_and_counts_are_no_dwelling(text: str) -> None:
    assert list(find_doors(text)) == []
