"""The job that builds the indexes of big tables after a publish, while everybody goes on working."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from engine.jobs.context import JobContext
from engine.jobs.job import JobType
from engine.migration import indexing
from engine.publishing.app_store import AppStore

PAUSE = 0.3  # seconds between two looks whether another builder is through


class BuildIndexes(JobType):
    """Builds what the live version needs and is not there: begun again after a kill, it finds what is left to do."""

    name: ClassVar[str] = "build_indexes"

    def __init__(self, store: AppStore):
        self.store = store

    def run(self, context: JobContext) -> dict[str, Any]:
        database = self.store.database
        app_id = str(context.job.options["app"])
        built: list[str] = []
        while True:
            with indexing.alone(database) as free:
                app = self.store.current().apps.get(app_id)
                left = indexing.missing(database, app) if free and app is not None else []
                done, total = len(built), len(built) + len(left)
                database.transact(
                    lambda tx, done=done, total=total: context.checkpoint(tx, done=done, total=total, step="indexes"),  # type: ignore[misc]  # mypy cannot infer lambdas with defaults
                    lock="none",
                )
                if free and not left:
                    return {"app": app_id, "built": built}
                if left:
                    indexing.build(database, left[0])
                    built.append(left[0].name)
                    continue
            threading.Event().wait(PAUSE)
