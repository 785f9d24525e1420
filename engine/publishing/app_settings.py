"""The settings of an app that an admin changes while it lives; expressions read them as `settings.<id>`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine import records
from engine.catalog.values import InvalidValue
from engine.definition.app import App
from engine.errors import FieldError, InvalidValues
from engine.publishing.app_store import APP_SETTINGS, AppSnapshot, AppStore
from engine.records import RecordContext
from engine.registry import nearest
from engine.storage import setting_rows
from engine.storage.database import Transaction


class AppSettings:
    """What was chosen is kept beside the versions, so that publishing and upgrading leave it alone."""

    def __init__(self, store: AppStore, system: Callable[[], RecordContext]):
        self.store = store
        self.system = system

    def change(self, app_id: str, values: Mapping[str, Any]) -> AppSnapshot:
        """Set some settings of an app to JSON values (null: back to the definition's default), for every request that
        starts from now on. Raises NotFound, InvalidValues.
        """

        def work(tx: Transaction) -> None:
            snapshot = self.store.load(tx, tx.epoch)
            before = snapshot.chosen.get(app_id, {})
            chosen = {**before, **checked(self.system().inside(tx), snapshot.app(app_id), values)}
            kept = {name: value for name, value in chosen.items() if value is not None}
            if kept != before:
                setting_rows.put(tx, APP_SETTINGS + app_id, kept)
                tx.move_epoch()

        # Alone, so that a write in progress ends with the settings it began with.
        self.store.database.transact(work, lock="exclusive")
        return self.store.current()


def checked(ctx: RecordContext, app: App, values: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON values as they are kept. Raises InvalidValues with everything that is wrong."""
    found: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in values.items():
        field = app.settings.get(name)
        if field is None:
            said = {"found": name[:80], "nearest": nearest(name, app.settings)}
            errors.append(FieldError(name[:80], "value.unknown_setting", said))
            continue
        try:
            read = field.type.clean(value, field)
        except InvalidValue as trouble:
            errors.extend(error.under(name) for error in trouble.errors)
            continue
        if read is not None and field.target is not None and not _is_there(ctx, field.target, read):
            errors.append(FieldError(name, "value.no_such_record", {"id": read, "form": field.target[1]}))
            continue
        if read is None and field.required and field.default is None:
            errors.append(FieldError(name, "value.required"))
        found[name] = None if read is None else field.type.to_json(read, field)
    if errors:
        raise InvalidValues(errors=errors)
    return found


def _is_there(ctx: RecordContext, target: tuple[str, str], id: Any) -> bool:
    return isinstance(id, int) and records.values_of(ctx, ctx.form(*target), id) is not None
