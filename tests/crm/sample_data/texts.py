"""Sentences of the sample data, in Chinese and English; `{topic}`, `{product}` and `{name}` are filled in."""

from __future__ import annotations

BACKGROUND = [
    ("主营业务稳定，近两年在{topic}方面有持续投入。", "A steady business that has invested in {topic} for two years."),
    ("集团下属企业，采购由总部统一审批。", "Part of a group; purchases are approved by the head office."),
    ("成立十余年，客户以本地企业为主，注重交付速度。", "In business for more than ten years, values fast delivery."),
    ("正在扩建厂区，对{topic}需求明确。", "Building a new site, with a clear need for {topic}."),
    ("设备型号较多，希望统一数据接口。", "Runs many kinds of equipment and wants one data interface."),
]
NEEDS = [
    ("希望减少人工抄表，数据能实时查看。", "Wants to replace manual readings by live data."),
    ("需要满足行业检查要求，保留三年记录。", "Must keep records for three years for inspections."),
    ("希望降低停机时间，提前发现故障。", "Wants to find faults early and to reduce downtime."),
    ("预算有限，希望分阶段实施。", "Has a limited budget and prefers to proceed in phases."),
    ("重视售后响应，要求四小时内答复。", "Expects an answer of the service within four hours."),
]
DECISION = [
    ("技术部门选型，采购部比价，总经理审批。", "Engineering selects, purchasing compares, management approves."),
    ("超过二十万元需集团审批，周期约一个月。", "Above 200,000 the group approves, which takes a month."),
    ("由生产总监直接决定。", "The head of production decides alone."),
]

# way, subject, topics, what the customer said
TALKS = [
    ("phone", "电话沟通{topic}需求", "Call about {topic}", "了解现场情况与时间安排。", "The situation on site and the schedule.",
     "希望先看到类似案例。", "Would like to see a similar case first."),
    ("visit", "拜访并勘察现场（{topic}）", "Visit and site survey ({topic})", "查看设备现状，确认点位数量。",
     "Looked at the equipment and counted the points.", "现场配合，对方案比较认可。", "Helpful on site and likes the idea."),
    ("meeting", "{topic}方案讨论会", "Meeting about the proposal: {topic}", "讲解方案、实施步骤与报价构成。",
     "Explained the proposal, the steps and the price.", "要求补充实施周期和培训安排。",
     "Asked for the duration and the training plan."),
    ("email", "发送{topic}报价与资料", "Sent the quotation for {topic}", "报价单、产品手册与合同样本。",
     "Quotation, product manuals and a draft contract.", "已收到，正在内部比较。", "Received; they compare it internally."),
    ("face_to_face", "与决策人面谈{topic}", "Talk with the decision maker about {topic}", "预算、审批流程与付款方式。",
     "Budget, approval and terms of payment.", "认可价值，希望付款分期。", "Sees the value and asks to pay in instalments."),
    ("social_media", "微信跟进{topic}", "Message about {topic}", "发送案例视频并预约时间。", "Sent a video of a case and fixed a date.",
     "表示下周回复。", "Will answer next week."),
    ("online_chat", "在线咨询{product}", "Online question about {product}", "解答型号差异与供货期。",
     "Explained the models and the delivery time.", "对参数满意，询问价格。", "Content with the data, asked for the price."),
    ("phone", "回访{product}使用情况", "Call-back about {product}", "了解使用效果与培训需求。",
     "How it works in daily use, and training.", "总体满意，希望增加培训。", "Satisfied on the whole, wants more training."),
]
NEXT_STEPS = [
    ("确认报价并答复付款方式", "Confirm the quotation and the terms of payment"),
    ("预约现场勘察时间", "Fix a date for the site survey"),
    ("发送补充资料", "Send the additional documents"),
    ("跟进内部审批进度", "Ask about the internal approval"),
    ("安排产品演示", "Arrange a product demonstration"),
    ("回访设备运行情况", "Call back about the running equipment"),
    ("沟通合同条款", "Discuss the terms of the contract"),
    ("了解下阶段采购计划", "Ask about the next purchases"),
]
OUTCOMES = [
    ("已沟通，客户同意进入下一步。", "Done; the customer agrees to go on."),
    ("客户需要再考虑，两周后联系。", "The customer needs time; contact in two weeks."),
    ("资料已发送并确认收到。", "Documents sent and received."),
    ("确认了时间和参加人员。", "Time and participants are fixed."),
]
CANCELS = [("客户计划调整", "The customer changed plans"), ("与其他计划合并", "Merged with another plan")]

