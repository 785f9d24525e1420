"""Builds the UI once: again only when a source changed since, judged by content and not by time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import node

ROOT = Path(__file__).resolve().parent.parent
_LEFT_OUT = {"node_modules", "dist", "coverage", ".vite", "test-results"}


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if entry.name not in _LEFT_OUT:
                yield from _files(entry)
        elif not entry.name.startswith(".ui-") and not entry.name.endswith(".tsbuildinfo"):
            yield entry


def _hash(files: Iterator[Path], base: Path) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.relative_to(base).as_posix().encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _stamp_of_packages(folder: Path) -> str:
    lock = folder / "package-lock.json"
    return hashlib.sha256((lock if lock.exists() else folder / "package.json").read_bytes()).hexdigest()


def _says(file: Path, wanted: str) -> bool:
    return file.exists() and file.read_text().strip() == wanted


def install_packages(folder: Path, found: node.Node) -> None:
    """`npm ci` in a folder, unless what lies there was installed from the same lock file."""
    stamp = folder / "node_modules" / ".ui-packages"
    wanted = _stamp_of_packages(folder)
    if _says(stamp, wanted):
        return
    verb = "ci" if (folder / "package-lock.json").exists() else "install"
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    found.run_npm(verb, *quiet, folder=folder)
    stamp.write_text(wanted + "\n")


def build(root: Path = ROOT, *, again: bool = False) -> Path:
    """The folder of the built UI, builder_ui/dist; builds when a source changed."""
    folder = root / "builder_ui"
    dist, stamp = folder / "dist", folder / ".ui-stamp"
    wanted = _hash(_files(folder), folder)
    if not again and (dist / "index.html").exists() and _says(stamp, wanted):
        return dist
    found = node.find_or_install()
    print(f"Building the UI with the {found.origin}'s Node (a minute, only when its sources change).", flush=True)
    install_packages(folder, found)
    os.environ.setdefault("CI", "true")
    found.run_npm("run", "--silent", "build", folder=folder)
    if not (dist / "index.html").exists():
        raise SystemExit("The UI's build left no builder_ui/dist/index.html.")
    stamp.write_text(wanted + "\n")
    return dist


def main(arguments: list[str]) -> int:
    """`dev` serves with live reload, `types` makes the API's types; else builds, with `again` in any case."""
    folder = ROOT / "builder_ui"
    try:
        match arguments:
            case ["dev"]:
                found = node.find_or_install()
                install_packages(folder, found)
                found.run_npm("run", "dev", folder=folder)
            case ["types"]:
                found = node.find_or_install()
                install_packages(folder / "tools", found)
                found.run_npm("run", "api-types", folder=folder / "tools")
            case _:
                build(again="again" in arguments)
    except subprocess.CalledProcessError as error:
        print(f"The UI: npm ended with {error.returncode}; its reason stands above.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
