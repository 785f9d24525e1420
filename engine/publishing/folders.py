"""Apps as folders: exporting the live version as it was written, and knowing what a folder is based on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.definition.json_source import sources_as_json
from engine.definition.source import load_folder
from engine.errors import Conflict
from engine.publishing.app_store import AppStore
from engine.storage import version_rows

MARK = "based_on"
COMMANDS = "cli"  # the actor of what is published from a folder


class FolderNotEmpty(Conflict):
    """The folder to export to holds something else already (`folder`)."""

    code = "folder_not_empty"


class Folders:
    """Reads and writes definition folders; the mark `based_on` beside them names the version they came from."""

    def __init__(self, store: AppStore):
        self.store = store

    def read(self, folder: Path) -> tuple[Mapping[str, str], int | None]:
        """(files, the version they are based on; None when their app is not installed).

        A folder without a mark is based on the last version that came from a folder or a template: what people
        built in the browser since then is not in it.
        """
        sources = load_folder(folder)
        mark = folder / MARK
        text = mark.read_text(encoding="utf-8").strip() if mark.is_file() else ""
        marked = text.rpartition(" ")[2]
        if marked.isdigit():
            return sources.texts, int(marked)
        return sources.texts, self._last_from_a_folder(next((i.id for i in sources.items if i.kind == "app"), ""))

    def _last_from_a_folder(self, app_id: str) -> int | None:
        with self.store.database.read() as tx:
            rows = version_rows.versions(tx, app_id)
        return next(
            (row.number for row in rows if row.actor == COMMANDS or row.kind == "install" or row.number == 1), None
        )

    def bring(self, folder: Path, before: Mapping[str, str], after: Mapping[str, str]) -> int:
        """Give a folder that was read as `before` the files `after`; answers how many changed."""
        changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
        for name in changed:
            file = folder / name
            if name in after:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(after[name].encode())
            else:
                file.unlink(missing_ok=True)
        return len(changed)

    def write(self, app_id: str, folder: Path, *, as_json: bool = False) -> int:
        """Write the live version's files as they were written; answers how many. Raises NotFound, FolderNotEmpty."""
        snapshot = self.store.current()
        app = snapshot.app(app_id)
        texts = sources_as_json(app.texts) if as_json else app.texts
        strangers = (
            [file for file in folder.rglob("*") if file.is_file() and not self._ours(file.relative_to(folder), texts)]
            if folder.exists()
            else []
        )
        if strangers:
            raise FolderNotEmpty(folder=str(folder))
        for name, text in texts.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        self._mark(folder, app_id, snapshot.number(app_id))
        return len(texts)

    def mark(self, folder: Path, number: int) -> None:
        """Say that the folder is now what is live, if it bears a mark at all."""
        mark = folder / MARK
        if mark.is_file():
            self._mark(folder, mark.read_text(encoding="utf-8").split()[0], number)

    def _mark(self, folder: Path, app_id: str, number: int) -> None:
        (folder / MARK).write_text(f"{app_id} {number}\n", encoding="utf-8")

    @staticmethod
    def _ours(name: Path, texts: Mapping[str, str]) -> bool:
        return name.as_posix() == MARK or name.as_posix() in texts
