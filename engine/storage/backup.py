"""Everything of one moment in one file, readable on either database: a zip of rows as JSON lines, and the files.

Inside: `manifest.json`, `rows/<table>.jsonl` (a list of cells a line, in the manifest's order of columns) and
`files/<hash>`. Decimals and moments are text. The key is not in it: secrets made with it need it beside the backup.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from engine import clock
from engine.errors import Conflict, MalformedRequest
from engine.storage import ddl, outbox, statistics
from engine.storage.codecs import Codec
from engine.storage.database import Database, Transaction
from engine.storage.errors import NewerSchema
from engine.storage.files import FileStore
from engine.storage.layout import SYSTEM_COLUMNS, IndexSpec, TableSpec
from engine.storage.names import every_table, quoted
from engine.storage.system_tables import fw_file, metadata
from engine.storage.types import Moment

FORMAT = 1
BLOCK = 2_000
# Sign-ins, their links and tries belong to the place they were made in; the search index is made anew.
LEFT_OUT = ("fw_session", "fw_link", "fw_attempt", "fw_epoch")


@dataclass(frozen=True)
class Copied:
    """One table of a backup: its columns with their kinds."""

    name: str
    columns: tuple[tuple[str, Codec], ...]


def write(database: Database, files: FileStore, path: Path, *, schema: str) -> dict[str, int]:
    """Writes a backup of this moment while others go on working; rows by table. Nothing is left behind on failure."""
    part = path.with_name(path.name + ".part")
    try:
        with (
            database.read(consistent=True) as tx,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
        ):
            specs = every_table(tx)
            counts: dict[str, int] = {}
            for table in (*_system_tables(), *(_form_table(spec) for spec in specs)):
                with out.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as lines:
                    counts[table.name] = _write_rows(tx, table, lines.write)
            for (sha256,) in tx.connection.execute(sa.select(fw_file.c.sha256).distinct()):
                content = files.path(sha256)
                if content.exists():
                    out.write(content, f"files/{sha256}", zipfile.ZIP_STORED)
            manifest = {
                "format": FORMAT,
                "schema": schema,
                "written_at": clock.now().isoformat(),
                "from": tx.dialect,
                "counts": counts,
                "epoch": tx.epoch,
                "last_ids": _last_ids(tx, [*_numbered_system_tables(), *(spec.name for spec in specs)]),
                "indexes": [
                    {"table": one.table, "columns": list(one.columns), "unique": one.unique, "living": one.living}
                    for one in _indexes(tx, specs)
                ],
            }
            out.writestr("manifest.json", json.dumps(manifest, indent=1))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return counts


class PlaceNotEmpty(Conflict):
    """A backup would be restored over what is there already."""

    code = "place_not_empty"


def read(
    database: Database, files: FileStore, path: Path, *, schema: str, older: Collection[str] = ()
) -> dict[str, int]:
    """Puts a backup into a database whose own tables are there and empty; rows by table.

    One of an `older` schema lacks tables that came later: they stay empty.

    Raises PlaceNotEmpty, MalformedRequest for a file that is no backup, NewerSchema.
    """
    try:
        archive = zipfile.ZipFile(path)
        manifest = orjson.loads(archive.read("manifest.json"))
    except (zipfile.BadZipFile, KeyError, orjson.JSONDecodeError):
        raise MalformedRequest(reason="backup")
    with archive:
        if manifest.get("format") != FORMAT or manifest["schema"] not in (schema, *older):
            raise NewerSchema(found=manifest.get("schema"), known=schema)
        with database.read() as tx:
            _refuse_used(tx)  # before any file is put there
        for name in archive.namelist():
            if name.startswith("files/"):
                with archive.open(name) as content:
                    files.keep(name.removeprefix("files/"), iter(lambda: content.read(1 << 20), b""))
        return database.transact(lambda tx: _put_back(tx, archive, manifest), lock="exclusive")


def _refuse_used(tx: Transaction) -> None:
    for name in ("fw_app", "fw_account", "fw_name"):
        if tx.execute(f"SELECT 1 FROM {quoted(name)} LIMIT 1").fetchone():
            raise PlaceNotEmpty()


def _put_back(tx: Transaction, archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> dict[str, int]:
    _refuse_used(tx)
    if tx.dialect == "sqlite":
        tx.execute("PRAGMA defer_foreign_keys = ON")
    counts: dict[str, int] = {}
    for table in _system_tables():
        if table.name in manifest["counts"]:
            counts[table.name] = _read_rows(tx, table, archive)
    specs = every_table(tx)  # the names are back: they say which tables there were
    for spec in specs:
        ddl.create_table(tx, spec)
    for spec in specs:
        counts[spec.name] = _read_rows(tx, _form_table(spec), archive)
    if tx.dialect == "postgresql":
        for spec in specs:
            for column, target, cascade in ddl.foreign_keys_of(spec):
                ddl.add_foreign_key(tx, spec.name, column, target, cascade=cascade)
    for index in manifest["indexes"]:
        ddl.create_index(tx, IndexSpec(**{**index, "columns": tuple(index["columns"])}))
    _continue_ids(tx, manifest["last_ids"])
    outbox.settle_after_copy(tx)
    mark = "%s" if tx.dialect == "postgresql" else "?"
    tx.execute(f"UPDATE fw_epoch SET number = {mark} WHERE id = 1", (int(manifest["epoch"]) + 1,))
    if counts != manifest["counts"]:
        raise MalformedRequest(reason="backup")
    statistics.refresh_tables(tx, (spec.name for spec in specs))
    return counts


def _system_tables() -> Iterator[Copied]:
    for name, table in sorted(metadata.tables.items()):
        if name not in LEFT_OUT:
            yield Copied(name, tuple((column.name, _system_codec(column.type)) for column in table.columns))


def _numbered_system_tables() -> list[str]:
    return [name for name, table in metadata.tables.items() if table.autoincrement_column is not None]


def _system_codec(type: Any) -> Codec:
    if isinstance(type, Moment):
        return Codec("datetime")
    if isinstance(type, sa.Boolean):
        return Codec("boolean")
    return Codec("text") if isinstance(type, sa.Text) else Codec("integer")


def _form_table(spec: TableSpec) -> Copied:
    own = [(column.name, column.codec) for column in spec.columns]
    return Copied(spec.name, (*SYSTEM_COLUMNS[spec.role].items(), *own))


def _write_rows(tx: Transaction, table: Copied, write: Callable[[bytes], Any]) -> int:
    names = ", ".join(quoted(name) for name, _ in table.columns)
    decoders = [_portable_from(codec, tx.dialect) for _, codec in table.columns]
    count = 0
    for row in _all_rows(tx, f"SELECT {names} FROM {quoted(table.name)} ORDER BY 1"):
        cells = [
            cell if cell is None or decode is None else decode(cell) for cell, decode in zip(row, decoders, strict=True)
        ]
        write(orjson.dumps(cells) + b"\n")
        count += 1
    return count


def _all_rows(tx: Transaction, sql: str) -> Iterator[Sequence[Any]]:
    if tx.dialect == "sqlite":
        yield from tx.execute(sql)
        return
    with tx.driver.cursor(name="backup") as cursor:  # on the server: a table need not fit into memory
        cursor.itersize = BLOCK
        yield from cursor.execute(sql)


def _read_rows(tx: Transaction, table: Copied, archive: zipfile.ZipFile) -> int:
    encoders = [_portable_to(codec, tx.dialect) for _, codec in table.columns]
    names = ", ".join(quoted(name) for name, _ in table.columns)
    count = 0
    try:
        lines = archive.open(f"rows/{table.name}.jsonl")
    except KeyError:
        raise MalformedRequest(reason="backup")

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        for line in lines:
            count += 1
            cells = orjson.loads(line)
            yield [None if cell is None else encode(cell) for cell, encode in zip(cells, encoders, strict=True)]

    with lines:
        _insert(tx, table.name, names, len(table.columns), rows())
    return count


def _insert(tx: Transaction, table: str, names: str, width: int, rows: Iterable[list[Any]]) -> None:
    if tx.dialect == "postgresql":
        with tx.driver.cursor() as cursor, cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    tx.driver.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join('?' * width)})", rows)


def _portable_from(codec: Codec, dialect: str) -> Callable[[Any], Any] | None:
    """From the driver's value to one that JSON can hold."""
    decode = codec.decoder(dialect) if codec.kind != "json" else None
    if codec.kind == "decimal":
        return lambda cell: f"{decode(cell) if decode else cell:f}"
    if codec.kind in ("date", "time", "datetime"):
        return lambda cell: (decode(cell) if decode else cell).isoformat()
    return decode


