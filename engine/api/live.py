"""Live changes: one reader per process follows the outbox and hands frames to every open stream."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog

from engine.access.policy import decide
from engine.api.signing import Caller
from engine.bootstrap import Engine
from engine.desk import notifications
from engine.errors import NotFound
from engine.records import feed

log = structlog.get_logger("live")

HEARTBEAT = 15.0
BEHIND = 500  # frames a slow reader may be behind; then it is told to read everything again
IDLE = 1.0
GATHER = 0.05  # seconds between the news and reading it: what many writers commit meanwhile is read at once


def frame(event: str, data: Any) -> bytes:
    """One server-sent event."""
    return b"event: " + event.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"


@dataclass(eq=False)
class Stream:
    """One open browser: who looks, and at which app."""

    caller: Caller
    app: str | None
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BEHIND))
    unread: int = -1

    def push(self, data: bytes | None) -> None:
        """Hand over a frame (None ends the stream); called on the loop."""
        try:
            self.queue.put_nowait(data)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(data if data is None else frame("reset", {}))


class Live:
    """The reader and its streams."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self._streams: set[Stream] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._follow, name="live-outbox", daemon=True),
            threading.Thread(target=self._follow_desk, name="live-desk", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End all streams, so that a graceful stop has nothing to wait for."""
        self._stop.set()
        self._tell(lambda stream: None, end=True)
        self.engine.database.wake("outbox")
        self.engine.database.wake("notifications")

    async def stream(self, caller: Caller, app: str | None) -> AsyncIterator[bytes]:
        """The frames of one viewer until it goes away or the process stops."""
        mine = Stream(caller, app, asyncio.get_running_loop())
        with self._lock:
            self._streams.add(mine)
        try:
            yield b": here\n\n"
            while not self._stop.is_set():
                try:
                    data = await asyncio.wait_for(mine.queue.get(), HEARTBEAT)
                except TimeoutError:
                    data = b": alive\n\n"
                if data is None:
                    return
                yield data
        finally:
            with self._lock:
                self._streams.discard(mine)

    def _tell(self, make: Any, *, end: bool = False) -> None:
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            data = None if end else make(stream)
            if data is not None or end:
                try:
                    stream.loop.call_soon_threadsafe(stream.push, data)
                except RuntimeError:
                    continue  # its loop is closed: the process is stopping

    def _follow(self) -> None:
        database = self.engine.database
        position: int | None = None
        while not self._stop.is_set():
            try:
                seen = database.wake_count("outbox")
                if position is None:
                    position = feed.newest(database)
                if self._streams:
                    rows = feed.after(database, position)
                    for seq, event in rows:
                        position = seq
                        self._tell(lambda stream, event=event: self._frame_for(stream, event))
                else:
                    # Nobody looks: what happens is not even read. Who comes after the place was read sees what follows.
                    rows = []
                    newest = feed.newest(database)
                    if not self._streams:
                        position = newest
                if not rows and database.wait("outbox", seen, IDLE):
                    self._stop.wait(GATHER)
            except Exception:
                log.exception("live_trouble")
                self._stop.wait(IDLE)

    def _frame_for(self, stream: Stream, event: Any) -> bytes | None:
        if stream.app is not None and event.app not in (stream.app, "company"):
            return None
        if event.name == "app.published":
            return frame("app", {"app": event.app, "version": event.version})
        try:
            app = self.engine.store.current().app(event.app)
        except NotFound:
            return None
        if event.name == "app.filled":
            forms = [form for name, form in app.forms.items() if f"{event.app}.{name}" in event.filled]
            readable = [form.id for form in forms if decide(stream.caller.actor, "read", form, app).allowed]
            return frame("filled", {"app": event.app, "forms": readable})
        form = app.forms.get(event.form)
        if form is None:
            return None
        decision = decide(stream.caller.actor, "read", form, app)
        if not decision.allowed:
            return None
        data: dict[str, Any] = {"app": event.app, "form": event.form, "what": event.what}
        if not decision.row_filter:
            # Who sees only some rows is told that something changed, not which record.
            data |= {"id": event.id, "revision": event.revision}
        return frame("record", data)

    def _follow_desk(self) -> None:
        database = self.engine.database
        while not self._stop.is_set():
            try:
                seen = database.wake_count("notifications"), database.wake_count("job_over")
                with self._lock:
                    users = {s.caller.actor.user_id for s in self._streams if s.caller.actor.user_id is not None}
                unread = {user: notifications.unread(database, user) for user in users}

                def changed(stream: Stream, unread: dict[int, int] = unread) -> bytes | None:
                    count = unread.get(stream.caller.actor.user_id or 0)
                    if count is None or count == stream.unread:
                        return None
                    stream.unread = count
                    return frame("notification", {"unread": count})

                self._tell(changed)
                database.wait("notifications", seen[0], IDLE)
                if database.wake_count("job_over") != seen[1]:
                    self._tell(lambda stream: frame("job", {}))
            except Exception:
                log.exception("live_trouble")
                self._stop.wait(IDLE)
