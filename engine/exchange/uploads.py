"""Files that are to become forms: kept for a while for whoever brought them, with what was found in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from engine import clock
from engine.catalog.catalog import Catalog
from engine.definition.edits.fields import options_of
from engine.errors import NotFound, TooLarge
from engine.exchange.columns import look
from engine.exchange.guessing import Guess, guess
from engine.exchange.linking import Link, Sheet, links_of, links_to_forms, title_of
from engine.exchange.tables import Choices, Source, UnreadableFile, open_table
from engine.people.secrets import new_secret
from engine.records import RecordContext
from engine.storage import import_rows
from engine.storage.database import Transaction

STATE = "table"  # of a row that no form has been chosen for
KEPT = timedelta(hours=24)
MOST_FILES = 20
MOST_SHEETS = 60
PLAIN_SHEETS = ("sheet", "table", "工作表", "表")


@dataclass(frozen=True)
class Uploads:
    """All such files of an installation; `folder` holds them beside those of imports."""

    folder: Path
    limit_mb: int
    catalog: Catalog

    def start(
        self, context: RecordContext, files: Sequence[tuple[str, BinaryIO]], app: str | None, currency: str
    ) -> dict[str, Any]:
        """Keep the files and say what is in each of their sheets. Raises UnreadableFile, TooLarge, NotFound."""
        forms = list(context.apps.app(app).forms.values()) if app is not None else []
        if not files or len(files) > MOST_FILES:
            raise UnreadableFile(reason="no_files" if not files else "too_many_files", limit=MOST_FILES)
        upload_id = new_secret()[:24]
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = [self.folder / f"{upload_id}.{number}" for number in range(len(files))]
        try:
            self._keep(files, kept)
            found = list(self._sheets(files, kept, context, currency))
            if all(one["problem"] for one in found):
                raise UnreadableFile(reason=found[0]["problem"])
            sheets = self._linked(context, found, forms)
        except BaseException:
            _drop(kept)
            raise
        values = {
            "id": upload_id,
            "app": app or "",
            "form": "",
            "file_id": files[0][0][:200],
            "options": {"files": len(files)},
            "columns": sheets,
            "state": STATE,
            "created_at": clock.now(),
            "created_by": context.actor.key,
        }
        context.database.transact(lambda tx: import_rows.insert(tx, values), lock="none")
        return shown(values)

    def get(self, context: RecordContext, upload_id: str) -> dict[str, Any]:
        """The row of an upload. Raises NotFound, also for other people's and for what has expired."""
        with context.database.read() as tx:
            row = import_rows.get(tx, upload_id)
        mine = row is not None and row["state"] == STATE and row["created_by"] == context.actor.key
        if row is None or not mine or row["created_at"] < clock.now() - KEPT:
            raise NotFound(what="table", id=upload_id)
        return row

    def file(self, upload_id: str, number: int) -> Path:
        """Where a file of an upload lies."""
        return self.folder / f"{upload_id}.{number}"

    def tidy(self, context: RecordContext) -> None:
        """Take away what has expired."""
        before = clock.now() - KEPT

        def work(tx: Transaction) -> list[dict[str, Any]]:
            return import_rows.take_old(tx, STATE, before)

        for row in context.database.transact(work, lock="none", interactive=False):
            _drop(self.file(row["id"], number) for number in range(int((row["options"] or {}).get("files", 1))))

    def _keep(self, files: Sequence[tuple[str, BinaryIO]], kept: Sequence[Path]) -> None:
        limit = self.limit_mb * 1024 * 1024
        for (_, content), file in zip(files, kept, strict=True):
            with file.open("wb") as target:
                shutil.copyfileobj(content, target)
            limit -= file.stat().st_size
            if limit < 0:
                raise TooLarge(limit=self.limit_mb, unit="MB")

    def _sheets(
        self, files: Sequence[tuple[str, BinaryIO]], kept: Sequence[Path], context: RecordContext, currency: str
    ) -> Iterator[dict[str, Any]]:
        """Every sheet of every file, or what is wrong with it."""
        count = 0
        for number, ((name, _), file) in enumerate(zip(files, kept, strict=True)):
            source = open_table(file, name)
            names: Sequence[str | None] = source.found.sheets or (None,)
            for sheet in names:
                count += 1
                if count > MOST_SHEETS:
                    raise UnreadableFile(reason="too_many_sheets", limit=MOST_SHEETS)
                label = _label(name, sheet, alone=len(names) == 1)
                place = {"file": number, "name": name[:200], "sheet": sheet, "label": label}
                opened = source if sheet == source.found.sheet else open_table(file, name, Choices(sheet=sheet))
                yield self._looked(place, opened, context, currency)

    def _looked(self, place: dict[str, Any], source: Source, context: RecordContext, currency: str) -> dict[str, Any]:
        try:
            looked = look(source)
        except UnreadableFile as error:
            return {**place, "problem": str(error.values["reason"]), "found": None}
        if not looked.rows:
            return {**place, "problem": "empty_table", "found": None}
        guesses = [guess(column, self.catalog, context.clock, currency) for column in looked.columns]
        read = {"encoding": source.found.encoding, "delimiter": source.found.delimiter}
        return {**place, **read, "problem": None, "found": Sheet(place["label"], looked, guesses)}

    def _linked(
        self, context: RecordContext, found: Sequence[Mapping[str, Any]], forms: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """The sheets as they are kept and shown."""
        good = [number for number, one in enumerate(found) if one["found"] is not None]
        links = links_of([found[number]["found"] for number in good], self.catalog)
        shown_sheets: list[dict[str, Any]] = []
        for number, one in enumerate(found):
            place = {key: value for key, value in one.items() if key != "found"} | {"number": number}
            sheet: Sheet | None = one["found"]
            if sheet is None:
                shown_sheets.append({**place, "header_row": 0, "rows": 0, "title": None, "columns": []})
                continue
            own = {name: Link(good[link.sheet or 0], link.column) for name, link in links[good.index(number)].items()}
            own |= links_to_forms(context, sheet, own, forms, self.catalog)
            shown_sheets.append(
                {
                    **place,
                    "header_row": sheet.looked.header_row,
                    "rows": sheet.looked.rows,
                    "title": title_of(sheet, self.catalog, own),
                    "columns": [
                        _column(column, guessed, own.get(column.name))
                        for column, guessed in zip(sheet.columns, sheet.guesses, strict=True)
                    ],
                }
            )
        return shown_sheets


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """An upload as people are shown it."""
    sheets = [{key: value for key, value in sheet.items() if key != "file"} for sheet in row["columns"]]
    return {"id": row["id"], "name": row["file_id"], "sheets": sheets}


def _column(column: Any, guessed: Guess, link: Link | None) -> dict[str, Any]:
    offers = [{"type": type, "settings": _spelled_out(settings)} for type, settings in guessed.offers.items()]
    return {
        "column": column.name,
        "label": _readable(column.name),
        "include": column.count > 0,
        "type": guessed.type,
        "settings": offers[0]["settings"],
        "to": link.to_json() if link is not None else None,
        "samples": list(column.samples),
        "filled": column.count,
        "unique": column.is_unique,
        "offers": offers,
    }


def _spelled_out(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as a form declares them: labels of options with ids and colours."""
    options = settings.get("options")
    return {**settings, "options": options_of(options)} if isinstance(options, list) else dict(settings)


def _readable(name: str) -> str:
    """`deal_stage` as people would write it; every other name as it is."""
    name = name.strip()
    if name.isascii() and name == name.lower():
        plain = " ".join(name.split("_")).strip() if " " not in name else name
        name = plain[:1].upper() + plain[1:]
    return (name or "?")[:100]


def _label(name: str, sheet: str | None, *, alone: bool) -> str:
    """What a form is called after: its sheet, or the file where the sheet has no name of its own."""
    stem = _readable(Path(name.replace("\\", "/")).stem)
    plain = sheet is None or sheet.rstrip(" 0123456789").casefold() in PLAIN_SHEETS
    return stem if sheet is None or (plain and alone) else _readable(sheet)


def link_file(file: Path, target: Path) -> None:
    """The same content under another name, without copying it where that can be."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _drop(files: Any) -> None:
    for file in files:
        file.unlink(missing_ok=True)
