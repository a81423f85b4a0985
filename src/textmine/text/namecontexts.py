"""Name what stands on either side of some characters: a role, a verb that takes a person, a title, a telephone …

How much each kind of side speaks for a name is learned (:mod:`textmine.text.namescore`). The bounds only spare most places a
long look; they are in the unit of the margin of :mod:`textmine.text.namemodel` (natural logarithms).
"""

from __future__ import annotations

import re

from textmine.text.namecues import FORMS, KINS, ROLES, WEAK_ROLES
from textmine.text.namedictionary import tag_of
from textmine.text.nameneighbours import (
    ACTS,
    ACTS_OF_ONE,
    ADVERBS,
    BELONGINGS,
    CLAUSES,
    DONE_BY,
    GROUNDS,
    LABEL_NOUNS,
    ORGANS,
    TAKERS,
    THEIRS,
    WEAK_TAKERS,
)
from textmine.text.patterns import one_of
from textmine.text.uncommonnames import guarded

__all__ = [
    "DONE",
    "LEFT_BOUNDS",
    "RIGHT_BOUNDS",
    "TITLES",
    "is_thing",
    "left_side",
    "right_side",
]

_HAN = "[\u4e00-\u9fa5]"
_SOCIAL = (
    "女士|先生|小姐|太太|夫人|同志|师傅|阿姨|大爷|大妈|大叔|大姐|大哥|大娘|大婶|大伯|伯伯|叔叔|婆婆|奶奶|爷爷|老人|老汉|同学|律师|教练|大夫|夫妇|夫妻|两口子|"
    "小朋友|嫂子|姐姐|哥哥|老太太?|老爷子|老人家|阿婆|阿公|阿妈|老头"
)
_OFFICIAL = (
    "老师|经理|主任|医生|警官|校长|院长|书记|会计|教授|法官|护士|队长|班长|组长|村长|科长|所长|局长|处长|站长|厂长|店长|董事长|总经理|副主任|老板|"
    "检察官|支书|馆长|园长|馆员|干事|站长|镇长|乡长|县长|区长|股长|主席|科员|专员|工程师|司机|技师|博士|助理|秘书|记者|警察|民警|"
    "副镇长|副乡长|副县长|副区长|副局长|副所长|副科长|副处长|副书记|副院长|副校长|副站长|副经理|副队长|副总|副教授|副行长|副股长|行长|理事长|会长|代表"
)
TITLES = f"{_SOCIAL}|{_OFFICIAL}"
_TITLE = re.compile(_OFFICIAL)
_FRIENDLY = re.compile(f"{_SOCIAL}|[你您]好")
_NUMBER = re.compile(
    r"[\s,:;(、]{0,3}(?:(?:联系)?(?:电话|手机|号码|微信|QQ|qq|邮箱|身份证)号?码?|tel|TEL|证件号?码?|住址|家住)?[\s:是]{0,2}"
    r"(?:1[3-9]\d[\d -]{8,10}(?!\d)|1[3-9]\d[*xX]{4}|0\d{2,3}[- ]?[2-9]\d{6}|[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[0-9Xx]|62\d{2} ?\d{4})"
    r"|\[(?:PHONE|ID|CARD|WECHAT|QQ|EMAIL)_\d+\]|[\s,:;(]{0,2}(?:身份证|证件)号?码?(?:号码)?|[\s,(:]{0,2}(?:电话|手机号?|联系电话|联系方式|微信|QQ|工号|警号|工牌|车牌|银行卡|卡号|账号|邮箱)"
)
_SEX = re.compile(
    "[,( 、]{1,2}[男女](?:[,;、)。 ]|性)|[,( ]{0,2}(?:现年|年龄|今年|时年|年满|生于|[0-9一二三四五六七八九十]{2,4}岁|[12]\\d{3}年(?:\\d{1,2}月)?(?:\\d{1,2}日)?(?:出)?生)|\\([男女0-9一-龥]{1,4}[族岁]?\\)"
)
_MEANT = re.compile("这[两三]个字|[了呢吗]?[,。;] ?(?:他|她|其(?!他|它|实|中|余|次))(?!们)")  # 转告明媚,她的…
_KIN_WORD = "爸爸|妈妈|爸|妈|父亲|母亲|父母|妻子|丈夫|爱人|老婆|老公|老伴|儿子|女儿|孩子|家人|家属|家长|家里|哥哥|弟弟|姐姐|妹妹|孙子|孙女|奶奶|爷爷|亲戚|侄子|母子|夫妇"
_HOUSEHOLD = re.compile(
    f"[和与跟](?:其|[他她]的?)(?:{_KIN_WORD})|(?:一家(?:人|[一二三四五六七八九十0-9]|的|都|在|被)|家(?:里|中|的|门|盖|漏|属|人|房|在|还|也|把|后|前|旁|楼|[修建种开养占排住装])|夫[妇妻]|[两二三四五六]?兄弟|姐妹|父[子女]|母[子女]|老[两二]口|[两小]口子|等(?![待候级着了到你我他她不于同比]|[一二三四五]级)|[一二两三四五六七八九十]人|本人|其人|自己|他(?:老婆|老公|家|爸|妈|本人|们)|她(?:老公|家|爸|妈|本人|们)|户口|名下|家$)"
)
_BELONGING = re.compile(
    f"(?:退休金|工资|工龄|养老金|身份证|户口|医保|社保|低保|病历|账户)|的{one_of(THEIRS)}"
)
_SPEAKS = re.compile(
    "(?:又|还|却|也|就|都|曾|已|再|经常|一直|多次|当时|当场|随后|后来|于是|便|只|总|亲口|明确)?(?:说(?!明|法)|讲|称|表示|反映|反应|告诉|承诺|答应|拒绝|声称|解释|回答|回复|答复|提出|认为|骂|打(?:电话|人|伤)|签(?:字|名|收)|联名|牵头|来(?:电|信|访)|负责|自称|建议|要求|请求|举报|投诉|申请|辱骂|殴打|威胁|收了|拖?欠|借|跑路|跑了|失联|去世|死亡|病逝|过世|住院|摔|入院|离婚|结婚|带头|拿走|骗|贪|退休|走失|拉着|拦|承包|伙同|指使|勾结|冒领|霸占|侵占|开的|写的|经手|出面|打工|问|听|想|怀孕|生(?:孩子|病|了)|搬(?:走|来|家|到|进)|瘫痪|患|得了|中风|昏迷|受伤|被|上班|下班|上学|就读|考上|退伍|参军|参过军|开车|骑车|养(?:狗|猪|鸡|鸭|鱼)|住|睡|躺|坐|骑|背着|合伙|结伙|放话|扬言|上门|担任|任(?:职|教)|叫我|让我|给我|对我|带着|领着)"
)
# Verbs that firms have in their names too: 理发店, 培训学校.
_OF_FIRMS = (
    "服务|装修|租赁|培训|教学|美容|理发|健身|投资|养殖|种植|经营|咨询|承包|担保|贷款|收费|销售|维修|生活|学习|出租|抵押|接待|调解|执法|打印|餐饮|参与|居住|"
    "建房|设立|服役|驾驶|推销|采购|中考|高考|家庭|家居|家政|家园|家电|家里|家有"
)
_ACT = re.compile(f"(?!{_OF_FIRMS}){guarded(ACTS)}")
_OWN = re.compile(guarded(BELONGINGS))
_HOME = re.compile(
    "[这那][里儿边]|处[借购租买拿取]|家(?!小区|社区|[山湾坪坡岭村庄屯寨冲桥巷园具电务政乐族居装洞坳坝塘垅垄畈坎洼店河沟铺集圩圳墩埠嘴岗台堡组社区县市])"
)
_ACTS = re.compile(
    f"(?!{_OF_FIRMS})(?!{_HAN}{{1,3}}(?:[站店馆]|公司|中心|机构|合作社|基地))(?:{one_of(ADVERBS)}){{0,4}}(?:{one_of(ACTS)}|(?:{one_of(ACTS_OF_ONE)})(?=[了过着到我他她你给在人不没出走回下上起完得好一两几,。;!?\n]|$))"
)
DONE = re.compile(
    f"{one_of(word for word in DONE_BY if len(word) > 1)}|{one_of(word for word in DONE_BY if len(word) == 1)}(?=[了过着到我他她你给走成伤死倒坏的])"
)
_HOW = re.compile(one_of(word for word in ADVERBS if len(word) > 1))
_GOVERNS = re.compile(f"(?:{one_of(ADVERBS)}){{1,4}}(?:把|被|将|给|向|跟|对|用|拿|让|替|因为?|在|从)")
_PAID = re.compile(
    "(?![百千万]年)[0-9一二三四五六七八九十两几百千万]+(?:元|块|万|千|百|余元|多元|次|回|趟|个月|天|年(?![级代限度纪轻龄]))"
)
_PHONE_BEFORE = re.compile(r"(?:1[3-9]\d[\d -]{8,10}|[2-9]\d{2,3}[- ]?\d{4})[,(、 :;]{1,2}$")
_THERE_IS = re.compile("(?:[里上中内面场]|[在场]的)[还也就只]?没?有$|(?:名单|[还今现另])有$")
# What makes the characters in front of it a place, a firm or a thing.
_THING = re.compile(
    f"\\[DOOR_\\d+\\]|[(〔\\[](?:19|20)\\d\\d[)〕\\]]|{_HAN}{{0,8}}?(?:有限|公司|集团|股份)|[^\\W\\da-zA-Z在是系被把向与和给拿从到去住说要不的有因了着过让跟对已就也都又却还没将于称讲打收开叫愿]{{0,5}}?"
    "(?:小区|社区|街道|楼盘|项目|平台|花园|家园|公寓|新村|新城|大厦|广场|市场|中学|小学|大学|学院|学校|幼儿园|园区|校区|医院|诊所|物业|地产|置业|"
    "实业|科技|教育|建材|酒店|宾馆|超市|银行|工地|公园|车站|大道|大桥|隧道|立交|高速|安置|片区|开发商?|中心|门店|专卖|餐饮|培训|英语|湖|业(?!主)|"
    "[省市县区镇乡村路街巷弄苑园城府庄组屯寨湾岭冲桥站店厂矿港期栋郡馆段岛庭]"
    "(?!长|民|主任?|支书|(?<=冲)[突洗击动撞进过着上]|(?<=站)[在着出起了]|(?<=期)[间望待盼限]|(?<=路)[过上]|(?<=组)[织成建]|(?<=城)管|(?<=区)别|(?<=街)坊))"
)
_JOINTS = frozenset(["和", "与", "及", "以及", "跟", "同", "还有"])
_ROLE = re.compile(
    "(?:[员工师长民主户者手匠医婆生商友人]|爸|妈|爹|娘|舅|叔|姑|姨|婶|伯|哥|姐|弟|妹|嫂|媳妇|媳|婿|孙|侄|甥|老[公婆伴头汉太]|丈夫|妻子?|前夫|前妻|小[女儿]|犬子|闺女|男友|女友|书记|主任|经理|会计|老板|工头|负责人|代表|司机|邻居|"
    "姨夫|姑夫|姐夫|妹夫|舅夫|班主任|大夫|护士|保安|教练|教授|律师|法官|警官|老师|同学|同事|同志|家长|骑手|中介|房东|头头|一霸|老人家|老婆婆|老爷爷|老赖|骗子|歹徒|书法家|专家|作家|画家|所有人)$"
)
_KIN_ENDS = "爸妈爹娘舅叔姑姨婶伯哥姐弟妹嫂媳婿孙侄甥婆夫妻女"
_NO_ROLE = re.compile(
    "(?:个人|他人|别人|工人们|人人|有人|没人|无人|家人|行人|路人|客人|本人|多人|的人|学生|医生|先生|民生|发生|卫生|产生|出生|新生|考生|再生|花生|施工|动工|开工|竣工|员工|职工|停工|复工|完工|手工|加工|增长|延长|校长|成长|生长|家长|特长|市民|居民|村民|公民|人民|农民|业主|民主|自主|户主|房主|车主|店主|用户|住户|商户|账户|门户|窗户|或者|作者|再者|双手|亲手|动手|二手|入手|拐弯|之友|每人|两人|三人|几人|数人|等人|让人|使人|令人|气人|吓人|坑人|害人|伤人|打人|骗人|做人|为人|名人|女人|男人|[一二两三四五六七八九十0-9]人|法人|开发商|厂商|招商|经商|协商|分工)$"
)
_DOER = re.compile(
    "(?:[开抄修卖收送管做当看扫教租借包承][\u4e00-\u9fa5]{1,2}|租我[\u4e00-\u9fa5]{1,3}|经手|值班|带头|领头|打人|管事|物业|居委会|社区|村[里上]|街道|学校|公司|单位|医院|窗口|"
    "[镇乡]上|楼[上下]|隔壁|对门|同村|家住|住在?|工地|前台|门口|科室?|部门?|局|办|派出所|姓|叫|名)的$"
)
_THAT = re.compile("(?:[这那有]个|一[个位名]|[这那有一]位|[这那]名)$")
# 打人的, 死了三年的, 九十岁的, 二楼的, 派出所的: the person is what follows.
_DOING = re.compile(
    f"(?:(?:{one_of(ACTS | ACTS_OF_ONE)})[^,的]{{0,4}}|[0-9一二三四五六七八九十]+(?:楼|单元|栋|组|队|班|岁|旬|号|级|届)|{one_of(ORGANS | GROUNDS)}|[的了过着])的$"
)
_NUMBERED_DOER = re.compile(r"(?:工号|警号|胸牌|工牌|编号)[号是:]{0,2}[A-Za-z]{0,3}\d{1,8}号?的$")
_NEARBY = re.compile(
    "(?:同村|同组|本村|邻村|隔壁|对门|楼[上下]|[0-9一二三四五六七八九十]楼|村[里上]|[镇乡街]上|群[里主]|我们[班村组]|本[班村组]|老乡)$"
)
_DAY = re.compile(
    "(?:[昨今前明]天|[昨今前][晚夜早]|上午|下午|中午|晚上|早上|凌晨|去年|今年|前年|当时|当天|当日|此前|之前|其间|期间|后来|随后|现在|目前|[0-9一二三四五六七八九十][年月日号点时][多许]?|时候|[里外上下内中前后]|单位)$"
)
_DOES = re.compile(
    "[种开写卖养住做修盖租签买搞办当放拿打偷占堵砸穿骑站坐找带养参送发要搬叫][的了过着]|当[\u4e00-\u9fa5]{0,3}(?:长|代表|主任|员)"
)
# 、13吴民建、14周进庭: the number of a list.
_NUMBERED = re.compile("(?:^|[、,;。:\\s)])[0-9]{1,2}$")
_I_AM = ("我是", "俺是", "我就是", "我即是")
_ASPECTS = frozenset("了过着")
_GOES_ON = frozenset("了过着到给在出起下上不完")
_OFFICE = re.compile("(?:市长|省长|县长|区长|局长|总书记|市委书记|县委书记|总理|主席|常委|部长|厅长)$")
_CLOSED = ",.。;:!?()、\"'”“’‘\n \t~…"


