"""What every route file is given: the engine and the desk that knows callers."""

from __future__ import annotations

from starlette.requests import Request

from engine.access import may_edit_app
from engine.api.problems import language_of
from engine.api.signing import Signing
from engine.bootstrap import Engine
from engine.errors import PermissionDenied
from engine.records import RecordContext


class BuildersOnly:
    """The reason given to those who may use an app but not change it."""

    code = "builders_only"


class Api:
    """One per process."""

    def __init__(self, engine: Engine, *, demo: bool = False):
        self.engine = engine
        self.signing = Signing(engine)
        self.demo = demo

    def context(self, request: Request) -> RecordContext:
        """What the verbs of records want, for the caller of `request`. Raises NotSignedIn."""
        caller = self.signing.caller(request)
        origin = "screen" if caller.csrf is not None else "api"
        return self.engine.context(caller.actor, origin=origin, language=language_of(request), epoch=caller.epoch)

    def builder(self, request: Request) -> RecordContext:
        """The same for somebody who may change apps. Raises PermissionDenied."""
        context = self.context(request)
        if not may_edit_app(context.actor):
            raise PermissionDenied(action="", resource="", reason=BuildersOnly())
        return context
