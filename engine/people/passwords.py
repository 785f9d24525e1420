"""Passwords as argon2 hashes; a wrong one costs as much time as an unknown account."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import FieldError, InvalidValues

SHORTEST = 8
LONGEST = 256


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    # 19 MiB and two passes: what OWASP asks for at least, so that many people may sign in at once on a small machine.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def check(password: object, email: str = "") -> str:
    """The password when it may be used. Raises InvalidValues (path `password`)."""
    if not isinstance(password, str) or len(password) < SHORTEST:
        raise InvalidValues(errors=[FieldError("password", "password.too_short", {"least": SHORTEST})])
    if len(password) > LONGEST:
        raise InvalidValues(errors=[FieldError("password", "password.too_long", {"most": LONGEST})])
    if email and password.casefold() == email.casefold():
        raise InvalidValues(errors=[FieldError("password", "password.is_email")])
    try:
        password.encode()
    except UnicodeEncodeError:
        raise InvalidValues(errors=[FieldError("password", "password.unreadable")]) from None
    return password


def hashed(password: str) -> str:
    """The text to store."""
    return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one stored; takes the same time when nothing is stored."""
    try:
        same = _hasher().verify(stored or _nobodys(), password[:LONGEST].encode(errors="replace"))
    except (VerificationError, InvalidHashError):
        return False
    return same and stored is not None


def is_dated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's and should be made again."""
    return _hasher().check_needs_rehash(stored)
