"""What stands beside a name is listed by whole classes: kin, callings, deeds, belongings."""

from __future__ import annotations

import pytest

from textmine.text.namecues import FORMS, KINS, ROLES, WEAK_ROLES
from textmine.text.nameneighbours import ACTS, ACTS_OF_ONE, ADVERBS, BELONGINGS, ORGANS, TAKERS, WEAK_TAKERS
from textmine.text.personnames import find_names


def _found(text):
    return [text[start:stop] for start, stop, _ in find_names(text)]


@pytest.mark.parametrize("frame", ["{}家长天天在群里骂老师", "我从{}手里买的二手房", "协议由{}代签,我们不认", "电梯维保单上签名的{}根本没来过",
                                   "{}名字还在册上", "落款{},冒充我们公司人事", "名字{},查一下失业金", "{}本人没有到场", "{}态度恶劣",
                                   "今早八点多{}来社区盖章", "给死人领低保,死了三年的{}还在册上", "里面有{}的老年证", "{}突然把电闸拉了",
                                   "于是{}报了警", "凭什么{}能评上", "难道{}不用排队", "我怀疑{}贪污", "如果{}不赔,我就上访", "13974028816,{}"])  # fmt: skip
@pytest.mark.parametrize("name", ["陈秀英", "张志强", "李丽"])
def test_a_plain_name_is_found_in_frames_without_a_label(frame, name):
    assert _found(frame.format(name)) == [name]


@pytest.mark.parametrize("who", ["小舅子", "大伯", "妯娌", "二姐夫", "亲家母", "儿媳妇", "前夫", "堂弟", "主播", "保育员", "置业顾问", "承包户",
                                 "宿管", "被执行人", "外卖小哥", "驻村干部", "目击者", "遗孀", "网约车司机", "城管", "交警", "接待我的", "管水的"])  # fmt: skip
def test_a_plain_name_is_found_behind_kin_and_callings_of_every_kind(who):
    assert _found(f"{who}陈秀英不同意赔偿") == ["陈秀英"]


@pytest.mark.parametrize(
    "text",
    ["业主经多方打听才知道", "金茂云栖湖小区收费高", "城管执法不公", "交警大队不受理", "城管中队不管", "村民殷切希望修路", "高层家长反映",
     "老师高度重视", "家长成长课堂", "万家丽路堵车", "湘环评[2018]13号文件", "装修公司跑路", "农行门口停车难", "普惠性幼儿园太少",
     "贵单位何时答复", "周一至周五上班", "请张主任查一查", "欧阳先生说好了"],
)  # fmt: skip
def test_words_and_places_on_a_place_of_persons_stay(text):
    assert _found(text) == []


def test_a_name_ends_before_what_its_bearer_does():
    assert _found("我表姐程芳产检,同一个B超两家医院") == ["程芳"]
    assert _found("昨天贺鹏来要账") == ["贺鹏"]
    assert _found("我们单元卢明家把采光井封了") == ["卢明"]


def test_kinds_of_words_do_not_overlap_and_are_long_enough():
    assert not KINS & ROLES
    assert not WEAK_ROLES & (KINS | ROLES | FORMS)
    assert WEAK_TAKERS < TAKERS
    assert all(len(word) == 1 for word in ACTS_OF_ONE)
    assert all(len(word) > 1 for word in BELONGINGS - {"俩", "仨"})
    assert min(map(len, (ACTS, ADVERBS, KINS, ROLES, ORGANS))) > 100


@pytest.mark.parametrize("word", ["小姐", "公司", "的"])
def test_what_is_no_kin_and_no_calling_is_not_listed(word):
    assert word not in KINS | ROLES | FORMS