# kind, topic, severity, subject, description, root cause, root cause text, solution, improvement; each text twice
COMPLAINTS = [
    ("product_quality", "{product}读数不稳定", "{product}: unstable readings", "安装两周后读数漂移，重启后短暂恢复。",
     "The readings drift two weeks after installation; a restart helps for a short time.", "material",
     "更换批次的元件温漂偏大。", "Components of a new batch drift with the temperature.", "更换同型号产品并现场复核。",
     "Replaced the unit and checked it on site.", "来料增加高温抽检。", "More incoming tests at high temperature."),
    ("delivery_time", "{product}交货延迟", "{product} arrived late", "合同约定日期已过三天，影响现场施工。",
     "Three days after the agreed date; work on site had to wait.", "logistics", "干线运输中转延误。",
     "A delay at the transfer point.", "协调加急运输并说明进度。", "Arranged express transport and told the customer.",
     "重点订单提前两天发货。", "Important orders leave two days earlier."),
    ("after_sales", "售后电话无人回复", "No call back from the service", "报修后一天内没有工程师联系。",
     "No engineer called within a day after the report.", "communication", "值班表未更新，工单未转派。",
     "The duty list was out of date and the case was not passed on.", "安排工程师当天上门。",
     "An engineer visited on the same day.", "值班表每周核对。", "The duty list is checked every week."),
    ("product_quality", "{product}通信中断", "{product} loses the connection", "每天夜间断线约十分钟。",
     "The connection is lost for ten minutes every night.", "production", "固件参数设置错误。", "Wrong setting in the firmware.",
     "远程升级固件。", "Updated the firmware remotely.", "出厂前增加二十四小时联机测试。", "A 24-hour test before delivery."),
    ("price", "发票信息有误", "Wrong data on the invoice", "发票抬头与合同不一致，无法入账。",
     "The name on the invoice differs from the contract.", "documents", "开票资料未按变更更新。",
     "The billing data had not been updated.", "重新开具发票并寄出。", "Issued and sent a new invoice.",
     "开票前与客户确认抬头。", "The billing name is confirmed before issuing."),
    ("after_sales", "操作培训不够详细", "Training too short", "新员工不会查看历史数据。",
     "New staff cannot find the historical data.", "training", "培训只覆盖了日常操作。", "The training covered daily use only.",
     "补充一次线上培训并提供手册。", "Gave a further online training and a manual.", "培训后一周回访。",
     "A call-back one week after each training."),
]
# kind, topic, subject, description
REMARKS = [
    ("suggestion", "other", "希望看板支持手机查看", "Dashboards on the phone", "巡检人员希望在手机上看到报警和趋势。",
     "The inspectors would like alarms and trends on the phone."),
    ("suggestion", "delivery_time", "希望提供发货进度提醒", "Notices about the shipment", "希望发货和到货前收到短信提醒。",
     "Would like a message before shipping and before arrival."),
    ("suggestion", "product_quality", "{product}增加防水型号", "A waterproof model of {product}", "户外安装需要更高防护等级。",
     "Installation outdoors needs better protection."),
    ("praise", "after_sales", "感谢工程师及时支持", "Thanks for the fast support", "工程师当天到场，问题很快解决。",
     "The engineer came on the same day and solved the problem."),
    ("praise", "product_quality", "{product}运行稳定", "{product} runs reliably", "使用半年没有出现故障。", "No fault in half a year."),
    ("question", "price", "咨询续订价格", "Question about the renewal price", "希望了解续订两年的优惠。",
     "Asks for the terms of a renewal for two years."),
    ("question", "other", "咨询{product}接口协议", "Question about the interface of {product}", "需要与现有系统对接。",
     "It is to be connected to the present system."),
]
ANSWERS = [
    ("已记录并转产品部评估。", "Noted and passed on to the product team."),
    ("已电话答复并发送资料。", "Answered by phone and sent the documents."),
    ("已向客户致谢并反馈给同事。", "Thanked the customer and told the colleague."),
]
LESSONS = [
    ("报价偏高，应更早了解预算。", "The price was too high; ask for the budget earlier."),
    ("关键决策人介入较晚。", "We met the decision maker too late."),
    ("需求推迟到下一年度，保持联系。", "Postponed to next year; keep in touch."),
    ("方案缺少本地案例。", "The proposal lacked a local case."),
]
LEAD_NEEDS = [
    ("想了解{product}的价格和供货期。", "Asks for price and delivery time of {product}."),
    ("计划做{topic}，需要方案。", "Plans {topic} and needs a proposal."),
    ("在展会上留下名片，对{product}感兴趣。", "Left a card at the exhibition, interested in {product}."),
]
SOURCE_DETAILS = {
    "website": ("官网留言", "Form on the website"),
    "online_ad": ("搜索广告落地页", "Landing page of the advertisement"),
    "search": ("自然搜索", "Search result"),
    "social_media": ("公众号文章", "Article on social media"),
    "campaign": ("春季推广活动", "Spring campaign"),
    "exhibition": ("工业自动化展", "Automation exhibition"),
    "store": ("体验中心到访", "Visit to the showroom"),
    "phone": ("来电咨询", "Incoming call"),
    "on_site": ("现场登记表", "Form filled in on site"),
}
# kind, subject
TASKS = [
    ("proposal", "准备{name}的方案", "Prepare the proposal for {name}"),
    ("contract", "整理{name}的合同附件", "Collect the contract annexes for {name}"),
    ("general", "更新{name}的客户资料", "Bring the data of {name} up to date"),
    ("general", "整理与{name}的会议纪要", "Write the minutes of the meeting with {name}"),
    ("marketing", "邀请{name}参加技术交流会", "Invite {name} to the technical seminar"),
    ("general", "核对{name}的对账单", "Check the statement of account of {name}"),
]
