"""Functions about who asks, people in fields, and what a record is; most are short for a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.expression.function import Context, Function, Parameter, Value
from engine.expression.nodes import Call, Member, Name, Node
from engine.expression.types import ANY, TEXT, WHOLE, YES_NO
from engine.expression.values import VALUE

_RECORD = Parameter("record")
HELD_ROLES = "@roles"  # a root name that no field can have: the roles held in the app by whoever asks


def _me(call: Call) -> Node:
    return Name("me", place=call.place)


def _my(name: str) -> Callable[[Call], Node]:
    return lambda call: Member(Name("me", place=call.place), name, place=call.place)


def _named(call: Call) -> Node:
    return Member(call.arguments[0], "name", place=call.place)


def _number(call: Call) -> Node:
    return Name("id", place=call.place)


def _new(call: Call) -> Node:
    return Call("ISBLANK", (Name("old", place=call.place),), place=call.place)


def _before(call: Call) -> Node:
    field = call.arguments[0]
    if not isinstance(field, Name):
        return Call("PREVIOUS", call.arguments, place=call.place)
    return Member(Name("old", place=call.place), field.name, place=call.place)


def _place(value: Value) -> Value:
    """The parts of an address one after the other, without the postcode."""
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        return value if isinstance(value, str) else VALUE
    parts = ("country", "province", "city", "district", "street")
    return "".join(str(value[part]) for part in parts if value.get(part))


def _in_role(context: Context, role: str) -> Value:
    held = context.value(HELD_ROLES)
    return isinstance(held, (tuple, list)) and role in held


FUNCTIONS = (
    Function(
        "INROLE",
        (Parameter("role", "text"),),
        YES_NO,
        {
            "en": "Does the person who asks hold this role of the app? Nothing that is stored may ask it.",
            "zh-CN": "当前用户是否拥有应用的该角色。不能用于存储的值。",
        },
        (),
        python=_in_role,
        context=True,
        reads=(("me",), (HELD_ROLES,)),
        safe=True,
    ),
    Function(
        "CURRENTUSER",
        (),
        ANY,
        {"en": "The person who asks; short for me.", "zh-CN": "当前用户，等同于 me。"},
        (),
        expand=_me,
    ),
    Function(
        "GETUSERNAME",
        (),
        TEXT,
        {"en": "The name of the person who asks; short for me.name.", "zh-CN": "当前用户的姓名，等同于 me.name。"},
        (),
        expand=_my("name"),
    ),
    Function(
        "USERDEPT",
        (),
        ANY,
        {
            "en": "The department of the person who asks; short for me.department.",
            "zh-CN": "当前用户所在部门，等同于 me.department。",
        },
        (),
        expand=_my("department"),
    ),
    Function(
        "TEXTUSER",
        (_RECORD,),
        TEXT,
        {"en": "The name of a person in a field.", "zh-CN": "成员字段的姓名。"},
        (),
        expand=_named,
    ),
    Function(
        "TEXTDEPT",
        (_RECORD,),
        TEXT,
        {"en": "The name of a department in a field.", "zh-CN": "部门字段的名称。"},
        (),
        expand=_named,
    ),
    Function(
        "TEXTPHONE",
        (Parameter("phone", "text"),),
        TEXT,
        {"en": "A phone number as text.", "zh-CN": "手机字段的文本。"},
        (('TEXTPHONE("13800138000")', "13800138000"),),
        expand=lambda call: Call("CONCATENATE", call.arguments, place=call.place),
    ),
    Function(
        "TEXTLOCATION",
        (Parameter("address"),),
        TEXT,
        {"en": "An address as one text, without the postcode.", "zh-CN": "地址字段的完整文本（不含邮编）。"},
        (("TEXTLOCATION(null)", ""),),
        python=_place,
        safe=True,
    ),
    Function(
        "RECNO",
        (),
        WHOLE,
        {
            "en": "The number of the record in its form, from 1 on and never given twice; short for id.",
            "zh-CN": "记录在其表单中的序号，从 1 开始，不会重复使用，等同于 id。",
        },
        (),
        expand=_number,
    ),
    Function(
        "ISNEW",
        (),
        YES_NO,
        {"en": "Is the record just being made?", "zh-CN": "记录是否为新建。"},
        (),
        expand=_new,
    ),
    Function(
        "PREV",
        (Parameter("field", "field"),),
        ANY,
        {
            "en": "The value of a field before this change; short for old.field.",
            "zh-CN": "字段修改前的值，等同于 old.字段。",
        },
        (),
        expand=_before,
    ),
)
