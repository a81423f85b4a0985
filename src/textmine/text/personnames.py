"""Recognise the name of a private person by what stands around it: 姓名, 我叫, 联系人, 我母亲, 业主, a telephone …

A name with nothing around it that says so is left to :mod:`textmine.text.freenames`, which asks more of it. Where
something says so, :mod:`textmine.text.namemodel` weighs the name against ordinary words (业主高度怀疑, 负责人马上要走) and
finds its end; each kind of cue has the margin it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.freenames import ESTATE_BEHIND, find_free_names
from textmine.text.jiebawords import tag_words
from textmine.text.namecandidates import LITTLE_SURNAMES
from textmine.text.namecontexts import right_side
from textmine.text.namecues import FORMS, KINS, ROLES
from textmine.text.namedata import PAIRS
from textmine.text.namedictionary import is_common, is_word
from textmine.text.namemodel import (
    COMPOUND_SURNAMES,
    Reading,
    is_surname,
    name_probability,
    read_backward,
    read_forward,
)
from textmine.text.namephrases import find_names_in_phrases, is_never_name
from textmine.text.namerarity import is_unheard, is_unusual
from textmine.text.nativenames import NATIVE_NAME, NATIVE_PART, NO_PART_ENDS, native_runs
from textmine.text.patterns import one_of
from textmine.text.uncommonnames import WORD_NAMES, guarded

__all__ = ["find_names"]

_CONTACT = "经办|承办|代办|记录|校对|拟稿|签发|审核|复核|填表|制表|联系|找|致电|打给|转告|告知|委托|询问|求助(?!于)|举报|起诉|状告"


# Labels that are verbs as well: only a colon or a bracket makes them labels (签字盖章, 签名后方可).
_SIGNATURE = "签名|签字|署名|落款"
_CUE_HEADS = "".join(
    sorted(
        {word[0] for word in FORMS | ROLES | KINS}
        | set("我他她先女名老孩自签署落" + "".join(word[0] for word in _CONTACT.split("|")))
    )
)
_CUE = re.compile(
    rf"(?=[{_CUE_HEADS}])(?:(?P<who>{one_of(FORMS | ROLES | KINS)})(?P<tail>名?叫做? *[“‘\"]?"
    rf"|(?:姓名|名字|{_SIGNATURE})?(?:\((?:签[名字]|盖章|姓名|签章)\))?(?:是|为|叫|系)?[:( \t/=-]*[“‘\"]?)"
    r"|(?P<called>(?:[我他她]|先生|女士)名?叫做?|(?<![狗猫物店牌司盘区校路站村件台目业构群厂])名叫做?|(?<!它的)名字叫做?|(?:[我他她]|老人|孩子)的?名字(?:是|叫做?)|自称[是叫]?) *[“‘\"]?"
    rf"|(?P<signature>{_SIGNATURE})(?:人|\([^()]{{1,4}}\))?:\s*"
    r"|(?P<self>我(?:是|系|为|就是))"
    rf"|(?P<contact>{_CONTACT})[: ]*)"
)
# How much more probable than ordinary words (natural logarithm) the reading as a name must be behind a cue.
_MARGIN = {
    "called": -7.0,
    "labelled": -6.5,
    "form": -0.6,
    "kin": -1.5,
    "role": 0.0,
    "self": 4.0,
    "contact": 2.5,
}
_FILLED = 1.0  # 业主张三，… : a name that fills its stretch is likelier than one that runs on.
_PLAIN_ROLE_MARGIN = 4.0
_UNBACKED = frozenset(
    [
        "noun",
        "verb",
        "thing",
        "quality",
        "count",
        "of",
        "particle",
        "inside",
        "end",
        "preposition",
        "adverb",
        "link",
        "time",
        "digit",
        "pronoun",
    ]
)
# A full name of characters that people choose needs less behind kin or a calling, where its deeds follow.
_FIRM_MARGIN = -4.0
_FIRM_RIGHT = frozenset(["acts", "speaks", "how", "does", "number", "household", "own", "sex", "meant"])
_SPELL = re.compile("[0-9一二三四五六七八九十两几半]{1,3}(?:年|个月|天|次|月|号|点)")
_WEEKDAY = re.compile("周[一二三四五六日天末]")
_WORD_NAME = re.compile(guarded(WORD_NAMES))
_AFTER_WORD_NAME = frozenset(
    ["speaks", "acts", "does", "own", "household", "number", "sex", "friendly", "belonging", "paid"]
)
_TITLED_MARGIN, _NUMBERED_MARGIN, _SEXED_MARGIN, _SIGNED_MARGIN = 2.0, -3.0, -5.0, 2.0
_LISTED_MARGIN, _AGAIN_MARGIN = 1.0, 1.0
_HAN = "[\u4e00-\u9fa5]"
_STRETCH = re.compile(rf"{_HAN}{{1,9}}")
_DOTTED = re.compile(rf"{_HAN}{{1,6}}(?:[·•]{_HAN}{{1,6}}){{1,3}}")
_LEAD = re.compile(rf"{_HAN}{{0,4}}$")
_TITLE = (
    "女士|先生|小姐|太太|同志|老师|师傅|阿姨|大爷|大妈|大叔|大姐|大哥|经理|主任|医生|警官|校长|院长|书记|会计|律师|教练|总"
    "|护士|大夫|法官|民警|警察|老板|教授|队长|所长|站长|科长|村长|组长|园长|司机"
)
_TITLED = re.compile(_TITLE)
_TITLE_BEHIND = re.compile(f"(?:{_TITLE})$")
_WHOLE_MARGIN, _LONGEST = -10.0, 4
_FULL_TITLED = re.compile(rf"(?<=({_HAN}{{2}}))(?=老?(?:女士|先生|小姐|太太|同志|阿姨|师傅))")
_OFFICE = re.compile(r"(?:市长|省长|县长|区长|镇长|局长|书记|总书记|总理|主席|常委|部长|厅长)$")
# What may follow the whole of a name in front of a number, and what stands before it.
_NUMBERED = re.compile(
    rf"(?:^|[\s,。;:、(!?/])({_HAN}{{2,4}})(?=[\s,:(、]{{0,3}}(?:(?:联系)?(?:电话|手机)(?:号码?)?|身份证号?码?|tel|TEL)?[\s:是]{{0,2}}"
    r"(?:1[3-9]\d[\d -]{8,10}(?!\d)|0\d{2,3}[- ]?[2-9]\d{6}|[1-9]\d{16}[0-9Xx]))"
)
_SEXED = re.compile(rf"(?:^|[\s,。;:、(!?]|本人|我叫|是)({_HAN}{{2,4}})(?=[,( ]{{1,2}}(?:男|女)[,;、)。 ])")
# 我(何秀英), 姓名:张 伟
_BRACKETED = re.compile(rf"(?:我|本人|他|她|其|妻|夫|子|女|儿|父|母)\(({_HAN}{{2,4}})\)")
_SPACED = re.compile(rf"(?:{one_of(FORMS)})[:( ]+({_HAN}) {{1,2}}({_HAN})(?![\u4e00-\u9fa5])")
# 我是住在阳光城的赵国强,
_INTRODUCED = re.compile(rf"我是[^,。;!?]{{2,24}}?(?:的|业主|居民|村民|住户|户主)({_HAN}{{2,4}})(?=[,。;])")
_DATE = r"(?:\s*(?:19|20)?\d{2}[-年./]\s?\d{1,2}[-月./]\s?\d{1,2}[日号]?)?"
_SIGNED = re.compile(
    rf"(?:[\n。!~;]|敬礼[。!]?|敬上|谢谢[。!]?|\s{{1,9}})\s*({_HAN}{{2,4}})[\s。]*(?:敬上|呈上|拜上|上)?{_DATE}[\s。]*$"
)
_LAST_LINE = 60
_LIST = re.compile("[、丶]|(?:以及|[和与及])")
_ALONE = re.compile(rf"(?:,|丶|\s{{1,3}})({_HAN}{{2,4}})(?![\u4e00-\u9fa5])")
_CLOSING = frozenset(["", *",.。;:!?()、”\n"])
_AFTER_SURNAME = frozenset("某姓氏嫂婶")
_PLACE_BEHIND = re.compile(
    "小区|社区|街道|教育|楼盘|项目|平台|花园|家园|公寓|新村|大厦|广场|市场|学校|小学|中学|大学|学院|幼儿园|医院|公司|集团|物业|地产|酒店|宾馆|超市|银行|工地|"
    "公园|车站|大桥|大道|[省市县区镇乡村路街巷弄苑园城湖山河江洲坝洞塘坪庙寺桥站组屯寨湾岭冲]"
)
# 委托玉诚清洁公司: the name of a firm.
_FIRM_BEHIND = re.compile(
    r"[\u4e00-\u9fa5A-Za-z0-9()]{0,6}?(?:公司|集团|学校|物业|地产|酒店|中心|银行|单位|部门|协会|机构|医院|小区|[局院校苑府城郡区市县镇村])"
)
# Two characters that look like a name and are everyday words where complaints are told.
_EVERYDAY_WORDS = (
    "陈述 许可 方便 申领 公摊 应发 敬上 明显 特别 安静 安全 高层 金额 万元 白天 时间 周边 马路 于是 许愿 解约 解说 解决 孙子 孙女 "
    "黄牛 管理 应该 强烈 常年 常常 成天 连年 连续 高度 全体 全部 单方 单独 何时 何况 任意 任何 任期 易受 宁愿 包吃 包住 应聘 应届 "
    "许多 毛坯 石材 白领 高管 高中 高考 程序 路段 路边 车位 车库 水电 水管 洪水 江边 河边 田地 谷物 童年 干部 农保 益利 关水 安家 "
    "祝好 祝愿 谢谢 谢意 安宁 宁静 舒心 严厉 安康"
)
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
_ENDS_PLACE = frozenset("省市县区镇乡村路街巷弄苑园城府湖庄寨坪冲湾洞岩院校局所厂店站处部科室组队")
_NOT_CALLED = frozenset("姓为某是了什么这他她你您们的去谁啥啊过不个着把我得")
_NO_NAME_WORDS = "无 略 不详 匿名 保密 未知 同上 本人 没有 不明 暂无 见附件 不便透露 电话 手机"
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
# Characters that write Uyghur, Mongolian and Tibetan names.
_TRANSCRIBED = frozenset(
    "阿依古丽买提江木合塔尔巴特吐逊麦艾努娜扎西次仁卓玛尼达瓦丹增多吉旺姆央宗格桑平措朗杰罗布斯琴其日勒图雅苏赫力热甫娅孜帕"
    "提卜杜拉克里亚库哈肯克沙都古扎尔汗敖乐毕德钦希木青"
)
_PLAIN_TAGS = ("nr", "nrt", "nrfg")
Span = tuple[int, int]


def find_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and kind of each name that its surroundings announce in a half-width text.

    A name announced once is found again wherever else it stands in the text.

    Examples
    --------
    >>> list(find_names("联系人:何秀英,业主高度关注"))
    [(4, 7, 'NAME')]
    >>> [(a, b) for a, b, _ in find_names("业主严丽君交了五年物业费,严丽君还留着收据")]
    [(2, 5), (13, 16)]
    """
    covered = bytearray(len(text))
    found: list[Span] = []
    names: set[str] = set()
    free = [span for span in find_free_names(text) if text[span[0] : span[1]] not in _EVERYDAY]
    ends = dict(free)
    # What stands behind a name says more about its end than the words alone: 江大海|参过军.
    behind = [(start, ends.get(start, stop), is_sure) for start, stop, is_sure in _behind_cues(text)]
    told = ((start, stop, False) for start, stop in find_names_in_phrases(text))
    native = list(native_runs(text))
    for start, stop, is_sure in [*behind, *_before_marks(text), *told]:
        # 请白玛央金同志: no person 玛央金.
        is_part = any(a < stop and start < b and not start <= a < b <= stop for a, b in native)
        if not is_part and not any(covered[start:stop]):
            found.append((start, stop))
            covered[start:stop] = b"\1" * (stop - start)
            names |= {text[start:stop]} if is_sure else set()
    for start, stop in free:
        if not any(covered[start:stop]):
            found.append((start, stop))
            covered[start:stop] = b"\1" * (stop - start)
            names |= {text[start:stop]} if stop - start > 2 else set()
    for start, stop in found:
        # 黄国|建原房 in one place, 黄国建 in another: the longer one is meant.
        is_cut = stop < len(text) and not covered[stop] and text[start : stop + 1] in names
        yield start, stop + is_cut, "NAME"
        covered[start : stop + is_cut] = b"\1" * (stop + is_cut - start)
    for start, stop in _again(text, names, covered):
        yield start, stop, "NAME"


