"""Files of records: contents by their hash in a folder, names and owners in a table."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from engine import clock
from engine.errors import TooLarge
from engine.storage import images
from engine.storage.database import Database, Transaction
from engine.storage.system_tables import fw_file

# What no record has claimed after so long was uploaded and given up.
KEPT_UNCLAIMED = timedelta(hours=24)
CHUNK = 1 << 20


@dataclass(frozen=True)
class StoredFile:
    """One uploaded file; `owner` is (app, form, record, field) once a record has claimed it."""

    id: str
    sha256: str
    name: str
    size: int
    type: str
    created_at: datetime
    created_by: str | None
    owner: tuple[str, str, int, str] | None

    def to_json(self) -> dict[str, str | int]:
        """As it stands in a file field."""
        return {"id": self.id, "name": self.name, "size": self.size, "type": self.type}


class FileStore:
    """Contents under `folder/<first two of the hash>/<hash>`; written before the record, claimed by its transaction."""

    def __init__(self, database: Database, folder: Path):
        self.database = database
        self.folder = folder

    def put(
        self, content: BinaryIO | bytes, *, name: str, type: str, by: str | None = None, max_bytes: int | None = None
    ) -> StoredFile:
        """Keeps a content and names it; nobody owns it yet. Raises TooLarge (`limit` in bytes)."""
        sha256, size = self._write(_chunks(content), max_bytes)
        made = StoredFile(secrets.token_urlsafe(18), sha256, name, size, type, clock.now(), by, None)

        def work(tx: Transaction) -> None:
            tx.connection.execute(
                sa.insert(fw_file).values(
                    id=made.id,
                    sha256=sha256,
                    name=name,
                    size=size,
                    type=type,
                    created_at=made.created_at,
                    created_by=by,
                )
            )

        self.database.transact(work)
        return made

    def find(self, tx: Transaction, ids: Iterable[str]) -> dict[str, StoredFile]:
        """Files by id; unknown ids are left out."""
        query = sa.select(fw_file).where(fw_file.c.id.in_(list(ids)))
        return {row["id"]: _file(row) for row in tx.connection.execute(query).mappings()}

    def claim(self, tx: Transaction, ids: Iterable[str], app: str, form: str, record: int, field: str) -> set[str]:
        """Gives files to a record in its transaction; the ids that it owns now (not those of other records)."""
        wanted = list(ids)
        owner = {"app": app, "form": form, "record": record, "field": field}
        tx.connection.execute(
            sa.update(fw_file).where(fw_file.c.id.in_(wanted), fw_file.c.app.is_(None)).values(**owner)
        )
        own = [fw_file.c[key] == value for key, value in owner.items()]
        return set(tx.connection.execute(sa.select(fw_file.c.id).where(fw_file.c.id.in_(wanted), *own)).scalars())

    def release(self, tx: Transaction, ids: Iterable[str]) -> None:
        """Takes files from their records; they stay for a day, in case the change is undone."""
        tx.connection.execute(
            sa.update(fw_file)
            .where(fw_file.c.id.in_(list(ids)))
            .values(app=None, form=None, record=None, field=None, created_at=clock.now())
        )

    def path(self, file: StoredFile | str) -> Path:
        """Where a content lies (by its file or its hash)."""
        sha256 = file if isinstance(file, str) else file.sha256
        if len(sha256) != 64 or not sha256.isalnum():
            raise ValueError(f"not a hash: {sha256!r}")
        return self.folder / sha256[:2] / sha256

    def opens_as(self, file: StoredFile, kind: str) -> bool:
        """Whether its content is what it says: `image`. Every kind that nobody knows is fine."""
        return kind != "image" or images.is_picture(self.path(file))

    def thumbnail(self, file: StoredFile, size: str) -> Path | None:
        """A picture as a small one (`small`, `medium`, `large`), made when first asked for; None: it is no picture."""
        small = self._thumbnail(file.sha256, size)
        if small.is_file() or images.make_small(self.path(file), small, images.SIZES[size]):
            return small
        return None

    def _thumbnail(self, sha256: str, size: str) -> Path:
        return self.folder / "thumbnails" / sha256[:2] / f"{sha256}-{size}.webp"

    def collect(self) -> int:
        """Removes files that nobody claimed for a day, and contents that no file has; how many contents went."""
        limit = clock.now() - KEPT_UNCLAIMED

        def work(tx: Transaction) -> list[str]:
            old = sa.and_(fw_file.c.app.is_(None), fw_file.c.created_at < limit)
            gone = set(tx.connection.execute(sa.select(fw_file.c.sha256).where(old)).scalars())
            tx.connection.execute(sa.delete(fw_file).where(old))
            used = set(tx.connection.execute(sa.select(fw_file.c.sha256).where(fw_file.c.sha256.in_(gone))).scalars())
            return sorted(gone - used)

        removed = 0
        for sha256 in self.database.transact(work, interactive=False):
            with contextlib.suppress(FileNotFoundError):
                self.path(sha256).unlink()
                removed += 1
            for size in images.SIZES:
                self._thumbnail(sha256, size).unlink(missing_ok=True)
        return removed

    def keep(self, sha256: str, content: Iterable[bytes]) -> None:
        """Puts back a content of a backup; raises ValueError when it is not what its hash says."""
        found, _ = self._write(content, None)
        if found != sha256:
            self.path(found).unlink(missing_ok=True)
            raise ValueError(f"content does not match {sha256}")

    def _write(self, chunks: Iterable[bytes], max_bytes: int | None) -> tuple[str, int]:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{secrets.token_hex(8)}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    if max_bytes is not None and size > max_bytes:
                        raise TooLarge(limit=max_bytes, unit="bytes")
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            place = self.path(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            part.replace(place)  # the same content twice is one file
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest(), size


def _chunks(content: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while chunk := content.read(CHUNK):
        yield chunk


def _file(row: sa.RowMapping) -> StoredFile:
    owner = (row["app"], row["form"], row["record"], row["field"]) if row["app"] is not None else None
    return StoredFile(
        row["id"], row["sha256"], row["name"], row["size"], row["type"], row["created_at"], row["created_by"], owner
    )
