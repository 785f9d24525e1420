"""Which tables, columns and indexes an app needs: plain data derived from its forms, the same for both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from engine.storage.codecs import Codec, Kind

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression

Role = Literal["form", "links", "rows"]
NAME_LIMIT = 63

# Columns that storage itself keeps, by role of the table; no field may have these ids.
SYSTEM_COLUMNS: Mapping[Role, Mapping[str, Codec]] = {
    "form": {
        "id": Codec("integer"),
        "revision": Codec("integer"),
        "created_at": Codec("datetime"),
        "created_by": Codec("reference"),
        "updated_at": Codec("datetime"),
        "updated_by": Codec("reference"),
        "deleted_at": Codec("datetime"),
    },
    "links": {
        "id": Codec("integer"),
        "owner": Codec("reference"),
        "position": Codec("integer"),
        "target": Codec("reference"),
    },
    "rows": {"id": Codec("integer"), "parent": Codec("reference"), "position": Codec("integer")},
}


@dataclass(frozen=True)
class ColumnSpec:
    """One column: of a field (`part` ''), its sort key (`sort`), or its comparison key (`key` with what it ignores)."""

    name: str
    field: str
    codec: Codec
    part: str = ""
    references: str | None = None  # the table that a reference points into

    @property
    def ignores(self) -> tuple[str, ...]:
        """What a comparison key leaves out: `case`, `spaces`."""
        return tuple(self.part.split(":")[1].split("+")) if self.part.startswith("key:") else ()


@dataclass(frozen=True)
class TableSpec:
    """One table of a form: its own, one of links (a relation to many), or one of rows (a subform)."""

    name: str
    role: Role
    form: str
    field: str = ""
    owner: str | None = None
    target: str | None = None
    columns: tuple[ColumnSpec, ...] = ()

    def column(self, name: str) -> ColumnSpec | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class IndexSpec:
    """One index; `living` leaves deleted records out, `key` names the author's unique rule, `where` says for whom."""

    table: str
    columns: tuple[str, ...]
    unique: bool = False
    living: bool = False
    key: str | None = None
    where: Expression | None = None

    @property
    def name(self) -> str:
        """Says what it is, so that two indexes with one name are equal."""
        prefix = "ux" if self.unique else "ix"
        full = f"{prefix}_{self.table}_{'_'.join(self.columns)}{'_living' if self.living else ''}"
        if self.where is not None:
            full += f"_{hashlib.sha256(self.where.text.encode()).hexdigest()[:8]}"
        if len(full) <= NAME_LIMIT:
            return full
        return f"{full[: NAME_LIMIT - 11]}_{hashlib.sha256(full.encode()).hexdigest()[:10]}"


@dataclass(frozen=True)
class Layout:
    """All tables and indexes of one app, by name."""

    tables: Mapping[str, TableSpec] = field(default_factory=dict)
    indexes: Mapping[str, IndexSpec] = field(default_factory=dict)


def form_table(app: str, form: str) -> str:
    """The name that a form's table gets when it is made."""
    return f"{app}__{form}"


def layout_of(app: App) -> Layout:
    """What `app` needs, from nothing."""
    from engine.storage.deriving import indexes_of

    tables = {table.name: table for form in app.forms.values() for table in tables_of(form, sorted_fields(app, form))}
    return Layout(tables, {index.name: index for index in indexes_of(app, tables)})


def tables_of(form: Form, sorts: frozenset[str]) -> Iterator[TableSpec]:
    """The form's own table first, then those of links and rows in the order of its fields."""
    main = form_table(form.app_id, form.id)
    own: list[ColumnSpec] = []
    others: list[TableSpec] = []
    for field_ in form.fields.values():
        stores = field_.stores
        if stores == "column":
            own.extend(columns_of(field_))
        elif stores == "link_table":
            others.append(TableSpec(f"{main}__{field_.id}", "links", form.id, field_.id, main, target_table(field_)))
        elif stores == "row_table":
            inner = [column for inner in field_.fields.values() for column in columns_of(inner)]
            others.append(TableSpec(f"{main}__{field_.id}", "rows", form.id, field_.id, main, None, tuple(inner)))
    for key in key_columns(form):
        own.append(key)
    for field_ in form.fields.values():
        if field_.id in sorts and is_text(field_):
            own.append(ColumnSpec(f"{field_.id}__sort", field_.id, Codec("text"), "sort"))
    yield TableSpec(main, "form", form.id, "", None, None, tuple(own))
    yield from others


