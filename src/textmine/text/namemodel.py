"""Weigh a personal name against ordinary words: which reading of some characters is the more probable one.

A name is a surname and one or two given characters, each with a probability from tables of our own; ordinary words
have the frequencies of jieba's dictionary. Both readings of a stretch of text are paths through one lattice, so the
end of a name is where the rest of the sentence reads best: 业主|严丽君|交|了, not 业主|严丽|君|交|了.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "COMPOUND_SURNAMES",
    "Reading",
    "is_surname",
    "is_word",
    "name_probability",
    "read_backward",
    "read_between",
    "read_forward",
]

# By falling frequency; the weights below follow the rank as in the national name report of 2020 (王 7 %, the
# fiftieth about 0.4 %, the hundredth about 0.2 %).
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹曾彭肖蔡潘田董袁于余叶杜苏蒋程魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂"
    "章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲滕屈饶"
    "解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬仇栾隋商刁沙荣巫寇桑"
    "郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺盘满闻位厉伊仝郜海阚权帅屠豆阎"
    "朴练廉禹井祖漆巴支卿国狄平计宣晋初门云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊乌母裘亓修邰赫杭那鲜印逯隆茹诺战"
    "慕危玉亢嵇哈湛宾戎勾茅於尉冶斯元束檀衣阴昝智幸奉植衡富尧闭糜贝傅赖萧梅洪江卓綦郦滑经房缪干应宗宣贲邓郁杭洪包诸"
    "左石崔吉钮龚程嵇邢裴陆荣翁荀羊於惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗谷车侯宓蓬全郗班秋仲伊宫宁仇栾暴甘"
    "钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍"
    "璩桑桂濮牛寿边扈燕冀郏浦尚农温别庄晏柴瞿阎慕连茹宦艾鱼容向古易戈廖庾暨衡耿满弘匡国文寇禄阙东欧殳沃"
    "蔚夔隆巩厍聂晁勾敖融冷訾辛阚简饶曾毋沙乜鞠巢关蒯查荆红游竺权逯桓"
)
_COMPOUND_SURNAMES = (
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 长孙 宇文 端木 闻人 申屠 钟离 轩辕 南宫 澹台 司空 百里 呼延 "
    "独孤 拓跋 完颜 万俟 赫连 濮阳 淳于 单于 太史 仲孙 鲜于 闾丘 亓官 第五 东郭 西门 南门 呼延 耶律 乐正 壤驷 公西 范姜 欧侯 "
    "左丘 公冶 宗政 谷梁 公羊 太叔 梁丘 东门 南郭 微生 巫马 漆雕 羊舌 宰父 段干 子车 颛孙 哥舒 贺兰 叔孙 纳兰 那拉 叶赫"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
_N_RANKED = 400  # The surnames from here on are rare alike.

# Characters of given names, frequent first: of a first or only given character, and of the last one. Listed from
# general knowledge of Chinese names, generation after generation; no list of real people was counted.
_FIRST_TOP = "建国志文明永德晓小春玉秀桂海金子梓宇浩欣思雨佳家俊红丽丹美雪凤"
_FIRST_COMMON = (
    "伟强军平华林英芳敏静艳燕玲霞娟娜婷慧琴兰莉萍梅云洁琳洪宏光正东新少中长庆世立利学忠成贵福荣祥友先水清江生天振爱"
    "巧素淑月菊珍银亚雅若诗梦雯嘉佩惠巍鹏飞龙磊涛波斌杰勇刚超辉亮健峰锋凯旭阳晨晖瑞瑶怡馨艺可一依奕泽博昊轩睿铭鑫"
    "保继绍启光景其有万开仁义礼信孝善守向卫国良才士绪传克承仕兆宗运远述大元炳开定顺润群彩翠冬秋夏冰安心乐如意语紫筱"
)
_FIRST_SOME = (
    "彦允允靖冠昌胜富全发茂松柏桐森树根木土火炎焕耀灿煜昱昕晶星辰曼曦婉婧妍妮姝娅媛嫣嬿莹菲萌萱蓉蕾薇茜茹莲荷芸芝苗英"
    "恒恩惜慈憶怀悦忆恬愉耘耕佑佐俐倩健儒兴典再冉凌凡凤刘力功加劲勤化北千升卓南博友双叶召史右君启和哲唐商喜嘉城培基堂墨"
    "声多奇奎妙兵姗威孟季学宁守官定宜宝实宣容宽宾密寒寿尚山岩岚岳川州巨希帅师帆常干年幼广庚康廷弘彤彪彬徐得微必悠惟成战"
    "才扬承抗拥捷敬斯方日旺昆春时显景智曙月望期未本权来杨柯栋桃梁棠棣楚楠榕樱欢歆正步武殿毅民汉汝沁沛沐沙治泉泰洋洲津流"
    "济浪润涵淇淼渊渝溪滢满漫澄澜灵炜烨然照熙燕爽牧特玄玥玮环珊珠班琛琦琪琼瑛瑜瑾璐璇璟甜田申甲登白百皓盛真石砚碧磐礼"
    "祖禄禹秉秋科程稳穆立竹笑筠简粉紫红纪纯练细织绍绪绮维缘罗羽翔翰耀聪肖育胤腾自致航良艳艾节芬芮花若苏茵荣萧萱葆蒙蓓蔓"
    "衍裕西言训诚诺谦豪贝贤赛起超越路轶达迅进远连迪逸道邦郁重野金鉴钊钢钧铁铃铮锐锦长闻阿隆随雁雄雷霄霖露青韬韵顶领颖风飘"
    "馥香骁骏高魁鲁鸣鸿鹤鹰麒麟齐黛古丁万三上四五六七八九十二三品丑"
)
_LAST_TOP = "华明英芳平军伟强林红霞兰玲丽娟艳敏杰辉涛梅珍秀云生荣涵萍燕凤琴"
_LAST_COMMON = (
    "斌波超峰刚勇磊飞鹏龙国文清静洁婷娜莉慧琳香莲菊春花香娥娇容贵福祥和良才德元全成发根祥海江洋涵轩宇泽豪怡萱彤琪妍瑶"
    "欣瑞宁阳晨晖旭东新民武富胜利兴昌茂松山川泉水金银宝玉珠翠凡帆航浩博睿铭鑫熙然雯雪雨霖云蕾薇莹颖倩媛茹芸芬芝芹芳蓉"
    "英茵青忠义仁信礼智诚正光亮明耀星月天安康健宏伟达远顺坤乾庆友群立志学林森淼焱根柱栋梁生堂田年秋冬夏嫒君子之一可心"
)
_LAST_SOME = (
    "乐庭方初印兵升卫卿双古名启吾周哲喜嘉坚城培墨声夕奇奕如妤妮姝姣姿娅婉婕嫣孝孟季宜宸家宾密寒寿将尧岐岚岩岳峥峻嵩巍帅常广"
    "庚延廷弘彦彪影彬征律微思悦惠意慈懿戈才扬承抒抗捷放政敬斐斯旋日旺昀昂昆昊昌昕时显晋晏晓晗晟晴晶智暖曦本权来柏柔柳标树"
    "校桂桃桐梓棋棠森椿楚楠榕樱欢歌步殊毅汉汝池汶沁沛河治泊法泰津洪洲流浪润淇淳深渊源溪滔满滨漪漫澄澜灿炎炜炳烁烈烨焕煌煊"
    "煜照熹燃爽牛特玄玥玫玮环珂珊珏珑珠班琛琦琨琰琳琼瑄瑗瑜瑾璇璐璞璟甜甫男登皓益盈相真瞳石砚碧磐祖祯禄禹秋科秦程稷穆章"
    "竹笑筠策简粒纪纯练绪维绮缘罗羲羽翔翰聪肖育能臣自致舟航若苏苑苒苗荷莎菁菡菲萌蓓蓝蔓虎虹融衡裕西言谊诗语诺谦贝贞贤赛越"
    "路轶辰迅进连迪逸道邦郁锋锐锦镇钊钢钧铁铃铮长闻阁雁雄雷霄露韬韵顶领风飘馨骁骏高魁鲁鸣鸿鹤麒麟齐黛功化勋鼎炫宗佳佐佑杭"
    "奎勤坡培运亭先会保信修俊俏健儿元兆光克其典冉冰凌凯列刊利力加劲勉勃匀北升午南卓占印叔古召台史号合同吉向启吾"
    "丁万三四五六七八九十二品丑喜娣弟妹姐囡仔毛狗妞苹萃琬珺尔豫昭聚贝旦怀仪鹃琅庸莺雀桑椒"
)
_TIERS = (0.012, 0.0026, 0.0007)
_UNLISTED = 0.00003  # Some thousand characters share the few per cent that the tables leave.
# Particles, pronouns and the like stand in no given name (某 stands for one that its writer masked already).
_NEVER = frozenset(
    "某在是到被把与对不没也都就已里的了着过吗呢吧我你您他她它们这那什说讲称请很最还各另该并但及或个位户号楼"
)
_NEVER_LAST = frozenset("有从又以向更为因所将让给跟和等去住拒欠打骂偷抢逃躲借卖租砸踢追堵逼骗停养提擅违")
# Words of one character that may close a sentence behind a name.
_CLOSES = frozenset("说称讲问答去到在等收住死亡签呈上敬者方家处及和与均")
# The last character of a place: 石家巷 is none of the family 石.
_ENDS_PLACE = frozenset("巷街路村镇乡县市区苑园城湖局所厂店院站处寺庙桥州府湾坪塘冲坝屯寨社组界省馆")
_PLACE_SHARE = 0.005
_ONE_GIVEN = 0.2  # Share of names with one given character; the report of 2020 says somewhat less.
_COMPOUND = 0.0008  # All compound surnames together, .1 %, most of them 欧阳.
_N_COUNTED = 60_101_967  # The sum of the frequencies in jieba's dictionary.
_UNKNOWN_LOG = math.log(0.3 / _N_COUNTED)  # Of a character the dictionary lacks.
_COMMON_LOG = math.log(
    5e-4
)  # 于, 来, 也 and the like are words of their own more often than the end of a name.
_POLITE = "贵委 贵局 贵司 贵院 贵处 贵县 贵市 贵区 贵府 贵部 贵厅 贵办 贵校 贵社"  # 业主向贵委反映
_LEXICON_COUNT = 200  # Our lexicon says what is a word, not how often.
_SIZES = (2, 3, 4)
_MAX_WORD = 6
_SURE_NAME = 1e-11  # The least probability of a dictionary name that is taken for one.
_EVERYDAY = 300  # Times in jieba's 60 million words: 许可 623, 安全 9,921.


def _ranked(tiers: tuple[str, ...]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for tier, weight in zip(tiers, _TIERS, strict=True):
        for character in tier:
            weights.setdefault(character, weight)
    return weights


def _surname_weights() -> dict[str, float]:
    ranked = list(dict.fromkeys(_SURNAMES))
    return {c: 0.075 / (1 + 0.11 * min(rank, _N_RANKED)) ** 1.6 for rank, c in enumerate(ranked)}


_SURNAME = _surname_weights()
_FIRST = _ranked((_FIRST_TOP, _FIRST_COMMON, _FIRST_SOME))
_LAST = _ranked((_LAST_TOP, _LAST_COMMON, _LAST_SOME))
_OTHER_PLACE = 0.2  # A character listed for one place only stands in the other a fifth as often.
for _one, _other in ((_FIRST, dict(_LAST)), (_LAST, dict(_FIRST))):
    for _character, _weight in _other.items():
        _one.setdefault(_character, _OTHER_PLACE * _weight)


def is_surname(text: str) -> bool:
    """Tell whether one or two characters are a surname.

    Examples
    --------
    >>> is_surname("欧阳"), is_surname("严"), is_surname("的")
    (True, True, False)
    """
    return text in _SURNAME or text in COMPOUND_SURNAMES


def name_probability(text: str) -> float:
    """Give the probability of a whole name among all names; 0 where it can be none.

    Examples
    --------
    >>> name_probability("严丽君") > 10 * name_probability("严丽交") > 0
    True
    >>> name_probability("严的君")
    0.0
    """
    n_surname = 2 if text[:2] in COMPOUND_SURNAMES else 1
    surname = _COMPOUND if n_surname == 2 else _SURNAME.get(text[:1], 0.0)
    given = text[n_surname:]
    if not surname or not 1 <= len(given) <= 2 or not _NEVER.isdisjoint(given):
        return 0.0
    if len(given) == 1:
        return surname * _ONE_GIVEN * max(_FIRST.get(given, _UNLISTED), _LAST.get(given, _UNLISTED))
    if given[-1] in _NEVER_LAST:
        return 0.0
    surname *= _PLACE_SHARE if given[-1] in _ENDS_PLACE else 1.0
    doubled = 4.0 if given[0] == given[1] else 1.0  # 婷婷, 丹丹: far more often than chance.
    pair = _FIRST.get(given[0], _UNLISTED) * _LAST.get(given[1], _UNLISTED)
    return surname * (1 - _ONE_GIVEN) * pair * doubled


@functools.cache
def _logs() -> dict[str, float]:
    """Read the short words of jieba's dictionary and of our lexicon: half a second, once, and only when asked."""
    import importlib.util
    from pathlib import Path

    from textmine.text.lexicon import domain_lexicon

    spec = importlib.util.find_spec("jieba")
    counts: dict[str, int] = {}
    names: list[tuple[str, int]] = []
    assert spec is not None
    assert spec.origin is not None
    for line in Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ", 2)
        if len(word) <= _MAX_WORD:
            # The dictionary has whole names (白素贞); as words they would stand against themselves.
            if tag == "nr" and len(word) >= 3 and name_probability(word) > _SURE_NAME:
                names.append((word, int(frequency)))
                continue
            counts[word] = int(frequency)
    # The tag for names also stands at 许可证 and 安全性, which begin with a word of everyday use.
    counts.update((word, n) for word, n in names if counts.get(word[:2], 0) >= _EVERYDAY)
    for word in [entry.word for entry in domain_lexicon().entries.values()] + _POLITE.split():
        counts[word] = max(counts.get(word, 0), _LEXICON_COUNT)
    return {word: math.log(n / _N_COUNTED) for word, n in counts.items() if n}


