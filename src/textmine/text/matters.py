"""Name the matters a message is about: things and troubles of daily life, each with the words people use for it.

Two neighbours rarely use the same words: one says 红绿灯, the other 信号灯. A list of synonyms, written by us from common
usage, lets both be recognised as one matter; it says nothing about categories.
"""

from __future__ import annotations

import functools
import re

from textmine.text.patterns import one_of

__all__ = ["find_matters"]

# One matter a line, its words apart by blanks; the first names it. A word may stand in several lines.
_MATTERS = """
噪音 噪声 吵闹 太吵 很吵 吵得 吵到 吵死 吵醒 音响 高音喇叭 喇叭 放音乐 震耳 轰鸣 搓牌声 叮叮当当 扰民 睡不着 没法睡 没法休息 无法入睡
广场舞 跳舞 坝坝舞
夜宵 烧烤 烤串 大排档 夜市
麻将 棋牌 打牌 搓牌 赌博
歌厅 KTV 酒吧 卡拉OK
鞭炮 烟花 爆竹
施工 夜间施工 打桩 渣土 挖机 挖掘机 土方
扬尘 灰尘 粉尘 尘土
装修 砸墙 承重墙 装潢
停车 乱停 违停 停车位 车位 泊位 停车场 占道停车 堵住出口
停车费 停车收费 出场 缴费口 抬杆 道闸
堵车 拥堵 拥挤 堵塞交通 车辆排成 水泄不通 排长龙 堵得 堵成
信号灯 红绿灯 交通灯
公交 公交车 公交站 公交站点 公共汽车 等车 班次 班车 末班 末班车 收班 首班
站台 雨棚 候车亭
地铁 轻轨 轨道交通
出租车 网约车 的士
共享单车 单车
路面 坑洼 坑坑洼洼 破损 到处是坑 破路 烂路 颠簸 硬化 土路 泥泞 修路 压坏 路烂
通车 围挡 断头路 打通 开工 竣工 修了 烂尾路
路灯 照明 黑漆漆 楼道灯 灯不亮
天桥 过街天桥 扶梯 地下通道
斑马线 人行横道 过马路
盲道 人行道 被占满
井盖 窨井盖
飙车 炸街 超速
电梯 困人 被困 停运 困在 困住
加装电梯 增设电梯
自来水 供水 水发黄 发黄 浑浊 水质 饮水 饮用水 井水 没水喝 挑水 异味的水
停水 断水 没有水
水压 压力低 放不出水
水费 水表 水价
停电 跳闸 断电 电压
电费 电表 电价
燃气 天然气 煤气 通气
暖气 供暖 取暖 供热 集中供暖
下水道 下水管 污水 排污管 管道堵塞 堵塞 倒灌 返水 冒污水 漫到 排水 积水 内涝 被淹 淹水
化粪池 粪水 外溢
垃圾 清运 垃圾站 垃圾桶 垃圾堆 堆成山 垃圾房 没人清理
垃圾分类 分类桶
装修垃圾 建筑垃圾
臭味 恶臭 臭气 刺鼻 难闻 异味 气味 废气 又腥又臭 臭不可闻
化工厂 偷排 排放 废水 黑烟 冒烟 污染 砖厂
油烟 厨房烟 排烟 烟道
公厕 厕所 卫生间
老鼠 蟑螂 蚊虫 苍蝇
绿化 草坪 绿地 树木 树枝 修剪 行道树 遮挡
种菜 浇粪 菜地
占道经营 摆摊 小摊 摊贩 流动商贩 地摊
光污染 灯光 太亮 彻夜亮 广告屏 LED 霓虹
狗 遛狗 犬 拴绳 牵绳 咬伤 养狗
高空抛物 扔东西 抛物 酒瓶 玻璃瓶 从楼上扔
外墙 墙砖 瓷砖 脱落 墙皮 空鼓 掉下来 砸坏 砸到
漏水 渗水 漏雨 天花板 防水 发霉
墙体开裂 裂缝 裂纹 开裂 墙面开裂
质量 精装 精装修 精装房 起鼓 起拱 毛坯
违章建筑 违建 私自搭建 乱搭 阳光房 违法建筑 私搭
消防 消防通道 消防栓 灭火 火灾 安全隐患 堆满杂物 杂物
飞线充电 飞线 电动车充电 拉线充电
充电桩 充电站 新能源车
偷盗 被偷 小偷 失窃 丢了 盗窃 监控 摄像头 偷东西
门禁 单元门 外人 大门
保安 保安打人 殴打 打伤 打人
物业费 物业收费 涨价 收费标准 乱收费
公共收益 广告收益 账目 公开账目 收支
业委会 业主委员会 业主大会 筹备组
维修资金 维修基金 大修基金
物业不作为 更换物业 换物业 前期物业
交房 延期交房 逾期交房 交付 拿到钥匙 钥匙 没交房
烂尾 停工 复工 工程停
房产证 不动产证 产权证 办证 两证 不动产
虚假宣传 承诺 欺骗 忽悠
购房款 首付 退房 定金 房贷 贷款 公积金
学区 入学 学位 就读 读书 上学 招生 划片 划分
学校建设 建校 配套学校 没有学校 没有中学 没有小学 中学建设 小学建设
幼儿园 公办园 普惠园 无证办学 办学许可
配套幼儿园 幼儿园没建 挪作 售楼部
补课 有偿补课 补习 周末补课
学费 收费 退费 开发票 发票
食堂 饭菜 伙食
宿舍 热水 寝室
老师 教师 体罚 打孩子
接送 放学 校门口
医院 挂号 门诊 看病 就诊
疫苗 打针 接种
医保 报销 医药费
社保 社保卡 养老金 养老保险 退休金
低保 五保 救助 困难户
工资 欠薪 拖欠 讨薪
工伤 受伤 赔付 赔偿
征地 征收 拆迁 补偿 补偿款 过渡费 安置 安置房 占用农田 征用
集体土地 土地出租 租金 流转 承包地
村干部 贪污 侵占 村务公开 怀疑
宅基地 建房 危房
采砂 河堤 河道采砂 采沙 挖沙 偷采 堤岸 防洪
养猪场 养殖 养殖场 猪粪
河道 河水 死鱼 黑水 河水发黑
快递 快递柜 取件 丢件
宽带 网络 光纤 垄断
信号 手机信号 移动信号 没信号 打不了电话 基站 信号塔
有线电视 电视信号
政务大厅 窗口 推诿 推来推去 办事 跑了 证明
服务态度 态度恶劣 态度差
健身器材 锻炼 健身设施
老年食堂 养老 敬老院 居家养老 老年人
活动室 文化室 图书室
护栏 栏杆
游泳池 救生员 溺水
传销 诈骗 骗子 非法集资 理财
预付卡 跑路 健身房 退卡
过期食品 食品 卫生许可 缺斤少两
活禽 宰杀 杀鸡
洗车 洗车场
卸货 货车 大货车 物流
超市
改建 停车位改造 公共绿地 铲掉 划车位
坟墓 公墓 殡葬
户口 落户 身份证
选举 换届
"""


@functools.cache
def _table() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Return the matters of each word, and the pattern that finds the longest word at each place."""
    matters: dict[str, list[str]] = {}
    for line in _MATTERS.strip().splitlines():
        name, *others = line.split()
        for word in (name, *others):
            matters.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in matters.items()}, re.compile(one_of(matters))


def find_matters(text: str) -> list[tuple[str, str]]:
    """Find the words for known matters in a text, longest first, each with the name of its matter.

    Examples
    --------
    >>> find_matters("路口红绿灯坏了，信号灯一直不亮")
    [('红绿灯', '信号灯'), ('信号灯', '信号灯')]
    >>> find_matters("")
    []
    """
    table, pattern = _table()
    return [(m.group(), name) for m in pattern.finditer(text) for name in table[m.group()]]
