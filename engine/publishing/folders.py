"""Apps as folders: exporting the live version as it was written, and knowing what a folder is based on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.definition.json_source import sources_as_json
from engine.definition.source import load_folder
from engine.errors import Conflict
from engine.publishing.app_store import AppStore

MARK = "based_on"


class FolderNotEmpty(Conflict):
    """The folder to export to holds something else already (`folder`)."""

    code = "folder_not_empty"


class Folders:
    """Reads and writes definition folders; the mark `based_on` beside them names the version they came from."""

    def __init__(self, store: AppStore):
        self.store = store

    def read(self, folder: Path) -> tuple[Mapping[str, str], int | None]:
        """(files, the version they are based on or None)."""
        mark = folder / MARK
        text = mark.read_text(encoding="utf-8").strip() if mark.is_file() else ""
        number = int(text.rpartition(" ")[2]) if text.rpartition(" ")[2].isdigit() else None
        return load_folder(folder).texts, number

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
