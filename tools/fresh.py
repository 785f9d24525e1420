"""The first minutes of a stranger: a clone in an awkward path, Python and make alone on PATH, install, demo, stop."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 40
STOP_SECONDS = 5


def _reduced_path(folder: Path) -> str:
    """A folder with Python and make and nothing else."""
    folder.mkdir()
    make = shutil.which("make")
    if make is None:
        raise SystemExit("There is no make on this machine.")
    (folder / "make").symlink_to(make)
    for name in ("python3", "python"):
        (folder / name).symlink_to(Path(sys.executable).resolve())
    return str(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _demo(checkout: Path, environment: dict[str, str]) -> float:
    """Starts `make demo`, waits until it is ready, stops it; the seconds until ready."""
    port = _free_port()
    server = subprocess.Popen(
        ["make", "--silent", "demo", f"ARGS=--port {port}"], cwd=checkout, env=environment, start_new_session=True
    )
    began = time.monotonic()
    try:
        while not _is_ready(port):
            if server.poll() is not None:
                raise SystemExit(f"make demo ended with {server.returncode} before it was ready.")
            if time.monotonic() - began > START_SECONDS:
                raise SystemExit(f"make demo was not ready within {START_SECONDS} s.")
            time.sleep(0.1)
        ready = time.monotonic() - began
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(STOP_SECONDS)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
    return ready


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="formwright fresh 匠 ") as folder:
        checkout = Path(folder) / "匠 表"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(checkout)], check=True)
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("FORMWRIGHT_", "MAKE", "MFLAGS"))
        }
        environment = {
            **kept,
            "PATH": _reduced_path(Path(folder) / "only python and make"),
            "FORMWRIGHT_DATA_DIR": str(Path(folder) / "数 据"),
        }
        environment.pop("VIRTUAL_ENV", None)
        began = time.monotonic()
        subprocess.run(["make", "--silent", "install"], cwd=checkout, env=environment, check=True)
        print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)
        # A locale without Chinese letters in a path that has some: Python itself must find the checkout.
        asked = [
            str(checkout / ".venv" / "bin" / "python"),
            "-m",
            "engine",
            "check",
            str(checkout / "templates" / "crm"),
        ]
        subprocess.run(asked, cwd=folder, env={**environment, "LC_ALL": "C"}, check=True)
        for time_of in ("first", "second"):
            print(f"The {time_of} start was ready after {_demo(checkout, environment):.1f} s.", flush=True)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
