"""Runs the server or a worker in the foreground: finds a port, says when it is ready, stops within five seconds."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import structlog
import uvicorn

from engine import clock
from engine.api.app import create_app
from engine.bootstrap import Engine
from engine.cli.terminal import DONE, REFUSED, language, tell
from engine.logging import start_logging
from engine.people import accounts, setup
from engine.settings import Settings
from engine.texts import say

log = structlog.get_logger("serving")

FIRST_PORT = 8000
TRIES = 50
PATIENCE = 2  # seconds open requests are given when the server stops
COLLECT = (20_000, 20, 50)  # new objects and rounds between two collections; Python's 700 are for small programs
SWITCH = 0.001  # seconds a thread may compute while another waits
DEMO_TEMPLATE = "crm"


def say_ready(url: str) -> None:
    """The line that programs wait for; it is the same in every language."""
    print(f"Formwright is ready: {url}", flush=True)


class Server(uvicorn.Server):
    """uvicorn's server that ends its live streams first, so that a graceful stop waits for nobody."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None], prepare: Callable[[], None]):
        super().__init__(config)
        self.failed = False
        self._stopping = stopping
        self._prepare = prepare

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop in order; a second Ctrl+C stops at once. The signal is obeyed here and not raised again at the end."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self._stopping()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.failed = not self.started
        if self.started:
            threading.Thread(target=self._run_prepare, name="ready", daemon=True).start()

    def _run_prepare(self) -> None:
        try:
            self._prepare()
        except Exception:
            if not self.should_exit:  # what is asked to stop in the middle goes on at the next start
                log.exception("start_failed")
                self.failed = True
                self.handle_exit(signal.SIGTERM, None)


def listen(host: str, port: int | None) -> socket.socket | None:
    """A listening socket on `port`, or on the next free one when none was asked for; None when it is taken.

    Raises OSError when nobody can listen on `host`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + TRIES):
        candidate = socket.socket(family, socket.SOCK_STREAM)
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((host, wanted))
            candidate.listen(512)
        except OSError as error:
            candidate.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        return candidate
    return None


def serve(settings: Settings, host: str, port: int | None, *, demo: bool) -> int:
    """Serve until SIGTERM or Ctrl+C; answers the exit code."""
    start_logging(settings.log_level)
    try:
        door = listen(host, port)
    except OSError as error:
        print(say("cannot_listen", {"host": host, "reason": error.strerror or str(error)}, language()), file=sys.stderr)
        return REFUSED
    if door is None:
        print(say("port_taken", {"port": port or FIRST_PORT}, language()), file=sys.stderr)
        return REFUSED
    # Requests answered on the event loop get it back from an import's thread after this long; Python's 5 ms would add
    # up to tens of milliseconds a request.
    sys.setswitchinterval(SWITCH)
    engine = Engine(settings)
    app = create_app(engine, demo=demo)
    # What stands now stands until the end: the collector need not look through it again, nor after every few objects.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{door.getsockname()[1]}"
    engine.ready = not demo
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=30,
        server_header=False,
    )
    server = Server(config, app.state.live.close, lambda: _ready(engine, address, demo=demo))
    server.run(sockets=[door])
    return REFUSED if server.failed else DONE


def _ready(engine: Engine, address: str, *, demo: bool) -> None:
    """Prepare the demo (once) and say where to go."""
    if demo:
        _prepare_demo(engine)
        _say_demo(engine, address)
        return
    code = engine.setup_code()
    say_ready(address)
    if code:
        tell("setup_code", url=address, code=code)


def _prepare_demo(engine: Engine) -> None:
    with engine.database.read() as tx:
        first = setup.needed(tx)
    if first:
        made, password = engine.add_admin("Admin", "admin@example.com", None)
        tell("admin_made", email=made.email, password=password)
    if DEMO_TEMPLATE not in engine.store.current().apps or engine.unfinished_install(DEMO_TEMPLATE):
        job = engine.install(DEMO_TEMPLATE, sample_data=True, language=language())
        if job.state != "done":
            raise RuntimeError(f"the demo could not be installed: {job.error}")
    engine.ready = True


def _say_demo(engine: Engine, address: str) -> None:
    from engine.people import membership

    apps = engine.store.current().apps
    now = clock.now()
    lines: list[tuple[str, str, str]] = []
    with engine.database.read() as tx:
        everybody = [account for account in accounts.every(tx) if account.active]
        roles = {account.id: membership.roles_of(tx, account.user_id) for account in everybody}
    everybody.sort(key=lambda account: (not account.is_admin, account.id))

    def link(account: Any) -> str:
        token = engine.database.transact(lambda tx: setup.issue_link(tx, account.id, now), lock="none")
        return f"{address}/api/v1/auth/enter?token={token}"

    for account in everybody[1:]:
        held = [
            apps[app].label_of(f"role/{role}", language())
            for app, ids in roles[account.id].items()
            if app in apps
            for role in sorted(ids)
            if role in apps[app].roles
        ]
        lines.append((account.name, ", ".join(held) or "-", link(account)))
    for name, held_roles, url in lines:
        tell("be_somebody", name=name, roles=held_roles, url=url)
    say_ready(link(everybody[0]))


def work(settings: Settings) -> int:
    """Run jobs and rules until SIGTERM; answers the exit code."""
    start_logging(settings.log_level)
    engine = Engine(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    engine.start_workers()
    tell("worker_ready")
    stop.wait()
    engine.close()
    return DONE
