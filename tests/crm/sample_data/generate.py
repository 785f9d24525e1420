"""Writes the sample data of the CRM template: `python -m tests.crm.sample_data.generate` (the same bytes every time)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

from tests.crm.sample_data.days import TODAY, Day, ago
from tests.crm.sample_data.year import Year

SEED = 20240229
FOLDER = Path(__file__).resolve().parents[3] / "templates" / "crm" / "data"
PEOPLE = ("@company.user", "@company.department")

# in the order of loading: a relation points only to forms before it, or to rows before it in the same form
FORMS: dict[str, dict[str, Any]] = {
    "product_category": {"name": None, "parent": "@product_category"},
    "product": {
        "code": None, "name": None, "category": "@product_category", "unit": None, "list_price": None, "cost": None,
        "stock": None, "reorder_at": None, "status": None, "launched_on": "date", "description": None, "created_at": "datetime",
    },
    "customer": {
        "kind": None, "name": None, "short_name": None, "industry": None, "size": None, "region": None, "importance": None,
        "tier": None, "lifecycle": None, "source": None, "referrer": "@customer", "owner": PEOPLE[0], "department": PEOPLE[1],
        "phone": None, "email": None, "website": None, "social_account": None, "address": None, "background": None,
        "needs": None, "decision_process": None, "preferences": None, "purchasing_power": None, "potential_value": None,
        "strategic_fit": None, "credit_limit": None, "payment_days": None, "consent": None, "created_at": "datetime",
        "verified_on": "date", "dormant_reason": None,
    },
    "contact": {
        "name": None, "customer": "@customer", "job_title": None, "department_name": None, "is_primary": None, "gender": None,
        "mobile": None, "email": None, "preferred_way": None, "influence": None, "has_left": None, "created_at": "datetime",
        "birth_date": "date", "social_account": None, "interests": None,
    },
    "opportunity": {
        "name": None, "customer": "@customer", "contacts": "@contact", "stage": None, "amount": None, "close_date": "date",
        "owner": PEOPLE[0], "source": None, "urgency": None, "importance": None, "need_clarity": None, "budget_fit": None,
        "decision_access": None, "product_fit": None, "description": None, "created_at": "datetime", "updated_at": "datetime",
        "budget": None, "next_step": None, "lines": {"columns": ["product", "qty", "price"], "types": {"product": "@product"}},
        "lost_reason": None, "competitor": None, "lost_note": None, "referrer": "@customer",
    },
    "interaction": {
        "subject": None, "customer": "@customer", "contacts": "@contact", "opportunity": "@opportunity", "way": None,
        "direction": None, "started_at": "datetime", "ended_at": "datetime", "owner": PEOPLE[0], "topics": None,
        "customer_view": None, "result": None, "effect": None, "created_at": "datetime", "place": None,
        "participants": PEOPLE[0], "enquired_at": "datetime", "next_at": "datetime", "next_way": None, "next_content": None,
        "voice": None,
    },
    "follow_up": {
        "subject": None, "customer": "@customer", "contact": "@contact", "opportunity": "@opportunity",
        "planned_at": "datetime", "way": None, "content": None, "owner": PEOPLE[0], "status": None, "created_at": "datetime",
        "done_at": "datetime", "outcome": None, "came_from": "@interaction", "interaction": "@interaction",
        "cancel_reason": None,
    },
    "lead": {
        "name": None, "company": None, "job_title": None, "phone": None, "email": None, "industry": None, "region": None,
        "source": None, "source_detail": None, "status": None, "rating": None, "need": None, "owner": PEOPLE[0], "in_pool": None,
        "created_at": "datetime", "budget": None, "next_contact": "date", "converted_on": "date", "customer": "@customer",
        "contact": "@contact", "opportunity": "@opportunity", "invalid_reason": None, "referrer": "@customer",
    },
    "order": {
        "customer": "@customer", "contact": "@contact", "ordered_on": "date", "owner": PEOPLE[0], "status": None,
        "payment": None, "lines": {"columns": ["product", "qty", "price", "discount"], "types": {"product": "@product"}},
        "deliver_by": "date", "is_first": None, "created_at": "datetime", "opportunity": "@opportunity", "shipped_on": "date",
        "received_on": "date", "pay_by": "date", "paid_on": "date", "notes": None, "address": None,
    },
    "feedback": {
        "subject": None, "customer": "@customer", "contact": "@contact", "order": "@order", "product": "@product", "kind": None,
        "topic": None, "channel": None, "severity": None, "description": None, "received_at": "datetime", "owner": PEOPLE[0],
        "status": None, "created_at": "datetime", "due_at": "datetime", "answered_at": "datetime", "closed_at": "datetime",
        "summary": None, "root_cause": None, "root_cause_text": None, "solution": None, "improvement": None,
        "satisfaction": None, "compensation": None,
    },
    "task": {
        "subject": None, "kind": None, "status": None, "priority": None, "due_on": "date", "owner": PEOPLE[0],
        "customer": "@customer", "opportunity": "@opportunity", "feedback": "@feedback", "created_at": "datetime",
        "done_on": "date",
    },
    "sales_target": {"name": None, "owner": PEOPLE[0], "department": PEOPLE[1], "month": "date", "amount": None},
}  # fmt: skip
COMMENT = (
    "# Sample records, counted from the day of installation (engine/publishing/sample_data.py tells how to read it).\n"
)


def files() -> dict[str, bytes]:
    """The generated files by name."""
    rows = Year(Random(SEED)).make()
    made = {}
    for number, (form, columns) in enumerate(FORMS.items(), start=1):
        types = {name: kind for name, kind in columns.items() if kind is not None}
        header: dict[str, Any] = {"form": form, "columns": ["key", *columns]}
        if types:
            header["types"] = types
        lines = [_line(header), *(_line(_cells(row, ["key", *columns])) for row in rows[form])]
        made[f"{number * 5:02}_{form}.jsonl"] = (COMMENT + "\n".join(lines) + "\n").encode()
    return made


def _cells(row: dict[str, Any], columns: list[str]) -> list[Any]:
    unknown = {name for name in row if not name.startswith("_")} - set(columns)
    if unknown:
        raise ValueError(f"no column for {sorted(unknown)}")
    cells = [_cell(name, row.get(name)) for name in columns]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(column: str, value: Any) -> Any:
    if not isinstance(value, Day):
        return value
    if column in ("created_at", "updated_at") and value.chain is TODAY and value.offset >= 0:
        return ago(0).at("00:05").text()  # whatever the hour of the installation, this is past
    return value.text()


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(folder: Path = FOLDER) -> None:
    """Writes the files and takes away those that are no longer made."""
    made = files()
    for old in folder.glob("*.jsonl"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (folder / name).write_bytes(content)
        rows = len(content.splitlines()) - 2
        sys.stdout.write(f"{name}: {rows} rows, {len(content) // 1024} KiB\n")


if __name__ == "__main__":
    main()
