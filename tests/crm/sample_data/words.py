"""Words that the sample data is made of: invented companies, people, places and products, in Chinese and English."""

from __future__ import annotations

BRAND_FIRST = "澄砚栩朔汐岚屿珩霁筱沅湛翊昱楚淇蔚翎煦璟"
BRAND_SECOND = "禾衡序彦泓麓牧峤岑棠铎屹弈榆钧霖桓舟禧堃"

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋余"
GIVEN_FEMALE = [
    "雅婷",
    "思琪",
    "雨桐",
    "静怡",
    "晓岚",
    "佳慧",
    "梦洁",
    "文娟",
    "丽华",
    "秋月",
    "若曦",
    "可欣",
    "玉珍",
    "诗涵",
]
GIVEN_MALE = [
    "志远",
    "建国",
    "宇航",
    "俊杰",
    "海涛",
    "国强",
    "明哲",
    "浩然",
    "晓东",
    "立新",
    "嘉伟",
    "永康",
    "子轩",
    "天佑",
]

ENGLISH_FIRST_FEMALE = ["Alice", "Clara", "Diana", "Fiona", "Helen", "Irene", "Laura", "Marion", "Nora", "Sophie"]
ENGLISH_FIRST_MALE = ["Adam", "Brian", "Colin", "Daniel", "Edward", "George", "Martin", "Oliver", "Peter", "Simon"]
ENGLISH_LAST = ["Ashdown", "Bexfield", "Carrowby", "Denholm", "Eastlake", "Farrowell", "Garsdale", "Hexley", "Inkpen"]
ENGLISH_LAST += ["Kelsworth", "Langmere", "Marchbank", "Northall", "Ormsbury", "Penhallow", "Ridgeway", "Stanbrook"]

ENGLISH_COMPANIES = [
    ("Alderfen Instruments Ltd", "Alderfen", "electronics"),
    ("Brackenhithe Foods Ltd", "Brackenhithe", "food"),
    ("Calderwick Logistics GmbH", "Calderwick", "logistics"),
    ("Dunmarrow Energy Ltd", "Dunmarrow", "energy"),
    ("Elmsgarth Precision Inc", "Elmsgarth", "manufacturing"),
    ("Farlowdene Health Group", "Farlowdene", "healthcare"),
    ("Glenhollow Packaging Ltd", "Glenhollow", "manufacturing"),
    ("Harrowmere Retail Partners", "Harrowmere", "retail"),
    ("Ingleshaw Software BV", "Ingleshaw", "software"),
    ("Juniperfold Foods Pte Ltd", "Juniperfold", "food"),
    ("Kestrelgate Shipping Pte Ltd", "Kestrelgate", "logistics"),
    ("Larkbarrow Construction Ltd", "Larkbarrow", "construction"),
    ("Millharrow Textiles Ltd", "Millharrow", "manufacturing"),
    ("Netherquay Marine Systems", "Netherquay", "manufacturing"),
    ("Oakenstead Laboratories", "Oakenstead", "healthcare"),
    ("Pellworthy Plastics Inc", "Pellworthy", "manufacturing"),
    ("Quarndale Water Ltd", "Quarndale", "energy"),
    ("Ravenstoke Components Ltd", "Ravenstoke", "electronics"),
    ("Silverbourne Education Trust", "Silverbourne", "education"),
    ("Thornleigh Controls Inc", "Thornleigh", "electronics"),
    ("Underhallow Finance Services", "Underhallow", "finance"),
    ("Vexmoor Chemicals Ltd", "Vexmoor", "energy"),
    ("Westerlin Automation AB", "Westerlin", "manufacturing"),
    ("Yewcroft Facilities Ltd", "Yewcroft", "services"),
]

# industry -> share of the customers, size of their purchases, Chinese words of a company's name
INDUSTRIES = {
    "manufacturing": (30, 1.4, ["机械", "精密制造", "装备", "模具", "汽车零部件"]),
    "electronics": (22, 1.2, ["电子", "半导体", "光电", "仪器"]),
    "energy": (14, 1.7, ["能源", "化工", "新能源", "环保水务"]),
    "construction": (14, 1.0, ["建设工程", "建材", "幕墙"]),
    "logistics": (16, 0.8, ["物流", "冷链运输", "供应链"]),
    "retail": (20, 0.5, ["商贸", "连锁超市", "百货"]),
    "food": (18, 0.7, ["食品", "乳业", "餐饮管理"]),
    "healthcare": (15, 1.1, ["医疗器械", "生物制药", "健康管理"]),
    "education": (10, 0.4, ["教育科技", "职业培训"]),
    "finance": (7, 1.2, ["融资租赁", "商业保理"]),
    "software": (14, 0.7, ["软件", "信息技术", "数据科技"]),
    "services": (12, 0.5, ["物业服务", "工程咨询", "检测技术"]),
}

