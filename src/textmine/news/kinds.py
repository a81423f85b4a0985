"""Say what kind of claim a quantity is, and how good the evidence is that its wording offers."""

from __future__ import annotations

import re

from textmine.news.numbers import Quantity
from textmine.news.sentences import clause_around

__all__ = ["GRADES", "KINDS", "claim_grade", "claim_kind", "settle_kinds"]

KINDS = ("input", "activity", "output", "outcome", "rule", "context")
GRADES = {
    "G0": "slogan or background",
    "G1": "input or activity",
    "G2": "output without a denominator",
    "G3": "output with a denominator",
    "G4": "before and after",
    "G5": "comparison or independent record",
}

_TIME_UNITS = ("年", "个月", "天", "周", "小时", "分钟", "个小时", "个工作日", "日", "个季度")
_STAFF = (
    r"党员|干部|书记|志愿者?|队员|楼栋长|栋长|楼长|网格员|老同志|委员|专家|律师|民警|法官|师傅|工作者|工作人员|成员|导师|骨干"
    r"|机关|单位|部门|企业|支部|党小组|小组|工作室|队伍|服务队|工作队|社工|医生|教师|调解员|宣传员|监督员|信息员|班子|领衔人|联络员|徒弟|学员|人员|党组织"
)
_HELPED = (
    r"儿童|老人|居民|群众|学生|残疾人|独居|困难|困境|孩子|患者|病人|家庭|住户|业主|养犬人|骑手|妇女|职工"
)

