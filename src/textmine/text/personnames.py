"""Recognise the name of a private person behind a cue: 姓名, 我叫, 联系人, 我母亲, 业主 …

A name without a cue is left alone: officials and places would go with it. Behind a cue a name must begin with a
surname and must not be an ordinary word (业主高度怀疑, 负责人马上要走), which the segmenter is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.jiebawords import tag_words

__all__ = ["find_names"]

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂"
    "章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲滕屈饶"
    "解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑"
    "郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺盘满闻位厉伊仝郜海阚权帅屠豆"
    "朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那鲜印逯隆茹诺战"
    "慕危玉亢嵇哈湛宾戎勾茅利於尉冶斯元束檀衣阴昝智幸奉植衡富尧闭由糜贝傅赖"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "长孙",
    "宇文",
    "端木",
)
# Surnames that more often begin something else: alone, without a full stop behind the name, they prove nothing.
_COMMON_WORDS = frozenset(
    "于向时从和都任应连单曾常明成全关包安高方白万何马支平计国相初门来查路管解但由元海云位区原满强文信母那干路"
)
_FORM = (
    "姓名|联系人|投诉人|举报人|反映人|诉求人|来信人|来电人|信访人|申请人|经办人|负责人|委托人|当事人|代表人|户主|户名|"
    "收件人|机主|车主|留言人|签名|署名|落款人|落款|监护人|被害人|受害人|证明人"
)
_ROLE = (
    "业主|房主|房东|租客|租户|住户|村民|居民|市民|学生|同学|家长|患者|病人|死者|伤者|店主|老板|保安|楼栋长|楼长|司机|原告|被告|"
    "本人|员工|工友|网民|职工|老人"
)
_KIN = (
    "父亲|母亲|爸爸|妈妈|爱人|丈夫|妻子|老公|老婆|儿子|女儿|爷爷|奶奶|外公|外婆|哥哥|弟弟|姐姐|妹妹|孙子|孙女|岳父|岳母|公公|"
    "婆婆|老爷子|孩子"
)
_CUE = re.compile(
    rf"(?P<called>(?:(?:我|他|她|{_KIN}|{_ROLE}|先生|女士)名?|名)叫(?:做)?|(?:[我他她]|老人|孩子)的?名字(?:是|叫)|自称(?:是|叫)?)(?P<sep0> *)(?=[\u4e00-\u9fa5])"
    rf"|(?P<form>{_FORM})(?P<sep1>(?:姓名|名字)?(?:是|为|叫)?[:( ]*)(?=[\u4e00-\u9fa5])"
    rf"|(?P<role>{_ROLE}|{_KIN})(?P<sep2>[:( ]*)(?=[\u4e00-\u9fa5])"
)
_PLACE_ENDS = ("城", "湖", "区", "苑", "园", "村", "镇", "县", "市", "路", "街", "局", "公司", "高中生")
_TITLE = re.compile(r"(?:女士|先生|小姐|同志|老师|师傅|阿姨|大爷|大妈|经理|主任|医生)")
_HAN_RUN = re.compile(r"[\u4e00-\u9fa5·]+")
_NOT_IN_CALLED = frozenset("了什么这他她你您们人的来去谁啥啊过不个着把我得")
# Characters that may follow a name but are not part of it.
_FOLLOWS = frozenset(
    "的地得在把被和与跟同说讲称是有到去来给向从对将要不没也都就又已于因家系住为因让想女男年今现由即及或等交打"
)
# Characters no given name begins with; 某 stands for a name that its writer has masked already.
_NEVER_FIRST = frozenset("某在是以到有被把和与对从向不没也都就又已里的了着过吗呢吧我你您他她它们这那什说讲称")
_NAME_TAGS = ("nr", "nrt", "nrfg")


def find_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and kind of each name behind a cue in a half-width text.

    Examples
    --------
    >>> list(find_names("联系人:何秀英,业主高度关注"))
    [(4, 7, 'NAME')]
    """
    for cue in _CUE.finditer(text):
        start = cue.end()
        is_form, is_called = cue.group("form") is not None, cue.group("called") is not None
        is_labelled = is_form and (bool(cue.group("sep1")) or cue.group("form").endswith("名"))
        found = _name_at(text, start, is_labelled=is_labelled, is_called=is_called, is_form=is_form)
        while found:
            yield start, found, "NAME"
            # 联系人：张三、李四
            if not is_labelled or text[found : found + 1] != "、":
                break
            start = found + 1
            found = _name_at(text, start, is_labelled=True, is_called=False, is_form=True)


