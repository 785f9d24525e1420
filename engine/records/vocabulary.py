"""The words that may stand in an expression over a form, for whoever writes one: fields, what they lead to, options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from engine.catalog.ids import SYSTEM_FIELDS
from engine.definition.naming import Naming, form_of
from engine.expression.nodes import Member, Name, Node
from engine.expression.parser import can_stand_in_braces, in_braces
from engine.expression.types import ListOf, Namespace, Record, Records, Type
from engine.records.permitting import require
from engine.records.seen_scope import seen_scope
from engine.texts import say

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.expression.scope import Symbol
    from engine.records.context import RecordContext

_LISTS = (Records, ListOf)


def vocabulary(ctx: RecordContext, form: Form, of: str | None = None) -> list[dict[str, Any]]:
    """The names at the root, or behind a value of `of`: a form as `to` tells it (`crm.customer`), or `settings`.

    Each with how it is written (`{Customer}`), its type, its options, and `to` where more names stand behind it.
    Raises PermissionDenied.
    """
    require(ctx, "read", form)
    scope = seen_scope(ctx, form)
    words = Naming(ctx.apps.all(), form.name, ctx.language)
    behind = None if of is None else Namespace(of) if of == "settings" else Record(of)
    names = tuple(dict.fromkeys(scope.names(behind)))
    called = Counter(label for name in names for label in words.labels(behind, name)[:1])
    twice = {label for label, count in called.items() if count > 1}
    return [
        _word(ctx, words, behind, name, symbol, twice)
        for name in names
        if (symbol := scope.symbol(name) if behind is None else scope.member(behind, name)) is not None
    ]


def _word(
    ctx: RecordContext, words: Naming, behind: Type | None, name: str, symbol: Symbol, twice: Collection[str]
) -> dict[str, Any]:
    labels = words.labels(behind, name)
    type = symbol.type
    node: Node = (
        Name(name, kind=symbol.kind, type=type)
        if behind is None
        else Member(Name("record", type=behind), name, type=type)
    )
    field = words.field(node)
    shown = field.settings.get("result") if field is not None and field.type.computed else field
    return {
        "id": name,
        "label": labels[0] if labels else name,
        "others": list(labels[1:]),
        # The label in braces where nothing else here is called so, else the bare id.
        "write": in_braces(labels[0]) if _is_clear(labels, twice) else name,
        "kind": symbol.kind,
        "type": type.kind,
        "type_label": say(f"expression.type.{type.kind}", {}, ctx.language),
        "field_type": shown.type.name if shown is not None else None,
        "system": field is None and name in SYSTEM_FIELDS,
        "many": isinstance(type, _LISTS),
        "to": type.name if isinstance(type, Namespace) else form_of(type) or None,
        "options": [{"id": id, "label": labels[0] if labels else id} for id, labels in words.options(node)],
    }


def _is_clear(labels: Sequence[str], twice: Collection[str]) -> bool:
    """Whether the first label means one thing only."""
    return bool(labels) and can_stand_in_braces(labels[0]) and labels[0] not in twice
