"""Hold the parts of Tibetan, Mongolian, Uyghur, Kazakh, Yi and Dai names, and find names made of them: 才让卓玛, 吉克阿牛."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.patterns import one_of

__all__ = ["NATIVE_NAME", "NATIVE_PART", "NO_PART_ENDS", "native_runs"]

_PARTS = (
    # Tibetan
    "扎西 卓玛 次仁 才让 央金 顿珠 多吉 旺姆 达瓦 尼玛 白玛 格桑 桑吉 拉姆 拉毛 卓嘎 德吉 曲珍 平措 罗布 洛桑 丹增 仁青 仁增 索南 加措 江措 嘉措 群培 旦增 旦巴 普布 巴桑 边巴 米玛 拉巴 强巴 土登 阿旺 益西 单增 措姆 措毛 吉毛 才旦 尕藏 更登 久美 晋美 东珠 彭措 其美 贡布 "
    "贡嘎 泽仁 泽翁 降措 斯郎 宗吉 央宗 央吉 卓措 达杰 朗杰 南杰 班玛 班觉 旺堆 旺杰 旺久 顿旦 拉珍 拉措 拉吉 仓决 桑珠 桑姆 白珍 德庆 德央 赤列 扎巴 华旦 项秋 完么 完代 娘吉 多杰 当周 切羊 仁欠 官却 贡保 关却 昂旺 俄金 邓珠 洛绒 洛松 曲扎 曲吉 曲措 "
    # Mongolian
    "巴特尔 巴图 乌兰 乌云 其其格 娜仁 高娃 托娅 图雅 格日勒 苏和 朝鲁 布和 巴雅尔 宝音 那日苏 那顺 额尔敦 敖特根 敖日格乐 孟克 孟和 呼和 哈斯 萨仁 萨日娜 斯琴 通拉嘎 阿古拉 乌日娜 乌仁 琪琪格 塔娜 苏日娜 阿拉坦 满都拉 特木尔 铁木尔 吉日嘎拉 毕力格 达来 道尔吉 牧仁 德力格尔 图门 "
    "照日格图 查干 格根 胡日查 乌恩 白音 青格勒 乌力吉 吉雅 阿木尔 苏伦 斯日古冷 额日德木 包音 朝克图 布仁 巴根 嘎拉 乌尼尔 奥特根 海日 海日古 娜布其 莎日娜 "
    # Uyghur and Kazakh
    "买买提 艾买提 阿不都 阿卜杜 阿布都 阿布 热合曼 热依木 热西提 吐尔逊 吐逊 吐尔洪 图尔荪 古丽 阿依 玉素甫 艾尼瓦尔 艾山 依明 伊明 艾力 艾合买提 麦麦提 木合塔尔 帕提古丽 米吉提 卡德尔 库尔班 赛买提 肉孜 亚森 吾买尔 努尔 阿迪力 帕尔哈提 迪丽 热巴 古丽娜 古丽娜尔 娜扎 再努尔 海日古丽 茹仙 "
    "吾甫尔 沙吾提 艾克拜尔 阿里木 伊力亚尔 艾则孜 买合木提 依布拉音 司马义 卡哈尔 帕丽达 祖丽 胡玛尔 阿曼古丽 古丽巴哈尔 热孜万 努尔买买提 尼亚孜 塔依尔 赛力克 巴合提 叶尔兰 叶尔 别克 加依娜 哈里木 哈斯木 木拉提 阿合买提 马合木提 迪力木拉提 夏提 玛依拉 阿孜古丽 "
    # Yi
    "吉克 沙马 阿木 木呷 尔古 曲比 阿牛 吉木 吉伍 马海 阿苦 莫色 什古 伍呷 拉铁 尔布 阿洛 阿呷 史古 日呷 依火 俄木 吉子 的日 勒伍 瓦扎 阿加 加巴 尔哈 古各 伍果 阿果 阿依 阿支 曲木 沙子 日木 尔铁 木果 木沙 阿各 拉则 惹古 尔火 石一 子洛 布哈 伍来 阿合 衣扎 苏呷 色呷 果果 布铁 布都 尔体 阿甲"
    # Tibetan
    "梅朵 次旺 次珍 次成 次丹 东知 桑杰 坚参 坚赞 旺青 旺秀 旺扎 洛追 罗藏 罗桑 加央 加羊 尕玛 噶玛 嘎玛 格列 土旦 图登 白吉 巴珠 其加 普琼 贡秋 贡确 贡桑 云丹 拥措 拥忠 "
    "泽郎 泽旺 泽让 仁真 仁钦 俄热 邓巴 曲培 曲央 曲宗 曲尼 拉加 南加 智华 多拉 索朗 旦真 旦正 道吉 才旺 才仁 才措 才吉 卓尕 央措 扎桑 扎措 强珍 其珍 阿佳 "
    # Mongolian
    "乌日罕 其木格 图娅 萨如拉 苏日塔 呼格 吉勒图 朝克 朝格 朝鲁门 特日 格日图 阿斯汗 布日古德 敖登 苏布德 其力格尔 那木 额勒 那仁 娜日 娜荷芽 乌吉 乌日 斯日 斯勤 "
    # Uyghur and Kazakh
    "米热 米日 麦合 麦尔丹 麦麦 阿孜 努日 热娜 热依 帕夏 再娜 祖合 艾孜 艾合 艾尔肯 艾斯 依米提 伊敏 吐地 托合提 托乎提 塔吉 西热 巴哈尔 玛依努尔 萨依 沙塔尔 "
    "克尤木 库尔 卡米力 哈丽 迪力 迪娜 茹仙 吾斯曼 买合 木沙 木巴热克 穆萨 穆合塔尔 肉扎 夏依 热合 亚库 尤努斯 玉山 玉苏甫 帕孜 阿瓦古丽 "
    # Yi
    "木乃 拉且 阿的 木加 木基 木各 子日 阿比 阿说 吉古 吉力 吉苦 吉布 吉日 曲么 日哈 日洛 沙玛 海来 马黑 勒格 补约 布约 约日 比布 罗洪 木尔 木杂 尔子 达古 达铁 "
    "乃古 木牛 勒格 海来 吉克 阿苏 "
    "拉日 拉博 拉洛 阿都 阿衣 车莫 伍牛 伍且 伍加 且沙 且莫 什且 什布 克惹 热古 "
)
# Words too, or parts of words: parts of a name only beside another part.
_WORDS_TOO = "沙子 石一 果果 的日 加巴 阿合 阿各 布都 布哈 伍来 查干 高娃 东珠 海日 邓珠 阿比 阿都 马黑 达古 子日 木各 库尔 热合 帕孜"
_ALL = frozenset(_PARTS.split())
_SURE = _ALL - frozenset(_WORDS_TOO.split())
_PART = one_of(_SURE)
_TAIL = "阿依古丽买提江木合塔尔巴特吐麦艾努娜扎西次仁卓玛尼达瓦丹增吉旺姆央宗格桑措朗杰罗布斯琴其日勒图雅苏赫力热甫娅孜帕提卜杜拉克里亚库哈肯都汗敖呷牛"
_END = f"(?:[{_TAIL}](?![妈爸姨公婆爷奶哥姐妹弟叔]))"
# 岩温香, 岩罕
_DAI = "(?<![岗溶页沉砂灰火])岩[温罕叫香龙坎糯应扁恩帕勐吨燕保捧][温罕叫香龙三坎糯应扁光恩帕勐吨燕保捧]?"
# Two parts and more, of which one is no word, or a part of three characters: 才让卓玛, 娜仁高娃, 艾尼瓦尔.
NATIVE_NAME = re.compile(
    f"{_DAI}|(?:{_PART})(?:{one_of(_ALL)}){{1,3}}{_END}?|(?:{one_of(_ALL - _SURE)})(?:{_PART}){{1,3}}{_END}?"
    f"|{one_of(p for p in _SURE if len(p) > 2)}{_END}?|(?:{_PART}){_END}{{1,2}}"
)
# 吐尔逊|来说个事: they write names too, but never end one.
NO_PART_ENDS = "来说在去到要让给把被和"
_RUN = re.compile(
    f"岩[温罕叫香龙坎糯应扁恩帕勐吨燕保捧]{{1,2}}|[{''.join(sorted({*_TAIL, *''.join(_ALL)}))}]{{3,}}"
)
NATIVE_PART = re.compile(f"{_DAI}|{_PART}")
# 卓玛央金路, 达瓦餐馆
_PLACE_BEHIND = re.compile("浩特|察布|[市县旗盟州区乡镇村路街湖山河草]|大[道街桥]|[一-龥]?(?:餐|饭|店|馆|宾)")


def native_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each name that is made of parts, unless it is the name of a place.

    Examples
    --------
    >>> text = "村民才让卓玛和娜仁高娃住在扎西多吉路"
    >>> [text[a:b] for a, b in native_runs(text)]
    ['才让卓玛', '娜仁高娃']
    """
    for run in _RUN.finditer(text):
        # One character more, for a look at what follows: 哈斯其其格|阿妈.
        for found in NATIVE_NAME.finditer(text, run.start(), run.end() + 1):
            if not _PLACE_BEHIND.match(text, found.end()):
                yield found.span()
