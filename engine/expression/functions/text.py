"""Functions over text: cut, join, find, change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.sql import case, cast, func, literal, null
from sqlalchemy.types import Numeric

from engine.expression.function import Context, Function, Parameter, SqlForm, Value
from engine.expression.letters import LOWER, UPPER, lower, upper
from engine.expression.nodes import Call, Literal, Node
from engine.expression.patterns import find_pattern, format_number, format_value, read_number
from engine.expression.sql import NoSqlForm
from engine.expression.types import NUMBER, TEXT, WHOLE, YES_NO
from engine.expression.values import TEXT_CAP, VALUE, ErrorValue, round_half_up

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FOLD = str.maketrans(_CAPITALS, _CAPITALS.lower())


def _whole(count: Decimal) -> int:
    """A count as an int; nothing is longer than the cap."""
    return int(min(count, Decimal(10 * TEXT_CAP)))


def fold(text: str) -> str:
    """Latin letters A-Z made small, all else as it is: the same on both databases."""
    return text.translate(_FOLD)


# What CHAR gives for 1 to 255: Windows' Western characters, as in Excel.
_CHARACTERS = "".join(
    bytes([code]).decode("cp1252") if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(code)
    for code in range(1, 256)
)


def _char(code: Decimal) -> Value:
    return _CHARACTERS[int(code) - 1] if 1 <= code <= 255 else VALUE


def _fold_sql(text: Any) -> Any:
    return func.translate(text, literal(_CAPITALS), literal(_CAPITALS.lower()))


def _left(text: str, count: Decimal = Decimal(1)) -> Value:
    return VALUE if count < 0 else text[: _whole(count)]


def _right(text: str, count: Decimal = Decimal(1)) -> Value:
    if count < 0:
        return VALUE
    return text[-_whole(count) :] if count else ""


def _mid(text: str, start: Decimal, count: Decimal) -> Value:
    if start < 1 or count < 0:
        return VALUE
    first = _whole(start) - 1
    return text[first : first + _whole(count)]


def _replace(text: str, start: Decimal, count: Decimal, new: str) -> Value:
    if start < 1 or count < 0:
        return VALUE
    first = _whole(start) - 1
    return text[:first] + new + text[first + _whole(count) :]


def _substitute(text: str, old: str, new: str, instance: Value = None) -> Value:
    if instance is not None and instance < 1:
        return VALUE
    if not old:
        return text
    if instance is None:
        if len(new) > len(old) and text.count(old) * (len(new) - len(old)) + len(text) > TEXT_CAP:
            return VALUE
        return text.replace(old, new)
    at = -1
    for _ in range(_whole(instance)):
        at = text.find(old, at + 1 if at < 0 else at + len(old))
        if at < 0:
            return text
    return text[:at] + new + text[at + len(old) :]


def _substitute_sql(text: Any, old: Any, new: Any, instance: Any = None) -> Any:
    if instance is not None:
        raise NoSqlForm("SUBSTITUTE of one instance")
    made = func.replace(text, old, new)
    return case((func.char_length(made) > TEXT_CAP, null()), else_=made)


def _rept_sql(text: Any, count: Any) -> Any:
    length = cast(func.char_length(text), Numeric) * count
    return case((count < 0, null()), (length > TEXT_CAP, null()), else_=func.repeat(text, count))


def _only_written(*arguments: Any) -> Any:
    """Functions whose SQL follows from a pattern as written have it in sql_texts."""
    raise NoSqlForm("a pattern that is not written")


def _find(part: str, text: str, start: Decimal = Decimal(1)) -> Value:
    if start < 1 or start > len(text) + 1:
        return VALUE
    at = text.find(part, int(start) - 1)
    return VALUE if at < 0 else Decimal(at + 1)


def _find_sql(part: Any, text: Any, start: Any = literal(1)) -> Any:
    at = func.nullif(func.strpos(func.substr(text, start), part), 0) + start - 1
    return cast(case((start < 1, null()), (start > func.char_length(text) + 1, null()), else_=at), Numeric)


def _search(part: str, text: str, start: Decimal = Decimal(1)) -> Value:
    if start < 1 or start > len(text) + 1:
        return VALUE
    at = find_pattern(part, text, int(start) - 1)
    return VALUE if at is None else Decimal(at + 1)


def _rept(text: str, count: Decimal) -> Value:
    return VALUE if count < 0 or len(text) * count > TEXT_CAP else text * int(count)


def _value(value: Value) -> Value:
    if isinstance(value, str):
        found = read_number(value)
        return VALUE if found is None else found
    return value


def _text(context: Context, value: Value, pattern: str) -> str | ErrorValue:
    return format_value(value, pattern, context)


def _trim(text: str) -> str:
    return " ".join(part for part in text.split(" ") if part)


def _join_sql(*parts: Any) -> Any:
    made = parts[0]
    for part in parts[1:]:
        made = made.concat(part)
    return made


def _fixed(value: Decimal, decimals: Decimal = Decimal(2), plain: bool = False) -> Value:
    """Below zero decimals the number is rounded to tens, hundreds and so on; never more than 127 decimals."""
    if decimals > 127:
        return VALUE
    rounded = round_half_up(value, max(int(decimals), -400))
    return format_number(rounded, ("0" if plain else "#,##0") + ("." + "0" * int(decimals) if decimals > 0 else ""))


def _fixed_pattern(call: Call) -> Node | None:
    """TEXT with the pattern that the written decimals mean, so that databases can compute it."""
    given = [argument.value if isinstance(argument, Literal) else None for argument in call.arguments[1:]]
    decimals, plain = (given + [Decimal(2), False][len(given) :])[:2]
    if not isinstance(decimals, Decimal) or not 0 <= decimals <= 9 or not isinstance(plain, bool):
        return None
    pattern = ("0" if plain else "#,##0") + ("." + "0" * int(decimals) if decimals >= 1 else "")
    return Call("TEXT", (call.arguments[0], Literal(pattern, place=call.place)), place=call.place)


_TEXT = Parameter("text", "text")
_COUNT = Parameter("count", "whole", optional=True, default=Decimal(1))

FUNCTIONS = (
    Function(
        "CONCATENATE",
        (Parameter("text", "text"), Parameter("more", "text", optional=True, many=True)),
        TEXT,
        {"en": "Joins texts.", "zh-CN": "把多个文本连接在一起。"},
        (('CONCATENATE("a", 1, "b")', "a1b"),),
        python=lambda *parts: "".join(parts),
        sql=SqlForm(_join_sql, _join_sql),
        safe=True,
    ),
    Function(
        "LEFT",
        (_TEXT, _COUNT),
        TEXT,
        {"en": "The first characters of a text.", "zh-CN": "取文本开头的若干个字符。"},
        (('LEFT("abc", 2)', "ab"), ('LEFT("匠表")', "匠"), ('LEFT("a", -1)', VALUE)),
        python=_left,
        sql=SqlForm(
            lambda text, count=literal(1): case((count < 0, null()), else_=func.left(text, count)),
            lambda text, count=literal(1): case((count < 0, null()), else_=func.substr(text, 1, count)),
        ),
    ),
    Function(
        "RIGHT",
        (_TEXT, _COUNT),
        TEXT,
        {"en": "The last characters of a text.", "zh-CN": "取文本末尾的若干个字符。"},
        (('RIGHT("abc", 2)', "bc"), ('RIGHT("abc", 0)', "")),
        python=_right,
        sql=SqlForm(lambda text, count=literal(1): case((count < 0, null()), else_=func.right(text, count))),
    ),
    Function(
        "MID",
        (_TEXT, Parameter("start", "whole"), Parameter("count", "whole")),
        TEXT,
        {"en": "Characters out of the middle of a text.", "zh-CN": "从文本中间取若干个字符。"},
        (('MID("abcd", 2, 2)', "bc"), ('MID("abcd", 9, 2)', ""), ('MID("abcd", 0, 2)', VALUE)),
        python=_mid,
        sql=SqlForm(
            lambda text, start, count: case(
                (start < 1, null()), (count < 0, null()), else_=func.substr(text, start, count)
            ),
            lambda text, start, count: case(
                (start < 1, null()), (count < 0, null()), else_=func.substr(text, start, count)
            ),
        ),
    ),
    Function(
        "CHAR",
        (Parameter("code", "whole"),),
        TEXT,
        {
            "en": "The character with a code from 1 to 255; 10 begins a new line.",
            "zh-CN": "编码（1 到 255）对应的字符，10 为换行。",
        },
        (("CHAR(65)", "A"), ("CHAR(128)", "€"), ("CHAR(0)", VALUE)),
        python=_char,
        sql=SqlForm(
            lambda code: case((code.between(1, 255), func.substr(literal(_CHARACTERS), code, 1)), else_=null())
        ),
    ),
    Function(
        "LEN",
        (_TEXT,),
        WHOLE,
        {"en": "How many characters a text has.", "zh-CN": "文本的字符数。"},
        (('LEN("匠表")', Decimal(2)), ("LEN(null)", Decimal(0))),
        python=lambda text: Decimal(len(text)),
        sql=SqlForm(func.char_length, func.length),
        safe=True,
    ),
    Function(
        "LOWER",
        (_TEXT,),
        TEXT,
        {"en": "All letters small.", "zh-CN": "转换为小写字母。"},
        (('LOWER("ABC")', "abc"), ('LOWER("ÉΩ")', "éω")),
        python=lower,
        sql=SqlForm(lambda text: func.translate(text, *map(literal, LOWER))),
        safe=True,
    ),
    Function(
        "UPPER",
        (_TEXT,),
        TEXT,
        {"en": "All letters capital.", "zh-CN": "转换为大写字母。"},
        (('UPPER("abc")', "ABC"), ('UPPER("straße")', "STRAßE")),
        python=upper,
        sql=SqlForm(lambda text: func.translate(text, *map(literal, UPPER))),
        safe=True,
    ),
    Function(
        "TRIM",
        (_TEXT,),
        TEXT,
        {"en": "Takes away spaces at both ends and double spaces within.", "zh-CN": "去掉首尾空格和中间多余的空格。"},
        (('TRIM("  a   b ")', "a b"),),
        python=_trim,
        sql=SqlForm(lambda text: func.regexp_replace(func.btrim(text, " "), " +", " ", "g")),
        safe=True,
    ),
    Function(
        "SUBSTITUTE",
        (_TEXT, Parameter("old", "text"), Parameter("new", "text"), Parameter("instance", "whole", optional=True)),
        TEXT,
        {"en": "Replaces one text by another, everywhere or once.", "zh-CN": "把文本中的旧内容替换为新内容。"},
        (('SUBSTITUTE("a-b-c", "-", "+")', "a+b+c"), ('SUBSTITUTE("a-b-c", "-", "+", 2)', "a-b+c")),
        python=_substitute,
        sql=SqlForm(_substitute_sql),
    ),
    Function(
        "REPLACE",
        (_TEXT, Parameter("start", "whole"), Parameter("count", "whole"), Parameter("new", "text")),
        TEXT,
        {"en": "Replaces characters at a position.", "zh-CN": "替换指定位置的若干个字符。"},
        (('REPLACE("abcd", 2, 2, "X")', "aXd"),),
        python=_replace,
        sql=SqlForm(
            lambda text, start, count, new: case(
                (start < 1, null()),
                (count < 0, null()),
                else_=func.substr(text, 1, start - 1).concat(new).concat(func.substr(text, start + count)),
            ),
        ),
    ),
    Function(
        "FIND",
        (Parameter("part", "text"), _TEXT, Parameter("start", "whole", optional=True, default=Decimal(1))),
        WHOLE,
        {"en": "Where a text stands in another; capitals matter.", "zh-CN": "查找文本所在位置，区分大小写。"},
        (('FIND("b", "abc")', Decimal(2)), ('FIND("B", "abc")', VALUE)),
        python=_find,
        sql=SqlForm(_find_sql),
    ),
    Function(
        "SEARCH",
        (Parameter("part", "text"), _TEXT, Parameter("start", "whole", optional=True, default=Decimal(1))),
        WHOLE,
        {
            "en": "Where a text stands in another; ? and * stand for any character.",
            "zh-CN": "查找文本所在位置，不区分大小写，可用通配符 ? 和 *。",
        },
        (('SEARCH("B", "abc")', Decimal(2)), ('SEARCH("?c", "abc")', Decimal(2))),
        python=_search,
        sql=SqlForm(_only_written),
    ),
    Function(
        "EXACT",
        (_TEXT, Parameter("other", "text")),
        YES_NO,
        {"en": "Are two texts the same, capitals included?", "zh-CN": "两个文本是否完全相同（区分大小写）。"},
        (('EXACT("a", "a")', True), ('EXACT("a", "A")', False)),
        python=lambda left, right: left == right,
        sql=SqlForm(lambda left, right: left == right, lambda left, right: left == right),
        safe=True,
    ),
    Function(
        "TEXT",
        (Parameter("value"), Parameter("pattern", "text")),
        TEXT,
        {
            "en": "A number, day or time as text, in a pattern such as 0.00 or yyyy-mm-dd.",
            "zh-CN": "按格式把数字、日期或时间显示为文本，如 0.00、yyyy-mm-dd。",
        },
        (
            ('TEXT(1234.5, "#,##0.00")', "1,234.50"),
            ('TEXT(0.256, "0.0%")', "25.6%"),
            ('TEXT(DATE(2024, 5, 3), "yyyy-mm-dd")', "2024-05-03"),
        ),
        python=_text,
        sql=SqlForm(_only_written),
        context=True,
    ),
    Function(
        "FIXED",
        (
            Parameter("number", "number"),
            Parameter("decimals", "whole", optional=True, default=Decimal(2)),
            Parameter("without_commas", "yes_no", optional=True, default=False),
        ),
        TEXT,
        {
            "en": "A number as text with so many decimals and commas between the thousands.",
            "zh-CN": "把数字显示为指定小数位的文本，带千位分隔符。",
        },
        (
            ("FIXED(1234.567)", "1,234.57"),
            ("FIXED(1234.567, 1, true)", "1234.6"),
            ("FIXED(1234.567, -2)", "1,200"),
            ("FIXED(1, 200)", VALUE),
        ),
        python=_fixed,
        expand=_fixed_pattern,
    ),
    Function(
        "VALUE",
        (Parameter("text"),),
        NUMBER,
        {"en": "Reads a number out of a text.", "zh-CN": "把文本转换为数字。"},
        (('VALUE("1,234.50")', Decimal("1234.5")), ('VALUE("25%")', Decimal("0.25")), ('VALUE("abc")', VALUE)),
        python=_value,
    ),
    Function(
        "REPT",
        (_TEXT, Parameter("count", "whole")),
        TEXT,
        {"en": "Repeats a text.", "zh-CN": "把文本重复若干次。"},
        (('REPT("ab", 3)', "ababab"), ('REPT("ab", 1000000)', VALUE)),
        python=_rept,
        sql=SqlForm(_rept_sql),
    ),
    Function(
        "CONTAINS",
        (_TEXT, Parameter("part", "text")),
        YES_NO,
        {
            "en": "Does a text contain another? The case of Latin letters does not matter.",
            "zh-CN": "文本是否包含另一段文本，不区分英文大小写。",
        },
        (('contains("Formwright", "WRIGHT")', True), ('contains("abc", "x")', False)),
        python=lambda text, part: fold(part) in fold(text),
        sql=SqlForm(
            lambda text, part: func.strpos(_fold_sql(text), _fold_sql(part)) > 0,
            lambda text, part: func.instr(func.lower(text), func.lower(part)) > 0,
        ),
        safe=True,
    ),
    Function(
        "STARTS_WITH",
        (_TEXT, Parameter("part", "text")),
        YES_NO,
        {
            "en": "Does a text begin with another? The case of Latin letters does not matter.",
            "zh-CN": "文本是否以另一段文本开头，不区分英文大小写。",
        },
        (('starts_with("Formwright", "form")', True), ('starts_with("abc", "b")', False)),
        python=lambda text, part: fold(text).startswith(fold(part)),
        sql=SqlForm(
            lambda text, part: func.left(_fold_sql(text), func.char_length(part)) == _fold_sql(part),
            lambda text, part: func.substr(func.lower(text), 1, func.length(part)) == func.lower(part),
        ),
        safe=True,
    ),
    Function(
        "ENDS_WITH",
        (_TEXT, Parameter("part", "text")),
        YES_NO,
        {
            "en": "Does a text end with another? The case of Latin letters does not matter.",
            "zh-CN": "文本是否以另一段文本结尾，不区分英文大小写。",
        },
        (('ends_with("Formwright", "WRIGHT")', True), ('ends_with("abc", "b")', False)),
        python=lambda text, part: fold(text).endswith(fold(part)),
        sql=SqlForm(lambda text, part: func.right(_fold_sql(text), func.char_length(part)) == _fold_sql(part)),
        safe=True,
    ),
)
