"""SQL over the rows of runs and their steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import func, select, update

from engine import clock
from engine.storage.database import Transaction
from engine.storage.job_rows import to_json
from engine.storage.system_tables import metadata

run = metadata.tables["fw_run"]
step = metadata.tables["fw_run_step"]

_RUN_JSON = ("event", "condition", "changed", "chain", "error")
_STEP_JSON = ("input", "output", "error", "sentence")


def _loaded(row: Any, names: Sequence[str]) -> dict[str, Any]:
    values = dict(row._mapping)
    for name in names:
        values[name] = None if values[name] is None else orjson.loads(values[name])
    return values


def insert(tx: Transaction, values: Mapping[str, Any]) -> int:
    """Add a run; answers its id. One event starts a rule once: a second insert violates the unique key."""
    encoded = {name: to_json(value) if name in _RUN_JSON else value for name, value in values.items()}
    result = tx.connection.execute(run.insert().values(started_at=clock.now(), **encoded))
    made = result.inserted_primary_key
    assert made is not None
    return int(made[0])


def set_job(tx: Transaction, run_id: int, job_id: int) -> None:
    tx.connection.execute(update(run).where(run.c.id == run_id).values(job=job_id))


def get(tx: Transaction, run_id: int) -> dict[str, Any] | None:
    row = tx.connection.execute(select(run).where(run.c.id == run_id)).first()
    return None if row is None else _loaded(row, _RUN_JSON)


def finish(tx: Transaction, run_id: int, state: str, error: Any = None) -> None:
    tx.connection.execute(
        update(run).where(run.c.id == run_id).values(state=state, error=to_json(error), ended_at=clock.now())
    )


def count_running(tx: Transaction, app: str) -> int:
    """How many runs of an app's rules are under way."""
    query = select(func.count()).select_from(run).where(run.c.app == app, run.c.state == "running")
    return int(tx.connection.execute(query).scalar_one())


def list_runs(
    tx: Transaction,
    app: str,
    *,
    rule: str | None = None,
    form: str | None = None,
    record: int | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Newest first; `before` is the id of the last run of the page before."""
    query = select(run).where(run.c.app == app).order_by(run.c.id.desc()).limit(limit)
    for column, value in ((run.c.rule, rule), (run.c.form, form), (run.c.record, record), (run.c.state, state)):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(run.c.id < before)
    return [_loaded(row, _RUN_JSON) for row in tx.connection.execute(query)]


def steps_of(tx: Transaction, run_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The steps of some runs in the order they started."""
    found: dict[int, list[dict[str, Any]]] = {run_id: [] for run_id in run_ids}
    if run_ids:
        query = select(step).where(step.c.run.in_(list(run_ids))).order_by(step.c.run, step.c.started_at, step.c.path)
        for row in tx.connection.execute(query):
            values = _loaded(row, _STEP_JSON)
            found[values["run"]].append(values)
    return found


def outputs(tx: Transaction, run_id: int) -> dict[tuple[str, str], Any]:
    """The outputs of the steps that are done, by (path, iteration): a take-over goes on behind them."""
    query = select(step.c.path, step.c.iteration, step.c.output).where(step.c.run == run_id, step.c.state == "done")
    return {
        (row.path, row.iteration): None if row.output is None else orjson.loads(row.output)
        for row in tx.connection.execute(query)
    }


def write_step(tx: Transaction, run_id: int, path: str, iteration: str, values: Mapping[str, Any]) -> None:
    """Write or overwrite the row of one step."""
    encoded = {name: to_json(value) if name in _STEP_JSON else value for name, value in values.items()}
    mine = (step.c.run == run_id) & (step.c.path == path) & (step.c.iteration == iteration)
    if tx.connection.execute(update(step).where(mine).values(**encoded)).rowcount == 0:
        tx.connection.execute(step.insert().values(run=run_id, path=path, iteration=iteration, **encoded))