# What may weigh in front by its last one or two characters, and behind by its first, at most: a quick look before a long one.
LEFT_BOUNDS = (
    dict.fromkeys("员工师长民主户者手匠医生商友人头汉太任理计板表机居卫士安练授官事志霸赖骗徒记介东学家", 5.5)
    | dict.fromkeys(':("“‘', 2.5)
    | {digit + mark: 5.0 for digit in "0123456789" for mark in ",(、 :;"}
    | dict.fromkeys(
        ("里有", "上有", "中有", "内有", "的有", "还有", "没有", "单有", "面有", "今有", "现有", "另有"), 3.0
    )
    | {word[-2:]: 3.0 for word in WEAK_TAKERS}
    | {word[-2:]: 5.0 for word in TAKERS - WEAK_TAKERS | _JOINTS | {"、"}}
    | {word[-2:]: 5.5 for word in WEAK_ROLES}
    | {word[-2:]: 8.0 for word in KINS | ROLES | FORMS | LABEL_NOUNS}
    | dict.fromkeys(_KIN_ENDS, 8.0)
)
RIGHT_BOUNDS = (
    {word[:2]: 5.0 for word in ACTS | ACTS_OF_ONE | ADVERBS | BELONGINGS}
    | dict.fromkeys("在从因替以于拿是", 3.5)
    | {"的": 4.0, "你": 0.5, "你好": 9.5, "您好": 9.5, "我": 0.5, "这两": 7.0, "这三": 7.0}
    | dict.fromkeys(
        "一家兄父母等二三四五六七八九十两本其自他她户名退工养身医社低病账又还却也就都曾已再多当随后于便只亲明说讲称表反告承答拒声解回提认骂打签联牵来负建要请举投申辱殴威收拖欠借跑失去死过住"
        "摔入离结带拿骗贪走拉拦包伙指勾冒霸侵开写经出问听想怀生搬瘫患得中昏受被上下考参骑睡躺坐背合扬担任叫让给对着领种卖做修盖租买搞办放偷占堵砸穿站找送发把将向跟和与及现年时满",
        6.0,
    )
    | dict.fromkeys([*",、;:( \t\n0123456789啊呀呢吧嘛哦哈。了吗", ""], 7.0)
    | {title[0]: 6.5 for title in _OFFICIAL.split("|")}
    | {title[0]: 9.5 for title in _SOCIAL.split("|")}
)


