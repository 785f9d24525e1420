"""Random secrets that are handed out once and kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets

# Without 0/O, 1/I/L: the set-up code is read from a log and typed.
_TYPEABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_secret(prefix: str = "") -> str:
    """256 random bits as text."""
    return prefix + secrets.token_urlsafe(32)


def typeable_code(groups: int = 3, size: int = 4) -> str:
    """A code for people to type, e.g. `7KQF-M2XA-PW9C` (about 59 random bits)."""
    return "-".join("".join(secrets.choice(_TYPEABLE) for _ in range(size)) for _ in range(groups))


def digest(secret: str) -> str:
    """What is stored of a secret; the secrets are long and random, so one fast hash is enough."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
