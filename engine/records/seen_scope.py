"""The names that a reader may use in an expression: what is hidden from him is not there, not even to be guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.catalog.ids import SYSTEM_FIELDS
from engine.definition.naming import form_of
from engine.definition.scopes import form_scope
from engine.expression.scope import Scope, Symbol

if TYPE_CHECKING:
    from engine.definition.model import Form
    from engine.expression.types import Type
    from engine.records.context import RecordContext

# What everybody may read of himself (`me.department`); of others it is asked once the whole path is known.
_PEOPLE = "company."


@dataclass(frozen=True)
class SeenScope:
    """The names of a form, less the fields and lists that the actor may not ask by."""

    ctx: RecordContext
    form: Form
    whole: Scope

    def symbol(self, name: str) -> Symbol | None:
        return self.whole.symbol(name) if self._open(self.form.name, name) else None

    def member(self, type: Type, name: str) -> Symbol | None:
        return self.whole.member(type, name) if self._open(form_of(type), name) else None

    def names(self, type: Type | None = None) -> Iterable[str]:
        form = self.form.name if type is None else form_of(type)
        return tuple(name for name in self.whole.names(type) if self._open(form, name))

    def _open(self, full: str, name: str) -> bool:
        app, _, rest = full.partition(".")
        form, _, subform = rest.partition(".")
        apps = self.ctx.apps.all()
        if not form or app not in apps or form not in apps[app].forms:
            return True  # settings, options and their like belong to no form
        declared = apps[app].forms[form]
        decision = self.ctx.decide("read", declared)
        if subform:
            return decision.allowed and decision.may_probe(subform)
        if name in declared.fields:
            return full.startswith(_PEOPLE) or (decision.allowed and decision.may_probe(name))
        return name in SYSTEM_FIELDS or self._list_is_open(full, name)

    def _list_is_open(self, full: str, name: str) -> bool:
        """A list of those that point here shows who they are: whoever asks must be able to read all of them."""
        found = next((one for one in self._lists(full) if one[0] == name), None)
        if found is None:
            return True
        decision = self.ctx.decide("read", found[1])
        return decision.allowed and decision.may_probe(found[2])

    def _lists(self, full: str) -> Iterable[tuple[str, Form, str]]:
        app_id, _, form_id = full.partition(".")
        for app in self.ctx.apps.all().values():
            for form in app.forms.values():
                for field in form.fields.values():
                    if field.target == (app_id, form_id) and field.settings.get("inverse"):
                        yield str(field.settings["inverse"]), form, field.id


def seen_scope(ctx: RecordContext, form: Form) -> Scope:
    """What the actor may say over the rows of a form; for whoever reads everything, all of it."""
    whole = form_scope(ctx.app_of(form), form.id, ctx.apps.all())
    return whole if ctx.actor.is_admin and ctx.actor.scopes is None else SeenScope(ctx, form, whole)
