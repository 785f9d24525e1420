"""A name suggests a type, in either language; plain names suggest none."""

from __future__ import annotations

import pytest

from engine.catalog.catalog import built_in_catalog
from engine.catalog.type_words import type_named

TYPES = built_in_catalog().fields.names()


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("电话", "phone"), ("手机号码", "phone"), ("Mobile phone", "phone"), ("E-mail", "email"), ("电子邮件", "email"),
        ("签约日期", "date"), ("Due date", "date"), ("close_date", "date"), ("开始时间", "datetime"),
        ("合同金额", "money"),
        ("Unit price", "money"), ("数量", "number"), ("Qty", "number"), ("完成比例", "percent"), ("客户状态", "select"),
        ("Priority", "select"), ("标签", "multi_select"), ("是否有效", "yes_no"), ("备注", "long_text"),
        ("Description", "long_text"), ("收货地址", "address"), ("负责人", "user"), ("Owner", "user"),
        ("所属部门", "department"), ("附件", "file"), ("订单编号", "serial"), ("订单明细", "subform"), ("网址", "url"),
        ("公司名称", None), ("Name", None), ("Candidate", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_suggests_a_type(name: str, type: str | None) -> None:
    assert type_named(name, TYPES) == type


def test_only_what_is_offered_is_suggested() -> None:
    assert type_named("电话", ["text", "date"]) is None