_RULE = re.compile(
    r"每(?:个?月|个?季度?|年|周|星期|天|日|名|位|户|个|室|人|支|逢|半年|层|栋|件|台|组|师)[^，。；]{0,12}(?:至少|不少于|一次|一回|一轮|\d|[一二两三四五六]|[包联]|开|明确|补助)"
    r"|不少于|不低于|不得(?:少于|低于|超过)|必须|规定|要求|应当|原则上|须(?:提前|在)|最多可|时限|期限|占[^，。]{0,12}(?:考核|评分|分值|总分)|(?:考核|评议|评分)[^，。]{0,6}占"
    r"|(?:分钟|小时|天|日|个工作日)[之以]?内(?:必须|须|要|办结|回复|回话|响应|到场|答复|处置)|小时到场|以上老人[^，。]{0,4}(?:免费|每餐|优惠)|以下的|违约|连续[^，。]{0,8}(?:的|末)"
    r"|标准|规矩|任期|一对一带|末位的|过三关|出徒要|评价结果|答应[^，。]{0,4}$|打分占|无人接|每半月|分[一二三四五六两]笔|吃一顿|每餐|以上同意|按照约定|可以?申请|评价结果分为"
)
_OUTCOME = re.compile(
    r"满意[率度]?(?:比例|为|达|率)?|满意的?比例|好评率|投诉[^，。；]{0,10}(?:[为是降减]|件)|同类诉求|下降|减少|降至|降到|降为|升至|提高|提升(?:到|至|了)?|上升|增长|缩短|压缩|压减"
    r"|同比|环比|比(?:去年|上年|一年前|同期|上一?年|此前|之前)|上年同期|去年同期|发案|事故|知晓率|参与率|安全感|火情|案件|收缴率|收费率|解决率|减到|升到|没有再|再发生|乱扔|砸坏|高出|没见过|返水|觉得|认为|没有变化"
)
_OUTPUT = re.compile(
    r"办结|解决|完成|建成|修[好复建通缮]|重修|新[建修增铺]|改造|安装|装上|装了|加装|化解|成功|劝阻|结对帮扶|帮扶|惠及|受益|服务(?:居民|群众)|发放|清理|清运|清除|清走|整治"
    r"|拆除|救下|救助|落实|采纳|追回|达成|消除|铺设|铺了|重铺|更换|换[掉上]|转移|运走|运出|结业|拿到|签(?:订|约|了)|办成|劝走|挽回|避免|开通|增设|新增|增划|划出|调整到|闭环"
    r"|修补|加固|辟出|新辟|推到|推广到|装进|帮办|劝和|复工|撤回|撤换|回音|着落|获评|评为|办成|走出去的|进入[^，]{0,4}班子|退还|疏通|当场修|安排上门|接通|配齐|排除|卡在|暂缓|等配件|涉及金额|交付|腾退|代缴|建有|用上|销号|整改|接通|恢复|打了|冲洗|拉来|交接|答复|就餐|听众|受众|覆盖(?:群众|居民)|接送|代办|代购|修缮|疏通|栽|种|粉刷|建起|腾出|办完|建起了|装载完毕|拍板|促成|帮助|解答|咨询|认领心愿|办实事|出徒|合格|留下|改成|核实|受照料|仍在|走上|愿意|占到|投票|挪了|埋进|闭环率|实现|送上|送出|送去"
)
_ACTIVITY = re.compile(
    r"开展|召开|举办|组织|宣讲|讲座|开讲|走访|入户|收集|征集|梳理|归拢|排查|摸排|受理|登门|敲开|巡查|巡逻|巡楼|培训|座谈|调解|接待|列出|列了|建立[^，。]{0,10}清单|清单|讨论|协商|议事"
    r"|上门|跑了|挂出|接单|派单|报警|记[下了]|登记|测[了出]|开了|连开|排了|上课|学习|宣传|回访|评议|谈话|约谈|研判|会商|处分|收到|发出|收回|办了|带着|走完|找|谈了|劝了|开办|反问|抽了|议[了出]|贴[了过]|查出|实欠|应退|在建|正在办|待交接|劝其退出|做过|来看|来了|到场|标出|画出|连测|跟岗|见学|形成|决议|议定|收单|发布|样本|听来|整理|编写|编成(?!法律)|做[一二三两四五\d]件事|主持|通报批评|领办|签约|带过|跟踪|抽查|勘测|集结|报案|谈话|约见|摸底|征求|意见\d|意向|接的|活动|巡诊|归成|分成|反映|演练|往返|见面会|支委会|会议|带来|送课|说法"
)
_INPUT = re.compile(
    r"选派|派出|派驻|派|投入|出资|筹集|资金|经费|拨付|补助|捐|凑|下沉|报到|组建|成立|设立|选出|配备|招募|吸纳|参与|参加|聘|请[来回]|入驻|进驻|编入|动员|出动|联系|对口|共建|结对|建立了?|挂牌|牵头|包联|包户|认领|加入|当上|担任|兼[任职]|接收|会同|率领|带领|历时|用时|花了|耗时|工期|经过|施工|到位|抽了|抽出|抽调|借来|分到|坐着|人数[是为]|一共|来自|蹲点|站[一二三四五]天|凑|经费|给予|筹|争取|自掏|自己掏"
)
_CONTEXT = re.compile(
    r"住着|住了|常住|户籍|辖区?(?:有|共|面积|内)|下设|下辖|面积|平均年龄|年龄|党龄|今年\d|总户数|总人口|建于|建成于|占地|记者[^，。；]{0,20}|探访|样本"
    r"|站[了着]|等候|坏了|拖了|堵了|欠|只有|多半|还有|其余|剩下|尚|空白|发愁|吵过|置了|前一天|怕|骗|卷走|受灾|淹|低洼|等待|不足|差额|比上|类事|占\d|占[一二三四五六七八九]成"
)
_PLAN = re.compile(r"(?:将(?!近)|拟|计划|打算|力争|预计|争取在|下一步|有望|准备)[^，。；]{0,14}$")


def _last(pattern: re.Pattern[str], text: str) -> int:
    at = -1
    for found in pattern.finditer(text):
        at = found.end()
    return at


