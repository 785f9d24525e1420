"""What the names of an expression are called in one app, for one reader: fields, lists, settings and options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.catalog.fields.field_type import Option
from engine.definition.app import App
from engine.definition.model import Field
from engine.expression.nodes import Member, Name, Node
from engine.expression.types import ListOf, Namespace, Record, Records, Type
from engine.texts import LANGUAGES

ROW = ("field", "inverse")
# Where in an app the labels of a namespace's members are written.
_WRITTEN = {"settings": "app/settings", "calendars": "calendar"}


@dataclass(frozen=True)
class Naming:
    """The things around an expression over `form` (`shop.deal`, or `shop.deal.lines` for its rows), in `language`."""

    apps: Mapping[str, App]
    form: str
    language: str

    def fields(self, form: str) -> Mapping[str, Field]:
        """The fields of a form or of a subform's rows by its full name; {} when it is gone."""
        app, _, rest = form.partition(".")
        name, _, subform = rest.partition(".")
        found = self.apps[app].forms.get(name) if app in self.apps else None
        if found is None:
            return {}
        if not subform:
            return found.fields
        return found.fields[subform].fields if subform in found.fields else {}

    def field(self, node: Node) -> Field | None:
        """The field that a name or a path of a checked tree ends at."""
        if isinstance(node, Name):
            return self.fields(self.form).get(node.name) if node.kind in ROW else None
        if isinstance(node, Member):
            form = form_of(node.target.type)
            return self.fields(form).get(node.name) if form else None
        return None

    # --- one label, for what is only shown

    def name(self, node: Name | Member) -> str | None:
        """The label of a name; None: it has none and stands as it is written."""
        type = node.target.type if isinstance(node, Member) else None
        if isinstance(node, Name) and node.kind not in ROW:
            return None
        return next(iter(self.labels(type, node.name)), None)

    def option(self, beside: Node, id: str) -> str | None:
        """The label of an option of what stands beside it."""
        return next((labels[0] for one, labels in self.options(beside) if one == id), None)

    # --- all labels, for what is read as well

    def labels(self, type: Type | None, id: str) -> Sequence[str]:
        """What `id` is called at the root, or behind a value of `type`: the reader's word, then those of others."""
        if isinstance(type, Namespace):
            written = _WRITTEN.get(type.name)
            return self._said(f"{written}/{id}/label", self._app) if written is not None else ()
        form = self.form if type is None else form_of(type)
        field = self.fields(form).get(id) if form else None
        if field is not None:
            return _unique(field.say(language) for language in self._languages())
        return self._other_side(form, id) if form.count(".") == 1 else ()

    def options(self, beside: Node) -> Sequence[tuple[str, Sequence[str]]]:
        """(id, labels) of the options of a checked node."""
        return [
            (option.id, _unique(str(option.say(language)) for language in self._languages()))
            for option in self.choices(beside)
        ]

    def choices(self, beside: Node) -> Sequence[Option]:
        """The options of the field that a checked node ends at; () where it has none."""
        field = self.field(beside)
        if field is None:
            return ()
        shown = field.settings.get("result") if field.type.computed else field
        return tuple(shown.settings.get("options", ())) if shown is not None else ()

    @property
    def _app(self) -> App:
        return self.apps[self.form.partition(".")[0]]

    def _languages(self) -> Iterator[str]:
        yield self.language
        yield from (other for other in LANGUAGES if other != self.language)

    def _said(self, path: str, app: App) -> Sequence[str]:
        return _unique(app.say(path, language) for language in self._languages())

    def _other_side(self, form: str, inverse: str) -> Sequence[str]:
        """The list of those that point here is called as they are."""
        app_id, _, form_id = form.partition(".")
        for app in self.apps.values():
            for one in app.forms.values():
                for field in one.fields.values():
                    if field.settings.get("inverse") == inverse and field.target == (app_id, form_id):
                        return self._said(f"form/{one.id}/label_plural", app) or (one.label_plural,)
        return ()


def form_of(type: Type) -> str:
    """The form of a record, or of the records of a list; '' for anything else."""
    if isinstance(type, ListOf):
        return form_of(type.item)
    return type.form if isinstance(type, (Record, Records)) else ""


def _unique(labels: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label.strip() for label in labels if label and label.strip()))
