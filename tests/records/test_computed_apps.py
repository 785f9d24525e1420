"""Random apps, random writes: every computed value is what plain Python makes of what people wrote, from scratch."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from engine import records
from engine.bootstrap import Engine
from engine.errors import FormwrightError
from engine.records import RecordContext
from engine.storage import rows
from engine.storage.database import Transaction
from tests.records.random_apps import DATE, FLAG, NUMBER, TEXT, Column, Maker, Naive, Table, files
from tests.support import seeds
from tests.support.databases import Databases
from tests.support.engines import engine_at
from tests.support.sizes import sized


class World:
    """One random app in an engine, and people who write into it."""

    def __init__(self, engine: Engine, generator: random.Random, folder: Path):
        self.engine, self.random, self.folder = engine, generator, folder
        maker = Maker(generator)
        self.forms = maker.draw(computed=generator.randint(6, 16))
        # Some come with a later version, when there are records already; what rows look at is there from the start.
        self.later = maker.made[len(maker.made) - generator.randint(0, 3) :]
        seen = {
            f"{rows[1].to}.{one.path[1]}"
            for name in self.forms
            for rows in [maker.rows(name)]
            for one in rows
            if one.path
        }
        while seen & set(self.later):
            self.later = self.later[1:]
        self.engine.publisher.publish(files(self.forms, self.later), actor="test", kind="install")
        self.ids: dict[str, list[int]] = {name: [] for name in self.forms}
        self.gone: list[tuple[str, int]] = []
        self.sets: list[int] = []

    @property
    def ctx(self) -> RecordContext:
        return self.engine.system()

    def publish_the_rest(self) -> str:
        self.later = []
        self.engine.publisher.publish(files(self.forms), actor="test", based_on=1)
        return "publish"

    def step(self) -> str:
        form = self.random.choice(list(self.forms))
        kinds = [
            "create",
            "create",
            "update",
            "update",
            "update",
            "delete",
            "restore",
            "many",
            "alike",
            "undo",
            "bring",
        ]
        kind = self.random.choice(kinds)
        try:
            getattr(self, kind)(form)
        except FormwrightError as error:
            kind += f" refused: {error.code} {[(one.path, one.code) for one in error.errors]}"
        self.engine.worker.run_due()
        self.ids = {name: list(table) for name, table in self.ctx.read(self.everything).items()}
        return f"{kind} {form}"

    def everything(self, tx: Transaction) -> dict[str, Table]:
        found = {}
        for name in self.forms:
            form = self.engine.store.current().app("rand").forms[name]
            found[name] = rows.read_many(tx, form, rows.ids_after(tx, form, 0, 100_000))
        return found

    def wrong(self) -> list[tuple[str, int, str, Any, Any]]:
        there = self.ctx.read(self.everything)
        naive = Naive(self.forms, there, self.decimals())
        found = []
        for name, columns in self.forms.items():
            for id, values in there[name].items():
                for column in columns:
                    if column.kind and f"{name}.{column.id}" not in self.later:
                        wanted = naive.value(name, id, column.id)
                        if values[column.id] != wanted:
                            found.append((name, id, column.id, values[column.id], wanted))
                    for cell in column.rows:
                        for row in values[column.id] or ():
                            wanted = naive.cell(name, row, cell)
                            if row[cell.id] != wanted:
                                found.append((name, id, f"{column.id}.{cell.id}", row[cell.id], wanted))
        return found

    def decimals(self) -> dict[str, int | None]:
        """To how many places a rollup is kept."""
        found: dict[str, int | None] = {}
        for name, form in self.engine.store.current().app("rand").forms.items():
            for field in form.fields.values():
                places = [column.scale for column in field.columns if column.kind in ("decimal", "integer")]
                found[f"{name}.{field.id}"] = places[0] if places else None
        return found

    # --- what people do ---

    def form(self, name: str) -> Any:
        return self.ctx.form("rand", name)

    def values(self, form: str, *, plain: bool = False) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for column in self.forms[form]:
            if not column.kind and not (plain and (column.rows or column.to)):
                made[column.id] = self.value(column)
        return made

    def value(self, column: Column) -> Any:
        r = self.random
        if column.rows:
            inner = [one for one in column.rows if not one.kind]
            return [{one.id: self.value(one) for one in inner} for _ in range(r.randint(0, 3))]
        if column.many:
            ids = self.ids[column.to]
            return r.sample(ids, min(len(ids), r.randint(0, 3)))
        if r.random() < 0.15:
            return None
        if column.to:
            return r.choice(self.ids[column.to]) if self.ids[column.to] else None
        return {
            NUMBER: lambda: f"{r.randint(-300, 3000) / 100:.{column.decimals}f}",
            TEXT: lambda: r.choice(["Ann", "Bo", "Cy"]),
            DATE: lambda: f"2026-01-{r.randint(1, 9):02}",
            FLAG: lambda: r.random() < 0.5,
        }[column.gives]()

    def some(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: values[name] for name in self.random.sample(sorted(values), self.random.randint(1, len(values)))}

    def one(self, form: str) -> int:
        return self.random.choice(self.ids[form] or [0])

    def create(self, form: str) -> None:
        self.sets.append(records.create(self.ctx, self.form(form), self.values(form)).change_set or 0)

    def update(self, form: str) -> None:
        saved = records.update(self.ctx, self.form(form), self.one(form), self.some(self.values(form)))
        self.sets.append(saved.change_set or 0)

    def delete(self, form: str) -> None:
        id = self.one(form)
        records.delete(self.ctx, self.form(form), id)
        self.gone.append((form, id))

    def restore(self, form: str) -> None:
        if self.gone:
            form, id = self.gone.pop(self.random.randrange(len(self.gone)))
            records.restore(self.ctx, self.form(form), id)

    def many(self, form: str) -> None:
        sent = [self.values(form) for _ in range(self.random.randint(2, 6))]
        self.sets.append(records.create_many(self.ctx, self.form(form), sent).change_set or 0)

    def alike(self, form: str) -> None:
        ids = self.random.sample(self.ids[form], min(len(self.ids[form]), 3))
        records.update_many(self.ctx, self.form(form), self.some(self.values(form)), ids=ids)

    def undo(self, form: str) -> None:
        if self.sets:
            records.undo(self.ctx, self.sets.pop(self.random.randrange(len(self.sets))))

    def bring(self, form: str) -> None:
        """A CSV file through the importer."""
        file = self.folder / "rows.csv"
        lines = [{**self.values(form, plain=True), "name": "Di"} for _ in range(self.random.randint(1, 4))]
        with file.open("w", newline="", encoding="utf-8") as content:
            writer = csv.DictWriter(content, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        context = self.engine.system("test", origin="import")
        with file.open("rb") as content:
            import_id = str(self.engine.imports.start(context, context.form("rand", form), file.name, content)["id"])
        job = self.engine.imports.run(context, import_id, dry=False)
        self.engine.worker.run_due()
        report = self.engine.imports.get(context, import_id)["report"]
        assert (report["created"], report["failed"]) == (len(lines), 0), (job, report)
        self.sets.append(report["change_set"])


@pytest.mark.parametrize("number", range(sized(1, 60)))
def test_in_any_app_every_value_is_right_after_any_write(databases: Databases, tmp_path: Path, number: int) -> None:
    generator = seeds.generator(f"random app {number}")
    prepared = databases.prepared("engine alone", lambda url: _engine(url, tmp_path / "prepared"))
    # Some installations leave nearly everything to jobs.
    at_once = generator.choice([0, 3, 5_000, 5_000])
    with databases.lent(prepared) as url, engine_at(url, tmp_path, recompute_at_once=at_once) as engine:
        world = World(engine, generator, tmp_path)
        done: list[str] = []
        steps = sized(30, 150)
        for at in range(steps):
            done.append(world.publish_the_rest() if at == steps // 2 and world.later else world.step())
            engine.worker.run_due()
            assert world.wrong() == [], (at_once, done[-1], files(world.forms))
        assert sum("refused" not in one for one in done) > len(done) / 2, done


def _engine(url: str, folder: Path) -> None:
    with engine_at(url, folder):
        pass
