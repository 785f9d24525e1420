"""What an author wants to know before he changes something: where it is used, and which values would convert."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.definition.edits.operations import apply
from engine.errors import InvalidDefinition, NotFound
from engine.migration import purging
from engine.migration.converting import ConvertColumn, GiveBack
from engine.migration.purging import Kept
from engine.publishing.drafts import Drafts
from engine.publishing.options_of_values import with_options
from engine.publishing.usage import Usage
from engine.storage import counts
from engine.storage.database import Transaction


class Looking:
    """Looks at an app as a draft has it, and at the records that are there."""

    def __init__(self, drafts: Drafts, usage: Usage, titles: Callable[[str, Sequence[int]], Mapping[int, str]]):
        self.drafts, self.publisher, self.store = drafts, drafts.publisher, drafts.store
        self.usage, self.titles = usage, titles

    def used(self, app_id: str, owner: str, path: str, language: str) -> dict[str, Any]:
        """Where what stands at `path` is used, and how many values there are of it. Raises NotFound."""
        draft = self.drafts.get(app_id, owner)
        return {"used_in": self.usage.of(draft.texts, path, language), "values": self._values(app_id, path)}

    def _values(self, app_id: str, path: str) -> int:
        kind, id, *steps = (*path.split("/"), "", "")
        form = self.store.current().app(app_id).forms.get(id)
        if kind != "form" or form is None:
            return 0
        with self.publisher.database.read() as tx:
            if steps[0] != "fields" or not steps[1]:
                return counts.living(tx, form)
            field = form.fields.get(steps[1])
            return 0 if field is None else counts.filled(tx, form, field)

    def conversion(self, app_id: str, path: str, type: str, language: str) -> dict[str, Any]:
        """What giving the field at `path` another type would do to the values that are there now. Raises NotFound."""
        kind, form_id, fields, field_id, *rest = (*path.split("/"), "", "", "", "")
        live = self.store.current().app(app_id)
        form = live.forms.get(form_id) if kind == "form" else None
        if form is None or fields != "fields" or field_id not in form.fields or any(rest):
            raise NotFound(what="field", id=path)
        edit = {"op": "change_type", "form": form_id, "field": field_id, "type": type}
        edit = with_options(self.store, app_id, edit)
        load, resolve = self.publisher.load, self.publisher.resolution
        changed = apply(live.texts, [edit], load, self.store.catalog, resolve, language=language)
        try:
            plan = self.publisher.prepare(changed.texts).plan
        except InvalidDefinition as refused:
            known = {problem.code for problem in self.publisher.resolution(live.texts).problems}
            said = [problem.message(language) for problem in refused.problems if problem.code not in known]
            return {"rows": 0, "converts": 0, "fails": 0, "samples": [], "problems": said}
        for one in plan.operations:
            if isinstance(one, (ConvertColumn, GiveBack)) and (one.table.form, one.column.field) == (form_id, field_id):
                found = one.surveyed
                titles = self.titles(form.name, [id for id, _ in found.samples])
                samples = [
                    {"record": id, "title": titles.get(id, f"#{id}"), "value": value} for id, value in found.samples
                ]
                kept = found.rows - found.lost
                return {"rows": found.rows, "converts": kept, "fails": found.lost, "samples": samples, "problems": []}
        rows = self._values(app_id, path)
        return {"rows": rows, "converts": rows, "fails": 0, "samples": [], "problems": []}

    def kept(self, app_id: str, form: str | None = None, field: str | None = None) -> list[Kept]:
        """What was taken away and is kept. Raises NotFound."""
        self.store.current().app(app_id)
        with self.publisher.database.read() as tx:
            return purging.kept(tx, app_id, form, field)

    def purge(self, app_id: str, form: str | None = None, field: str | None = None) -> list[Kept]:
        """Does away with it for good, and says what it was. Raises NotFound."""
        self.store.current().app(app_id)

        def work(tx: Transaction) -> list[Kept]:
            done = purging.purge(tx, app_id, form, field)
            tx.move_epoch()
            return done

        return self.publisher.database.transact(work, lock="exclusive")
