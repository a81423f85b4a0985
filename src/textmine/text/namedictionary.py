"""Read what is a word: the short words of jieba's dictionary and of our lexicon, with frequencies and kinds."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.namedata import COMPOUND_SURNAMES, FIRST, LAST, NEVER, SURNAMES, UNLISTED

__all__ = ["UNKNOWN_LOG", "given_counts", "is_common", "is_word", "tag_of", "word_logs"]

_N_COUNTED = 60_101_967  # The sum of the frequencies in jieba's dictionary.
UNKNOWN_LOG = math.log(0.3 / _N_COUNTED)  # Of a character the dictionary lacks.
_POLITE = "贵委 贵局 贵司 贵院 贵处 贵县 贵市 贵区 贵府 贵部 贵厅 贵办 贵校 贵社"  # 业主向贵委反映
# Words of today that the dictionary lacks or has as names.
_LATER_WORDS = (
    "产检 普惠 普惠性 普惠制 林权 林权证 房源 房价 房贷 房企 房改房 楼栋 高端 高档 高配 高尔夫 商用 齐聚 堵路 车贷 车险 云端 云盘 时段 时效 时速 党建 安监 安保 关停 随访 随访员 温控 水箱 水费 水表 "
    "双规 双减 双控 双向 双创 农商行 农信社 农行 农改 鲁班奖 乐购 万达 万科 平安银行 金融办 金管局 项目组 路侧 路权 路政 童装 童鞋 管网 章印 马仔 花呗 花园式 古玩 古建 强拆 强降雨 常态 常态化 包销 包装费 包邮 "
    "卖单 单反 单边 单选 应届生 应交 应付 应急 应缴 计生 计费 查漏 查阅 查验 查收 晋级 祝安 成瘾 从业 从严 从速 从优 严查 严打 严控 严管 幸而 殷切 殷实 向善 向好 来函 来件 能耗 能否 全款 全额 全员 全职 "
    "代驾 代缴 代签 代课 党校 景观 景区 别墅区 那么多 家装 家访 强买强卖 强制性 温馨提示 宣传栏 阳光房 阳性 和谐 和美 时常 何谈 何必 何苦 何处 何以 何为 何止 平摊 平替 平价 平移 平行 平台费 安检 安置房 安心 江景 江湾 湖景 "
    "空鼓 空置率 空挂 冷链 冷库 凌乱 柴油机 柴油车 麻木 麻利 米线 米粉店 梅雨 苗木 田间 田土 田垄 牛奶金 童工 文创 文旅 文书 卫健 卫计 卫健委 游乐 游泳馆 白事 白名单 白条 黑中介 黑车 黑社会 红线图 蓝光 蓝牙 绿码 黄码 红码 金额 银联 "
    "钱款 钱财 钱包 车险费 车补 车改 车管 干休所 班车 班费 班群 校服 校服费 司乘 毛坯 毛坯房 明码 明码标价 成本价 成人 成教 成品油 成年 充电桩 充值卡 储值卡 边坡 相邻 相应 相应的 习题 宁静 晚托 晚托班 年审 年检 年费 柯基 时任 车龄 冷锅 竹匠 通知费 短信费 高露洁 舒肤佳 康师傅 王老吉 李宁 安踏 周大福 周大生 周生生 周黑鸭 张小泉 马应龙 胡庆余堂 王守义 李锦记 方太 万家乐 金龙鱼 鲁花 农合 新农合 晨跑 晨练 夜跑 独生子女费 补齐 含义 经多方 经核实 经了解 经查 "
    "贾某 高某 何某 周一至周五 周一至周日 双休 双休日 双语 别克 保时捷 奔驰 宝马 路虎 雷克萨斯 马自达 左转道 右转道 左拐 右拐 左转灯 祖宅 祖坟 祖业 富人区 富二代 官二代 官僚主义 官老爷 官官相护 国补 国网 国土局 国资委 贝壳 易拉宝 易燃 易贷"
)
# Names that the dictionary has as frequent words since some bearer is famous; most who bear them are not.
_FAMOUS = (
    "丁玲 刘翔 姚明 宋明 宋江 张宁 张旭 张飞 朱红 李俊 李娜 李强 李成 李珊 李鹏 王平 王明 王英 秦军 苏军 胡佳 赵云 金威 金平 陈云 陈毅 高强 高成 高平 "
    "孙武 杜威 岳飞 汪洋 殷红 马兰 陆川 马超 安娜 乔红 胡琴 罗文 付强 史可法"
)
_WHOLE_NAMES = frozenset(_FAMOUS.split())
_LEXICON_COUNT = 200  # Our lexicon says what is a word, not how often.
_MAX_KEPT = 6
_SURE_NAME = 1e-11  # The least probability of a dictionary name that is taken for one.
_EVERYDAY = 300  # Times in jieba's 60 million words: 许可 623, 安全 9,921.
_WEST = frozenset("尔斯克特顿蒂姆茨夫诺伊奥埃拉鲁塞莱罗")  # 麦克斯 is in the dictionary too.
_RARE_WORD = 60
_COMMON_WORD = 600
# What complaints do not say, they say in less than one word of a million, whatever newspapers and novels do.
_UNSEEN_COUNT = 90
_TAGS = {
    "v": "verb",
    "d": "adverb",
    "p": "preposition",
    "c": "link",
    "r": "pronoun",
    "t": "time",
    "m": "count",
    "q": "count",
    "f": "inside",
    "u": "particle",
    "a": "quality",
}
_COMPOUND, _COMMON_SURNAME = 0.0008, 0.0008  # As in namemodel.


@dataclass(frozen=True)
class _Dictionary:
    logs: dict[str, float]
    tags: dict[str, str]
    given: tuple[Counter[str], Counter[str]]
    common: frozenset[str]


@functools.cache
def _dictionary() -> _Dictionary:
    """Read the short words of jieba's dictionary and of our lexicon: half a second, once, and only when asked."""
    import importlib.util
    from pathlib import Path

    from textmine.text.lexicon import domain_lexicon

    spec = importlib.util.find_spec("jieba")
    counts: dict[str, int] = {}
    names: list[tuple[str, int]] = []
    tags: dict[str, str] = {}
    assert spec is not None
    assert spec.origin is not None
    for line in Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ", 2)
        if len(word) <= _MAX_KEPT:
            # The dictionary has whole names (白素贞); as words they would stand against themselves.
            if tag == "nr" and (word in _WHOLE_NAMES or _is_likely_name(word, int(frequency))):
                names.append((word, int(frequency)))
                continue
            counts[word] = int(frequency)
            if tag[0] in _TAGS:
                tags[word] = _TAGS[tag[0]]
    # The tag for names also stands at 许可证 and 安全性, which begin with a word of everyday use.
    everyday = {word for word, _ in names if counts.get(word[:2], 0) >= _EVERYDAY}
    counts.update((word, n) for word, n in names if word in everyday)
    common = frozenset(word for word, n in counts.items() if n >= _COMMON_WORD and len(word) > 1)
    for word in _names_like(counts.keys() - common):
        counts[word] = min(counts[word], _UNSEEN_COUNT)
    for word in [
        entry.word for entry in domain_lexicon().entries.values()
    ] + f"{_POLITE} {_LATER_WORDS}".split():
        counts[word] = max(counts.get(word, 0), _LEXICON_COUNT)
    plain = [
        word
        for word, _ in names
        if len(word) == 3 and word not in everyday and word[:1] in SURNAMES and _WEST.isdisjoint(word[1:])
    ]
    given = Counter(word[1] for word in plain), Counter(word[2] for word in plain)
    return _Dictionary(
        {word: math.log(n / _N_COUNTED) for word, n in counts.items() if n}, tags, given, common
    )