def is_word(text: str) -> bool:
    """Tell whether the dictionary or our lexicon has a word, names of three and more characters left out.

    Examples
    --------
    >>> is_word("马上"), is_word("白素贞")
    (True, False)
    """
    return text in _logs()


@dataclass(frozen=True)
class Reading:
    """Hold the best reading of a stretch in which a name stands at the beginning or at the end.

    Attributes
    ----------
    start, stop : int
        Where the name stands in the stretch.
    margin : float
        Natural logarithm of how much more probable this is than the best reading without a name, the prior left out.
    following : str
        The word behind the name in this reading; empty at the end.
    """

    start: int
    stop: int
    margin: float
    following: str


def read_forward(
    stretch: str, *, lead: str = "", is_whole: bool = False, is_closed: bool = False
) -> Reading | None:
    """Read Han characters as a name and the words behind it, and as words alone; None when they begin with no name.

    Parameters
    ----------
    lead : str
        What stands in front of the stretch. Without a name its words may run on into the stretch (利民|工程).
    is_whole : bool
        The name must be the whole stretch.
    is_closed : bool
        A mark closes the stretch: then a single character behind a name of two belongs to it.

    Examples
    --------
    >>> reading = read_forward("严丽君交了五年")
    >>> reading.stop, reading.margin > 0, reading.following
    (3, True, '交')
    >>> read_forward("高度怀疑账目").margin < -5
    True
    >>> read_forward("程一旦").margin > 0 > read_forward("程一旦", lead="扰民工").margin
    True
    """
    n = len(stretch)
    names = (
        [(n, name_probability(stretch))] if is_whole else [(k, name_probability(stretch[:k])) for k in _SIZES]
    )
    names = [(stop, math.log(probability)) for stop, probability in names if probability and stop <= n]
    if not names:
        return None
    logs = _logs()
    tail, step = _tails(lead + stretch)
    of_lead = _tails(lead)[0][0]
    n_lead = len(lead)
    value, stop = max((of_lead + value + tail[n_lead + stop], stop) for stop, value in names)
    is_rare = logs.get(stretch[-1], _UNKNOWN_LOG) < _COMMON_LOG
    is_left = stop == n - 1 and stretch[-1] not in _CLOSES and (is_closed or is_rare)
    if is_left and name_probability(stretch):
        stop = n  # 童国|栋: a character left over at the end belongs to the name.
    return Reading(0, stop, value - tail[0], stretch[stop : stop + step[n_lead + stop]])