def columns_of(field_: Field) -> Iterator[ColumnSpec]:
    """The columns of one field in its table."""
    for column in field_.columns:
        codec = Codec(column.kind, column.scale)
        target = target_table(field_) if column.kind == "reference" else None
        yield ColumnSpec(field_.id + column.suffix, field_.id, codec, "", target)


def key_columns(form: Form) -> list[ColumnSpec]:
    """Comparison keys: for text that a unique rule compares loosely, or that is too long for an index."""
    keys: dict[str, ColumnSpec] = {}
    for _, fields, ignore, _ in unique_rules(form):
        for id in fields:
            spec = _key_column(form.fields[id], ignore)
            if spec is not None:
                keys[spec.name] = spec
    return list(keys.values())


def unique_rules(form: Form) -> list[tuple[str, tuple[str, ...], tuple[str, ...], Expression | None]]:
    """(name, fields, ignored, where) of each rule: fields marked `unique`, and the form's own `unique:`."""
    rules: list[tuple[str, tuple[str, ...], tuple[str, ...], Expression | None]] = []
    for field_ in form.fields.values():
        if field_.unique and field_.columns:
            rules.append((field_.id, (field_.id,), tuple(field_.ignore), None))
    for id, rule in form.unique.items():
        rules.append((id, rule.fields, rule.ignore, rule.where))
    return rules


def unique_columns(form: Form, fields: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that the index of a unique rule stands on."""
    found: list[str] = []
    for id in fields:
        key = _key_column(form.fields[id], ignore)
        found.extend([key.name] if key else [column.name for column in columns_of(form.fields[id])])
    return tuple(found)


def _key_column(field_: Field, ignore: tuple[str, ...]) -> ColumnSpec | None:
    if not is_text(field_) or field_.value_type.kind != "text":
        return None
    if not ignore and is_short(field_):
        return None
    ignored = "+".join(sorted(ignore)) or "none"
    letters = "".join(part[0] for part in sorted(ignore))
    return ColumnSpec(f"{field_.id}__key{letters}", field_.id, Codec("text"), f"key:{ignored}")


def is_text(field_: Field) -> bool:
    """Whether the field is kept as one text column."""
    return [column.kind for column in field_.columns] == ["text"]


def is_short(field_: Field) -> bool:
    """Whether its text always fits an index of PostgreSQL (2,700 bytes; four bytes a character)."""
    if not is_text(field_):
        return [column.kind for column in field_.columns] != ["json"]
    if field_.value_type.kind != "text" or field_.type.name in ("serial", "phone", "email"):
        return True
    longest = field_.settings.get("max")
    return isinstance(longest, int) and longest <= 500


def target_table(field_: Field) -> str | None:
    """The table that a relation points into."""
    return form_table(*field_.target) if field_.target else None


def sorted_fields(app: App, form: Form) -> frozenset[str]:
    """The form's fields that some view sorts by."""
    return frozenset(id for view in app.views.values() if view.form == form.id for id, _ in view.sort)


def to_json(column: ColumnSpec) -> dict[str, Any]:
    """For the table of names."""
    made = {"kind": column.codec.kind, "scale": column.codec.scale, "references": column.references}
    return {key: value for key, value in made.items() if value}


def from_json(name: str, field_: str, part: str, spec: Mapping[str, Any]) -> ColumnSpec:
    """The column of `to_json`."""
    kind: Kind = spec["kind"]
    return ColumnSpec(name, field_, Codec(kind, spec.get("scale", 0)), part, spec.get("references"))


def renamed(table: TableSpec, name: str) -> TableSpec:
    """The same table under another name."""
    return replace(table, name=name)
