"""How far something is: a share from nothing to all, drawn as a bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.catalog import schemas
from engine.catalog.choices import COLORS
from engine.catalog.fields.field_type import Ask, FieldExamples
from engine.catalog.shares import Share


class Progress(Share):
    """A percentage between 0 and 100 % as a fraction (`0.4`); `step` is that of the slider, a fraction too.

    `colors` paint the bar: each from its share on, the last that is reached counts.
    """

    name = "progress"
    schema = {
        "decimals": {"type": "integer", "minimum": 0, "maximum": 4},
        "step": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "colors": schemas.list_of(
            schemas.fixed(
                {"from": {"type": "number", "minimum": 0, "maximum": 1}, "color": schemas.one_of(*COLORS)},
                ("from", "color"),
            ),
            maxItems=10,
        ),
    }
    examples = FieldExamples(
        settings={"colors": [{"from": 0, "color": "red"}, {"from": 1, "color": "green"}]},
        good=((0.4, "0.400000"), ("1", "1.000000"), (0, "0.000000"), ("", None)),
        bad=(
            (1.2, "value.above_max"),
            (-0.1, "value.below_min"),
            ("0.3333333", "value.too_many_decimals"),
            ("40%", "value.not_a_number"),
        ),
    )

    def settle(self, settings: Mapping[str, Any], ask: Ask) -> Mapping[str, Any]:
        colors = settings.get("colors", ())
        shares = [color["from"] for color in colors if "from" in color]
        if shares != sorted(set(shares)):
            ask.problem("shares_not_rising", "colors")
        return {"decimals": 0, "step": 0.05, **settings, "colors": colors, "min": 0, "max": 1}
