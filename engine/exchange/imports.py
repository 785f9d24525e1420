"""The life of one import: the file comes in, a mapping is chosen, it is tried, it runs, it can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from engine import clock, records
from engine.catalog.catalog import Catalog
from engine.catalog.currencies import usual_in
from engine.definition.model import Form
from engine.errors import Conflict, NotFound, PermissionDenied, TooLarge
from engine.exchange.columns import columns_of
from engine.exchange.guessing import guess
from engine.exchange.importing import choices_of
from engine.exchange.mapping import guess_mapping
from engine.exchange.tables import UnreadableFile, header_of, open_table
from engine.exchange.uploads import STATE as UPLOADED
from engine.jobs import queue
from engine.people.secrets import new_secret
from engine.records import RecordContext
from engine.storage import import_rows

PREVIEW = 20
COUNTED = 2_000_000


class ImportRunning(Conflict):
    """The import runs already, or has run."""

    code = "import_running"


@dataclass(frozen=True)
class Imports:
    """All imports of an installation; `folder` holds their files."""

    folder: Path
    limit_mb: int
    catalog: Catalog

    def start(self, context: RecordContext, form: Form, name: str, content: BinaryIO) -> dict[str, Any]:
        """Keep the file and say what is in it. Raises PermissionDenied, UnreadableFile, TooLarge."""
        decision = context.decide("create", form)
        if not decision.allowed:
            raise PermissionDenied(action="import", resource=form.label_plural, reason=decision.reason)
        import_id = new_secret()[:24]
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / import_id
        try:
            self._keep(content, file)
            shown = self._look(context, form, file, name, {})
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        values = {
            "id": import_id,
            "app": form.app_id,
            "form": form.id,
            "file_id": name[:200],
            "options": {"rows": shown["rows"], "header_row": shown["header_row"]},
            "mapping": shown["mapping"],
            "columns": shown["columns"],
            "state": "new",
            "created_at": clock.now(),
            "created_by": context.actor.key,
        }
        context.database.transact(lambda tx: import_rows.insert(tx, values), lock="none")
        return {"id": import_id, **shown}

    def choose(
        self, context: RecordContext, import_id: str, mapping: Any, options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Change mapping and options; answers what the file looks like with them."""
        row = self.get(context, import_id)
        if row["state"] not in ("new", "checked"):
            raise ImportRunning()
        form = context.form(row["app"], row["form"])
        chosen = {**(row["options"] or {}), **options}
        shown = self._look(context, form, self.folder / import_id, row["file_id"], chosen)
        kept = mapping if isinstance(mapping, dict) else row["mapping"]
        chosen |= {"rows": shown["rows"], "header_row": shown["header_row"]}
        values = {"mapping": kept, "options": chosen, "columns": shown["columns"]}
        context.database.transact(lambda tx: import_rows.change(tx, import_id, values), lock="none")
        return {"id": import_id, **shown, "mapping": kept, "options": chosen}

    def run(self, context: RecordContext, import_id: str, *, dry: bool) -> int:
        """Start the import, or its dry run; answers the job."""
        row = self.get(context, import_id)
        if row["state"] not in ("new", "checked"):
            raise ImportRunning()
        actor = {"key": context.actor.key, "account_id": context.actor.account_id, "user_id": context.actor.user_id}

        def work(tx: Any) -> int:
            job_id = queue.enqueue(
                tx,
                "import",
                {"import": import_id, "dry": dry},
                actor=actor,
                label=row["file_id"],
                key=f"import/{import_id}",
            )
            import_rows.change(tx, import_id, {"job": job_id, "state": row["state"] if dry else "running"})
            return job_id

        return context.database.transact(work, lock="none")

    def undo(self, context: RecordContext, import_id: str) -> dict[str, Any]:
        """Take back what the import wrote; says what was changed since and stays."""
        row = self.get(context, import_id)
        if row["change_set"] is None:
            raise NotFound(what="import", id=import_id)
        undone = records.undo(context, row["change_set"])
        context.database.transact(lambda tx: import_rows.change(tx, import_id, {"state": "undone"}), lock="none")
        return {"undone": undone.undone, "kept": list(undone.kept)}

    def get(self, context: RecordContext, import_id: str) -> dict[str, Any]:
        """The row of an import. Raises NotFound, also for other people's."""
        with context.database.read() as tx:
            row = import_rows.get(tx, import_id)
        if (
            row is None
            or row["state"] == UPLOADED
            or not (context.actor.is_admin or row["created_by"] == context.actor.key)
        ):
            raise NotFound(what="import", id=import_id)
        return row

    def error_sheet(self, context: RecordContext, import_id: str, file: Path) -> None:
        """The rows that were refused, as they came, with the reasons beside them."""
        import xlsxwriter

        from engine.texts import say

        row = self.get(context, import_id)
        reasons: dict[int, list[str]] = {}
        for problem in (row["report"] or {}).get("problems", []):
            said = problem["message"] or say(problem["code"], problem["values"], context.language)
            text = f"{problem['column'] or problem['field'] or ''}: {said}"
            if problem["nearest"]:
                text += " " + say("import_nearest", {"nearest": problem["nearest"]}, context.language)
            reasons.setdefault(problem["row"], []).append(text)
        source = open_table(self.folder / import_id, row["file_id"], choices_of(row["options"] or {}))
        header = header_of(source, (row["options"] or {}).get("header_row"))
        book = xlsxwriter.Workbook(
            str(file), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = book.add_worksheet()
        titles = [say("import_row", {}, context.language), say("import_reason", {}, context.language), *header.names]
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title)
        line = 0
        for number, cells in source.rows():
            if number in reasons:
                line += 1
                sheet.write_number(line, 0, number)
                sheet.write_string(line, 1, "\n".join(reasons[number]))
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write_string(line, column + 2, str(cell)[:32_767])
        book.close()

    def _keep(self, content: BinaryIO, file: Path) -> None:
        limit = self.limit_mb * 1024 * 1024
        with file.open("wb") as kept:
            shutil.copyfileobj(content, kept)
        if file.stat().st_size > limit:
            raise TooLarge(limit=self.limit_mb, unit="MB")

    def _look(
        self, context: RecordContext, form: Form, file: Path, name: str, options: Mapping[str, Any]
    ) -> dict[str, Any]:
        source = open_table(file, name, choices_of(options))
        header = header_of(source, options.get("header_row"))
        below = [(number, cells) for number, cells in islice(source.rows(), 600) if number > header.row]
        columns = columns_of(header.names, (cells for _, cells in below))
        currency = context.app_of(form).currency or usual_in(context.language)
        try:
            count = sum(1 for number, _ in islice(source.rows(), COUNTED) if number > header.row)
        except UnreadableFile:
            count = None
        return {
            "columns": [
                {
                    "name": column.name,
                    "samples": list(column.samples),
                    "guess": guess(column, self.catalog, context.clock, currency).type,
                }
                for column in columns
            ],
            "encoding": source.found.encoding,
            "delimiter": source.found.delimiter,
            "sheets": list(source.found.sheets),
            "sheet": source.found.sheet,
            "header_row": header.row,
            "rows": count,
            "preview": [[None if cell is None else str(cell) for cell in cells] for _, cells in below[:PREVIEW]],
            "mapping": {name: {"field": field} for name, field in guess_mapping(header.names, form).items()},
        }
