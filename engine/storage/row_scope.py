"""One row of a form inside a statement: where its fields, relations and title come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql import ColumnElement, FromClause, Select

from engine.expression.encoding import Bind
from engine.expression.expression import Expression
from engine.expression.sql import NoSqlForm, SqlScope, compile_condition
from engine.storage.database import DialectName, Transaction
from engine.storage.ddl import table_object
from engine.storage.live import live_column, live_stored
from engine.storage.system_tables import fw_history
from engine.storage.tables import FormTables, Stored, tables_of

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field, Form

Rules = Mapping[tuple[str, str], tuple[Expression, ...]]
_SYSTEM_TARGETS = {"created_by": ("company", "user"), "updated_by": ("company", "user")}


@dataclass
class Compiling:
    """What one compilation shares: the connection to read names with, the apps, and the parameters found so far."""

    tx: Transaction
    apps: Mapping[str, App]
    target_rules: Rules
    language: str = "en"
    hidden: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    binds: dict[str, Bind] = field(default_factory=dict)
    touched: dict[tuple[str, str], Form] = field(default_factory=dict)  # forms whose change makes this stale
    aliases: int = 0

    def form(self, app: str, form: str) -> Form:
        """A form that a relation leads to. Raises NoSqlForm when it is not there."""
        found = self.apps[app].forms.get(form) if app in self.apps else None
        if found is None:
            raise NoSqlForm(f"{app}.{form}")
        self.touched[app, form] = found
        return found

    def alias(self) -> str:
        self.aliases += 1
        return f"t{self.aliases}"

    def condition(self, expression: Expression, scope: SqlScope) -> ColumnElement[bool]:
        """A condition whose parameters are remembered."""
        made = compile_condition(expression, scope)
        self.binds.update({bind.name: bind for bind in made.binds})
        return made.element

    def any_of(self, expressions: Sequence[Expression], scope: SqlScope) -> ColumnElement[bool]:
        """At least one condition holds."""
        return sa.or_(*[self.condition(one, scope) for one in expressions])


class RowScope:
    """A row of `form`, read from `source` (an alias of its table)."""

    def __init__(self, compiling: Compiling, form: Form, source: FromClause | None = None, *, ruled: bool = True):
        self.compiling = compiling
        self.form = form
        self.ruled = ruled  # whether the reader's row rules hold for records reached from here
        self.tables: FormTables = tables_of(compiling.tx, form)
        self.source = source if source is not None else aliased(compiling, self.tables, self.tables.name)

    @property
    def dialect(self) -> DialectName:
        return self.compiling.tx.dialect

    @property
    def unruled(self) -> RowScope:
        """The same row for the author's own rules, which see more than the reader does."""
        return RowScope(self.compiling, self.form, self.source, ruled=False)

    @property
    def hidden(self) -> frozenset[str]:
        """Fields of this form that the reader may not see."""
        return self.compiling.hidden.get((self.form.app_id, self.form.id), frozenset())

    @property
    def living(self) -> ColumnElement[bool]:
        return self.source.c.deleted_at.is_(None)

    def column(self, name: str) -> ColumnElement[Any]:
        """The value of a field: its column, or what works it out at read. Raises NoSqlForm where there is neither."""
        column = self.tables.column(name)
        if column is not None:
            return self.source.c[column.name]
        if name in self.source.c:
            return self.source.c[name]
        declared = self.form.fields.get(name)
        if declared is None or declared.computed != "read":
            raise NoSqlForm(name)
        return live_column(self, declared)

    def stored(self, name: str) -> Stored:
        """How a value is kept, or would be where it is worked out at read. Raises NoSqlForm."""
        declared = self.form.fields.get(name)
        column = self.tables.column(name) or (live_stored(declared, self.dialect) if declared is not None else None)
        if column is None:
            raise NoSqlForm(name)
        return column

    def showing(self, names: Sequence[str]) -> RowScope:
        """This row with those of `names` that are worked out at read as columns of its source."""
        shown = [name for name in names if self.tables.column(name) is None and self._is_live(name)]
        if not shown:
            return self
        live = [live_column(self, self.form.fields[name]).label(name) for name in shown]
        inner = sa.select(*self.source.c, *live).select_from(self.source)
        return RowScope(self.compiling, self.form, inner.subquery(self.compiling.alias()), ruled=self.ruled)

    def _is_live(self, name: str) -> bool:
        declared = self.form.fields.get(name)
        return declared is not None and declared.computed == "read" and bool(declared.shown_columns)

    def rolled_from(self, name: str) -> tuple[RowScope, list[ColumnElement[bool]], list[FromClause]]:
        """The rows that a list of this record leads to: their scope, how they hang on it, and what is read for it."""
        declared = self.form.fields.get(name)
        if declared is not None:
            if name not in self.tables.links or declared.target is None:
                raise NoSqlForm(name)
            links = self.links(name)
            rows = RowScope(self.compiling, self.compiling.form(*declared.target), ruled=self.ruled)
            return (
                rows,
                [links.c.owner == self.source.c.id, rows.source.c.id == links.c.target, rows.living],
                [
                    rows.source,
                    links,
                ],
            )
        form, relation = self._pointing(name)
        rows = RowScope(self.compiling, self.compiling.form(form.app_id, form.id), ruled=self.ruled)
        if not relation.many:
            return rows, [rows.column(relation.id) == self.source.c.id, rows.living], [rows.source]
        links = rows.links(relation.id)
        on = [links.c.owner == rows.source.c.id, links.c.target == self.source.c.id, rows.living]
        return rows, on, [rows.source, links]

    def target(self, relation: str) -> Form:
        """The form that a relation (or created_by, updated_by) leads to."""
        if relation in _SYSTEM_TARGETS:
            return self.compiling.form(*_SYSTEM_TARGETS[relation])
        declared = self.form.fields.get(relation)
        if declared is None or declared.leads_to is None:
            raise NoSqlForm(relation)
        return self.compiling.form(*declared.leads_to)

    def follow(self, relation: str, value: Callable[[SqlScope], ColumnElement[Any]]) -> ColumnElement[Any]:
        return self.followed(self.column(relation), self.target(relation), value)

    def followed(
        self, id: ColumnElement[Any], target: Form, value: Callable[[RowScope], ColumnElement[Any]]
    ) -> ColumnElement[Any]:
        """`value` of the living, readable record of `target` with this id; NULL when there is none."""
        scope = RowScope(self.compiling, target, ruled=self.ruled)
        return (
            sa.select(value(scope))
            .where(scope.source.c.id == id, scope.living, *scope.readable())
            .correlate_except(scope.source)
            .scalar_subquery()
        )

    def readable(self) -> list[ColumnElement[bool]]:
        """The reader's row rules for this form, where it is reached through a relation."""
        rules = self.compiling.target_rules.get((self.form.app_id, self.form.id)) if self.ruled else None
        return [self.compiling.any_of(rules, self.unruled)] if rules else []

    def many(self, relation: str) -> Select[Any]:
        declared = self.form.fields.get(relation)
        if declared is None:
            return self._pointing_here(relation)
        if declared.computed == "read" and declared.expression is not None:
            return self._many_behind(tuple(str(declared.settings["from"]).split(".")))
        if relation not in self.tables.links or declared.target is None:
            raise NoSqlForm(relation)
        links = self.links(relation)
        target = RowScope(self.compiling, self.compiling.form(*declared.target), ruled=self.ruled)
        return (
            sa.select(links.c.target)
            .where(links.c.owner == self.source.c.id, target.source.c.id == links.c.target, target.living)
            .where(*target.readable())
            .correlate_except(links, target.source)
        )

    def changed_at(self, name: str) -> ColumnElement[Any]:
        past = fw_history.alias(self.compiling.alias())
        of_record = [past.c.app == self.form.app_id, past.c.form == self.form.id, past.c.record == self.source.c.id]
        names_it: ColumnElement[Any]
        if self.dialect == "sqlite":
            names_it = sa.func.json_type(past.c.old, f'$."{name}"').is_not(None)
        else:
            names_it = sa.func.jsonb_exists(sa.cast(past.c.old, JSONB), name)
        last = sa.select(past.c.at).where(*of_record, names_it).order_by(past.c.id.desc()).limit(1)
        return last.correlate_except(past).scalar_subquery()

    def _many_behind(self, way: Sequence[str]) -> Select[Any]:
        """The ids that a list holds which stands behind relations of this row: `customer.tags`."""
        end = self
        for name in way[:-1]:
            end = RowScope(self.compiling, end.target(name), ruled=self.ruled)
        behind = _id_behind(self.unruled, way[:-1])
        return end.many(way[-1]).where(end.source.c.id == behind, end.living).correlate_except(end.source)

    def beside(self, app: str, form: str) -> RowScope:
        """A row of another form, as the author sees it."""
        return RowScope(self.compiling, self.compiling.form(app, form), ruled=False)

    def links(self, relation: str) -> FromClause:
        """The table of links of a relation to many, under an alias."""
        return aliased(self.compiling, self.tables, self.tables.links[relation].name)

    def rows(self, subform: Field) -> PartScope:
        """A row of a subform, read from an alias of its table."""
        return PartScope(self, subform, aliased(self.compiling, self.tables, self.tables.rows[subform.id].name))

    def _pointing_here(self, inverse: str) -> Select[Any]:
        """Ids of the records whose relation names its other side `inverse`."""
        return self._through(*self._pointing(inverse))

    def _pointing(self, inverse: str) -> tuple[Form, Field]:
        """The relation that names its other side `inverse`, with its form. Raises NoSqlForm."""
        for app in self.compiling.apps.values():
            for form in app.forms.values():
                for declared in form.fields.values():
                    if declared.settings.get("inverse") == inverse and declared.target == (
                        self.form.app_id,
                        self.form.id,
                    ):
                        return form, declared
        raise NoSqlForm(inverse)

    def _through(self, form: Form, declared: Field) -> Select[Any]:
        scope = RowScope(self.compiling, self.compiling.form(form.app_id, form.id), ruled=self.ruled)
        query = sa.select(scope.source.c.id).where(scope.living, *scope.readable())
        if declared.many:
            links = scope.links(declared.id)
            query = query.where(links.c.owner == scope.source.c.id, links.c.target == self.source.c.id)
            return query.correlate_except(scope.source, links)
        return query.where(scope.column(declared.id) == self.source.c.id).correlate_except(scope.source)


