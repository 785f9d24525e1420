"""The built-in app of the company in a database: put there at the first start, and brought up to date later."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from engine.definition.merge import merge
from engine.definition.normal import with_option_ids
from engine.definition.source import load_texts
from engine.errors import FormwrightError
from engine.publishing.app_store import COMPANY
from engine.publishing.publisher import Publisher
from engine.storage import setting_rows, version_rows

log = structlog.get_logger("engine")
SHIPPED = "company_shipped"  # the files as the Formwright had them that published last; before there were such: none


def keep_company(publisher: Publisher, files: Mapping[str, str]) -> None:
    """Publishes the app as it is shipped with this Formwright; what an admin has changed in it is kept.

    Where both changed the same, the admin's version stays and a line in the log says so.
    """
    ours = with_option_ids(files)
    with publisher.database.read() as tx:
        number = version_rows.live_number(tx, COMPANY)
        shipped = setting_rows.get(tx, SHIPPED) or version_rows.texts(tx, COMPANY, 1)
        live = None if number is None else version_rows.texts(tx, COMPANY, number)
    if live is None or shipped is None:
        publisher.publish(files, actor="system", kind="install")
    elif shipped != ours:
        merged = merge(load_texts(shipped), load_texts(ours), load_texts(live))
        try:
            publisher.publish(merged.texts, actor="system", kind="upgrade", based_on=number)
        except FormwrightError as error:
            log.warning("company_not_upgraded", code=error.code)
            return
        for one in merged.conflicts:
            log.warning("company_kept_as_changed", path=one.path)
    else:
        return
    publisher.database.transact(lambda tx: setting_rows.put(tx, SHIPPED, dict(ours)), lock="none")


__all__ = ["keep_company"]
