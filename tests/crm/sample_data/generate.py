"""Writes the sample data of the CRM template, the same bytes every time: `python -m tests.crm.sample_data.generate`."""

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

# In the order of loading: a relation points only to forms before it, or to rows before it in the same form.
# `name`, `name:date`, `name@form` (a relation), `name(…,…)` (the rows of a subform).
FORMS = {
    "product_category": "name parent@product_category",
    "product": """
        code name category@product_category unit list_price cost stock reorder_at status launched_on:date
        description created_at:datetime
    """,
    "customer": """
        kind name short_name industry size region importance tier lifecycle source referrer@customer
        owner@company.user department@company.department phone email website social_account address background
        needs decision_process preferences purchasing_power potential_value strategic_fit credit_limit
        payment_days consent created_at:datetime verified_on:date dormant_reason
    """,
    "contact": """
        name customer@customer job_title department_name is_primary gender mobile email preferred_way influence
        has_left created_at:datetime birth_date:date social_account interests
    """,
    "opportunity": """
        name customer@customer contacts@contact stage amount close_date:date owner@company.user source urgency
        importance need_clarity budget_fit decision_access product_fit description created_at:datetime
        updated_at:datetime budget next_step lines(product@product,qty,price) lost_reason competitor lost_note
        referrer@customer
    """,
    "interaction": """
        subject customer@customer contacts@contact opportunity@opportunity way direction started_at:datetime
        ended_at:datetime owner@company.user topics customer_view result effect created_at:datetime place
        participants@company.user enquired_at:datetime next_at:datetime next_way next_content voice
    """,
    "follow_up": """
        subject customer@customer contact@contact opportunity@opportunity planned_at:datetime way content
        owner@company.user status created_at:datetime done_at:datetime outcome came_from@interaction
        interaction@interaction cancel_reason
    """,
    "lead": """
        name company job_title phone email industry region source source_detail status rating need
        owner@company.user in_pool created_at:datetime budget next_contact:date converted_on:date
        customer@customer contact@contact opportunity@opportunity invalid_reason referrer@customer
    """,
    "order": """
        customer@customer contact@contact ordered_on:date owner@company.user status payment
        lines(product@product,qty,price,discount) deliver_by:date is_first created_at:datetime
        opportunity@opportunity shipped_on:date received_on:date pay_by:date paid_on:date notes address
    """,
    "feedback": """
        subject customer@customer contact@contact order@order product@product kind topic channel severity
        description received_at:datetime owner@company.user status created_at:datetime due_at:datetime
        answered_at:datetime closed_at:datetime summary root_cause root_cause_text solution improvement
        satisfaction compensation
    """,
    "task": """
        subject kind status priority due_on:date owner@company.user customer@customer opportunity@opportunity
        feedback@feedback created_at:datetime done_on:date
    """,
    "sales_target": "name owner@company.user department@company.department month:date amount",
}
COMMENT = (
    "# Sample records, counted from the day of installation (engine/publishing/sample_data.py tells how to read it).\n"
)


def files() -> dict[str, bytes]:
    """The generated files by name."""
    rows = Year(Random(SEED)).make()
    made = {}
    for number, (form, text) in enumerate(FORMS.items(), start=1):
        header = {"form": form, **_columns("key " + text)}
        lines = [_line(header), *(_line(_cells(row, header["columns"])) for row in rows[form])]
        made[f"{number * 5:02}_{form}.jsonl"] = (COMMENT + "\n".join(lines) + "\n").encode()
    return made


def _columns(text: str) -> dict[str, Any]:
    columns, types = [], {}
    for word in text.split():
        name, inner = word.split("(", 1) if word.endswith(")") else (word, "")
        name, _, kind = name.partition(":") if ":" in name else name.partition("@")
        columns.append(name)
        if inner:
            types[name] = _columns(inner[:-1].replace(",", " "))
        elif kind:
            types[name] = kind if ":" in word else f"@{kind}"
    return {"columns": columns, "types": types}


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
