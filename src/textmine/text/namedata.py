"""Hold what is known of Chinese names: surnames by rank, compound ones, characters of given names by place, and the
characters that transcribe names of other languages.
"""

from __future__ import annotations

import math

__all__ = [
    "COMPOUND_SURNAMES",
    "FIRST",
    "LAST",
    "NATIVE",
    "NEVER",
    "NEVER_LAST",
    "SURNAMES",
    "TRANSCRIBED",
    "TRANSCRIBING",
    "UNLISTED",
    "WESTERN",
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
    "左丘 公冶 宗政 谷梁 公羊 太叔 梁丘 东门 南郭 微生 巫马 漆雕 羊舌 宰父 段干 子车 颛孙 哥舒 贺兰 叔孙 纳兰 那拉 叶赫 "
    "富察 佟佳 章佳 钮祜 完颜 斛律 宇文 夹谷 司寇 归海 伯赏 缑亢 有琴 公良 屈突 达奚 尔朱 贺若 贺拔 豆卢 侯莫"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
# The rest of the Hundred Surnames and others in use today, each borne by a few thousand people or some ten thousand.
_RARE_SURNAMES = (
    "归酆昌凤丘俸介仉仰伯佘佳佴侬充况冮刀利功化厍双后呼哈喇墨夜奔妥宓宝寸居山岛岱巨年广库庹强律德忻恭慎扎承折拜振揭撒效斐斗新"
    "昂昃星春曼朝朵杞来果柘树植楼檀次止步水永汝沐泉泥洒洛涂涌淡渠湾溪漕澹火炎燃爨尔玛琚理生由登皋益盖相眭税睢督矣矫种称空端"
    "竹笃笪筱粘素索紫线终绪续绳绿缑罕罡者耑脱芈花苌苻茆荔菅菊萨葵蔄虎虢虹谦谯象负贯贵赏越蹇"
    "迎迮通逢郄郇郐郯都鄞钏钦铁铎银锁锺镡闪闳陀降院随隽集雒雪零青靖须顿颍风飞首香骞高麴黑仝从养丰言福习候展有令云"
    "仓代才兴师开恩扶教斛昝智望桐毓沃润海源滑滨漆灵炅爱玄瑞璩画盈盍祢籍"
    "肇英茶菜蕲衣诗邬邸郅酒钊锦雅香骑鱼鲜鹤黛鼎"
)
_RARE_SHARE = 8e-6
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
UNLISTED = 0.00003  # Some thousand characters share the few per cent that the tables leave.
# Particles, pronouns and the like stand in no given name (某 stands for one that its writer masked already).
NEVER = frozenset(
    "某在是到被把与对不没也都就已里的了着过吗呢吧我你您他她它们这那什副说讲称请很最还各另该并但及或个位户号楼"
)
NEVER_LAST = frozenset(
    "有从又以向更为因所将让给跟和等去住拒欠打骂偷抢逃躲借卖租砸踢追堵逼骗停养提擅违当两却俩后姓氏诈么"
)

# Characters that write Uyghur, Kazakh, Mongolian, Tibetan and Yi names, and those that write names of the West.
_NATIVE = (
    "阿依古丽买提江木合塔尔巴特吐逊麦艾努娜扎西次仁卓玛尼达瓦丹增多吉旺姆央宗格桑平措朗杰罗布斯琴其日勒图雅苏赫力热甫娅孜帕"
    "提卜杜拉克里亚库哈肯沙都汗敖乐毕德钦希青伊萨伯坎迪别满海贡嘎曲珍白洛桑强才让华旦加索南项秋措拥措毛嘉乌兰呼那苏萨仁高娃"
    "莎奇包恩和巴雅尔宝音吉雅朝鲁胡日查必力棍孟根陶格套牧其木楞额敦布仁托娅塔娜玉素甫买买提明艾山赛帕尔哈提居来提"
    "阿卜杜热合曼吾守尔亚森肉孜沙吾提库尔班奴尔再娜甫古扎努古再丽帕提古丽木尼亚孜约麦合木提赛依穆萨胡塞因"
    "吉克阿木尔古曲比拉火沙马日呷乌萨子果莫色什以铁博色补约且沙海来衣诺"
)
_WESTERN = (
    "阿埃艾爱安昂奥巴白拜班邦鲍贝本比彼毕宾波伯博勃布查达大戴丹道德邓狄迪蒂丁东杜多俄厄恩尔法凡范菲费芬冯弗夫福盖甘冈高戈哥格葛"
    "根古瓜圭哈海汉豪赫亨洪侯胡华怀霍基吉加嘉贾简姜杰金津卡凯坎康考柯科克肯库夸拉莱赖兰朗劳勒雷里丽利莉连列琳林留龙隆卢鲁路露"
    "伦罗洛马玛麦迈曼梅门蒙米密缅敏明摩莫姆穆拿娜纳乃南内尼涅宁纽农努诺欧帕派潘庞培佩彭皮平珀普奇齐钱乔切琴丘萨塞赛桑瑟沙莎山尚绍舍什圣施史"
    "士舒斯丝松苏所索塔泰坦汤唐陶特腾提滕廷汀图托瓦万汪旺威韦维魏温文翁沃乌武西希锡席夏香肖谢欣辛兴休许雪逊雅亚延扬耶叶伊依因英永尤于约赞泽"
    "曾扎詹珍朱兹卓佐撒罕森缇薇妮娃"
)
# The share of names that are such, by far less than one in a hundred outside the regions where they are at home.
_NATIVE_SHARE, _WESTERN_SHARE = 0.008, 0.0012


def _ranked(tiers: tuple[str, ...]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for tier, weight in zip(tiers, _TIERS, strict=True):
        for character in tier:
            weights.setdefault(character, weight)
    return weights


def _surname_weights() -> dict[str, float]:
    ranked = list(dict.fromkeys(_SURNAMES))
    weights = {c: 0.075 / (1 + 0.11 * min(rank, _N_RANKED)) ** 1.6 for rank, c in enumerate(ranked)}
    return dict.fromkeys(_RARE_SURNAMES, _RARE_SHARE) | weights


SURNAMES = _surname_weights()
FIRST = _ranked((_FIRST_TOP, _FIRST_COMMON, _FIRST_SOME))
LAST = _ranked((_LAST_TOP, _LAST_COMMON, _LAST_SOME))
_OTHER_PLACE = 0.2  # A character listed for one place only stands in the other a fifth as often.
for _one, _other in ((FIRST, dict(LAST)), (LAST, dict(FIRST))):
    for _character, _weight in _other.items():
        _one.setdefault(_character, _OTHER_PLACE * _weight)

WESTERN = frozenset(_WESTERN)
TRANSCRIBING = WESTERN | frozenset(_NATIVE) | frozenset("不")
NATIVE = frozenset(_NATIVE) - frozenset("来再多让以且果什火增加高和查买色铁别")
TRANSCRIBED = {
    frozenset(characters): (math.log(share), math.log(1 / len(frozenset(characters))))
    for characters, share in ((NATIVE, _NATIVE_SHARE), (WESTERN, _WESTERN_SHARE))
}
