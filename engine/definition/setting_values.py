"""What the settings of an app are now: what an admin chose where it fits, else what the definition says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.catalog.values import InvalidValue

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field


def setting_values(app: App, chosen: Mapping[str, Any]) -> Mapping[str, Any]:
    """Python values by id, as expressions read them (`settings.dormant_days`).

    `chosen` are JSON values; one that no longer fits its setting's type counts as not chosen.
    """
    found = {}
    for name, field in app.settings.items():
        value = _read(field, chosen[name]) if chosen.get(name) is not None else None
        if value is None and field.default is not None and field.default.literal is not None:
            value = _read(field, field.default.literal)
        found[name] = value
    return found


def _read(field: Field, value: Any) -> Any:
    try:
        return field.type.clean(value, field)
    except InvalidValue:
        return None
