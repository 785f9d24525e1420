"""Writes a sales export with the traps that real ones have, so that no outside data is needed to meet them."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

SECTORS = ("medical", "retail", "software", "finance")
REGIONS = ("Central", "East", "West")


@dataclass(frozen=True)
class SalesExport:
    """Four files; `misspelt` rows name a product as no list has it, `homeless` have no account."""

    accounts: Path
    products: Path
    teams: Path
    pipeline: Path


def write_export(folder: Path, random_: random.Random, rows: int = 400) -> SalesExport:
    """Accounts with parents, products, agents with regions, opportunities that name them; M/D/YYYY days, blanks."""
    accounts = [f"Account {number:02} {random_.choice('ABC')}" for number in range(30)]
    products = [("Lamp Basic", 550), ("Lamp Pro", 4821), ("Desk Plus", 1096)]
    agents = [f"Agent {number:02}" for number in range(8)]
    export = SalesExport(*(folder / f"{name}.csv" for name in ("accounts", "products", "teams", "pipeline")))

    def write(file: Path, header: list[str], body: list[list[object]]) -> None:
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([header, *body])

    parents = {name: random_.choice(accounts) if place % 5 == 0 else "" for place, name in enumerate(accounts)}
    write(
        export.accounts,
        ["account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"],
        [
            [name, random_.choice(SECTORS), random_.randint(1980, 2015), f"{random_.uniform(1, 9999):.2f}",
             random_.randint(9, 30_000), "Norland", parents[name]]
            for name in accounts
        ],
    )  # fmt: skip
    write(export.products, ["product", "series", "sales_price"], [[name, name[:4], price] for name, price in products])
    write(
        export.teams,
        ["sales_agent", "manager", "regional_office"],
        [[name, "Chief", REGIONS[place % 3]] for place, name in enumerate(agents)],
    )
    body: list[list[object]] = []
    for number in range(rows):
        stage = random_.choice(["Prospecting", "Engaging", "Won", "Won", "Lost"])
        product = random_.choice(products)[0]
        engaged = "" if stage == "Prospecting" else f"{random_.randint(1, 12)}/{random_.randint(1, 28)}/2016"
        closed = f"{random_.randint(1, 12)}/{random_.randint(1, 28)}/2017" if stage in ("Won", "Lost") else ""
        body.append(
            [
                f"OP{number:05}",
                random_.choice(agents),
                product.replace("Lamp Pro", "LampPro") if number % 7 == 0 else product,
                "" if number % 11 == 0 else random_.choice(accounts),
                stage,
                engaged,
                closed,
                random_.randint(100, 9000) if stage == "Won" else "0" if stage == "Lost" else "",
            ]
        )
    write(
        export.pipeline,
        [
            "opportunity_id",
            "sales_agent",
            "product",
            "account",
            "deal_stage",
            "engage_date",
            "close_date",
            "close_value",
        ],
        body,
    )
    return export