def _portable_to(codec: Codec, dialect: str) -> Callable[[Any], Any]:
    """From JSON to what the driver takes."""
    encode = codec.encoder(dialect) if codec.kind != "json" else None
    read: Callable[[Any], Any]
    match codec.kind:
        case "decimal":
            read = Decimal
        case "date":
            read = date.fromisoformat
        case "time":
            read = time.fromisoformat
        case "datetime":
            read = _moment
        case _:
            return encode or (lambda cell: cell)
    return lambda cell: encode(read(cell)) if encode else read(cell)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _last_ids(tx: Transaction, tables: Sequence[str]) -> dict[str, int]:
    """The last number that each table has given, so that none is given again."""
    if tx.dialect == "sqlite":
        given = dict(tx.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        return {table: given[table] for table in tables if table in given}
    found = {}
    for table in tables:
        column = metadata.tables[table].autoincrement_column.name if table in metadata.tables else "id"  # type: ignore[union-attr]  # only numbered tables are asked
        name = tx.execute("SELECT pg_get_serial_sequence(%s, %s)", (table, column)).fetchone()[0]
        if name is not None:
            last, is_called = tx.execute(f"SELECT last_value, is_called FROM {name}").fetchone()
            found[table] = last if is_called else 0
    return found


def _continue_ids(tx: Transaction, last: Mapping[str, int]) -> None:
    for table, number in last.items():
        if not number:
            continue
        if tx.dialect == "sqlite":
            tx.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            tx.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number))
            continue
        column = metadata.tables[table].autoincrement_column.name if table in metadata.tables else "id"  # type: ignore[union-attr]  # as above
        tx.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", (table, column, number))


def _indexes(tx: Transaction, specs: Sequence[TableSpec]) -> list[IndexSpec]:
    """The indexes of forms' tables as they are, without those whose condition only the definition can say."""
    inspector = sa.inspect(tx.connection)
    found = []
    for spec in specs:
        for index in inspector.get_indexes(spec.name):
            where = str(index.get("dialect_options", {}).get(f"{tx.dialect}_where", ""))
            if " AND " in where.upper():
                continue  # a unique rule with a condition: publishing makes it again from the definition
            columns = tuple(str(name) for name in index["column_names"] if name != "deleted_at")
            found.append(IndexSpec(spec.name, columns, unique=bool(index["unique"]), living=bool(where)))
    return found
