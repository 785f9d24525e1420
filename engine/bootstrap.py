"""The only place that knows concrete parts: builds an Engine out of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from engine import clock, people
from engine.access.actor import Actor
from engine.automation.dispatcher import Dispatcher
from engine.automation.runner import RunJob
from engine.catalog.catalog import Catalog, full_catalog
from engine.clock import Clock
from engine.errors import FieldError, InvalidValues, NotFound
from engine.events import Cause
from engine.exchange.choosing import chosen_sheets, new_forms
from engine.exchange.importing import ImportJob
from engine.exchange.imports import Imports
from engine.exchange.preparing import Preparing
from engine.exchange.uploads import Uploads
from engine.jobs import queue
from engine.jobs.job import Job, JobType
from engine.jobs.worker import Worker
from engine.migration.upgrading import upgrade_system
from engine.people import accounts, setup
from engine.people.accounts import Account
from engine.people.tokens import Token
from engine.publishing import holidays
from engine.publishing.adding_fields import AddingFields
from engine.publishing.agreed import AgreedPublishing
from engine.publishing.app_settings import AppSettings
from engine.publishing.app_store import AppStore
from engine.publishing.blank_apps import BlankApps
from engine.publishing.company import keep_company
from engine.publishing.draft_publishing import DraftPublishing
from engine.publishing.drafts import Drafts
from engine.publishing.folders import Folders
from engine.publishing.formulas import Formulas
from engine.publishing.holidays import FillHolidays
from engine.publishing.indexing import BuildIndexes
from engine.publishing.looking import Looking
from engine.publishing.packages import Packages
from engine.publishing.planning import Planning
from engine.publishing.publisher import Publisher
from engine.publishing.table_forms import TableForms
from engine.publishing.templates import InstallJob, TemplateInstalled, Templates
from engine.publishing.upgrades import Upgrades
from engine.publishing.usage import Usage
from engine.publishing.versions import Versions
from engine.records import RecordContext
from engine.records import people as record_people
from engine.records import titles as record_titles
from engine.records.recompute_job import RecomputeJob
from engine.registry import Registry
from engine.settings import Settings, WrongSetting, variable
from engine.shipped import templates_folder
from engine.storage import idempotency_rows, job_rows, run_rows
from engine.storage.database import Database, Transaction
from engine.storage.errors import DatabaseUnreachable
from engine.storage.files import FileStore
from engine.storage.upkeep import Upkeep
from engine.texts import say

log = structlog.get_logger("engine")

ANSWERS_KEPT = timedelta(days=2)


class Engine:
    """One installation in one process; everything the HTTP layer and the commands ask is a verb of it."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.catalog: Catalog = full_catalog()
        self.database = _reached(settings)
        upgrade_system(self.database)
        self.files = FileStore(self.database, settings.data_dir / "files")
        self.store = AppStore(self.database, self.catalog)
        self.publisher = Publisher(self.store, big_table=settings.big_table_rows, at_once=settings.recompute_at_once)
        self.adding = AddingFields(self.store, self.publisher)
        self.formulas = Formulas(self.adding)
        self.drafts = Drafts(self.store, self.publisher)
        self.usage = Usage(self.publisher.load, self.publisher.resolution)
        planning = Planning(self.usage, self._titles, self._runs_in_flight)
        agreed = AgreedPublishing(self.publisher, planning, self.files, settings.data_dir / "backups")
        self.draft_publishing = DraftPublishing(self.drafts, agreed)
        self.versions = Versions(self.publisher, self.drafts, agreed)
        self.packages = Packages(self.publisher)
        self.looking = Looking(self.drafts, self.usage, self._titles)
        self.app_settings = AppSettings(self.store, self.system)
        self.templates = Templates(settings.templates_dir or templates_folder(), self.publisher)
        self.upgrades = Upgrades(self.templates, agreed)
        self.blank_apps = BlankApps(self.store, self.publisher, self.templates)
        self.table_forms = TableForms(self.store, self.publisher, self.blank_apps)
        self.imports = Imports(settings.data_dir / "imports", settings.max_upload_mb, self.catalog)
        self.uploads = Uploads(self.imports.folder, settings.max_upload_mb, self.catalog)
        self.job_types: Registry[JobType] = Registry()
        for job_type in self._job_types():
            self.job_types.add(job_type.name, job_type)
        self.worker = Worker(self.database, self.job_types)
        self.dispatcher = Dispatcher(self.database, self.store, self.rule_context, self.tidy)
        self.upkeep = Upkeep(self.database)
        self.folders = Folders(self.store)
        self.ready = True  # a demo is ready only when its data is there
        self._working = False
        self._base: RecordContext | None = None  # what all contexts on the same apps have in common
        self._first_start()

    def _job_types(self) -> tuple[JobType, ...]:
        return (
            InstallJob(self.templates, self.store, lambda origin: self.system(origin=origin), self.clock),
            RunJob(self.store, self.rule_context),
            ImportJob(self.imports.folder, self.context_of_job),
            BuildIndexes(self.store),
            RecomputeJob(self.system),
            FillHolidays(lambda: self.system(origin="migration")),
        )

    # ---- life

    def start_workers(self) -> None:
        """Run jobs and rules in this process."""
        self._working = True
        self._ask_for_holidays()
        self.worker.start()
        self.dispatcher.start()
        self.upkeep.start()

    def close(self) -> None:
        """Stop what runs, within a few seconds; what is unfinished goes on elsewhere or at the next start."""
        if self._working:
            self.upkeep.stop()
            self.dispatcher.stop()
            self.worker.stop()
        self.database.close()

    def settle(self) -> None:
        """Dispatch and run everything due, in this thread (commands and tests)."""
        while self.dispatcher.run_once() + self.worker.run_due() or self.dispatcher.is_behind():
            pass

    def tidy(self) -> None:
        """Take away what nobody needs any more: answers of repeated requests, files that no record claimed."""
        before = clock.now() - ANSWERS_KEPT
        self.database.transact(lambda tx: idempotency_rows.forget(tx, before), lock="none", interactive=False)
        self.files.collect()
        self.uploads.tidy(self.system())
        self._ask_for_holidays()

    def _ask_for_holidays(self) -> None:
        """Another year, or a newer library, may bring holidays that the table does not have."""
        apps = self.store.current().apps
        self.database.transact(lambda tx: holidays.ask(tx, apps), lock="none", interactive=False)

    def _first_start(self) -> None:
        self.dispatcher.register()
        keep_company(self.publisher, people.company_files())
        self.publisher.catch_up()
        self.database.transact(lambda tx: job_rows.revive(tx, RecomputeJob.name), lock="none")
        email = self.settings.admin_email
        if email:
            with self.database.read() as tx:
                known = accounts.by_email(tx, email) is not None
            if not known:
                password = self.settings.admin_password.get_secret_value()
                try:
                    self.add_admin(email.split("@")[0], email, password or None)
                except InvalidValues as error:
                    # Said by the setting's name: whoever started this filled in no form.
                    found = error.errors[0]
                    wrong = "admin_password" if found.path == "password" else "admin_email"
                    raise WrongSetting(errors=error.errors, name=variable(wrong)) from error

    # ---- who and when

    @property
    def zone(self) -> str:
        """The company's time zone: what set-up chose, else the setting."""
        return self.store.current().zone or self.settings.company_zone

    def clock(self) -> Clock:
        return Clock.in_zone(self.zone)

    def context(
        self,
        actor: Actor,
        *,
        origin: str = "api",
        language: str | None = None,
        epoch: int | None = None,
        **more: Any,
    ) -> RecordContext:
        """What every verb of `records/` wants: who does it, when, on which apps.

        `epoch` is the installation's number when it was read within this request already.
        """
        apps = self.store.current(epoch)
        now = Clock.in_zone(apps.zone or self.settings.company_zone)
        base = self._base
        if base is None or base.apps is not apps:
            base = self._base = RecordContext(
                self.database, apps, actor, now, self.files, at_once=self.settings.recompute_at_once
            )
        language = language or actor.language or "en"
        return base.changed(actor=actor, clock=now, origin=origin, language=language, **more)

    def system(self, name: str = "system", origin: str = "api") -> RecordContext:
        return self.context(Actor.system(name), origin=origin)

    def context_of_job(self, by: Mapping[str, Any]) -> RecordContext:
        """The context of whoever handed in a job, with the rights he has now. Raises NotSignedIn when he is gone."""
        account_id = by.get("account_id")
        if account_id is None:
            return self.system(str(by.get("key", "system")))
        with self.database.read() as tx:
            return self.context(record_people.actor_of(tx, self.store.current(), int(account_id)))

    def rule_context(self, actor: Actor, cause: Cause) -> RecordContext:
        """What a rule writes with: its own actor and the chain of causes behind it."""
        return self.context(actor, origin="rule", cause=cause)

    def actor_of(self, tx: Transaction, account: Account) -> Actor:
        return record_people.actor_of(tx, self.store.current(), account.id)

    def actor_of_token(self, tx: Transaction, token: Token) -> Actor:
        return record_people.actor_of_token(tx, self.store.current(), token)

    def person(self, user_id: int) -> Actor:
        """The person behind a record of `company.user`, with the roles held now. Raises NotFound without an account."""
        with self.database.read() as tx:
            found = accounts.by_user(tx, user_id)
            if found is None:
                raise NotFound(what="record", id=str(user_id))
            return record_people.actor_of(tx, self.store.current(), found.id)

    def _titles(self, form: str, ids: Sequence[int]) -> Mapping[int, str]:
        """Titles of some records of `crm.customer`, living or not, for those who may change the app."""
        context = self.system()
        app_id, _, form_id = form.partition(".")
        found = context.apps.app(app_id).forms.get(form_id)
        return {} if found is None else record_titles(context, found, ids)

    def _runs_in_flight(self, app_id: str) -> int:
        with self.database.read() as tx:
            return run_rows.count_running(tx, app_id)

    def name_of(self, actor: str) -> str:
        """What people call an actor such as `user:7`; others by their key."""
        kind, _, id = actor.partition(":")
        if kind != "user" or not id.isdecimal():
            return actor
        with self.database.read() as tx:
            found = accounts.by_user(tx, int(id))
        return found.name if found is not None else actor

    def add_admin(self, name: str, email: str, password: str | None) -> tuple[Account, str]:
        """Make an admin; answers the account and the password (made up when none was given)."""
        chosen = password or secrets.token_urlsafe(9)
        account = record_people.add_person(self.system(), name, email, password=chosen, is_admin=True)
        return account, chosen

    def is_ready(self) -> bool:
        """Whether the installation can be used now."""
        if not self.ready:
            return False
        with self.database.read() as tx:
            return tx.epoch >= 0

    def install(
        self,
        template: str,
        *,
        sample_data: bool,
        language: str = "en",
        show: Callable[[int, int | None, str | None], None] | None = None,
    ) -> Job:
        """Install a template and wait for it; `show(done, total, step)` is told how it gets on.

        One that was interrupted is gone on with. Raises NotFound, TemplateInstalled.
        """
        found = self.templates.get(template)
        if template in self.store.current().apps and not self.unfinished_install(template):
            raise TemplateInstalled(template=template)
        options = {"template": template, "sample_data": sample_data, "language": language}
        by = {"key": "cli"}
        label = self.templates.label(found, language)
        job_id = self.database.transact(
            lambda tx: queue.enqueue(tx, "install", options, actor=by, label=label, key=f"install/{template}"),
            lock="none",
        )
        return self.wait_for(job_id, show=show)

    def wait_for(self, job_id: int, *, show: Callable[[int, int | None, str | None], None] | None = None) -> Job:
        """Wait for a job, running it here when no worker of this process does; `show(done, total, step)` is told."""
        with nullcontext() if self._working else self._working_on(job_id):
            while True:
                seen = self.database.wake_count("job_over")
                job = queue.get(self.database, job_id)
                if show is not None:
                    show(job.done, job.total, job.step)
                if job.is_over:
                    return job
                self.database.wait("job_over", seen, 0.3)

    @contextmanager
    def _working_on(self, job_id: int) -> Iterator[None]:
        """A worker for jobs of this one's type while a command waits; a running server may have been faster."""
        wanted: Registry[JobType] = Registry()
        name = queue.get(self.database, job_id).type
        wanted.add(name, self.job_types.get(name))
        worker = Worker(self.database, wanted, threads=1)
        worker.start()
        try:
            yield
        finally:
            worker.stop()

    def forms_from_tables(
        self,
        context: RecordContext,
        upload_id: str,
        sheets: Sequence[Mapping[str, Any]],
        *,
        label: str,
        app: str | None,
    ) -> dict[str, Any]:
        """Make the sheets of an upload forms of `app`, or of a new one called `label`, and prepare their imports.

        Answers the app, its new forms and the imports in the order in which they must run; all of it, or nothing.
        Raises NotFound, InvalidValues, InvalidDefinition.
        """
        upload = self.uploads.get(context, upload_id)
        live = context.apps.app(app) if app is not None else None
        chosen = chosen_sheets(upload, sheets, self.catalog, live)
        prepared = Preparing(self.imports.folder, upload, chosen, context.actor.key)
        with prepared:
            if app is None:
                app, made = self.table_forms.make_app(
                    label, new_forms(chosen), context.actor.key, context.language, prepared.write
                )
            else:
                _, made = self.table_forms.add(
                    app, new_forms(chosen), context.actor.key, context.language, prepared.write
                )
        return prepared.shown(app, made)

    def unfinished_install(self, template: str) -> bool:
        """Whether an installation of `template` was interrupted; asking for it again goes on with it."""
        with self.database.read() as tx:
            return job_rows.living_with_key(tx, f"install/{template}") is not None

    def people(self) -> list[dict[str, Any]]:
        """Everybody with their roles."""
        return record_people.list_people(self.system("cli"))

    def set_person(
        self,
        email: str,
        *,
        name: str | None = None,
        password: str | None = None,
        admin: bool = False,
        roles: Sequence[str] = (),
    ) -> tuple[str, str | None]:
        """Add somebody or change what is given; answers the address and the password a new account got."""
        held = [(app, role) for app, _, role in (text.partition("/") for text in roles)]
        context = self.system("cli")
        with self.database.read() as tx:
            known = accounts.by_email(tx, email)
        if known is None:
            chosen = password or secrets.token_urlsafe(9)
            record_people.add_person(
                context, name or email.split("@")[0], email, password=chosen, roles=held, is_admin=admin
            )
            return email, chosen
        values: dict[str, Any] = {"roles": held} if roles else {}
        values |= {key: value for key, value in (("name", name), ("password", password)) if value}
        if admin:
            values["is_admin"] = True
        record_people.change_person(context, known.user_id, **values)
        return email, None

    def backup(self, file: Path) -> None:
        """Write everything of one moment into a file, while others go on working."""
        from engine.publishing import backup

        backup.write(self.database, self.files, file)

    def setup_code(self) -> str | None:
        """The one-time code that set-up asks for, or None when somebody can sign in already."""
        return self.database.transact(lambda tx: setup.code(tx, clock.now()) if setup.needed(tx) else None)

    # ---- sentences at the edge

    @staticmethod
    def field_error(error: FieldError, language: str) -> dict[str, Any]:
        message = error.message or say(error.code, error.values, language)
        return {"path": error.path, "code": error.code, "message": message}


def restore(settings: Settings, file: Path) -> None:
    """Restore a backup into the (empty) place of `settings`. Raises Conflict when something is there already."""
    from engine.publishing import backup

    database = _reached(settings)
    upgrade_system(database)
    backup.read(database, FileStore(database, settings.data_dir / "files"), file)
    database.close()


def _reached(settings: Settings) -> Database:
    """The database of the settings and the folder of its files. Raises WrongSetting when one cannot be had."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = FieldError("", "file_trouble", {"file": str(settings.data_dir), "reason": error.strerror or ""})
        raise WrongSetting(errors=[problem], name=variable("data_dir")) from error
    database = Database(settings.url, data_dir=settings.data_dir)
    try:
        with database.read():
            return database
    except DatabaseUnreachable as error:
        name = variable("database_url" if settings.database_url else "data_dir")
        problem = FieldError("", error.code, error.values)
        raise WrongSetting(errors=[problem], name=name) from error