# region -> share, cities as (province, city, districts)
REGIONS = {
    "north": (
        36,
        [
            ("北京市", "北京市", ["海淀区", "大兴区"]),
            ("天津市", "天津市", ["西青区"]),
            ("河北省", "石家庄市", ["长安区"]),
        ],
    ),
    "northeast": (14, [("辽宁省", "沈阳市", ["铁西区"]), ("吉林省", "长春市", ["朝阳区"])]),
    "east": (
        62,
        [
            ("上海市", "上海市", ["浦东新区", "松江区"]),
            ("江苏省", "苏州市", ["吴江区"]),
            ("浙江省", "杭州市", ["滨江区"]),
        ],
    ),
    "central": (
        24,
        [("湖北省", "武汉市", ["洪山区"]), ("河南省", "郑州市", ["金水区"]), ("湖南省", "长沙市", ["岳麓区"])],
    ),
    "south": (
        40,
        [
            ("广东省", "深圳市", ["南山区", "宝安区"]),
            ("广东省", "广州市", ["黄埔区"]),
            ("福建省", "厦门市", ["集美区"]),
        ],
    ),
    "southwest": (18, [("四川省", "成都市", ["武侯区"]), ("重庆市", "重庆市", ["渝北区"])]),
    "northwest": (12, [("陕西省", "西安市", ["雁塔区"]), ("甘肃省", "兰州市", ["城关区"])]),
}
# The ids of the cities in the tree of regions.
CITY_IDS = {
    "北京市": "beijing",
    "天津市": "tianjin",
    "石家庄市": "shijiazhuang",
    "沈阳市": "shenyang",
    "长春市": "changchun",
    "上海市": "shanghai",
    "苏州市": "suzhou",
    "杭州市": "hangzhou",
    "武汉市": "wuhan",
    "郑州市": "zhengzhou",
    "长沙市": "changsha",
    "深圳市": "shenzhen",
    "广州市": "guangzhou",
    "厦门市": "xiamen",
    "成都市": "chengdu",
    "重庆市": "chongqing",
    "西安市": "xian",
    "兰州市": "lanzhou",
}
STREETS = ["科技路", "创新大道", "工业园一路", "兴业街", "望江路", "青松路", "长虹街", "新港路"]
OVERSEAS = [
    ("United Kingdom", "London"),
    ("Germany", "Hamburg"),
    ("Singapore", "Singapore"),
    ("Netherlands", "Utrecht"),
]

TITLES = [
    ("采购经理", "Purchasing manager", "采购部", "influences"),
    ("总经理", "Managing director", "总经办", "decides"),
    ("生产总监", "Head of production", "生产部", "decides"),
    ("设备主管", "Equipment supervisor", "设备部", "uses"),
    ("信息部经理", "IT manager", "信息部", "influences"),
    ("财务经理", "Finance manager", "财务部", "gatekeeper"),
    ("质量经理", "Quality manager", "质量部", "uses"),
    ("行政助理", "Office assistant", "行政部", "gatekeeper"),
]
INTERESTS = ["羽毛球", "登山", "摄影", "长跑", "书法", "茶", "足球", "钓鱼"]
ENGLISH_INTERESTS = ["running", "photography", "sailing", "gardening", "chess", "hiking"]

# key, parent, name, description
CATEGORIES = [
    ("instruments", None, "仪器仪表 Instruments"),
    ("sensors", "instruments", "传感器 Sensors"),
    ("meters", "instruments", "计量仪表 Meters"),
    ("control", None, "控制系统 Control systems"),
    ("controllers", "control", "控制器 Controllers"),
    ("gateways", "control", "数据网关 Gateways"),
    ("software", None, "软件 Software"),
    ("services", None, "服务 Services"),
    ("spares", None, "备件与耗材 Spare parts"),
]

