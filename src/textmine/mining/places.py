"""Recognise the places and named things that messages are about: estates, roads, schools, projects, firms.

Two passes. The first reads names by their endings (…小区, …路, …中学) and cuts the left edge at words that cannot
belong to a name. The second looks for the names found, without their ending, in all messages: who writes
"诺亚山林小区" once and "诺亚山林" elsewhere means one place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["ADMINISTRATIVE", "find_places", "join_codes", "name_core"]

# Province, city, district, county, and the codes that anonymised data put in their stead (A市, A7县).
ADMINISTRATIVE = re.compile(r"(?:[A-Z]\d{0,2}|西地|[\u4e00-\u9fff]{2,3})(?:省|市|区|县)$")
_CODE = re.compile(r"[A-Z]\d{0,2}(?:市|区|县|省)")
# What names end in. The longer ending wins.
_ESTATES = "小区 花园 家园 公寓 公馆 新村 山庄 别墅 华府 名邸 豪庭 雅苑 新苑 佳苑 嘉苑 新城 国际城 御园 府邸 学府 社区 大院 宿舍 楼盘"
_ROADS = "路 大道 街 巷 桥 立交 高速 隧道 号线 路口 国道 省道 公路 步行街"
_SCHOOLS = "小学 中学 学校 学院 大学 幼儿园 驾校 医院 卫生院 诊所"
_OTHERS = "公园 广场 市场 商城 大厦 农贸市场 水库 车站 地铁站 汽车站 高铁站 工业园 产业园 美食城 收费站 垃圾站 旧城改造 棚改 公司 集团 平台"
_VILLAGES = "村 镇 乡 街道 组 湖 山 河"
_TAILS = frozenset("苑园城府湾庭轩居郡里景院邸坊寓")
ENDINGS = tuple(" ".join((_ESTATES, _ROADS, _SCHOOLS, _OTHERS, _VILLAGES)).split())
# These add nothing to a name: 丽发新城小区 and 丽发新城 are one place.
_GENERIC = (
    "小区",
    "社区",
    "楼盘",
    "项目",
    "公寓",
    "宿舍",
    "有限公司",
    "公司",
    "集团",
    "平台",
    "路口",
    "工地",
    "街道",
)
# Words at which a name cannot begin or continue to the left.
_STOP_WORDS = (
    "在 位于 于 到 从 由 向 往 至 对 给 把 被 将 让 请 请问 咨询 投诉 举报 反映 反应 建议 关于 希望 要求 反对 坚决反对 质疑 "
    "呼吁 恳请 强烈 再次 第三次 求 求助 帮助 解决 询问 想 能否 可否 是否 何时 为何 什么 哪个 怎么 为什么 有关 对于 就 的 地 得 了 "
    "着 过 和 与 及 或 跟 同 是 有 没有 无 不 没 也 都 还 又 再 很 太 更 最 已 已经 正在 一 一个 一家 一条 这 那 这个 那个 "
    "该 此 本 我 我们 我家 本人 你 你们 他 他们 她 它 自己 大家 人 业主 居民 市民 村民 群众 网友 学生 家长 孩子 小孩 老师 员工 "
    "职工 领导 政府 书记 市长 物业 开发商 公司 附近 旁 旁边 旁的 周边 周围 对面 门口 附近的 附近有 里 内 外 上 下 中 前 后 东 南 西 北 "
    "处 段 口 多 个 家 条 每 每天 全 各 新 老 旧 大 小 原 某 其 以 以及 并 并且 但 但是 而 因 因为 所以 如 如果 比如 包括 "
    "出 入 进 去 来 修 修建 建 建设 建立 新建 扩建 改造 开通 通 经过 途经 经 穿过 沿 沿着 占 占用 住 住在 居住 购买 买 买房 "
    "入住 交房 上学 就读 读 办 办理 收 收费 乱 违规 违法 非法 违建 规划 开 开设 开办 设 设立 设置 增设 增加 取消 停 停车 "
    "叫 叫做 名叫 称 即 连 连接 靠近 离 距 距离 紧邻 毗邻 临 相邻 邻近 所在 所有 一所 一处 两个 几个 许多 很多 部分 其他 "
    "尊敬 您好 你好 谢谢 民办 公办 私立 公立 城市 农村 乡村 街道 居民楼 住宅 商业 高层 小 大型 附属 配套 普惠性 "
    "启动 插手 甚至 导致 督促 改道 走 隐瞒 排入 直排 长期 影响 严重 油烟 噪音 编制 时 整个 现在 使用 通过 当时 最近 之前 之后 今年 去年 "
    "加上 多条 几条 两条 三条 一次 关注 查处 整治 治理 处理 清理 维护 打造 完善 提高 加强 推进 实施 进行 开展 提供 享受 申请 认真"
)
_STOP = frozenset(_STOP_WORDS.split())
# Words that end like a name and are none.
_NO_ENDING_WORDS = (
    "线路 道路 铁路 马路 思路 套路 跑路 出路 一路 上路 走路 修路 堵路 小组 村组 农村 乡村 县城 邻居 民居 定居 安居 背景 情景 公里 这里 "
    "那里 哪里 家里 手里 心里 夜里 屋里 屋子里 校园 小学 中学 大学 学校 学院 法院 住院 出院 医院 家庭 政府 市政府 区政府 县政府 省政府 "
    "家乡 回乡 下乡 城镇 乡镇 临街 逛街 楼道里 小区 社区 市场 菜市场 公园 广场 公司 集团 平台 项目 车站 地铁站 高速 隧道 楼盘 村 镇 乡 路 "
    "街 组 湖 河 山 城 院 里 居 街道 大道 国道 省道 公路 桥 巷 路口 商场 商城 宿舍 大院 公寓 别墅 幼儿园 驾校 小学校"
)
_NO_ENDING = frozenset(_NO_ENDING_WORDS.split())
# These end a name only with something before them.
_NEEDS_MORE = _NO_ENDING & (set(ENDINGS) | _TAILS)
# "严重影响小区" makes no name of 严重影响: of all its uses, too few carry the ending of a name.
_MIN_WITH_ENDING_SHARE = 0.1
_NAME_TOKEN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]+$")
# Dates, sums and bare kinds are no names.
_NO_NAME = re.compile(r"^\d+[年月日号栋楼期元万]|[年月]\d|^有限|^[A-Za-z0-9]+$|^[为及按并把被使将让]|[的了]")
_MAX_NAME, _MIN_CORE = 10, 3
# A "name" found in more than 5 % of all texts is no particular place; small tables may be about one place.
_MOST_TEXTS_SHARE, _FEWEST_TEXTS = 0.05, 50


def name_core(name: str) -> str:
    """Strip what names add at will: administrative codes before, 小区 or 公司 after, dots within.

    Examples
    --------
    >>> name_core("A2区丽景新城小区"), name_core("滨江·春晓公寓")
    ('丽景新城', '滨江春晓')
    """
    core = re.sub(r"^(?:[A-Z]\d{0,2}(?:市|区|县|省))+", "", name).replace("·", "")
    for ending in _GENERIC:
        if core.endswith(ending) and len(core) - len(ending) >= _MIN_CORE:
            return core[: -len(ending)]
    return core


def join_codes(words: Sequence[str]) -> list[str]:
    """Join the words of a code that the segmenter cut.

    Examples
    --------
    >>> join_codes(["A7", "县", "星沙"])
    ['A7县', '星沙']
    """
    text = "".join(words)
    codes = {m.start(): m.end() for m in _CODE.finditer(text)}
    if not codes:
        return list(words)
    out: list[str] = []
    at, until = 0, -1
    for word in words:
        if at < until:
            if at + len(word) > until:
                out.append(word[until - at :])
        elif at in codes:
            until = codes[at]
            out.append(text[at:until])
            if at + len(word) > until:
                out.append(text[until : at + len(word)])
        else:
            out.append(word)
        at += len(word)
    return out


def _ends_a_name(word: str) -> bool:
    if word in _NO_ENDING:
        return word in _NEEDS_MORE
    return word.endswith(ENDINGS) or word[-1] in _TAILS


def _names_by_ending(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    start_free = 0
    for at, word in enumerate(words):
        if not _NAME_TOKEN.match(word) or (
            ADMINISTRATIVE.fullmatch(word) and not _is_code_in_name(words, at)
        ):
            start_free = at + 1
            continue
        if not _ends_a_name(word) and not ADMINISTRATIVE.fullmatch(word):
            continue
        first, name = at, word
        while first > start_free:
            before = words[first - 1]
            if (
                before in _STOP
                or before in _NO_ENDING
                or ADMINISTRATIVE.fullmatch(before)
                or not _NAME_TOKEN.match(before)
            ):
                break
            if len(before) + len(name) > _MAX_NAME or at - first >= 3:
                break
            name, first = before + name, first - 1
        core = name_core(name)
        if _NO_NAME.search(core):
            continue
        if len(core) >= _MIN_CORE and name not in ENDINGS and core not in ENDINGS and name not in _STOP:
            found.append(name)
            start_free = at + 1 if word.endswith(ENDINGS) else start_free
    return found


def _is_code_in_name(words: Sequence[str], at: int) -> bool:
    """Tell 万境K9县, an estate whose own number was taken for a county's, from 请问A7县 and A市A7县."""
    if not _CODE.fullmatch(words[at]) or not words[at].endswith("县") or at < 2:
        return False
    before = words[at - 1], words[at - 2]
    return all(
        len(w) > 1 and w not in _STOP and not ADMINISTRATIVE.fullmatch(w) and _NAME_TOKEN.match(w)
        for w in before
    )


