"""Every change is told once, in words, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.catalog.catalog import full_catalog
from engine.definition.diff import diff_texts
from engine.definition.edits.operations import apply
from engine.definition.reader import Reader
from engine.definition.resolver import resolve
from engine.definition.source import load_folder
from engine.publishing.told import Telling

CRM = dict(load_folder(Path(__file__).parents[2] / "templates" / "crm").texts)
READER = Reader()
AMOUNT = "form/opportunity/fields/amount"
MAIN = "form/opportunity/layout/main/items"
REGION = {"type": "select", "label": "Region", "options": ["North", "South"]}

CASES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"op": "add_field", "form": "opportunity", "field": REGION, "after": "name", "views": ["opportunity_all"]},
        "New field “Region” (One choice) in Opportunity.",
        "商机：新增字段“Region”（单选）。",
    ),
    (
        {"op": "delete_field", "form": "opportunity", "field": "competitor"},
        "The field “Competitor” goes from Opportunity.",
        "商机：删除字段“竞争对手”。",
    ),
    (
        {"op": "change_type", "form": "opportunity", "field": "next_step", "type": "number"},
        "Opportunity › Next step becomes Number instead of Text.",
        "商机 › 下一步 的类型由“文本”改为“数字”。",
    ),
    (
        {"op": "set", "at": f"{AMOUNT}/required", "to": True},
        "Opportunity › Amount › Required: yes.",
        "商机 › 金额 › 必填：设为 是。",
    ),
    (
        {"op": "set", "at": f"{AMOUNT}/label", "to": "Value"},
        "Opportunity › Value: Label “Value” instead of “Amount”.",
        "商机 › 金额：名称由“Amount”改为“Value”。",
    ),
    (
        {"op": "move", "at": MAIN, "item": "name", "after": "stage"},
        "“Name” now stands behind “Stage”: Opportunity › Deal › Contents.",
        "“名称”移到“阶段”之后：商机 › 商机 › 内容。",
    ),
    (
        {"op": "move", "at": MAIN, "item": "name", "to": MAIN.replace("main", "loss"), "after": None},
        "“Name” now stands first: Opportunity › Loss › Contents.",
        "“名称”移到最前：商机 › 输单 › 内容。",
    ),
    (
        {"op": "merge_options", "form": "opportunity", "field": "stage", "options": ["needs"], "into": "proposal"},
        "The option Needs confirmed becomes “Proposal”: Opportunity › Stage.",
        "选项 需求确认 并入“方案制定”：商机 › 阶段。",
    ),
    (
        {"op": "rename_option", "form": "opportunity", "field": "stage", "option": "won", "to": "success"},
        "The option “Won” of Opportunity › Stage is success instead of won from now on.",
        "商机 › 阶段：选项“赢单”的编号由 won 改为 success。",
    ),
    (
        {"op": "rename_option", "form": "opportunity", "field": "urgency", "option": "high", "to": "very"},
        "The option “High” of Levels is very instead of high from now on.",
        "高低：选项“高”的编号由 high 改为 very。",
    ),
    (
        {"op": "insert", "at": "form/opportunity/fields/stage/options", "item": {"id": "x", "label": "Extra"}},
        "New option “Extra” of Opportunity › Stage.",
        "商机 › 阶段：新增选项“Extra”。",
    ),
    (
        {"op": "add_object", "kind": "form", "tree": {"label": "Devices", "fields": {}}},
        "New form “Devices”.",
        "新增表单“Devices”。",
    ),
    ({"op": "delete_object", "at": "form/feedback"}, "The form “Feedback” goes.", "删除表单“客户反馈”。"),
]


@pytest.mark.parametrize(
    ("edit", "english", "chinese"), CASES, ids=[f"{case[0]['op']} {case[1][:20]}" for case in CASES]
)
def test_one_edit_is_one_sentence(edit: dict[str, Any], english: str, chinese: str) -> None:
    catalog = full_catalog()
    after = apply(
        CRM, [edit], READER.load, catalog, lambda texts: resolve(READER.load(texts), catalog), language="en"
    ).texts
    changes = diff_texts(CRM, after, READER.load)
    for language, sentence in (("en", english), ("zh-CN", chinese)):
        told = Telling(changes, READER.load(CRM), READER.load(after), language).tell()
        assert [one.sentence for one in told] == [sentence]
        back = Telling(diff_texts(after, CRM), READER.load(after), READER.load(CRM), language).tell()
        assert len(back) == 1 and back[0].sentence
