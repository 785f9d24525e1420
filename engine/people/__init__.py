"""Who works here: accounts, signing in, sessions, tokens, roles held, and the built-in app `company`."""

from __future__ import annotations

from pathlib import Path

from engine.people.accounts import Account
from engine.people.sessions import Session, SessionKey
from engine.people.tokens import Token

__all__ = ["Account", "Session", "SessionKey", "Token", "company_files"]


def company_files() -> dict[str, str]:
    """The definition of the built-in app `company`: texts by file name, as a template folder has them."""
    folder = Path(__file__).parent / "company"
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.yaml"))
    }
