"""Writes the imports that fill new forms together with these forms, and keeps a file for each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from engine.definition.edits.new_forms import MadeForm
from engine.exchange.choosing import ChosenSheet, import_rows_of
from engine.exchange.uploads import link_file
from engine.storage import import_rows
from engine.storage.database import Transaction


@dataclass
class Preparing:
    """Used as a context: where anything goes wrong within it, no file of an import stays."""

    folder: Path
    upload: Mapping[str, Any]
    chosen: Sequence[ChosenSheet]
    actor: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Preparing:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._forget()

    def write(self, tx: Transaction, app_id: str, made: Sequence[MadeForm]) -> None:
        """The imports of these forms; again from the start when the transaction is repeated."""
        self._forget()
        files = {form.id: int(sheet.found["file"]) for form, sheet in zip(made, self.chosen, strict=True)}
        for row in import_rows_of(self.upload, self.chosen, made, app_id, self.actor):
            link_file(self.folder / f"{self.upload['id']}.{files[row['form']]}", self.folder / row["id"])
            self.rows.append(row)
            import_rows.insert(tx, row)

    def shown(self, app_id: str, made: Sequence[MadeForm]) -> dict[str, Any]:
        """What was made, for whoever runs the imports one after the other."""
        numbers = {form.id: sheet.found["number"] for form, sheet in zip(made, self.chosen, strict=True)}
        return {
            "app": app_id,
            "forms": [
                {"sheet": numbers[form.id], "form": form.id, "label": sheet.form.label}
                for form, sheet in zip(made, self.chosen, strict=True)
            ],
            "imports": [
                {
                    "id": row["id"],
                    "form": row["form"],
                    "sheet": numbers[row["form"]],
                    "rows": row["options"]["rows"],
                    "links": "key" in row["options"],
                }
                for row in self.rows
            ],
        }

    def _forget(self) -> None:
        for row in self.rows:
            (self.folder / row["id"]).unlink(missing_ok=True)
        self.rows = []
