"""Where a choice made step by step lies: `jiangsu/nanjing` is within `jiangsu`."""

from __future__ import annotations

from sqlalchemy.sql import func, or_

from engine.expression.function import Function, Parameter, SqlForm
from engine.expression.types import YES_NO


def _within(path: str, part: str) -> bool:
    return path == part or path.startswith(f"{part}/")


FUNCTIONS = (
    Function(
        "WITHIN",
        (Parameter("path", "text"), Parameter("part", "text")),
        YES_NO,
        {
            "en": "Is a choice made step by step (a region and its city) this one, or inside it?",
            "zh-CN": "逐级选择的值（例如地区和城市）是否就是这一项，或在它之内。",
        },
        (('within("js/nj", "js")', True), ('within("js", "js/nj")', False), ('within("jsx", "js")', False)),
        python=_within,
        sql=SqlForm(
            lambda path, part: or_(path == part, func.left(path, func.char_length(part) + 1) == part.concat("/")),
            lambda path, part: or_(path == part, func.substr(path, 1, func.length(part) + 1) == part.concat("/")),
        ),
        safe=True,
        options_of=lambda position, count: 0 if position else None,
    ),
)