def find_places(
    texts: Sequence[str], *, words: Sequence[Sequence[str]], n_trusted: int | None = None
) -> list[list[str]]:
    """Find the names of places and things in each text, in order of appearance.

    Parameters
    ----------
    texts : the texts.
    words : their words; a text's words joined give the text.
    n_trusted : int, optional
        So many texts at the start (titles) are believed when they name what no other text names; in running text
        such a name is more often a slip of the rules. All, when not given.

    Returns
    -------
    list of lists
        Cores of names (see :func:`name_core`), without repetition; empty where a text names nothing particular.

    Examples
    --------
    >>> texts = ["A2区诺亚山林小区门口建医院", "诺亚山林小区旁要建医院", "反对在诺亚山林建医院"]
    >>> from textmine.text.segment import Segmenter
    >>> find_places(texts, words=Segmenter().segment(texts))
    [['诺亚山林'], ['诺亚山林'], ['诺亚山林']]
    >>> find_places([], words=[])
    []
    """
    if not texts:
        return []
    import ahocorasick_rs

    direct = [[name_core(n) for n in _names_by_ending(join_codes(w))] for w in words]
    counts = Counter(core for names in direct for core in set(names))
    candidates = sorted(counts)
    if not candidates:
        return [[] for _ in texts]
    finder = ahocorasick_rs.AhoCorasick(candidates, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    everywhere = Counter(core for text in texts for core in set(finder.find_matches_as_strings(text)))
    most = max(_FEWEST_TEXTS, _MOST_TEXTS_SHARE * len(texts))
    names = {
        core
        for core in candidates
        if everywhere[core] <= most and counts[core] >= _MIN_WITH_ENDING_SHARE * everywhere[core]
    }
    known = sorted(core for core in names if counts[core] >= 2 or len(core) >= 4)
    if known:
        finder = ahocorasick_rs.AhoCorasick(known, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    trusted = len(texts) if n_trusted is None else n_trusted
    return [
        list(
            dict.fromkeys(
                (finder.find_matches_as_strings(text) if known else [])
                or ([core for core in own if core in names] if at < trusted else [])
            )
        )
        for at, (text, own) in enumerate(zip(texts, direct, strict=True))
    ]
