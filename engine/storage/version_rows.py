"""SQL over the rows of apps and their published versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select, update

from engine import clock
from engine.storage.database import Transaction
from engine.storage.system_tables import metadata

app = metadata.tables["fw_app"]
version = metadata.tables["fw_version"]
template_base = metadata.tables["fw_template_base"]


@dataclass(frozen=True)
class InstalledApp:
    """One installed app and the number of its live version."""

    id: str
    live: int
    base_template: str | None
    base_version: str | None


@dataclass(frozen=True)
class VersionRow:
    """One published version without its texts."""

    number: int
    hash: str
    actor: str
    at: datetime
    note: str
    kind: str


@dataclass(frozen=True)
class TemplateBase:
    """What an app was installed from or last upgraded to: the template's id, its version and its files."""

    template: str
    version: str
    texts: Mapping[str, str]


def installed(tx: Transaction) -> list[InstalledApp]:
    """All apps in the order they were installed."""
    query = select(app.c.id, app.c.live, app.c.base_template, app.c.base_version).order_by(app.c.position, app.c.id)
    return [InstalledApp(*row) for row in tx.connection.execute(query)]


def live_number(tx: Transaction, app_id: str) -> int | None:
    return tx.connection.execute(select(app.c.live).where(app.c.id == app_id)).scalar()


def is_from_template(tx: Transaction, app_id: str) -> bool:
    """Whether an app was installed from a template: what is added to it is marked as the customer's own."""
    return bool(tx.connection.execute(select(app.c.base_template).where(app.c.id == app_id)).scalar())


def texts(tx: Transaction, app_id: str, number: int) -> Mapping[str, str] | None:
    """The files of one version as they were written, {name: text}."""
    found = tx.connection.execute(
        select(version.c.texts).where(version.c.app == app_id, version.c.number == number)
    ).scalar()
    return None if found is None else orjson.loads(found)


def versions(tx: Transaction, app_id: str) -> list[VersionRow]:
    """Newest first."""
    columns = (version.c.number, version.c.hash, version.c.actor, version.c.at, version.c.note, version.c.kind)
    query = select(*columns).where(version.c.app == app_id).order_by(version.c.number.desc())
    return [VersionRow(*row) for row in tx.connection.execute(query)]


def add_version(
    tx: Transaction,
    app_id: str,
    number: int,
    files: Mapping[str, str],
    *,
    hash: str,
    actor: str,
    note: str,
    kind: str,
    label: str,
    based_on: int | None,
) -> None:
    """Write the version and make it the live one."""
    now = clock.now()
    tx.connection.execute(
        version.insert().values(
            app=app_id,
            number=number,
            texts=orjson.dumps(dict(files)).decode(),
            hash=hash,
            actor=actor,
            at=now,
            note=note,
            based_on=based_on,
            kind=kind,
        )
    )
    changed = tx.connection.execute(update(app).where(app.c.id == app_id).values(live=number, label=label))
    if changed.rowcount == 0:
        position = len(installed(tx))
        tx.connection.execute(
            app.insert().values(
                id=app_id, label=label, live=number, position=position, installed_at=now, installed_by=actor
            )
        )


def base_of(tx: Transaction, app_id: str) -> TemplateBase | None:
    """The base of an app that came from a template."""
    columns = (template_base.c.template, template_base.c.version, template_base.c.texts)
    found = tx.connection.execute(select(*columns).where(template_base.c.app == app_id)).first()
    return None if found is None else TemplateBase(found[0], found[1], orjson.loads(found[2]))


def set_template_base(tx: Transaction, app_id: str, template: str, number: str, files: Mapping[str, str]) -> None:
    """Keep the exact base an app was installed from; an upgrade merges against it."""
    values: dict[str, Any] = {
        "template": template,
        "version": number,
        "texts": orjson.dumps(dict(files)).decode(),
    }
    tx.connection.execute(template_base.delete().where(template_base.c.app == app_id))
    tx.connection.execute(template_base.insert().values(app=app_id, **values))
    tx.connection.execute(update(app).where(app.c.id == app_id).values(base_template=template, base_version=number))
