"""What rules did, told to people: why a run started, what had changed, what each step did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import records
from engine.definition.app import App
from engine.definition.model import Form
from engine.errors import MalformedRequest, NotFound
from engine.records import RecordContext
from engine.storage import run_rows
from engine.texts import say


def page(
    context: RecordContext,
    app_id: str,
    *,
    rule: str | None = None,
    record: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """{"runs": [...], "next": cursor or None}, newest first; only runs about records the actor may read."""
    app = context.apps.app(app_id)
    form, record_id = _record_of(record)
    before = _cursor_of(cursor)
    shown: list[dict[str, Any]] = []
    while len(shown) < limit:
        with context.database.read() as tx:
            rows = run_rows.list_runs(
                tx, app_id, rule=rule, form=form, record=record_id, state=state, before=before, limit=limit + 1
            )
            steps = run_rows.steps_of(tx, [row["id"] for row in rows])
        readable = _readable(context, app, rows)
        for row in rows:
            before = row["id"]
            if (row["form"], row["record"]) in readable:
                shown.append(_shown(context, app, row, steps[row["id"]], readable[row["form"], row["record"]]))
                if len(shown) == limit:
                    break
        if len(rows) <= limit:
            break
    return {"runs": shown, "next": str(before) if len(shown) == limit and before else None}


def one(context: RecordContext, app_id: str, run_id: int) -> dict[str, Any]:
    """One run. Raises NotFound, also when its record may not be read."""
    app = context.apps.app(app_id)
    with context.database.read() as tx:
        row = run_rows.get(tx, run_id)
        steps = run_rows.steps_of(tx, [run_id])
    readable = _readable(context, app, [row]) if row and row["app"] == app_id else {}
    if row is None or (row["form"], row["record"]) not in readable:
        raise NotFound(what="run", id=run_id)
    return _shown(context, app, row, steps[run_id], readable[row["form"], row["record"]])


def _readable(context: RecordContext, app: App, rows: list[Any]) -> dict[tuple[str, int], str]:
    """(form, record) -> title of those the actor may read."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row["form"], set()).add(row["record"])
    found: dict[tuple[str, int], str] = {}
    for form_id, ids in wanted.items():
        if form_id not in app.forms:
            continue
        try:
            form = context.form(app.id, form_id)
        except NotFound:
            continue
        titles = records.titles(context, form, sorted(ids))
        found.update({((form_id, record_id)): title for record_id, title in titles.items()})
    return found


def _shown(context: RecordContext, app: App, row: Mapping[str, Any], steps: list[Any], title: str) -> dict[str, Any]:
    language = context.language
    form = app.forms[row["form"]]
    readable = context.decide("read", form).readable
    rule = app.rules.get(row["rule"])
    condition = row["condition"] or {}
    values = condition.get("values") or {}
    return {
        "id": row["id"],
        "rule": row["rule"],
        "rule_label": app.label_of(f"rule/{row['rule']}", language) if rule else row["rule"],
        "state": row["state"],
        "record": {"form": row["form"], "id": row["record"], "title": title},
        "started_at": row["started_at"],
        "ended_at": row["ended_at"],
        "version": row["version"],
        "actor": row["actor"],
        "chain": row["chain"],
        "error": _error(row["error"], language),
        "condition": {
            "text": condition.get("text"),
            "shown": condition.get("text"),
            "result": condition.get("result"),
            "values": [
                {
                    "name": name,
                    "label": _label(form, name, language),
                    "value": value if name.split(".")[0] in readable else None,
                    "shown": _text(form, name, value, language) if name.split(".")[0] in readable else "…",
                }
                for name, value in values.items()
            ],
        },
        "changed": [
            {
                "field": name,
                "label": _label(form, name, language),
                "old": old,
                "new": new,
                "old_shown": _text(form, name, old, language),
                "new_shown": _text(form, name, new, language),
            }
            for name, (old, new) in (row["changed"] or {}).items()
            if name in readable
        ],
        "steps": [_step(app, row, step, language) for step in steps],
    }


def _step(app: App, row: Mapping[str, Any], step: Mapping[str, Any], language: str) -> dict[str, Any]:
    sentence = dict(step["sentence"] or {})
    if "form" in sentence:
        sentence["form"] = app.label_of(f"form/{str(sentence['form']).rpartition('.')[2]}", language)
    output = step["output"]
    return {
        "path": step["path"],
        "type": step["type"],
        "state": step["state"],
        "sentence": say(f"step_{step['type']}_did", sentence, language),
        "output": output.get("output") if isinstance(output, dict) else None,
        "error": _error(step["error"], language),
        "attempt": step["attempt"],
        "started_at": step["started_at"],
        "ended_at": step["ended_at"],
    }


def _error(error: Mapping[str, Any] | None, language: str) -> dict[str, Any] | None:
    if not error:
        return None
    message = say(error["code"], error.get("values") or {}, language)
    details = [say(item["code"], item.get("values") or {}, language) for item in error.get("errors", [])]
    return {"code": error["code"], "message": " ".join([message, *details])}


def _label(form: Form, name: str, language: str) -> str:
    field = form.fields.get(name.split(".")[0])
    return field.say(language) if field else name


def _text(form: Form, name: str, value: Any, language: str) -> str:
    """A kept JSON value as people read it."""
    field = form.fields.get(name.split(".")[0])
    if field is None or value is None:
        return "" if value is None else str(value)
    from engine.records.evaluating import from_json

    return field.type.show(from_json(field, value), field, language)


def _record_of(text: str | None) -> tuple[str | None, int | None]:
    if not text:
        return None, None
    form, _, number = text.partition("/")
    if not number:
        return form, None
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise MalformedRequest(reason=f"record={text[:40]}")
    return form, int(number)


def _cursor_of(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise MalformedRequest(reason="cursor")
    return int(text)