class PartScope(RowScope):
    """A row of a subform: its own columns, and what they point to."""

    def __init__(self, owner: RowScope, subform: Field, source: FromClause):
        super().__init__(owner.compiling, owner.form, source, ruled=owner.ruled)
        self.subform = subform

    def stored(self, name: str) -> Stored:
        for column in self.tables.rows[self.subform.id].columns:
            if column.field == name:
                return column
        raise NoSqlForm(name)

    def target(self, relation: str) -> Form:
        declared = self.subform.fields.get(relation)
        if declared is None or declared.leads_to is None:
            raise NoSqlForm(relation)
        return self.compiling.form(*declared.leads_to)

    def many(self, relation: str) -> Select[Any]:
        raise NoSqlForm(relation)

    def changed_at(self, name: str) -> ColumnElement[Any]:
        raise NoSqlForm(name)


def _id_behind(scope: RowScope, way: Sequence[str]) -> ColumnElement[Any]:
    """The id of the living record to which relations lead one after the other."""
    step, *further = way

    def at(there: SqlScope) -> ColumnElement[Any]:
        assert isinstance(there, RowScope)
        return _id_behind(there, further) if further else there.source.c.id

    return scope.follow(step, at)


def aliased(compiling: Compiling, tables: FormTables, name: str) -> FromClause:
    """A table of the form under a fresh alias."""
    return plain_table(tables, name).alias(compiling.alias())


def plain_table(tables: FormTables, name: str) -> sa.Table:
    """A table of the form as it is, for statements that write."""
    table: sa.Table | None = tables.statements.get(("table", name))
    if table is None:
        table = tables.statements["table", name] = table_object(tables.specs[name], tables.dialect)
    return table
