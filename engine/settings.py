"""What the environment says (`FORMWRIGHT_…`), checked once at the start."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.errors import FormwrightError

PREFIX = "FORMWRIGHT_"
LEVELS = ("debug", "info", "warning", "error")


class WrongSetting(FormwrightError):
    """What the environment says in `name` cannot be used; `errors` says why."""

    code = "wrong_setting"


def variable(setting: str) -> str:
    """The environment variable of a setting: `data_dir` is FORMWRIGHT_DATA_DIR."""
    return PREFIX + setting.upper()


class Settings(BaseSettings):
    """All settings; each may be given as an environment variable with the prefix `FORMWRIGHT_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data_dir: Annotated[Path, Field(description="Folder of the embedded database, files and the key.")] = Path(
        "formwright-data"
    )
    database_url: Annotated[
        str, Field(description="postgresql://… for PostgreSQL; empty: SQLite in the data folder.")
    ] = ""
    admin_email: Annotated[str, Field(description="The first admin's e-mail address, made at the first start.")] = ""
    admin_password: Annotated[SecretStr, Field(description="The first admin's password.")] = SecretStr("")
    secret_key: Annotated[
        SecretStr, Field(description="Master key; empty: DATA_DIR/secret.key, made at the first start.")
    ] = SecretStr("")
    company_zone: Annotated[
        str, Field(description="Time zone that decides what today is, until set-up says otherwise.")
    ] = "Asia/Shanghai"
    session_days: Annotated[int, Field(ge=1, le=365, description="Days a sign-in lasts.")] = 14
    max_upload_mb: Annotated[int, Field(ge=1, le=4096, description="Largest file that may be uploaded, in MB.")] = 100
    max_body_mb: Annotated[int, Field(ge=1, le=512, description="Largest JSON body, in MB.")] = 16
    big_table_rows: Annotated[
        int, Field(ge=0, description="Rows beyond which a table's new indexes are built by a job (PostgreSQL).")
    ] = 50_000
    recompute_at_once: Annotated[
        int,
        Field(ge=0, description="Records whose computed values a write or publish works out itself; more: a job."),
    ] = 5_000
    templates_dir: Annotated[
        Path | None, Field(description="Folder of templates, one sub-folder each, offered instead of the bundled ones.")
    ] = None
    log_level: Annotated[str, Field(description="debug, info, warning or error.")] = "info"
    worker: Annotated[bool, Field(description="Whether `serve` runs jobs and rules itself.")] = True

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
            raise PydanticCustomError("setting_database_url", "give sqlite:///… or postgresql://…")
        if url.startswith("postgres:"):
            url = "postgresql:" + url.removeprefix("postgres:")
        if url.startswith("postgresql:"):
            url = "postgresql+psycopg:" + url.removeprefix("postgresql:")
        return url

    @field_validator("company_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(zone)
        except (KeyError, ValueError) as error:
            raise PydanticCustomError("setting_company_zone", "there is no such time zone") from error
        return zone

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.lower() not in LEVELS:
            raise PydanticCustomError("setting_log_level", "give debug, info, warning or error")
        return level.lower()

    @property
    def url(self) -> str:
        """The database address to use: the given one, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'formwright.db').resolve()}"

    @property
    def is_embedded(self) -> bool:
        return self.url.startswith("sqlite:")

    def master_key(self) -> bytes:
        """The master key: from the setting, else from DATA_DIR/secret.key (0600, made once)."""
        given = self.secret_key.get_secret_value()
        if given:
            return given.encode()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        path = self.data_dir / "secret.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_bytes().strip()

    def derived_key(self, purpose: str) -> bytes:
        """A key for one purpose, derived from the master key by name (HMAC-SHA256)."""
        return hmac.new(self.master_key(), purpose.encode(), hashlib.sha256).digest()