def _again(text: str, names: set[str], covered: bytearray) -> Iterator[Span]:
    """Find where else in the text a name stands."""
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if not 2 <= len(name) <= 4 or _TITLED.search(name):
            continue
        at = text.find(name)
        while at >= 0:
            stop = at + len(name)
            if not any(covered[at:stop]) and (len(name) > 2 or _is_again(text, at)):
                covered[at:stop] = b"\1" * len(name)
                yield at, stop
            at = text.find(name, stop)


def _is_again(text: str, at: int) -> bool:
    """Ask whether two characters are a name here too, and not part of other words."""
    stretch, lead = _STRETCH.match(text, at), _LEAD.search(text, max(0, at - 4), at)
    reading = read_forward(stretch.group(), lead=lead.group() if lead else "") if stretch else None
    return reading is not None and reading.stop == 2 and reading.margin >= _AGAIN_MARGIN


def _behind_cues(text: str) -> Iterator[tuple[int, int, bool]]:
    """Find names behind cues; whether the cue is strong enough for the name to be looked for elsewhere too."""
    at = 0
    while cue := _CUE.search(text, at):
        at = cue.end()
        kind = _kind(cue)
        start, stop = at, _name_at(text, cue, kind)
        while stop:
            yield start, stop, kind != "contact"
            at = stop
            # 联系人：张三、李四；业主罗三元与罗四海
            start, stop = (0, 0) if kind in ("called", "self") else _listed(text, stop)


