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


class Backups:
    """Backups that the product makes by itself, in a folder of their own, before something destroys data."""

    def __init__(self, database: Database, files: FileStore, folder: Path):
        self.database, self.files, self.folder = database, files, folder

    def before(self, app_id: str, version: int) -> Path:
        """Backs everything up before an app's next `version`; the file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"{app_id}-before-{version}.zip"
        counted = 2
        while place.exists():
            place, counted = self.folder / f"{app_id}-before-{version}-{counted}.zip", counted + 1
        write(self.database, self.files, place)
        return place


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