def claim_kind(sentence: str, quantity: Quantity) -> str:
    """Say whether a quantity is input, activity, output, outcome, rule or context, by the words around it.

    The nearest verb in front of the quantity decides, then the noun behind it; without either it is context, the
    kind that claims nothing.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "区里选派38名干部，宣讲300余场次，办结急难愁盼问题5件，投诉下降30%。"
    >>> [claim_kind(text, q) for q in find_quantities(text)]
    ['input', 'activity', 'output', 'outcome']
    """
    low, high = clause_around(sentence, quantity.start, quantity.end)
    left, right = sentence[low : quantity.start], sentence[quantity.end : high]
    noun = right[:20]
    unit = quantity.unit.split("/")[0]
    if unit == "岁":
        return "rule" if _RULE.search(left + noun) else "context"
    if _PLAN.search(sentence[max(0, quantity.start - 20) : quantity.start]):
        return "context"
    if re.search(r"[每日]天?(?:均|约有|平均|最多)", left):
        return "output"
    if quantity.per or _RULE.search(left[-24:] + quantity.wording + noun):
        if unit == "元" and re.search(r"投入|出资|安排|配了|配套", left):
            return "input"
        return "rule"
    if unit in _TIME_UNITS:
        return _time_kind(left, right, quantity.wording.endswith("内"))
    if unit in ("%", "个百分点", "倍"):
        return _share_kind(sentence, quantity, left, right)
    return _count_kind(left, noun, unit, right, sentence[max(0, low - 40) : low])


def _time_kind(left: str, right: str, quantity_is_limit: bool) -> str:
    if re.search(r"时长|平均(?:办理|处置|用时)|缩短|压缩", left + right):
        return "outcome"
    if re.search(r"(?:历时|用时|用了|花了|耗时|工期|经过|施工|拖成|奋战|清淤)[^，。]{0,5}$", left):
        return "input"
    if quantity_is_limit:
        return "rule"
    if re.search(r"坚持|谈了|转了|赶到|响应|到达", left[-6:] + right[:6]):
        return "activity"
    return "context"


def _share_kind(sentence: str, quantity: Quantity, left: str, right: str) -> str:
    near = sentence[max(0, quantity.start - 45) : quantity.end + 10]
    if _OUTCOME.search(near):
        return "outcome"
    if re.search(r"(?:办结|解决|化解|完成|答复|按[期时]|响应|整改|签字|同意|接单|误报|采纳|成功)[率]?", near):
        return "output"
    if re.search(r"投入|资金|认领|下沉|报到|覆盖|用于|党员占", near):
        return "input"
    return "context"


def _count_kind(left: str, noun: str, unit: str, right: str, earlier: str) -> str:
    is_staff = re.match(rf"[^，。；、]{{0,14}}?(?:{_STAFF})", noun) is not None
    is_helped = re.match(rf"[^，。；、]{{0,6}}?(?:{_HELPED})", noun) is not None and not is_staff
    if unit == "元":
        order = [
            ("output", r"避免|挽回|追回|减免|节省|赔"),
            ("context", r"骗|欠|卷走|收费|要价|换一部|只剩|余额"),
            ("", ""),
        ]
        for kind, words in order[:2]:
            if re.search(words, left + right[:4]):
                return kind
        return "input"
    if re.search(r"返水|没有再|不再", right[:10]):
        return "outcome"
    if re.search(r"投诉|发案|火情|案件|事故|返水|同类诉求|信访件", left[-14:]) or re.search(
        r"由[^，]{0,6}$|降[至到为]$|减[至到]$", left
    ):
        return "outcome" if _OUTCOME.search(left + right + earlier) else "context"
    if (
        re.match(r"类|条|项|张|本", unit)
        and re.search(r"清单|台账|日记|归成|列|共$|写了", left + noun)
        and not re.search(r"办结|解决|完成|采纳", left)
    ):
        return "activity"
    places = {
        "output": _last(_OUTPUT, left),
        "activity": _last(_ACTIVITY, left),
        "input": _last(_INPUT, left),
        "context": _last(_CONTEXT, left),
        "outcome": _last(_OUTCOME, left),
    }
    best = max(places, key=lambda kind: places[kind])
    if places[best] < 0:
        best = ""
    if (
        is_staff
        and best in ("", "input", "activity", "context")
        and not re.search(r"记者|只有|自己病|徒弟来自", left + noun)
    ):
        return "input"
    if (
        unit in ("名", "人", "位", "人次")
        and re.match(r"[^，。；]{0,4}(?:参加|参与|出动)", right)
        and best not in ("output",)
    ):
        return "input"
    is_staff_before = re.search(rf"(?:{_STAFF})(?:共计?|现?有|达|约|近|超过?|目前|总数)?$", left) is not None
    if is_staff_before and best in ("", "input", "activity", "context") and unit in ("名", "人", "位", "个"):
        return "input" if not re.search(r"只有|发愁", left) else "context"
    if best == "output" and re.search(
        r"(?:工作室|党?支部|党小组|服务队|工作队)[^，。；]{0,10}(?:建成|新建|成立)", earlier[-16:] + left
    ):
        return "input"
    if is_helped and re.search(r"剪|理发|读报|签了|签订|装上|送|领到|用上|搬|获|受益|服务", right):
        return "output"
    if is_helped:
        return (
            "output" if best == "output" or re.search(r"帮|救|照料|服务|送|结对|陪|慰问", left) else "context"
        )
    if best in ("", "context"):
        for kind, pattern in (("output", _OUTPUT), ("activity", _ACTIVITY), ("input", _INPUT)):
            if best == "" and pattern.search(right[:12]):
                return kind
        return "context"
    return best


