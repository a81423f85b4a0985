"""Recognise telephones, numbers, mail and names in the forms people give them when they dictate, pad or take care not to be found.

幺三八 七三一四 二二九零, TEL13873142290, 138、7314、2290, laowang#163.com, 李 秀 珍. Asked of half-width text, as
:mod:`textmine.text.identifiers` is; each form is taken only where its shape or a cue leaves no other reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.namedata import COMPOUND_SURNAMES, SURNAMES

__all__ = ["SIMPLE", "find_odd_forms"]

# Cues and provinces in traditional characters are read as the simplified ones, one for one.
SIMPLE = str.maketrans(
    "電話證號碼車帳賬機聯絡門樓戶棟單係紹銀滬蘇粵贛遼魯陝貴雲寧瓊黃陳張劉楊趙吳鄭許鄧馮韓謝蕭羅葉閻餘潘鍾盧陸蔣賈龍萬賴龔嚴譚鄒",
    "电话证号码车帐账机联络门楼户栋单系绍银沪苏粤赣辽鲁陕贵云宁琼黄陈张刘杨赵吴郑许邓冯韩谢萧罗叶阎余潘钟卢陆蒋贾龙万赖龚严谭邹",
)

_DIGIT = "[一二三四五六七八九〇零幺壹贰貳叁參肆伍陆陸柒捌玖]"
_GAP = "[ ,、.·-]"
# Eleven digits said or spelled out, in one piece or with gaps; a list of years has twelve, and more.
_SPOKEN_MOBILE = re.compile(
    rf"(?<!{_DIGIT})(?<!{_DIGIT}{_GAP})[一幺壹]{_GAP}?[三四五六七八九叁參肆伍陆陸柒捌玖](?:{_GAP}?{_DIGIT}){{9}}(?!{_GAP}?{_DIGIT})"
)
# Said in part: 138七三一四二二九零.
_HALF_SPOKEN = re.compile(
    rf"(?<![0-9A-Za-z])(?<!{_DIGIT})(?=[0-9]+{_DIGIT}|{_DIGIT}+[0-9])[1一幺][3-9三四五六七八九](?:[ -]?(?:{_DIGIT}|[0-9])){{9}}(?![0-9A-Za-z])(?!{_DIGIT})"
)
_SPOKEN_LOCAL = re.compile(
    rf"(?:电话|座机|宅电|固话|手机|号码|联系方式|致电|拨打)(?:号码?)?(?:是|为|:| )*(?<!{_DIGIT})({_DIGIT}{{7,8}})(?!{_DIGIT})"
)
_GROUPED = re.compile(
    r"(?:电话|手机|联系|号码|致电|拨打|[Tt]el|TEL)[^0-9。;]{0,6}(1[3-9]\d([/、,_~])\d{4}\2\d{4})(?![/、,]?\d)"
)
_GLUED = re.compile(
    r"(?<![A-Za-z])(?:[Tt][Ee][Ll]|[Pp]hone|PHONE|[Mm]obile|MOBILE|[Mm]ob|MOB|[Vv][Xx]|[Ww][Xx]|[Qq][Qq]|[Dd][Hh]|[Ss][Jj])(?:NO)?(1[3-9]\d{9})(?![0-9A-Za-z]|\.\d)"
)
_SIX_FIVE = re.compile(r"(?<![0-9A-Za-z.-])1[3-9]\d{4}[ -]\d{5}(?![0-9A-Za-z]|\.\d|-\d)")
# An account that is a telephone: accounts of water and gas are none.
_ACCOUNT = re.compile(
    r"(?:支付宝|微信|淘宝|抖音|快手|登录|登陆|注册)(?:的)?[账帐]号(?:是|为|:| )*(1[3-9]\d{9})(?![0-9A-Za-z])"
)
# A driving licence has the number of the identity card.
_PAPERS = re.compile(
    r"(?:驾驶证|驾照)(?:号码?|编号)?(?:是|为|:| )*([1-9]\d{16}[0-9Xx])(?![0-9A-Za-z])"
    r"|(?:身份证|身份号码|证件号)[^0-9。;,]{0,8}?(?<![0-9A-Za-z])((?:\d[ -]?){17}[0-9Xx])(?![0-9A-Za-z])"
)
_PLATE = re.compile(
    r"(?:车牌|车号|牌照|车牌照)(?:号码?)?(?:是|为|:| )*([A-Z][·. -]?(?=[A-Z]{0,3}\d)[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])"
)
_WECHAT = re.compile(
    r"(?:我的?|(?<![A-Za-z0-9])号?)[Vv](?:号|信)?(?:是|为|:)+ ?([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@.-])"
    r"|(?:加|我的)[卫威薇]星?(?:号)?(?:是|为|:| )*([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@.-])"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._-]{1,40} ?(?:@|#|艾特|\(at\)|\[at\]| at ) ?"
    r"(?:qq|163|126|139|189|sina|gmail|foxmail|outlook|hotmail|yeah|sohu|aliyun|icloud)(?:\.vip)? ?(?:[.。,]|点|dot) ?(?:com|cn|net)(?![A-Za-z])"
)
# Names padded with blanks, as forms pad them: 姓名:李 秀 珍, 联系人 王  强.
_SURNAME = (
    f"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{''.join(sorted(s for s in SURNAMES if len(s) == 1))}])"
)
_PADDED = re.compile(
    rf"(?:姓名|联系人|反映人|投诉人|来电人|举报人|申请人|诉求人|当事人|户主|业主|本人|我叫|落款|此致敬礼)[: ]{{1,3}}"
    rf"({_SURNAME} {{1,2}}[\u4e00-\u9fff](?: {{0,2}}[\u4e00-\u9fff])?|{_SURNAME}[\u4e00-\u9fff] {{1,2}}[\u4e00-\u9fff])(?=[ ,。;、!\d()/\n]|$)"
)


def find_odd_forms(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and kind of what is written in an odd form in a half-width text; spans may overlap, the earlier wins.

    Examples
    --------
    >>> list(find_odd_forms("幺三八 七三一四 二二九零，TEL13873142290"))
    [(0, 13, 'PHONE'), (17, 28, 'PHONE')]
    >>> list(find_odd_forms("一九八五、一九八六、一九八七年，1、3、5、7、9、11、13、15号楼"))
    []
    """
    for pattern, kind in _FORMS:
        for match in pattern.finditer(text):
            # The group that matched, where a cue stands before it; _GROUPED holds its sign in a second one.
            yield *match.span(next((n for n in range(1, pattern.groups + 1) if match[n]), 0)), kind


_FORMS = (
    (_SPOKEN_MOBILE, "PHONE"),
    (_HALF_SPOKEN, "PHONE"),
    (_SPOKEN_LOCAL, "PHONE"),
    (_GROUPED, "PHONE"),
    (_GLUED, "PHONE"),
    (_SIX_FIVE, "PHONE"),
    (_ACCOUNT, "PHONE"),
    (_PAPERS, "ID"),
    (_PLATE, "PLATE"),
    (_WECHAT, "WECHAT"),
    (_MAIL, "EMAIL"),
    (_PADDED, "NAME"),
)
