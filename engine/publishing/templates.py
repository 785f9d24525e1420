"""The bundled templates: what there is, and installing one with or without its sample data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import structlog

from engine import records
from engine.clock import Clock
from engine.definition.source import load_folder
from engine.errors import Conflict, InvalidDefinition, NotFound
from engine.jobs.context import JobContext
from engine.jobs.job import JobType
from engine.people import accounts, membership
from engine.publishing.app_store import AppStore
from engine.publishing.publisher import Publisher
from engine.publishing.sample_data import INSTALLER, SampleForm, blocks, read_people, read_sample, with_ids
from engine.records import RecordContext
from engine.records import people as record_people
from engine.storage import version_rows
from engine.storage.database import Transaction

log = structlog.get_logger("publishing")

BLOCK = 200  # rows that commit together: a fraction of a second
DATA = "data"


class TemplateInstalled(Conflict):
    """An app of the template's id is installed already (`template`)."""

    code = "template_installed"


@dataclass(frozen=True)
class Template:
    """One folder of the template gallery."""

    id: str
    folder: Path

    def texts(self) -> Mapping[str, str]:
        """The files of its definition."""
        return load_folder(self.folder).texts

    @property
    def data(self) -> Path:
        return self.folder / DATA


class Templates:
    """The gallery."""

    def __init__(self, folder: Path | None, publisher: Publisher):
        self.folder = folder
        self.publisher = publisher

    def __iter__(self) -> Iterator[Template]:
        for app_file in sorted(self.folder.glob("*/app.yaml")) if self.folder else ():
            yield Template(app_file.parent.name, app_file.parent)

    def get(self, template_id: str) -> Template:
        """Raises NotFound."""
        for template in self:
            if template.id == template_id:
                return template
        raise NotFound(what="template", id=template_id)

    def label(self, template: Template, language: str) -> str:
        """What people call it."""
        app, _ = self.publisher.check(template.texts())
        return str(app.label_of("app", language))

    def shown(self, language: str) -> list[dict[str, Any]]:
        """What the gallery shows of each: labels in `language`, what is inside, whether it is installed."""
        installed = self.publisher.store.current().apps
        with self.publisher.database.read() as tx:
            bases = {app: version_rows.base_of(tx, app) for app in installed}
        found = []
        for template in self:
            try:
                texts = template.texts()
                app, _ = self.publisher.check(texts)
            except InvalidDefinition as refused:
                log.warning("template_left_out", template=template.id, problems=len(refused.problems))
                continue
            base = bases.get(app.id)
            found.append(
                {
                    "id": template.id,
                    "label": app.label_of("app", language),
                    "description": app.say("app/help", language),
                    "version": app.version,
                    "languages": [app.written_in, *app.also],
                    "forms": len(app.forms),
                    "views": len(app.views),
                    "rules": len(app.rules),
                    "dashboards": len(app.dashboards),
                    "roles": len(app.roles),
                    "sample_data": template.data.is_dir(),
                    "installed": app.id in installed,
                    "upgrade": app.id in installed and base is not None and base.texts != texts,
                }
            )
        return found