_SERIES = re.compile(r"同期|去年|上年|前年|此前|分别|改造前|降至|降到|升至|升到|上月|上半年|以前|和\d")


def settle_kinds(sentence: str, quantities: list[Quantity], kinds: list[str]) -> list[str]:
    """Let the other figure of a comparison be an outcome too: 4 complaints in November, 31 in September.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "11月夜间噪声投诉为4件，而去年同期是31件。"
    >>> found = find_quantities(text)
    >>> settle_kinds(text, found, ["outcome", "context"])
    ['outcome', 'outcome']
    """
    if "outcome" not in kinds:
        return kinds
    outcomes = {quantity.unit for quantity, kind in zip(quantities, kinds, strict=True) if kind == "outcome"}
    settled = []
    for quantity, kind in zip(quantities, kinds, strict=True):
        low, high = clause_around(sentence, quantity.start, quantity.end)
        if kind in ("context", "input") and quantity.unit in outcomes and _SERIES.search(sentence[low:high]):
            kind = "outcome"
        settled.append(kind)
    return settled


_DENOMINATOR = re.compile(
    r"(?:共|总共|一共|受理|收到|收集|发出|列出|摸排|提出|梳理|签订|排出|挂出|记[下了]|累计)[^，。；]{0,14}\d|其中|占|[率]|均获|全部|\d+个(?:中|里)"
)
_CHANGE = re.compile(
    r"由[^，。；]{1,14}(?:降|减|升|提|压|缩|增)|从[^，。；]{1,14}(?:降|减|升|提|压|缩)|同比|环比|去年同期|上年同期|同期|此前|之前|以前|改造前|下降|减少|提高|上升|降至|缩短|不再|前后|比一年前"
)
_INDEPENDENT = re.compile(
    r"统计局|第三方|民意调查|登记显示|消防(?:救援)?[大支]队|法院统计|审计|没有(?:实行|安排|设)|未(?:实行|设|安排)|对照|相比之下|邻近[^，。]{0,4}(?:同期|分别)|同街道|规模相近|仪器|实测|监测"
)


def claim_grade(kind: str, sentence: str, quantity: Quantity, n_shared: int = 1) -> str:
    """Grade the evidence: G0 background, G1 input, activity or rule, G2 output, G3 with a denominator, G4, G5.

    Parameters
    ----------
    n_shared : int
        How many quantities of the same unit the sentence holds: a second one can be the denominator.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "共记下214件事，其中办结189件。"
    >>> [claim_grade(kind, text, q, 2) for kind, q in zip(("activity", "output"), find_quantities(text))]
    ['G1', 'G3']
    """
    if kind == "context":
        return "G0"
    if kind in ("input", "activity", "rule"):
        return "G1"
    if kind == "outcome":
        if _INDEPENDENT.search(sentence):
            return "G5"
        return "G4" if _CHANGE.search(sentence) else "G3" if quantity.unit == "%" or n_shared > 1 else "G2"
    if _INDEPENDENT.search(sentence) and quantity.unit == "%":
        return "G5"
    return (
        "G3"
        if quantity.unit == "%" or (_DENOMINATOR.search(sentence) and (n_shared > 1 or "均获" in sentence))
        else "G2"
    )
