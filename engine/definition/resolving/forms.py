"""Second look at forms: defaults, formulas, logic, layout, keys, titles; then the frozen Form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.catalog.choices import choices_of
from engine.definition.model import (
    Default,
    Field,
    Form,
    Holes,
    LogicRule,
    Related,
    Section,
    UniqueKey,
)
from engine.definition.problem import Place
from engine.definition.resolving.circles import report_circles
from engine.definition.resolving.fills import fill_of
from engine.definition.resolving.forms_known import KnownForms, leads_to
from engine.definition.resolving.keying import keyed_figure
from engine.definition.resolving.logic import logic_of
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.read_time import settle_read
from engine.definition.resolving.scope import AppScope, me, namespace, record
from engine.definition.resolving.storing import settle_stored
from engine.definition.resolving.work import At, FieldShape, FormShape, Work, without_equals
from engine.expression.expression import CALENDARS, Expression
from engine.expression.scope import Symbol
from engine.expression.types import CALENDAR, AnyType, Number, Option, Text

_MARKS = ("encrypted", "masked", "personal")


class FormsResolver:
    """Finishes every form of the app."""

    def __init__(self, work: Work, known: KnownForms, meanings: Meanings, base: AppScope):
        self.work, self.known, self.meanings, self.base = work, known, meanings, base
        self.formulas: dict[tuple[str, str], Expression] = {}

    def resolve(self) -> dict[str, Form]:
        for shape in self.work.shapes.values():
            full = f"{self.work.app_id}.{shape.id}"
            for field in shape.fields.values():
                self._expressions(full, field)
                if field.type.name == "subform":
                    for row in field.settings["fields"].values():
                        self._expressions(f"{full}.{field.id}", row)
        settle_stored(self.work, self.known, self.formulas)
        settle_read(self.work, self.known, self.formulas)
        report_circles(self.work, self.known, self.formulas)
        return {id: self._form(shape) for id, shape in self.work.shapes.items()}

    # --- formulas ---------------------------------------------------------------------------------------------------

    def _expressions(self, full: str, field: FieldShape) -> None:
        """The formula of a formula, the condition of a relation or roll-up, settings that speak about the record."""
        if field.broken:
            return
        scope = self._row_scope(full)
        if field.type.resolves:
            about = {key: field.type.schema[key] for key in field.type.resolves if field.settings.get(key) is not None}
            field.settings.update(self.meanings.properties(about, field.settings, field.at, Env(scope, full)))
        if field.type.name == "formula":
            text, offset = without_equals(str(field.settings["expr"]))
            result = field.settings["result"]
            expected = result.type.value_type(result)
            made = self.work.expression(
                text,
                field.at / "expr",
                scope,
                expected=Number() if isinstance(expected, Number) else expected,
                offset=offset,
            )
            if made is not None:
                self.formulas[(full, field.id)] = made
        elif field.type.name == "lookup" and field.settings.get("result") is not None:
            made = self.work.expression(str(field.settings["from"]), field.at / "from", scope)
            if made is not None:
                self.formulas[(full, field.id)] = made
        elif field.type.name == "rollup" and "rows_of" in field.settings:
            settings = field.settings
            rows = self.base.on(settings["rows_of"]).adding(record=record(full))
            if settings.get("where") is not None:
                settings["where"] = self.work.condition(settings["where"], field.at / "where", rows)
            if settings.get("value") is not None:
                settings["measure"] = self.work.expression(str(settings["value"]), field.at / "value", rows)
        elif field.type.name == "aggregate" and field.settings.get("result") is not None:
            field.settings["keyed"] = keyed_figure(self.work, self.known, self.base, full, field)
        elif "to_app" in field.settings:
            self.meanings.relation_settings(full, field, self.base)
        elif field.settings.get("options") and field.settings.get("where") is not None:
            if "option" in self.known.fields(full):
                self.work.problem("name_is_taken", field.at / "where", at_key=True, found="option")
            option = Symbol("option", Option(choices_of(field.settings["options"])), "option", True)
            field.settings["where"] = self.work.condition(
                field.settings["where"], field.at / "where", scope.adding(option=option)
            )

    def _row_scope(self, full: str) -> AppScope:
        scope = self.base.on(full)
        if full.count(".") == 2:
            # Rows of a subform reach their record as `parent`, unless a column has that name.
            return scope.adding(parent=record(full.rpartition(".")[0], "parent", "parent"))
        return scope

    # --- fields -----------------------------------------------------------------------------------------------------

    def _field(self, full: str, shape: FieldShape) -> Field:
        tree: Mapping[str, Any] = shape.at.value
        settings, logic = dict(shape.settings), {}
        if shape.type.name == "subform" and not shape.broken:
            rows_full = f"{full}.{shape.id}"
            written = settings.pop("logic", None)
            logic = logic_of(self.work, shape, settings["fields"], written, self._row_scope(rows_full))
            settings["fields"] = {id: self._field(rows_full, row) for id, row in settings["fields"].items()}
        result = settings.get("result")
        if isinstance(result, FieldShape):
            settings["result"] = Field(
                result.id, result.type, result.label, dict(result.settings), computed=result.computed
            )
        expression = self.formulas.get((full, shape.id))
        help = self.work.text(shape.at, tree, "help")
        if shape.type.computed and not help and not shape.broken:
            self.work.warn("computed_without_help", shape.at, field=shape.id)
        for mark in ("encrypted",):
            if tree.get(mark) is True:
                self.work.later("comes_later", shape.at / mark, at_key=True, what="@word.mark", found=mark)
        if tree.get("unique") is True and not shape.type.columns(shape) and not shape.broken:
            self.work.problem("cannot_be_unique", shape.at / "unique", at_key=True, type=shape.type.name)
        return Field(
            id=shape.id,
            type=shape.type,
            label=shape.label,
            settings=settings,
            help=help,
            placeholder=self.work.text(shape.at, tree, "placeholder"),
            required=shape.required,
            unique=tree.get("unique") is True,
            ignore=tuple(tree.get("ignore") or ()),
            search=tree.get("search") is True,
            default=self._default(full, shape, tree),
            expression=expression,
            computed=shape.computed,
            in_sql=shape.in_sql,
            logic=logic,
            marks=self._marks(full, shape),
            labels={self.work.written_in: shape.label, **self.work.said_in(f"{shape.at.name}/label")},
            path=shape.at.name,
            place=_place(shape.at),
        )

    def _marks(self, full: str, shape: FieldShape | Field) -> frozenset[str]:
        """What is written at a field; a lookup is as secret as the value that it shows."""
        if isinstance(shape, Field):
            return shape.marks
        marks = frozenset(mark for mark in _MARKS if shape.at.value.get(mark) is True)
        if shape.type.name == "lookup" and shape.settings.get("result") is not None:
            *way, last = str(shape.settings["from"]).split(".")
            for name in way:
                full = leads_to(self.known.fields(full)[name]) or full
            marks |= self._marks(full, self.known.fields(full)[last])
        return marks

    def _default(self, full: str, shape: FieldShape, tree: Mapping[str, Any]) -> Default | None:
        at = shape.at / "default"
        follow = tree.get("follow") is True
        if "fill" in tree:
            if shape.type.computed or shape.type.name == "serial":
                self.work.problem("computed_not_written", shape.at / "fill", at_key=True, found=shape.id)
                return None
            fill = fill_of(self.work, self.known, self.meanings, self.base, full, shape, tree["fill"])
            return None if fill is None else Default(fill=fill, follow=True)
        if "default" not in tree or shape.broken:
            if follow:
                self.work.problem("follow_without_default", shape.at / "follow", at_key=True)
            return None
        if shape.type.computed or shape.type.name == "serial":
            self.work.problem("computed_not_written", at, at_key=True, found=shape.id)
            return None
        written = tree["default"]
        made = self.meanings.value_for(shape, written, at, self._row_scope(full))
        if isinstance(made, Expression):
            if follow and not made.depends:
                self.work.problem("follow_nothing", shape.at / "follow", at_key=True)
            if ("id",) in made.depends:
                self.work.problem("default_reads_number", at, field=shape.id)
            return Default(expression=made, follow=follow)
        if isinstance(made, Holes):
            self.work.problem("holes_not_here", at, found=made.text)
            return None
        if follow:
            self.work.problem("follow_nothing", shape.at / "follow", at_key=True)
        # `default: me` in a text field is taken as the word; most often an `=` was forgotten.
        words = ("me", "now()", "today()", *self.known.fields(full))
        free = isinstance(shape.type.value_type(shape), (Text, AnyType))
        if isinstance(written, str) and free and written in words:
            self.work.warn("forgotten_equals", at, found=written)
        return None if made is None else Default(literal=made)

    # --- the form around them ---------------------------------------------------------------------------------------

    def _form(self, shape: FormShape) -> Form:
        work, at = self.work, shape.at
        tree = at.item.tree
        full = f"{work.app_id}.{shape.id}"
        label = work.label(at, tree)
        fields = {id: self._field(full, field) for id, field in shape.fields.items()}
        layout = self._layout(shape, tree, full)
        return Form(
            id=shape.id,
            app_id=work.app_id,
            label=label,
            label_plural=work.label(at, tree, fallback=label, key="label_plural"),
            title=self._title(shape, tree, full),
            fields=fields,
            help=work.text(at, tree, "help"),
            icon=tree.get("icon"),
            logic={
                **logic_of(work, shape, shape.fields, tree.get("logic"), self._row_scope(full)),
                **_own_conditions(shape.fields),
            },
            unique=self._unique(shape, tree, full),
            duplicates=self._duplicates(shape, tree),
            indexes={
                id: tuple(self._names(shape, names, at / "indexes" / id))
                for id, names in (tree.get("indexes") or {}).items()
            },
            layout=layout,
            related=self._related(shape, tree, full),
            history=tree.get("history", "all"),
            file=at.item.file,
            place=_place(at),
        )

    def _names(self, shape: FormShape, names: Iterable[str], at: At, *, stored: bool = True) -> list[str]:
        return self.work.named(shape, shape.fields, names, at, stored=stored)

    def _title(self, shape: FormShape, tree: Mapping[str, Any], full: str) -> Holes:
        at = shape.at / "title"
        written = tree.get("title")
        if not isinstance(written, str):
            texts = (id for id, field in shape.fields.items() if field.type.name == "text")
            other = (id for id, field in shape.fields.items() if field.type.name in ("serial", "email", "phone"))
            first = next(texts, None) or next(other, None) or "id"
            written = "{{ " + first + " }}"
            return self.work.holes(written, at, self.base.on(full))
        if self.work.said_in(at.name):
            self.work.labels[at.name] = written  # a title is translated only where somebody wants to
        holes = self.work.holes(written, at, self.base.on(full))
        for part in holes.expressions:
            for path in part.fields:
                field = shape.fields.get(path[0])
                if len(path) > 1 or (field is not None and not field.broken and not field.type.columns(field)):
                    self.work.problem("title_own_fields", at, found=".".join(path))
        return holes

    def _layout(self, shape: FormShape, tree: Mapping[str, Any], full: str) -> tuple[Section, ...]:
        at = shape.at / "layout"
        sections: list[Section] = []
        placed: set[str] = set()
        for place, section in enumerate(tree.get("layout") or ()):
            here = At(at.item, (*at.path, place))
            named = At(at.item, (*at.path, section["id"]))
            items = self._names(shape, section.get("items", ()), here / "items", stored=False)
            for spot, id in enumerate(items):
                if id in placed:
                    self.work.problem("placed_twice", here / "items" / spot, found=id)
                placed.add(id)
            if any(section["id"] == other.id for other in sections):
                self.work.problem("duplicate_id", here / "id", id=section["id"])
            visible = section.get("visible")
            sections.append(
                Section(
                    section["id"],
                    self.work.label(named, section),
                    tuple(items),
                    int(section.get("columns", 1)),
                    None if visible is None else self.work.condition(visible, here / "visible", self._row_scope(full)),
                    section.get("collapsed", False),
                    section.get("display", "section"),
                )
            )
        if not sections:
            sections.append(
                Section("main", self.work.label(shape.at, tree), tuple(shape.fields), 2 if len(shape.fields) > 4 else 1)
            )
        return tuple(sections)

    def _unique(self, shape: FormShape, tree: Mapping[str, Any], full: str) -> dict[str, UniqueKey]:
        keys = {}
        for id, written in (tree.get("unique") or {}).items():
            at = shape.at / "unique" / id
            where = written.get("where")
            keys[id] = UniqueKey(
                id,
                tuple(self._names(shape, written.get("fields", ()), at / "fields")),
                tuple(written.get("ignore") or ()),
                None if where is None else self.work.condition(where, at / "where", self.base.on(full)),
            )
        return keys

    def _duplicates(self, shape: FormShape, tree: Mapping[str, Any]) -> dict[str, Any]:
        rules = {}
        for id, written in (tree.get("duplicates") or {}).items():
            at = shape.at / "duplicates" / id
            for place, match in enumerate(written.get("match", ())):
                if match.get("field") not in shape.fields:
                    self.work.unknown(
                        "unknown_field",
                        at / "match" / place / "field",
                        str(match.get("field")),
                        shape.fields,
                        form=shape.id,
                    )
            rules[id] = written
        return rules

    def _related(self, shape: FormShape, tree: Mapping[str, Any], full: str) -> tuple[Related, ...]:
        related = []
        for place, written in enumerate(tree.get("related") or ()):
            at = shape.at / "related" / place
            if "form" not in written or "by" not in written or "id" not in written:
                continue
            target = self.known.full(str(written["form"]))
            if not self.known.exists(target):
                self.work.unknown("unknown_form", at / "form", written["form"], self.known.names())
                continue
            fields = self.known.fields(target)
            by = fields.get(written["by"])
            if by is None:
                self.work.unknown("unknown_field", at / "by", written["by"], fields, form=written["form"])
                continue
            if f"{by.settings.get('to_app')}.{by.settings.get('to')}" != full:
                self.work.problem("does_not_point_here", at / "by", found=written["by"], form=shape.id)
                continue
            other = self.work.shapes.get(written["form"])
            plural = other.at.item.tree.get("label_plural") if other is not None else None
            named = At(shape.at.item, ("related", written["id"]))
            label = (
                self.work.label(named, written)
                if written.get("label")
                else str(plural or (other.at.item.tree.get("label") if other else written["form"]))
            )
            related.append(
                Related(
                    written["id"], self.known.short(target), written["by"], label, tuple(written.get("columns") or ())
                )
            )
        return tuple(related)


def _place(at: At) -> Place:
    node = at.node(at_key=True)
    return (
        Place(at.item.file, node.start_mark.line + 1, node.start_mark.column + 1)
        if node is not None
        else Place(at.item.file)
    )


def base_scope(known: KnownForms, settings: Mapping[str, Field], calendars: Iterable[str]) -> AppScope:
    """What is known everywhere: me, the settings and the calendars of the app."""
    members = {
        "settings": {
            id: Symbol(id, field.value_type, "setting", field.default is not None) for id, field in settings.items()
        },
        CALENDARS: {id: Symbol(id, CALENDAR, "calendar", True) for id in calendars},
    }
    spaces = {"settings": namespace("settings", "setting"), CALENDARS: namespace(CALENDARS, "calendar")}
    return AppScope(known, None, {"me": me(), **spaces}, members)


def _own_conditions(fields: Mapping[str, FieldShape]) -> dict[str, LogicRule]:
    """Fields that say themselves when they are there, as parts of the form's logic."""
    return {
        f"{id}__visible": LogicRule(f"{id}__visible", field.settings["visible"], show=(id,))
        for id, field in fields.items()
        if isinstance(field.settings.get("visible"), Expression)
    }