def left_side(text: str, at: int, preceding: str, floor: int) -> str:
    """Name the kind of what stands in front of a place in a half-width text.

    Parameters
    ----------
    preceding : str
        The word in front by the best reading; empty where a mark stands there.
    floor : int
        Where the stretch of Han characters that holds the place begins.

    Examples
    --------
    >>> left_side("我把钱交给了郜大伟", 6, "了", 0), left_side("我弟郎咸宁", 2, "弟", 0), left_side("车,栗平", 2, "", 2)
    ('taker', 'kin', 'comma')
    """
    if at == floor:
        mark = text[at - 1 : at]
        if not mark:
            return "start"
        if mark in ",(、 :;" and _PHONE_BEFORE.search(text[max(0, at - 16) : at]):
            return "phone"
        if text[at - 2 : at] == "--":
            return "start"
        if _NUMBERED.search(text[max(0, at - 3) : at]):
            return "numbered"
        return (
            "comma"
            if mark in ",、"
            else "colon"
            if mark in ':("“‘'
            else "start"
            if mark in "。!?;\n \t~"
            else "digit"
        )
    before = text[max(floor, at - 6) : at]
    if _OFFICE.search(before):
        return "office"
    if before.endswith(_I_AM):
        return "self"
    for size in (6, 5, 4, 3, 2):
        word = before[-size:]
        if len(word) != size:
            continue
        if word in KINS:
            return "kin"
        if word in FORMS or word in LABEL_NOUNS:
            return "label"
        if word in ROLES:
            return "role"
        if word in WEAK_ROLES:
            return "rolelike"
        if word in TAKERS:
            return "weak" if word in WEAK_TAKERS else "taker"
        if word in CLAUSES:
            return "clause"
        if word in ORGANS:
            return "organ"
        if word in GROUNDS:
            return "ground"
    if preceding in _JOINTS:
        return "joint"
    if preceding in TAKERS:
        return "copula" if preceding == "是" else "weak" if preceding in WEAK_TAKERS else "taker"
    if preceding in KINS:
        return "kin"
    if preceding in ROLES:
        return "role"
    if before[-1:] in _KIN_ENDS and _ROLE.search(before) and not _NO_ROLE.search(before):
        return "kin"
    if len(preceding) > 1 and _ROLE.search(before) and not _NO_ROLE.search(before):
        return "rolelike"
    if preceding == "的":
        phrase = text[max(floor, at - 9) : at]
        is_doer = _DOER.search(phrase[-7:]) or _DOING.search(phrase)
        return "doer" if is_doer or _NUMBERED_DOER.search(text[max(0, at - 16) : at]) else "of"
    if _NEARBY.search(before):
        return "nearby"
    if _THERE_IS.search(before):
        return "exists"
    if _THAT.search(before):
        return "that"
    if preceding in ("我", "你", "他", "她", "咱", "俺", "这", "那", "老", "叫", "某"):
        return "pronoun"
    if _DAY.search(before):
        return "time"
    if preceding in ("了", "过", "着"):
        return "aspect"
    return tag_of(preceding) or "noun"


