"""Backup and restore of a whole installation: definitions, data, files and history of one moment; never the key."""

from __future__ import annotations

from pathlib import Path

from engine.catalog.catalog import full_catalog
from engine.migration import planner, runner
from engine.migration.upgrading import HEAD, known
from engine.publishing.app_store import AppStore
from engine.storage import backup
from engine.storage.database import Database, Transaction
from engine.storage.files import FileStore
from engine.storage.reindexing import reindex


def write(database: Database, files: FileStore, file: Path) -> None:
    """Writes everything of this moment into `file`, while others go on working."""
    backup.write(database, files, file, schema=HEAD)


def read(database: Database, files: FileStore, file: Path) -> None:
    """Puts a backup back into an empty place, on either database, and makes it searchable again.

    Raises PlaceNotEmpty when something is there already, MalformedRequest for a file that is no backup.
    """
    backup.read(database, files, file, schema=HEAD, older=known())
    snapshot = AppStore(database, full_catalog()).current()

    def complete(tx: Transaction) -> None:
        for app in snapshot.all().values():
            runner.run(tx, planner.plan(tx, app, app, snapshot.number(app.id)))
            for form in app.forms.values():
                reindex(tx, form)

    database.transact(complete, lock="exclusive")
