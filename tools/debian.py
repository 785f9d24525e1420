"""Installs a Debian package when that is allowed, else says the one command that does."""

from __future__ import annotations

import os
import shutil
import subprocess

_PLACES = os.pathsep.join(["/usr/bin", "/bin", "/usr/sbin", "/sbin"])


def install(*packages: str, why: str) -> None:
    """Installs the packages as root; raises SystemExit with the command when this is not root or not a Debian."""
    apt = shutil.which("apt-get", path=_PLACES)
    command = f"apt-get install --yes --no-install-recommends {' '.join(packages)}"
    if apt is None:
        raise SystemExit(f"{why}. Install what your system calls: {' '.join(packages)}")
    if os.geteuid() != 0:
        raise SystemExit(f"{why}. Run this once, then the same command again:\n\n  sudo {command}\n")
    print(f"{why}: {command}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": _PLACES}
    quiet = [apt, "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*quiet, "update"], env=environment, check=False, stdout=subprocess.DEVNULL)
    done = subprocess.run([*quiet, *command.split()[1:]], env=environment, check=False, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"{why}, and `{command}` failed with {done.returncode}; its reason stands above.")
