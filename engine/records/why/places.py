"""What the parts of an expression stand for in one app: fields and options with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.expression.nodes import Member, Name, Node
from engine.expression.types import ListOf, Namespace, Record, Records, Type

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.records.context import RecordContext

ROW = ("field", "inverse")
# Where in an app the labels of a namespace's members are written.
_WRITTEN = {"settings": "app/settings", "calendars": "calendar"}
# Names of a record as a whole.
RECORDS = ("record", "old", "row", "parent")


@dataclass(frozen=True)
class Places:
    """The fields around an expression: those of `form` (`shop.deal`, or `shop.deal.lines` for its rows)."""

    ctx: RecordContext
    form: str

    def fields(self, form: str) -> Mapping[str, Field]:
        """The fields of a form or of a subform's rows by its full name; {} when it is gone."""
        app, _, rest = form.partition(".")
        name, _, subform = rest.partition(".")
        apps = self.ctx.apps.all()
        found = apps[app].forms.get(name) if app in apps else None
        if found is None:
            return {}
        if not subform:
            return found.fields
        return found.fields[subform].fields if subform in found.fields else {}

    def field(self, node: Node) -> Field | None:
        """The field that a name or a path ends at."""
        if isinstance(node, Name):
            return self.fields(self.form).get(node.name) if node.kind in ROW else None
        if isinstance(node, Member):
            form = form_of(node.target.type)
            return self.fields(form).get(node.name) if form else None
        return None

    # --- labels for the printer

    def name(self, node: Name | Member) -> str | None:
        field = self.field(node)
        if field is not None:
            return field.say(self.ctx.language)
        if isinstance(node, Name) and node.kind == "inverse":
            return self._other_side(node.name)
        if isinstance(node, Member) and isinstance(node.target.type, Namespace):
            written = _WRITTEN.get(node.target.type.name)
            app = self.ctx.apps.app(self.form.partition(".")[0])
            return None if written is None else app.label_of(f"{written}/{node.name}", self.ctx.language)
        return None

    def option(self, beside: Node, id: str) -> str | None:
        field = self.field(beside)
        if field is None:
            return None
        shown = field.settings.get("result") if field.type.computed else field
        options = shown.settings.get("options", ()) if shown is not None else ()
        return next((str(option.say(self.ctx.language)) for option in options if option.id == id), None)

    def _other_side(self, inverse: str) -> str | None:
        """The list of those that point here is called as they are."""
        app_id, _, form_id = self.form.partition(".")
        for app in self.ctx.apps.all().values():
            for form in app.forms.values():
                for field in form.fields.values():
                    if field.settings.get("inverse") == inverse and field.target == (app_id, form_id):
                        return app.say(f"form/{form.id}/label_plural", self.ctx.language) or form.label_plural
        return None


def form_of(type: Type) -> str:
    """The form of a record, or of the records of a list; '' for anything else."""
    if isinstance(type, ListOf):
        return form_of(type.item)
    return type.form if isinstance(type, (Record, Records)) else ""