def _listed(text: str, at: int) -> Span:
    """Find the next name of a list: behind 、 or 和 as elsewhere, behind a comma or a blank only between two of them."""
    joint = _LIST.match(text, at)
    if joint is not None:
        reading = _reading(text, joint.end(), "")
        fits = reading is not None and reading.margin >= _LISTED_MARGIN
        return (joint.end(), joint.end() + reading.stop) if reading is not None and fits else (0, 0)
    alone = _ALONE.match(text, at)
    if alone is None or alone.group(1) in _EVERYDAY or _titled(alone.group(1)):
        return 0, 0
    reading = read_forward(alone.group(1), is_whole=True)
    return alone.span(1) if reading is not None and reading.margin >= _TITLED_MARGIN else (0, 0)


def _kind(cue: re.Match[str]) -> str:
    """Name the kind of a cue, which decides how sure a name behind it must be."""
    who, tail = cue.group("who"), cue.group("tail")
    if who is None:
        return "labelled" if cue.lastgroup == "signature" else str(cue.lastgroup)
    if "叫" in tail:
        return "called"
    if who in FORMS:
        return "labelled" if tail else "form"
    if who == "本人" and tail[:1] in ("是", "为", "系") and tail:
        return "self"
    return "kin" if who in KINS else "role"


def _reading(text: str, start: int, lead: str) -> Reading | None:
    """Read the stretch that begins here; nothing where it names a place or a title follows the surname."""
    stretch = _STRETCH.match(text, start)
    if stretch is None:
        return None
    run = stretch.group()
    n_surname = 2 if run[:2] in COMPOUND_SURNAMES else 1
    if run[n_surname : n_surname + 1] in _AFTER_SURNAME or _TITLED.match(run, n_surname):
        return None
    is_closed = text[stretch.end() : stretch.end() + 1] in _CLOSING
    reading = read_forward(run, lead=lead, is_closed=is_closed)
    if reading is not None and is_never_name(text, start, start + reading.stop):
        # 张家和|都能作证
        longer = run[: reading.stop + 1]
        is_cut = reading.following[:1] == "和" and is_word(longer[:-1])
        reading = Reading(0, len(longer), reading.margin, run[len(longer) :][:1]) if is_cut else None
    if reading is None or run[: reading.stop] in _EVERYDAY or is_common(run[: reading.stop]):
        return None
    if (reading.stop == 3 and run[0] == run[2]) or _WEEKDAY.match(run):
        return None  # 查一查
    # 华悦城, 石家巷: an estate or a lane, unless it stands behind a field label.
    is_place = reading.stop > 2 and run[reading.stop - 1] in _ENDS_PLACE
    return None if is_place or _PLACE_BEHIND.fullmatch(reading.following) else reading