class InstallJob(JobType):
    """Installs a template; every block of sample rows commits with its place, so a killed installation goes on."""

    name: ClassVar[str] = "install"
    max_attempts: ClassVar[int] = 2

    def __init__(
        self,
        templates: Templates,
        store: AppStore,
        system: Callable[[str], RecordContext],
        clock: Callable[[], Clock],
    ):
        self.templates = templates
        self.store = store
        self.system = system
        self.clock = clock

    def run(self, context: JobContext) -> dict[str, Any]:
        options = context.job.options
        template = self.templates.get(options["template"])
        position: dict[str, Any] = context.job.position or {"today": self.clock().today.isoformat()}
        app_id = self._publish(context, template, position)
        if options.get("sample_data") and template.data.is_dir():
            self._sample(context, template, app_id, position)
        app = self.store.current().app(app_id)
        return {"app": app_id, "home": app.home}

    def _publish(self, context: JobContext, template: Template, position: dict[str, Any]) -> str:
        if "app" in position:
            return str(position["app"])
        context.report(0, None, "forms")
        texts = template.texts()
        app, _ = self.templates.publisher.check(texts)
        store = self.store.current()
        if app.id not in store.apps:
            actor = str(context.job.actor.get("key", "system"))
            self.templates.publisher.publish(texts, actor=actor, kind="install", note=app.version)
        position["app"] = app.id

        def work(tx: Transaction) -> None:
            version_rows.set_template_base(tx, app.id, template.id, app.version, texts)
            context.checkpoint(tx, position)

        context.database.transact(work)
        return app.id

    def _sample(self, context: JobContext, template: Template, app_id: str, position: dict[str, Any]) -> None:
        today = date.fromisoformat(position["today"])
        forms = read_sample(template.data, today, self.clock().zone)
        total = sum(len(form.rows) for form in forms)
        if "people" not in position:
            context.report(0, total, "people")
            self._people(context, template, app_id, position)
        ids = _ids(position)
        done = 0
        for number, form in enumerate(forms):
            start = position.get("rows", 0) if number == position.get("form", 0) else 0
            if number < position.get("form", 0):
                done += len(form.rows)
                continue
            done += start
            place = start
            for block in blocks(form, BLOCK, start):
                place += len(block)
                done += len(block)
                self._block(context, app_id, form, block, ids, position, number, place, done, total)
        context.report(total, total, "done")

    def _block(
        self,
        context: JobContext,
        app_id: str,
        form: SampleForm,
        block: Any,
        ids: dict[tuple[str, str], int],
        position: dict[str, Any],
        number: int,
        rows: int,
        done: int,
        total: int,
    ) -> None:
        def work(tx: Transaction) -> None:
            inside = self.system("sample").inside(tx)
            target = inside.form(app_id, form.form)
            rows_with_ids = [with_ids(form, row, ids) for row in block]
            made = records.create_many(
                inside,
                target,
                [row.values for row in rows_with_ids],
                system=[_stamps(row.system) for row in rows_with_ids],
            )
            for row, record_id in zip(block, made.ids, strict=True):
                if row.key is not None and record_id is not None:
                    ids[(form.form, row.key)] = record_id
            position.update(form=number, rows=rows, keys=[[*key, value] for key, value in ids.items()])
            context.checkpoint(tx, position, done=done, total=total, step="data")

        context.database.transact(work)

    def _people(self, context: JobContext, template: Template, app_id: str, position: dict[str, Any]) -> None:
        """Departments, people, heads, managers and roles in one transaction; who exists already stays as he is."""
        sample = read_people(template.data)
        language = str(context.job.options.get("language") or "en")

        def work(tx: Transaction) -> None:
            inside = self.system("sample").inside(tx)
            ids: dict[tuple[str, str], int] = {}
            department_form = inside.form("company", "department")
            user_form = inside.form("company", "user")
            for department in sample.departments:
                values = {
                    "name": _named(department.names, language),
                    "parent": ids.get(("company.department", department.parent or "")),
                }
                ids[("company.department", department.key)] = records.create(inside, department_form, values).id
            for person in sample.people:
                known = accounts.by_email(tx, person.email)
                account = known or record_people.add_person(
                    inside,
                    _named(person.names, language),
                    person.email,
                    department=ids.get(("company.department", person.department or "")),
                )
                ids[("company.user", person.email)] = account.user_id
                if person.manager and not known:
                    manager = ids.get(("company.user", person.manager))
                    records.update(inside, user_form, account.user_id, {"manager": manager})
                for role in person.roles:
                    membership.grant(tx, account.user_id, app_id, role)
            for department in sample.departments:
                if department.head:
                    head = ids.get(("company.user", department.head))
                    own = ids[("company.department", department.key)]
                    records.update(inside, department_form, own, {"head": head})
            installer = context.job.actor.get("user_id")
            if installer is None:
                installer = next((account.user_id for account in accounts.every(tx) if account.is_admin), None)
            if installer is None and sample.people:
                # A command installs before anybody can sign in: what is the installer's is the first colleague's.
                installer = ids[("company.user", sample.people[0].email)]
            if installer is not None:
                ids[("company.user", INSTALLER)] = int(installer)
            position.update(people=True, keys=[[*key, value] for key, value in ids.items()])
            context.checkpoint(tx, position, step="people")

        context.database.transact(work)


def _stamps(system: Mapping[str, Any]) -> dict[str, Any]:
    """created_at and the like as the records want them: moments and ids."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
        for name, value in system.items()
    }


def _ids(position: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    return {(form, key): value for form, key, value in position.get("keys", [])}


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()))