def is_thing(text: str, stop: int) -> bool:
    """Tell whether what stands behind a place makes an estate, a road or a firm of what stands in front.

    Examples
    --------
    >>> is_thing("程明物业", 2), is_thing("程明说", 2)
    (True, False)
    """
    return _THING.match(text, stop) is not None


def right_side(text: str, stop: int, following: str) -> str:
    """Name the kind of what stands behind a place in a half-width text; "thing" where it makes an estate or a firm of it.

    Examples
    --------
    >>> right_side("夏天师傅,", 2, "师傅"), right_side("白露说", 2, "说"), right_side("金茂花园", 2, "花园")
    ('friendly', 'speaks', 'thing')
    """
    mark = text[stop : stop + 1]
    if mark in ("(", "[") and _THING.match(text, stop):
        return "thing"
    if _NUMBER.match(text, stop):
        return "number"
    if mark and mark in "啊呀呢吧嘛哦哈" and (not text[stop + 1 : stop + 2] or text[stop + 1] in _CLOSED):
        return "comma"
    if _SEX.match(text, stop):
        return "sex"
    if _MEANT.match(text, stop):
        return "meant"
    if not mark or not "\u4e00" <= mark <= "\u9fa5":
        return (
            "end"
            if not mark or mark in "。!?;\n"
            else "comma"
            if mark in ",、"
            else "mark"
            if mark in _CLOSED
            else "digit"
        )
    if _FRIENDLY.match(text, stop):
        return "friendly"
    if _ACT.match(text, stop):
        return "acts"
    if _TITLE.match(text, stop):
        return "title"
    if _HOUSEHOLD.match(text, stop):
        return "household"
    if _BELONGING.match(text, stop):
        return "belonging"
    if _OWN.match(text, stop):
        return "own"
    if _HOME.match(text, stop):
        return "home"
    if _HOW.match(text, stop):  # 早就不在公司, 长期: no firm, no place
        return "acts" if _ACTS.match(text, stop) else "does" if _GOVERNS.match(text, stop) else "how"
    if _THING.match(text, stop):
        return "thing"
    if _SPEAKS.match(text, stop):
        return "speaks"
    if _ACTS.match(text, stop):
        return "acts"
    if _GOVERNS.match(text, stop):
        return "does"
    if _PAID.match(text, stop):
        return "paid"
    if _DOES.match(text, stop):
        return "does"
    if following in _JOINTS:
        return "joint"
    if following == "是":
        return "is"
    if following in (
        "把",
        "被",
        "将",
        "给",
        "向",
        "跟",
        "对",
        "在",
        "从",
        "让",
        "因",
        "替",
        "于",
        "以",
        "拿",
        "自",
        "用",
        "凭",
        "靠",
        "趁",
    ):
        return "does"
    if following == "的":
        return "of"
    if mark in "你我他她":
        return "pronoun"
    kind = tag_of(following) or "noun"
    behind = text[stop + len(following) : stop + len(following) + 1]
    is_done = behind in _GOES_ON if kind == "verb" else len(following) == 1 and behind in _ASPECTS
    return "does" if behind and is_done else kind
