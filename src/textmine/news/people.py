"""Find the persons a page names, with their role and other names, and take the names out where asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from textmine.news.names import COMPOUND_SURNAMES, SURNAMES, is_personal_name
from textmine.news.sentences import SHORT_TEXT
from textmine.schema import Column, TableSchema
from textmine.text.freenames import find_free_names
from textmine.text.mentions import Mentions
from textmine.text.namedictionary import tag_of
from textmine.text.namemodel import read_forward
from textmine.text.privacy import KINDS, find_personal_data

__all__ = ["PEOPLE", "Person", "extract_people", "find_people", "mask_people", "mask_table"]

PEOPLE = TableSchema(
    "people",
    ("article_id", "name"),
    (
        Column("article_id", "id", "page that names the person", "篇目编号"),
        Column("name", "text", "full name", "姓名"),
        Column("role", "text", "role as printed", "身份"),
        Column("aliases", "text", "other names on the page, joined by ；", "别称"),
        Column("n_mentions", "number", "mentions under any name", "提及次数"),
    ),
)


@dataclass(frozen=True)
class Person:
    """Hold one person of a page: full name, role as printed, other names, mentions."""

    name: str
    role: str
    aliases: tuple[str, ...]
    n_mentions: int


_ROLE = (
    "党委书记|党总支书记|党支部书记|副书记|第一书记|书记|副主任|主任|副部长|部长|副局长|局长|队长|组长|站长|院长|校长|会长|楼栋长|楼长|网格员|委员|"
    "居民|住户|业主|村民|党员|干部|志愿者|调解员|宣传员|民警|法官|律师|医生|老师|师傅|工程师|负责人|领衔人|导师|学员|徒弟|记者|通讯员|经理|"
    "老人|同志|支书|专家|工作者|工作人员|科长|处长|股长|所长|秘书长|教授|讲师|研究员|职员|员工|社工|主讲人|会计|店主|老板|法官|检察官|民警|教师|工人|厂长|村民|领头雁|带头人|负责同志|代表|组织委员|支部委员|爱好者|领头人|阿姨|同学|小贩|摊主"
)
_ROLED = re.compile(rf"([\u4e00-\u9fff]{{0,10}}?(?:{_ROLE}))(?=[、，,]?([\u4e00-\u9fff]{{2,5}}))")
_SPEAKS = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?)(?=(?:笑着|红着脸|高兴地|骄傲地|坦言|感慨)?(?:说|介绍|表示|告诉|笑言|回忆|记得|坦言|点赞|认为|解释|提醒|承认|感叹|讲|觉得|摆手|沉吟))"
)
_AT_CLAUSE = re.compile(r"(?:^|[，。；：！？“”、,;:!?\n的])([\u4e00-\u9fff]{3,5})")
_STRETCH = re.compile(r"[\u4e00-\u9fff]{2,8}")
# How much likelier a name must be than ordinary words (natural logarithm, the prior left out): behind a role a name is
# expected, so that evens are enough; on the authored pages words behind roles (任期两年, 查阅) lie below -1.5.
_LEAST_MARGIN = 0.0
_GOES_ON = re.compile(r"正[在要跟和与]|已经|当场|连夜|曾经|一直|刚刚|马上")  # 丘敏|正在劝
_ACTS = re.compile(
    r"[说介表告是在把和与对就也都又还便带被将让给今没登当有家站坐掏按开撑放笑摆找听拿想看做来去发]|，"
)
_SURNAME_CLASS = "".join(sorted(SURNAMES))
_BEFORE_ALIAS = (
    "学员 徒弟 社工 党员 居民 住户 业主 户 邻居 干部 书记 工人 师傅 隔壁 摊主 店主 记者 网友 村民 的"
)
_ALIAS_HEAD = "|".join(f"(?<={word})" for word in _BEFORE_ALIAS.split())
_KIN = "婶|姨|姐|哥|叔|伯|爹爹|老太太?|姑娘"
_SHORT_ALIAS = (
    rf"(?:(?<![\u4e00-\u9fff])|{_ALIAS_HEAD})(?:[老小][{_SURNAME_CLASS}]|[{_SURNAME_CLASS}](?:{_KIN}))"
)
_FORM_OF_ADDRESS = (
    "师傅|阿公|奶奶|大妈|婆婆|大爷|大娘|阿婆|先生|女士|阿姨|大姐|大哥|大叔|大伯|老伯|大婶|爷爷|老汉|嫂"
)
_AFTER_SURNAME = f"书记|主任|老师|队长|站长|所长|局长|工|总|某某?|老(?!师|伯)|{_FORM_OF_ADDRESS}"
_ONLY_ALIAS = re.compile(rf"{_SHORT_ALIAS}|[{_SURNAME_CLASS}](?:{_FORM_OF_ADDRESS})(?![\u4e00-\u9fff]?家政)")
# 老 and 小 in front of what is a surname too, and yet a word.
_WORDS_LIKE_ALIASES = (
    "小时 小区 小康 小车 小段 小米 小麦 小路 小包 小花 小方 小学 小单 小事 老房 老路 老年 老楼 老管 老成 老景 老单 小家 老家 小巷 小池 小祝 "
    "小满 老满 小都 小别 小班 小计 小商 老乡 老时 老古 小鱼 小牛 小羊 小马 小井 老井 老党 小党 老常 小常 小石 老石"
)
_NO_ALIAS = frozenset(_WORDS_LIKE_ALIASES.split())
# What runs into a role from the left: ages, ordinals, the end of the clause before.
_ROLE_HEAD = re.compile(
    r"^.*(?:[岁月日年后的着]|刚刚上任|这位|一位|名叫|任职|担任|[、，是被由请让]|据(?!点)|经(?!理|济|营|办|贸|开|信|纪))"
)
# Words a name is not followed by inside the name: they begin what the person does.
_AFTER_NAME = '接协说介表告的是在来把和与及等从对向也就都又还则便即带被将让给没到这那同以去，、。：:,"“”（）()笑坦回感认解承打走今得拦掏跟'
# Words that begin like a surname and stand where names stand.
_NOT_NAMES = frozenset(
    re.findall(
        r"\S+",
        "齐心 来帮忙 来帮 都会 居民 群众 业主 党员 干部 书记 主任 记者 社区 街道 小区 领导 "
        "方面 代表 成员 高兴 高度 高龄 方便 方法 方式 方针 方案 安全 安装 安排 安置 平安 "
        "文明 文化 文艺 文件 文体 时候 时间 时刻 时说 和谐 和睦 关心 关注 关系 关于 关爱 "
        "单位 单元 常说 常委 常务 全区 全市 全省 全国 全体 全面 金融 金额 江水 河道 水路 "
        "水管 田地 石板 马路 马上 任务 任职 任何 成立 成为 成员 成功 成效 成长 成果 经过 "
        "应急 应该 应当 明显 明确 明年 明天 程度 温暖 温度 温馨 钱款 强化 强调 严重 严格 "
        "易拉 万元 万名 万家 万人 万户 项目 支部 支持 支队 通过 通知 通讯 通报 于是 于此 "
        "乐于 曾经 曾是 何时 何处 何况 余名 余户 余场 余家 左右 左邻 尚未 连续 连日 连心 "
        "相关 相互 相信 党委 党组 党建 党群 党支 包括 包片 包联 路灯 路面 路口 周边 周末 "
        "周围 周一 周二 周三 周四 周五 周六 周日 夏天 冬天 秋天 季度 年轻 年龄 老人 老师 "
        "老旧 司法 司机 毛巾 牛奶 花园 花坛 花费 简单 简直 白天 白发 黄线 黄昏 金属 高血压 "
        "向社区 向居民 向上级 向他们 ",
    )
)


def _trim(chunk: str) -> str:
    """Cut a run of characters behind a role down to a personal name, or to nothing."""
    if chunk[:2] in COMPOUND_SURNAMES:
        given, size = chunk[2:], 2
    elif chunk[:1] in SURNAMES:
        given, size = chunk[1:], 1
    else:
        return ""
    length = 0
    while length < min(2, len(given)) and given[length] not in _AFTER_NAME:
        length += 1
    name = chunk[: size + length]
    return (
        name
        if length and is_personal_name(name) and name not in _NOT_NAMES and name[:2] not in _NOT_NAMES
        else ""
    )


def _name_at(text: str, start: int, mentions: Mentions) -> str:
    """Read the name that begins at a position, where its rest reads best as ordinary words; nothing where none does."""
    stretch = _STRETCH.match(text, start)
    if stretch is None:
        return ""
    trimmed = _trim(stretch.group()[:5])
    reading = read_forward(stretch.group())
    if reading is None or reading.margin < _LEAST_MARGIN:
        return ""
    name = stretch.group()[: reading.stop]
    shortest = 3 if name[:2] in COMPOUND_SURNAMES else 2
    if len(name) == shortest + 1 and (name[-1] in _AFTER_NAME or _GOES_ON.match(text, start + shortest)):
        name = name[:-1]
    if (
        trimmed
        and trimmed != name
        and name.startswith(trimmed)
        and mentions.count(name) == 1 < mentions.count(trimmed)
    ):
        name = trimmed
    return name if name not in _NOT_NAMES and name[:2] not in _NOT_NAMES else ""


def find_people(text: str) -> list[Person]:
    """List the persons named in a text: a name behind a role, or in front of a verb of saying.

    A name of two characters that only begins a longer one of the page is dropped for it; 老刘 and 刘书记 are other
    names of the one person of that surname.

    Examples
    --------
    >>> for person in find_people("支部书记刘静兰说，天天如此。老刘今年66岁，刘静兰从不缺席。"):
    ...     print(person.name, person.role, person.aliases, person.n_mentions)
    刘静兰 支部书记 ('老刘',) 3
    """
    return list(_remembered(text) if len(text) <= SHORT_TEXT else _people_in(text))


@lru_cache(maxsize=512)
def _remembered(text: str) -> tuple[Person, ...]:
    """Keep the persons of short articles: tables, offices and masking ask for those of one article."""
    return tuple(_people_in(text))


def _people_in(text: str) -> list[Person]:
    mentions = Mentions(text)
    roles: dict[str, str] = {}
    for match in _ROLED.finditer(text):
        # 记者从市民政局获悉: 从 is a family of few, and a word of every report.
        name = _name_at(text, match.start(2), mentions) if text[match.start(2)] != "从" else ""
        if name and not roles.get(name):
            roles[name] = _ROLE_HEAD.sub("", match.group(1))
    for match in _SPEAKS.finditer(text):
        name = _trim(match.group(1))
        if name and name == match.group(1) and name == _name_at(text, match.start(1), mentions):
            roles.setdefault(name, "")
    for match in _AT_CLAUSE.finditer(text):
        name = _trim(match.group(1))
        # Without a role only a full name that comes back is believed, at the head of a clause and with a verb behind.
        comes_back = len(name) >= 3 and mentions.count(name) >= 2
        if (
            comes_back
            and _ACTS.match(text, match.start(1) + len(name))
            and _name_at(text, match.start(1), mentions) == name
        ):
            roles.setdefault(name, "")
    surely = {text[start:stop] for start, stop in find_free_names(text)}
    # What the role says of a name's end goes before: 党员|丘敏|正在劝.
    surely = {name for name in surely if not _titled(name) and not (name[:-1] in roles and len(name) > 2)}
    for name in sorted(surely - roles.keys(), key=mentions.first):
        roles[name] = _role_before(text, mentions.first(name))
    counts = {name: mentions.count(name) for name in roles}
    names = [name for name in _whole(counts) if counts[name] >= 2 or roles[name] or name in surely]
    found = _addresses(text, names)
    people = []
    for name in names:
        aliases = found.get(_surname(name), ())
        longest = [
            alias for alias in aliases if not any(alias != other and alias in other for other in aliases)
        ]
        n = counts[name] + sum(mentions.count(alias) for alias in longest)
        people.append(Person(name, roles[name], tuple(aliases), n))
    known = {alias for person in people for alias in person.aliases} | _NO_ALIAS
    full_names = "\n".join(person.name for person in people)
    addressed = (m.group() for m in _ONLY_ALIAS.finditer(text) if _stands_as_name(text, m.start(), m.end()))
    for alias in dict.fromkeys(addressed):
        if alias not in known and alias not in full_names:
            people.append(Person(alias, "", (), mentions.count(alias)))
    return people


def _addresses(text: str, names: Sequence[str]) -> dict[str, list[str]]:
    """List the forms of address of each surname that one person alone bears: 老刘, 刘书记."""
    bearers = Counter(map(_surname, names))
    lone = "|".join(sorted((s for s, n in bearers.items() if n == 1), key=lambda s: (-len(s), s)))
    if not lone:
        return {}
    # Looked for at every place, so that the forms of one surname do not hide those of another; of one surname only
    # what lies apart is taken.
    form = re.compile(
        rf"(?=(老(?P<a>{lone})书记|老(?P<b>{lone})|小(?P<c>{lone})|(?P<d>{lone})(?:{_AFTER_SURNAME})))"
    )
    found: dict[str, dict[str, None]] = {}
    stops: dict[str, int] = {}
    for match in form.finditer(text):
        surname = match["a"] or match["b"] or match["c"] or match["d"]
        if match.start() >= stops.get(surname, 0):
            found.setdefault(surname, {})[match[1]] = None
            stops[surname] = match.end(1)
    return {surname: list(forms) for surname, forms in found.items()}


_COUNTS = frozenset("一两二三四五六七八九十几多余数这那各每名0123456789")
_BEHIND_NAMES = frozenset(("verb", "adverb", "preposition", "link", "particle", "pronoun"))


def _stands_as_name(text: str, start: int, stop: int) -> bool:
    """Tell whether a form of address stands as one: 三位大爷 is no family 位, and behind 老隋 comes a deed or a mark."""
    if text[start] == "位":
        return text[start - 1 : start] not in _COUNTS
    if stop - start > 2 and text[start] not in "老小":
        return True
    behind = text[stop : stop + 1]
    return not "\u4e00" <= behind <= "\u9fff" or tag_of(behind) in _BEHIND_NAMES


def _titled(name: str) -> bool:
    return re.search(rf"(?:{_ROLE}|{_FORM_OF_ADDRESS})$", name) is not None


def _role_before(text: str, at: int) -> str:
    match = re.search(rf"[\u4e00-\u9fff]{{0,10}}(?:{_ROLE})$", text[max(0, at - 16) : at])
    return _ROLE_HEAD.sub("", match.group()) if match else ""


def _whole(counts: Mapping[str, int]) -> list[str]:
    """Choose between 张静 and 张静反: the longer form unless the shorter one also stands without its last character."""
    longer: Counter[str] = Counter()
    for name, n in counts.items():
        for size in range(1, len(name)):
            longer[name[:size]] += n if name[:size] in counts else 0
    return [
        name
        for name, n in counts.items()
        if (n > longer[name] if longer[name] else counts.get(name[:-1], 0) <= n)
    ]


def _surname(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]


def extract_people(articles: pd.DataFrame) -> pd.DataFrame:
    """List the persons of articles, one row per person and article.

    Returns
    -------
    DataFrame
        Schema ``PEOPLE``; empty, with its headings, for no articles.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a1"], "text": ["居民李明光说，灯亮了。"]})
    >>> extract_people(articles)[["name", "role"]].values.tolist()
    [['李明光', '居民']]
    """
    return PEOPLE.frame(
        [
            {
                "article_id": key,
                "name": p.name,
                "role": p.role,
                "aliases": "；".join(p.aliases),
                "n_mentions": p.n_mentions,
            }
            for key, text in zip(articles["article_id"], articles["text"], strict=True)
            for p in find_people(str(text))
        ]
    )


# A story's doors and streets are its places; names are found by the roles they have in the news.
_NUMBERS = frozenset(KINDS) - {"DOOR", "NAME"}


def mask_people(text: str, people: Sequence[Person]) -> str:
    """Replace persons' names by numbered tags, the same person always by the same tag, and numbers by their kind.

    Numbers are telephones, mail and other addresses of persons, identity cards, bank cards and number plates. Short numbers
    of services (12345, 110) stay; nothing else changes.

    Examples
    --------
    >>> mask_people("有事拨13900000000或12345。", [])
    '有事拨〔电话〕或12345。'
    >>> text = "居民李明光说，灯亮了。李明光笑了。"
    >>> mask_people(text, find_people(text))
    '居民〔人物1〕说，灯亮了。〔人物1〕笑了。'
    """
    for start, end, kind in sorted(find_personal_data(text, kinds=_NUMBERS), reverse=True):
        text = f"{text[:start]}〔{KINDS[kind]}〕{text[end:]}"
    tags: dict[str, str] = {}
    for number, person in enumerate(people, start=1):
        for name in (person.name, *person.aliases):
            tags.setdefault(name, f"〔人物{number}〕")
    if not tags:
        return text
    pattern = re.compile("|".join(re.escape(name) for name in sorted(tags, key=len, reverse=True)))
    return pattern.sub(lambda match: tags[match.group()], text)


def mask_table(table: pd.DataFrame, people: Mapping[str, Sequence[Person]]) -> pd.DataFrame:
    """Mask the text columns of a table by the persons of each row's article; returns a new table.

    Examples
    --------
    >>> table = pd.DataFrame({"article_id": ["a1"], "sentence": ["李明光说好。"]})
    >>> mask_table(table, {"a1": [Person("李明光", "居民", (), 1)]})["sentence"].tolist()
    ['〔人物1〕说好。']
    """
    result = table.copy()
    for column in result.columns:
        if column in ("article_id", "source_path", "model_id") or not len(result):
            continue
        values = [
            _masked(value, people.get(str(key), ()))
            for key, value in zip(result["article_id"], result[column], strict=True)
        ]
        if any(isinstance(value, str | list) for value in values):
            result[column] = pd.Series(values, index=result.index, dtype=object)
    return result


def _masked(value: object, people: Sequence[Person]) -> object:
    if isinstance(value, str):
        return mask_people(value, people)
    if isinstance(value, list):
        return [_masked(item, people) for item in value]
    if isinstance(value, dict):
        return {key: _masked(item, people) for key, item in value.items()}
    return value
