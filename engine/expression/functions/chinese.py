"""Functions for Chinese business: amounts in capital characters, pinyin."""

from __future__ import annotations

from decimal import Decimal

from engine.expression.function import Function, Parameter, Value
from engine.expression.types import TEXT
from engine.expression.values import NUM, round_half_up

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_LIMIT = Decimal(10) ** 16


def _capitals(number: Decimal) -> Value:
    """An amount as cheques and invoices write it; to the fen, halves away from zero."""
    cents = round_half_up(number, 2)
    if abs(cents) >= _LIMIT:
        return NUM
    whole, rest = divmod(int(abs(cents) * 100), 100)
    jiao, fen = divmod(rest, 10)
    made = _whole(whole) + "元" if whole or not rest else ""
    if jiao:
        made += _DIGITS[jiao] + "角"
    elif fen and whole:
        made += "零"
    made += _DIGITS[fen] + "分" if fen else "整"
    return ("负" if cents < 0 else "") + made


def _whole(number: int) -> str:
    """A whole number in groups of four places; zeros within are one 零, those at the end none."""
    if not number:
        return "零"
    made, gap = "", False
    for group in range(3, -1, -1):
        part = number // 10_000**group % 10_000
        if not part:
            gap = bool(made)
            continue
        if made and (gap or part < 1000):
            made += "零"
        gap = False
        made += _group(part) + _GROUPS[group]
    # Of 万亿 and 亿 only the last 亿 is written.
    return made.replace("万亿", "万", 1) if made.count("亿") > 1 else made


def _group(part: int) -> str:
    made, gap = "", False
    for place in range(3, -1, -1):
        digit = part // 10**place % 10
        if not digit:
            gap = bool(made)
            continue
        made += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return made


def _pinyin(text: str, between: str = "", initials: bool = False) -> str:
    if not any(ord(letter) > 0x2E7F for letter in text):
        return text
    from pypinyin import Style, lazy_pinyin  # imported at first use: it weighs 55 MB

    style = Style.FIRST_LETTER if initials else Style.NORMAL
    return between.join(lazy_pinyin(text, style=style))


FUNCTIONS = (
    Function(
        "RMBCAP",
        (Parameter("number", "number"),),
        TEXT,
        {"en": "An amount in capital Chinese characters.", "zh-CN": "把金额转换为人民币大写。"},
        (
            ("RMBCAP(1234.56)", "壹仟贰佰叁拾肆元伍角陆分"),
            ("RMBCAP(10001)", "壹万零壹元整"),
            ("RMBCAP(100.05)", "壹佰元零伍分"),
            ("RMBCAP(-0.5)", "负伍角整"),
            ("RMBCAP(0)", "零元整"),
            ("RMBCAP(100000000)", "壹亿元整"),
            ("RMBCAP(120000000000)", "壹仟贰佰亿元整"),
            ("RMBCAP(1000200000000)", "壹万零贰亿元整"),
            ("RMBCAP(1e16)", NUM),
        ),
        python=_capitals,
    ),
    Function(
        "PINYIN",
        (
            Parameter("text", "text"),
            Parameter("between", "text", optional=True, default=""),
            Parameter("initials", "yes_no", optional=True, default=False),
        ),
        TEXT,
        {
            "en": "Chinese characters in pinyin without tones, or their first letters; all else as it is.",
            "zh-CN": "把汉字转换为拼音（不带声调），也可以只取首字母。",
        },
        (
            ('PINYIN("张三")', "zhangsan"),
            ('PINYIN("张三", " ")', "zhang san"),
            ('PINYIN("张三", "", true)', "zs"),
            ('PINYIN("abc")', "abc"),
        ),
        python=_pinyin,
        safe=True,
    ),
)