def _tails(stretch: str) -> tuple[list[float], list[int]]:
    """Give for each place the log probability of the best words from there to the end, and the length of the first."""
    n = len(stretch)
    logs = _logs()
    tail, step = [0.0] * (n + 1), [0] * (n + 1)
    for at in range(n - 1, -1, -1):
        best, size = logs.get(stretch[at], _UNKNOWN_LOG) + tail[at + 1], 1
        for stop in range(at + 2, min(n, at + _MAX_WORD) + 1):
            found = logs.get(stretch[at:stop])
            if found is not None and found + tail[stop] > best:
                best, size = found + tail[stop], stop - at
        tail[at], step[at] = best, size
    return tail, step


def read_backward(stretch: str) -> Reading | None:
    """Read Han characters as words and a name behind them, and as words alone; None when they end with no name.

    Examples
    --------
    >>> reading = read_backward("请转告申小玲")
    >>> reading.start, reading.margin > 0
    (3, True)
    """
    n = len(stretch)
    head = _heads(stretch)
    names = [
        (head[at] + math.log(probability), at)
        for at in range(max(0, n - 4), n - 1)
        if (probability := name_probability(stretch[at:]))
    ]
    if not names:
        return None
    value, start = max(names)
    return Reading(start, n, value - head[n], "")


