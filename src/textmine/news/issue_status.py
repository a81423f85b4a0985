"""Say how far a problem is solved: by what its own sentence, the next ones and later mentions of the thing tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from textmine.news.expressions import compile_by_heads
from textmine.news.issue_features import Item, Reading
from textmine.news.sentences import Sentence

__all__ = [
    "STATUSES",
    "is_survey",
    "later_mention",
    "problem_status",
    "remains_unsolved",
    "told_segment",
    "told_status",
    "undone_after",
]

STATUSES = ("raised", "promised", "in_progress", "resolved", "claimed")
STORY = 4  # Sentences behind a problem that still tell of it without naming its thing.
LIKE = 8  # Sentences in which another thing of the same category still belongs to the story.
SURVEYED = 3  # Sentences behind a survey in which a thing it lists is followed up.
FAR = 24  # Sentences in which a later mention of the same thing is looked for.
# In front of a repair these make it a wish, a plan, a question or a failure.
_NOT_YET = re.compile(
    r"(?:不|没|没有|未|难以|无法|怎么|怎样|如何|何时|希望|建议|盼|要|能不能|能否|想|拟|计划|明年|才能|还得|等|需要?|打算)[^，。；]{0,4}$"
)
_UNDONE = compile_by_heads(
    r"没(?:有)?(?:彻底|完全|批|动手|办成|谈成|谈拢|结果|断根|降下来|成(?![为了]))|没绝根|还没|还是没|尚未|尚待|仍未|有待|还差|卡在|难以(?:解决|根治|统筹|落实)|不好说|正在|还在(?!烧)|仍在|列入|列进|纳入|申报|起诉|诉讼|报了案|报案|已受理|试点|试着|选址|论证|着手|动工|开工|征求[^，。]{0,6}意见|商量出来|一部分|部分(?:已|完成)|目前只|好了一半|剩下的|要等|等待|待(?:认领|协商|审批|批复|处理)|责成|限期|立案|交办|还没赢|复工|施工中|正(?=[与跟商])|还在念叨|到现在没|尚无"
)
_PROMISED = compile_by_heads(
    r"(?<!不)答应|承诺|将(?=于|在|会|尽快|进一步|继续|增|新增|启动|安排|建设|逐步)|计划(?!生育)|打算|预计|明年|下周|下个?月|年底前?|[一二三四五六七八九十\d]月前|近期|下一步|力争|尽快|争取在"
)
_CLAIMED = compile_by_heads(
    r"(?:多数|大多|普遍|明显|基本|逐步|逐渐|有效|不断)(?:得到)?(?:了)?(?:改善|解决|缓解|好转|提升)|迎刃而解|得到.{0,4}(?:改善|缓解)|取得.{0,6}成效|大为改观|有所改善|好多了|好了很多|集中(?:攻坚|整治)[^。]{0,12}(?:成效|改善)"
)
# A survey of what is raised, or a list of what is wanting: only what is told of one of its things by name is a status.
_SURVEY = compile_by_heads(
    r"占(?:了|到|比)?[^，。]{0,4}(?:\d|[一二两三四五六七八九]成)|(?:出现|说得|反映|提得|问得|听得|投诉)(?:得)?(?:最|较为?|比较)|最(?:频繁|集中)|高频|居高不下|弱项|短板|不足[:：]|仍?存在|困难[:：]|缺口|烦心事|(?:问题|诉求|投诉)(?:主要)?(?:集中在|排在)|排在(?:前|第)|位列|五花八门|涉及[^，。]{2,30}等|议题"
)
_FINISHED = re.compile(r"(?:(?<!未)(?<!没有)(?:完成|办结)|解决(?:了|的)|划掉)")
_PLANNED = compile_by_heads(
    r"(?:列入|纳入|列进)[^，。；]{0,10}(?:计划|明年|下月|[一二三四五六七八九十]月)|(?:预计|计划|拟于|将于|保证|争取)[^，。；]{0,16}(?:前|开工|动工|完工|启动|安装|改造)|整理成建议|提交有关部门|答应"
)
# Words by which a story turns to its end, though the end has no word of its own.
_TURN = compile_by_heads(
    r"(?:如今|后来|最后|最终|终于|当天|当晚|当日|当即|第二天|次日|很快|经协调|经过?(?:协商|调解|努力|沟通)|随后|已于|目前，?已|之后)"
)
_ENDED = compile_by_heads(
    r"(?:换新|移交|投入使用|有了(?!怨)|归了?位|到了?账|补办|补发|退还|搬到|搬去|搬进|笑了|签了|签下|同意|选出|通过了|装好|好了|亮了|睡了|拿到|通了|开门|收回|拆了|就能|能(?:开窗|冲澡|坐|用|走)|停止|加了|加固|装进|配齐|修|清|换|建|栽|铺|划出)"
)


_DONE = compile_by_heads(
    r"(?:修|换|装|补|清|拆|搬|接|建|铺|架|砌|垫|焊|配|还|退|改|种|画|划|挪|扎|灌|抽|疏|栽|剪|锯|送)(?:好|上|了|通|完|齐|妥|成|走|掉|起来|回来|平)"
)


def told_status(reading: Reading, start: int = 0, end: int | None = None) -> str:
    """Say what a sentence tells of a problem from a position on: a status, or nothing.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> [told_status(read_sentence(t)) for t in ("管道当天修好。", "街道答应明年修。", "怎么才能修好？", "正在选址。")]
    ['resolved', 'promised', '', 'in_progress']
    """
    return _told(reading.text if end is None else reading.text[:end], reading.better, start)


@lru_cache(maxsize=512)  # The problems of a page look at the same sentences again and again.
def _told(text: str, better: tuple[int, ...], start: int) -> str:
    done = next(
        (at for at in better if start <= at < len(text) and not _NOT_YET.search(text, max(0, at - 6), at)),
        -1,
    )
    undone = _UNDONE.search(text, start)
    promised = _PROMISED.search(text, start)
    if done >= 0 and not (undone and undone.start() > done) and not _plans(promised, done):
        return "resolved"
    if _PLANNED.search(text, start):
        return "promised"
    if undone:
        return "in_progress"
    return "promised" if promised else ""


def _plans(promised: re.Match[str] | None, done: int) -> bool:
    return promised is not None and 0 <= done - promised.start() < 16


def problem_status(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    number: int,
    item: Item,
    problems: Collection[int],
) -> str:
    """Say how far a problem is solved.

    Its own sentence decides first. Then a later sentence that names the thing, or one of the same category soon after,
    or, when the problem stands alone and is no item of a list, what the next sentences tell.

    Parameters
    ----------
    number : int
        Sentence of the problem; `item` is the piece of it.
    problems : collection of int
        Sentences that name problems: a second one ends the story of a first.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("化粪池漏了。排水所来看过。化粪池第二天修好了。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> problem_status(readings, sentences, 0, readings[0].items[0], {0})
    'resolved'
    """
    here = readings[number]
    if _CLAIMED.search(here.text):
        return "claimed"
    surveyed = _SURVEY.search(here.text) is not None and not _FINISHED.search(here.text, 0, item.start)
    own = told_status(here, *told_segment(here.text, item.start))
    if own and not (surveyed and own == "resolved"):
        return own
    forms = _forms({here.text[low:high] for low, high, _ in item.things})
    kinds = {kind for _, _, kind in item.things}
    paragraph = sentences[number].paragraph
    is_one_of_many = surveyed or any(
        at in problems and sentences[at].paragraph == paragraph
        for at in (number - 2, number - 1, number + 1, number + 2)
    )
    found = ""
    for at in range(number + 1, min(number + 1 + (SURVEYED if surveyed else FAR), len(readings))):
        other = readings[at]
        place = _place_of_thing(other.text, forms)
        like = not surveyed and at - number <= LIKE and not kinds.isdisjoint(other.kinds)
        if at in problems and place < 0 and not is_one_of_many and found:
            break
        goes_on = not is_one_of_many and at - number <= STORY and sentences[at].paragraph - paragraph <= 1
        if not (place >= 0 or like or goes_on):
            continue
        told = told_status(other, *told_segment(other.text, place)) if place >= 0 else told_status(other)
        if not told and goes_on and _ends(other.text, at in problems):
            told = "resolved"
        if told == "resolved" or (told and place >= 0):
            return told
        found = found or told
    return found or "raised"


# What says of a problem that it is still there, or has come back.
_REMAINS = compile_by_heads(
    r"(?:至今|仍然?|还是|依然|依旧|一直|始终|迟迟|到现在|发稿时)[^，。；]{0,8}(?:没|未(?!来)|不(?!断|少)|无(?!人伤)|漏|堵|臭|乱|坏|停着|脏|黑|堆着|闲着|悬|空着)"
    r"|没(?:有)?(?:下文|回音|回复|人修|人管|人理|人来|动静|结果|解决|通电|修好|通水)|无人(?:管|修|理|问津|维修)|没人(?:管|修|理|来)|(?<!劝)推(?:给(?!居民|党员)|来推去|诿)|踢皮球|不了了之"
    r"|(?:又|再次?|再度)(?:漏|坏|堵|臭|乱|冒|停)|一[个台处部盏件]也没|石沉大海|置之不理|形同虚设|反弹|死灰复燃|卷土重来|老样子|比以前(?:还|更)[^，。]{0,4}[差糟乱臭]"
)
_AFTER = 8  # Sentences behind in which a solution may still be told.


def undone_after(text: str, at: int) -> bool:
    """Tell whether a sentence says behind a place that a problem is still there, or has come back.

    Examples
    --------
    >>> undone_after("物业说修好了，可是一下雨又漏。", 4), undone_after("一直没人管，后来修好了。", 8)
    (True, False)
    """
    return _REMAINS.search(text, at) is not None


def remains_unsolved(
    readings: Sequence[Reading], sentences: Sequence[Sentence], number: int, item: Item
) -> bool:
    """Tell whether a page says that a problem is still there, and nothing behind that tells its end.

    Looked at are its own sentence from the problem on and the next ones of its paragraph; those further on
    that speak of another matter do not count.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("路灯坏了两年。居民多次投诉。记者发稿时，路灯仍然不亮。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> remains_unsolved(readings, sentences, 0, readings[0].items[0])
    True
    """
    kinds = {kind for _, _, kind in item.things}
    if told_status(readings[number]) == "resolved" and not undone_after(
        readings[number].text, max(readings[number].better)
    ):
        return False
    for at in range(number, min(number + 1 + STORY, len(readings))):
        if sentences[at].paragraph != sentences[number].paragraph:
            break
        if at > number + 1 and readings[at].kinds and kinds.isdisjoint(readings[at].kinds):
            continue
        text = readings[at].text
        low, high = told_segment(text, item.start) if at == number else (0, len(text))
        low = max(low, item.start) if at == number else low
        ends = [match.end() for match in _REMAINS.finditer(text, low, high)]
        if not ends or told_status(readings[at], ends[-1]) == "resolved":
            continue
        if not any(map(_may_end, readings[at + 1 : at + 1 + _AFTER])):
            return True
    return False


def _may_end(reading: Reading) -> bool:
    if _ends(reading.text, False):
        return True
    told = told_status(reading) in ("resolved", "in_progress")
    return told and not undone_after(reading.text, max(reading.better, default=0))


def is_survey(text: str) -> bool:
    """Tell whether a sentence lists what is raised or wanting.

    Examples
    --------
    >>> is_survey("停车难占三成。"), is_survey("车停在了消防通道上。")
    (True, False)
    """
    return _SURVEY.search(text) is not None


def later_mention(readings: Sequence[Reading], number: int, item: Item) -> tuple[int, int, str] | None:
    """Find the next sentence that names a problem's thing: its number, where it names it, and the status it tells.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> readings = [read_sentence(text) for text in ("化粪池漏了。", "排水所来过。", "化粪池修好了。")]
    >>> later_mention(readings, 0, readings[0].items[0])
    (2, 0, 'resolved')
    """
    forms = _forms({readings[number].text[low:high] for low, high, _ in item.things})
    for at in range(number + 1, min(number + 1 + FAR, len(readings))):
        place = _place_of_thing(readings[at].text, forms)
        if place >= 0:
            return at, place, told_status(readings[at], *told_segment(readings[at].text, place))
    return None


def told_segment(text: str, at: int) -> tuple[int, int]:
    """Give start and stop of the part between semicolons around a place: there each thing has its own end.

    Examples
    --------
    >>> text = "扶手修好了；地漏要等改造"
    >>> [text[slice(*told_segment(text, at))] for at in (0, 8)]
    ['扶手修好了', '地漏要等改造']
    """
    end = text.find("；", at)
    return text.rfind("；", 0, at) + 1, len(text) if end < 0 else end


def _ends(text: str, is_problem: bool) -> bool:
    return (
        not is_problem
        and _ENDED.search(text) is not None
        and (_TURN.search(text) or _DONE.search(text)) is not None
    )


def _forms(names: Collection[str]) -> list[str]:
    """List the forms by which things are named again, longer names first: 下水管, then its last two characters, 水管."""
    ordered = sorted(names, key=len, reverse=True)
    return [form for name in ordered for form in ((name, name[-2:]) if len(name) > 2 else (name,))]


def _place_of_thing(text: str, forms: Sequence[str]) -> int:
    """Find where a sentence speaks of the thing; -1 where not."""
    for form in forms:
        at = text.find(form)
        if at >= 0:
            return at
    return -1
