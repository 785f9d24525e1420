"""Who is calling: the session cookie or the bearer token of a request, turned into an actor once per epoch."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request, cookie_parser

from engine import clock
from engine.access.actor import Actor
from engine.errors import FormwrightError, Kind, NotSignedIn, PermissionDenied
from engine.people import accounts, sessions, tokens
from engine.people.accounts import Account
from engine.storage import epoch

if TYPE_CHECKING:
    from engine.bootstrap import Engine

SESSION_COOKIE = "session"
CSRF_COOKIE = "csrf"
CSRF_HEADER = b"x-csrf-token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
CACHED = 2_000
TRUSTED_FOR = timedelta(minutes=1)  # a session's own end is looked at again after this long


class CsrfMissing(FormwrightError):
    """A write by cookie without the token of its session: it may come from another site's page."""

    code = "csrf_missing"
    kind = Kind.FORBIDDEN


@dataclass(frozen=True)
class Caller:
    """One signed-in caller."""

    actor: Actor
    account: Account | None
    csrf: str | None  # None: signed in by token, no cookie involved
    epoch: int  # the installation's number when this was found


class Signing:
    """Finds callers; what it found stays until the installation's epoch moves (roles, revocations, versions)."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self._epoch = -1
        self._callers: OrderedDict[bytes, tuple[Caller, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def caller(self, request: Request) -> Caller:
        """Raises NotSignedIn, or CsrfMissing on a write by cookie."""
        cookies = sent = b""
        for name, value in request.scope["headers"]:
            if name == b"cookie":
                cookies += value if not cookies else b"; " + value
            elif name == b"authorization" and value[:7].lower() == b"bearer ":
                return self._find(b"t" + value[7:].strip())
            elif name == CSRF_HEADER:
                sent = value
        if not cookies:
            raise NotSignedIn()
        caller = self._find(b"s" + cookies)
        if request.method not in READING and not hmac.compare_digest(sent, (caller.csrf or "").encode()):
            raise CsrfMissing()
        return caller

    def maybe(self, request: Request) -> Caller | None:
        """The caller of a reading request, or None when nobody is signed in."""
        try:
            return self.caller(request)
        except NotSignedIn:
            return None

    def forget(self) -> None:
        """Look everybody up again: an account was changed in this process."""
        with self._lock:
            self._callers.clear()

    def admin(self, request: Request) -> Caller:
        """An admin at a browser or with a token without scopes. Raises PermissionDenied for everybody else."""
        caller = self.caller(request)
        if not caller.actor.is_admin or caller.actor.scopes is not None:
            raise PermissionDenied(action="", resource="", reason=AdminsOnly())
        return caller

    def _find(self, shown: bytes) -> Caller:
        """Who shows this: `t` and a token, or `s` and the cookies."""
        now_epoch = epoch.current(self.engine.database)
        key = hashlib.sha256(shown).digest()
        now = clock.now()
        with self._lock:
            if now_epoch != self._epoch:
                self._callers.clear()
                self._epoch = now_epoch
            found = self._callers.get(key)
            if found is not None and now - found[1] < TRUSTED_FOR:
                return found[0]
        caller = self._load(shown, now, now_epoch)
        with self._lock:
            if self._epoch != now_epoch:
                return caller  # roles have changed meanwhile: good for this request, not for those that follow
            self._callers[key] = (caller, now)
            while len(self._callers) > CACHED:
                self._callers.popitem(last=False)
        return caller

    def _load(self, shown: bytes, now: datetime, seen: int) -> Caller:
        kind, text = shown[:1], shown[1:].decode("latin-1")
        with self.engine.database.read() as tx:
            if kind == b"t":
                token = tokens.find(tx, text, now)
                if token is None:
                    raise NotSignedIn()
                actor = self.engine.actor_of_token(tx, token)
                account = accounts.by_id(tx, token.account_id) if token.account_id is not None else None
                return Caller(actor, account, None, seen)
            secret = cookie_parser(text).get(SESSION_COOKIE)
            session = sessions.find(tx, secret, now) if secret else None
            account = accounts.by_id(tx, session.account_id) if session else None
            if session is None or account is None or not account.active:
                raise NotSignedIn()
            return Caller(self.engine.actor_of(tx, account), account, session.csrf, seen)


@dataclass(frozen=True)
class AdminsOnly:
    """The reason given to those who are no admin."""

    code: str = "admins_only"


def is_loopback(request: Request) -> bool:
    """Whether the caller sits on the server's own machine."""
    host = request.client.host if request.client else ""
    return host in ("127.0.0.1", "::1", "localhost", "testclient")