def read_between(stretch: str, candidates: Sequence[tuple[int, int]]) -> list[tuple[int, int, float]]:
    """Weigh candidates for names inside a stretch; of those with one beginning only the best is kept.

    Parameters
    ----------
    candidates : start and stop of each, all of them possible names

    Returns
    -------
    list of (start, stop, margin)
        `margin` as in :class:`Reading`.

    Examples
    --------
    >>> [(start, stop, margin > 4) for start, stop, margin in read_between("你问鲍国栋去", [(2, 4), (2, 5)])]
    [(2, 5, True)]
    >>> read_between("你问", [])
    []
    """
    tail = _tails(stretch)[0]
    head = _heads(stretch)
    best: dict[int, tuple[float, int]] = {}
    for start, stop in candidates:
        value = head[start] + math.log(name_probability(stretch[start:stop])) + tail[stop]
        best[start] = max(best.get(start, (-math.inf, 0)), (value, stop))
    return [(start, stop, value - tail[0]) for start, (value, stop) in best.items()] if candidates else []


def _heads(stretch: str) -> list[float]:
    """Give for each place the log probability of the best words from the beginning to there."""
    logs = _logs()
    head = [0.0] * (len(stretch) + 1)
    for stop in range(1, len(stretch) + 1):
        head[stop] = head[stop - 1] + logs.get(stretch[stop - 1], _UNKNOWN_LOG)
        for at in range(max(0, stop - _MAX_WORD), stop - 1):
            found = logs.get(stretch[at:stop])
            if found is not None:
                head[stop] = max(head[stop], head[at] + found)
    return head
