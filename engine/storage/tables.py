"""What rows and queries know of a form's tables while they run: columns, keys and codecs, read once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.storage import names
from engine.storage.codecs import Codec, Convert
from engine.storage.database import DialectName, Transaction
from engine.storage.keys import comparison_key, sort_key
from engine.storage.layout import SYSTEM_COLUMNS, ColumnSpec, IndexSpec, TableSpec, unique_columns, unique_rules

if TYPE_CHECKING:
    from engine.definition.model import Field, Form
    from engine.expression.expression import Expression

# Forms of this many versions are kept; each is small.
CACHED = 2_000


@dataclass(frozen=True)
class Stored:
    """One column as rows are written and read: `derive` makes keys from the field's value, else it is the value."""

    name: str
    field: str
    codec: Codec
    encode: Convert | None
    decode: Convert | None
    derive: Callable[[Any], Any] | None = None

    def to_cell(self, value: Any) -> Any:
        """What the driver is given for a value of the field."""
        way = self.way
        return value if value is None or way is None else way(value)

    @property
    def way(self) -> Convert | None:
        """How a value of the field that is not None becomes its cell; None: it is its cell."""
        return self.derive or self.encode

    def from_cell(self, cell: Any) -> Any:
        return cell if cell is None or self.decode is None else self.decode(cell)


@dataclass(frozen=True)
class RowTable:
    """The table of a subform's rows, or of a relation's links (then without columns)."""

    name: str
    columns: tuple[Stored, ...] = ()


@dataclass(frozen=True)
class Unique:
    """One unique rule with the columns of its index."""

    key: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    index: str


@dataclass(frozen=True)
class FormTables:
    """All tables of one form, as they are in the database for this version of the form."""

    app: str
    form: str
    name: str
    dialect: DialectName
    number: int  # for the search index
    columns: tuple[Stored, ...]  # of fields
    derived: tuple[Stored, ...]  # sort and comparison keys
    links: Mapping[str, RowTable]
    rows: Mapping[str, RowTable]
    uniques: tuple[Unique, ...]
    search: Mapping[str, int]  # searched field -> its number
    specs: Mapping[str, TableSpec]
    system: Mapping[str, Stored]
    statements: dict[Any, Any]  # finished SQL by shape; belongs to rows.py and query.py

    def column(self, field: str) -> Stored | None:
        """The column of a field or system field; None where it has none."""
        return self._by_field.get(field) or self.system.get(field)

    @property
    def _by_field(self) -> Mapping[str, Stored]:
        found: Mapping[str, Stored] | None = self.statements.get("by_field")
        if found is None:
            found = {column.field: column for column in self.columns}
            self.statements["by_field"] = found
        return found

    def cells(self, values: Mapping[str, Any]) -> list[Any]:
        """What the driver is given for a whole record: its columns, then its keys."""
        ways: list[tuple[str, Convert | None]] | None = self.statements.get("ways")
        if ways is None:
            ways = [(column.field, column.way) for column in (*self.columns, *self.derived)]
            self.statements["ways"] = ways
        get = values.get
        return [value if (value := get(field)) is None or way is None else way(value) for field, way in ways]

    def sort_column(self, field: str) -> Stored | None:
        """The stored sort key of a text field, where a view sorts by it."""
        return next((c for c in self.derived if c.field == field and c.name.endswith("__sort")), None)


class NotMigrated(LookupError):
    """The database has no tables for this form, or not these fields: its version was not published here."""


def tables_of(tx: Transaction, form: Form) -> FormTables:
    """The tables of `form`; read from the names once for each version of the form. Raises NotMigrated."""
    cache: dict[int, tuple[Form, FormTables]] = tx.database.cached.setdefault("tables", {})
    kept = cache.get(id(form))
    if kept is not None and kept[0] is form:
        return kept[1]
    own = tx.cached.setdefault("tables", {})
    if id(form) in own:
        found: FormTables = own[id(form)][1]
        return found
    made = _read(tx, form)

    def keep() -> None:
        if len(cache) >= CACHED:
            cache.clear()
        cache[id(form)] = (form, made)

    if tx.migrating:
        # Names were written by this very transaction: they hold for others once it is in.
        own[id(form)] = (form, made)
        tx.after_commit(keep)
    else:
        keep()
    return made


def _read(tx: Transaction, form: Form) -> FormTables:
    named = names.load(tx, form.app_id, form.id)
    main = next((table for table in named.tables.values() if table.role == "form"), None)
    if main is None:
        raise NotMigrated(f"{form.app_id}.{form.id}")
    dialect = tx.dialect
    own = [column for column in main.columns if not _is_derived(column)]
    live = [column for column in own if column.field in form.fields]
    derived = [column for column in main.columns if _is_derived(column) and column.field in form.fields]
    links: dict[str, RowTable] = {}
    rows: dict[str, RowTable] = {}
    for table in named.tables.values():
        if table.field and table.field in form.fields:
            inner = tuple(stored(column, dialect) for column in table.columns)
            (links if table.role == "links" else rows)[table.field] = RowTable(table.name, inner)
    missing = [
        field.id
        for field in form.fields.values()
        if field.stores != "none"
        and field.id not in links
        and field.id not in rows
        and not any(column.field == field.id for column in live)
    ]
    if missing:
        raise NotMigrated(f"{form.app_id}.{form.id}: {', '.join(missing)}")
    return FormTables(
        app=form.app_id,
        form=form.id,
        name=main.name,
        dialect=dialect,
        number=named.numbers[form.id, ""],
        columns=tuple(stored(column, dialect) for column in live),
        derived=tuple(stored(column, dialect) for column in derived),
        links=links,
        rows=rows,
        uniques=tuple(_unique(main.name, form, *rule) for rule in unique_rules(form)),
        search={
            field.id: named.numbers[form.id, field.id]
            for field in searched(form)
            if (form.id, field.id) in named.numbers
        },
        specs=named.tables,
        system=_system(dialect),
        statements={},
    )


def searched(form: Form) -> Iterable[Field]:
    """Fields that full-text search looks into: those marked `search`, and those of the title."""
    titles = set(form.title_fields)
    return (field for field in form.fields.values() if field.search or field.id in titles)


def _unique(
    table: str, form: Form, key: str, fields: tuple[str, ...], ignore: tuple[str, ...], where: Expression | None
) -> Unique:
    columns = unique_columns(form, fields, ignore)
    return Unique(key, fields, columns, IndexSpec(table, columns, True, True, key, where).name)


def _is_derived(column: ColumnSpec) -> bool:
    return column.part == "sort" or column.part.startswith("key:")


def stored(column: ColumnSpec, dialect: DialectName) -> Stored:
    """A column with its conversions."""
    derive: Callable[[Any], Any] | None = None
    if column.part == "sort":
        derive = sort_key
    elif column.part.startswith("key:"):
        ignores = column.ignores
        derive = lambda value: comparison_key(value, ignores)  # noqa: E731
    codec = column.codec
    return Stored(column.name, column.field, codec, codec.encoder(dialect), codec.decoder(dialect), derive)


def _system(dialect: DialectName) -> Mapping[str, Stored]:
    return {
        name: Stored(name, name, codec, codec.encoder(dialect), codec.decoder(dialect))
        for name, codec in SYSTEM_COLUMNS["form"].items()
    }