def _names_like(words: Iterable[str]) -> list[str]:
    """Choose the words that could be names and do not stand in our corpus of complaints: 石竹, 戈壁."""
    return [
        word for word in words if 2 <= len(word) <= 3 and word[0] in SURNAMES and word not in EVERYDAY_WORDS
    ]


def _is_likely_name(word: str, frequency: int) -> bool:
    """Ask whether a dictionary word with the tag for names is one: three characters and more, or two and rare."""
    surname = SURNAMES.get(word[0], _COMPOUND if word[:2] in COMPOUND_SURNAMES else 0.0)
    if len(word) == 2:
        return (
            frequency < _RARE_WORD
            and surname > _COMMON_SURNAME
            and max(FIRST.get(word[1], 0), LAST.get(word[1], 0)) > UNLISTED
        )
    if len(word) < 2 or not surname or not NEVER.isdisjoint(word):
        return False
    return surname * FIRST.get(word[-2], UNLISTED) * LAST.get(word[-1], UNLISTED) > _SURE_NAME


def word_logs() -> dict[str, float]:
    """Give the natural logarithm of the share of each word among all words.

    Examples
    --------
    >>> word_logs()["方便"] > word_logs()["甘露"]
    True
    """
    return _dictionary().logs


def given_counts() -> tuple[Counter[str], Counter[str]]:
    """Count first and last given characters among the names of three characters in jieba's dictionary.

    Examples
    --------
    >>> given_counts()[0]["志"] > given_counts()[0]["栋"]
    True
    """
    return _dictionary().given


def tag_of(word: str) -> str:
    """Give the kind of a word: verb, adverb, preposition, time … or nothing for a noun and what is unknown.

    Examples
    --------
    >>> tag_of("反映"), tag_of("已经"), tag_of("花盆")
    ('verb', 'adverb', '')
    """
    return _dictionary().tags.get(word, "")


def is_word(text: str) -> bool:
    """Tell whether the dictionary or our lexicon has a word, names of three and more characters left out.

    Examples
    --------
    >>> is_word("马上"), is_word("白素贞")
    (True, False)
    """
    return text in word_logs()


def is_common(text: str) -> bool:
    """Tell whether a word is so frequent in books and papers that it is hardly ever a name.

    Examples
    --------
    >>> is_common("文明"), is_common("甘露")
    (True, False)
    """
    return text in _dictionary().common