def _name_at(text: str, cue: re.Match[str], kind: str) -> int:
    """Return where the name that begins behind the cue ends, or 0."""
    start = cue.end()
    stretch = _STRETCH.match(text, start)
    if stretch is None:
        return 0
    run = stretch.group()
    word = _WORD_NAME.match(text, start) if kind in ("called", "labelled", "form", "kin") else None
    if word and (word.end() == stretch.end() or right_side(text, word.end(), "") in _AFTER_WORD_NAME):
        return word.end()
    if kind == "labelled" and (run in _NO_NAME or (stop := _titled(run))):
        # 联系人：毕先生 is all that is known of a person; under 姓名 a full name is asked for, and 张女士 is none.
        return 0 if run in _NO_NAME or "姓名" in cue.group() else start + stop
    is_free = kind in ("called", "labelled")
    dotted = _DOTTED.match(text, start)
    if dotted and (is_free or kind in ("form", "role", "kin")):
        name = _TITLE_BEHIND.sub("", dotted.group())
        name = name[: max(name.rfind("·"), name.rfind("•")) + 3] + name[
            max(name.rfind("·"), name.rfind("•")) + 3 :
        ].rstrip(NO_PART_ENDS)
        if all(map(_is_foreign, re.split("[·•]", name))):
            return start + len(name)
    before = _LEAD.search(text, max(0, cue.start() - 4), cue.start())
    lead = (before.group() if before else "") + cue.group()
    # Behind a bracket or a colon no word runs on.
    reading = _reading(text, start, lead if _STRETCH.fullmatch(cue.group()) else "")
    if kind == "role" and reading and not _is_backed(text, start, reading):
        reading = None
    if reading and reading.margin >= _MARGIN[kind] - (_FILLED if reading.stop == len(run) else 0.0):
        behind = {"self": ESTATE_BEHIND, "contact": _FIRM_BEHIND}.get(kind)
        if behind is None or not behind.match(text, start + reading.stop):
            return start + reading.stop
    if kind in ("kin", "role", "form") and reading and _is_firm(text, start, reading):
        return start + reading.stop
    if kind == "form" and reading and reading.margin >= _WHOLE_MARGIN and _is_whole_name(text, stretch):
        return stretch.end()  # 反映人康建设，: between a label and a mark there is room for a name only.
    is_field = kind in ("form", "labelled") and run not in _EVERYDAY and len(run) <= _LONGEST
    if is_field and name_probability(run) and right_side(text, stretch.end(), "") == "number":
        return stretch.end()  # 联系人周边城,手机…: whatever its characters mean elsewhere.
    if kind not in ("self", "contact") and (
        native := NATIVE_NAME.match(text, start) or NATIVE_PART.match(text, start)
    ):
        return native.end()
    is_transcribed = kind not in ("self", "contact") and len(run) >= 3 and _TRANSCRIBED.issuperset(run)
    return start + len(run) if is_transcribed or (is_free and len(run) > 1 and _is_foreign(run)) else 0