# code, Chinese name, English name, category, unit, list price
PRODUCTS = [
    ("SE-101", "温度传感器", "Temperature sensor", "sensors", "piece", 320),
    ("SE-102", "温湿度传感器", "Climate sensor", "sensors", "piece", 460),
    ("SE-110", "压力变送器", "Pressure transmitter", "sensors", "piece", 1280),
    ("SE-111", "差压变送器", "Differential pressure transmitter", "sensors", "piece", 1960),
    ("SE-120", "液位传感器", "Level sensor", "sensors", "piece", 1540),
    ("SE-130", "振动传感器", "Vibration sensor", "sensors", "piece", 2380),
    ("SE-140", "气体探测器", "Gas detector", "sensors", "piece", 3260),
    ("SE-150", "激光位移传感器", "Laser distance sensor", "sensors", "piece", 5800),
    ("ME-201", "电磁流量计", "Electromagnetic flow meter", "meters", "piece", 6900),
    ("ME-202", "超声波流量计", "Ultrasonic flow meter", "meters", "piece", 9800),
    ("ME-210", "智能电表", "Smart energy meter", "meters", "piece", 880),
    ("ME-220", "热量表", "Heat meter", "meters", "piece", 1650),
    ("ME-230", "在线水质分析仪", "Water quality analyser", "meters", "set", 28600),
    ("ME-240", "称重仪表", "Weighing indicator", "meters", "piece", 3400),
    ("CO-301", "小型可编程控制器", "Compact controller", "controllers", "piece", 2600),
    ("CO-302", "中型可编程控制器", "Modular controller", "controllers", "set", 12800),
    ("CO-303", "冗余控制系统", "Redundant control system", "controllers", "set", 96000),
    ("CO-310", "变频器", "Frequency converter", "controllers", "piece", 7600),
    ("CO-320", "操作员触摸屏", "Operator panel", "controllers", "piece", 4200),
    ("CO-330", "控制柜", "Control cabinet", "controllers", "set", 38500),
    ("GW-401", "数据采集网关", "Data gateway", "gateways", "piece", 3800),
    ("GW-402", "边缘计算网关", "Edge gateway", "gateways", "piece", 8900),
    ("GW-410", "无线数据终端", "Wireless terminal", "gateways", "piece", 1450),
    ("GW-420", "工业交换机", "Industrial switch", "gateways", "piece", 2980),
    ("SW-501", "设备监控软件", "Monitoring software", "software", "year", 36000),
    ("SW-502", "能耗管理软件", "Energy management software", "software", "year", 48000),
    ("SW-503", "质量追溯软件", "Quality tracing software", "software", "year", 68000),
    ("SW-504", "仓储监测软件", "Warehouse monitoring software", "software", "year", 24000),
    ("SW-510", "数据看板", "Dashboards", "software", "year", 12000),
    ("SW-520", "移动巡检", "Mobile inspection", "software", "year", 9800),
    ("SV-601", "现场安装调试", "Installation on site", "services", "day", 2800),
    ("SV-602", "年度维保", "Yearly maintenance", "services", "year", 32000),
    ("SV-603", "操作培训", "Operator training", "services", "day", 3600),
    ("SV-604", "仪表校准", "Calibration", "services", "piece", 260),
    ("SV-610", "方案设计", "System design", "services", "day", 4500),
    ("SP-701", "传感器探头", "Sensor probe", "spares", "piece", 180),
    ("SP-702", "密封组件", "Seal kit", "spares", "box", 240),
    ("SP-703", "电源模块", "Power module", "spares", "piece", 680),
    ("SP-704", "通信模块", "Communication module", "spares", "piece", 920),
    ("SP-705", "电缆与接头", "Cables and connectors", "spares", "box", 360),
    ("SE-160", "非接触温度计", "Contactless thermometer", "sensors", "piece", 1180),
    ("GW-390", "旧款采集器", "Former data collector", "gateways", "piece", 2100),
]

# what a deal is about: Chinese, English, categories it buys from
TOPICS = [
    ("产线数据采集", "production data collection", ["gateways", "sensors", "software"]),
    ("设备远程监控", "remote monitoring", ["gateways", "software", "sensors"]),
    ("能耗管理", "energy management", ["meters", "software", "services"]),
    ("仓储温湿度监测", "warehouse climate monitoring", ["sensors", "software"]),
    ("质量追溯", "quality tracing", ["software", "gateways", "services"]),
    ("年度维保", "yearly maintenance", ["services", "spares"]),
    ("备件框架采购", "spare parts frame order", ["spares", "sensors"]),
    ("新厂区控制系统", "control system for the new site", ["controllers", "gateways", "services"]),
    ("老旧仪表更换", "replacement of old meters", ["meters", "sensors"]),
    ("安全监测改造", "safety monitoring", ["sensors", "controllers"]),
    ("实验室仪表", "laboratory instruments", ["meters", "sensors"]),
    ("水处理自动化", "water treatment automation", ["controllers", "meters", "services"]),
    ("巡检数字化", "digital inspection", ["software", "services"]),
    ("生产线扩建", "extension of the line", ["controllers", "sensors", "services"]),
]
COMPETITORS = ["本地集成商", "进口品牌", "低价供应商", "客户自行开发"]
ENGLISH_COMPETITORS = ["local integrator", "imported brand", "low-price supplier", "own development"]
