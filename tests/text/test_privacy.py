"""What identifies a person is found, look-alikes stay, nothing else changes."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import InputError
from textmine.text.identifiers import is_card_number, is_identity_number
from textmine.text.privacy import (
    KINDS,
    NUMBER,
    TIME,
    find_personal_data,
    mask_columns,
    mask_personal_data,
)
from textmine.text.privatecolumns import columns_to_mask, remarks_on_keys

HALVES = ("privacy_seen.txt", "privacy_unseen.txt")


def _score(gold):
    right = wrong = missed = 0
    for text, spans in gold:
        found = set(find_personal_data(text))
        right += len(found & spans)
        wrong += len(found - spans)
        missed += len(spans - found)
    return right / (right + wrong), right / (right + missed)


def test_gold_is_large_and_its_sentences_differ(personal_gold):
    rows = [row for name in HALVES for row in personal_gold(name)]
    assert len(rows) >= 500
    assert len({text for text, _ in rows}) == len(rows)
    assert {kind for _, spans in rows for _, _, kind in spans} == set(KINDS)
    assert sum(not spans for _, spans in rows) >= 200


def test_masking_reaches_precision_and_recall_on_the_gold(personal_gold):
    precision, recall = _score([row for name in HALVES for row in personal_gold(name)])
    assert precision >= 0.97
    assert recall >= 0.98


def test_masking_keeps_its_score_on_the_third_part(personal_gold):
    rows = personal_gold("privacy_fresh.txt")
    precision, recall = _score(rows)
    assert precision >= 0.97
    assert recall >= 0.98
    for text, spans in rows:
        assert {s for s in find_personal_data(text) if s[2] != "NAME"} == {s for s in spans if s[2] != "NAME"}


@pytest.mark.parametrize(
    ("part", "least_precision", "least_recall"),
    [("third_a", 0.985, 0.94), ("third_b", 0.99, 0.935), ("fourth_a", 0.93, 0.55), ("fourth_b", 0.95, 0.46)],
)
def test_masking_keeps_its_score_on_hard_names(part, least_precision, least_recall, personal_gold):
    """Rare surnames, names without a label, names that are words: what was reached, so that it is not lost."""
    rows = personal_gold(f"privacy_{part}.txt")
    precision, recall = _score(rows)
    assert precision >= least_precision
    assert recall >= least_recall
    plain = [(text, {s for s in spans if s[2] != "NAME"}) for text, spans in rows]
    found = [(text, {s for s in find_personal_data(text) if s[2] != "NAME"}) for text, _ in rows]
    missed = sum(len(spans - got) for (_, spans), (_, got) in zip(plain, found, strict=True))
    assert missed <= 0.05 * sum(len(spans) for _, spans in plain)


def test_masking_keeps_its_score_on_the_fifth_author(personal_gold):
    """Scored .969 / .891 when it was unseen; its misses have been read since."""
    precision, recall = _score(personal_gold("privacy_fifth.txt"))
    assert precision >= 0.98
    assert recall >= 0.99


def test_masking_keeps_its_score_on_the_sixth_author(personal_gold):
    """Scored .973 / .936 when it was unseen; its misses have been read since."""
    precision, recall = _score(personal_gold("privacy_sixth.txt"))
    assert precision >= 0.985
    assert recall >= 0.98


def test_masking_keeps_its_score_on_the_seventh_author(personal_gold):
    """Scored .987 / .969 when it was unseen; its misses have been read since, and names are learned from it."""
    precision, recall = _score(personal_gold("privacy_seventh.txt"))
    assert precision >= 0.985
    assert recall >= 0.965


@pytest.mark.parametrize(
    ("part", "least_precision", "least_recall"),
    [("eighth", 0.95, 0.86), ("tenth", 0.96, 0.91), ("fifteenth", 0.98, 0.975), ("sixteenth", 0.96, 0.95)],
)
def test_masking_keeps_its_score_on_further_authors(part, least_precision, least_recall, personal_gold):
    """What is reached now that they are read; results/text_masking_first_sight.json has what it was before."""
    precision, recall = _score(personal_gold(f"privacy_{part}.txt"))
    assert precision >= least_precision
    assert recall >= least_recall


@pytest.mark.parametrize(
    "part",
    [
        "seen",
        "names",
        "third_b",
        "fourth_a",
        "fourth_b",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
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
    ],
)
def test_masking_twice_is_masking_once(part, personal_gold):
    for text, _ in personal_gold(f"privacy_{part}.txt"):
        masked = mask_personal_data(text).texts[0]
        assert mask_personal_data(masked).texts[0] == masked


def test_masking_finds_names_in_running_text(personal_gold):
    """Names between words, lists, signatures, names before numbers; most sentences are look-alikes."""
    rows = personal_gold("privacy_names.txt")
    precision, recall = _score(rows)
    assert len(rows) >= 150
    assert precision >= 0.98
    assert recall >= 0.98


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_where_the_gold_has_it(kind, personal_gold):
    rows = [row for name in HALVES for row in personal_gold(name)]
    spans = [(text, span) for text, found in rows for span in found if span[2] == kind]
    hits = sum(span in find_personal_data(text) for text, span in spans)
    assert hits >= 0.9 * len(spans) > 0


@pytest.mark.parametrize(
    "text",
    [
        "工单编号20231105000482", "共计13800000000元", "人民路128号到356号", "2018-01-02至2019-12-31", "湘政办发〔2019〕46号",
        "拨打12345和110", "400-820-3766", "订单号6229384756610293", "8栋2019年交房", "业主高度怀疑", "负责人不在", "微信支付了380元",
        "举报人反映", "", "3栋2单元的门禁", "115路公交", "QQ空间", "沪A牌照不让进",
    ],
)  # fmt: skip
def test_look_alikes_stay(text):
    assert find_personal_data(text) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("PHONE", ["139 7402 8816", "139-7402-8816", "139.7402.8816", "139 74028816", "13974 028 816", "１３９７４０２８８１６",
                   "(+86)13974028816", "0086-13974028816", "0731-84672215", "(0731)-84672215", "0731 8467 2215",
                   "+86-731-84672215", "0731-84672215-802", "0731-84672215 转 802", "0731-84672215分机8012", "一三九七四零二八八一六"]),
        ("PLATE", ["湘A12345", "湘A·12345", "湘 A12345", "湘AD12345", "湘A12345D", "粤Z1234港", "京AD1234学"]),
        ("EMAIL", ["he.xy@163.com", "HE_XY＠163.com", "he_xy @163.com"]),
        ("ID", ["110105 19491231 002X", "11010519491231002x"]),
        ("CARD", ["4111 1111 1111 1111", "4111-1111-1111-1111"]),
        ("DOOR", ["3栋2单元501室", "3 栋 2 单元 501 室", "3栋2-501", "A座1708", "3栋501号", "6栋5楼502", "2单元502户", "三栋二单元四〇二室"]),
    ],
)  # fmt: skip
def test_every_form_of_a_number_is_found_whole(kind, values):
    for value in values:
        text = f"情况如下，{value}，请核实"
        assert find_personal_data(text) == [(5, 5 + len(value), kind)], value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话0731-85512203/85512204", ["0731-85512203", "85512204"]),
        ("身份证430102740210377", ["430102740210377"]),
        ("qq或微信 584920137", ["584920137"]),
        ("微信号是584920137", ["584920137"]),
        ("联系人：阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("业主罗三元与罗四海争吵，后来罗四海走了", ["罗三元", "罗四海", "罗四海"]),
        ("户主黄国建原房在此。反映人：黄国建", ["黄国建", "黄国建"]),
        ("我叫黄林大，住在东门", ["黄林大"]),
        ("我妻子刘维于2019年去的", ["刘维"]),
        ("业主：李晓明 王丽 赵强", ["李晓明", "王丽", "赵强"]),
        ("姓名：张 伟", ["张 伟"]),
        ("我是住在阳光城的赵国强，请回复", ["赵国强"]),
        ("我（张伟）实名反映", ["张伟"]),
        ("群主苗得水把人都踢了出去", ["苗得水"]),
        ("请转告步云霄，她的证办好了", ["步云霄"]),
        ("我家隔壁的阿不都热依木·吐尔逊开了馕店", ["阿不都热依木·吐尔逊"]),
        ("裘建平和柏青松都可以作证", ["裘建平", "柏青松"]),
        ("沃尔夫冈先生的居留登记", ["沃尔夫冈"]),
        ("联系人周边城，手机13974028816", ["周边城", "13974028816"]),
        ("他微信名叫老K，号是kk-laohu91", ["kk-laohu91"]),
        ("照片已发到905173826的邮箱", ["905173826"]),
        ("她家3-1-1206也停水了", ["3-1-1206"]),
        ("家住茶厂宿舍4-2-603 煤气表坏了", ["4-2-603"]),
        ("住8单元三楼东户的那家", ["8单元三楼东户"]),
        ("如需证据请加wxid_k3m8tq52ha7x22。", ["wxid_k3m8tq52ha7x22"]),
        ("加wx：wxid_k3m8tq52ha7x22", ["wxid_k3m8tq52ha7x22"]),
        ("网约车浙AF08Q13司机绕路", ["浙AF08Q13"]),
        ("户名：尚志远，开户行工商银行，账号6222021901234567891", ["尚志远", "6222021901234567891"]),
    ],
)
def test_numbers_and_names_behind_cues_are_found(text, found):
    assert [text[a:b] for a, b, _ in find_personal_data(text)] == found


@pytest.mark.parametrize(
    "text",
    ["企业主管理混乱", "确保安全文明施工", "扰民工程一旦上马", "签字盖章后生效", "签名后方可领取", "我是金科天悦的住户", "投诉金茂府一房二卖",
     "本人华悦城业主", "委托玉诚清洁公司", "周一至周五", "家长学生特别多", "业主向贵委反应", "狗名叫毛毛", "联系人：方便时联系", "户名：长沙市水务公司", "投诉人：全体业主", "8栋8层", "3栋168户", "5栋1-3楼", "2019.12.31",
     "由于正常施工", "孩子成长需要空间", "温斯顿英语拖着不退", "民航由南往北飞过", "请张主任查一查", "市里的潘家村修路", "比分4-2-603", "2单元三楼的水管", "单价浙A级", "8单元东户型图", "账号12345678"],
)  # fmt: skip
def test_words_that_look_like_names_stay(text):
    assert find_personal_data(text) == []


def test_cells_of_personal_columns_are_masked_whole():
    table = pd.DataFrame({"来电人": ["Linda", "匿名", "何秀英（业主）"], "电话": ["85512203转2", "", "无"]})
    masked, _ = mask_columns(table, {"来电人": "姓名：", "电话": "电话："})
    assert masked["来电人"].tolist() == ["[NAME_1]", "匿名", "[NAME_2]（业主）"]
    assert masked["电话"].tolist() == ["[PHONE_1]", "", "无"]
    only_phones, _ = mask_columns(table, {"来电人": "姓名："}, kinds=["PHONE"])
    assert only_phones["来电人"].tolist() == table["来电人"].tolist()


def test_identity_number_needs_date_and_check_digit():
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194913310021")
    assert not is_identity_number("123")
    assert find_personal_data("号码11010519491231002X") == [(2, 20, "ID")]
    assert find_personal_data("编码110105194912310020") == []
    assert find_personal_data("身份证号110105194912310020")[0][2] == "ID"


def test_card_number_needs_prefix_and_luhn_digit():
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")
    assert not is_card_number("1111111111111117")


def test_one_value_has_one_tag_whatever_its_spelling():
    masked = mask_personal_data(
        ["打139 7402 8816", "打+86 139-7402-8816或１３９７４０２８８１６", "打13974028817"]
    )
    assert masked.texts == ("打[PHONE_1]", "打[PHONE_1]或[PHONE_1]", "打[PHONE_2]")
    counts = masked.to_frame().set_index("kind").loc["PHONE"]
    assert (counts["n_places"], counts["n_values"], counts["n_documents"]) == (4, 2, 3)


def test_kinds_can_be_chosen_and_unknown_ones_are_refused():
    assert mask_personal_data("我叫何秀英，电话13974028816", kinds=["NAME"]).texts == (
        "我叫[NAME_1]，电话13974028816",
    )
    with pytest.raises(InputError, match="choose from: PHONE, ID"):
        mask_personal_data("", kinds=["FACE"])


def test_result_does_not_keep_what_was_masked():
    masked = mask_personal_data("我叫何秀英，电话13974028816")
    assert "13974028816" not in repr(masked)
    assert "何秀英" not in repr(masked)


PIECES = st.sampled_from(
    [
        "13974028816",
        "我叫何秀英",
        "，",
        "湘A7K93P",
        "a@b.cn",
        "3栋501室",
        "工单",
        "1",
        "  ",
        "\n",
        "身份证",
        "QQ：12345678",
        "🙂",
        "的",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=60)))
@settings(max_examples=150, deadline=None)
def test_masking_changes_only_what_it_found(text):
    masked = mask_personal_data(text)
    rest, at = [], 0
    for row in masked.spans.itertuples():
        rest += [text[at : row.start], row.tag]
        at = row.stop
    assert masked.texts[0] == "".join([*rest, text[at:]])
    # Without the spans: what stands between the tags stands in the text, in that order, up to both ends.
    pieces = re.split(rf"\[(?:{'|'.join(KINDS)})_\d+\]", masked.texts[0])
    pattern = "(.+?)".join(re.escape(piece) for piece in pieces)
    assert re.fullmatch(pattern, text, re.S)


def test_mask_columns_leaves_the_input_and_other_columns_alone():
    table = pd.DataFrame(
        {"工单编号": ["13974028816", "2"], "来电人": ["何秀英", None], "内容": ["打13974028816", "路灯不亮"]}
    )
    before = table.copy(deep=True)
    headings = columns_to_mask(table, {"text": "内容", "id": "工单编号"})
    masked, report = mask_columns(table, headings)
    pd.testing.assert_frame_equal(table, before)
    assert masked["工单编号"].tolist() == ["13974028816", "2"]
    assert masked["内容"].tolist() == ["打[PHONE_1]", "路灯不亮"]
    assert masked["来电人"].tolist()[0] == "[NAME_1]"
    assert pd.isna(masked["来电人"].tolist()[1])
    assert len(report.spans) == 2


def test_columns_to_mask_takes_every_column_of_text_but_codes():
    table = pd.DataFrame(
        {
            "工单编号": ["1"],
            "受理时间": ["2025-01-02"],
            "内容": ["a"],
            "备注": ["b"],
            "身份证号": [3.2e17],
            "点赞": [1],
        }
    )
    chosen = columns_to_mask(table, {"id": "工单编号", "time": "受理时间", "text": "内容"})
    assert chosen == {"受理时间": TIME, "内容": "", "备注": "", "身份证号": "身份证："}
    assert list(columns_to_mask(table, {}, kept=["备注"])) == ["工单编号", "受理时间", "内容", "身份证号"]


@pytest.mark.parametrize(
    ("heading", "cell", "kind"),
    [
        ("证件号", "410101199003074510", "ID"),
        ("证件号码", 410101199003074510, "ID"),
        ("护照号", "E12345678", "ID"),
        ("社保号", "41010119900307", "ID"),
        ("社保卡号", "A1234567", "ID"),
        ("座机", "65553333", "PHONE"),
        ("固话", 65553333.0, "PHONE"),
        ("Tel", "65553333", "PHONE"),
        ("Mobile phone", "5553333", "PHONE"),
        ("来电", "6555-3333", "PHONE"),
        ("主叫号码", "65553333", "PHONE"),
        ("银行账号", 6222021234567890, "CARD"),
        ("当事人", "白雪", "NAME"),
        ("住户", "方圆", "NAME"),
        ("户主", "高峰", "NAME"),
        ("姓 名", "安宁", "NAME"),
        ("Name", "Li Lei", "NAME"),
    ],
)
def test_a_cell_under_a_personal_heading_is_masked_whole(heading, cell, kind):
    table = pd.DataFrame({heading: [cell], "内容": ["路灯不亮"]})
    masked, _ = mask_columns(table, columns_to_mask(table, {"text": "内容"}))
    assert masked[heading].tolist() == [f"[{kind}_1]"]


@pytest.mark.parametrize(
    "heading", ["证件类型", "住户诉求", "当事人陈述", "来电时间", "hotel", "file_name", "编号码"]
)
def test_headings_that_only_begin_or_end_like_personal_ones_are_text(heading):
    assert columns_to_mask(pd.DataFrame({heading: ["a"]}), {}) == {heading: ""}


def test_columns_with_roles_are_scanned_and_codes_dates_and_names_of_places_stay():
    # Invented, after a table whose columns of judgements and channels held what operators typed.
    roles = {
        "id": "编号",
        "text": "内容",
        "satisfaction": "评价",
        "channel": "来源",
        "community": "村居",
        "unit": "单位",
    }
    roles |= {"reply_time": "答复时间"}
    table = pd.DataFrame(
        {
            "编号": ["13812345678", "2", "3"],
            "内容": ["路灯坏了"] * 3,
            "评价": ["不满意：王丽华13812345678称工作人员李建国态度差", "满意", "安宁"],
            "来源": ["来电13812345678", "来电", "网站"],
            "村居": ["幸福社区3号楼2单元501室", "康乐", "王家村"],
            "单位": ["城管局（联系人：张建军13900001111）", "张店区教育局", "王府井街道办"],
            "答复时间": ["已电话回复王丽华13812345678", "2024-3-2", "24/3/2 周六 9:05"],
        }
    )
    masked, _ = mask_columns(table, columns_to_mask(table, roles))
    said = masked.to_string()
    for word in ("王丽华", "李建国", "张建军", "13900001111", "501室"):
        assert word not in said
    assert masked["编号"].tolist() == table["编号"].tolist()
    assert masked["村居"].tolist()[1:] == ["康乐", "王家村"]
    assert masked["单位"].tolist()[1:] == ["张店区教育局", "王府井街道办"]
    assert masked["答复时间"].tolist()[1:] == ["2024-3-2", "24/3/2 周六 9:05"]
    assert masked["评价"].tolist()[1:] == ["满意", "安宁"]


def test_mobile_numbers_in_columns_of_numbers_are_masked_and_the_column_becomes_text():
    table = pd.DataFrame(
        {
            "号": [13812345678, 5],
            "备": [13812345678.0, None],
            "件数": [3, 4],
            "订单金额": [13812345678, 13812345678],
        }
    )
    chosen = columns_to_mask(table, {})
    assert chosen == {"号": NUMBER, "备": NUMBER}
    masked, _ = mask_columns(table, chosen)
    assert masked["号"].tolist() == ["[PHONE_1]", "5"]
    assert masked["备"].tolist()[0] == "[PHONE_1]"
    assert masked["备"].isna().tolist() == [False, True]
    assert masked["订单金额"].tolist() == [13812345678, 13812345678]


def test_mask_columns_masks_numbers_that_a_spreadsheet_made_of_telephones_and_identities():
    table = pd.DataFrame(
        {"身份证号": [3.201061980010113e17, None], "联系电话": [13800000001.5, 13800000000.0]}
    )
    masked, _ = mask_columns(table, columns_to_mask(table, {}))
    assert masked["身份证号"].tolist()[0] == "[ID_1]"
    assert masked["联系电话"].tolist() == ["[PHONE_1]", "[PHONE_2]"]


MOBILES = ["13974028816", "13874028817", None, "15012345670"]
IDENTITIES = ["110101199003077598", "320106198001011233", "", "410101199003074574"]


@pytest.mark.parametrize(
    ("keys", "n_masked"),
    [
        (MOBILES, 3),
        ([None if v is None else float(v) for v in MOBILES], 3),
        ([v if v is None else f"{v}.0" for v in MOBILES], 3),
        (["13974028816", "2", "3", "4"], 0),  # one key in the range of telephones is a key
        (["20240301001", "20240301002", "20240301003", "20240301004"], 0),
    ],
)
def test_keys_are_masked_where_most_are_telephones(keys: list[object], n_masked: int) -> None:
    frame = pd.DataFrame({"编号": keys, "内容": ["路灯不亮", "停车难", "请打13974028816", "电梯坏了"]})
    roles = {"id": "编号", "text": "内容"}
    chosen = columns_to_mask(frame, roles)
    out, _ = mask_columns(frame, chosen)
    filled = [v for v in out["编号"].tolist() if v is not None and v == v]
    assert sum(str(v).startswith("[PHONE_") for v in filled) == n_masked
    assert len(set(filled)) == len(filled)
    assert not n_masked or filled[0] in out["内容"].tolist()[2]
    said = remarks_on_keys(frame, roles, chosen)
    assert len(said) == (1 if "13974028816" in str(keys) else 0)
    assert all("编号" in note.zh for note in said)


def test_keys_are_masked_where_most_are_numbers_of_identity() -> None:
    frame = pd.DataFrame({"编号": IDENTITIES, "内容": "路灯不亮"})
    out, _ = mask_columns(frame, columns_to_mask(frame, {"id": "编号", "text": "内容"}))
    assert out["编号"].fillna("").tolist() == ["[ID_1]", "[ID_2]", "", "[ID_3]"]


def test_a_telephone_with_the_decimals_of_a_spreadsheet_is_masked_in_a_text() -> None:
    assert mask_personal_data("请打13974028816.0。").texts == ("请打[PHONE_1].0。",)
    assert mask_personal_data("面积13974028816.05").texts == ("面积13974028816.05",)
