"""Personal data dictated, padded or written so as not to be found, and what only looks like it."""

from __future__ import annotations

import pytest

from textmine import mask_personal_data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("一三八 七三一四 二二九零 请回电", "[PHONE_1] 请回电"),
        ("幺三八，七三一四，二二九零", "[PHONE_1]"),
        ("电话是壹叁捌柒叁壹肆贰贰玖零", "电话是[PHONE_1]"),
        ("打138七三一四二二九零", "打[PHONE_1]"),
        ("电话八二八五幺二三四", "电话[PHONE_1]"),
        ("手机138/7314/2290", "手机[PHONE_1]"),
        ("手机：138、7314、2290", "手机：[PHONE_1]"),
        ("TEL13873142290", "TEL[PHONE_1]"),
        ("加vx13873142290", "加vx[PHONE_1]"),
        ("请打138731 42290", "请打[PHONE_1]"),
        ("支付宝账号13873142290", "支付宝账号[PHONE_1]"),
        ("身份证 430102 1980 0101 1230", "身份证 [ID_1]"),
        ("身份證430102198001011230", "身份證[ID_1]"),
        ("驾驶证号430102198001011230", "驾驶证号[ID_1]"),
        ("車牌A12345D", "車牌[PLATE_1]"),
        ("我的v：laowang123", "我的v：[WECHAT_1]"),
        ("邮箱laowang@163。com", "邮箱[EMAIL_1]"),
        ("邮箱laowang(at)qq.com", "邮箱[EMAIL_1]"),
        ("邮箱laowang@qq点com", "邮箱[EMAIL_1]"),
        ("反映人 李 秀 珍", "反映人 [NAME_1]"),
        ("姓名：李秀 珍，女", "姓名：[NAME_1]，女"),
        ("联系人：王　强", "联系人：[NAME_1]"),
        ("我係陳國強，電話：13873142290", "我係[NAME_1]，電話：[PHONE_1]"),
    ],
)
def test_odd_forms_are_masked_as_a_whole(text: str, masked: str) -> None:
    assert mask_personal_data(text).texts == (masked,)


@pytest.mark.parametrize(
    "text",
    [
        "一九八五、一九八六、一九八七年都修过",
        "1、3、5、7、9、11、13、15号楼停水",
        "一、二、三、四、五、六、七、八、九、十栋",
        "水表户号1234567890，燃气账号13812345678",
        "拨打12345、110、119都没人管",
        "住户 反 映 问题，业主 都 不满意",
        "电压220V：正常，3V：电池",
        "车牌照片拍了三张，车牌模糊",
        "电话二三楼都打不通",
        "订单号GD13873142290",
        "三七二十一，不管三七二十一",
    ],
)
def test_what_only_looks_odd_stays(text: str) -> None:
    assert mask_personal_data(text).texts == (text,)