def _name_at(text: str, start: int, *, is_labelled: bool, is_called: bool, is_form: bool) -> int:
    """Return where the name that begins here ends, or 0."""
    match = _HAN_RUN.match(text, start)
    if match is None:
        return 0
    run = match.group()[:12]
    n_surname = 2 if run.startswith(_COMPOUND) else 1 if run[0] in _SURNAMES else 0
    if n_surname and is_labelled and (title := _TITLE.match(run, n_surname)):
        return start + title.end()
    if not n_surname:
        return start + len(run) if is_called and _is_foreign(run) else 0
    if len(run) == n_surname + 2 and run[-1] in "在是的被":
        run = run[:-1]
    if len(run) <= n_surname + 2 and run.endswith(_PLACE_ENDS) and not is_labelled:
        return 0
    if is_called and (len(run) == n_surname + 2 or _is_foreign(run)) and not _NOT_IN_CALLED & set(run):
        return start + len(run)
    words = tag_words(run)
    if run[n_surname : n_surname + 1] in _NEVER_FIRST:
        return 0
    if len(run) <= n_surname + 2 and len(run) >= 2:
        return start + len(run) if is_labelled or not _is_ordinary(words, is_form) else 0
    return _undelimited(start, run, n_surname, words, is_form)


def _is_ordinary(words: list[tuple[str, str, bool]], is_form: bool) -> bool:
    """Tell whether the words, taken as a whole, are an ordinary phrase rather than a name."""
    first, tag, is_known = words[0]
    if len(first) > 1:
        # The dictionary calls some ordinary words names (许可, 安静): behind a role, two such characters are none.
        return is_known and (tag not in _NAME_TAGS or (len(first) == 2 and not is_form))
    return first in _COMMON_WORDS and len(words) > 1 and words[1][2] and len(words[1][0]) > 1


def _is_foreign(run: str) -> bool:
    """Tell whether what follows 我叫 is a name without a Chinese surname: no ordinary word, no particle."""
    if not 2 <= len(run) <= 8 or _NOT_IN_CALLED & set(run):
        return False
    return not any(len(word) > 1 and known and tag not in _NAME_TAGS for word, tag, known in tag_words(run))


def _undelimited(
    start: int, run: str, n_surname: int, words: list[tuple[str, str, bool]], is_form: bool
) -> int:
    """Find the end of a name that runs on into the sentence."""
    first = words[0][0]
    following = words[1][0] if len(words) > 1 else ""
    if len(first) == n_surname:
        if first in _COMMON_WORDS and not (len(words) > 1 and words[1][1] in _NAME_TAGS):
            return 0
        # 厉|家俊: a word the dictionary lacks is part of the name even if it begins like a particle.
        may_belong = following and (following[0] not in _FOLLOWS or (len(following) == 2 and not words[1][2]))
        if may_belong and len(following) <= 2:
            size = n_surname + len(following)
            third = words[2][0] if len(words) > 2 else ""
            if len(following) == 1 and len(third) == 1 and third not in _FOLLOWS:
                size += 1
            return start + size
        return 0
    # 龙飞|凤|实名: two characters that are a name by themselves, and one more that belongs to nothing else.
    goes_on = len(first) == n_surname + 1 and len(following) == 1 and following not in _FOLLOWS
    if len(first) > n_surname + 2 or _is_ordinary(words, is_form or goes_on):
        return 0
    if len(first) == n_surname + 1 and following and following[0] not in _FOLLOWS:
        # 易安|之|被, 毛志|坚说|要: the segmenter left the last character of the name to the next word.
        if len(following) == 1 or (len(following) == 2 and following[1] in _FOLLOWS):
            return start + len(first) + 1
        if first[0] in _COMMON_WORDS:  # 向南, 从众: too short to be told from a phrase.
            return 0
    return start + len(first)
