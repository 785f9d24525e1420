"""Files of records: kept as they come, given back to whoever may read the record they lie in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from engine import records
from engine.errors import NotFound
from engine.records import RecordContext
from engine.storage.files import FileStore, StoredFile

PLAIN = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*\Z")
LONGEST_NAME = 200


@dataclass(frozen=True)
class Download:
    """A file to send: where its content lies, and what it is called."""

    path: Path
    name: str
    type: str


def keep(
    store: FileStore, context: RecordContext, content: BinaryIO, name: str, type_: str, limit_mb: int
) -> StoredFile:
    """Keep an upload that no record has claimed yet. Names are data, never paths. Raises TooLarge."""
    plain_name = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())
    kind = type_.split(";")[0].strip().lower()
    return store.put(
        content,
        name=plain_name[:LONGEST_NAME] or "file",
        type=kind if _TYPE.match(kind) else PLAIN,
        by=context.actor.key,
        max_bytes=limit_mb * 1024 * 1024,
    )


def download(store: FileStore, context: RecordContext, file_id: str) -> Download:
    """The file, if the actor may read the field of the record it lies in (or sent it himself, before it lies in one).

    Raises NotFound.
    """
    found = _readable(store, context, file_id)
    return Download(store.path(found), found.name, found.type)


def thumbnail(store: FileStore, context: RecordContext, file_id: str, size: str) -> Path:
    """A small picture of a picture that the actor may download. Raises NotFound."""
    small = store.thumbnail(_readable(store, context, file_id), size)
    if small is None:
        raise NotFound(what="file", id=file_id)
    return small


def _readable(store: FileStore, context: RecordContext, file_id: str) -> StoredFile:
    with context.database.read() as tx:
        found = store.find(tx, [file_id]).get(file_id)
    if found is None or not _may_read(context, found) or not store.path(found).is_file():
        raise NotFound(what="file", id=file_id)
    return found


def _may_read(context: RecordContext, file: StoredFile) -> bool:
    if file.owner is None:
        return file.created_by == context.actor.key
    app, form_id, record_id, field = file.owner
    try:
        form = context.form(app, form_id)
        name = field.partition(".")[0]
        record: dict[str, Any] = dict(records.get(context, form, record_id, fields=(name,)))
    except NotFound:
        return False
    # Who sees stars in the place of files sees that there are some, and no more.
    return isinstance(record.get(name), list)