def _is_backed(text: str, start: int, reading: Reading) -> bool:
    """Ask whether what stands behind speaks for a name, where its characters are a word or an unusual name: 业主|经多方打听."""
    name = text[start : start + reading.stop]
    if not is_word(name) and reading.margin >= _PLAIN_ROLE_MARGIN:
        return True
    return right_side(text, start + reading.stop, reading.following) not in _UNBACKED


def _is_firm(text: str, start: int, reading: Reading) -> bool:
    """Ask whether a full name that holds everyday words stands before what goes on about a person: 前夫白云峰三年没给."""
    name = text[start : start + reading.stop]
    if len(name) < 3 or reading.margin < _FIRM_MARGIN or is_unheard(name) or is_unusual(name):
        return False
    if name[0] in LITTLE_SURNAMES or (is_word(name[1:]) and name[1:] not in PAIRS):
        return False  # 业主|于|前天
    right = right_side(text, start + len(name), reading.following)
    return right in _FIRM_RIGHT or _SPELL.match(text, start + len(name)) is not None


def _is_whole_name(text: str, stretch: re.Match[str]) -> bool:
    """Tell whether a stretch is closed by a mark, can be a name, and is no word."""
    run = stretch.group()
    is_closed = text[stretch.end() : stretch.end() + 1] in _CLOSING
    return is_closed and len(run) <= _LONGEST and bool(name_probability(run)) and not is_word(run)


