"""Names shown by a whole phrase, names that hold everyday words behind a strong cue, and where a name ends."""

from __future__ import annotations

import pytest

from textmine.text.namephrases import find_names_in_phrases, is_never_name
from textmine.text.privacy import find_personal_data


def _names(text: str) -> list[str]:
    return [text[start:stop] for start, stop, kind in find_personal_data(text) if kind == "NAME"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上个月借给洪涛两万块,没还", "洪涛"), ("车转让给田野了,没过户", "田野"), ("当天接待的是高峰,没给回执", "高峰"),
        ("姓名:安宁 反映:楼上装修", "安宁"), ("这人是个骗子,叫康宁,收了钱", "康宁"), ("请给江山师傅记一功", "江山"), ("我找夏天退费,他躲着", "夏天"),
    ],
)  # fmt: skip
def test_find_names_in_phrases_reads_words_as_names(text, name):
    assert [text[start:stop] for start, stop in find_names_in_phrases(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "卖给方便了", "租给公司了,没人管", "交给高层,没有下文", "受理的是投诉,", "小区叫康宁,绿化不错", "姓名:不详 反映:噪音", "反映人:应该 ",
        "付定金8万元,付首期5万元", "水费 200元,电费 300元", "找物业退钱", "",
    ],
)  # fmt: skip
def test_find_names_in_phrases_leaves_words_and_things(text):
    assert list(find_names_in_phrases(text)) == []


def test_find_names_in_phrases_takes_a_list_with_sums_and_no_single_line():
    listed = "欠薪名单:蒋翠芳 3050元,罗长贵 2600元,陆建平 1800元"
    assert {listed[a:b] for a, b in find_names_in_phrases(listed)} >= {"蒋翠芳", "罗长贵", "陆建平"}
    assert list(find_names_in_phrases("收了蒋翠芳 3050元")) == []


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [("孩子高三啊", 2, 5), ("孩子全淋着", 2, 4), ("路政同志", 0, 2), ("同事张家和都知道", 2, 4)],
)
def test_is_never_name_refuses(text, start, stop):
    assert is_never_name(text, start, stop)


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [("学生高一鸣啊", 2, 5), ("我看王佳着急", 2, 4), ("同事张家和我", 2, 4), ("", 0, 0)],
)
def test_is_never_name_lets_names_pass(text, start, stop):
    assert not is_never_name(text, start, stop)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我跟李娜合租在南门", ["李娜"]), ("邻居王磊私搭雨棚,没人管", ["王磊"]), ("我怀疑是前租客陈杰干的,他有钥匙", ["陈杰"]),
        ("他侄子刘鹏挨家送烟", ["刘鹏"]), ("卖馕的买买提·依明来说情况", ["买买提·依明"]), ("联系人:艾力·吐尔逊说没收到", ["艾力·吐尔逊"]),
    ],
)  # fmt: skip
def test_a_name_ends_where_a_deed_begins(text, names):
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("前夫白云峰两年没给过抚养费", "白云峰"), ("司机孔令旗一边开车一边抽烟", "孔令旗"), ("街坊赵桂琴代笔写的信", "赵桂琴"),
        ("同事张家和都能作证", "张家和"), ("让我找环卫所李军,没人接", "李军"), ("档案中未见李凤先相关材料", "李凤先"),
        ("周大年这三个字都写错了", "周大年"), ("工号023的王婧真心好", "王婧"), ("我爸向东在外地打工", "向东"),
    ],
)  # fmt: skip
def test_a_name_that_holds_words_is_found_beside_a_person(text, name):
    assert name in _names(text)


@pytest.mark.parametrize(
    "text",
    [
        "业主于前天开会投票",
        "业主向贵委反映",
        "中介称定金在账户里",
        "班主任向家长推荐课外班",
        "孩子高三啊,别施工了",
        "老人孩子全淋着",
        "路政同志辛苦了",
        "住户应八月交房",
        "控制人为原中忆百年集团",
    ],
)
def test_words_behind_a_role_stay(text):
    assert _names(text) == []


def test_the_telephone_of_an_office_is_masked_as_documented():
    text = "有疑问请致电民政科0536-8221190。"
    assert find_personal_data(text) == [(9, 21, "PHONE")]


def test_a_door_behind_a_unit_of_the_old_count_is_found():
    text = "家住阳光花园15幢乙单元603,水压低"
    assert [text[a:b] for a, b, kind in find_personal_data(text) if kind == "DOOR"] == ["15幢乙单元603"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("我姨夫白建设五年没回过家", "白建设"), ("表哥马跃进七次写信", "马跃进"), ("主任白雪说没空", "白雪")],
)
def test_a_name_before_a_number_of_times_or_speech_keeps_its_end(text, name):
    assert _names(text) == [name]
