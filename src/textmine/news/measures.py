"""Hold the inventory of Chinese measure words: which may stand behind a numeral, and the classes that have a meaning."""

from __future__ import annotations

__all__ = ["CLASS_OF_UNIT", "MONEY", "SAME_UNIT", "UNIT_PATTERN", "is_other_word", "needs_digits"]

# Measure words of modern Chinese, after the lists of grammars, by what they measure; the first class of a word holds.
_CLASSES = {
    "person": "名 位 人 口人 拨 伙",
    "visits": "人次 户次 件次 场次 车次 辆次 台次 班次 架次 例次 课次 频次",
    "household": "户",
    "money": "元 毛 角 美元 个亿 个亿元",
    "share": "% ％ ‰ 个百分点 百分点 倍 番",
    "time": (
        "年 个月 天 周 小时 分钟 个小时 个工作日 工作日 个钟头 钟头 日 个季度 个学期 季度 秒 秒钟 刻钟 学时 课时 工时 个学时 个课时 星期 礼拜 昼夜 "
        "晚 夜 学年 学期"
    ),
    "age": "岁 周岁",
    "case": "件 条 项 起 单 宗 笔 桩 例 票 则",
    "event": "场 次 期 趟 圈 轮 堂 回 遍 节 批 站 顿 餐 席 讲 集 声 下",
    "office": "家 支 所",
    "piece": "个 样",
    "measure": (
        "米 公里 千米 吨 平方米 亩 厘米 公分 毫米 立方米 公斤 千克 平方公里 兆帕 平米 平方 立方 公顷 顷 里 里地 华里 尺 寸 丈 斤 克 毫克 升 毫升 度 摄氏度 ℃ 分贝 "
        "千瓦 千瓦时 千伏 伏 兆 兆瓦 海里 延米"
    ),
    "object": (
        "车 辆 台 部 盏 套 栋 幢 座 处 间 扇 只 棵 株 块 块 箱 袋 张 把 根 副 盆 桶 面 盘 组 路 层 门 栋楼 具 口 枚 颗 粒 滴 朵 瓶 杯 碗 盒 壶 罐 包 筐 篮 捆 摞 沓 叠 "
        "串 堆 排 列 段 架 艘 匹 头 尾 剂 针 床 身 杆 管 格 孔 眼 池 环 股 束 片 双 对 顶 锅 缸 桌 枝 垛 樘"
    ),
    "document": "份 册 本 稿 页 篇 字 题 幅 封 卷 章 款 问 首 帧 行 句 折 版",
    "class": "类 方 档 大类 关 级 道 种 届 步",
    "score": "分",
    "group": "队 群 班 帮",
}
CLASS_OF_UNIT = {word: name for name, words in reversed(_CLASSES.items()) for word in words.split()}

MONEY = {"元": 1.0, "块": 1.0, "个亿": 1e8, "个亿元": 1e8}
SAME_UNIT = {
    "％": "%", "大类": "类", "钟头": "小时", "个钟头": "小时", "栋楼": "栋", "百分点": "个百分点", "个小时": "小时", "平米": "平方米", "平方": "平方米",
    "口人": "人", "立方": "立方米", "秒钟": "秒", "周岁": "岁", "摄氏度": "℃", "个工作日": "工作日",
}  # fmt: skip

# Behind one Han digit these are as often other words (四面, 三下, 两头, 五步): they count behind digits and 十二, 二十.
_WITH_DIGITS = frozenset(
    "里尺寸丈克升度伏兆头尾身床眼池环格孔杆管针杯包排列行章首版问讲席餐下声面步关口级股群班帮集则款夜样片队节番顷字种"
)
# Characters behind a measure word with which it is another word: 五部委, 两节期间, 3单元, 30度角.
_OTHER_WORD = {
    "部": "门委队署长分级位落", "节": "日目约省假期能点", "队": "伍员长列友形", "所": "有以需在谓属长提说做能反涉见得示", "单": "元位身向一独间纯", "片": "区段面刻儿长",
    "面": "对临向谈积前貌子包试", "对": "于象接口比照话待外子一标应策手居党社群", "年": "代级龄轻货画报审检", "级": "别联", "种": "植种", "组": "织长建成员合团", "班": "子级长车组主",
    "站": "点长台在", "里": "程面外弄", "口": "号头腔气之", "头": "条版痛疼脑", "包": "括保联干案抓片户楼挂", "堂": "食", "段": "时", "格": "局外式", "环": "境节保卫", "章": "程",
    "首": "先次批届问都", "行": "动为业程政", "讲": "堂台述话座解", "席": "位", "集": "中体市团", "款": "项待", "眼": "前下看神", "身": "边体份上", "排": "查队水放除序",
    "列": "入为出席车", "下": "沉午水半属设辖一", "声": "音势称明", "步": "行骤道入", "关": "于系心键爱注口", "道": "路理德歉具", "具": "体备有", "床": "位头", "度": "假过角夏",
    "夜": "市班间晚里色校空", "晚": "报会间上年", "分": "钟之别成享发工为类开散配布期管局片笔层批两院包流", "折": "叠腾算合旧断返回扣射", "毛": "病", "角": "度落色", "秒": "杀批办", "座": "谈",
    "架": "构设", "管": "理道网护控家", "批": "评准发复示", "支": "部持付出援队书委", "本": "来地身次市区县人社着是月周", "顶": "楼层部", "双": "方向", "群": "众里", "例": "如外会",
    "票": "价据选", "样": "本板", "字": "号", "桶": "装", "车": "位库主间道辆棚", "期": "间待限望末货", "堆": "放积",
}  # fmt: skip

_longest = sorted((word for word in CLASS_OF_UNIT if len(word) > 1), key=lambda word: (-len(word), word))
_single = "".join(sorted(word for word in CLASS_OF_UNIT if len(word) == 1))
UNIT_PATTERN = "|".join(_longest)
UNIT_PATTERN = rf"(?:个[多来半](?:月|小时|钟头|学期|季度)|{UNIT_PATTERN}|[{_single}])"


def needs_digits(unit: str) -> bool:
    """Say whether a measure word counts only behind digits or a numeral of two characters.

    Examples
    --------
    >>> needs_digits("头"), needs_digits("户")
    (True, False)
    """
    return unit in _WITH_DIGITS


def is_other_word(unit: str, after: str) -> bool:
    """Say whether a measure word and the character behind it are another word: 五部委, 3单元.

    Examples
    --------
    >>> is_other_word("部", "委办"), is_other_word("部", "电梯")
    (True, False)
    """
    return after[:1] != "" and after[0] in _OTHER_WORD.get(unit, "")
