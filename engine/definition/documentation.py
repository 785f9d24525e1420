"""An app in words: its forms, fields, relations, rules, roles, views and dashboards, as its users would tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.catalog.fields.field_type import Option
from engine.definition.app import App
from engine.definition.model import Field, Form, Holes, LogicRule, RecordRef, Rule, Step
from engine.definition.naming import Naming
from engine.definition.roles import FieldGrant, FormGrant, Role
from engine.definition.trees import step
from engine.definition.wording import Wording
from engine.expression.expression import Expression
from engine.expression.shown import shown
from engine.texts import catalog, say

Json = dict[str, Any]
# What is told of a field in other ways.
_TOLD_ELSEWHERE = frozenset(
    "type label help required unique search default fields logic to many options expr follow placeholder".split()
)
_ACTIONS = ("create", "read", "update", "delete", "export")
_EFFECTS = ("show", "hide", "require", "readonly")


def documentation(apps: Mapping[str, App], app_id: str, wording: Wording) -> Json:
    """Everything that a page about the app shows, in the language of `wording`. Raises KeyError for an unknown app."""
    return _Teller(apps, apps[app_id], wording).app_told()


@dataclass
class _Teller:
    apps: Mapping[str, App]
    app: App
    wording: Wording

    @property
    def language(self) -> str:
        return self.wording.language

    def app_told(self) -> Json:
        app = self.app
        return {
            "id": app.id,
            "label": app.label_of("app", self.language),
            "help": app.say("app/help", self.language),
            "forms": [self.form(form) for form in app.forms.values()],
            "relations": [one for form in app.forms.values() for one in self.relations(form)],
            "rules": [self.rule(rule) for rule in app.rules.values()],
            "roles": [self.role(role) for role in app.roles.values()],
            "dashboards": [
                {
                    "id": board.id,
                    "label": app.label_of(f"dashboard/{board.id}", self.language),
                    "help": app.say(f"dashboard/{board.id}/help", self.language),
                    "widgets": [
                        app.label_of(f"dashboard/{board.id}/widgets/{id}", self.language) for id in board.widgets
                    ],
                }
                for board in app.dashboards.values()
            ],
        }

    # --- forms

    def form(self, form: Form) -> Json:
        path = f"form/{form.id}"
        return {
            "id": form.id,
            "label": self.app.label_of(path, self.language),
            "help": self.app.say(f"{path}/help", self.language),
            "fields": [self.field(f"{path}/fields/{field.id}", field, form.name) for field in _in_order(form)],
            "logic": [
                sentence for rule in form.logic.values() for sentence in self.logic(form.name, form.fields, rule)
            ],
            "unique": [
                self._say("unique", fields=self._names(form.fields, key.fields)) for key in form.unique.values()
            ],
            "views": [
                {
                    "label": form.label_plural if view.generated else self.app.label_of(f"view/{id}", self.language),
                    "type": self._word("view_type", view.type.name),
                    "where": self.expression(view.where, form.name) if view.where else None,
                }
                for id in form.views
                for view in (self.app.views[id],)
            ],
        }

    def field(self, path: str, field: Field, form: str) -> Json:
        marks = [name for name in ("required", "unique", "search") if getattr(field, name)]
        return {
            "id": field.id,
            "label": field.say(self.language),
            "type": self._word("field_type", field.type.name),
            "help": self.app.say(f"{path}/help", self.language) or field.help,
            "marks": [self._say(f"mark_{name}") for name in [*marks, *sorted(field.marks)]],
            "details": list(self.details(path, field, form)),
            "rows": [self.field(f"{path}/fields/{row.id}", row, f"{form}.{field.id}") for row in field.fields.values()],
        }

    def details(self, path: str, field: Field, form: str) -> Iterator[str]:
        """What its settings say, a sentence each."""
        settings = field.settings
        if field.target is not None:
            yield self._say("points_many" if settings.get("many") else "points_to", form=self._form(*field.target))
        options = settings.get("options")
        if options and all(isinstance(one, Option) for one in options):
            yield self._say("options", options=self._list(one.say(self.language) for one in options))
        if field.type.computed and field.expression is not None:
            yield self._say("worked_out", expression=self.expression(field.expression, form))
        if field.default is not None and field.default.expression is not None:
            yield self._say("default", value=self.expression(field.default.expression, form))
        elif field.default is not None and field.default.literal is not None:
            yield self._say("default", value=self._plain(field.default.literal, field))
        for key, value in self.written(path).items():
            if key in _TOLD_ELSEWHERE or value is False:
                continue
            word = self.wording.setting(key, {"type": field.type.name})
            kept = settings.get(key)
            told = self.expression(kept, settings.get("rows_of") or form) if isinstance(kept, Expression) else value
            if value is True:
                yield word
            elif isinstance(told, (str, int)) and told != "":
                yield self._say("setting", name=word, value=told)

    def written(self, path: str) -> Mapping[str, Any]:
        """What an author wrote of a field, with numbers as they were written."""
        kind, form, *steps = path.split("/")
        found = self.wording.tree(f"{kind}/{form}")
        for key in steps:
            found = step(found, key)
        return found if isinstance(found, Mapping) else {}

    def logic(self, form: str, fields: Mapping[str, Field], rule: LogicRule) -> Iterator[str]:
        """What a rule of a form does, an effect a sentence."""
        when = self.expression(rule.when, form) if rule.when is not None else self._say("a_group_breaks_it")
        for effect in _EFFECTS:
            named = getattr(rule, effect)
            if named:
                yield self._say(f"logic_{effect}", when=when, fields=self._names(fields, named))
        error = rule.errors.get(self.language) or rule.error
        if error:
            yield self._say("logic_error", when=when, error=error)

    def relations(self, form: Form) -> Iterator[Json]:
        """Where its fields point to, those of its rows too."""
        rows = [field.fields for field in form.fields.values() if field.fields]
        for fields in (form.fields, *rows):
            for field in fields.values():
                if field.target is not None and field.target[0] == self.app.id:
                    yield {
                        "from": form.id,
                        "to": field.target[1],
                        "label": field.say(self.language),
                        "many": bool(field.settings.get("many")),
                    }

    # --- rules

    def rule(self, rule: Rule) -> Json:
        trigger = rule.trigger
        form = f"{self.app.id}.{trigger.form}" if trigger.form else ""
        fields = Naming(self.apps, form, self.language).fields(form) if form else {}
        word = f"doc.trigger.{trigger.event}"
        values = {"form": self._form(self.app.id, trigger.form or ""), "event": trigger.event}
        told = say(word if word in catalog() else "doc.trigger", values, self.language)
        if trigger.changed:
            told = self._say("and_changed", sentence=told, fields=self._names(fields, trigger.changed))
        if trigger.when is not None:
            told = self._say("and_when", sentence=told, when=self.expression(trigger.when, form))
        return {
            "id": rule.id,
            "label": self.app.label_of(f"rule/{rule.id}", self.language),
            "help": self.app.say(f"rule/{rule.id}/help", self.language),
            "enabled": rule.enabled,
            "when": told,
            "steps": [self.step(step, form) for step in rule.steps],
        }

    def step(self, told: Step, form: str) -> Json:
        options = told.options if isinstance(told.options, Mapping) else {}
        word = f"doc.step.{told.type.name}"
        target = options.get("form") or options.get("record")
        target = target.form if isinstance(target, RecordRef) else target
        target_form = self._full(target) if isinstance(target, str) and target else form
        values = {
            "type": told.type.name,
            "form": self._form(*_split(target_form)),
            "to": self._value(options.get("to"), form),
            "text": self._value(options.get("text"), form),
            "reason": "" if options else self._value(told.options, form),
        }
        return {
            "id": told.id,
            "sentence": told.label or say(word if word in catalog() else "doc.step", values, self.language),
            "set": [
                self._say(
                    "setting",
                    name=self._field_name(target_form, key),
                    value=self._chosen(target_form, key, value) or self._value(value, form),
                )
                for key, value in (options.get("set") or {}).items()
            ],
            "branches": [
                {"when": self._branch(told, id, form), "steps": [self.step(one, form) for one in steps]}
                for id, steps in told.branches.items()
            ],
        }

    def _branch(self, told: Step, id: str, form: str) -> str:
        """The condition of a branch."""
        for one in told.options if isinstance(told.options, (list, tuple)) else ():
            if one.get("id") == id and isinstance(one.get("when"), Expression):
                return self.expression(one["when"], form)
        return self._say("otherwise")

    # --- roles

    def role(self, role: Role) -> Json:
        return {
            "id": role.id,
            "label": self.app.label_of(f"role/{role.id}", self.language),
            "help": self.app.say(f"role/{role.id}/help", self.language),
            "forms": [
                {"label": self._form(self.app.id, id), "sentences": list(self.grant(self.app.forms[id], grant))}
                for id, grant in role.forms.items()
                if id in self.app.forms
            ],
        }

    def grant(self, form: Form, grant: FormGrant) -> Iterator[str]:
        """What a role may do with the records of a form."""
        everywhere = [self._say(f"may_{name}") for name in _ACTIONS if getattr(grant, name) is True]
        if everywhere:
            yield self._say("may_all", actions=self._list(everywhere))
        for name in _ACTIONS:
            rule = getattr(grant, name)
            if isinstance(rule, Expression):
                yield self._say("may_where", action=self._say(f"may_{name}"), when=self.expression(rule, form.name))
        for kind, fields in _field_groups(form, grant.fields).items():
            yield self._say(f"fields_{kind}", fields=self._names(form.fields, fields))
        for id, one in grant.fields.items():
            if isinstance(one.write, Expression) and id in form.fields:
                when = self.expression(one.write, form.name)
                yield self._say("field_write_where", field=form.fields[id].say(self.language), when=when)

    # --- words

    def expression(self, expression: Expression, form: str) -> str:
        """The expression with labels in the place of names."""
        return shown(expression.tree, Naming(self.apps, form, self.language))

    def _value(self, value: Any, form: str) -> str:
        if isinstance(value, Expression):
            return self.expression(value, form)
        if isinstance(value, Holes):
            parts = value.say(self.language).parts
            return "".join(one if isinstance(one, str) else "{" + self.expression(one, form) + "}" for one in parts)
        if isinstance(value, (list, tuple)):
            return self._list(self._value(one, form) for one in value)
        if isinstance(value, Option):
            return str(value.say(self.language))
        return "" if value is None else str(value)

    def _chosen(self, form: str, field: str, value: Any) -> str | None:
        """The label of an option that a rule sets."""
        found = Naming(self.apps, form, self.language).fields(form).get(field)
        options = found.settings.get("options", ()) if found is not None else ()
        return next((str(one.say(self.language)) for one in options if one.id == value), None)

    def _full(self, form: str) -> str:
        return form if "." in form else f"{self.app.id}.{form}"

    def _plain(self, value: Any, field: Field) -> str:
        """A literal of a definition, which is JSON, as people read it."""
        return str(field.type.show(field.type.clean(value, field), field, self.language))

    def _form(self, app: str, form: str) -> str:
        found = self.apps[app].forms.get(form) if app in self.apps else None
        return self.apps[app].label_of(f"form/{form}", self.language) if found is not None else form

    def _field_name(self, form: str, id: str) -> str:
        field = Naming(self.apps, form, self.language).fields(form).get(id)
        return field.say(self.language) if field is not None else id

    def _names(self, fields: Mapping[str, Field], ids: Sequence[str]) -> str:
        return self._list(fields[id].say(self.language) if id in fields else id for id in ids)

    def _list(self, words: Iterator[str] | Sequence[str]) -> str:
        return say("doc.comma", {}, self.language).join(words)

    def _word(self, kind: str, name: str) -> str:
        code = f"{kind}.{name}"
        return say(code, {}, self.language) if code in catalog() else name

    def _say(self, code: str, **values: Any) -> str:
        return say(f"doc.{code}", values, self.language)


def _in_order(form: Form) -> list[Field]:
    return [form.fields[id] for id in form.order if id in form.fields]


def _field_groups(form: Form, grants: Mapping[str, FieldGrant]) -> dict[str, list[str]]:
    """Fields that a role sees otherwise than the rest of the form: hidden, only read, starred."""
    groups: dict[str, list[str]] = {}
    for id, one in grants.items():
        if id not in form.fields:
            continue
        kind = "masked" if one.masked else "hidden" if not one.read else "read" if one.write is False else ""
        if kind:
            groups.setdefault(kind, []).append(id)
    return groups


def _split(form: str) -> tuple[str, str]:
    app, _, rest = form.partition(".")
    return app, rest