def _titled(run: str) -> int:
    """Return the length of a surname with a title at the head of a field, or 0."""
    n_surname = 2 if run[:2] in COMPOUND_SURNAMES else 1
    title = _TITLED.match(run, n_surname)
    return title.end() if title and is_surname(run[:n_surname]) else 0


def _is_foreign(run: str) -> bool:
    """Tell whether a stretch is a name without a Chinese surname: no ordinary word, no particle."""
    if len(run) > 2 and _TRANSCRIBED.issuperset(run):
        return True
    if len(run) > 8 or run[-1] in _ENDS_PLACE or _NOT_CALLED & set(run) or is_word(run):
        return False
    return not any(len(word) > 1 and known and tag not in _PLAIN_TAGS for word, tag, known in tag_words(run))


def _before_marks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Find names by what follows them: a title, a number, a sex, the end of a letter."""
    for spaced in _SPACED.finditer(text):
        if is_surname(spaced.group(1)):
            yield spaced.start(1), spaced.end(2), False
    for mark in _FULL_TITLED.finditer(text):
        if text[mark.start() - 1] == "老":
            continue  # 陆伯钧|老先生
        before = re.search(rf"{_HAN}{{2,9}}$", text[max(0, mark.start() - 9) : mark.start()])
        reading = read_backward(before.group()) if before else None
        if before and reading and reading.margin >= _TITLED_MARGIN:
            stretch = before.group()
            begin = mark.start() - len(stretch) + reading.start
            if not _OFFICE.search(stretch[: reading.start]) and not is_never_name(text, begin, mark.start()):
                yield mark.start() - len(stretch) + reading.start, mark.start(), True
    for pattern, margin, start in (
        (_NUMBERED, _NUMBERED_MARGIN, 0),
        (_SEXED, _SEXED_MARGIN, 0),
        (_BRACKETED, _TITLED_MARGIN, 0),
        (_INTRODUCED, _TITLED_MARGIN, 0),
        (_SIGNED, _SIGNED_MARGIN, max(0, len(text) - _LAST_LINE)),
    ):
        for match in pattern.finditer(text, start):
            run = match.group(1)
            if _titled(run) or run in _EVERYDAY or run[0] == "祝" or is_never_name(text, *match.span(1)):
                continue
            reading = read_forward(run, is_whole=True)
            if reading is not None and reading.margin >= margin:
                yield *match.span(1), True
