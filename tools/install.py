"""Prepares a checkout: environment, packages, built UI. Needs nothing but Python; what is ready is not done twice."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import debian

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "formwright-installed"
OLDEST = (3, 11)


def _works(python: Path) -> bool:
    """Whether the environment's Python starts and has pip: a moved or half-made environment does not."""
    if not python.exists():
        return False
    said = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False)
    return said.returncode == 0


def make_environment() -> None:
    """Makes .venv; on a Debian without the venv module installs it as root, else says the one line that does."""
    if _works(PYTHON):
        return
    print("Making .venv", flush=True)
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    tried = subprocess.run(make, capture_output=True, text=True, check=False)
    if tried.returncode == 0 and _works(PYTHON):
        return
    said = tried.stdout + tried.stderr
    if "ensurepip" not in said and "No module named venv" not in said:
        raise SystemExit(f"Python could not make .venv:\n{said}")
    debian.install("python3-venv", why="Python's venv module is missing")
    subprocess.run(make, check=True)


def install_packages(extras: str) -> None:
    """Installs the checkout with pinned versions, unless exactly that was done here before."""
    said = f"{ROOT} {extras} {sys.version}"
    wanted = hashlib.sha256(
        said.encode() + (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    ).hexdigest()
    done = STAMP.read_text().split() if STAMP.exists() else []
    if wanted in done:
        return
    print("Installing Python packages", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    subprocess.run([*pip, "-c", "constraints.txt", "-e", f".{extras}"], cwd=ROOT, check=True)
    STAMP.write_text("\n".join([wanted, *done[:3]]) + "\n")


def _lead_here() -> None:
    """Lets the environment find the checkout by the way from itself to there.

    Python reads an absolute path with the letters of the locale, and does not even start under LC_ALL=C where the path
    has others.
    """
    for folders in ("lib/python3*/site-packages", "Lib/site-packages"):
        for file in VENV.glob(f"{folders}/*formwright*.pth"):
            file.write_text(os.path.relpath(ROOT, file.parent) + "\n", encoding="ascii")


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        print(f"Formwright needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
        print("Name another one: make install PYTHON=python3.12")
        return 1
    try:
        make_environment()
        install_packages("[test]" if "--test" in arguments else "")
        _lead_here()
        if "--no-ui" not in arguments:
            subprocess.run([str(PYTHON), str(ROOT / "tools" / "ui.py")], cwd=ROOT, check=True)
    except subprocess.CalledProcessError as error:
        print(f"Stopped: {' '.join(map(str, error.cmd))} ended with {error.returncode}; its reason stands above.")
        return 1
    if not arguments:
        print("Installed. Next: `make demo` starts the CRM with sample data; `.venv/bin/formwright --help`: the rest.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
