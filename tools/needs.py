"""What tests need of the machine beyond packages, named before anything else: a Chromium and a Chinese font."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_CHINESE = ("cjk", "wqy", "sourcehan", "droidsansfallback", "arphic", "uming", "ukai")


def chromium() -> str | None:
    """The Chromium to use: CHROME_PATH, one on PATH, one in a usual place. None when there is none."""
    given = os.environ.get("CHROME_PATH")
    if given:
        if not Path(given).exists():
            raise SystemExit(f"CHROME_PATH names {given}, and no such file exists.")
        return given
    on_path = (shutil.which(name) for name in _NAMES)
    return next((path for path in (*on_path, *_PLACES) if path and Path(path).exists()), None)


def has_chinese_font() -> bool:
    """Whether pages can show Chinese; macOS and Windows always can."""
    if sys.platform in ("darwin", "win32"):
        return True
    lister = shutil.which("fc-list")
    if lister:
        said = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, text=True, check=False)
        if said.stdout.strip():
            return True
    folders = (Path(folder).expanduser() for folder in _FONT_FOLDERS)
    files = (file.name.lower() for folder in folders if folder.exists() for file in folder.rglob("*.*"))
    return any(word in name for name in files for word in _CHINESE)


def main() -> int:
    missing = []
    if chromium() is None:
        missing.append("chromium")
    if not has_chinese_font():
        missing.append("fonts-wqy-microhei")
    if missing:
        debian.install(*missing, why="Browser tests need a Chromium and a font with Chinese")
    if chromium() is None:
        print("No Chromium was found. Install one, or name it by CHROME_PATH=/path/to/chromium.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
